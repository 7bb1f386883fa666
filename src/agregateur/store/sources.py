"""Sources as configured, the durable state of their reading, and the journal of runs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from agregateur.config import Configuration, Stanza
from agregateur.contract import Rejected
from agregateur.errors import AgregateurError
from agregateur.store import numbering, rows, tables

_SOURCE = tables.core(tables.Source)
_META = tables.core(tables.Meta)
_RUN = tables.core(tables.Run)
_REFUSAL = tables.core(tables.Refusal)
_GROUP = tables.core(tables.UidGroup)

KEPT_RUNS = 200
"""Journal lines kept for each source: more than a week at one an hour."""
KEPT_REFUSALS = 500
"""Refusals kept for each run: beyond that they all have one cause."""


@dataclass(frozen=True, slots=True)
class State:
    """What the store knows of a source's reading."""

    id: str
    kind: str | None
    settings_digest: str | None
    etag: str | None
    last_modified: str | None
    body_digest: str | None
    next_at: datetime | None
    failures: int
    last_read_at: datetime | None
    suspicious_digest: str | None
    suspicious_since: datetime | None
    suspicious_count: int


_NEW_RUN = insert(_RUN).returning(_RUN.c.id)
_STALE_RUNS = (
    select(_RUN.c.id)
    .where(_RUN.c.source_id == bindparam("source"))
    .order_by(_RUN.c.id.desc())
    .offset(KEPT_RUNS)
    .limit(KEPT_RUNS)
)
_STATES = select(*(_SOURCE.c[f.name] for f in fields(State))).where(_SOURCE.c.retired_at.is_(None))


@dataclass(slots=True)
class Line:
    """One reading, as journalled and reported. `outcome`: ok, unchanged, partial, suspicious, refused, gone, failed."""

    id: str
    outcome: str = "ok"
    received: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0
    seconds: float = 0.0
    error: AgregateurError | None = None
    rejections: Sequence[Rejected] = ()
    repairs: Mapping[str, int] = field(default_factory=dict)
    looked_into: bool = True
    advice: Sequence[str] = ()
    """What the operator may do for this source, each as a sentence."""

    def report(self) -> dict[str, Any]:
        """As `harvest --json` says it."""
        return {
            "id": self.id,
            "outcome": self.outcome,
            "received": self.received,
            "new": self.new,
            "changed": self.changed,
            "unchanged": self.unchanged,
            "withdrawn": self.withdrawn,
            "rejected": self.rejected,
            "seconds": round(self.seconds, 3),
            "error": self.error.message if self.error else None,
            "advice": list(self.advice),
        }


@dataclass(frozen=True, slots=True)
class Synced:
    """Sources that came into or went out of the configuration, whose events must be settled again."""

    retired: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    renamed: tuple[str, ...] = ()
    """Credited otherwise than before."""


def sync(connection: Connection, configuration: Configuration, now: datetime) -> Synced:
    """Bring the table to the sources file. A stanza taken out is retired: nothing of it is deleted. What is credited
    otherwise than before is numbered again, so that who follows is told."""
    rows = {row.id: row for row in connection.execute(select(_SOURCE))}
    retired, returned, renamed = [], [], []
    for stanza in configuration.sources:
        values = _configured(stanza)
        row = rows.pop(stanza.id, None)
        if row is None:
            connection.execute(insert(_SOURCE).values(id=stanza.id, created=now, origin="file", **values))
            continue
        if row.retired_at is not None:
            returned.append(stanza.id)
            values |= {"retired_at": None, "next_at": None}
        if row.config != values["config"]:
            # Another address or other options: what the server said of the old one is worth nothing.
            values |= {
                "etag": None,
                "last_modified": None,
                "body_digest": None,
                "next_at": None,
                "failures": 0,
            }
            if _words(row.config) != _words(values["config"]):
                # What was read under other words is read again, and shown or taken away.
                connection.execute(update(_GROUP).where(_GROUP.c.source_id == stanza.id).values(digest=""))
        if any(getattr(row, name) != values[name] for name in _CREDITED):
            renamed.append(stanza.id)
        if any(getattr(row, name) != value for name, value in values.items()):
            connection.execute(update(_SOURCE).where(_SOURCE.c.id == stanza.id).values(**values))
    for row in rows.values():
        if row.origin == "file" and row.retired_at is None:
            connection.execute(update(_SOURCE).where(_SOURCE.c.id == row.id).values(retired_at=now))
            retired.append(row.id)
    numbering.named_otherwise(connection, renamed)
    return Synced(tuple(retired), tuple(returned), tuple(renamed))


_CREDITED = ("name", "home", "licence")
"""How feeds and the API name a source (`publish.leaving.Credit`)."""


def _words(config: str | None) -> tuple[Any, Any]:
    known = json.loads(config) if config else {}
    return known.get("exclude"), known.get("include")


