"""The name of a structure, read: its words under the spelling in which another meets them, and what it says that it is.

"Association pour le maintien d'une agriculture paysanne « Les Paniers »" and "AMAP les paniers" are read alike; so are
"CCAS – Crest" and "Centre communal d'action sociale".
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from agregateur.ingest.matching.actor_kinds import INSIDE, SOCIETIES
from agregateur.ingest.matching.actor_words import (
    ABBREVIATED,
    FILLERS,
    KINDS,
    LEGAL,
    LOCAL,
    NETWORKS,
    PHRASES,
    SMALL,
    SPORTS,
)
from agregateur.ingest.matching.themes import PROPER, SHARED, USUAL, telling
from agregateur.ingest.matching.vocabulary import stem
from agregateur.text import words

_DOTTED = re.compile(r"\b(?:[A-Za-z]\.[ ]?){2,}[A-Za-z]?\b\.?|\b(?:[A-Z]\.){2,}")
_FORMER = re.compile(
    r"[(\[,;–-]*\s*\b(?:ex\b(?![\s-]+æquo)|anciennement|ancien nom|auparavant|autrefois|pr[ée]c[ée]demment)[\s:–-]*"
    r"([^)\];,]+)[)\]]?",
    re.IGNORECASE,
)
_BECAME = re.compile(r"^(.+?),?\s+\bdevenue?s?\b\s*:?\s*(.+)$", re.IGNORECASE)
_PARTS = re.compile(r"\s[-–—|/]+\s|[(\[\])|:;,]|\s[-–—]|[-–—]\s")
_OF = frozenset(("de", "d", "du", "des"))
_WHOLE = LEGAL | {"centre", "maison", "espace", "pole", "lieu", "site"}
"""Words before "de" that leave the kind what it is: "Maison du théâtre"."""
_CAPITALS = re.compile(r"\b[A-ZÀ-Ý]{2,7}\b")
_ABOVE = re.compile(
    r"\b(?:federation|confederation|interdepartemental\w*|siege (?:departemental|regional|national|social)|"
    r"(?:comite|union|delegation|association|coordination|conseil|ligue|cercle|centre|direction|fd|ud) "
    r"(?:departemental|regional|territorial|interdepartemental|regionale|departementale)e?\b|"
    r"delegation territoriale|fd[a-z]{3,5}|coordination (?:territoriale|regionale|departementale))\b"
)
_LIGUE = re.compile(r"^ligue (?!contre|de l enseignement|(?:pour la |de )?protection|des droits)")
_NOT_ABOVE = re.compile(r"\bconseil departemental\b(?! des? )|maison departementale|archives departementales")
_LOCALS = re.compile(
    r"\b(?:antenne|section|equipe|(?:unite|union|delegation) locale|(?:comite|groupe) (?:local|de|d))\b"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a name, or a phrase that stands for one: `code` as others meet it; which words of the name it is,
    from `first` to `last`; the part of the name (between dashes and brackets) in which it stands; whether "de" stands
    before it, or nothing but "et"."""

    code: str
    first: int
    last: int
    part: int
    of: bool
    beside: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A name as read. `said`: all its words, small ones too. `level`: 2 a network as a whole, 1 what it does in the
    département, 0 unsaid, -1 a branch of it."""

    said: tuple[str, ...]
    found: tuple[Word, ...]
    level: int
    former: tuple[str, ...]
    letters: frozenset[str]
    """Words that may be letters that stand for others: in capitals, or of no language."""
    doubled: frozenset[str]
    """Short forms of other words of the name: "Foyer d'animation culturelle (FAC)"."""


@lru_cache(maxsize=8192)
def read_name(title: str) -> Reading:
    """Read a structure's name. Pure; town and département are still in it."""
    title, former = _without_former(title)
    title = _DOTTED.sub(lambda m: re.sub(r"[. ]", "", m[0]) + " ", title)
    said: list[str] = []
    parts: list[int] = []
    for n, part in enumerate(_PARTS.split(title)):
        inside = words(part or "")
        said += inside
        parts += [n] * len(inside)
    found = tuple(_words(said, parts))
    letters = _letters(title, found)
    doubled = frozenset(c for c in letters if len(c) >= 3 and spelling(c, tuple(said), found))
    return Reading(tuple(said), found, _level(" ".join(said)), former, letters, doubled)


def _letters(title: str, found: tuple[Word, ...]) -> frozenset[str]:
    shouted = title.isupper() and len(found) > 1
    capitals = set() if shouted else set(words(" ".join(_CAPITALS.findall(title))))
    unusual = {w.code for w in found if w.code.isalpha() and len(w.code) >= 4 and weight(w.code) >= PROPER}
    return frozenset(
        c for w in found if (c := w.code).isalpha() and 2 <= len(c) <= 7 and (c in capitals or c in unusual)
    )


