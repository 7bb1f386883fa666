"""What sources state, as stored: groups (source, uid) with their records, and the keys under which they meet."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from agregateur import contract
from agregateur.model import Item, from_json, to_json
from agregateur.store import tables
from agregateur.text import encode_when

_GROUP = tables.UidGroup.__table__  # type: ignore[attr-defined]
_RECORD = tables.Record.__table__  # type: ignore[attr-defined]
_CANDIDATE = tables.CandidateKey.__table__  # type: ignore[attr-defined]
_VENUE = tables.VenueKey.__table__  # type: ignore[attr-defined]
_SOURCE = tables.Source.__table__  # type: ignore[attr-defined]

CHUNK = 500
"""Values in one IN list: far below the limits of both engines (SQLite 32,766 parameters)."""


@dataclass(frozen=True, slots=True)
class Held:
    """A group the store holds, without its text."""

    id: int
    uid: str
    kind: str
    digest: str
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
    def age(self) -> tuple[datetime, str, str]:
        """The order that names an event: oldest first."""
        return (self.first_seen, self.item.source, self.item.uid)


@dataclass(frozen=True, slots=True)
class Stated:
    """A group to save: the records as stated and the item made of them."""

    key: str
    digest: str
    records: tuple[contract.Record, ...]
    item: Item
    expanded_until: datetime | None


@dataclass(slots=True)
class Saved:
    """What saving did, in records; `touched` are ids of groups that are new, changed, or back."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    touched: set[int] = field(default_factory=set)


def public_id(source: str, uid: str, attempt: int = 0) -> str:
    """The id a group gets for life: 12 characters [a-z2-7], 60 bits of a digest of (source, uid); no hyphen.

    A digest rather than chance: the same sources read into an empty store give the same addresses.
    """
    text = "\x1f".join((source, uid, str(attempt))).encode("utf-8", "surrogatepass")
    return b32encode(hashlib.blake2b(text, digest_size=8).digest()).decode().lower()[:12]


def record_key(record: contract.Record) -> str:
    """The written recurrence_id of a record: '' for a master."""
    return encode_when(record.recurrence_id) if record.recurrence_id is not None else ""


def held(connection: Connection, source_id: str) -> dict[str, Held]:
    """All groups of a source by uid, withdrawn ones included."""
    c = _GROUP.c
    rows = connection.execute(
        select(c.id, c.uid, c.kind, c.digest, c.last, c.missing_since, c.withdrawn_at).where(
            c.source_id == source_id
        )
    )
    return {row.uid: Held(*row) for row in rows}


def count_records(connection: Connection, group_ids: Iterable[int]) -> int:
    """How many records the groups hold."""
    total = 0
    for chunk in chunks(group_ids):
        total += len(
            connection.execute(select(_RECORD.c.group_id).where(_RECORD.c.group_id.in_(chunk))).all()
        )
    return total


def save(
    connection: Connection,
    source_id: str,
    stated: Sequence[Stated],
    before: Mapping[str, Held],
    now: datetime,
) -> Saved:
    """Insert or update groups and their records. Groups that come back lose `missing_since` and `withdrawn_at`."""
    done = Saved()
    fresh = [s for s in stated if s.key not in before]
    if fresh:
        taken = _taken_ids(connection, [public_id(source_id, s.key) for s in fresh])
        connection.execute(
            insert(_GROUP),
            [
                {
                    **_row(s),
                    "source_id": source_id,
                    "uid": s.key,
                    "own_id": _free_id(source_id, s.key, taken),
                    "first_seen": now,
                    "changed": now,
                }
                for s in fresh
            ],
        )
    ids = {key: group.id for key, group in before.items()}
    if fresh:
        for chunk in chunks(s.key for s in fresh):
            c = _GROUP.c
            query = select(c.uid, c.id).where(c.source_id == source_id, c.uid.in_(chunk))
            ids.update((row.uid, row.id) for row in connection.execute(query))
    known = [s for s in stated if s.key in before]
    if known:
        connection.execute(
            update(_GROUP)
            .where(_GROUP.c.id == bindparam("b_id"))
            .values(
                {name: bindparam(name) for name in (*_row(known[0]), "changed")}
                | {"missing_since": None, "withdrawn_at": None}
            ),
            [{"b_id": ids[s.key], **_row(s), "changed": now} for s in known],
        )
    old = _stated_by_group(connection, [ids[s.key] for s in known])
    rows: list[dict[str, Any]] = []
    for s in stated:
        group_id = ids[s.key]
        done.touched.add(group_id)
        for record in s.records:
            text, key = to_json(record), record_key(record)
            rows.append({"group_id": group_id, "recurrence_id": key, "stated": text})
            if (group_id, key) not in old:
                done.new += 1
            elif old[group_id, key] != text:
                done.changed += 1
            else:
                done.unchanged += 1
    for chunk in chunks(ids[s.key] for s in known):
        connection.execute(delete(_RECORD).where(_RECORD.c.group_id.in_(chunk)))
    if rows:
        connection.execute(insert(_RECORD), rows)
    return done


def _row(stated: Stated) -> dict[str, Any]:
    item = stated.item
    return {
        "kind": item.kind,
        "digest": stated.digest,
        "item": to_json(item),
        "insee": item.located.insee,
        "last": item.last.isoformat() if item.last else None,
        "expanded_until": stated.expanded_until,
    }


