"""Under which keys groups may meet, and which of those that share one are a pair."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import NamedTuple

from sqlalchemy import Connection, select

from agregateur.store import rows, tables
from agregateur.store.cleaned import unpacked
from agregateur.store.keys import LISTS, SERIES, SPAN, WHERE, apart, shared
from agregateur.store.rows import among

_GROUP = tables.core(tables.UidGroup)
_CLEANED = tables.core(tables.Cleaned)
_CANDIDATE = tables.core(tables.CandidateKey)

CROWDED = 500
"""Groups of one source in one town under one key beyond which the key says nothing of them: 500 events of one partner
on one day in one town are an agglomeration or an attack, and every pair of 20,000 takes hours. Rarer keys (a word of
the title, the page, the uid) still find their likes."""


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

    Two groups that only list themselves under a key are no pair by it, nor are those that it says to be apart
    (`store.keys`). Two of one source are a pair only when one of them is gone, or by a key of the dates of a series:
    else they are two events, whatever they share.
    `known` are the standings of those in `keys`, whose stored keys are not looked at. `once`: only pairs whose higher
    id is in `keys`, for who asks about all groups in turn.
    """
    told: dict[int, list[_Entry]] = {}
    ours: dict[int, set[int]] = {}
    series: set[int] = set()
    for group_id, found in keys.items():
        for key in found:
            where = key & WHERE
            told.setdefault(key ^ where, []).append((group_id, where))
            ours.setdefault(shared(key), set()).add(where)
            if where == SERIES:
                series.add(shared(key))
    if not told:
        return set()
    listed: dict[int, list[_Entry]] = {}
    for key, group_id in _sharing(connection, told):
        where = key & WHERE
        if group_id not in known and (not where or not all(apart(where, one) for one in ours[shared(key)])):
            listed.setdefault(key ^ where, []).append((group_id, where))
    standing = {**known, **standings(connection, {i for others in listed.values() for i, _ in others})}
    # The groups of one reading are mostly of one standing: no two of them are a pair.
    alike = len(set(known.values())) == 1
    pairs: set[tuple[int, int]] = set()
    none: list[_Entry] = []
    for asked in series:
        told_here, told_there = ([i for i, _ in entries.get(asked, none)] for entries in (told, listed))
        if len(told_here) + len(told_there) <= CROWDED:
            found_here = chain(combinations(told_here, 2), product(told_here, told_there))
            ends = ((min(pair), max(pair)) for pair in found_here)
            pairs.update(pair for pair in ends if not once or pair[1] in keys)
    for asked in {shared(key) for key in (listed if alike else told)} - series:
        mine, my_lists = told.get(asked, none), told.get(asked | LISTS, none)
        theirs, their_lists = listed.get(asked, none), listed.get(asked | LISTS, none)
        if len(mine) + len(my_lists) == 1 == len(theirs) + len(their_lists):
            # As under most keys.
            if mine or theirs:
                (one, _), (other, _) = (mine or my_lists)[0], (theirs or their_lists)[0]
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


_Entry = tuple[int, int]
"""A group under a key, and where it is (0: anywhere)."""


def _sharing(connection: Connection, told: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Keys and groups: who lists looks for who asks, who asks looks for both."""
    asking = {key for key in told if not key & LISTS}
    listing = {shared(key) for key in told if key & LISTS} - asking
    for wanted, width in ((asking, SPAN), (listing, LISTS)):
        if wanted:
            yield from rows.within(connection, _CANDIDATE, ("key", "group_id"), sorted(wanted), width)


def _sorted_out(
    standing: Mapping[int, Standing], *entries: Iterable[_Entry]
) -> dict[tuple[Standing, int], list[int]]:
    sorts: dict[tuple[Standing, int], list[int]] = {}
    for i, where in chain(*entries):
        sorts.setdefault((standing[i], where), []).append(i)
    return sorts


def under(connection: Connection, keys: Collection[int], among_ids: Container[int]) -> dict[int, list[int]]:
    """Those of the groups `among_ids` that have one of the candidate keys, as who asks or lists alike, wherever they
    are; by what the keys share (`store.keys.shared`)."""
    found: dict[int, list[int]] = {}
    wanted = sorted(set(map(shared, keys)))
    for key, group_id in rows.within(connection, _CANDIDATE, ("key", "group_id"), wanted, SPAN):
        if group_id in among_ids:
            found.setdefault(shared(key), []).append(group_id)
    return found


_Sort = tuple[tuple[Standing, int], list[int]]


def _across(
    sorts: Iterable[tuple[_Sort, _Sort]], mine: Container[int], once: bool
) -> Iterator[tuple[int, int]]:
    for ((one, here), found), ((other, there), others) in sorts:
        if one.kind != other.kind or one == other:
            continue
        if apart(here, there):
            continue
        if max(len(found), len(others)) > CROWDED:
            continue
        for a in found:
            for b in others:
                pair = (a, b) if a < b else (b, a)
                if pair[1] in mine or (not once and pair[0] in mine):
                    yield pair