def _configured(stanza: Stanza) -> dict[str, Any]:
    config: dict[str, Any] = {
        "kind": stanza.kind,
        "url": stanza.shown_url,
        "options": dict(stanza.shown_options),
        "every": int(stanza.every.total_seconds()),
        "timezone": stanza.timezone,
    }
    # Only where there are any: a stanza without them is what it was before there were such words.
    config |= {k: list(v) for k in ("exclude", "include") if (v := getattr(stanza, k))}
    return {
        "name": stanza.name,
        "url": stanza.shown_url,
        "home": stanza.home,
        "licence": stanza.licence,
        "republication": stanza.republication,
        "example": stanza.example,
        "commune": stanza.default.commune,
        "config": json.dumps(config, sort_keys=True, ensure_ascii=False),
    }


def states(connection: Connection, ids: Iterable[str]) -> dict[str, State]:
    """The reading states of sources, retired ones left out."""
    return {row[0]: State(*row) for row in rows.chosen(connection, _STATES, _SOURCE.c.id, ids)}


def all_ids(connection: Connection) -> set[str]:
    """Every source that the store ever met, retired ones included."""
    return set(connection.scalars(select(_SOURCE.c.id)))


def due(connection: Connection, now: datetime) -> list[str]:
    """Ids of the sources whose time has come, examples first, then the longest waiting."""
    c = _SOURCE.c
    query = (
        select(c.id)
        .where(c.retired_at.is_(None), or_(c.next_at.is_(None), c.next_at <= now))
        .order_by(c.example.desc(), c.next_at.is_not(None), c.next_at, c.id)
    )
    return list(connection.scalars(query))


def held_records(connection: Connection, source_id: str) -> int:
    """How many records a source holds, withdrawn ones left out."""
    held = (_GROUP.c.source_id == source_id, _GROUP.c.withdrawn_at.is_(None))
    return int(connection.scalar(select(func.sum(_GROUP.c.records)).where(*held)) or 0)


def journal(connection: Connection, line: Line, started: datetime, state: Mapping[str, Any]) -> None:
    """Write a run's line and its refusals, and the source's new state."""
    error = None
    if line.error is not None:
        values = {"code": line.error.code, "message": line.error.message, "values": line.error.values}
        error = json.dumps(values, ensure_ascii=False, default=str)
    run = {
        "source_id": line.id,
        "started": started,
        "seconds": line.seconds,
        "outcome": line.outcome,
        "received": line.received,
        "new": line.new,
        "changed": line.changed,
        "unchanged": line.unchanged,
        "withdrawn": line.withdrawn,
        "rejected": line.rejected,
        "error": error,
        "looked_into": line.looked_into,
        "repairs": json.dumps(dict(line.repairs), sort_keys=True) if line.repairs else None,
    }
    run_id = connection.execute(_NEW_RUN, run).scalar_one()
    refusals = [
        {"run_id": run_id, "uid": r.uid[:1000], "code": r.code, "detail": r.detail[:1000]}
        for r in line.rejections[:KEPT_REFUSALS]
    ]
    if refusals:
        connection.execute(insert(_REFUSAL), refusals)
    connection.execute(
        update(_SOURCE)
        .where(_SOURCE.c.id == line.id)
        .values(last_run_at=started, outcome=line.outcome, error=error, **state)
    )
    stale = list(connection.scalars(_STALE_RUNS, {"source": line.id}))
    if stale:
        connection.execute(delete(_REFUSAL).where(_REFUSAL.c.run_id.in_(stale)))
        connection.execute(delete(_RUN).where(_RUN.c.id.in_(stale)))


def note(connection: Connection, key: str) -> str | None:
    """A note about the store itself, such as that it is to be rebuilt."""
    return connection.scalar(select(_META.c.value).where(_META.c.key == key))


def set_note(connection: Connection, key: str, value: str | None) -> None:
    connection.execute(delete(_META).where(_META.c.key == key))
    if value is not None:
        connection.execute(insert(_META), [{"key": key, "value": value}])


def set_settings_digest(connection: Connection, source_id: str, digest: str) -> None:
    connection.execute(update(_SOURCE).where(_SOURCE.c.id == source_id).values(settings_digest=digest))


def next_time(
    now: datetime, every: timedelta, failures: int, retry_after: float | None, spread: float
) -> datetime:
    """When to read again: after `every` give or take a tenth (`spread` from 0 to 1), so that sources do not all come
    at once; doubled at each failure in a row up to a day; never before what the server asked (`retry_after` seconds).
    """
    wait = every * (0.9 + 0.2 * spread)
    if failures:
        wait = min(max(wait, timedelta(days=1)), wait * 2 ** min(failures, 16))
    if retry_after:
        wait = max(wait, timedelta(seconds=retry_after))
    return now + wait
