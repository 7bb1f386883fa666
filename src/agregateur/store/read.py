"""What pages, feeds and the API read of events. Values out, never rows; each call costs a fixed number of statements.

change_number        the number behind a validator, without reading an event
happenings, events   a selection's occurrences, or its events once each, in the agenda's order
shown, leaving       events by their ids, whole
fragments            a selection's events as VEVENT text
resolve              what became of a public id: an event, another one, or a tombstone
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Row, Select, func, select

from agregateur.model import Event, from_json
from agregateur.store import rows, tables
from agregateur.store import statements as sql
from agregateur.store.reach import Reach

_TABLES = tables.Event.metadata.tables
_EVENT, _GROUP = _TABLES["event"], _TABLES["uidgroup"]
_META, _CHANGE = _TABLES["meta"], _TABLES["communechange"]
_ANNOUNCED = _TABLES["eventsource"]

_GREATEST = select(func.max(_CHANGE.c.change))
_GREATEST_OF_ALL = select(_META.c.value).where(_META.c.key == "change")
_LOOK_FIRST, _LOOKED = 100, 4_000
"""Events that are looked at, at first and before another way is taken: each costs some 0.1 ms in a store of a million,
which does not fit into memory (2026-11-23)."""
_FEW_COMMUNES = 200
"""To read what so many communes have to come costs as much as to look for thirty events of theirs among all."""
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


class Fragment(NamedTuple):
    """The stored VEVENT text of one event (UTF-8) and the version that rendered it.

    `usual`: it is chosen when nothing is asked of the event itself.
    """

    event_id: str
    ical: bytes
    render_version: int
    usual: bool = True


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a public id leads to: `event` (with `shown`), `moved` (with the id of today) or `gone` (with `shown`)."""

    state: Literal["event", "moved", "gone"]
    id: str
    shown: Shown | None = None


def change_number(connection: Connection, places: Collection[str] | None) -> int:
    """The greatest change number among `places` (INSEE codes), or of the whole store when None."""
    if places is not None and len(places) <= _MANY_COMMUNES:
        ((greatest,),) = rows.chosen(connection, _GREATEST, _CHANGE.c.insee, sorted(places))
        return int(greatest or 0)
    return int(connection.execute(_GREATEST_OF_ALL).scalar() or 0)


def happenings(connection: Connection, reach: Reach, *, limit: int, offset: int = 0) -> list[Happening]:
    """The occurrences chosen, by start; at most `limit` from `offset` on."""
    if reach.empty:
        return []
    return [
        Happening(
            r.event_id, r.start, r.end, r.all_day, date.fromisoformat(r.day), r.status, r.long, r.regular
        )
        for r in connection.execute(*sql.happenings(reach, limit=limit, offset=offset)).all()
    ]


def events(
    connection: Connection, reach: Reach, *, limit: int, after: tuple[datetime, str] | None = None
) -> list[tuple[str, datetime]]:
    """(id, start of the first chosen occurrence) of each event chosen, in that order."""
    if reach.empty:
        return []
    return [
        (id, start) for id, start in connection.execute(*sql.events(reach, limit=limit, after=after)).all()
    ]


def starts(connection: Connection, reach: Reach, ids: Sequence[str]) -> dict[str, datetime]:
    """Start of the first chosen occurrence of each of `ids`."""
    if reach.empty or not ids:
        return {}
    found = connection.execute(*sql.events(reach, limit=len(ids), ids=ids)).all()
    return {row.event_id: row.start for row in found}


def newest(connection: Connection, reach: Reach, *, limit: int) -> list[tuple[str, datetime]]:
    """(id, start of the first chosen occurrence) of each event chosen, the one seen last first.

    Of a large territory the last ones seen are looked at in turn, until enough are among those chosen; what is chosen
    of few communes, or hardly found, is read whole.
    """
    if reach.empty:
        return []
    if reach.places is None or len(reach.places) > _FEW_COMMUNES:
        found = _seen_last(connection, reach, limit)
        if found is not None:
            return found
    ids = list(connection.execute(*sql.newest(reach, limit=limit)).scalars())
    begun = starts(connection, reach, ids)
    return [(id, begun[id]) for id in ids]


def _seen_last(connection: Connection, reach: Reach, limit: int) -> list[tuple[str, datetime]] | None:
    """As `newest`; None when fewer than `limit` were found among those looked at, and more are left."""
    found: list[tuple[str, datetime]] = []
    after: tuple[datetime, str] | None = None
    looked, size = 0, max(_LOOK_FIRST, 2 * limit)
    while looked < _LOOKED:
        listed = connection.execute(*sql.seen(limit=size, after=after)).all()
        begun = starts(connection, reach, [row.id for row in listed])
        found += [(row.id, begun[row.id]) for row in listed if row.id in begun]
        if len(found) >= limit or len(listed) < size:
            return found[:limit]
        after = (listed[-1].created, listed[-1].id)
        looked, size = looked + size, 3 * size
    return None


