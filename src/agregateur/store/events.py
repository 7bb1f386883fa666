"""The canonical events, as stored: written only when they changed; what is withdrawn leaves a tombstone."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from agregateur.model import WINDOW_BACK
from agregateur.store import rows, search, tables
from agregateur.store.drafts import Stored
from agregateur.store.numbering import last_number, numbered_from
from agregateur.store.printed import EVENT_COLUMNS, OCCURRENCE_COLUMNS, Changes, Lines
from agregateur.store.rows import among

_EVENT = tables.core(tables.Event)
_OCCURRENCE = tables.core(tables.Occurrence)
_CATEGORY = tables.core(tables.EventCategory)
_SOURCE = tables.core(tables.EventSource)
_STORED = select(
    *(
        _EVENT.c[name]
        for name in (
            "id", "digest", "sequence", "created", "updated", "change", "insee", "render_version", "gone_at"
        )
    )
)  # fmt: skip


def stored(connection: Connection, event_ids: Iterable[str]) -> dict[str, Stored]:
    """What the store holds of the events, by id."""
    found = rows.chosen(connection, _STORED, _EVENT.c.id, event_ids)
    return {row[0]: Stored(*(*row[1:8], row[8] is not None)) for row in found}


def write(connection: Connection, found: Lines, changes: Changes) -> None:
    """Write events, and add what they change to `changes`; those that are withdrawn must be there already."""
    if not found.words:
        return
    changes.events |= found.changes.events
    changes.communes |= found.changes.communes
    changes.left |= found.changes.left
    changes.shown += found.changes.shown
    numbers = numbered_from(changes.events, last_number(connection))
    new = [(*row[:-1], numbers[row[-1]], row[-1]) for row in found.new]
    rows.insert(connection, _EVENT, (*EVENT_COLUMNS, "change", "id"), new)
    rows.update(connection, _EVENT, EVENT_COLUMNS, ("id",), found.known)
    changes.numbered.update(row[-1] for row in new)
    known = [row[-1] for row in found.known]
    rows.exchange(connection, _OCCURRENCE, OCCURRENCE_COLUMNS, 2, known, found.occurrences)
    rows.exchange(connection, _CATEGORY, ("event_id", "code"), 2, known, found.categories)
    rows.exchange(connection, _SOURCE, ("event_id", "source_id"), 2, known, found.sources)
    search.keep(connection, "event", found.words)


def _forget(connection: Connection, event_ids: Collection[str]) -> None:
    """Delete what hangs on events: occurrences, categories, sources."""
    for table in (_OCCURRENCE, _CATEGORY, _SOURCE) if event_ids else ():
        connection.execute(delete(table).where(among(connection, table.c.event_id, event_ids)))


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


def ended(connection: Connection, now: datetime) -> set[str]:
    """Ids of the events that are over for good, as the last of their occurrences is about to be trimmed."""
    c = _OCCURRENCE.c
    edge, day = _edge(now), (now - WINDOW_BACK).date().isoformat()
    query = select(c.event_id).join(_EVENT, _EVENT.c.id == c.event_id)
    return set(connection.scalars(query.where(c.start < edge, c.end < edge, _EVENT.c.last < day)))


def trim(connection: Connection, now: datetime) -> None:
    """Forget the occurrences that left the window: first and last date stay on their event."""
    c = _OCCURRENCE.c
    edge = _edge(now)
    # What ended before began before, and starts have an index: few long ones are looked at in vain.
    connection.execute(delete(_OCCURRENCE).where(c.start < edge, c.end < edge))


def _edge(now: datetime) -> datetime:
    return now - WINDOW_BACK - timedelta(days=1)
