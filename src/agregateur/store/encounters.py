"""Under which keys groups may meet, what their venues lend, and the verdicts on plausible pairs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from agregateur.store import tables
from agregateur.store.groups import chunks

_GROUP = tables.UidGroup.__table__  # type: ignore[attr-defined]
_CANDIDATE = tables.CandidateKey.__table__  # type: ignore[attr-defined]
_VENUE = tables.VenueKey.__table__  # type: ignore[attr-defined]
_SOURCE = tables.Source.__table__  # type: ignore[attr-defined]

# Keys ----------------------------------------------------------------------------------------------------------


def set_keys(connection: Connection, keys: Mapping[int, Iterable[str]]) -> None:
    """Replace the candidate keys of groups."""
    _replace(connection, _CANDIDATE, {g: [{"key": k} for k in sorted(set(v))] for g, v in keys.items()})


def set_venues(connection: Connection, venues: Mapping[int, Iterable[tuple[str, bool]]]) -> None:
    """Replace the venue keys of groups: (key, whether the group gives the venue its commune)."""
    _replace(
        connection,
        _VENUE,
        {g: [{"key": k, "gives": gives} for k, gives in sorted(set(v))] for g, v in venues.items()},
    )


def _replace(connection: Connection, table: Any, rows: Mapping[int, list[dict[str, Any]]]) -> None:
    for chunk in chunks(rows):
        connection.execute(delete(table).where(table.c.group_id.in_(chunk)))
    flat = [{"group_id": group_id, **row} for group_id, found in rows.items() for row in found]
    for start in range(0, len(flat), 5000):
        connection.execute(insert(table), flat[start : start + 5000])


def venue_keys(connection: Connection, group_ids: Iterable[int], *, given: bool = False) -> set[str]:
    """The venue keys that groups have now; `given`: only those of venues that they give a commune."""
    found: set[str] = set()
    for chunk in chunks(group_ids):
        query = select(_VENUE.c.key).where(_VENUE.c.group_id.in_(chunk))
        found.update(connection.scalars(query.where(_VENUE.c.gives) if given else query))
    return found


def venue_groups(connection: Connection, keys: Iterable[str]) -> set[int]:
    """The groups that name one of these venues and do not give it its commune."""
    found: set[int] = set()
    for chunk in chunks(keys):
        query = select(_VENUE.c.group_id).where(_VENUE.c.key.in_(chunk), _VENUE.c.gives.is_(False))
        found.update(connection.scalars(query))
    return found


def venue_communes(connection: Connection, keys: Iterable[str]) -> dict[str, str]:
    """Venue keys whose givers, withdrawn and retired ones left out, all lie in one commune: key to INSEE code."""
    found: dict[str, set[str]] = {}
    g, v, s = _GROUP.c, _VENUE.c, _SOURCE.c
    for chunk in chunks(keys):
        query = (
            select(v.key, g.insee)
            .join(_GROUP, g.id == v.group_id)
            .join(_SOURCE, s.id == g.source_id)
            .where(
                v.key.in_(chunk),
                v.gives,
                g.insee.is_not(None),
                g.withdrawn_at.is_(None),
                s.retired_at.is_(None),
            )
        )
        for key, insee in connection.execute(query):
            found.setdefault(key, set()).add(insee)
    return {key: next(iter(insees)) for key, insees in found.items() if len(insees) == 1}


CROWDED = 500
"""Groups of one source under one key beyond which what is gone is not sought among what came: 500 events of one
partner on one day in one town and all under new uids are an attack, and every pair of 20,000 takes hours."""


def candidates(connection: Connection, group_ids: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Pairs (one of `group_ids`, another group) that share a candidate key; a pair may come more than once.

    Two groups of one source are a pair only when one of them is gone: else they are two events, whatever they share.
    Members are gathered by key, so that the cost follows the pairs given and not those passed over.
    """
    touched = set(group_ids)
    keys: set[str] = set()
    for chunk in chunks(touched):
        keys.update(connection.scalars(select(_CANDIDATE.c.key).where(_CANDIDATE.c.group_id.in_(chunk))))
    gone = or_(_GROUP.c.missing_since.is_not(None), _GROUP.c.withdrawn_at.is_not(None))
    for chunk in chunks(keys):
        query = (
            select(_CANDIDATE.c.key, _GROUP.c.id, _GROUP.c.source_id, gone.label("gone"))
            .join(_GROUP, _GROUP.c.id == _CANDIDATE.c.group_id)
            .where(_CANDIDATE.c.key.in_(chunk))
        )
        members: dict[str, dict[tuple[str, bool], list[int]]] = {}
        for key, group_id, source, is_gone in connection.execute(query):
            members.setdefault(key, {}).setdefault((source, bool(is_gone)), []).append(group_id)
        for sorts in members.values():
            for (source, is_gone), found in sorts.items():
                mine = touched.intersection(found)
                for other, others in sorts.items():
                    if other == (source, is_gone):
                        continue
                    if other[0] == source and max(len(found), len(others)) > CROWDED:
                        continue
                    yield from ((one, another) for one in mine for another in others)


# Pairs ---------------------------------------------------------------------------------------------------------

_PAIR = tables.Pair.__table__  # type: ignore[attr-defined]


def set_pairs(connection: Connection, touched: Iterable[int], rows: Sequence[dict[str, Any]]) -> None:
    """Replace every stored pair that has a touched group."""
    for chunk in chunks(touched):
        connection.execute(delete(_PAIR).where(or_(_PAIR.c.low.in_(chunk), _PAIR.c.high.in_(chunk))))
    for start in range(0, len(rows), 5000):
        connection.execute(insert(_PAIR), list(rows[start : start + 5000]))


def pairs_of(connection: Connection, group_ids: Iterable[int]) -> list[Any]:
    """Stored pairs (low, high, verdict, score, evidence) with at least one end among the groups."""
    found: dict[tuple[int, int], Any] = {}
    for chunk in chunks(group_ids):
        for side in (_PAIR.c.low, _PAIR.c.high):
            for row in connection.execute(select(_PAIR).where(side.in_(chunk))):
                found[row.low, row.high] = row
    return list(found.values())
