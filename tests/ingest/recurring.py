"""Records that come back, and what is asked of their dates."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.contract import Record, When
from agregateur.ingest.recurrence import expand
from agregateur.model import Expansion

PARIS = ZoneInfo("Europe/Paris")
WINDOW = (datetime(2026, 10, 22, tzinfo=UTC), datetime(2027, 12, 23, tzinfo=UTC))
TUESDAY = datetime(2026, 11, 3, 20, 0, tzinfo=PARIS)


def record(start: When | None = TUESDAY, **fields: Any) -> Record:
    return Record(**{"uid": "u", "title": "Chorale", "start": start, **fields})


def given_records(*records: Record, zone: str = "Europe/Paris") -> Expansion:
    return expand(records, zone=zone, window=WINDOW)


def starts(expansion: Expansion) -> list[str]:
    return [o.start.isoformat() for o in expansion.occurrences]


def codes(expansion: Expansion) -> list[str]:
    return [repair.code for repair in expansion.repairs]


def at(day: int, month: int, year: int = 2026, hour: int = 20, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)