def _taken_ids(connection: Connection, wanted: Sequence[str]) -> set[str]:
    taken: set[str] = set()
    for chunk in chunks(wanted):
        taken.update(connection.scalars(select(_GROUP.c.own_id).where(_GROUP.c.own_id.in_(chunk))))
    return taken


def _free_id(source_id: str, uid: str, taken: set[str]) -> str:
    attempt = 0
    while (found := public_id(source_id, uid, attempt)) in taken:
        attempt += 1
    taken.add(found)
    return found


def _stated_by_group(connection: Connection, group_ids: Sequence[int]) -> dict[tuple[int, str], str]:
    found: dict[tuple[int, str], str] = {}
    for chunk in chunks(group_ids):
        c = _RECORD.c
        for row in connection.execute(
            select(c.group_id, c.recurrence_id, c.stated).where(c.group_id.in_(chunk))
        ):
            found[row.group_id, row.recurrence_id] = row.stated
    return found


def records_of(connection: Connection, group_ids: Iterable[int]) -> dict[int, tuple[contract.Record, ...]]:
    """The records as stated, by group; master first."""
    found: dict[int, list[contract.Record]] = {}
    for chunk in chunks(group_ids):
        c = _RECORD.c
        query = (
            select(c.group_id, c.stated).where(c.group_id.in_(chunk)).order_by(c.group_id, c.recurrence_id)
        )
        for row in connection.execute(query):
            found.setdefault(row.group_id, []).append(from_json(contract.Record, row.stated))
    return {group_id: tuple(records) for group_id, records in found.items()}


def mark(connection: Connection, group_ids: Iterable[int], **values: datetime | None) -> None:
    """Set `missing_since` or `withdrawn_at` of groups."""
    for chunk in chunks(group_ids):
        connection.execute(update(_GROUP).where(_GROUP.c.id.in_(chunk)).values(**values))


def set_item(connection: Connection, group_id: int, item: Item, **more: datetime | None) -> None:
    """Replace a group's cleaned item: located again, or expanded again with `expanded_until`."""
    values = {
        "item": to_json(item),
        "insee": item.located.insee,
        "last": item.last.isoformat() if item.last else None,
    }
    connection.execute(update(_GROUP).where(_GROUP.c.id == group_id).values(**values, **more))


def set_canonical(connection: Connection, canonical: Mapping[int, str | None]) -> None:
    """Say which event, actor or article groups belong to."""
    if canonical:
        connection.execute(
            update(_GROUP)
            .where(_GROUP.c.id == bindparam("b_id"))
            .values(canonical_id=bindparam("b_canonical")),
            [{"b_id": group_id, "b_canonical": value} for group_id, value in canonical.items()],
        )


def load(connection: Connection, group_ids: Iterable[int]) -> dict[int, Group]:
    """Groups with their items, by id."""
    found: dict[int, Group] = {}
    c, s = _GROUP.c, _SOURCE.c
    columns = (c.id, c.own_id, c.canonical_id, c.kind, c.item, c.first_seen, c.missing_since, c.withdrawn_at)
    for chunk in chunks(group_ids):
        query = select(*columns, s.retired_at).join(_SOURCE, s.id == c.source_id).where(c.id.in_(chunk))
        for row in connection.execute(query):
            found[row.id] = Group(
                id=row.id,
                own_id=row.own_id,
                canonical_id=row.canonical_id,
                kind=row.kind,
                item=from_json(Item, row.item),
                first_seen=row.first_seen,
                missing_since=row.missing_since,
                withdrawn_at=row.withdrawn_at,
                retired=row.retired_at is not None,
            )
    return found


def ids_of_source(connection: Connection, source_id: str) -> list[int]:
    return list(connection.scalars(select(_GROUP.c.id).where(_GROUP.c.source_id == source_id)))


def ids_of_events(connection: Connection, event_ids: Iterable[str]) -> set[int]:
    """The groups that belong to any of the events; actors and articles left out."""
    found: set[int] = set()
    for chunk in chunks(event_ids):
        query = select(_GROUP.c.id).where(_GROUP.c.canonical_id.in_(chunk), _GROUP.c.kind == "event")
        found.update(connection.scalars(query))
    return found


def canonical_of(connection: Connection, own_id: str) -> str | None:
    """The event, actor or article that a public id, once given, leads to now; None when it was never given."""
    return connection.scalar(select(_GROUP.c.canonical_id).where(_GROUP.c.own_id == own_id))


def expiring(connection: Connection, before: datetime) -> dict[str, list[int]]:
    """Groups with an endless rule whose window ends before `before`, by source; retired sources left out."""
    c, s = _GROUP.c, _SOURCE.c
    query = (
        select(c.source_id, c.id)
        .join(_SOURCE, s.id == c.source_id)
        .where(c.expanded_until < before, c.withdrawn_at.is_(None), s.retired_at.is_(None))
        .order_by(c.source_id, c.id)
    )
    found: dict[str, list[int]] = {}
    for row in connection.execute(query):
        found.setdefault(row.source_id, []).append(row.id)
    return found


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Lists of at most `CHUNK` values."""
    batch: list[Any] = []
    for value in values:
        batch.append(value)
        if len(batch) == CHUNK:
            yield batch
            batch = []
    if batch:
        yield batch
