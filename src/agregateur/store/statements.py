"""The statements that ask for a selection's events, each with its parameters.

To put one together takes longer than the engine needs to answer it for a commune (1.0 ms of 1.7, 2026-11-23): it is
kept by the `shape` of what is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Executable,
    Integer,
    LargeBinary,
    Select,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.types import NullType

from agregateur.store import rows, tables
from agregateur.store.reach import Reach, moment
from agregateur.store.selection import Selection

_TABLES = tables.Event.metadata.tables
_EVENT, _OCCURRENCE = _TABLES["event"], _TABLES["occurrence"]
_SHAPES = 256
"""Statements kept, some 30 kB each."""
Paged = TypeVar("Paged", Select[Any], CompoundSelect[Any])
Asked = tuple[Executable, dict[str, Any]]
"""A statement and its parameters."""


def happenings(reach: Reach, *, limit: int, offset: int = 0) -> Asked:
    """Each occurrence chosen: event_id, start, end, all_day, day, status, long, regular; by start, then event."""
    return _happenings(reach.shape()), reach.values() | {"limit": limit, "offset": offset}


@lru_cache(_SHAPES)
def _happenings(shape: Reach) -> CompoundSelect[Any]:
    o, e = _OCCURRENCE.c, _EVENT.c
    columns = (o.event_id, o.start, o.end, o.all_day, o.day, o.status, e.long, e.regular)
    return _page(shape.chosen(columns).order_by("start", "event_id"))


def events(
    reach: Reach, *, limit: int, after: tuple[datetime, str] | None = None, ids: Collection[str] | None = None
) -> Asked:
    """Each event chosen, once, at its first chosen occurrence: event_id, start; by start, then event.

    `after` (start, event_id) goes on behind that row; `ids` asks about these events only.
    """
    values = reach.values() | {"limit": limit, "offset": 0}
    if after is not None:
        values |= {"after": after[0], "after_id": after[1]}
    if ids is not None:
        values["ids"] = rows.listed(reach.dialect, sorted(ids))
    return _events(reach.shape(), after is not None, ids is not None, texts=False), values


def ids(reach: Reach) -> Asked:
    """The event of each occurrence chosen: event_id, start; by start, then event.

    Of a `plain` reach, events that nobody is shown stand among them (`of_ids`).
    """
    return _ids(reach.shape()), reach.values()


@lru_cache(_SHAPES)
def _ids(shape: Reach) -> CompoundSelect[Any]:
    columns = (_OCCURRENCE.c.event_id, type_coerce(_OCCURRENCE.c.start, NullType).label("start"))
    return shape.chosen(columns, judged=not shape.plain).order_by("start", "event_id")


def texts(reach: Reach, *, limit: int) -> Asked:
    """The same events: event_id, start, ical (UTF-8), render_version."""
    values = reach.values() | {"limit": limit, "offset": 0}
    return _events(reach.shape(), False, False, texts=True), values


@lru_cache(_SHAPES)
def _events(shape: Reach, after: bool, ids: bool, *, texts: bool) -> CompoundSelect[Any]:
    # An event is left to its first occurrence by looking for an earlier one under the same primary key, so that nothing
    # is grouped.
    o, e = _OCCURRENCE.c, _EVENT.c
    earlier = _OCCURRENCE.alias("earlier")
    sooner = exists().where(
        earlier.c.event_id == o.event_id, earlier.c.start < o.start, shape.happens(earlier.c)
    )
    more: list[ColumnElement[bool]] = [~sooner.correlate(_OCCURRENCE, _EVENT)]
    if after:
        more.append(
            tuple_(o.start, o.event_id) > tuple_(moment("after"), bindparam("after_id", type_=String))
        )
        more.append(o.start >= moment("after"))  # the engines use an index for this one
    if ids:
        more.append(rows.among_listed(shape.dialect, o.event_id, "ids"))
    columns: list[Any] = [o.event_id, o.start]
    if texts:
        columns = [o.event_id, type_coerce(o.start, NullType).label("start")]
        columns += [utf8(shape.dialect, e.ical).label("ical"), e.render_version]
    return _page(shape.chosen(columns, *more).order_by("start", "event_id"))


@cache
def of_ids(dialect: str) -> Select[Any]:
    """Events: id, ical (UTF-8), render_version, usual (chosen when nothing is asked of it); to be bound to ids."""
    usual = Reach(selection=Selection(), windows=(), dialect=dialect, exported=True).of_event()
    e = _EVENT.c
    text = utf8(dialect, e.ical).label("ical")
    return select(e.id, text, e.render_version, and_(*usual).label("usual"))


def seen(*, limit: int, after: tuple[datetime, str] | None = None) -> Asked:
    """Ids of events that are shown or were, with the moment they were first seen, the one seen last first: by an index
    alone. `after` (moment, id) goes on behind that one."""
    values: dict[str, Any] = {"limit": limit, "offset": 0}
    if after is not None:
        values |= {"after": after[0], "after_id": after[1]}
    return _seen(after is not None), values


@lru_cache(2)
def _seen(after: bool) -> Select[Any]:
    e = _EVENT.c
    query = select(e.id, e.created).order_by(e.created.desc(), e.id.desc())
    if after:
        query = query.where(
            tuple_(e.created, e.id) < tuple_(moment("after"), bindparam("after_id", type_=String))
        )
    return _page(query)


def newest(reach: Reach, *, limit: int) -> Asked:
    """Ids of the events chosen, the one seen last first; all that are chosen are read for it."""
    return _newest(reach.shape()), reach.values() | {"limit": limit, "offset": 0}


@lru_cache(_SHAPES)
def _newest(shape: Reach) -> Select[Any]:
    e = _EVENT.c
    chosen = shape.chosen((_OCCURRENCE.c.event_id,)).subquery()
    return _page(
        select(e.id).where(e.id.in_(select(chosen.c.event_id))).order_by(e.created.desc(), e.id.desc())
    )


def count(reach: Reach) -> Asked:
    """The number of occurrences chosen."""
    return _count(reach.shape()), reach.values()


@lru_cache(_SHAPES)
def _count(shape: Reach) -> Select[Any]:
    return select(func.count()).select_from(shape.chosen((_OCCURRENCE.c.event_id,)).subquery())


def by_commune(reach: Reach) -> Asked:
    """How many events are chosen in each commune: insee, events."""
    return _by_commune(reach.shape()), reach.values()


@lru_cache(_SHAPES)
def _by_commune(shape: Reach) -> Select[Any]:
    o = _OCCURRENCE.c
    chosen = shape.chosen((o.insee, o.event_id)).subquery()
    number = func.count(chosen.c.event_id.distinct()).label("events")
    return select(chosen.c.insee, number).group_by(chosen.c.insee)


def _page(query: Paged) -> Paged:
    return query.limit(bindparam("limit", type_=Integer)).offset(bindparam("offset", type_=Integer))


def utf8(dialect: str, column: Any) -> ColumnElement[bytes]:
    """A text column as its bytes: what is only passed on need not become a str and bytes again."""
    if dialect == "sqlite":
        return cast(column, LargeBinary)
    return func.convert_to(column, "UTF8", type_=LargeBinary)
