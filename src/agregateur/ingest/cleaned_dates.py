"""The dates of one item, each with what its own record says: a status, another title, another place."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agregateur.contract import Record, Repair
from agregateur.ingest import places
from agregateur.ingest.given import Given, marked_title, status_of
from agregateur.model import Expansion, Occurrence, Status
from agregateur.text import encode_when, fold


def dates_told(given: Given, made: Mapping[str, Any]) -> dict[str, Any]:
    """Dates with what their own record says: a mark in an override's title concerns that date alone."""
    if given.dates is None:
        return {"timezone": given.stanza.timezone}
    overrides = {
        encode_when(record.recurrence_id): record
        for record in sorted(given.records, key=lambda r: r.sequence or 0)
        if record.recurrence_id is not None
    }
    told = {name: _override(record, given, made) for name, record in overrides.items()}
    occurrences = tuple(
        _of_override(one, told[one.record]) if one.record in told else _of_master(one, given.status)
        for one in given.dates.occurrences
    )
    status: Status = made["status"]
    if given.main.recurrence_id is not None:
        # Single dates without their series: what one says is not said of the others.
        status = "confirmed"
    states = {one.status for one in occurrences}
    if len(states) == 1:
        status = states.pop()
    start = given.main.start
    return {
        "timezone": given.dates.timezone,
        "utc": isinstance(start, datetime) and str(start.tzinfo) == "UTC",
        "occurrences": occurrences,
        "first": given.dates.first,
        "last": given.dates.last,
        "endless": given.dates.endless,
        "rule": given.dates.rule,
        "recurs": _recurs(given.records, given.dates),
        "status": status,
    }


def _recurs(records: Sequence[Record], expansion: Expansion) -> str | None:
    if not expansion.endless or expansion.rule is not None:
        return None
    stated = [
        (
            r.recurrence_id,
            r.this_and_future,
            r.start,
            r.end,
            r.duration,
            r.rrule,
            r.rdate,
            r.exdate,
            r.periods,
            r.exrule,
        )
        for r in records
    ]
    return hashlib.blake2b(repr((expansion.timezone, stated)).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class _Told:
    """What an override says of its date."""

    status: Status
    title: str | None
    venue: str | None


def _override(record: Record, given: Given, made: Mapping[str, Any]) -> _Told:
    repairs: list[Repair] = [] if record is given.main else given.repairs
    marked = marked_title(record, repairs)
    status = status_of(record, marked, repairs)
    if (
        status == "confirmed"
        and given.main.recurrence_id is None
        and not record.status
        and given.status == "cancelled"
    ):
        status = "cancelled"
    place = places.place_of(record, None, [])
    venue = place.venue or place.street or place.city or place.text
    usual = made["place"]
    same = place == usual or venue in (None, usual.venue or usual.street or usual.city or usual.text)
    return _Told(
        status=status,
        title=marked.title if marked.title and fold(marked.title) != fold(made["title"]) else None,
        venue=None if same else venue,
    )


def _of_override(one: Occurrence, told: _Told) -> Occurrence:
    return replace(one, status=told.status, title=told.title, venue=told.venue)


def _of_master(one: Occurrence, status: Status) -> Occurrence:
    if one.status == status and one.title is None and one.venue is None:
        return one
    return replace(one, status=status, title=None, venue=None)
