"""The whole store made again from the records as stated and the decisions: `agregateur rebuild`.

    items (each source again, in batches) ─► venues and the places that they lend ─► traces (features and keys)
        ─► keys (filled again) ─► pairs (each once) ─► connected components, drawn and written
        ─► what belongs to no record goes

What comes of it is what the history gave, since everything below records is a function of them: nothing that did not
change is written, so that no number moves. Each step commits in batches and leaves a store that pages can be read
from; a note in the store says that it is not at its end, and the next harvest begins with another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from agregateur.canonical import write
from agregateur.context import Context
from agregateur.contract import Record
from agregateur.errors import AgregateurError
from agregateur.ingest import comparing, locating
from agregateur.ingest.drawing import Drawn, draw
from agregateur.ingest.heap import seldom_collected
from agregateur.ingest.pairing import Pairs, candidates, plausible, sketch
from agregateur.ingest.workers import Workers, workers
from agregateur.model import WINDOW_AHEAD, Item, from_json, to_json
from agregateur.remaking import Remade, Window, remake, window_at, window_until
from agregateur.store import decisions, encounters, events, groups, sources, tables
from agregateur.store.decisions import Decisions
from agregateur.store.encounters import Remembered, Traces
from agregateur.store.groups import Group, chunks

ROLL_AHEAD = timedelta(days=7)
"""Endless rules are expanded again when their window lacks more than a week."""
BATCH = 1000
"""Groups in one transaction: a second of work, some 10 MB."""

Told = Callable[[str, int, int], None]
"""Called with the step (items, places, traces, keys, pairs, events), groups done, and their number."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Groups made again, sources that could not be (their items stay as they were), and events shown."""

    groups: int
    failed: tuple[str, ...]
    events: int


def wanted(connection: Connection) -> bool:
    """Whether a rebuild is asked for: by an upgrade, or by one that did not come to its end."""
    return sources.note(connection, "rebuild") is not None


@seldom_collected()
def rebuild(context: Context, now: datetime, *, told: Told | None = None) -> Rebuilt:
    """Make the whole store again. The caller holds the collector's lock, and has brought the sources file in."""
    told = told or _silent
    database = context.database
    with database.writer() as connection:
        sources.set_note(connection, "rebuild", "wanted")
    with database.reader() as connection:
        ids = groups.all_ids(connection)
        listed = {s: groups.ids_of_source(connection, s) for s in sorted(sources.all_ids(connection))}
    rolled, failed = _items(context, listed, now, len(ids), told)
    with database.writer() as connection:
        encounters.fill_venues(connection)
    _lend(context, told)
    with workers(len(ids)) as shared:
        near = _trace(context, ids, shared, told)
        with database.writer() as connection:
            encounters.fill_keys(connection)
        told("keys", len(ids), len(ids))
        _pair(context, near, shared, told)
    _draw(context, now, rolled, told)
    with database.writer() as connection:
        _sweep(context, connection, now)
        for source_id, state in sources.states(connection, context.stanzas).items():
            if state.settings_digest and source_id not in failed:
                digest = context.settings_digest(context.stanzas[source_id])
                sources.set_settings_digest(connection, source_id, digest)
        sources.set_note(connection, "rebuild", None)
        return Rebuilt(len(ids), tuple(failed), events.count_again(connection))


def _silent(_step: str, _done: int, _all: int) -> None:
    return None


# Items -----------------------------------------------------------------------------------------------------------


def _items(
    context: Context, listed: Mapping[str, Sequence[int]], now: datetime, total: int, told: Told
) -> tuple[set[int], list[str]]:
    """Make items again, with their own places, features and keys. Out: groups whose items are no longer the same, and
    the sources that failed.
    """
    rolled: set[int] = set()
    failed: list[str] = []
    done = 0
    for source_id, ids in listed.items():
        for batch in chunks(ids, BATCH):
            with context.database.reader() as connection:
                loaded = groups.load(connection, batch)
                before = encounters.traces(connection, batch)
                stated = groups.records_of(connection, batch)
                ends = groups.windows(connection, batch)
            try:
                remade = _remade(context, source_id, stated, ends, now)
            except AgregateurError:
                failed.append(source_id)
                remade = {}
            with context.database.writer() as connection:
                rolled |= _keep(context, connection, loaded, before, remade)
            done += len(batch)
            told("items", done, total)
    return rolled, list(dict.fromkeys(failed))


