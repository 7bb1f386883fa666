"""Actors and articles as programs read them: page after page behind a key, or one by any id it ever had."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select

from agregateur.model import Item, Member, from_json
from agregateur.store import tables
from agregateur.store.changes import Cursor
from agregateur.store.directory import listed_conditions
from agregateur.store.read import by_id
from agregateur.store.selection import Selection

_TABLES = tables.Event.metadata.tables
_GROUP = _TABLES["uidgroup"]
Kind = Literal["actor", "article"]


@dataclass(frozen=True, slots=True)
class Simple:
    """An actor or article with its public id; `published` of articles. `members`: those who list it."""

    id: str
    item: Item
    insee: str | None
    updated: datetime
    change: int
    gone: bool
    members: tuple[Member, ...]
    published: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a public id leads to: itself, another one (`moved`), or nothing any more (`gone`)."""

    state: Literal["here", "moved", "gone"]
    id: str
    one: Simple | None = None


def page(
    connection: Connection,
    kind: Kind,
    selection: Selection,
    *,
    today: date,
    limit: int,
    after: tuple[datetime | None, str] | None = None,
) -> list[Simple]:
    """At most `limit`, behind `after`: actors by id (None, id), articles the latest first (published, id).

    Articles that had to be answered before `today`, the local day, are left out.
    """
    table = _TABLES[kind]
    c = table.c
    conditions = listed_conditions(
        connection, table, kind, selection, today=today if kind == "article" else None
    )
    order: list[Any] = [c.id]
    if kind == "article":
        order = [c.published.desc(), c.id]
    if after is not None:
        conditions += _behind(c, *after)
    rows = connection.execute(select(table).where(*conditions).order_by(*order).limit(limit))
    return [_simple(kind, row) for row in rows]


def _behind(columns: Any, published: datetime | None, id: str) -> list[ColumnElement[bool]]:
    if published is None:
        return [columns.id > id]
    later = and_(columns.published == published, columns.id > id)
    # The first condition is the one that the engines use an index for.
    return [columns.published <= published, or_(columns.published < published, later)]


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed behind a number, by number: rows, the ids of those that are listed, where to go on, and whether
    nothing was left."""

    changed: list[Simple]
    listed: frozenset[str]
    next: Cursor
    last: bool


def changes(connection: Connection, kind: Kind, selection: Selection, at: Cursor, *, limit: int) -> Changed:
    """The actors or articles that changed behind `at` (see `store.changes`), at most `limit`.

    From nothing (`began`), what was not listed before that number is left out: a newcomer never had it.
    """
    table = _TABLES[kind]
    c = table.c
    chosen = select(c.id).where(*listed_conditions(connection, table, kind, selection))
    conditions: list[ColumnElement[bool]] = [c.change > at.after]
    if at.began is not None:
        conditions.append(or_(c.change > at.began, c.id.in_(chosen)))
    rows = connection.execute(select(table).where(*conditions).order_by(c.change).limit(limit)).all()
    listed = connection.execute(chosen.where(c.id.in_([row.id for row in rows]))).scalars()
    if not rows:
        following = Cursor(max(at.after, at.began or 0))
        return Changed([], frozenset(), following, True)
    after = rows[-1].change
    began = at.began if at.began is not None and at.began > after else None
    found = [_simple(kind, row) for row in rows]
    return Changed(found, frozenset(listed), Cursor(after, began), False)


def by_ids(connection: Connection, kind: Kind, ids: Collection[str]) -> dict[str, Simple]:
    """Those of `ids`, tombstones included."""
    table = _TABLES[kind]
    return {row.id: _simple(kind, row) for row in by_id(connection, tuple(table.c), table.c.id, ids)}


def resolve(connection: Connection, kind: Kind, id: str) -> Found | None:
    """What `id` leads to now; None when it was never given to one of that kind."""
    if not (id.isascii() and id.isalnum()):
        return None
    here = by_ids(connection, kind, [id]).get(id)
    if here is not None and not here.gone:
        return Found("here", id, here)
    asked = select(_GROUP.c.canonical_id, _GROUP.c.kind).where(_GROUP.c.own_id == id)
    group = connection.execute(asked).first()
    if group is not None and group.canonical_id not in {None, id}:
        there = by_ids(connection, kind, [group.canonical_id]).get(group.canonical_id)
        if there is not None and not there.gone:
            return Found("moved", there.id)
        here = here or there
    return Found("gone", id, here) if here is not None or (group and group.kind == kind) else None


def _simple(kind: Kind, row: Row[Any]) -> Simple:
    item = from_json(Item, row.data)
    told = row.members if kind == "actor" else None
    members = [from_json(Member, json.dumps(one)) for one in json.loads(told)["members"]] if told else []
    own = Member(source=item.source, uid=item.uid, url=item.url, republication=item.republication)
    published = row.published if kind == "article" else None
    gone = row.gone_at is not None
    return Simple(row.id, item, row.insee, row.updated, row.change, gone, tuple(members or [own]), published)
