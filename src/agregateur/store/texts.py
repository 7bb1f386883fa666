"""The stored VEVENT texts that an older version of the program rendered, or for another address of the portal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, insert, select

from agregateur.store import rows, tables

_EVENT, _META = tables.core(tables.Event), tables.core(tables.Meta)
_RENDERED = "rendered"


def all_of(connection: Connection, version: int) -> bool:
    """Whether every text is known to be of `version`: asked at each harvest, so it reads one row."""
    told = connection.scalar(select(_META.c.value).where(_META.c.key == _RENDERED))
    return told == str(version)


def others(connection: Connection, version: int, *, after: str, limit: int) -> Sequence[str]:
    """Ids behind `after`, in their order, of events shown whose text is not of `version`."""
    e = _EVENT.c
    query = select(e.id).where(e.id > after, e.render_version != version, e.gone_at.is_(None))
    return connection.execute(query.order_by(e.id).limit(limit)).scalars().all()


def put(connection: Connection, version: int, texts: Iterable[tuple[str, str]]) -> None:
    """Store (id, text) pairs. No change number: a feed's validator tells the version of its texts."""
    found = [(text, version, id) for id, text in texts]
    rows.update(connection, _EVENT, ("ical", "render_version"), ("id",), found)


def done(connection: Connection, version: int) -> None:
    """Every text is of `version` from now on: what is written is."""
    connection.execute(delete(_META).where(_META.c.key == _RENDERED))
    connection.execute(insert(_META), [{"key": _RENDERED, "value": str(version)}])
