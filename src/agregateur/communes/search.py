"""What an inhabitant types in the first box: a postcode, a name, the beginning of one, with or without accents."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz, process

from agregateur.communes.areas import by_departement
from agregateur.communes.names import key, parts
from agregateur.communes.table import (
    Commune,
    at,
    codes_at,
    codes_at_beginning,
    codes_named,
    columns,
    commune,
    departements,
    keys_beginning,
)
from agregateur.text import words

_DIGITS = re.compile(r"(?<![0-9A-Za-z])(2[ABab]\d{0,3}|\d[\d ]{0,5})(?![0-9A-Za-z])")
_NEAR_ENOUGH = 82
"""Least similarity (0-100, rapidfuzz ratio) for a misspelt name: "brianson" against "briancon" is 87."""


def search(text: str, limit: int = 10, first: frozenset[str] = frozenset()) -> tuple[Commune, ...]:
    """Communes that `text` may mean, best first, at most `limit`.

    Understood: postcode or its beginning, INSEE code, name, beginning of a name or of one of its words, former names,
    name with postcode or département ("05100 briancon", "st veran 05", "Briançon (Hautes-Alpes)"); when nothing
    answers, names written nearly so. Communes of `first` (the portal's territory) come before the others.
    """
    text = text.strip()[:100]
    digits = _DIGITS.search(text)
    number = digits[1].replace(" ", "").upper() if digits else ""
    name = (text[: digits.start()] + " " + text[digits.end() :]) if digits else text
    ranks = _by_number(number) if number else {}
    strict, loose = parts(key(name))
    if loose:
        named = _ranked(name, strict, loose)
        if not named:
            named = _inside_departement(name)
        if not named and len(loose) >= 4:
            named = _misspelt(loose)
        if not number:
            ranks = named
        elif named:
            both = {code: rank for code, rank in named.items() if code in ranks}
            ranks = both or named
    found = sorted(ranks, key=lambda code: (code not in first, ranks[code], -at(code).population, code))
    return tuple(at(code) for code in found[:limit])


def _by_number(number: str) -> dict[str, int]:
    if len(number) == 5:
        found = dict.fromkeys(codes_at(number), 0)
        exact = commune(number)
        if exact:
            found.setdefault(exact.insee, 1)
        if found:
            return found
        # A CEDEX postcode is in no table: its département is.
        number = number[:3] if number.startswith("97") else number[:2]
    ranks = dict.fromkeys(codes_at_beginning(number), 3)
    ranks.update(dict.fromkeys(by_departement().get(number, ()), 2))
    return ranks


def _ranked(name: str, strict: str, loose: str) -> dict[str, int]:
    """code -> 0 exact, 1 exact without article, 2 old name, 3 beginning, 4 beginning of a word, 5 of an old name."""
    ranks: dict[str, int] = {}
    if len(loose) >= 2:
        tail = [word for word in words(name) if len(word) > 1]
        start = tail[-1] if len(tail) == 1 else ""
        begun = list(keys_beginning(loose))
        ranks.update((code, 3) for _, code, kind in begun if kind != "old_name")
        if start:
            for code, inner in _inner_words():
                if code not in ranks and any(word.startswith(start) for word in inner):
                    ranks[code] = 4
        for _, code, _ in begun:
            ranks.setdefault(code, 5)
    found, kind = codes_named(name)
    ranks.update((code, {"name": 0, "article": 1}.get(kind, 2)) for code in found)
    ranks.update(
        (code, 0) for key_, code, kind in keys_beginning(strict) if key_ == strict and kind == "name"
    )
    return ranks


@cache
def _inner_words() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(code, words of the name but the first)."""
    return tuple((code, tuple(words(name)[1:])) for code, name in columns(0, 1))


def _inside_departement(text: str) -> dict[str, int]:
    """ "Briançon Hautes-Alpes", "Briançon, Hautes-Alpes": a name followed by that of its département."""
    folded = " ".join(words(text))
    for departement in departements().values():
        tail = " " + " ".join(words(departement.nom))
        if folded.endswith(tail):
            found, _ = codes_named(folded[: -len(tail)])
            return {code: 0 for code in found if at(code).departement == departement.code}
    return {}


@cache
def _names() -> tuple[list[str], list[str]]:
    """Keys of today's names without their articles, and the codes beside them."""
    named = [(parts(key(nom))[1], code) for code, nom in columns(0, 1)]
    return [name for name, _ in named], [code for _, code in named]


def _misspelt(loose: str) -> dict[str, int]:
    names, codes = _names()
    close = process.extract(loose, names, scorer=fuzz.ratio, score_cutoff=_NEAR_ENOUGH, limit=30)
    return {codes[at_]: 6 + int(100 - score) for _, score, at_ in reversed(close)}
