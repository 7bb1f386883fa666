"""Where an announcement says it happens, in its own words, for records that have no field for it.

    told(title, text)     one line of address, or None
    instead(name, text)   the same, of a record whose field holds but the name of a society or a house

"Samedi 5 décembre à 20h, salle des fêtes - Cornas", "Concert @ Le Garage", "Lieu : MJC, Gap". What follows or leads the
day and hour is cut at commas and dashes; parts in a row that have the form of a hall, a street or a town are the line.
Which town is meant is for `communes.locate` to say: nothing is added to what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from agregateur.communes.told import labelled
from agregateur.communes.venues import organises
from agregateur.ingest.place_words import ARTICLES, Part, is_society, kind_of, parts
from agregateur.ingest.prose import elements
from agregateur.ingest.prose.elements import Read
from agregateur.ingest.prose.hours import Hours
from agregateur.text import fold, words

MAX_TEXT = 1500
"""Characters of a text in which its place is sought."""
_AT_SIGN = re.compile(r"\s@(?:\s+(?=[^\W\d_])|(?=[A-ZÉÈÀ]))([^@]{2,80})$")
_ABOUT_SOMETHING_ELSE = re.compile(
    r"\b(?:inscri\w+|reserv\w+|billet\w*|renseign\w+|infos?|informations?|contact\w*|vente|retrait|tel|en cas de|repli"
    r"|intemperies|pluie|prevente\w*|depots?|covoiturage|navettes?|parking|hebergement|restauration|en face|pres d"
    r"|comme|apres|organisee? par|proposee? par)\b"
)
"""Before the name of a place, in its sentence: then it is not where people meet, or not for sure."""


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a sentence, from `start` to `end`; `near` the day or hour; `lead` is what its sentence says before."""

    start: int
    end: int
    near: bool
    lead: str


def told(title: str, text: str | None, *, sought: bool = True) -> str | None:
    """The line of address in an event's cleaned `title` and plain `text`; None when they tell none, or several.

    Not `sought`: only what is marked as the place is taken ("Lieu : …", " @ Le Garage").
    """
    sign = _AT_SIGN.search(title)
    venue = sign[1].strip() if sign else None
    text = text or ""
    line = _labelled(text) if ":" in text else None
    if line is None and sought:
        line = _in_sentences(text[:MAX_TEXT])
    if venue is None or (line and fold(venue) in fold(line)):
        return line
    return venue


def instead(name: str, text: str | None) -> str | None:
    """The line of address that an event's plain `text` marks as its place, where all that a field says of it is `name`:
    when it says more of that house, or when the name is none of a house or a street ("Vélo-club"). Else None."""
    text = text or ""
    line = (_labelled(text) if ":" in text else None) or _met(text[:MAX_TEXT])
    if line is None:
        society = is_society(name)
        line = _in_sentences(text[:MAX_TEXT]) if society or organises(name, text) else None
        return line if line is None or society or _whole(line) else None
    if fold(name) in fold(line):
        return line if len(line) > len(name) + 3 else None
    first, *others = (kind_of(_BESIDE.split(part)[0]) for part in _PARTED.split(line))
    placed = first in _PLACES or (first == "named" and not _PLACES.isdisjoint(others))
    return line if placed and (kind_of(name) not in _PLACES or _organises(name, text)) else None


def _whole(line: str) -> bool:
    """Does it tell a hall or a street, and a town?"""
    kinds = {kind_of(part.strip(" ()")) for part in _PARTED.split(line)}
    return "town" in kinds and not kinds.isdisjoint({"hall", "street"})


def _organises(name: str, text: str) -> bool:
    """ "Organisé par le Foyer laïque"."""
    said = " ".join(words(text))
    called = " ".join(words(name))
    return any(f"{by} {called}" in said for by in _BY) if called else False


def _met(text: str) -> str | None:
    """ "Rendez-vous Salle polyvalente à Gap": a hall or a street without a colon before it."""
    for found in _MEETING.finditer(text):
        line = found[1].strip(" ,-–")
        if kind_of(_BESIDE.split(line.partition(",")[0])[0]) in ("hall", "street"):
            return line
    return None


