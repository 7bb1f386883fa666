"""The journal of readings, as those read it who mend a source."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from agregateur.contract import Rejected
from agregateur.store import tables

_SOURCE = tables.core(tables.Source)
_RUN = tables.core(tables.Run)
_REFUSAL = tables.core(tables.Refusal)


@dataclass(frozen=True, slots=True)
class Watched:
    """A source as its operator sees it: `url` masked, `error` as the JSON of the last run's error."""

    id: str
    name: str
    url: str
    kind: str | None
    outcome: str | None
    error: str | None
    last_read_at: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """What one reading had to say of its document: refused items, and counts of mends by code."""

    started: datetime
    refusals: tuple[Rejected, ...]
    repairs: Mapping[str, int]


_WATCHED = tuple(_SOURCE.c[name] for name in Watched.__dataclass_fields__)


def source(connection: Connection, source_id: str) -> Watched | None:
    """One source that is read; None when there is none of this id."""
    query = select(*_WATCHED).where(_SOURCE.c.id == source_id, _SOURCE.c.retired_at.is_(None))
    row = connection.execute(query).first()
    return Watched(*row) if row else None


def watched(connection: Connection) -> list[Watched]:
    """All sources that are read, by id."""
    query = select(*_WATCHED).where(_SOURCE.c.retired_at.is_(None)).order_by(_SOURCE.c.id)
    return [Watched(*row) for row in connection.execute(query)]


def last_that_read(connection: Connection, source_id: str) -> Told | None:
    """The last reading in which the document was looked into: one that nothing had changed since says nothing of it."""
    c = _RUN.c
    query = (
        select(c.id, c.started, c.repairs)
        .where(c.source_id == source_id, c.looked_into)
        .order_by(c.id.desc())
        .limit(1)
    )
    run = connection.execute(query).first()
    if run is None:
        return None
    r = _REFUSAL.c
    refusals = connection.execute(select(r.uid, r.code, r.detail).where(r.run_id == run.id).order_by(r.id))
    repairs = json.loads(run.repairs) if run.repairs else {}
    return Told(run.started, tuple(Rejected(*row) for row in refusals), repairs)
