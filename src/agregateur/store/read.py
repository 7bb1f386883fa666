"""What pages, feeds and the API read. Values out, never rows; each call costs a fixed number of statements.

change_number        the number behind a validator, without reading an event
happenings, events   a selection's occurrences, or its events once each, in the agenda's order
shown, fragments     events by their ids: whole values, or their VEVENT text
resolve              what became of a public id: an event, another one, or a tombstone
sources, actors, articles, last_tick    the other lists
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, exists, func, or_, select

from agregateur.model import Event, Item, from_json
from agregateur.store import reach as sql
from agregateur.store import search, tables
from agregateur.store.reach import Reach
from agregateur.store.selection import Selection

_TABLES = tables.Event.metadata.tables
_EVENT, _OCCURRENCE, _GROUP = _TABLES["event"], _TABLES["occurrence"], _TABLES["uidgroup"]
_SOURCE, _EVENT_SOURCE, _META = _TABLES["source"], _TABLES["eventsource"], _TABLES["meta"]
_ACTOR, _ARTICLE, _CHANGE = _TABLES["actor"], _TABLES["article"], _TABLES["communechange"]
_ACTOR_SOURCE = _TABLES["actorsource"]

_BATCH = 500
"""Ids in one statement: SQLite before 3.32 took 999 parameters, and a plan over more is no better."""
_MANY_COMMUNES = 1000
"""Beyond this the global change number is asked instead: it is greater or equal, hence always safe."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One occurrence of a selection. `start` and `end` are aware UTC, `day` is the local day it starts on."""

    event_id: str
    start: datetime
    end: datetime
    all_day: bool
    day: date
    status: str
    long: bool
    regular: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An event with what the store knows beside it. `missing`: nobody announces it any more, not withdrawn yet."""

    event: Event
    long: bool = False
    regular: bool = False
    missing: bool = False
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Fragment:
    """The stored VEVENT text of one event and the version that rendered it."""

    event_id: str
    ical: str
    render_version: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a public id leads to: `event` (with `shown`), `moved` (with the id of today) or `gone` (with `shown`)."""

    state: Literal["event", "moved", "gone"]
    id: str
    shown: Shown | None = None


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source as the public sees it: no address, no fault, no grade."""

    id: str
    name: str
    home: str | None
    commune: str | None
    licence: str | None
    republication: str
    example: bool
    read_at: datetime | None
    events: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """An actor or article: its item, its public id, the sources that list it, and when it appeared."""

    id: str
    item: Item
    insee: str | None
    sources: tuple[str, ...]
    published: datetime | None = None


# Change numbers --------------------------------------------------------------------------------------------------


def change_number(connection: Connection, places: Collection[str] | None) -> int:
    """The greatest change number among `places` (INSEE codes), or of the whole store when None."""
    if places is not None and len(places) <= _MANY_COMMUNES:
        found = select(func.max(_CHANGE.c.change)).where(_CHANGE.c.insee.in_(sorted(places)))
        return int(connection.execute(found).scalar() or 0)
    value = connection.execute(select(_META.c.value).where(_META.c.key == "change")).scalar()
    return int(value or 0)


# Selections ------------------------------------------------------------------------------------------------------


def happenings(connection: Connection, reach: Reach, *, limit: int, offset: int = 0) -> list[Happening]:
    """The occurrences chosen, by start; at most `limit` from `offset` on."""
    if reach.empty:
        return []
    statement = sql.happenings(reach).limit(limit).offset(offset)
    return [
        Happening(
            r.event_id, r.start, r.end, r.all_day, date.fromisoformat(r.day), r.status, r.long, r.regular
        )
        for r in connection.execute(statement)
    ]


def events(
    connection: Connection, reach: Reach, *, limit: int, after: tuple[datetime, str] | None = None
) -> list[tuple[str, datetime]]:
    """(id, start of the first chosen occurrence) of each event chosen, in that order."""
    if reach.empty:
        return []
    found = connection.execute(sql.events(reach, after=after).limit(limit))
    return [(row.event_id, row.start) for row in found]


def starts(connection: Connection, reach: Reach, ids: Sequence[str]) -> dict[str, datetime]:
    """Start of the first chosen occurrence of each of `ids`."""
    if reach.empty or not ids:
        return {}
    return {row.event_id: row.start for row in connection.execute(sql.events(reach, ids=ids))}


def newest(connection: Connection, reach: Reach, *, limit: int) -> list[str]:
    """Ids of the events chosen, the one seen last first."""
    if reach.empty:
        return []
    return [row.id for row in connection.execute(sql.newest(reach).limit(limit))]


def count(connection: Connection, reach: Reach) -> int:
    """How many occurrences are chosen."""
    return 0 if reach.empty else int(connection.execute(sql.count(reach)).scalar_one())


def shown(connection: Connection, ids: Iterable[str]) -> dict[str, Shown]:
    """The events of `ids`, tombstones included."""
    e = _EVENT.c
    columns = (e.id, e.data, e.long, e.regular, e.missing, e.gone_at)
    return {row.id: _shown(row) for row in _by_id(connection, columns, e.id, ids)}


def leaving(connection: Connection, ids: Sequence[str]) -> dict[str, Event]:
    """What may leave of the events of `ids`: never of one that may be shown on our own pages only."""
    e = _EVENT.c
    return {
        row.id: from_json(Event, row.leaving or row.data)
        for row in _by_id(connection, (e.id, e.data, e.leaving, e.republication), e.id, ids)
        if row.republication != "portail"
    }


def fragments(connection: Connection, ids: Sequence[str]) -> list[Fragment]:
    """The VEVENT text of `ids`, in their order."""
    e = _EVENT.c
    found = {row.id: row for row in _by_id(connection, (e.id, e.ical, e.render_version), e.id, ids)}
    return [Fragment(id, found[id].ical, found[id].render_version) for id in ids if id in found]


def sizes(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """Length in characters of each event's VEVENT text, so that a feed is cut before it is read."""
    e = _EVENT.c
    return {
        row.id: row.size for row in _by_id(connection, (e.id, func.length(e.ical).label("size")), e.id, ids)
    }


