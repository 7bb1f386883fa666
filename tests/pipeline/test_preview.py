"""What `agregateur read` shows a person of one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from agregateur.preview import preview
from tests.pipeline.portal import calendar, vevent


def test_an_item_without_a_place_leaves_no_blank_line(tmp_path: Path) -> None:
    file = tmp_path / "agenda.ics"
    file.write_bytes(calendar(vevent("a", "Réunion", "20261205T203000", place="")))
    found = preview(file, None, datetime(2026, 11, 23, tzinfo=UTC), max_bytes=10_000, max_items=10)
    assert list(found.sentences())[2:] == [
        "",
        "Réunion  [event, confirmed]",
        "  2026-12-05T19:30:00Z",
    ]
