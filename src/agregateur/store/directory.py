"""The other lists that pages, feeds and the API read: sources, actors, articles; and when sources were read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, Connection, Row, exists, func, or_, select

from agregateur.model import Item, from_json
from agregateur.store import search, tables
from agregateur.store.read import by_id
from agregateur.store.selection import Selection
from agregateur.text import fold

_TABLES = tables.Event.metadata.tables
_SOURCE, _EVENT_SOURCE = _TABLES["source"], _TABLES["eventsource"]
_ACTOR, _ARTICLE, _ACTOR_SOURCE = _TABLES["actor"], _TABLES["article"], _TABLES["actorsource"]
_CATEGORY = {"actor": _TABLES["actorcategory"].c, "article": _TABLES["articlecategory"].c}
_NO_NUMBERS: Mapping[str, int] = MappingProxyType({})


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
    """An actor or article: its item, its public id, the sources that list it, when it appeared and when it changed."""

    id: str
    item: Item
    insee: str | None
    sources: tuple[str, ...]
    published: datetime | None = None
    updated: datetime | None = None


def sources(connection: Connection, events: Mapping[str, int] = _NO_NUMBERS) -> list[SourceLine]:
    """The sources that are read, by name whatever its capitals and accents, the same on every engine.

    `events` says how many each announces (see `announced`).
    """
    rows = connection.execute(select(_SOURCE).where(_SOURCE.c.retired_at.is_(None))).all()
    return [
        _source(row, events.get(row.id, 0)) for row in sorted(rows, key=lambda row: (fold(row.name), row.id))
    ]


ANNOUNCED = select(_EVENT_SOURCE.c.source_id, func.count().label("events")).group_by(
    _EVENT_SOURCE.c.source_id
)


def announced(connection: Connection) -> dict[str, int]:
    """How many events each source announces now; one that announces none is not there.

    From an index alone, since what is no longer shown has no source: 0.07 s of a million events, and 7 s when each was
    asked whether it is gone (2026-11-23). It moves with the store's change number only: who asks often, holds it.
    """
    return {row.source_id: row.events for row in connection.execute(ANNOUNCED)}


def named_sources(connection: Connection, ids: Collection[str]) -> dict[str, SourceLine]:
    """The sources of `ids`, retired ones included: what they announced still bears their name."""
    columns = tuple(_SOURCE.c)
    return {row.id: _source(row, 0) for row in by_id(connection, columns, _SOURCE.c.id, sorted(ids))}


def all_sources(connection: Connection) -> list[SourceLine]:
    """Every source that ever was, without its numbers."""
    return [_source(row, 0) for row in connection.execute(select(_SOURCE))]


def unknown_sources(connection: Connection, ids: Collection[str]) -> list[str]:
    """Those of `ids` that no source ever bore."""
    known = {row.id for row in by_id(connection, (_SOURCE.c.id,), _SOURCE.c.id, ids)}
    return sorted(set(ids) - known)


def _source(row: Row[Any], events: int) -> SourceLine:
    return SourceLine(
        row.id, row.name, row.home, row.commune, row.licence, row.republication, row.example, row.last_read_at, events
    )  # fmt: skip


def actors(
    connection: Connection, selection: Selection, *, limit: int, offset: int = 0
) -> tuple[list[Listed], int]:
    """Actors by name, and how many there are. Words used: those of `asking.ACTORS`."""
    a = _ACTOR.c
    conditions = listed_conditions(connection, _ACTOR, "actor", selection)
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
    for source in by_id(connection, (s.actor_id, s.source_id), s.actor_id, [row.id for row in listed]):
        by_actor.setdefault(source.actor_id, []).append(source.source_id)
    found = [
        Listed(row.id, from_json(Item, row.data), row.insee, tuple(sorted(by_actor.get(row.id, ()))))
        for row in listed
    ]
    total = connection.execute(select(func.count()).select_from(_ACTOR).where(*conditions)).scalar_one()
    return found, int(total)


def articles(
    connection: Connection,
    selection: Selection,
    *,
    today: date,
    limit: int,
    offset: int = 0,
    exported: bool = False,
    dated: bool = False,
) -> list[Listed]:
    """Articles, the latest first; calls alone, the nearest deadline first.

    Words used: those of `asking.ARTICLES`. What had to be answered before `today`, the local day, is left out, and if
    `exported` what may be shown on our own pages only; `dated`: only what has a deadline.
    """
    a = _ARTICLE.c
    conditions = listed_conditions(connection, _ARTICLE, "article", selection, today=today)
    if dated:
        conditions.append(a.echeance.is_not(None))
    if exported:
        conditions.append(a.republication != "portail")
    latest = (a.published.desc(), a.id)
    rows = connection.execute(
        select(a.id, a.data, a.insee, a.source_id, a.published, a.updated)
        .where(*conditions)
        .order_by(*((a.echeance.is_(None), a.echeance) if selection.genre == ("appel",) else ()), *latest)
        .limit(limit)
        .offset(offset)
    )
    return [
        Listed(r.id, from_json(Item, r.data), r.insee, (r.source_id,), r.published, r.updated) for r in rows
    ]


def count_articles(connection: Connection, selection: Selection, *, today: date) -> int:
    """How many articles `articles` lists on our pages, from first to last."""
    conditions = listed_conditions(connection, _ARTICLE, "article", selection, today=today)
    return int(connection.scalar(select(func.count()).select_from(_ARTICLE).where(*conditions)) or 0)


def articles_change(connection: Connection) -> int:
    """The greatest change number among articles, those that are gone included: the one behind their validators."""
    return int(connection.execute(select(func.max(_ARTICLE.c.change))).scalar() or 0)


def present(connection: Connection, kind: Literal["actor", "article"]) -> frozenset[str]:
    """The categories that some actor or article has."""
    return frozenset(connection.execute(select(_CATEGORY[kind].code).distinct()).scalars())


def listed_conditions(
    connection: Connection, table: Any, kind: str, selection: Selection, *, today: date | None = None
) -> list[Any]:
    """What a row of the table of actors or articles must fulfil to be listed.

    Articles are listed until the local day of their deadline: `today` must be told for them.
    """
    conditions: list[Any] = [table.c.gone_at.is_(None)]
    if today is not None:
        conditions.append(or_(table.c.echeance.is_(None), table.c.echeance >= today.isoformat()))
    if selection.genre:
        conditions.append(table.c.genre.in_(selection.genre))
    places = selection.places()
    if places is not None:
        conditions.append(table.c.insee.in_(sorted(places)))
    if selection.autour:
        conditions.append(table.c.insee.in_(sorted(selection.centres())))
    if selection.source:
        conditions.append(_from(table, selection.source))
    if selection.sauf_source:
        conditions.append(~_from(table, selection.sauf_source))
    category = _CATEGORY[kind]
    of_it = exists().where(category[f"{kind}_id"] == table.c.id)
    if selection.categorie:
        conditions.append(of_it.where(category.code.in_(selection.categorie)))
    if selection.sauf_categorie:
        conditions.append(~of_it.where(category.code.in_(selection.sauf_categorie)))
    if selection.q:
        asks = [search.matching(connection.dialect.name, kind, q) for q in selection.q]
        conditions.append(or_(*(table.c.id.in_(ids) for ids in asks if ids is not None)))
    return conditions


def _from(table: Any, sources: Sequence[str]) -> ColumnElement[bool]:
    """Whether one of `sources` shows the actor, or states the article."""
    if table is _ARTICLE:
        return cast(ColumnElement[bool], table.c.source_id.in_(sources))
    s = _ACTOR_SOURCE.c
    return exists().where(s.actor_id == table.c.id, s.source_id.in_(sources))


def last_reading(connection: Connection) -> datetime | None:
    """When any source was last read or tried (aware UTC)."""
    found: datetime | None = connection.execute(select(func.max(_SOURCE.c.last_run_at))).scalar()
    return found


def read_times(connection: Connection) -> dict[str, datetime]:
    """When each source that is read was last read to the end (aware UTC); those never read are left out."""
    s = _SOURCE.c
    rows = connection.execute(select(s.id, s.last_read_at).where(s.retired_at.is_(None)))
    return {row.id: row.last_read_at for row in rows if row.last_read_at is not None}


def next_due(connection: Connection) -> datetime | None:
    """When the source that waits longest was or is due (aware UTC)."""
    due = select(func.min(_SOURCE.c.next_at)).where(_SOURCE.c.retired_at.is_(None))
    found: datetime | None = connection.execute(due).scalar()
    return found
