"""What a text tells beside its words: hours, doors, who holds it, a list of names, runs of words that copies keep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zlib import crc32

from agregateur.ingest.matching.wording import words_of
from agregateur.text import holds

MAX_RUNS = 90
"""Words of a text that may begin a run."""
_BEGINNING = 400
"""Characters of a text in which it lists who comes."""
_HOURS = re.compile(r"\b([01]?\d|2[0-3])\s?h(?:eures?\b)?\s?([0-5]\d)?(?![a-z])")
_LASTING = ("dure", "duree", "pendant", "en", "environ")
_STRETCHES = (" jours", " soirs", " soirees", " nuits", " journees")
_COUNTED = re.compile(r"\b(?:deux|trois|quatre|cinq|six|sept|huit|dix|[2-9]|1\d)$")
_WEEK_ENDS = (
    "week-end",
    "weekend",
    "week end",
    "samedi et dimanche",
    "samedis et dimanches",
    "vendredi et samedi",
)
_CLOCKS = ("24", "48", "72", "vingt", "quarante")
_ROUND_THE_CLOCK = re.compile(r"\b(?:24|48|72|(?:vingt|quarante)-?\w+) ?h(?:eures)?\b(?! ?\d)")
"""What is on from one day to the next."""
_UNTIL = re.compile(r"jusqu'(?:au|a) (?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\d)")
_TO = re.compile(r" au (?:[a-z]{5,8} )?\d{1,2}\b")
_SINCE = re.compile(r"\bdu (?:[a-z]{5,8} )?\d{1,2}(?:er)?(?: [a-z]{3,9})?$")
_DOORS = re.compile(
    r"\b(?:portes?|accueil|ouvertures?|ouvre|retraits?|dossards?|installations?|buvette|billetterie|caisses?|"
    r"rendez vous|rdv|echauffement|exposants?|inscriptions?|aperitif|apero|restauration|repas)\b[^.;!?0-9]{0,30}$"
)
_HELD = re.compile(
    r"\b(?:(?:organise|propose|porte)e?s? par|orga(?:nisation)? ?:|organisateurs? ?:|a l'initiative d[eu]s?|"
    r"une (?:initiative|proposition) d[eu]s?|organi[sz]ed by)"
    r" ?(?:l[ae]s? |l'|d[eu] |the )?([a-z][^.,;:!?()\[\]|\n]{2,48}?)(?: - |[.,;:!?()|\n]|$)"
)
_SEVERAL = re.compile(
    r"[A-ZÀ-ÖØ-Þ][\w'’ -]{2,40}, (?:[Ll][ae]s? )?[A-ZÀ-ÖØ-Þ][\w'’ -]{2,40}(?:, | et )(?:[Ll][ae]s? )?[A-ZÀ-ÖØ-Þ]"
)


def _hours_in(said: str) -> Iterator[re.Match[str]]:
    """What `_HOURS.finditer` finds, looked for where a figure stands before an "h": few texts hold many."""
    end = 0
    letter = said.find("h")
    while letter >= 0:
        at = letter - 2 if said[letter - 1 : letter].isspace() else letter - 1
        if at >= end and said[at].isdigit():
            match = (_HOURS.match(said, at - 1) if at > end else None) or _HOURS.match(said, at)
            if match is not None:
                end = match.end()
                yield match
        letter = said.find("h", letter + 1)


def hours_told(said: str) -> frozenset[int]:
    """Hours told in a text, in minutes since midnight; running times are not hours."""
    found = set()
    for match in _hours_in(said):
        before = said[max(0, match.start() - 14) : match.start()].split()
        if not before or (
            before[-1].strip(":(") not in _LASTING and "duree" not in before and "dure" not in before
        ):
            found.add(int(match[1]) * 60 + int(match[2] or 0))
    return frozenset(found)


def doors_told(said: str) -> frozenset[int]:
    """Hours, in minutes since midnight, at which a text says that people may come, before what they come for."""
    return frozenset(
        int(match[1]) * 60 + int(match[2] or 0)
        for match in _hours_in(said)
        if _DOORS.search(said[max(0, match.start() - 50) : match.start()])
    )


def held_by(text: str) -> tuple[str, ...]:
    """The words of who holds it, as a folded text tells ("Organisé par le Foyer rural."); none where it is cut."""
    if not any(cue in text for cue in ("orga", "propos", "initiative", "e par", "es par")):
        return ()
    match = _HELD.search(text)
    return words_of(match[1]) if match else ()


def runs(said: tuple[str, ...]) -> frozenset[int]:
    """Digests of runs of three words that begin with a long one: a copied text keeps them, wherever it was cut."""
    return frozenset(
        [
            crc32(f"{word} {said[i + 1]} {said[i + 2]}".encode())
            for i, word in enumerate(said[:MAX_RUNS])
            if len(word) > 6 and i + 2 < len(said)
        ]
    )


def several_named(text: str) -> bool:
    """Whether a text lists three names at least on end: who plays at a festival."""
    return _SEVERAL.search(text[:_BEGINNING]) is not None


def lasting(title: str, text: str) -> bool:
    """Whether a folded title and text tell of several days on end: "trois soirs", "jusqu'à samedi", "du 15 au 18"; the
    title alone, that it is of a week-end: texts of concerts speak of their festival's."""
    if holds(title, _WEEK_ENDS):
        return True
    said = f"{title} {text}"
    for word in _STRETCHES:
        at = said.find(word)
        if at > 0 and _COUNTED.search(said[max(0, at - 8) : at]):
            return True
    if holds(said, _CLOCKS) and _ROUND_THE_CLOCK.search(said):
        return True
    if "jusqu'" in said and _UNTIL.search(said):
        return True
    return any(_SINCE.search(said[max(0, to.start() - 26) : to.start()]) for to in _TO.finditer(said))
