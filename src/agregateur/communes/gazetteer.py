"""The names of an area's communes, found among the words of a text."""

from __future__ import annotations

from functools import lru_cache

from agregateur.communes import address, everyday, table
from agregateur.communes.short import ARTICLES, ends, outgrown, short_names, words_of
from agregateur.communes.spelling import BIG_TOWN
from agregateur.communes.vocabulary import FIRST_NAMES

# "du Monêtier" is de + Le Monêtier, "aux Orres" à + Les Orres.
_CONTRACTED = {"du": "le", "au": "le", "des": "les", "aux": "les"}
_SAINTS = ("saint", "sainte", "saints")


class Gazetteer:
    """Names of today, old ones, and short ones ("Laragne"). What every town has ("La Salle", "Le Port") is left out."""

    def __init__(self, area: frozenset[str]) -> None:
        self._codes: dict[tuple[str, ...], str] = {}
        self._longest: dict[str, int] = {}
        self.ordinary: dict[str, str] = {}
        """Towns of today called by one word that every town has ("Moulins"), or of two letters ("Gy")."""
        for words, codes in _spelt(area).items():
            name = " ".join(words)
            if len(name) >= 3 and address.may_be_town("-".join(words)):
                self._codes[words] = next(iter(codes)) if len(codes) == 1 else ""
                self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))
            elif len(words) == 1 and len(codes) == 1 and len(name) > 1:
                code = next(iter(codes))
                # An accent is lost here: Villé is no town hall.
                if table.at(code).nom.casefold() == name:
                    self.ordinary[name] = code
        places = _places(area)
        self.places = frozenset(places.keys() - self._codes.keys())
        """Names of one word of places with their own postcode ("Combani", "La Saline"), which may be a person's too."""
        for words in self.places:
            self._codes[words] = places[words]
            self._longest[words[0]] = max(len(words), self._longest.get(words[0], 0))

    def beginnings(self, words: tuple[str, ...]) -> list[int]:
        """The words at which a name may begin, or that are `ordinary`: few, in most texts."""
        longest, ordinary = self._longest, self.ordinary
        return [
            at
            for at, word in enumerate(words)
            if word in longest or word in ordinary or (at and words[at - 1] in _CONTRACTED)
        ]

    def is_place(self, words: tuple[str, ...], at: int, end: int) -> bool:
        """Is the name that `longest` found there one of `places`?"""
        name = words[at:end]
        return name in self.places or (_CONTRACTED.get(words[at - 1] if at else "", ""), *name) in self.places

    def longest(self, words: tuple[str, ...], at: int) -> tuple[int, str] | None:
        """The longest name that begins at word `at`: where it ends, and its commune ('' when several bear it)."""
        contracted = _CONTRACTED.get(words[at - 1]) if at else None
        # "Marché aux choux" is not in Choux, which bears no article.
        article = (contracted,) if contracted else ()
        first = article[0] if article else words[at]
        for count in range(self._longest.get(first, 0) - len(article), 0, -1):
            code = self._codes.get((*article, *words[at : at + count]))
            if code is not None and at + count <= len(words):
                return at + count, code
        return None


@lru_cache(maxsize=64)
def gazetteer(area: frozenset[str]) -> Gazetteer:
    """The names of an area; made once (a département 3 ms, all of France half a second)."""
    return Gazetteer(area)


def _spelt(area: frozenset[str]) -> dict[tuple[str, ...], set[str]]:
    found: dict[tuple[str, ...], set[str]] = {}
    old: dict[tuple[str, ...], set[str]] = {}
    for code in area:
        found.setdefault(words_of(table.at(code).nom), set()).add(code)
        for row in table.old_rows_of(code):
            words = words_of(row[1])
            if not _is_place(row, words):
                old.setdefault(words, set()).add(code)
    for words, codes in old.items():
        # What a larger town is called as well says neither.
        found.setdefault(words, {code for code in codes if not outgrown(words, code, area)} or {"", *codes})
    for words, code in short_names(area).items():
        found.setdefault(words, {code})
    first: dict[tuple[str, ...], set[str]] = {}
    for words, codes in old.items():
        head = words[:2] if words[0] in ARTICLES else words[:1]
        if len(head) < len(words) and len(head[-1]) >= 5 and head[-1] not in (*_SAINTS, "villeneuve"):
            first.setdefault(head, set()).update(codes)
    for words, code in ends(area).items():
        found.setdefault(words, {code})
    begun = {words[:count] for words in found for count in (1, 2)}
    for words, codes in first.items():
        if words not in begun and len(codes) == 1 and not _borne_elsewhere(words):
            found[words] = codes
    return found


def _is_place(row: list[str], words: tuple[str, ...]) -> bool:
    """Is a line of anciennes.tsv that of a place with its own postcode, of one word, such as "La Poterie"?"""
    return bool(row[3]) and not row[0] and len([word for word in words if word not in ARTICLES]) == 1


def _places(area: frozenset[str]) -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], set[str]] = {}
    for code in area:
        for row in table.old_rows_of(code):
            words = words_of(row[1])
            own = (
                len(words[-1]) >= _LONG_ENOUGH
                and words[-1] not in FIRST_NAMES
                and not everyday.is_common(row[1])
            )
            if own and _is_place(row, words):
                found.setdefault(words, set()).add(code)
    return {
        words: next(iter(codes))
        for words, codes in found.items()
        if len(codes) == 1 and not _is_a_town(words)
    }


def _is_a_town(words: tuple[str, ...]) -> bool:
    codes, kind = table.codes_named(" ".join(words))
    return kind == "name" and any(table.at(code).population >= BIG_TOWN for code in codes)


_LONG_ENOUGH = 5


def _borne_elsewhere(words: tuple[str, ...]) -> bool:
    return any(table.at(code).population >= BIG_TOWN for code in table.codes_named(" ".join(words))[0])