def _by_id(
    connection: Connection, columns: Sequence[Any], key: Any, ids: Iterable[str]
) -> Iterator[Row[Any]]:
    wanted = list(dict.fromkeys(ids))
    for begin in range(0, len(wanted), _BATCH):
        yield from connection.execute(select(*columns).where(key.in_(wanted[begin : begin + _BATCH])))


def _shown(row: Row[Any]) -> Shown:
    return Shown(from_json(Event, row.data), row.long, row.regular, row.missing, row.gone_at is not None)


# One event -------------------------------------------------------------------------------------------------------


def resolve(connection: Connection, id: str) -> Resolved | None:
    """What `id` leads to now, or None when it was never given."""
    here = shown(connection, [id]).get(id)
    if here is not None and not here.gone:
        return Resolved("event", id, here)
    now = connection.execute(select(_GROUP.c.canonical_id).where(_GROUP.c.own_id == id)).scalar()
    if now is not None and now != id:
        there = shown(connection, [now]).get(now)
        if there is not None and not there.gone:
            return Resolved("moved", now)
        here = here or there
    return Resolved("gone", id, here) if here is not None else None


# Sources ---------------------------------------------------------------------------------------------------------


def sources(connection: Connection, *, counted: bool = True) -> list[SourceLine]:
    """The sources that are read, by name, with the number of events each announces now."""
    numbers: Mapping[str, int] = {}
    if counted:
        announced = (
            select(_EVENT_SOURCE.c.source_id, func.count().label("events"))
            .join(_EVENT, _EVENT.c.id == _EVENT_SOURCE.c.event_id)
            .where(_EVENT.c.gone_at.is_(None))
            .group_by(_EVENT_SOURCE.c.source_id)
        )
        numbers = {row.source_id: row.events for row in connection.execute(announced)}
    s = _SOURCE.c
    rows = connection.execute(select(_SOURCE).where(s.retired_at.is_(None)).order_by(s.name, s.id))
    return [_source(row, numbers.get(row.id, 0)) for row in rows]


