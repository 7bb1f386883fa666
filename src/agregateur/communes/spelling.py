"""Names of towns written nearly right: misspelt ("Guilestre") or cut short ("Laragne", "St-Michel-de-Ch").

Asked only after exact names failed, and only among few communes: those of a postcode, or of a territory.
"""

from __future__ import annotations

import re
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
_SHORTEST_THERE = 3
"""Letters of a name cut short or misspelt beside its postcode."""
_SHORTEST = 5
"""The same, where any commune of a territory may be meant: "L'Argen" has six without its article."""
_SLIPS = ((9, 3), (6, 2), (3, 1))
"""(letters, slips): what a name of so many letters may suffer beside its postcode, where few others can be meant."""


@lru_cache(maxsize=8192)
def near(
    name: str, among: frozenset[str], least: float, *, by_postcode: bool = False, shortest: int = _SHORTEST
) -> str | None:
    """The one commune of `among` whose name is nearly `name`; None when there is none, or more than one.

    A name that begins one commune's name alone is that commune; then one that differs by a slip (a letter more, less,
    changed, or two exchanged: OSA distance 1); then the most similar (0-100, rapidfuzz `ratio` of the names without
    blanks and articles) that reaches `least`, when the next best lies 5 below. Callers ask 90 for any piece of a line,
    82 for a stated town, 72 beside a postcode. Names of fewer than `shortest` letters are not guessed at, and the
    name of a village elsewhere is no misspelling. `by_postcode`: `among` is what a postcode serves, so that no
    town elsewhere can be meant, and two or three slips are forgiven.
    """
    if _LOST.search(name):
        return restored(name, among)
    written = key(name)
    strict, loose = parts(written)
    if len(strict) < (_SHORTEST_THERE if by_postcode else shortest) or not among:
        return None
    elsewhere = 0 if by_postcode else _elsewhere(name, among)
    if elsewhere >= BIG_TOWN:
        return None
    # "Monêtier" may be Le Monêtier-les-Bains too; "Le Monêtier" is not Monêtier-Allemont.
    article = written.partition("|")[0]
    long = len(loose) >= (_SHORTEST_THERE if by_postcode else _SHORTEST)
    begun = {
        code
        for _, code, its in (_beginning(_sorted(among, 1), loose) if long else ())
        if article in ("", its)
    }
    if len(begun) == 1:
        return begun.pop()
    if len(among) > _TOO_MANY or elsewhere:
        return None
    slips = slipped(strict, among, 1)
    if slips:
        return slips.pop() if len(slips) == 1 else None
    for letters, count in _SLIPS if by_postcode else ():
        if len(strict) >= letters and count > 1:
            slips = slipped(strict, among, count)
            if slips and slips == slipped(strict, among, count + 1):
                return slips.pop() if len(slips) == 1 else None
    if len(strict) < _SHORTEST:
        return None
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


# "Pl?rin", "Pl\ufffdrin": an accent that was lost on the way.
_LOST = re.compile(r"(?<=[^\W\d_])[?\ufffd]+|[?\ufffd]+(?=[^\W\d_])")


def restored(name: str, among: frozenset[str]) -> str | None:
    """The one commune of `among` whose name a name with lost letters is; None when it has lost none."""
    if not _LOST.search(name) or len(among) > _TOO_MANY:
        return None
    # A run of letters that no name has stands for them in the key; "œ" is two.
    strict = parts(key(_LOST.sub("zqz", name)))[0]
    for letters in ("[a-z]", "[a-z]{2}"):
        like = re.compile(strict.replace("zqz", letters))
        found = {code for one, code, _ in _sorted(among, 0) if like.fullmatch(one)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def alone(words: tuple[str, ...], among: frozenset[str]) -> bool:
    """Does one commune of `among` alone have a name, of today or of the past, that begins with these words?"""
    start = parts(key(" ".join(words)))[1]
    return len({code for _, code, _ in _beginning(_sorted(among, 1), start)}) == 1


def slipped(strict: str, among: frozenset[str], count: int) -> set[str]:
    """The communes of `among` whose key (article and name, no blanks) is at most `count` slips from `strict`."""
    close = process.extract(strict, _names(among, 0), scorer=OSA.distance, score_cutoff=count, limit=20)
    spellings = _sorted(among, 0)
    return {spellings[at][1] for _, _, at in close}


def slip(name: str, among: frozenset[str]) -> str | None:
    """The one commune of `among` whose name is `name` but for a slip; None for names of fewer than five letters."""
    strict, _ = parts(key(name))
    found = slipped(strict, among, 1) if among and len(strict) >= _SHORTEST else set()
    return found.pop() if len(found) == 1 else None


@lru_cache(maxsize=8192)
def misspelt(name: str, among: frozenset[str]) -> str | None:
    """The one commune of `among` that a whole piece of a line names but for a slip, or two in twelve letters.

    The article has to be the same ("Les Tilleuls" is not Le Tilleul), and no commune may bear the name as written.
    """
    written = key(name)
    strict, _ = parts(written)
    if len(strict) < _SHORTEST or len(among) > _TOO_MANY or table.codes_named(name)[0]:
        return None
    article = written.partition("|")[0]
    slips = slipped(strict, among, 1) or (slipped(strict, among, 2) if len(strict) >= _LONG else set())
    if len(slips) != 1:
        return None
    (code,) = slips
    return code if any(its == article for _, one, its in _sorted(among, 0) if one == code) else None


_LONG = 12


def _elsewhere(name: str, among: frozenset[str]) -> int:
    """Inhabitants of the largest commune of that very name outside `among` (at least 1); 0 when there is none."""
    codes, kind = table.codes_named(name)
    if kind != "name":
        return 0
    return max((max(1, table.at(code).population) for code in codes - among), default=0)


@lru_cache(maxsize=512)
def _sorted(among: frozenset[str], column: int) -> list[tuple[str, str, str]]:
    """(key with, or for `column` 1 without article, code, article) of the names of today and of the past, sorted."""
    written = {(key(table.at(code).nom), code) for code in among}
    written |= {(row[4], code) for code in among for row in table.old_rows_of(code)}
    return sorted((parts(name)[column], code, name.partition("|")[0]) for name, code in written)


@lru_cache(maxsize=512)
def _names(among: frozenset[str], column: int) -> list[str]:
    return [name for name, _, _ in _sorted(among, column)]


def _beginning(spelt: list[tuple[str, str, str]], start: str) -> Iterator[tuple[str, str, str]]:
    for at in range(bisect_left(spelt, (start, "", "")), len(spelt)):
        if not spelt[at][0].startswith(start):
            return
        yield spelt[at]
