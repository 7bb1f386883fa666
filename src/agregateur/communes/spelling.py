"""Names of towns written nearly right: misspelt ("Guilestre") or cut short ("Laragne", "St-Michel-de-Ch").

Asked only after exact names failed, and only among few communes: those of a postcode, or of a territory.
"""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz, process

from agregateur.communes import table
from agregateur.communes.names import key, parts

BIG_TOWN = 2000
"""A name borne by a commune this large elsewhere is that town, and no misspelling of one of ours."""
_SHORTEST_START = 5
"""Letters of a name cut short: "L'Argen" has six without its article."""


@lru_cache(maxsize=8192)
def near(name: str, among: frozenset[str], least: float) -> str | None:
    """The one commune of `among` whose name is nearly `name`; None when there is none, or more than one.

    `least` is the least similarity (0-100, rapidfuzz `ratio` of the names without blanks and articles); the next best
    must lie 5 below. Callers ask 90 for any piece of a line, 82 for a stated town, 72 beside a postcode. Names of fewer
    than five letters are not guessed at. A name that begins one commune's name alone is that commune.
    """
    strict, loose = parts(key(name))
    if len(loose) < _SHORTEST_START or not among or _borne_elsewhere(name, among):
        return None
    spellings = _spellings(among)
    for wanted, column in ((strict, 0), (loose, 1)) if strict != loose else ((loose, 1),):
        begun = {code for names, code in spellings if names[column].startswith(wanted)}
        if len(begun) == 1:
            return begun.pop()
    best: dict[str, float] = {}
    close = process.extract(
        loose, _loose_names(among), scorer=fuzz.ratio, score_cutoff=max(50.0, least - 5), limit=6
    )
    for _, score, position in close:
        code = spellings[position][1]
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
def _spellings(among: frozenset[str]) -> tuple[tuple[tuple[str, str], str], ...]:
    """((strict, loose) key, code) of the names of today and of the past."""
    found = [(parts(key(table.at(code).nom)), code) for code in sorted(among)]
    found.extend((parts(row[4]), code) for code in sorted(among) for row in table.old_rows_of(code))
    return tuple(found)


@lru_cache(maxsize=512)
def _loose_names(among: frozenset[str]) -> list[str]:
    return [names[1] for names, _ in _spellings(among)]
