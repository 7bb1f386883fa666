"""Under which keys groups may meet, what their venues lend, and the verdicts on plausible pairs."""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, Table, bindparam, delete, select

from agregateur.store import rows, tables
from agregateur.store.rows import among

_GROUP: Table = tables.UidGroup.__table__  # type: ignore[attr-defined]
_CLEANED: Table = tables.Cleaned.__table__  # type: ignore[attr-defined]
_CANDIDATE: Table = tables.CandidateKey.__table__  # type: ignore[attr-defined]
_ASK: Table = tables.VenueAsk.__table__  # type: ignore[attr-defined]
_CLAIM: Table = tables.VenueClaim.__table__  # type: ignore[attr-defined]
_PAIR: Table = tables.Pair.__table__  # type: ignore[attr-defined]


# What is kept of a group ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Traces:
    """What matching keeps of a group: see `tables.Cleaned`. `claims` are (INSEE code, venue keys) as counted."""

    version: int = 0
    features: str | None = None
    keys: tuple[int, ...] = ()
    asks: tuple[int, ...] = ()
    claims: tuple[str, tuple[int, ...]] | None = None


def traces(connection: Connection, group_ids: Iterable[int]) -> dict[int, Traces]:
    """What is kept of the groups, by id."""
    c = _CLEANED.c
    query = select(c.group_id, c.version, c.features, c.candidates, c.asks, c.claims)
    return {
        row[0]: Traces(row[1], row[2], _unpacked(row[3]), _unpacked(row[4]), _claims_read(row[5]))
        for row in connection.execute(query.where(among(connection, c.group_id, group_ids))).all()
    }


def keep(
    connection: Connection, found: Mapping[int, tuple[Traces, str]], before: Mapping[int, Traces]
) -> None:
    """Keep traces and items (as JSON) of groups, and the keys under which they are found; `before` is what is stored of
    those that are not new. Venue claims are counted by `claim`.
    """
    keep_rows(connection, found, before)
    nothing = Traces()
    for table, name in ((_CANDIDATE, "keys"), (_ASK, "asks")):
        added: list[tuple[int, int]] = []
        dropped: list[tuple[int, int]] = []
        for group_id, (one, _) in found.items():
            now, then = getattr(one, name), getattr(before.get(group_id, nothing), name)
            if now != then:
                added += [(key, group_id) for key in set(now).difference(then)]
                dropped += [(key, group_id) for key in set(then).difference(now)]
        rows.delete(connection, table, ("key", "group_id"), dropped)
        # In the order of the table, whose leaves are then met once each.
        rows.insert(connection, table, ("key", "group_id"), sorted(added))


def keep_rows(
    connection: Connection, found: Mapping[int, tuple[Traces, str]], before: Container[int]
) -> None:
    """Keep traces and items, but not the keys: they are filled in by `fill_keys` and `fill_venues`."""
    new: list[rows.Row] = []
    known: list[rows.Row] = []
    for group_id, (one, item) in found.items():
        row = (
            one.version,
            one.features,
            _packed(one.keys),
            _packed(one.asks),
            _claims_text(one),
            item,
            group_id,
        )
        (known if group_id in before else new).append(row)
    columns = ("version", "features", "candidates", "asks", "claims", "item")
    rows.insert(connection, _CLEANED, (*columns, "group_id"), new)
    rows.update(connection, _CLEANED, columns, ("group_id",), known)


def items(connection: Connection, group_ids: Iterable[int]) -> list[tuple[int, str]]:
    """The items of the groups as they are stored (JSON), with their ids."""
    query = select(_CLEANED.c.group_id, _CLEANED.c.item).where(
        among(connection, _CLEANED.c.group_id, group_ids)
    )
    return [(row[0], row[1]) for row in connection.execute(query).all()]


_FILLING = 50_000
"""Groups whose keys are inserted together: some 60 MB."""


def fill_keys(connection: Connection) -> None:
    """Fill the table of candidate keys again, out of what is kept of each group: nothing in it is known better."""
    connection.execute(delete(_CANDIDATE))
    table = _CANDIDATE
    if connection.dialect.name == "sqlite":
        # Sorted by the engine, however many: each leaf of the table is then written once.
        connection.exec_driver_sql("CREATE TEMP TABLE unsorted (key INTEGER, group_id INTEGER)")
        table = Table("unsorted", MetaData(), Column("key", BigInteger), Column("group_id", Integer))
    for found in _kept(connection, _CLEANED.c.candidates):
        rows.insert(
            connection,
            table,
            ("key", "group_id"),
            [(key, group_id) for group_id, packed in found for key in _unpacked(packed)],
        )
    if table is not _CANDIDATE:
        connection.exec_driver_sql(
            "INSERT INTO candidatekey (key, group_id) SELECT key, group_id FROM unsorted ORDER BY key, group_id"
        )
        connection.exec_driver_sql("DROP TABLE unsorted")