def _remade(
    context: Context,
    source_id: str,
    stated: Mapping[int, Sequence[Record]],
    ends: Mapping[int, datetime | None],
    now: datetime,
) -> Remade:
    """Items for the window that they had: a rolling window is no change, unless its end has come near."""
    stanza = context.stanzas.get(source_id)
    if stanza is None:
        return {}
    parts: dict[Window, dict[int, Sequence[Record]]] = {}
    for group_id, records in stated.items():
        end = ends.get(group_id)
        kept = end is not None and end >= now + WINDOW_AHEAD - ROLL_AHEAD
        window = window_until(end) if kept and end else window_at(now)
        parts.setdefault(window, {})[group_id] = records
    made: Remade = {}
    for window, part in parts.items():
        made |= remake(context, stanza, part, window)
    return made


def _keep(
    context: Context,
    connection: Connection,
    loaded: Mapping[int, Group],
    before: Mapping[int, Traces],
    remade: Remade,
) -> set[int]:
    """Write what changed of items, features and keys. What asks for a venue keeps its place until all are known."""
    missing = remade.keys() - loaded.keys()
    known = dict(loaded)
    if missing:
        known |= groups.load_with(connection, {i: remade[i][0] for i in missing})
    rows: dict[int, tuple[Traces, str]] = {}
    changed: Remade = {}
    for group_id, kept in known.items():
        made = remade.get(group_id, (kept.item, None))[0]
        group = replace(kept, item=made, kind=made.kind)
        own = locating.own(group, context.locate)
        stored = loaded.get(group_id)
        located = stored.item.located if stored is not None and own.asks else own.located
        item = replace(group.item, located=located)
        then = before.get(group_id, Traces())
        traces = replace(then, asks=own.asks, claims=own.claims)
        if stored is None or item != stored.item or traces != then:
            rows[group_id] = (traces, to_json(item))
        if stored is None or item != stored.item:
            changed[group_id] = remade.get(group_id, (item, None))
    encounters.keep_rows(connection, rows, before)
    groups.set_windows(connection, {i: found for i, found in changed.items() if i in remade})
    return set(changed)


# Places and pairs --------------------------------------------------------------------------------------------------


def _lend(context: Context, told: Told) -> None:
    """Give the communes of known venues to what asks for them."""
    with context.database.reader() as connection:
        ids = sorted(encounters.all_askers(connection))
    for done, batch in _counted(chunks(ids, BATCH)):
        with context.database.writer() as connection:
            before = encounters.traces(connection, batch)
            known = encounters.venue_codes(connection, {key for one in before.values() for key in one.asks})
            rows = {}
            for group_id, group in groups.load(connection, batch).items():
                located = context.locate(group.item, locating.Memory(known))
                if located != group.item.located:
                    rows[group_id] = (before[group_id], to_json(replace(group.item, located=located)))
            encounters.keep_rows(connection, rows, before)
        told("places", done, len(ids))
    told("places", len(ids), len(ids))


# Traces and pairs --------------------------------------------------------------------------------------------------

Near = dict[int, int]
"""A number for each group; those of one commune have the same, and mostly meet."""


def _trace(context: Context, ids: Sequence[int], shared: Workers, told: Told) -> Near:
    """Make features and keys of all items again. The tables of keys are filled afterwards."""
    near: Near = {}
    done = 0

    def jobs() -> Iterator[tuple[int, list[tuple[int, str]]]]:
        for batch in chunks(ids, BATCH):
            with context.database.reader() as connection:
                yield len(batch), encounters.items(connection, batch)

    for count, made in shared.each(_traced, jobs()):
        with context.database.writer() as connection:
            encounters.keep_traces(connection, comparing.VERSION, {i: (f, k) for i, f, k, _ in made})
        near.update((i, digest) for i, _, _, digest in made)
        done += count
        told("traces", done, len(ids))
    return near


