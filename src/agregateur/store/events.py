"""The canonical events, actors and articles, as stored: written only when they changed, each time with its number.

Change numbers are taken at the end of the transaction under one lock, in commit order, so that a reader who has seen
number n will never meet a smaller one later. A commune that an event left counts as changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Table, delete, func, insert, select, update

from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Event, Item, Occurrence, to_json
from agregateur.store import search, tables
from agregateur.store.groups import chunks

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
    draft: Draft
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

    def __bool__(self) -> bool:
        return bool(self.events or self.actors or self.articles)


def stored(connection: Connection, event_ids: Iterable[str]) -> dict[str, Stored]:
    """What the store holds of the events, by id."""
    c = _EVENT.c
    found: dict[str, Stored] = {}
    for chunk in chunks(event_ids):
        query = select(
            c.id, c.digest, c.sequence, c.created, c.updated, c.change, c.insee, c.render_version, c.gone_at
        ).where(c.id.in_(chunk))
        for row in connection.execute(query):
            found[row.id] = Stored(*row[1:8], gone=row.gone_at is not None)
    return found


def number(draft: Draft, before: Stored | None, now: datetime, *, rolled: bool = False) -> Rendered:
    """The draft with SEQUENCE, CREATED and LAST-MODIFIED (RFC 5545 3.8.7), which move only when what readers see of it
    does: title, dates as stated, place, description, status, url, image, category, price or organiser; not for
    sources, credits, window or release. `rolled`: it was made again for its window alone, so that an exception to its
    rule that came into the window or left it is no news.
    """
    facts, dates = _digest(_seen(draft.leaving or draft.event)), _digest(draft.dates)
    whole = _digest(_whole(draft))
    created = before.created if before else now
    sequence, updated = 0, now
    if before:
        sequence, updated = before.sequence, before.updated
        told = before.digest.split(":")
        if told[0] != facts or (told[1] != dates and not rolled):
            sequence, updated = before.sequence + 1, now
    digest = f"{facts}:{dates}:{whole}"
    moved = before is None or before.gone or before.digest != digest
    change = before.change if before else 0
    stamp: dict[str, Any] = {"created": created, "updated": updated, "sequence": sequence, "change": change}
    return Rendered(
        event=replace(draft.event, **stamp),
        leaving=replace(draft.leaving, **stamp) if draft.leaving else None,
        digest=digest,
        draft=draft,
        before=before,
        moved=moved,
    )


def _seen(event: Event) -> tuple[Any, ...]:
    return (
        event.title, to_json(event.place), event.insee, event.description, event.status, event.sold_out,
        event.url, event.image, event.categories, event.price, event.acces, event.organizer, event.online,
    )  # fmt: skip


def _whole(draft: Draft) -> tuple[Any, ...]:
    out = []
    for event in (draft.event, draft.leaving):
        if event is not None and event.endless:
            event = replace(event, occurrences=())  # noqa: PLW2901 - a rolling window is never a change
        out.append(to_json(event) if event else None)
    return (*out, draft.dates)


def _digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def write(
    connection: Connection,
    printed: Sequence[Printed],
    now: datetime,
    render_version: int,
    changes: Changes,
) -> None:
    """Write events with their VEVENT text, occurrences, categories, sources and search words."""
    if not printed:
        return
    rendered = [p.rendered for p in printed]
    ids = [r.event.id for r in rendered]
    rows = [_event_row(p, render_version) for p in printed]
    fresh = [row for row, r in zip(rows, rendered, strict=True) if r.before is None]
    if fresh:
        connection.execute(insert(_EVENT), fresh)
    for row, r in zip(rows, rendered, strict=True):
        if r.before is not None:
            connection.execute(update(_EVENT).where(_EVENT.c.id == row["id"]).values(**row))
    for table in (_OCCURRENCE, _CATEGORY, _SOURCE):
        for chunk in chunks(ids):
            connection.execute(delete(table).where(table.c.event_id.in_(chunk)))
    occurrences, categories, sources = [], [], []
    for r in rendered:
        occurrences += occurrence_rows(r.event, now)
        categories += [{"event_id": r.event.id, "code": code} for code in dict.fromkeys(r.event.categories)]
        listed = [m.source for m in r.event.members if m.missing_since is None]
        names = listed or [m.source for m in r.event.members]
        sources += [{"event_id": r.event.id, "source_id": name} for name in dict.fromkeys(names)]
        search.index(connection, "event", r.event.id, search.event_text(r.event))
        if r.moved:
            changes.events.add(r.event.id)
            changes.communes.update(i for i in (r.event.insee, r.before.insee if r.before else None) if i)
    for table, found in ((_OCCURRENCE, occurrences), (_CATEGORY, categories), (_SOURCE, sources)):
        if found:
            connection.execute(insert(table), found)


def _event_row(printed: Printed, render_version: int) -> dict[str, Any]:
    rendered = printed.rendered
    event = rendered.event
    leaving = rendered.leaving
    return {
        "id": event.id,
        "title": event.title,
        "insee": event.insee,
        "status": event.status,
        "first": event.first.isoformat() if event.first else None,
        "last": event.last.isoformat() if event.last else None,
        "acces": event.acces,
        "republication": event.republication,
        "long": printed.long,
        "regular": printed.regular,
        "missing": all(m.missing_since is not None for m in event.members),
        "data": to_json(event),
        "leaving": to_json(leaving) if leaving is not None and leaving != event else None,
        "digest": rendered.digest,
        "ical": printed.ical,
        "render_version": render_version,
        "sequence": event.sequence,
        "created": event.created,
        "updated": event.updated,
        "gone_at": None,
    }


def occurrence_rows(event: Event, now: datetime) -> list[dict[str, Any]]:
    """Rows of the occurrences that meet the stored window, one a start."""
    zone = ZoneInfo(event.timezone)
    low, high = now - WINDOW_BACK, now + WINDOW_AHEAD
    found: dict[datetime, dict[str, Any]] = {}
    for occurrence in event.occurrences:
        start, end = utc_span(occurrence, zone)
        if end >= low and start <= high and start not in found:
            found[start] = {
                "event_id": event.id,
                "start": start,
                "end": end,
                "all_day": occurrence.all_day,
                "day": occurrence.day.isoformat(),
                "status": occurrence.status,
                "insee": event.insee,
            }
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
    c = _EVENT.c
    for chunk in chunks(event_ids):
        rows = connection.execute(select(c.id, c.insee).where(c.id.in_(chunk), c.gone_at.is_(None))).all()
        here = [row.id for row in rows]
        if not here:
            continue
        connection.execute(update(_EVENT).where(c.id.in_(here)).values(gone_at=now, updated=now))
        for table in (_OCCURRENCE, _CATEGORY, _SOURCE):
            connection.execute(delete(table).where(table.c.event_id.in_(here)))
        for row in rows:
            search.remove(connection, "event", row.id)
            changes.events.add(row.id)
            if row.insee:
                changes.communes.add(row.insee)


def write_simple(
    connection: Connection,
    kind: str,
    items: Mapping[str, tuple[Item, datetime] | None],
    now: datetime,
    changes: Changes,
) -> None:
    """Write actors or articles: id to (item, first seen), or to None when it is gone."""
    table, touched = (_ACTOR, changes.actors) if kind == "actor" else (_ARTICLE, changes.articles)
    known: dict[str, Any] = {}
    for chunk in chunks(items):
        query = select(table.c.id, table.c.data, table.c.gone_at).where(table.c.id.in_(chunk))
        known.update({row.id: row for row in connection.execute(query)})
    for item_id, found in items.items():
        before = known.get(item_id)
        if found is None:
            if before is not None and before.gone_at is None:
                connection.execute(
                    update(table).where(table.c.id == item_id).values(gone_at=now, updated=now)
                )
                search.remove(connection, kind, item_id)
                touched.add(item_id)
            continue
        item, first_seen = found
        data = to_json(item)
        if before is not None and before.data == data and before.gone_at is None:
            continue
        row = {
            "insee": item.located.insee,
            "source_id": item.source,
            "data": data,
            "updated": now,
            "gone_at": None,
        }
        if kind == "actor":
            row["name"] = item.title
        else:
            row |= {"title": item.title, "published": item.published or first_seen}
        if before is None:
            connection.execute(insert(table), [{"id": item_id, **row}])
        else:
            connection.execute(update(table).where(table.c.id == item_id).values(**row))
        search.index(connection, kind, item_id, search.item_text(item))
        touched.add(item_id)


def take_numbers(connection: Connection, changes: Changes) -> int:
    """Number what changed, last thing in the transaction. Out: the store's greatest change number."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CHANGE_LOCK})")
    row = connection.execute(select(_META.c.value).where(_META.c.key == "change")).scalar()
    last = int(row or 0)
    if not changes:
        return last
    for table, ids in ((_EVENT, changes.events), (_ACTOR, changes.actors), (_ARTICLE, changes.articles)):
        for item_id in sorted(ids):
            last += 1
            connection.execute(update(table).where(table.c.id == item_id).values(change=last))
    if row is None:
        connection.execute(insert(_META), [{"key": "change", "value": str(last)}])
    else:
        connection.execute(update(_META).where(_META.c.key == "change").values(value=str(last)))
    for insee in sorted(changes.communes):
        done = connection.execute(update(_COMMUNE).where(_COMMUNE.c.insee == insee).values(change=last))
        if not done.rowcount:
            connection.execute(insert(_COMMUNE), [{"insee": insee, "change": last}])
    return last


def trim(connection: Connection, now: datetime) -> None:
    """Forget the occurrences that left the window: first and last date stay on their event."""
    connection.execute(delete(_OCCURRENCE).where(_OCCURRENCE.c.end < now - WINDOW_BACK - timedelta(days=1)))


def count(connection: Connection) -> int:
    """How many events are shown."""
    return int(
        connection.scalar(select(func.count()).select_from(_EVENT).where(_EVENT.c.gone_at.is_(None))) or 0
    )