def count(connection: Connection, reach: Reach) -> int:
    """How many occurrences are chosen."""
    return 0 if reach.empty else int(connection.execute(*sql.count(reach)).scalar_one())


def by_commune(connection: Connection, reach: Reach) -> dict[str, int]:
    """How many events are chosen, by the INSEE code of their commune; one without any is not there."""
    if reach.empty:
        return {}
    return {row.insee: row.events for row in connection.execute(*sql.by_commune(reach)) if row.insee}


def shown(connection: Connection, ids: Iterable[str]) -> dict[str, Shown]:
    """The events of `ids`, tombstones included."""
    e = _EVENT.c
    columns = (e.id, e.data, e.long, e.regular, e.missing, e.gone_at)
    return {row.id: _shown(row) for row in by_id(connection, columns, e.id, ids)}


def changes(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    """The change numbers of `ids`."""
    e = _EVENT.c
    return {row.id: row.change for row in by_id(connection, (e.id, e.change), e.id, ids)}


def leaving(connection: Connection, ids: Sequence[str]) -> dict[str, Event]:
    """What may leave of the events of `ids`: never of one that may be shown on our own pages only."""
    e = _EVENT.c
    return {
        row.id: from_json(Event, row.leaving or row.data)
        for row in by_id(connection, (e.id, e.data, e.leaving, e.republication), e.id, ids)
        if row.republication != "portail"
    }


def fragments(connection: Connection, reach: Reach, *, limit: int) -> list[Fragment]:
    """The VEVENT texts of the events chosen, by the start of their first chosen occurrence; at most `limit`."""
    if reach.empty:
        return []
    found = connection.execute(*sql.texts(reach, limit=limit)).all()
    return [Fragment(id, ical, version) for id, _, ical, version in found]


def ids(connection: Connection, reach: Reach, *, at_once: int) -> Iterator[list[str]]:
    """The events chosen, each once, in the same order, as many `at_once` or fewer, and read as they are taken.

    Of a `plain` reach, those that are not `usual` stand among them.
    """
    if reach.empty:
        return
    seen: set[str] = set()
    statement, values = sql.ids(reach)
    with connection.execute(statement, values, execution_options={"yield_per": at_once}) as found:
        for part in found.partitions():
            fresh = [id for id in dict.fromkeys(id for id, _ in part) if id not in seen]
            seen.update(fresh)
            yield fresh


def texts(connection: Connection, ids: Collection[str]) -> list[Fragment]:
    """The VEVENT texts of `ids`, in no order."""
    query = sql.of_ids(connection.dialect.name)
    return [Fragment(*row) for row in rows.chosen(connection, query, _EVENT.c.id, ids)] if ids else []


def changed_since(connection: Connection, change: int, *, limit: int) -> list[str]:
    """Events whose change number is greater than `change`, at most `limit`."""
    query = select(_EVENT.c.id).where(_EVENT.c.change > change).limit(limit)
    return list(connection.execute(query).scalars())


def fragment(connection: Connection, id: str) -> Fragment | None:
    """The VEVENT text of one event."""
    e = _EVENT.c
    text = sql.utf8(connection.dialect.name, e.ical)
    row = connection.execute(select(e.id, text, e.render_version).where(e.id == id)).first()
    return Fragment(*row) if row else None


def announcing(connection: Connection, ids: Sequence[str], sources: Collection[str]) -> set[str]:
    """Those of `sources` that announce one of the events `ids`."""
    if not sources:
        return set()
    a = _ANNOUNCED.c
    found = by_id(connection, (a.event_id, a.source_id), a.event_id, ids)
    return {row.source_id for row in found} & set(sources)


def by_id(connection: Connection, columns: Sequence[Any], key: Any, ids: Iterable[str]) -> Sequence[Row[Any]]:
    """Rows whose `key` is one of `ids`, in no order."""
    wanted = list(dict.fromkeys(ids))
    return rows.chosen(connection, _selected(tuple(columns)), key, wanted) if wanted else []


@cache
def _selected(columns: tuple[Any, ...]) -> Select[Any]:
    return select(*columns)


def _shown(row: Row[Any]) -> Shown:
    return Shown(from_json(Event, row.data), row.long, row.regular, row.missing, row.gone_at is not None)


def resolve(connection: Connection, id: str) -> Resolved | None:
    """What `id` leads to now, or None when it was never given."""
    if not (id.isascii() and id.isalnum()):  # PostgreSQL takes no NUL
        return None
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