def _traced(items: list[tuple[int, str]]) -> list[tuple[int, str | None, tuple[int, ...], int]]:
    """Features (as written), keys, and a number for the commune, of items (as JSON), by group id."""
    made = []
    for group_id, text in items:
        item = from_json(Item, text)
        seen = comparing.seen(item)
        keys = comparing.keys(item, seen)
        made.append((group_id, comparing.written(seen), keys, encounters.digest(item.located.insee or "")))
    return made


@dataclass(frozen=True, slots=True)
class _Judging:
    """Pairs to judge, with all their ends."""

    wanted: set[tuple[int, int]]
    known: list[Remembered]
    decisions: Decisions


def _pair(context: Context, near: Near, shared: Workers, told: Told) -> None:
    """Score every pair once, with its higher end, and write those that are no longer the same.

    Commune after commune: what meets is then mostly in one batch, and read once.
    """
    ids = sorted(near, key=lambda i: (near[i], i))
    done = 0

    def jobs() -> Iterator[tuple[list[int], _Judging]]:
        for batch in chunks(ids, BATCH):
            with context.database.reader() as connection:
                yield batch, _to_judge(connection, batch)

    for batch, found in shared.each(_judged, jobs()):
        with context.database.writer() as connection:
            encounters.set_pairs(connection, encounters.pairs_above(connection, batch), found)
        done += len(batch)
        told("pairs", done, len(ids))


def _to_judge(connection: Connection, batch: Sequence[int]) -> _Judging:
    mine = {one.id: one for one in encounters.remembered(connection, batch)}
    decided = decisions.in_force(connection)
    wanted = candidates(connection, mine, decided, once=True)
    ends = {i for pair in wanted for i in pair}
    missing = ends.difference(mine)
    known = [one for i, one in mine.items() if i in ends]
    if missing:
        known += encounters.remembered(connection, missing)
    return _Judging(wanted, known, decided)


def _judged(job: _Judging) -> Pairs:
    return plausible(job.wanted, {one.id: sketch(one) for one in job.known}, job.decisions)


# Events ----------------------------------------------------------------------------------------------------------


def _draw(context: Context, now: datetime, rolled: set[int], told: Told) -> None:
    """Draw every component, and write what is no longer the same."""
    with context.database.reader() as connection:
        ids = groups.all_ids(connection)
        components = _components(ids, list(encounters.linked(connection)))
    done = 0
    for batch in _batches(components):
        with context.database.writer() as connection:
            drawn = draw(
                connection,
                groups.load(connection, batch),
                {},
                encounters.pairs_of(connection, batch),
                context.facts,
                decisions.in_force(connection),
            )
            write(context, connection, drawn, now, rolled=rolled.intersection(drawn.homes))
        done += len(batch)
        told("events", done, len(ids))


def _components(ids: Iterable[int], links: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Connected components of the groups, in the order of their first."""
    parent: dict[int, int] = {}

    def root(one: int) -> int:
        found = one
        while (above := parent.get(found, found)) != found:
            found = above
        while (above := parent.get(one, one)) != found:
            parent[one], one = found, above
        return found

    for low, high in links:
        a, b = sorted((root(low), root(high)))
        parent[b], parent[a] = a, a
    members: dict[int, list[int]] = {}
    for one in parent:
        members.setdefault(root(one), []).append(one)
    for one in ids:
        if one not in parent:
            yield [one]
        elif one in members:
            yield members[one]


def _batches(components: Iterable[list[int]]) -> Iterator[list[int]]:
    batch: list[int] = []
    for component in components:
        batch += component
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _counted(batches: Iterable[list[int]]) -> Iterator[tuple[int, list[int]]]:
    done = 0
    for batch in batches:
        done += len(batch)
        yield done, batch


def _sweep(context: Context, connection: Connection, now: datetime) -> None:
    """Withdraw what is shown and belongs to no record: nothing that works leaves any."""
    listed = tables.Event.metadata.tables
    found = Drawn(
        events=dict.fromkeys(groups.stray(connection, listed["event"])),
        actors=dict.fromkeys(groups.stray(connection, listed["actor"])),
        articles=dict.fromkeys(groups.stray(connection, listed["article"])),
    )
    write(context, connection, found, now)
