"""Groups (source, uid) as the store holds them, with the items made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, NamedTuple, cast

from sqlalchemy import Connection, Table, Text, func, select, update

from agregateur.model import Item, from_json
from agregateur.store import rows, tables
from agregateur.store.rows import among

_GROUP = tables.core(tables.UidGroup)
_CLEANED = tables.core(tables.Cleaned)
_SOURCE = tables.core(tables.Source)


class Held(NamedTuple):
    """A group the store holds, without its text. A tuple: every reading that brings anything looks at all of them."""

    id: int
    uid: str
    kind: str
    records: int
    last: str | None
    missing_since: datetime | None
    withdrawn_at: datetime | None

    def coming(self, today: date) -> bool:
        """Whether it still has a day to come: past ones never count as lost."""
        return self.kind != "article" and (self.last is None or self.last >= today.isoformat())


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its cleaned item and its state, as matching and merging need it."""

    id: int
    own_id: str
    canonical_id: str | None
    kind: str
    item: Item
    first_seen: datetime
    missing_since: datetime | None
    withdrawn_at: datetime | None
    retired: bool

    @property
    def active(self) -> bool:
        """Whether it may be shown: not withdrawn, its source not retired, not an echo of ourselves."""
        return self.withdrawn_at is None and not self.retired and not self.item.echo

    @property
    def gone(self) -> bool:
        """Whether its source no longer lists it."""
        return self.missing_since is not None or self.withdrawn_at is not None

    @property
    def name(self) -> tuple[str, str]:
        return (self.item.source, self.item.uid)

    @property
    def age(self) -> tuple[datetime, str, str]:
        """The order that names an event: oldest first."""
        return (self.first_seen, self.item.source, self.item.uid)


def held(connection: Connection, source_id: str) -> dict[str, Held]:
    """All groups of a source by uid, withdrawn ones included."""
    told = map(_held, rows.of_one(connection, _GROUP, Held._fields, "source_id", source_id))
    found = {one[1]: one for one in told}
    moment = rows.reader(_GROUP, "missing_since", connection.dialect)
    if moment is not None:
        # Hardly any row has a moment to convert.
        for one in [one for one in found.values() if one[5] is not None or one[6] is not None]:
            found[one.uid] = one._replace(
                missing_since=moment(one.missing_since), withdrawn_at=moment(one.withdrawn_at)
            )
    return found


_held = cast("Callable[[Sequence[Any]], Held]", partial(tuple.__new__, Held))
"""A Held of the values of its fields, at a third of the cost of naming them."""


_SAID = func.json_group_object(_GROUP.c.uid, _GROUP.c.digest, type_=Text())
_SAID_POSTGRESQL = func.json_object_agg(_GROUP.c.uid, _GROUP.c.digest).cast(Text())
"""Digests by uid as a JSON object, as each engine puts it together."""


def digests(connection: Connection, source_id: str) -> str:
    """The digests of all groups of a source, by uid, as a JSON object.

    Put together by the engine: who reads thousands of them is the reading child, and the thread that asks leaves the
    interpreter to others meanwhile.
    """
    postgresql = connection.dialect.name == "postgresql"
    said = _SAID_POSTGRESQL if postgresql else _SAID
    found = connection.scalar(select(said).where(_GROUP.c.source_id == source_id))
    return found or "{}"


def absent(connection: Connection, source_id: str) -> dict[str, Held]:
    """The groups of a source that are missing and not yet withdrawn, by uid."""
    c = _GROUP.c
    columns = (c.id, c.uid, c.kind, c.records, c.last, c.missing_since, c.withdrawn_at)
    missing = (c.source_id == source_id, c.missing_since.is_not(None), c.withdrawn_at.is_(None))
    return {row[1]: Held._make(row) for row in connection.execute(select(*columns).where(*missing))}


def count_records(connection: Connection, group_ids: Iterable[int]) -> int:
    """How many records the groups hold."""
    query = select(func.sum(_GROUP.c.records)).where(among(connection, _GROUP.c.id, group_ids))
    return int(connection.scalar(query) or 0)


def mark(connection: Connection, group_ids: Iterable[int], **values: datetime | None) -> None:
    """Set `missing_since` or `withdrawn_at` of groups."""
    if ids := list(group_ids):
        connection.execute(update(_GROUP).where(among(connection, _GROUP.c.id, ids)).values(**values))


Window = tuple[str, str | None, datetime | None]
"""What a group says of its item: its kind, its last day (ISO), and up to when its dates were expanded."""


def window(item: Item, until: datetime | None) -> Window:
    return (item.kind, item.last.isoformat() if item.last else None, until)


def set_windows(connection: Connection, made: Mapping[int, Window]) -> None:
    """Say of groups whose items were made again what they are now, up to when their dates were expanded, and which day
    is their last."""
    values = [(*found, group_id) for group_id, found in made.items()]
    rows.update(connection, _GROUP, ("kind", "last", "expanded_until"), ("id",), values)


