"""What a transaction changed, and the numbers that say so.

Change numbers are taken at the end of the transaction under one lock, in commit order, so that a reader who has seen
number n will never meet a smaller one later. A commune that an event left counts as changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import Connection, bindparam, delete, func, insert, select

from agregateur.store import rows, tables
from agregateur.store.printed import Changes

_EVENT = tables.core(tables.Event)
_ACTOR = tables.core(tables.Actor)
_ARTICLE = tables.core(tables.Article)
_META = tables.core(tables.Meta)
_COMMUNE = tables.core(tables.CommuneChange)
_LEFT = tables.core(tables.EventLeft)
_GROUP = tables.core(tables.UidGroup)

_KNOWN = select(_COMMUNE.c.insee)
_FACT = select(_META.c.value).where(_META.c.key == bindparam("name"))
_NO_FACT = delete(_META).where(_META.c.key == bindparam("name"))
_NEW_FACT = insert(_META)

CHANGE_LOCK = int.from_bytes(b"changes")
"""Key of the PostgreSQL lock under which change numbers are taken; on SQLite the writer is alone already."""


def take_numbers(connection: Connection, changes: Changes) -> int:
    """Number what changed, last thing in the transaction. Out: the store's greatest change number."""
    last = last_number(connection)
    if not changes:
        return last
    shown = _fact(connection, "shown")
    for table, ids in ((_EVENT, changes.events), (_ACTOR, changes.actors), (_ARTICLE, changes.articles)):
        numbers = numbered_from(ids, last)
        left = [(number, item_id) for item_id, number in numbers.items() if item_id not in changes.numbered]
        rows.update(connection, table, ("change",), ("id",), left)
        if table is _EVENT:
            _keep_left(connection, changes, numbers)
        last += len(numbers)
    _set_fact(connection, "change", last)
    if shown is None:
        count_shown(connection)
    elif changes.shown:
        _set_fact(connection, "shown", shown + changes.shown)
    c = _COMMUNE.c
    touched = sorted(changes.communes)
    known = {row[0] for row in rows.chosen(connection, _KNOWN, c.insee, touched)}
    rows.update(
        connection, _COMMUNE, ("change",), ("insee",), [(last, insee) for insee in touched if insee in known]
    )
    rows.insert(
        connection, _COMMUNE, ("change", "insee"), [(last, insee) for insee in touched if insee not in known]
    )
    return last


def named_otherwise(connection: Connection, source_ids: Collection[str]) -> None:
    """Number what these sources announce: how they are credited changed, and that goes out with each item."""
    if not source_ids:
        return
    announced = select(_GROUP.c.canonical_id).where(_GROUP.c.source_id.in_(source_ids))
    changes = Changes()
    for table, ids in ((_EVENT, changes.events), (_ACTOR, changes.actors), (_ARTICLE, changes.articles)):
        c = table.c
        query = select(c.id, c.insee).where(c.id.in_(announced), c.gone_at.is_(None))
        for id, insee in connection.execute(query):
            ids.add(id)
            if insee and table is _EVENT:
                changes.communes.add(insee)
    take_numbers(connection, changes)


def _keep_left(connection: Connection, changes: Changes, numbers: Mapping[str, int]) -> None:
    """Which communes events left, and when: the last time alone, where one came back and left again."""
    keys = list(changes.left.items())
    if keys:
        rows.delete(connection, _LEFT, ("event_id", "insee"), keys)
        found = [(event_id, insee, numbers[event_id]) for event_id, insee in keys]
        rows.insert(connection, _LEFT, ("event_id", "insee", "change"), found)


def last_number(connection: Connection) -> int:
    """The store's greatest change number, which no other transaction moves from now on."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({CHANGE_LOCK})")
    return _fact(connection, "change") or 0


def numbered_from(ids: Iterable[str], last: int) -> dict[str, int]:
    """The numbers after `last` that ids get, in their order."""
    return {item_id: last + place for place, item_id in enumerate(sorted(ids), 1)}


def events_shown(connection: Connection) -> int:
    """How many events are shown: a number that is kept, since counting reads the whole table."""
    shown = _fact(connection, "shown")
    return _counted(connection) if shown is None else shown


def count_shown(connection: Connection) -> int:
    """Count the events shown, and keep the number."""
    shown = _counted(connection)
    _set_fact(connection, "shown", shown)
    return shown


def _counted(connection: Connection) -> int:
    query = select(func.count()).select_from(_EVENT).where(_EVENT.c.gone_at.is_(None))
    return int(connection.scalar(query) or 0)


def _fact(connection: Connection, key: str) -> int | None:
    value = connection.scalar(_FACT, {"name": key})
    return None if value is None else int(value)


def _set_fact(connection: Connection, key: str, value: int) -> None:
    connection.execute(_NO_FACT, {"name": key})
    connection.execute(_NEW_FACT, {"key": key, "value": str(value)})
