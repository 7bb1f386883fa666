"""Every connected component of plausible pairs drawn, numbered and rendered; written where it is no longer the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agregateur import canonical
from agregateur.canonical import Finished
from agregateur.context import Context
from agregateur.ingest.drawing import Drawn, Gathered, drawn, gather
from agregateur.rebuilding.shared import TOGETHER, Given, Rebuilding, batches
from agregateur.store import decisions, events, groups, tables, verdicts
from agregateur.store.decisions import Decisions
from agregateur.store.drafts import Stored
from agregateur.store.rows import chunks


@dataclass(frozen=True, slots=True)
class Job:
    """Whole components, and those of their groups whose items changed."""

    ids: list[int]
    rolled: set[int]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job, ready to be written; `asked` are the events it speaks of, `before` what was known of them."""

    finished: Finished
    moved: dict[int, str | None]
    asked: set[str]
    before: dict[str, Stored]


def draw_all(this: Rebuilding, rolled: set[int]) -> None:
    """Draw every component, and write what is no longer the same."""
    with this.context.database.reader() as connection:
        ids = groups.all_ids(connection)
        members = _connected(verdicts.linked(connection))
    done = 0
    jobs = (Job(batch, rolled.intersection(batch)) for batch in batches(_components(ids, members)))
    for some in chunks(this.shared.each(_draw, ((job, job) for job in jobs)), TOGETHER):
        with this.context.database.writer() as connection:
            for job, found in some:
                _write(this.given, connection, job, found)
        done += sum(len(job.ids) for job, _ in some)
        this.told("events", done, len(ids))


def _write(given: Given, connection: Connection, job: Job, found: Done) -> None:
    if events.stored(connection, found.asked) != found.before:
        # A group went from one component to another, whose batch was written meanwhile: look again.
        found = _drawn(given, job, _read(given, connection, job))
    groups.set_canonical(connection, found.moved)
    canonical.put(connection, found.finished, given.now)


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
    loaded = groups.load(connection, job.ids)
    found = gather(connection, loaded, {}, verdicts.pairs_of(connection, job.ids))
    names = found.former | {group.own_id for group in found.groups.values()}
    return _Known(found, decisions.in_force(connection), events.stored(connection, names))


def _drawn(given: Given, job: Job, known: _Known) -> Done:
    out = drawn(known.gathered, given.context.facts, known.decisions)
    before = {i: stored for i, stored in known.stored.items() if i in out.events}
    rolled = job.rolled.intersection(out.homes)
    finished = canonical.finish(given.context, out, before, given.now, rolled=rolled)
    return Done(finished, out.moved, set(out.events), before)


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