def set_canonical(connection: Connection, canonical: Mapping[int, str | None]) -> None:
    """Say which event, actor or article groups belong to."""
    values = [(value, group_id) for group_id, value in canonical.items()]
    rows.update(connection, _GROUP, ("canonical_id",), ("id",), values)


_GROUP_COLUMNS = (
    _GROUP.c.id, _GROUP.c.own_id, _GROUP.c.canonical_id, _GROUP.c.kind, _GROUP.c.first_seen,
    _GROUP.c.missing_since, _GROUP.c.withdrawn_at, _SOURCE.c.retired_at,
)  # fmt: skip
_STATES = select(*_GROUP_COLUMNS).join(_SOURCE, _SOURCE.c.id == _GROUP.c.source_id)
_WITH_ITEMS = _STATES.add_columns(_CLEANED.c.item).join(_CLEANED, _CLEANED.c.group_id == _GROUP.c.id)
_IDS = select(_GROUP.c.id)


def states_of(connection: Connection, group_ids: Iterable[int]) -> dict[int, Any]:
    """Rows of `_GROUP_COLUMNS`, by id."""
    return {row.id: row for row in rows.chosen(connection, _STATES, _GROUP.c.id, group_ids)}


def inactive(connection: Connection, group_ids: Iterable[int]) -> set[int]:
    """Those of the groups that are withdrawn, or whose source is retired."""
    query = select(_GROUP.c.id).join(_SOURCE, _SOURCE.c.id == _GROUP.c.source_id)
    past = _GROUP.c.withdrawn_at.is_not(None) | _SOURCE.c.retired_at.is_not(None)
    return set(connection.scalars(query.where(past, among(connection, _GROUP.c.id, group_ids))))


def with_items(connection: Connection, items: Mapping[int, bytes]) -> dict[int, Group]:
    """Groups by id, with their items as given (as written)."""
    return {i: _group(row, items[i]) for i, row in states_of(connection, items).items()}


def load(connection: Connection, group_ids: Iterable[int]) -> dict[int, Group]:
    """Groups with their items, by id."""
    ids = list(group_ids)
    if not ids:
        return {}
    found = rows.chosen(connection, _WITH_ITEMS, _GROUP.c.id, ids)
    return {row[0]: _group(row, row[8]) for row in found}


def _group(row: Sequence[Any], item: str | bytes) -> Group:
    return Group(
        id=row[0],
        own_id=row[1],
        canonical_id=row[2],
        kind=row[3],
        item=from_json(Item, item),
        first_seen=row[4],
        missing_since=row[5],
        withdrawn_at=row[6],
        retired=row[7] is not None,
    )


def windows(connection: Connection, group_ids: Iterable[int]) -> dict[int, datetime | None]:
    """The end of the window that dates were expanded to, by group; None of what has no date beyond it."""
    query = select(_GROUP.c.id, _GROUP.c.expanded_until).where(among(connection, _GROUP.c.id, group_ids))
    return {row[0]: row[1] for row in connection.execute(query).all()}


def all_ids(connection: Connection, *kinds: str) -> list[int]:
    """The ids of all groups, or of those of `kinds`, in order."""
    query = select(_GROUP.c.id).order_by(_GROUP.c.id)
    return list(connection.scalars(query.where(_GROUP.c.kind.in_(kinds)) if kinds else query))


def stray(connection: Connection, table: Table) -> list[str]:
    """The ids that `table` (events, actors or articles) shows and that no group belongs to."""
    c = table.c
    # Both from indexes: a million events are some gigabytes, and hardly any is asked whether it is gone.
    strange = select(c.id).except_(select(_GROUP.c.canonical_id))
    return list(connection.scalars(select(c.id).where(c.id.in_(strange), c.gone_at.is_(None))))


def ids_of_source(connection: Connection, source_id: str) -> list[int]:
    return list(connection.scalars(select(_GROUP.c.id).where(_GROUP.c.source_id == source_id)))


def ids_of_events(connection: Connection, event_ids: Iterable[str]) -> set[int]:
    """The groups that belong to any of the events, actors or articles."""
    return {row[0] for row in rows.chosen(connection, _IDS, _GROUP.c.canonical_id, event_ids)}


def canonical_of(connection: Connection, own_id: str) -> str | None:
    """The event, actor or article that a public id, once given, leads to now; None when it was never given."""
    return connection.scalar(select(_GROUP.c.canonical_id).where(_GROUP.c.own_id == own_id))


def expiring(connection: Connection, before: datetime) -> dict[str, list[int]]:
    """Groups with an endless rule whose window ends before `before`, by source; retired sources left out."""
    c, s = _GROUP.c, _SOURCE.c
    query = select(c.source_id, c.id).join(_SOURCE, s.id == c.source_id)
    due = (c.expanded_until < before, c.withdrawn_at.is_(None), s.retired_at.is_(None))
    found: dict[str, list[int]] = {}
    # Sorted here: asked to, SQLite would go through all groups in the order of their sources.
    for group_id, source_id in sorted(
        (row.id, row.source_id) for row in connection.execute(query.where(*due))
    ):
        found.setdefault(source_id, []).append(group_id)
    return dict(sorted(found.items()))