def named_sources(connection: Connection, ids: Collection[str]) -> dict[str, SourceLine]:
    """The sources of `ids`, retired ones included: what they announced still bears their name."""
    columns = tuple(_SOURCE.c)
    return {row.id: _source(row, 0) for row in _by_id(connection, columns, _SOURCE.c.id, sorted(ids))}


def unknown_sources(connection: Connection, ids: Collection[str]) -> list[str]:
    """Those of `ids` that no source ever bore."""
    known = {row.id for row in _by_id(connection, (_SOURCE.c.id,), _SOURCE.c.id, ids)}
    return sorted(set(ids) - known)


def _source(row: Row[Any], events: int) -> SourceLine:
    return SourceLine(
        row.id, row.name, row.home, row.commune, row.licence, row.republication, row.example, row.last_read_at, events
    )  # fmt: skip


# Actors and articles ---------------------------------------------------------------------------------------------


def actors(
    connection: Connection, selection: Selection, *, limit: int, offset: int = 0
) -> tuple[list[Listed], int]:
    """Actors by name, and how many there are. Words used: commune, epci, departement, source, q."""
    a = _ACTOR.c
    conditions = _listed_conditions(connection, _ACTOR, "actor", selection)
    rows = connection.execute(
        select(a.id, a.data, a.insee)
        .where(*conditions)
        .order_by(func.lower(a.name), a.id)
        .limit(limit)
        .offset(offset)
    )
    listed = rows.all()
    by_actor: dict[str, list[str]] = {}
    s = _ACTOR_SOURCE.c
    for source in _by_id(connection, (s.actor_id, s.source_id), s.actor_id, [row.id for row in listed]):
        by_actor.setdefault(source.actor_id, []).append(source.source_id)
    found = [
        Listed(row.id, from_json(Item, row.data), row.insee, tuple(sorted(by_actor.get(row.id, ()))))
        for row in listed
    ]
    total = connection.execute(select(func.count()).select_from(_ACTOR).where(*conditions)).scalar_one()
    return found, int(total)


def articles(
    connection: Connection, selection: Selection, *, limit: int, offset: int = 0
) -> tuple[list[Listed], int]:
    """Articles, the latest first, and how many there are. Words used as for actors."""
    a = _ARTICLE.c
    conditions = _listed_conditions(connection, _ARTICLE, "article", selection)
    rows = connection.execute(
        select(a.id, a.data, a.insee, a.source_id, a.published)
        .where(*conditions)
        .order_by(a.published.desc(), a.id)
        .limit(limit)
        .offset(offset)
    )
    found = [Listed(r.id, from_json(Item, r.data), r.insee, (r.source_id,), r.published) for r in rows]
    total = connection.execute(select(func.count()).select_from(_ARTICLE).where(*conditions)).scalar_one()
    return found, int(total)


def _listed_conditions(connection: Connection, table: Any, kind: str, selection: Selection) -> list[Any]:
    conditions: list[Any] = [table.c.gone_at.is_(None)]
    places = selection.places()
    if places is not None:
        conditions.append(table.c.insee.in_(sorted(places)))
    if selection.source and kind == "actor":
        s = _ACTOR_SOURCE.c
        conditions.append(exists().where(s.actor_id == table.c.id, s.source_id.in_(selection.source)))
    elif selection.source:
        conditions.append(table.c.source_id.in_(selection.source))
    if selection.q:
        asks = [search.matching(connection.dialect.name, kind, q) for q in selection.q]
        conditions.append(or_(*(table.c.id.in_(ids) for ids in asks if ids is not None)))
    return conditions


# Upkeep ----------------------------------------------------------------------------------------------------------


def last_reading(connection: Connection) -> datetime | None:
    """When any source was last read or tried (aware UTC)."""
    found: datetime | None = connection.execute(select(func.max(_SOURCE.c.last_run_at))).scalar()
    return found


def next_due(connection: Connection) -> datetime | None:
    """When the source that waits longest was or is due (aware UTC)."""
    due = select(func.min(_SOURCE.c.next_at)).where(_SOURCE.c.retired_at.is_(None))
    found: datetime | None = connection.execute(due).scalar()
    return found
