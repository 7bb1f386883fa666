"""Names of towns written nearly right: misspelt ("Guilestre") or cut short ("Laragne", "St-Michel-de-Ch").

Asked only after exact names failed, and only among few communes: those of a postcode, or of a territory.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from agregateur.communes import table
from agregateur.communes.names import key, parts

BIG_TOWN = 2000
"""A name borne by a commune this large elsewhere is that town, and no misspelling of one of ours."""
_TOO_MANY = 6000
"""Communes among which a misspelling is not sought (a région has at most 4,500): too much means nothing."""
_SHORTEST_START_THERE = 3
_SHORTEST_START = 5
"""Letters of a name cut short: "L'Argen" has six without its article."""


@lru_cache(maxsize=8192)
def near(name: str, among: frozenset[str], least: float, *, by_postcode: bool = False) -> str | None:
    """The one commune of `among` whose name is nearly `name`; None when there is none, or more than one.

    A name that begins one commune's name alone is that commune; then one that differs by a slip (a letter more, less,
    changed, or two exchanged: OSA distance 1); then the most similar (0-100, rapidfuzz `ratio` of the names without
    blanks and articles) that reaches `least`, when the next best lies 5 below. Callers ask 90 for any piece of a line,
    82 for a stated town, 72 beside a postcode. Names of fewer than five letters are not guessed at. `by_postcode`:
    `among` is what a postcode serves, so that no town elsewhere can be meant.
    """
    strict, loose = parts(key(name))
    if len(strict) < (_SHORTEST_START_THERE if by_postcode else _SHORTEST_START) or not among:
        return None
    if not by_postcode and _borne_elsewhere(name, among):
        return None
    # "Monêtier" may be Le Monêtier-les-Bains too; "Le Monêtier" is not Monêtier-Allemont.
    for wanted, spelt in ((strict, _sorted(among, 0)),) * (strict != loose) + ((loose, _sorted(among, 1)),):
        long = len(loose) >= (_SHORTEST_START_THERE if by_postcode else _SHORTEST_START)
        begun = {code for _, code in _beginning(spelt, wanted)} if long else set()
        if len(begun) == 1:
            return begun.pop()
    if len(among) > _TOO_MANY or len(strict) < _SHORTEST_START:
        return None
    slips = {
        _sorted(among, 0)[at][1]
        for _, _, at in process.extract(
            strict, _names(among, 0), scorer=OSA.distance, score_cutoff=1, limit=5
        )
    }
    if len(slips) == 1:
        return slips.pop()
    spellings = _sorted(among, 1)
    close = process.extract(loose, _names(among, 1), scorer=fuzz.ratio, score_cutoff=least - 5, limit=8)
    best: dict[str, float] = {}
    for _, score, at in close:
        code = spellings[at][1]
        best[code] = max(best.get(code, 0.0), score)
    ranked = sorted(best.items(), key=lambda pair: -pair[1])
    if not ranked or ranked[0][1] < least or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < 5):
        return None
    return ranked[0][0]


def _borne_elsewhere(name: str, among: frozenset[str]) -> bool:
    codes, kind = table.codes_named(name)
    if kind != "name":
        return False
    return any(table.at(code).population >= BIG_TOWN for code in codes - among)


@lru_cache(maxsize=512)
def _sorted(among: frozenset[str], column: int) -> list[tuple[str, str]]:
    """(key with, or for `column` 1 without article, code) of the names of today and of the past, sorted."""
    found = {(parts(key(table.at(code).nom))[column], code) for code in among}
    found |= {(parts(row[4])[column], code) for code in among for row in table.old_rows_of(code)}
    return sorted(found)


@lru_cache(maxsize=512)
def _names(among: frozenset[str], column: int) -> list[str]:
    return [name for name, _ in _sorted(among, column)]


def _beginning(spelt: list[tuple[str, str]], start: str) -> Iterator[tuple[str, str]]:
    for at in range(bisect_left(spelt, (start, "")), len(spelt)):
        if not spelt[at][0].startswith(start):
            return
        yield spelt[at]
