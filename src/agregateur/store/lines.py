"""Long reads of the store for exports, streamed: (value, …) tuples, no text made here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, and_, select
from sqlmodel import SQLModel

from agregateur import contract
from agregateur.model import Event, Item, Member, from_json
from agregateur.store import tables

_EVENT = tables.core(tables.Event)
_CLEANED = tables.core(tables.Cleaned)
_GROUP = tables.core(tables.UidGroup)
_RECORD = tables.core(tables.Record)
_SOURCE = tables.core(tables.Source)
_STREAM = {"yield_per": 500}


@dataclass(frozen=True, slots=True)
class StatedRecord:
    """A record as stated with what became of its group. `insee` is the commune of its event, which other records may
    know better; None when the event is not shown."""

    source: str
    record: contract.Record
    recurrence_id: str
    item: Item
    event: str | None
    insee: str | None
    withdrawn: bool


class Simple(NamedTuple):
    """An actor or article with its public id; `published` of articles, `members` of actors made of several entries."""

    id: str
    item: Item
    insee: str | None
    published: datetime | None
    updated: datetime
    members: tuple[Member, ...]


def all_events(connection: Connection) -> Iterator[Event]:
    """Every event shown, by id."""
    query = select(_EVENT.c.data).where(_EVENT.c.gone_at.is_(None)).order_by(_EVENT.c.id)
    for row in connection.execution_options(**_STREAM).execute(query):
        yield from_json(Event, row.data)


def all_leaving(connection: Connection) -> Iterator[Event]:
    """Of every event shown, by id, what may leave; those of which nothing may are left out."""
    e = _EVENT.c
    query = select(e.data, e.leaving).where(e.gone_at.is_(None), e.republication != "portail").order_by(e.id)
    for row in connection.execution_options(**_STREAM).execute(query):
        yield from_json(Event, row.leaving or row.data)


def all_records(connection: Connection) -> Iterator[StatedRecord]:
    """Every record ever stated and not forgotten, withdrawn ones included, retired sources left out."""
    g, r = _GROUP.c, _RECORD.c
    query = (
        select(
            g.source_id,
            r.stated,
            r.recurrence_id,
            _CLEANED.c.item,
            g.canonical_id,
            g.withdrawn_at,
            _EVENT.c.insee,
        )
        .join(_GROUP, g.id == r.group_id)
        .join(_CLEANED, _CLEANED.c.group_id == g.id)
        .join(_SOURCE, _SOURCE.c.id == g.source_id)
        .outerjoin(_EVENT, and_(_EVENT.c.id == g.canonical_id, _EVENT.c.gone_at.is_(None)))
        .where(_SOURCE.c.retired_at.is_(None))
        .order_by(g.source_id, g.uid, r.recurrence_id)
    )
    for row in connection.execution_options(**_STREAM).execute(query):
        yield StatedRecord(
            source=row.source_id,
            record=from_json(contract.Record, row.stated),
            recurrence_id=row.recurrence_id,
            item=from_json(Item, row.item),
            event=row.canonical_id,
            insee=row.insee,
            withdrawn=row.withdrawn_at is not None,
        )


def all_simple(connection: Connection, kind: str) -> Iterator[Simple]:
    """Every actor or article shown, by id."""
    table = SQLModel.metadata.tables[kind]
    query = select(table).where(table.c.gone_at.is_(None)).order_by(table.c.id)
    for row in connection.execution_options(**_STREAM).execute(query):
        told = row.members if kind == "actor" else None
        yield Simple(
            row.id,
            from_json(Item, row.data),
            row.insee,
            None if kind == "actor" else row.published,
            row.updated,
            tuple(from_json(Member, json.dumps(one)) for one in json.loads(told)["members"]) if told else (),
        )
