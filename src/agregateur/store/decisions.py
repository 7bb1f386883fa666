"""What humans settled: kept, reversible, and in force at every later run."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, and_, insert, select, update

from agregateur.errors import StoreError
from agregateur.model import Item
from agregateur.store import tables

_DECISION = tables.core(tables.Decision)
_GROUP = tables.core(tables.UidGroup)

Name = tuple[str, str]
"""(source, uid) of a group."""

Kind = Literal["same", "distinct", "hide", "set"]


@dataclass(frozen=True, slots=True)
class Correction:
    """A field of an event, the value that a human gave it ('' empties it), and the number of the decision."""

    field: str
    value: str
    number: int


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision as kept. `b` is set for same and distinct, `field` and `value` for set; times are aware UTC."""

    number: int
    kind: Kind
    a: Name
    b: Name | None
    field: str | None
    value: str | None
    reason: str | None
    by: str | None
    at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decisions in force: `verdicts` by pair of names, the names that are hidden, and what was set, by name."""

    verdicts: dict[frozenset[Name], Literal["same", "distinct"]]
    hides: frozenset[Name]
    sets: dict[Name, tuple[Correction, ...]] = field(default_factory=dict)

    def on(self, a: Item, b: Item) -> Literal["same", "distinct"] | None:
        if not self.verdicts:
            return None
        return self.verdicts.get(frozenset(((a.source, a.uid), (b.source, b.uid))))

    def hidden(self, item: Item) -> bool:
        return (item.source, item.uid) in self.hides

    def corrections(self, items: Iterable[Item]) -> tuple[Correction, ...]:
        """What was set on the event made of `items`, in the order of decision."""
        if not self.sets:
            return ()
        found = (one for item in items for one in self.sets.get((item.source, item.uid), ()))
        return tuple(sorted(found, key=lambda one: one.number))

    def pairs(self, connection: Connection, touched: Container[int]) -> set[tuple[int, int]]:
        """Pairs of group ids decided to be the same that have a touched end: they may share no key."""
        found = set()
        for names in (n for n, outcome in self.verdicts.items() if outcome == "same" and len(n) == 2):
            ids = [group_id(connection, name) for name in names]
            if None not in ids and any(i in touched for i in ids):
                low, high = sorted(i for i in ids if i is not None)
                found.add((low, high))
        return found


def group_id(connection: Connection, name: Name) -> int | None:
    """The id of the group of that (source, uid), or None."""
    c = _GROUP.c
    return connection.scalar(select(c.id).where(and_(c.source_id == name[0], c.uid == name[1])))


def in_force(connection: Connection) -> Decisions:
    """All decisions that were not revoked; of two on one pair the later one holds."""
    verdicts: dict[frozenset[Name], Any] = {}
    hides: set[Name] = set()
    sets: dict[Name, list[Correction]] = {}
    for one in listed(connection):
        if one.kind == "hide":
            hides.add(one.a)
        elif one.kind == "set":
            sets.setdefault(one.a, []).append(Correction(one.field or "", one.value or "", one.number))
        elif one.b is not None:
            verdicts[frozenset((one.a, one.b))] = one.kind
    return Decisions(verdicts, frozenset(hides), {name: tuple(found) for name, found in sets.items()})


def listed(connection: Connection, *, revoked: bool = False) -> list[Decision]:
    """Decisions in the order they were taken; `revoked`: those that were taken back too."""
    query = select(_DECISION).order_by(_DECISION.c.id)
    if not revoked:
        query = query.where(_DECISION.c.revoked_at.is_(None))
    return [
        Decision(
            number=row.id,
            kind=row.kind,
            a=(row.a_source, row.a_uid),
            b=(row.b_source, row.b_uid) if row.b_source is not None else None,
            field=row.field,
            value=row.value,
            reason=row.reason,
            by=row.by,
            at=row.at,
            revoked_at=row.revoked_at,
        )
        for row in connection.execute(query)
    ]


def decide(
    connection: Connection,
    kind: Kind,
    a: Name,
    b: Name | None = None,
    *,
    now: datetime,
    setting: tuple[str, str] | None = None,
    by: str | None = None,
    reason: str | None = None,
) -> tuple[int, set[int]]:
    """Keep a decision; `setting` is the (field, value) of a `set`. Out: its number, and the ids of the groups to
    settle again.

    Raises StoreError on an unknown record.
    """
    names = [a] if b is None else [a, b]
    if (b is None) != (kind in {"hide", "set"}) or a == b:
        raise StoreError(
            f"a decision '{kind}' needs {'one record' if kind in {'hide', 'set'} else 'two records'}"
        )
    if (setting is None) == (kind == "set"):
        raise StoreError("a decision 'set', and no other, needs a field and a value")
    touched = set()
    for name in names:
        found = group_id(connection, name)
        if found is None:
            raise StoreError(f"no record {name[1]!r} in source {name[0]!r}", code="unknown_record")
        touched.add(found)
    row = {"kind": kind, "a_source": a[0], "a_uid": a[1], "at": now, "by": by, "reason": reason}
    if b is not None:
        row |= {"b_source": b[0], "b_uid": b[1]}
    if setting is not None:
        row |= {"field": setting[0], "value": setting[1]}
    number = connection.execute(insert(_DECISION).values(**row).returning(_DECISION.c.id)).scalar_one()
    return int(number), touched


def of_one_act(connection: Connection, number: int) -> list[int]:
    """The decisions in force that were taken by the same act as this one: "distinct" of two events keeps one for each
    pair of their records. Raises StoreError when it is not in force."""
    c = _DECISION.c
    row = _row_in_force(connection, number)
    one_act = and_(c.kind == row.kind, c.at == row.at, c.field.is_not_distinct_from(row.field))
    query = select(c.id).where(one_act, c.revoked_at.is_(None)).order_by(c.id)
    return list(connection.scalars(query))


def revoke(connection: Connection, number: int, *, now: datetime) -> set[int]:
    """Take a decision back. Out: the ids of the groups to settle again. Raises StoreError when it is not in force."""
    row = _row_in_force(connection, number)
    connection.execute(update(_DECISION).where(_DECISION.c.id == number).values(revoked_at=now))
    names = [(row.a_source, row.a_uid)] + ([(row.b_source, row.b_uid)] if row.b_source else [])
    return {found for name in names if (found := group_id(connection, name)) is not None}


def _row_in_force(connection: Connection, number: int) -> Row[Any]:
    c = _DECISION.c
    row = connection.execute(select(_DECISION).where(c.id == number, c.revoked_at.is_(None))).first()
    if row is None:
        raise StoreError(f"no decision {number} in force", code="unknown_decision")
    return row


def overruled(found: Iterable[Decision]) -> dict[int, int]:
    """Of decisions in the order they were taken, those that a later one on the same pair speaks against: its number."""
    last: dict[frozenset[Name], Decision] = {}
    by: dict[int, int] = {}
    for one in found:
        if one.b is None or one.revoked_at is not None:
            continue
        ends = frozenset((one.a, one.b))
        if ends in last and last[ends].kind != one.kind:
            by[last[ends].number] = one.number
        last[ends] = one
    return by
