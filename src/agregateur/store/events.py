"""The canonical events, as stored: written only when they changed, each time with its number.

Change numbers are taken at the end of the transaction under one lock, in commit order, so that a reader who has seen
number n will never meet a smaller one later. A commune that an event left counts as changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from agregateur.frozen import changed
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Event, Occurrence, to_json
from agregateur.store import rows, search, tables
from agregateur.store.rows import among

_EVENT: Table = tables.Event.__table__  # type: ignore[attr-defined]
_OCCURRENCE: Table = tables.Occurrence.__table__  # type: ignore[attr-defined]
_CATEGORY: Table = tables.EventCategory.__table__  # type: ignore[attr-defined]
_SOURCE: Table = tables.EventSource.__table__  # type: ignore[attr-defined]
_ACTOR: Table = tables.Actor.__table__  # type: ignore[attr-defined]
_ARTICLE: Table = tables.Article.__table__  # type: ignore[attr-defined]
_META: Table = tables.Meta.__table__  # type: ignore[attr-defined]
_COMMUNE: Table = tables.CommuneChange.__table__  # type: ignore[attr-defined]

CHANGE_LOCK = int.from_bytes(b"changes")
"""Key of the PostgreSQL lock under which change numbers are taken; on SQLite the writer is alone already."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A canonical event as it should now be. `leaving` is what may leave in feeds (None: nothing may).

    `dates` is the written form of the dates as stated: rules rather than the window they were expanded to.
    """

    event: Event
    leaving: Event | None
    dates: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds of an event before it is written again."""

    digest: str
    sequence: int
    created: datetime
    updated: datetime
    change: int
    insee: str | None
    render_version: int
    gone: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    """A draft with the numbers it will bear, ready to be rendered. `moved`: readers must see a change."""

    event: Event
    leaving: Event | None
    digest: str
    data: str
    """The event as JSON, with its numbers."""
    left: str | None
    """What leaves as JSON, with its numbers, when it is not the same."""
    before: Stored | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """A numbered draft with its VEVENT text, and whether it is long or regular (users §4)."""

    rendered: Rendered
    ical: str
    long: bool
    regular: bool


@dataclass(slots=True)
class Changes:
    """What a transaction changed, to be numbered at its end."""

    events: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    communes: set[str] = field(default_factory=set)
    numbered: set[str] = field(default_factory=set)
    """New events, written with their numbers already."""
    shown: int = 0
    """How many more events are shown."""

    def __bool__(self) -> bool:
        return bool(self.events or self.actors or self.articles)


def stored(connection: Connection, event_ids: Iterable[str]) -> dict[str, Stored]:
    """What the store holds of the events, by id."""
    c = _EVENT.c
    query = select(
        c.id, c.digest, c.sequence, c.created, c.updated, c.change, c.insee, c.render_version, c.gone_at
    ).where(among(connection, c.id, event_ids))
    return {row[0]: Stored(*row[1:8], gone=row[8] is not None) for row in connection.execute(query)}


def number(draft: Draft, before: Stored | None, now: datetime, *, rolled: bool = False) -> Rendered:
    """The draft with SEQUENCE, CREATED and LAST-MODIFIED (RFC 5545 3.8.7), which move only when what readers see of it
    does: title, dates as stated, place, description, status, url, image, category, price or organiser; not for
    sources, credits, window or release. `rolled`: it was made again for its window alone, so that an exception to its
    rule that came into the window or left it is no news.
    """
    event, leaving = draft.event, draft.leaving
    data = to_json(event)
    left = None if leaving is None else data if leaving is event else to_json(leaving)
    facts, dates = _digest(_seen(leaving or event)), _digest(draft.dates)
    same = left == data
    whole = _whole(_unrolled(event, data), None if same else _unrolled(leaving, left) or "", draft.dates)
    created = before.created if before else now
    sequence, updated = 0, now
    if before:
        sequence, updated = before.sequence, before.updated
        told = before.digest.split(":")
        if told[0] != facts or (told[1] != dates and not rolled):
            sequence, updated = before.sequence + 1, now
    digest = f"{facts}:{dates}:{whole}"
    stamp: dict[str, Any] = {"created": created, "updated": updated, "sequence": sequence}
    stamp["change"] = before.change if before else 0
    stamped = changed(event, **stamp)
    return Rendered(
        event=stamped,
        leaving=stamped if same else changed(leaving, **stamp) if leaving else None,
        digest=digest,
        data=_stamp(data, stamped),
        left=None if same or left is None else _stamp(left, stamped),
        before=before,
        moved=before is None or before.gone or before.digest != digest,
    )


