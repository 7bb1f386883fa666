"""A line, a title or a text as words, and the communes of an area that it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agregateur.communes import everyday, table
from agregateur.communes.gazetteer import gazetteer
from agregateur.communes.short import ARTICLES, TOKEN, folded, words_of
from agregateur.communes.spelling import alone
from agregateur.communes.vocabulary import AT, FACING, LINKS, NEAR, NOT_THERE, OF, PLACES, SAINTS

LARGE = 10_000
"""Inhabitants of a town whose quarters are known by name ("Lyon-Part-Dieu"), and after which few halls are called."""

_ORDINARY = 5
"""Letters of a word without a capital that is no link within a name (la, sur, lès, aux)."""
_MOST_WORDS = 6
"""Words by which a longer name elsewhere is sought around a name of ours (few names have more)."""


@dataclass(frozen=True, slots=True)
class Words:
    """`folded` as names are compared; `capital` is true of a word with a capital; `before` is what parts a word from
    the one before it ("-", " ", "'", ", ")."""

    folded: tuple[str, ...]
    capital: tuple[bool, ...]
    before: tuple[str, ...]

    def hyphened(self, at: int) -> bool:
        """Is word `at` joined to the one before ("Villers-[Cotterêts]", "Laroque-d'[Olmes]")?"""
        if not 0 < at < len(self.before):
            return False
        if self.before[at] in ("'", "’") and self.folded[at - 1] in ("d", "l"):
            return self.hyphened(at - 1)
        # "Cité musicale-Metz" are two things, since the words of a name have capitals, but for short ones.
        ordinary = self.capital[at] and not self.capital[at - 1] and len(self.folded[at - 1]) >= _ORDINARY
        return self.before[at] == "-" and not ordinary


def read(line: str) -> Words:
    """The words of a line."""
    parts = _TOKENS.split(line)
    tokens = parts[1::2]
    return Words(folded(tokens), tuple([token[:1].isupper() for token in tokens]), tuple(parts[:-1:2]))


_TOKENS = re.compile(f"({TOKEN.pattern})")


def named(line: Words, area: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """(start, end, code) of the names of `area` in the words, the longest at each place, none inside another.

    A part of a longer name is none, were it that of a commune elsewhere, or unknown, or misspelt:
    "Saint-Vincent-d'Olargues" is not Saint-Vincent, "Villers-la-Monatgne" not Villers, "Perrigny-ès-Dijon" not Dijon.
    """
    names = gazetteer(area)
    words = line.folded
    over = 0
    for at in names.beginnings(words):
        if at < over:
            continue
        found = names.longest(words, at)
        if found is None:
            if line.capital[at] and (code := names.ordinary.get(words[at])) and _said_plainly(line, at):
                yield at, at + 1, code
            continue
        over, code = found
        told = not names.is_place(words, at, over) or _said_as_a_place(line, at)
        if code and told and not _within_another(line, at, over, code, area):
            yield at, over, code


def _said_plainly(line: Words, at: int) -> bool:
    """ "Mairie de Moulins", "RDV à Cours": last, with a capital and without the article that a thing would have."""
    if at < 2 or line.capital[at - 1] or (at + 1 < len(line.folded) and line.before[at + 1] in _JOINTS):
        return False
    if line.folded[at - 1] == "a":
        return True
    thing = line.folded[at - 2] in ("salle", "salles", "terrain", "hotel", "maison")
    return line.folded[at - 1] == "de" and bool({*line.folded[: at - 1]} & PLACES) and not thing


def _said_as_a_place(line: Words, at: int) -> bool:
    """ "Mairie de Combani", "à La Saline", "salle des fêtes Combani": after "de", "à" or what towns have.

    With capitals, its article too, amid words without: "atelier à la Poterie" is at a potter's.
    """
    before = line.folded[at - 1] if at else ""
    led = before in AT | OF
    if line.folded[at] in ARTICLES:
        return led and line.capital[at] and not line.capital[at - 1]
    if before in _WITH_ARTICLE:
        return False
    return (led or before in PLACES or bool(before and everyday.is_generic(before))) and (
        line.capital[at] or not any(line.capital)
    )


_WITH_ARTICLE = frozenset(("du", "des", "au", "aux"))


def _within_another(line: Words, start: int, end: int, code: str, area: frozenset[str]) -> bool:
    if line.hyphened(start) or (line.hyphened(end) and not _quarter(line, start, end, code, area)):
        return True
    return _part_of_another(line, start, end)


def _quarter(line: Words, start: int, end: int, code: str, area: frozenset[str]) -> bool:
    """Does what a hyphen joins to a town's name say where in it ("Eygliers-gare", "Risoul-1850", "Lyon-Part-Dieu")?"""
    word = line.folded[end]
    # A station between two towns is called after both: "Gare de Massy-Palaiseau".
    if word in PLACES or word.isdigit() or "gare" in line.folded[:start]:
        return True
    following = gazetteer(area).longest(line.folded, end)
    if following is not None and following[1] == code:
        return True
    # "Cazères-sur-Garonne" is Cazères, where nobody bears the longer name.
    if word in ("sur", "sous") and words_of(table.at(code).nom) == line.folded[start:end]:
        return line.folded[start] not in SAINTS
    if line.folded[start] in SAINTS or word in NEAR | OF | SAINTS or following:
        return False
    # "Aiguilles-en-Queyras", but "Condé-en-Normandie" is not Condé-sur-Vire.
    if word in LINKS | {"en"} and words_of(table.at(code).nom) != line.folded[start:end]:
        return False
    return table.at(code).population >= LARGE or alone(line.folded[start:end], area)


def _part_of_another(line: Words, start: int, end: int) -> bool:
    first, last = start, end
    while first > 0 and start - first < _MOST_WORDS and line.before[first] in _JOINTS:
        if line.folded[first - 1] in PLACES or line.folded[first - 1] in AT:
            break
        first -= 1
    while last < len(line.folded) and last - end < _MOST_WORDS and line.before[last] in _JOINTS:
        last += 1
    return any(
        _borne(line.folded[left:right])
        for left in range(first, start + 1)
        if line.folded[left] not in OF
        for right in range(end, last + 1)
        if (left, right) != (start, end)
    )


_JOINTS = frozenset((" ", "-", "'", "’"))


def _borne(words: tuple[str, ...]) -> bool:
    """Is it, word for word, the name of a commune of today?"""
    codes, kind = table.codes_named(" ".join(words))
    return kind == "name" and any(words_of(table.at(code).nom) == words for code in codes)


def at_a_place(before: tuple[str, ...]) -> bool:
    """Do the words before "de X" end with "à l'église", "au château", "salle des fêtes"?"""
    near = before[-4:]
    for at, word in enumerate(near):
        if word in AT | FACING:
            return bool(set(near[at:]) & PLACES) and not set(near[at:]) & NOT_THERE
    return False
