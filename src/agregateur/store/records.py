"""What sources state, written: groups with their records, each with the public id that it gets for life."""

from __future__ import annotations

import hashlib
from base64 import b32encode
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select

from agregateur import contract
from agregateur.model import from_json
from agregateur.store import rows, tables
from agregateur.store.groups import Group, Held, states_of
from agregateur.store.rows import among
from agregateur.store.stated import Stated

_GROUP = tables.core(tables.UidGroup)
_RECORD = tables.core(tables.Record)


@dataclass(slots=True)
class Saved:
    """What saving did, in records; `groups` are those that were saved, with their new items; `fresh` the new ones."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    groups: dict[int, Group] = field(default_factory=dict)
    fresh: set[int] = field(default_factory=set)


def public_id(source: str, uid: str, attempt: int = 0) -> str:
    """The id a group gets for life: 12 characters [a-z2-7], no hyphen; 15 bits of a digest of the source, then 45 of
    one of (source, uid).

    A digest rather than chance: the same sources read into an empty store give the same addresses. What one source
    tells is near in it, since what is new comes from one source at a time, and seven indexes hold the id: each event
    would stand on a leaf of its own in each of them. In a store of a million a fifth of all reads and writes of a new
    record are spared (2026-11-23).
    """
    return _digest(source)[:3] + _digest(source, uid, str(attempt))[:9]


def _digest(*parts: str) -> str:
    text = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return b32encode(hashlib.blake2b(text, digest_size=8).digest()).decode().lower()


def save(
    connection: Connection,
    source_id: str,
    stated: Sequence[Stated],
    before: Mapping[str, Held],
    now: datetime,
) -> Saved:
    """Insert or update groups and their records; their items are for `cleaned.keep`, once they have their places.

    Groups that come back lose `missing_since` and `withdrawn_at`.
    """
    done = Saved()
    fresh = [s for s in stated if s.key not in before]
    known = [s for s in stated if s.key in before]
    _insert(connection, source_id, fresh, now, done)
    _update(connection, known, before, now, done)
    return done


def _insert(
    connection: Connection, source_id: str, stated: Sequence[Stated], now: datetime, done: Saved
) -> None:
    if not stated:
        return
    own = [public_id(source_id, s.key) for s in stated]
    taken = set(connection.scalars(select(_GROUP.c.own_id).where(among(connection, _GROUP.c.own_id, own))))
    new, records = [], []
    for group_id, wanted, s in zip(_new_ids(connection, len(stated)), own, stated, strict=True):
        own_id = wanted if wanted not in taken else _free_id(source_id, s.key, taken)
        taken.add(own_id)
        new.append((group_id, source_id, s.key, s.item.kind, own_id, own_id, *_state(s), now, now))
        done.groups[group_id] = Group(
            group_id, own_id, own_id, s.item.kind, s.item, now, None, None, retired=False
        )
        records += [(group_id, key, text) for key, text in s.records]
    done.fresh.update(done.groups)
    done.new += len(records)
    columns = ("id", "source_id", "uid", "kind", "own_id", "canonical_id", *_STATE, "first_seen", "changed")
    rows.insert(connection, _GROUP, columns, new)
    rows.insert(connection, _RECORD, _STATED, records)


def _update(
    connection: Connection, stated: Sequence[Stated], before: Mapping[str, Held], now: datetime, done: Saved
) -> None:
    if not stated:
        return
    ids = {s.key: before[s.key].id for s in stated}
    values = [(s.item.kind, *_state(s), now, None, None, ids[s.key]) for s in stated]
    columns = ("kind", *_STATE, "changed", "missing_since", "withdrawn_at")
    rows.update(connection, _GROUP, columns, ("id",), values)
    states = states_of(connection, ids.values())
    old = _stated_by_group(connection, ids.values())
    records = []
    for s in stated:
        group_id = ids[s.key]
        state = states[group_id]
        done.groups[group_id] = Group(
            group_id, state.own_id, state.canonical_id, s.item.kind, s.item, state.first_seen, None, None,
            state.retired_at is not None,
        )  # fmt: skip
        for key, text in s.records:
            records.append((group_id, key, text))
            if (group_id, key) not in old:
                done.new += 1
            elif old[group_id, key] != text:
                done.changed += 1
            else:
                done.unchanged += 1
    connection.execute(delete(_RECORD).where(among(connection, _RECORD.c.group_id, ids.values())))
    rows.insert(connection, _RECORD, _STATED, records)


_STATE = ("digest", "records", "last", "expanded_until")
_STATED = ("group_id", "recurrence_id", "stated")
_ALL_STATED = select(*(_RECORD.c[name] for name in _STATED))


def _state(stated: Stated) -> tuple[Any, ...]:
    last = stated.item.last
    return (stated.digest, len(stated.records), last.isoformat() if last else None, stated.expanded_until)


_SEQUENCE = func.pg_get_serial_sequence("uidgroup", "id")


def _new_ids(connection: Connection, count: int) -> Iterable[int]:
    """Ids for new groups; the writer is alone (one collector a store), and PostgreSQL has to know what was taken."""
    if connection.dialect.name == "postgresql":
        series = func.generate_series(1, count).table_valued("n")
        return list(connection.scalars(select(func.nextval(_SEQUENCE)).select_from(series)))
    first = int(connection.scalar(select(func.max(_GROUP.c.id))) or 0) + 1
    return range(first, first + count)


def _free_id(source_id: str, uid: str, taken: set[str]) -> str:
    attempt = 0
    while (found := public_id(source_id, uid, attempt)) in taken:
        attempt += 1
    return found


def _stated_by_group(connection: Connection, group_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    found = rows.chosen(connection, _ALL_STATED, _RECORD.c.group_id, group_ids)
    return {(group_id, key): text for group_id, key, text in found}


def records_of(connection: Connection, group_ids: Iterable[int]) -> dict[int, tuple[contract.Record, ...]]:
    """The records as stated, by group; master first."""
    found: dict[int, list[contract.Record]] = {}
    c = _RECORD.c
    query = select(c.group_id, c.stated).where(among(connection, c.group_id, group_ids))
    for group_id, text in connection.execute(query.order_by(c.group_id, c.recurrence_id)).all():
        found.setdefault(group_id, []).append(from_json(contract.Record, text))
    return {group_id: tuple(records) for group_id, records in found.items()}
