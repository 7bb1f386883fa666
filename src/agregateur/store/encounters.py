"""Under which keys groups may meet, and which of those that share one are a pair."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import NamedTuple

from sqlalchemy import Connection, Table, select

from agregateur.store import tables
from agregateur.store.cleaned import unpacked
from agregateur.store.rows import among

_GROUP: Table = tables.UidGroup.__table__  # type: ignore[attr-defined]
_CLEANED: Table = tables.Cleaned.__table__  # type: ignore[attr-defined]
_CANDIDATE: Table = tables.CandidateKey.__table__  # type: ignore[attr-defined]

CROWDED = 500
"""Groups of one source under one key beyond which the key says nothing of them: 500 events of one partner on one day in
one town are an agglomeration or an attack, and every pair of 20,000 takes hours. Rarer keys (a word of the title, the
page, the uid) still find their likes."""


class Standing(NamedTuple):
    """What decides whether two groups that share a key are a pair. `gone`: its source no longer lists it.

    A tuple, since it is looked up some hundred times a group.
    """

    source: str
    kind: str
    gone: bool


def standings(connection: Connection, group_ids: Iterable[int]) -> dict[int, Standing]:
    """The standings of the groups, by id."""
    c = _GROUP.c
    query = select(c.id, c.source_id, c.kind, c.missing_since, c.withdrawn_at)
    return {
        row[0]: Standing(row[1], row[2], row[3] is not None or row[4] is not None)
        for row in connection.execute(query.where(among(connection, c.id, group_ids))).all()
    }


@dataclass(frozen=True, slots=True)
class Remembered:
    """What matching needs of a stored group; `features` are of that `version`."""

    id: int
    kind: str
    source: str
    uid: str
    gone: bool
    version: int
    features: str | None
    keys: tuple[int, ...]


def remembered(connection: Connection, group_ids: Iterable[int]) -> list[Remembered]:
    """The groups as matching remembers them."""
    g, c = _GROUP.c, _CLEANED.c
    query = (
        select(
            g.id,
            g.kind,
            g.source_id,
            g.uid,
            g.missing_since,
            g.withdrawn_at,
            c.version,
            c.features,
            c.candidates,
        )
        .join(_CLEANED, c.group_id == g.id)
        .where(among(connection, g.id, group_ids))
    )
    return [
        Remembered(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4] is not None or row[5] is not None,
            row[6],
            row[7],
            unpacked(row[8]),
        )
        for row in connection.execute(query).all()
    ]


def candidates(
    connection: Connection,
    keys: Mapping[int, Iterable[int]],
    known: Mapping[int, Standing],
    *,
    once: bool = False,
) -> set[tuple[int, int]]:
    """Pairs of ids (low, high) that share a candidate key and of which one is in `keys` (group to candidate keys).

    A key is even for who asks, and odd, by one more, for who only lists what it is found by: two of these are no pair.

    Two groups of one source are a pair only when one of them is gone: else they are two events, whatever they share.
    `known` are the standings of those in `keys`, whose stored keys are not looked at. `once`: only pairs whose higher
    id is in `keys`, for who asks about all groups in turn.
    """
    told: dict[int, list[int]] = {}
    for group_id, found in keys.items():
        for key in found:
            told.setdefault(key, []).append(group_id)
    if not told:
        return set()
    listed: dict[int, list[int]] = {}
    # Who lists looks for who asks, who asks looks for both.
    wanted = {key & ~1 for key in told} | {key | 1 for key in told if not key & 1}
    query = select(_CANDIDATE.c.key, _CANDIDATE.c.group_id)
    query = query.where(among(connection, _CANDIDATE.c.key, sorted(wanted)))
    for key, group_id in connection.execute(query).all():
        if group_id not in known:
            listed.setdefault(key, []).append(group_id)
    standing = {**known, **standings(connection, {i for others in listed.values() for i in others})}
    # The groups of one reading are mostly of one standing: no two of them are a pair.
    alike = len(set(known.values())) == 1
    pairs: set[tuple[int, int]] = set()
    none: list[int] = []
    for asked in {key & ~1 for key in (listed if alike else told)}:
        mine, my_lists = told.get(asked, none), told.get(asked | 1, none)
        theirs, their_lists = listed.get(asked, none), listed.get(asked | 1, none)
        if len(mine) + len(my_lists) == 1 == len(theirs) + len(their_lists):
            # As under most keys.
            if mine or theirs:
                one, other = (mine or my_lists)[0], (theirs or their_lists)[0]
                if standing[one].kind == standing[other].kind and standing[one] != standing[other]:
                    low, high = (one, other) if one < other else (other, one)
                    if not once or high == one:
                        pairs.add((low, high))
            continue
        asking = _sorted_out(standing, mine, theirs)
        listing = _sorted_out(standing, my_lists, their_lists)
        pairs.update(_across(combinations(asking.items(), 2), keys.keys(), once))
        if asking and listing:
            pairs.update(_across(product(asking.items(), listing.items()), keys.keys(), once))
    return pairs


def _sorted_out(standing: Mapping[int, Standing], *ids: Iterable[int]) -> dict[Standing, list[int]]:
    sorts: dict[Standing, list[int]] = {}
    for i in chain(*ids):
        sorts.setdefault(standing[i], []).append(i)
    return sorts


def under(connection: Connection, keys: Collection[int], among_ids: Container[int]) -> dict[int, list[int]]:
    """Those of the groups `among_ids` that have one of the candidate keys, as who asks or lists alike, by key."""
    found: dict[int, list[int]] = {}
    wanted = sorted({one for key in keys for one in (key & ~1, key | 1)})
    query = select(_CANDIDATE.c.key, _CANDIDATE.c.group_id).where(among(connection, _CANDIDATE.c.key, wanted))
    for key, group_id in connection.execute(query).all():
        if group_id in among_ids:
            for one in (key & ~1, key | 1):
                if one in keys:
                    found.setdefault(one, []).append(group_id)
    return found


_Sort = tuple[Standing, list[int]]


def _across(
    sorts: Iterable[tuple[_Sort, _Sort]], mine: Container[int], once: bool
) -> Iterator[tuple[int, int]]:
    for (one, found), (other, others) in sorts:
        if one.kind != other.kind or one == other:
            continue
        if max(len(found), len(others)) > CROWDED:
            continue
        for a in found:
            for b in others:
                pair = (a, b) if a < b else (b, a)
                if pair[1] in mine or (not once and pair[0] in mine):
                    yield pair
