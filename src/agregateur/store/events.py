"""The canonical events, as stored: written only when they changed; what is withdrawn leaves a tombstone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, delete, select, update

from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Event, Occurrence
from agregateur.store import rows, search, tables
from agregateur.store.drafts import Printed, Stored
from agregateur.store.numbering import Changes, last_number, numbered_from
from agregateur.store.rows import among

_EVENT = tables.core(tables.Event)
_OCCURRENCE = tables.core(tables.Occurrence)
_CATEGORY = tables.core(tables.EventCategory)
_SOURCE = tables.core(tables.EventSource)


def stored(connection: Connection, event_ids: Iterable[str]) -> dict[str, Stored]:
    """What the store holds of the events, by id."""
    c = _EVENT.c
    query = select(
        c.id, c.digest, c.sequence, c.created, c.updated, c.change, c.insee, c.render_version, c.gone_at
    ).where(among(connection, c.id, event_ids))
    return {row[0]: Stored(*row[1:8], gone=row[8] is not None) for row in connection.execute(query)}


@dataclass(slots=True)
class Lines:
    """Events as they are written: the rows of each table, and what they change. Plain values, made anywhere."""

    new: list[rows.Row] = field(default_factory=list)
    known: list[rows.Row] = field(default_factory=list)
    occurrences: list[rows.Row] = field(default_factory=list)
    categories: list[rows.Row] = field(default_factory=list)
    sources: list[rows.Row] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)


def lines(printed: Iterable[Printed], now: datetime, render_version: int) -> Lines:
    """Events with their VEVENT text, occurrences, categories, sources and search words, as they are written."""
    found = Lines()
    changes = found.changes
    for one in printed:
        r = one.rendered
        event = r.event
        (found.known if r.before else found.new).append(_event_row(one, render_version))
        found.occurrences += occurrence_rows(event, now)
        found.categories += [(event.id, code) for code in dict.fromkeys(event.categories)]
        listed = [m.source for m in event.members if m.missing_since is None]
        names = listed or [m.source for m in event.members]
        found.sources += [(event.id, name) for name in dict.fromkeys(names)]
        found.words[event.id] = search.tokens(search.event_text(event))
        changes.shown += r.before is None or r.before.gone
        if r.moved:
            changes.events.add(event.id)
            changes.communes.update(i for i in (event.insee, r.before.insee if r.before else None) if i)
    return found


def write(connection: Connection, found: Lines, changes: Changes) -> None:
    """Write events, and add what they change to `changes`; those that are withdrawn must be there already."""
    if not found.words:
        return
    changes.events |= found.changes.events
    changes.communes |= found.changes.communes
    changes.shown += found.changes.shown
    numbers = numbered_from(changes.events, last_number(connection))
    new = [(*row[:-1], numbers[row[-1]], row[-1]) for row in found.new]
    rows.insert(connection, _EVENT, (*_EVENT_COLUMNS, "change", "id"), new)
    rows.update(connection, _EVENT, _EVENT_COLUMNS, ("id",), found.known)
    changes.numbered.update(row[-1] for row in new)
    _forget(connection, [row[-1] for row in found.known])
    rows.insert(connection, _OCCURRENCE, _OCCURRENCE_COLUMNS, found.occurrences)
    rows.insert(connection, _CATEGORY, ("event_id", "code"), found.categories)
    rows.insert(connection, _SOURCE, ("event_id", "source_id"), found.sources)
    search.keep(connection, "event", found.words)


def _forget(connection: Connection, event_ids: Collection[str]) -> None:
    """Delete what hangs on events: occurrences, categories, sources."""
    for table in (_OCCURRENCE, _CATEGORY, _SOURCE) if event_ids else ():
        connection.execute(delete(table).where(among(connection, table.c.event_id, event_ids)))


_EVENT_COLUMNS = (
    "title", "insee", "status", "first", "last", "acces", "republication", "long", "regular", "missing", "data",
    "leaving", "digest", "ical", "render_version", "sequence", "created", "updated", "gone_at",
)  # fmt: skip
_OCCURRENCE_COLUMNS = ("event_id", "start", "end", "all_day", "day", "status", "insee")


def _event_row(printed: Printed, render_version: int) -> tuple[Any, ...]:
    """The values of `_EVENT_COLUMNS`, then the id."""
    rendered = printed.rendered
    event = rendered.event
    missing = all(m.missing_since is not None for m in event.members)
    return (
        event.title, event.insee, event.status, event.first.isoformat() if event.first else None,
        event.last.isoformat() if event.last else None, event.acces, event.republication, printed.long,
        printed.regular, missing, rendered.data, rendered.left, rendered.digest, printed.ical, render_version,
        event.sequence, event.created, event.updated, None, event.id,
    )  # fmt: skip


def occurrence_rows(event: Event, now: datetime) -> list[rows.Row]:
    """Rows (`_OCCURRENCE_COLUMNS`) of the occurrences that meet the stored window, one a start."""
    zone = ZoneInfo(event.timezone)
    low, high = now - WINDOW_BACK, now + WINDOW_AHEAD
    found: dict[datetime, rows.Row] = {}
    for one in event.occurrences:
        start, end = utc_span(one, zone)
        if end >= low and start <= high and start not in found:
            found[start] = (event.id, start, end, one.all_day, one.day.isoformat(), one.status, event.insee)
    return list(found.values())


def utc_span(occurrence: Occurrence, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of an occurrence in UTC; a day begins at local midnight; without an end, the start twice."""
    start = _instant(occurrence.start, zone)
    end = _instant(occurrence.end, zone) if occurrence.end is not None else start
    return start, max(start, end)


def _instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=zone).astimezone(UTC)


def withdraw(connection: Connection, event_ids: Iterable[str], now: datetime, changes: Changes) -> None:
    """Leave a tombstone: the row stays with its number, occurrences and search words go."""
    wanted = list(event_ids)
    if not wanted:
        return
    c = _EVENT.c
    query = select(c.id, c.insee, c.gone_at).where(among(connection, c.id, wanted))
    here = {row.id: row.insee for row in connection.execute(query) if row.gone_at is None}
    if not here:
        return
    connection.execute(update(_EVENT).where(among(connection, c.id, here)).values(gone_at=now, updated=now))
    _forget(connection, here)
    search.remove(connection, "event", here)
    changes.shown -= len(here)
    changes.events.update(here)
    changes.communes.update(insee for insee in here.values() if insee)


def trim(connection: Connection, now: datetime) -> None:
    """Forget the occurrences that left the window: first and last date stay on their event."""
    c = _OCCURRENCE.c
    edge = now - WINDOW_BACK - timedelta(days=1)
    # What ended before began before, and starts have an index: few long ones are looked at in vain.
    connection.execute(delete(_OCCURRENCE).where(c.start < edge, c.end < edge))
