"""The verdicts on plausible pairs, as stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from agregateur.store import rows, tables
from agregateur.store.rows import among

_PAIR = tables.core(tables.Pair)
_PAIRS = select(_PAIR)
_PAIR_COLUMNS = ("low", "high", "verdict", "score", "evidence")
Scored = tuple[str, float, str]
"""Verdict, score and evidence (JSON) of a plausible pair."""


def set_pairs(
    connection: Connection,
    before: Mapping[tuple[int, int], Scored],
    now: Mapping[tuple[int, int], Scored],
) -> None:
    """Replace the stored pairs `before` by `now`; what is the same is not written."""
    rows.delete(connection, _PAIR, ("low", "high"), [p for p, found in before.items() if now.get(p) != found])
    new = [(*pair, *found) for pair, found in now.items() if before.get(pair) != found]
    rows.insert(connection, _PAIR, _PAIR_COLUMNS, new)


def pairs_above(connection: Connection, group_ids: Iterable[int]) -> dict[tuple[int, int], Scored]:
    """Stored pairs whose higher end is among the groups."""
    query = select(_PAIR).where(among(connection, _PAIR.c.high, group_ids))
    return {(row[0], row[1]): (row[2], row[3], row[4]) for row in connection.execute(query).all()}


def linked(connection: Connection) -> Iterable[tuple[int, int]]:
    """The ends of every stored pair."""
    query = select(_PAIR.c.low, _PAIR.c.high)
    for row in connection.execution_options(yield_per=10_000).execute(query):
        yield row[0], row[1]


def pairs_of(connection: Connection, group_ids: Iterable[int]) -> dict[tuple[int, int], Scored]:
    """Stored pairs with at least one end among the groups."""
    ids = list(group_ids)
    found: dict[tuple[int, int], Scored] = {}
    for side in (_PAIR.c.low, _PAIR.c.high) if ids else ():
        for row in rows.chosen(connection, _PAIRS, side, ids):
            found[row[0], row[1]] = (row[2], row[3], row[4])
    return found
