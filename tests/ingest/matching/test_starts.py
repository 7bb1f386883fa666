"""When an event begins, as matching compares it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from agregateur.ingest.matching.starts import UNKNOWN, starts_by_day
from agregateur.model import Item, Occurrence
from tests.ingest.items import item

D = "2026-12-05"


def days_of(one: Item) -> dict[int, tuple[int, ...]]:
    return starts_by_day(one.occurrences)[0]


def test_starts_on_the_clock_of_the_place() -> None:
    there = Occurrence(start=datetime(2026, 12, 5, 19, 30, tzinfo=UTC))
    stated = replace(item("a", "Bal", f"{D} 20:30"), occurrences=(there,))
    assert days_of(stated) == days_of(item("a", "Bal", f"{D} 20:30"))
    assert list(days_of(item("a", "Bal", f"{D} 00:00")).values()) == [(UNKNOWN,)], "midnight: no hour"
    assert len(days_of(item("a", "Fête", D, days=3))) == 3
    assert len(days_of(item("a", "Exposition", D, days=90))) == 1
