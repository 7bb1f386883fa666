"""Under which keys groups may meet, and which of those that share one are a pair."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
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


FEW = 20
"""One in so many groups that are looked up together may be of another standing than the rest: it is seen by itself."""


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


def all_standings(connection: Connection) -> dict[int, Standing]:
    """The standings of all groups, by id; those that are equal are one."""
    query = (
        "SELECT id, source_id, kind, missing_since IS NOT NULL OR withdrawn_at IS NOT NULL"
        " FROM uidgroup ORDER BY id"
    )
    found: dict[tuple[str, str, bool], Standing] = {}
    # Past SQLAlchemy's conversions: there may be a million.
    told = connection.execution_options(yield_per=10_000).exec_driver_sql(query)
    return {row[0]: found.setdefault(row[1:], Standing(row[1], row[2], bool(row[3]))) for row in told}


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
) -> set[tuple[int, int]]:
    """Pairs of ids (low, high) that share a candidate key and of which one is in `keys` (group to candidate keys).

    Two groups that only list themselves under a key are no pair by it, nor are those that it says to be apart
    (`store.keys`). Two of one source are a pair only when one of them is gone, or by a key of the dates of a series:
    else they are two events, whatever they share.
    `known` are the standings of those in `keys`, whose stored keys are not looked at.
    """
    # What asks looks for both, what only lists for what asks.
    told = {key & ~WHERE for found in keys.values() for key in found}
    asking = {key for key in told if not key & LISTS}
    listing = {key ^ LISTS for key in told if key & LISTS} - asking
    met = [*_under(connection, asking, SPAN, known), *_under(connection, listing, LISTS, known)]
    standing = {**known, **standings(connection, {i for _, i in met})}
    series = {shared(key) for found in keys.values() for key in found if key & WHERE == SERIES}
    # The groups of one reading are nearly all of one standing: no two of them are a pair, but by a key of a series.
    usual, _ = Counter(known.values()).most_common(1)[0] if known else (None, 0)
    unlike = {i for i, one in known.items() if one != usual}
    alike = len(unlike) * FEW <= len(known)
    # Under most keys nobody else is, so that few of ours are looked at.
    near = {key & -SPAN for key, _ in met} | series
    if alike:
        near.update(key & -SPAN for i in unlike for key in keys[i])
    else:
        bases = Counter(key & -SPAN for found in keys.values() for key in found)
        near.update(key for key, count in bases.items() if count > 1)
    ours, wheres = _by_key(keys, near)
    listed: dict[int, list[_Entry]] = {}
    far: dict[int, bool] = {}
    for key, group_id in met:
        where = key & WHERE
        bare = key & ~LISTS
        if bare not in far:
            # Asked of ours, which lie in few communes: to look around a commune takes long the first time.
            far[bare] = where != 0 and all(apart(one, where) for one in wheres[key & -SPAN])
        if not far[bare]:
            listed.setdefault(key ^ where, []).append((group_id, where))
    pairs: set[tuple[int, int]] = set()
    none: list[_Entry] = []
    for asked in series:
        told_here, told_there = ([i for i, _ in entries.get(asked, none)] for entries in (ours, listed))
        if len(told_here) + len(told_there) <= CROWDED:
            found_here = chain(combinations(told_here, 2), product(told_here, told_there))
            pairs.update((min(pair), max(pair)) for pair in found_here)
    for asked in {key & -SPAN for key in ours} - series:
        mine, my_lists = ours.get(asked, none), ours.get(asked | LISTS, none)
        theirs, their_lists = listed.get(asked, none), listed.get(asked | LISTS, none)
        if alike and max(len(mine) + len(my_lists), len(theirs) + len(their_lists)) <= CROWDED:
            # As under most keys: those of ours that are unlike the others stand on both sides.
            asks = theirs + [entry for entry in mine if entry[0] in unlike]
            lists = their_lists + [entry for entry in my_lists if entry[0] in unlike]
            pairs.update(_between(standing, mine, asks + lists))
            pairs.update(_between(standing, my_lists, asks))
            continue
        seek, list_ = _sorted_out(standing, mine, theirs), _sorted_out(standing, my_lists, their_lists)
        pairs.update(_across(combinations(seek.items(), 2), keys.keys()))
        if seek and list_:
            pairs.update(_across(product(seek.items(), list_.items()), keys.keys()))
    return pairs


def all_candidates(
    entries: Iterable[tuple[int, int]], everyone: Mapping[int, Standing]
) -> set[tuple[int, int]]:
    """The pairs that `candidates` finds by some keys, were all groups asked about. `entries`: (key, group) of all that
    lie within a range that cuts no `SPAN`, in order, so that those that meet stand side by side; `everyone`: the
    standings of all groups.
    """
    pairs: set[tuple[int, int]] = set()
    alone = -SPAN
    last = None
    here: list[_Entry] = []
    for key, group_id in entries:
        if key & alone != last:
            if len(here) > 1:
                pairs.update(_meeting(here, everyone))
            last, here = key & alone, []
        here.append((key, group_id))
    if len(here) > 1:
        pairs.update(_meeting(here, everyone))
    return pairs


def _meeting(
    entries: Sequence[tuple[int, int]], everyone: Mapping[int, Standing]
) -> Iterator[tuple[int, int]]:
    """The pairs among all the (key, group) that stand under one key."""
    if any(key & WHERE == SERIES for key, _ in entries):
        ids = [i for key, i in entries if not key & LISTS]
        if len(ids) <= CROWDED:
            yield from ((min(pair), max(pair)) for pair in combinations(ids, 2))
        return
    if len({everyone[i] for _, i in entries}) == 1:
        return
    seek = _sorted_out(everyone, [(i, key & WHERE) for key, i in entries if not key & LISTS])
    listed = _sorted_out(everyone, [(i, key & WHERE) for key, i in entries if key & LISTS])
    yield from _across(combinations(seek.items(), 2), everyone)
    yield from _across(product(seek.items(), listed.items()), everyone)


_Entry = tuple[int, int]
"""A group under a key, and where it is (0: anywhere)."""


def _under(
    connection: Connection, wanted: Collection[int], width: int, known: Container[int]
) -> list[tuple[int, int]]:
    """Stored keys that begin at one of `wanted` and lie within `width`, with their groups, but for those `known`."""
    if not wanted:
        return []
    found = rows.within(connection, _CANDIDATE, ("key", "group_id"), sorted(wanted), width)
    return [(key, group_id) for key, group_id in found if group_id not in known]


def _by_key(
    keys: Mapping[int, Iterable[int]], near: Container[int]
) -> tuple[dict[int, list[_Entry]], dict[int, set[int]]]:
    """Groups by those of their keys that share something with one of `near`; and where these say to be, by that."""
    ours: dict[int, list[_Entry]] = {}
    wheres: dict[int, set[int]] = {}
    alone = -SPAN
    for group_id, found in keys.items():
        for key in found:
            if (base := key & alone) in near:
                where = key & WHERE
                ours.setdefault(key ^ where, []).append((group_id, where))
                wheres.setdefault(base, set()).add(where)
    return ours, wheres


def _between(
    standing: Mapping[int, Standing], mine: Iterable[_Entry], theirs: Iterable[_Entry]
) -> Iterator[tuple[int, int]]:
    for one, here in mine:
        told = standing[one]
        for other, there in theirs:
            others = standing[other]
            if told.kind == others.kind and told != others and not (here and there and apart(here, there)):
                yield (one, other) if one < other else (other, one)


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


def _across(sorts: Iterable[tuple[_Sort, _Sort]], mine: Container[int]) -> Iterator[tuple[int, int]]:
    for ((one, here), found), ((other, there), others) in sorts:
        if one.kind != other.kind or one == other:
            continue
        if apart(here, there):
            continue
        if max(len(found), len(others)) > CROWDED:
            continue
        for a in found:
            for b in others:
                if a in mine or b in mine:
                    yield (a, b) if a < b else (b, a)
