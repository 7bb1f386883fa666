"""Every connected component of plausible pairs drawn, numbered and rendered; written where it is no longer the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from agregateur import canonical
from agregateur.canonical import Finished
from agregateur.context import Context
from agregateur.ingest.drawing import Drawn, Gathered, drawn, gather
from agregateur.ingest.judging import Sketch
from agregateur.rebuilding.items import Items
from agregateur.rebuilding.shared import TOGETHER, Given, Rebuilding, batches
from agregateur.store import decisions, events, groups, tables, verdicts
from agregateur.store.decisions import Decisions
from agregateur.store.drafts import Stored
from agregateur.store.groups import Group
from agregateur.store.printed import Lines
from agregateur.store.rows import chunks


@dataclass(frozen=True, slots=True)
class Job:
    """Whole components: the items of their groups and the features of those that are linked, as written, and those
    whose items changed."""

    items: dict[int, bytes]
    features: dict[int, bytes | None]
    rolled: set[int]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job, ready to be written; `asked` are the events it speaks of, `before` what was known of them."""

    finished: Finished
    moved: dict[int, str | None]
    asked: set[str]
    before: dict[str, Stored]


def draw_all(this: Rebuilding, items: Items) -> None:
    """Draw every component, and write what is no longer the same."""
    with this.context.database.reader() as connection:
        ids = sorted(items.kept)
        members = _connected(verdicts.linked(connection))
    linked = {i for found in members.values() for i in found}
    done = 0
    jobs = (_job(items, batch, linked) for batch in batches(_components(ids, members)))
    found = this.shared.each(_draw, ((job, job) for job in jobs))
    for some in chunks(found, TOGETHER):
        with this.context.database.writer() as connection:
            _write(this.given, connection, some)
        done += sum(len(job.items) for job, _ in some)
        this.told("events", done, len(ids))


def _job(items: Items, batch: list[int], linked: Set[int]) -> Job:
    """A job for these groups, which nobody else will ask for."""
    kept = {i: items.kept.pop(i) for i in batch if i in items.kept}
    return Job(
        {i: one.item for i, one in kept.items()},
        {i: one.features for i, one in kept.items() if i in linked},
        items.rolled.intersection(batch),
    )


def _write(given: Given, connection: Connection, some: Iterable[tuple[Job, Done]]) -> None:
    waiting = Waiting()
    for job, found in some:
        if not waiting.asked.isdisjoint(found.asked):
            waiting = waiting.put(connection, given.now)
        if events.stored(connection, found.asked) == found.before:
            waiting.add(found)
            continue
        # A group went from one component to another, whose batch was written meanwhile: look again.
        waiting = waiting.put(connection, given.now)
        waiting.add(_drawn(given, job, _read(given, connection, job)))
    waiting.put(connection, given.now)


@dataclass(slots=True)
class Waiting:
    """What came of some jobs that speak of different events, to be written together."""

    finished: Finished = field(default_factory=lambda: Finished([], Lines(), {}, {}))
    moved: dict[int, str | None] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def add(self, found: Done) -> None:
        self.finished.gone.extend(found.finished.gone)
        self.finished.lines.add(found.finished.lines)
        self.finished.actors.update(found.finished.actors)
        self.finished.articles.update(found.finished.articles)
        self.moved |= found.moved
        self.asked |= found.asked

    def put(self, connection: Connection, now: datetime) -> Waiting:
        """Write it. Out: nothing that waits."""
        groups.set_canonical(connection, self.moved)
        canonical.put(connection, self.finished, now)
        return Waiting()


def _draw(given: Given, job: Job) -> Done:
    with given.context.database.reader() as connection:
        read = _read(given, connection, job)
    return _drawn(given, job, read)


@dataclass(frozen=True, slots=True)
class _Known:
    """What drawing needs of the store. It is read first: who holds a snapshot keeps SQLite's journal from ending."""

    gathered: Gathered
    decisions: Decisions
    stored: dict[str, Stored]


def _read(given: Given, connection: Connection, job: Job) -> _Known:
    loaded = groups.with_items(connection, job.items)
    seen = {i: _sketch(loaded[i], features) for i, features in job.features.items()}
    found = gather(connection, loaded, seen, verdicts.pairs_of(connection, job.features))
    names = found.former | {group.own_id for group in found.groups.values()}
    return _Known(found, decisions.in_force(connection), events.stored(connection, names))


def _drawn(given: Given, job: Job, known: _Known) -> Done:
    out = drawn(known.gathered, given.context.facts, known.decisions)
    before = {i: stored for i, stored in known.stored.items() if i in out.events}
    rolled = job.rolled.intersection(out.homes)
    finished = canonical.finish(given.context, out, before, given.now, rolled=rolled)
    return Done(finished, out.moved, set(out.events), before)


def _sketch(group: Group, features: bytes | None) -> Sketch:
    told = None if features is None else features.decode()
    return Sketch(group.id, group.kind, group.item.source, group.item.uid, group.gone, told)


def _connected(links: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    """The members of each connected component, by its first."""
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
    return members


def _components(ids: Iterable[int], members: Mapping[int, list[int]]) -> Iterator[list[int]]:
    """Connected components of the groups, in the order of their first; most groups are alone."""
    later = {i for found in members.values() for i in found}.difference(members)
    for one in ids:
        if one in members:
            yield members[one]
        elif one not in later:
            yield [one]


def sweep(context: Context, connection: Connection, now: datetime) -> None:
    """Withdraw what is shown and belongs to no record: nothing that works leaves any."""
    listed = tables.Event.metadata.tables
    found = Drawn(
        events=dict.fromkeys(groups.stray(connection, listed["event"])),
        actors=dict.fromkeys(groups.stray(connection, listed["actor"])),
        articles=dict.fromkeys(groups.stray(connection, listed["article"])),
    )
    canonical.write(context, connection, found, now)
