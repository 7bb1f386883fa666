"""Items made again from the records as stated, at their own places, with features and keys; then what venues lend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from sys import intern

from agregateur.context import Context
from agregateur.contract import Record
from agregateur.errors import AgregateurError
from agregateur.frozen import changed
from agregateur.ingest import workers
from agregateur.ingest.matching import comparing
from agregateur.ingest.messages import Window
from agregateur.ingest.own import Memory, own_place
from agregateur.ingest.windows import window_at, window_until
from agregateur.model import WINDOW_AHEAD, Item, from_json, to_json
from agregateur.rebuilding.shared import Given, Kept, Rebuilding
from agregateur.remaking import Part, Remade, remake_all
from agregateur.store import cleaned, groups, venues
from agregateur.store.cleaned import Traces, packed
from agregateur.store.records import records_of
from agregateur.store.rows import chunks

ROLL_AHEAD = timedelta(days=7)
"""Endless rules are expanded again when their window lacks more than a week."""

Sources = list[tuple[str, list[int]]]
"""Groups of some sources."""


@dataclass(slots=True)
class Made:
    """What came of one job: traces and items (as written) of its groups, those of them that are not stored so
    (`moved`), those that have a row (`known`), those whose item changed with what they say of it, the commune of each,
    and the sources whose items could not be made."""

    made: dict[int, tuple[Traces, str]] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)
    known: set[int] = field(default_factory=set)
    changed: dict[int, groups.Window | None] = field(default_factory=dict)
    near: dict[int, str] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def rows(self) -> dict[int, tuple[Traces, str]]:
        """What is to be written."""
        return {i: self.made[i] for i in self.moved}


@dataclass(slots=True)
class Items:
    """What came of all: groups whose items are no longer the same, the sources that failed, what later steps need of
    each group and its commune, those that ask for venues, and how many say where a venue is."""

    rolled: set[int] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    kept: dict[int, Kept] = field(default_factory=dict)
    near: dict[int, str] = field(default_factory=dict)
    asking: dict[int, Traces] = field(default_factory=dict)
    claims: Counter[tuple[int, str]] = field(default_factory=Counter)

    def take(self, made: Made) -> None:
        """Keep what came of one more job."""
        for group_id, (one, item) in made.made.items():
            features = None if one.features is None else one.features.encode()
            self.kept[group_id] = Kept(item.encode(), features, packed(one.keys))
        # One text a commune, however many jobs told it.
        self.near.update((group_id, intern(insee)) for group_id, insee in made.near.items())


def make_items(this: Rebuilding, listed: Mapping[str, Sequence[int]]) -> Items:
    """Make the items of all sources again. What asks for a venue keeps its place until all venues are known."""
    found = Items()
    done = 0
    jobs = ((sum(len(ids) for _, ids in job), job) for job in _jobs(listed))
    for count, made in this.shared.each(_make, jobs):
        with this.context.database.writer() as connection:
            cleaned.keep_rows(connection, made.rows, made.known)
            windows = {i: window for i, window in made.changed.items() if window is not None}
            groups.set_windows(connection, windows)
        found.rolled |= made.changed.keys()
        found.failed += made.failed
        found.take(made)
        for group_id, (one, _) in made.made.items():
            if one.asks:
                found.asking[group_id] = one
            insee, keys = one.claims or ("", ())
            for key in keys:
                found.claims[key, insee] += 1
        done += count
        this.told("items", done, this.total)
    found.failed = list(dict.fromkeys(found.failed))
    return found


def _jobs(listed: Mapping[str, Sequence[int]]) -> Iterator[Sources]:
    job: Sources = []
    count = 0
    for source_id, ids in listed.items():
        for some in chunks(ids, workers.BATCH):
            if job and count + len(some) > workers.BATCH:
                yield job
                job, count = [], 0
            job.append((source_id, some))
            count += len(some)
    if job:
        yield job


def _make(given: Given, job: Sources) -> Made:
    context = given.context
    ids = [i for _, some in job for i in some]
    with context.database.reader() as connection:
        stated = records_of(connection, ids)
        ends = groups.windows(connection, ids)
        inactive = groups.inactive(connection, ids)
        before = cleaned.traces(connection, ids)
        texts = dict(cleaned.items(connection, ids))
    done = Made(known=set(texts))
    remade = _remade(context, _parts(context, job, stated, ends, given.now), done.failed)
    items = {}
    for group_id in ids:
        if group_id in remade:
            items[group_id] = remade[group_id][0]
        elif group_id in texts:
            items[group_id] = from_json(Item, texts[group_id])
    # One step for all of them, then the next: what a step needs stays at hand.
    owns = {i: own_place(item, context.locate, active=i not in inactive) for i, item in items.items()}
    for group_id, own in owns.items():
        lent = own.asks and group_id in texts
        located = from_json(Item, texts[group_id]).located if lent else own.located
        items[group_id] = changed(items[group_id], located=located)
    for (group_id, item), (features, keys), written in zip(
        items.items(), traced(items.values()), list(map(to_json, items.values())), strict=True
    ):
        own, text = owns[group_id], texts.get(group_id)
        traces = Traces(comparing.VERSION, features, keys, own.asks, own.claims)
        if written != text:
            done.changed[group_id] = groups.window(item, remade[group_id][1]) if group_id in remade else None
        if written != text or traces != before.get(group_id):
            done.moved.add(group_id)
        done.made[group_id] = (traces, written)
        done.near[group_id] = item.located.insee or ""
    return done


def traced(items: Collection[Item]) -> list[tuple[str | None, tuple[int, ...]]]:
    """Features (as written) and candidate keys of items."""
    seen = [comparing.seen(item) for item in items]
    keys = [comparing.keys(item, found) for item, found in zip(items, seen, strict=True)]
    return list(zip(map(comparing.written, seen), keys, strict=True))


def _parts(
    context: Context,
    job: Sources,
    stated: Mapping[int, Sequence[Record]],
    ends: Mapping[int, datetime | None],
    now: datetime,
) -> list[Part]:
    """Records by source and window: a group keeps that which it had, unless its end has come near: a rolling window is
    no change. A source that is configured no more keeps its items."""
    parts = []
    for source_id, ids in job:
        stanza = context.stanzas.get(source_id)
        if stanza is None:
            continue
        windows: dict[Window, dict[int, Sequence[Record]]] = {}
        for group_id in ids:
            if group_id not in stated:
                continue
            end = ends.get(group_id)
            kept = end is not None and end >= now + WINDOW_AHEAD - ROLL_AHEAD
            window = window_until(end) if kept and end else window_at(now)
            windows.setdefault(window, {})[group_id] = stated[group_id]
        parts += [Part(stanza, part, window) for window, part in windows.items()]
    return parts


def _remade(context: Context, parts: Sequence[Part], failed: list[str]) -> Remade:
    """Items of all the sources; where that fails, of each by itself, and of those that fail none."""
    try:
        return remake_all(context, parts)
    except AgregateurError:
        made: Remade = {}
    for part in parts:
        try:
            made |= remake_all(context, [part])
        except AgregateurError:
            failed.append(part.stanza.id)
    return made


# What venues lend ----------------------------------------------------------------------------------------------------


def lend(this: Rebuilding, items: Items) -> None:
    """Give the communes of known venues to what asks for them."""
    with this.context.database.writer() as connection:
        asked = ((key, group_id) for group_id, one in items.asking.items() for key in one.asks)
        cleaned.fill_venues(connection, asked, items.claims)
    ids = sorted(items.asking)
    done = 0
    asking = ([(i, items.asking[i], items.kept[i].item) for i in some] for some in chunks(ids, workers.BATCH))
    for count, made in this.shared.each(_lent, ((len(job), job) for job in asking)):
        with this.context.database.writer() as connection:
            cleaned.keep_rows(connection, made.rows, made.moved)
        items.take(made)
        done += count
        this.told("places", done, len(ids))
    items.asking.clear()
    this.told("places", len(ids), len(ids))


def _lent(given: Given, job: list[tuple[int, Traces, bytes]]) -> Made:
    with given.context.database.reader() as connection:
        known = venues.venue_codes(connection, {key for _, one, _ in job for key in one.asks})
    done = Made()
    moved: list[tuple[int, Traces, Item]] = []
    for group_id, before, written in job:
        item = from_json(Item, written)
        located = given.context.locate(item, Memory(known))
        if located != item.located:
            moved.append((group_id, before, changed(item, located=located)))
    found = traced([item for *_, item in moved])
    for (group_id, before, item), (features, keys) in zip(moved, found, strict=True):
        traces = changed(before, version=comparing.VERSION, features=features, keys=keys)
        done.made[group_id] = (traces, to_json(item))
        done.moved.add(group_id)
        done.near[group_id] = item.located.insee or ""
    return done
