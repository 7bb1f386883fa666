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


def test_what_ends_late_on_another_day_lasts_for_both() -> None:
    def length(start: str, hours: float) -> int:
        return starts_by_day(item("a", "24 heures de nage", start, hours=hours).occurrences)[1]

    assert length(f"{D} 18:00", 24) == 2
    assert length(f"{D} 14:00", 28) == 2
    assert length(f"{D} 19:00", 48) == 3
    assert length(f"{D} 21:00", 9) == 1, "a night is of its evening"
    assert length(f"{D} 18:00", 36) == 2, "so is the second"