def _without_former(title: str) -> tuple[str, tuple[str, ...]]:
    """A name without the one it bore before, and that one."""
    if became := _BECAME.match(title):
        return became[2], (became[1],)
    found = _FORMER.search(title)
    if found is None or not words(title[: found.start()]) or not words(found[1]):
        return title, ()
    return f"{title[: found.start()]} {title[found.end() :]}", (found[1],)


def spelt(word: str) -> str:
    """A folded word as another may write it, without plural."""
    return stem(ABBREVIATED.get(word, ABBREVIATED.get(stem(word), word)))


def spelling(short: str, said: tuple[str, ...], found: tuple[Word, ...]) -> frozenset[str]:
    """The codes of the words of a name whose initials make `short`, in their order; none when none do. Small words may
    lend their letter or not, and a short form among them lends all of its own ("AS Saint-Jean": ASSJ)."""
    if not (2 <= len(short) <= 7 and short.isalpha()):
        return frozenset()
    for start, word in enumerate(said):
        if word[0] == short[0] and word != short and (end := _ends(short, 0, said, start, 0)) is not None:
            return frozenset(w.code for w in found if w.first <= end and w.last >= start) - {short}
    return frozenset()


def _ends(short: str, at: int, said: tuple[str, ...], n: int, taken: int) -> int | None:
    """The last of the words from `n` on that make the letters of `short` from `at` on; None when they do not."""
    if at == len(short):
        return n - 1 if taken >= 2 else None
    if n == len(said) or said[n] == short:
        return None
    word = said[n]
    if word[0] == short[at] and (end := _ends(short, at + 1, said, n + 1, taken + 1)) is not None:
        return end
    if 2 <= len(word) <= 4 and short.startswith(word, at):
        end = _ends(short, at + len(word), said, n + 1, taken + 1)
        if end is not None:
            return end
    return _ends(short, at, said, n + 1, taken) if word in SMALL and taken else None


def _words(said: list[str], parts: list[int]) -> list[Word]:
    """The words of a name without small ones; phrases as one."""
    content = [(i, spelt(w)) for i, w in enumerate(said) if w not in SMALL]
    out: list[Word] = []
    n = 0
    while n < len(content):
        i, word = content[n]
        length, code = 1, word
        for phrase, short in PHRASES.get(word, ()):
            if tuple(w for _, w in content[n : n + len(phrase)]) == phrase:
                length, code = len(phrase), short
                break
        before = said[(content[n - 1][0] + 1 if n else 0) : i]
        last = content[n + length - 1][0]
        of = not _OF.isdisjoint(before)
        beside = set(before) <= {"et"}
        if of and code in KINDS and any(w.part == parts[i] and w.code not in _WHOLE for w in out):
            # "École du Parc", "Snack de la piscine": no park and no pool, but what they are called after.
            code = f"@{code[1:]}"
        out.append(Word(code, i, last, parts[i], of, beside))
        n += length
    return out


def kinds_of(found: tuple[Word, ...]) -> frozenset[str]:
    """What a name says that the structure is: by its first word of this sort, and those that follow it at once.

    "Les Amis de la médiathèque" are friends, "La Pirogue, café de la MJC" is a café.
    """
    heads = [w for w in found if w.code in KINDS]
    if not heads:
        return frozenset()
    first = heads[0]
    kinds = {first.code}
    if first.code[1:].partition("/")[0] in INSIDE & SOCIETIES:
        return frozenset(kinds)
    at = found.index(first)
    for word in found[at + 1 :]:
        # "Bar et restaurant", not "Camping à la ferme".
        if word.code not in KINDS or word.part != first.part or not word.beside:
            break
        kinds.add(word.code)
    return frozenset(kinds)


def _level(said: str) -> int:
    if _LOCALS.search(said) and not re.search(r"comite departemental|comite regional", said):
        return -1
    if (_ABOVE.search(said) and not _NOT_ABOVE.search(said)) or _LIGUE.search(said):
        return 2
    return 0


def weight(code: str) -> float:
    """How much a word of a name tells of who it is: 0 to 1."""
    if code in SPORTS or code[0] == "@":
        return 0.6
    if code in KINDS or code in NETWORKS:
        return 0.4
    if code in FILLERS or code in LOCAL:
        return 0.2
    if code.isdigit():
        return PROPER
    found = telling(code)
    return PROPER if found >= PROPER else 0.7 if found >= USUAL else SHARED * 2


def own(code: str) -> bool:
    """Whether a word tells one structure from others of its kind."""
    return weight(code) >= 0.5


def joined(codes: Set[str] | tuple[str, ...]) -> str:
    """The letters of these words' codes, run together."""
    return "".join(c.lstrip("=~+@") for c in codes)