def fill_venues(connection: Connection) -> None:
    """Fill the tables of venues again, as `fill_keys` does."""
    for table in (_ASK, _CLAIM):
        connection.execute(delete(table))
    counts: Counter[tuple[int, str]] = Counter()
    for found in _kept(connection, _CLEANED.c.asks, _CLEANED.c.claims):
        asked = [(key, group_id) for group_id, packed, _ in found for key in _unpacked(packed)]
        rows.insert(connection, _ASK, ("key", "group_id"), sorted(asked))
        for _, _, told in found:
            insee, keys = _claims_read(told) or ("", ())
            for key in keys:
                counts[key, insee] += 1
    counted = sorted((key, insee, count) for (key, insee), count in counts.items())
    rows.insert(connection, _CLAIM, ("key", "insee", "claims"), counted)


def _kept(connection: Connection, *columns: Column[Any]) -> Iterator[Sequence[Any]]:
    """Ids of all groups with columns of what is kept of them, some at a time."""
    last = 0
    c = _CLEANED.c
    query = select(c.group_id, *columns).where(c.group_id > bindparam("last")).order_by(c.group_id)
    while found := connection.execute(query.limit(_FILLING), {"last": last}).all():
        last = found[-1][0]
        yield found


def _packed(keys: tuple[int, ...]) -> bytes:
    return array("q", keys).tobytes()


def _unpacked(text: bytes) -> tuple[int, ...]:
    return tuple(array("q", text))


def _claims_text(one: Traces) -> str | None:
    return json.dumps(one.claims) if one.claims else None


def _claims_read(text: str | None) -> tuple[str, tuple[int, ...]] | None:
    if text is None:
        return None
    insee, keys = json.loads(text)
    return insee, tuple(keys)


# Venues -----------------------------------------------------------------------------------------------------------


def venue_codes(connection: Connection, keys: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The communes that venues are said to lie in, sorted, by key."""
    found: dict[int, list[str]] = {}
    query = select(_CLAIM.c.key, _CLAIM.c.insee).where(among(connection, _CLAIM.c.key, keys))
    for key, insee in connection.execute(query).all():
        found.setdefault(key, []).append(insee)
    return {key: tuple(sorted(codes)) for key, codes in found.items()}


def claim(connection: Connection, more: Mapping[tuple[int, str], int]) -> dict[int, set[str]]:
    """Count claims (venue key, INSEE code), or fewer of them. Out: by key, the communes that it got or lost."""
    more = {one: count for one, count in more.items() if count}
    if not more:
        return {}
    query = select(_CLAIM).where(among(connection, _CLAIM.c.key, {key for key, _ in more}))
    counted = Counter({(key, insee): count for key, insee, count in connection.execute(query).all()})
    new: list[rows.Row] = []
    changed: list[rows.Row] = []
    gone: list[rows.Row] = []
    for one, count in more.items():
        total = counted[one] + count
        if total <= 0:
            gone.append(one)
        elif counted[one]:
            changed.append((total, *one))
        else:
            new.append((*one, total))
    rows.delete(connection, _CLAIM, ("key", "insee"), gone)
    rows.update(connection, _CLAIM, ("claims",), ("key", "insee"), changed)
    rows.insert(connection, _CLAIM, ("key", "insee", "claims"), new)
    moved: dict[int, set[str]] = {}
    for found, insee, *_ in (*gone, *new):
        moved.setdefault(found, set()).add(insee)
    return moved


def askers(connection: Connection, keys: Iterable[int]) -> list[tuple[int, int, str]]:
    """The groups whose commune depends on one of these venues: (key, group, its source)."""
    wanted = list(keys)
    if not wanted:
        return []
    query = select(_ASK.c.key, _ASK.c.group_id, _GROUP.c.source_id).join(
        _GROUP, _GROUP.c.id == _ASK.c.group_id
    )
    return [
        (row[0], row[1], row[2])
        for row in connection.execute(query.where(among(connection, _ASK.c.key, wanted)))
    ]


def all_askers(connection: Connection) -> set[int]:
    """Every group whose commune depends on a venue."""
    return set(connection.scalars(select(_ASK.c.group_id)))


# Candidates ---------------------------------------------------------------------------------------------------------

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
            _unpacked(row[8]),
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


# Pairs ------------------------------------------------------------------------------------------------------------

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
        for row in connection.execute(select(_PAIR).where(among(connection, side, ids))):
            found[row[0], row[1]] = (row[2], row[3], row[4])
    return found
