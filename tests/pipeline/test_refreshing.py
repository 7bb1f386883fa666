"""Texts of an older version are rendered again by the next harvest: once, and no reader sees a change."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from agregateur import refreshing
from tests.pipeline.portal import Portal, calendar, vevent


def test_older_texts_are_rendered_again_once(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "_BATCH", 2)
    portal.put("mjc", calendar(*(vevent(f"u{n}", f"Bal {n}", f"2026120{n}T203000") for n in range(1, 6))))
    portal.put("cache", calendar(vevent("c", "Vernissage", "20261220")), republication="portail")
    portal.harvest()
    before = portal.dump()
    assert len([row for row in before["event"] if "BEGIN:VEVENT" in row]) == 5, "one may not leave"
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE event SET ical = 'OLD', render_version = 1 WHERE title <> 'Bal 3'"))
        connection.execute(text("UPDATE meta SET value = '1' WHERE key = 'rendered'"))
    assert refreshing.refresh(portal.context) == 5
    assert portal.dump() == before
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE event SET ical = 'OLD', render_version = 1"))
        connection.execute(text("UPDATE meta SET value = '1' WHERE key = 'rendered'"))
    portal.harvest()
    assert portal.dump() == before, "a harvest does it, of whatever source"
    assert refreshing.refresh(portal.context) == 0


def test_a_store_that_is_up_to_date_costs_one_row(portal: Portal) -> None:
    portal.put("mjc", calendar(vevent("u", "Bal", "20261201T203000")))
    portal.harvest()
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE event SET render_version = 1"))
    assert refreshing.refresh(portal.context) == 0, "believed: what is written is of this version"
