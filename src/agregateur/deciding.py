"""What a human decides about events and records: kept, put in force at once, reported, and taken back.

The command line and the moderators' pages call the same functions. A record is named `SOURCE:UID`, an event by its
public id, its page's last part, or its page's address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product

from sqlalchemy import Connection

from agregateur.canonical import settle_and_write
from agregateur.context import Context
from agregateur.errors import StoreError
from agregateur.ingest import corrections
from agregateur.store import decisions, groups, read
from agregateur.store.decisions import Kind, Name
from agregateur.store.naming import named

MAX_PAIRS = 400
"""Pairs of records that one decision on two events may name: twenty announcements each."""


@dataclass(frozen=True, slots=True)
class Decided:
    """Numbers of the decisions kept, and the events that the named records belong to afterwards (None: not shown)."""

    numbers: tuple[int, ...]
    events: tuple[str | None, ...]


def decide(
    context: Context,
    kind: Kind,
    first: str,
    second: str | None = None,
    *,
    now: datetime,
    setting: tuple[str, str] | None = None,
    by: str | None = None,
    reason: str | None = None,
) -> Decided:
    """Keep a decision and put it in force.

    `same` and `distinct` take two names (of events: every record of one with every record of the other), `hide` one
    (of an event: all its records; an event of which one record is hidden is not shown), `set` one and a `setting`
    (field, value). Raises StoreError; then nothing is kept.
    """
    if setting is not None:
        setting = (setting[0], corrections.checked(*setting))
    with context.database.writer() as connection:
        pairs = _pairs(connection, kind, first, second)
        numbers, touched = [], set()
        for a, b in pairs:
            number, ids = decisions.decide(
                connection, kind, a, b, now=now, setting=setting, by=by, reason=reason
            )
            numbers.append(number)
            touched |= ids
        settle_and_write(context, connection, touched, now)
        after = _events(connection, touched)
        if setting is not None:
            _check_set(connection, after, setting[0], numbers[-1])
    return Decided(tuple(numbers), after)


def _events(connection: Connection, touched: set[int]) -> tuple[str | None, ...]:
    found = {g.canonical_id for g in groups.load(connection, touched).values()}
    shown = read.shown(connection, [event for event in found if event])
    kept = {event if event in shown and not shown[event].gone else None for event in found if event}
    return tuple(sorted(kept, key=lambda event: event or ""))


def _check_set(connection: Connection, events: Sequence[str | None], field: str, number: int) -> None:
    """Raises StoreError when the field could not be set on what the event is now."""
    for event_id in filter(None, events):
        event = read.shown(connection, [event_id])[event_id].event
        if event.provenance.get(field) != (corrections.BY_HAND, str(number)):
            raise StoreError(
                f"{field} cannot be set on {event_id}: it has {len(event.occurrences)} dates, or the end would not "
                "follow the start; correct the dates at their source",
                code="bad_value",
            )


def _pairs(
    connection: Connection, kind: Kind, first: str, second: str | None
) -> Sequence[tuple[Name, Name | None]]:
    one = named(connection, first)
    if kind == "hide":
        return [(name, None) for name in one.names]
    if kind == "set":
        if one.event is None:
            raise StoreError(
                f"{first} is not shown as an event: nothing can be set on it", code="unknown_event"
            )
        return [(one.names[0], None)]
    if second is None:
        raise StoreError(f"a decision '{kind}' needs two records or two events")
    other = named(connection, second)
    if set(one.names) & set(other.names):
        if kind == "same" and one.whole and other.whole:
            raise StoreError(f"{first} and {second} are one event already", code="already")
        raise StoreError(
            f"{first} and {second} have a record in common; name the records that are {kind}", code="already"
        )
    found = list(product(one.names, other.names))
    if len(found) > MAX_PAIRS:
        raise StoreError(
            f"these two events have {len(one.names)} and {len(other.names)} records; name two records",
            code="too_many",
        )
    return found


def revoke(context: Context, number: int, *, now: datetime) -> Decided:
    """Take a decision back, with all that the same act kept, as if it had never been.

    Raises StoreError when it is not in force.
    """
    with context.database.writer() as connection:
        numbers = decisions.of_one_act(connection, number)
        touched = {i for one in numbers for i in decisions.revoke(connection, one, now=now)}
        settle_and_write(context, connection, touched, now)
        after = _events(connection, touched)
    return Decided(tuple(numbers), after)