def _whole(event: str | None, leaving: str | None, dates: str) -> str:
    """Digest of everything shown. `leaving` is None when it is the event, '' when nothing leaves."""
    found = hashlib.blake2b(digest_size=12)
    for part in (event or "", "=" if leaving is None else leaving, dates):
        found.update(part.encode("utf-8", "surrogatepass"))
        found.update(b"\x00")
    return found.hexdigest()


def _stamp(text: str, event: Event) -> str:
    """The written event with its numbers, which it had none of: the rest need not be written again."""
    stamps = {"created": event.created, "updated": event.updated}
    written = "".join(f',"{name}":"{at.isoformat()}"' for name, at in stamps.items() if at is not None)
    return f'{text[:-1]}{written},"sequence":{event.sequence},"change":{event.change}}}'


def _unrolled(event: Event | None, text: str | None) -> str | None:
    """What is compared of an event: a rolling window is never a change."""
    return to_json(changed(event, occurrences=())) if event is not None and event.endless else text


def _seen(event: Event) -> tuple[Any, ...]:
    return (
        event.title, to_json(event.place), event.insee, event.description, event.status, event.sold_out,
        event.url, event.image, event.categories, event.price, event.acces, event.organizer, event.online,
    )  # fmt: skip


def _digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


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
    numbers = _numbers(changes.events, _last(connection))
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


def take_numbers(connection: Connection, changes: Changes) -> int:
    """Number what changed, last thing in the transaction. Out: the store's greatest change number."""
    last = _last(connection)
    if not changes:
        return last
    shown = _fact(connection, "shown")
    for table, ids in ((_EVENT, changes.events), (_ACTOR, changes.actors), (_ARTICLE, changes.articles)):
        numbers = _numbers(ids, last)
        left = [(number, item_id) for item_id, number in numbers.items() if item_id not in changes.numbered]
        rows.update(connection, table, ("change",), ("id",), left)
        last += len(numbers)
    _set_fact(connection, "change", last)
    if shown is None:
        count_again(connection)
    elif changes.shown:
        _set_fact(connection, "shown", shown + changes.shown)
    c = _COMMUNE.c
    touched = sorted(changes.communes)
    known = set(connection.scalars(select(c.insee).where(among(connection, c.insee, touched))))
    rows.update(
        connection, _COMMUNE, ("change",), ("insee",), [(last, insee) for insee in touched if insee in known]
    )
    rows.insert(
        connection, _COMMUNE, ("change", "insee"), [(last, insee) for insee in touched if insee not in known]
    )
    return last


def _last(connection: Connection) -> int:
    """The store's greatest change number, which no other transaction moves from now on."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CHANGE_LOCK})")
    return _fact(connection, "change") or 0


def _numbers(ids: Iterable[str], last: int) -> dict[str, int]:
    return {item_id: last + place for place, item_id in enumerate(sorted(ids), 1)}


def trim(connection: Connection, now: datetime) -> None:
    """Forget the occurrences that left the window: first and last date stay on their event."""
    c = _OCCURRENCE.c
    edge = now - WINDOW_BACK - timedelta(days=1)
    # What ended before began before, and starts have an index: few long ones are looked at in vain.
    connection.execute(delete(_OCCURRENCE).where(c.start < edge, c.end < edge))


def count(connection: Connection) -> int:
    """How many events are shown: a number that is kept, since counting reads the whole table."""
    shown = _fact(connection, "shown")
    return _counted(connection) if shown is None else shown


def count_again(connection: Connection) -> int:
    """Count the events shown, and keep the number."""
    shown = _counted(connection)
    _set_fact(connection, "shown", shown)
    return shown


def _counted(connection: Connection) -> int:
    query = select(func.count()).select_from(_EVENT).where(_EVENT.c.gone_at.is_(None))
    return int(connection.scalar(query) or 0)


def _fact(connection: Connection, key: str) -> int | None:
    value = connection.scalar(select(_META.c.value).where(_META.c.key == key))
    return None if value is None else int(value)


def _set_fact(connection: Connection, key: str, value: int) -> None:
    connection.execute(delete(_META).where(_META.c.key == key))
    connection.execute(insert(_META), [{"key": key, "value": str(value)}])