_PLACES = frozenset({"hall", "street", "town"})
_PARTED = re.compile(r"\s*[,(|–]\s*|\s[-/]\s")
_BY = (
    "par", "par le", "par la", "par l", "par les", "initiative de", "initiative du", "initiative de la", "organisation",
)  # fmt: skip
_MEETING = re.compile(
    r"\b(?:rendez[- ]vous|rdv)\s+(?:à la\s+|au\s+|à l['’]|devant (?:la|le)\s+|devant l['’]|sur la\s+)?"
    r"([^\W\d_][^\n.;!?:]{3,100})",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s+à\s+(?=[A-ZÉÈÎÂÔ])")


def _labelled(text: str) -> str | None:
    """ "Lieu : Le Tremplin", with what "Adresse : …" and "Ville : …" add to it."""
    line = labelled(text)
    if line is None:
        return None
    for found in _MORE.finditer(text[:MAX_TEXT]):
        said = found[1].strip(" .,")
        line = line if fold(said) in fold(line) else f"{line}, {said}"
    return line


_MORE = re.compile(r"(?:^|\n)[\s*•–-]*(?:adresse|ville|commune)\s*:\s*([^\n:]{3,80})(?=\n|$)", re.IGNORECASE)


@lru_cache(maxsize=64)
def _in_sentences(text: str) -> str | None:
    """The place that the sentences of a text tell: the fullest of the first; None when two towns are as likely."""
    near: list[tuple[int, str, str]] = []
    apart: list[tuple[int, str, str]] = []
    text = _joined(text)
    for one in _stretches(elements.read(text)):
        found = _run(text, one)
        if found:
            (near if one.near else apart).append(found)
    lines = near or apart
    towns = {town for _, town, _ in lines if town}
    if not lines or len(towns) > 1:
        return None
    most = max(rank for rank, _, _ in lines)
    return next(line for rank, _, line in lines if rank == most)


def _stretches(read: Read) -> Iterator[_Stretch]:
    """The sentences, cut at days and hours, but not at those that streets are called after."""
    names = [found.span() for found in _STREET_OF_A_DAY.finditer(read.text)]
    cuts = [
        e
        for e in read.elements
        if not (isinstance(e, Hours) and not e.slots)
        and not any(start < read.span(e)[1] <= end for start, end in names)
    ]
    at, number = 0, 0
    while at < len(read.tokens):
        sentence = read.sentences[at]
        stop = at
        while stop < len(read.tokens) and read.sentences[stop] == sentence:
            stop += 1
        first, last = read.tokens[at].start, read.tokens[stop - 1].end
        spans = []
        while number < len(cuts) and cuts[number].start < stop:
            spans.append(read.span(cuts[number]))
            number += 1
        begins = first
        for start, end in [*spans, (last, last)]:
            if start > begins:
                yield _Stretch(begins, start, bool(spans), read.bare[first:begins])
            begins = max(begins, end)
        at = stop


_STREET_OF_A_DAY = re.compile(
    r"\b(?:rue|place|avenue|av\.?|boulevard|bd\.?|square|quai|cours|allées?|impasse|esplanade|rond-point|salle|école)"
    r" du (?:\d{1,2}(?:er)?|onze|huit|dix-neuf) (?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre"
    r"|novembre|décembre)(?: (?:1[89]|20)\d\d)?",
    re.IGNORECASE,
)
""" "Place du 8 Mai 1945"."""


def _run(text: str, stretch: _Stretch) -> tuple[int, str, str] | None:
    """(rank, town, line) of the first parts in a row that are a place; the more they say the higher they rank."""
    if _is_about_something_else(stretch.lead):
        return None
    cut = list(parts(text, stretch.start, stretch.end))
    at = 0
    while at < len(cut):
        stop = at
        while stop < len(cut) and cut[stop].kind and (stop == at or _adjoins(cut[stop - 1], cut[stop], text)):
            stop += 1
        if stop > at:
            if _is_about_something_else(text[stretch.start : cut[at].start]):
                return None
            found = _judged(text, cut[at:stop], stretch, first=at == 0, whole=stop == len(cut))
            if found:
                return found
        at = max(stop, at + 1)
    return None


def _is_about_something_else(lead: str) -> bool:
    # An address of mail hides the end of its sentence.
    return bool(_ABOUT_SOMETHING_ELSE.search(fold(_ENDED.sub("", lead))))


_ENDED = re.compile(r".*[.!?]\s+(?=[A-ZÀÉÈ])", re.DOTALL)


def _adjoins(before: Part, part: Part, text: str) -> bool:
    if part.precede or before.follow:
        return False
    # "Beauvezer, Le Bateau-lavoir"; "Les Cousines" would be who plays there.
    own = _ONE_OF_A_KIND.match(text, part.start, part.end)
    return part.kind != "named" or (before.kind == "town" and bool(own))


_ONE_OF_A_KIND = re.compile(r"(?:le|la)\s|l['’]", re.IGNORECASE)


def _judged(
    text: str, run: list[Part], stretch: _Stretch, *, first: bool, whole: bool
) -> tuple[int, str, str] | None:
    kinds = {part.kind for part in run}
    stated = (" ".join(words(text[part.start : part.end])) for part in run if part.kind == "town")
    towns = [name for one in stated if (name := one.strip(" 0123456789"))]
    town = "|".join(towns)
    end = run[-1].end
    line = text[run[0].start : end]
    line += ")" if "(" in line and text[end : end + 1] == ")" else ""
    if run[0].kind == "town" and "named" in kinds:
        return (2, town, line) if stretch.near and first and whole else None
    if "hall" in kinds:
        alone = run[0].led or (first and whole)
        return (2 + bool(towns), town, line) if stretch.near or (towns and alone) else None
    if not stretch.near:
        return None
    if run[0].kind == "named":
        # "L'Estaminet, Puimoisson", but a band or a speaker in a town.
        shown = "street" in kinds or any(c.isdigit() for c in line) or words(line)[0] in ARTICLES
        return (2, town, line) if first and len(towns) == 1 and shown else None
    if "street" in kinds:
        return (2, town, line) if towns else (1, "", line) if first else None
    # "Valence - Romans" is a match, and "20h, Contes" may be tales.
    sure = run[0].led or any(c.isdigit() for c in line)
    return (1, town, line) if sure and len(towns) == 1 else None


def _joined(text: str) -> str:
    """The text, with a line that is but a hall, a street or a town set beside the line before it."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = line.strip()
        before = lines[-1].rstrip() if lines else ""
        if (
            before
            and before[-1] not in ".!?"
            and bare
            and kind_of(bare.rstrip(" .,")) in ("hall", "street", "town")
        ):
            lines[-1] = f"{before.rstrip(',')}, {bare}"
        elif bare or not lines:
            lines.append(line)
    return "\n".join(lines)
