"""Texts are held as the store is now: what changed is read again, alone, and nothing is older than who asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, text

from agregateur.store import read
from agregateur.store.database import Database
from agregateur.web import texts
from agregateur.web.texts import Texts
from tests.web.conftest import Portal
from tests.web.factory import TODAY, Filler, at, event

IDS = ["a", "b", "c"]
WHOLE = "/agenda.ics?limite=5000"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    made = Database(database_url)
    with made.writer() as connection:
        fill = Filler(connection)
        fill.source("mjc", "MJC")
        for id in IDS:
            fill.event(event(id, id.upper(), at(1)))
    yield made
    made.dispose()


def change(database: Database, id: str, said: str, number: int) -> None:
    with database.writer() as connection:
        values = {"id": id, "said": said, "number": number}
        connection.execute(text("UPDATE event SET ical = :said, change = :number WHERE id = :id"), values)
        connection.execute(text("UPDATE meta SET value = :number WHERE key = 'change'"), values)


def said(held: Texts, database: Database, ids: list[str] | None = None) -> str:
    with database.reader() as connection:
        return told(held, connection, ids)


def told(held: Texts, connection: Connection, ids: list[str] | None = None, day: date = TODAY) -> str:
    return " ".join(one.ical.decode() for one in held.of(connection, ids or IDS, list, day=day))


@pytest.fixture
def asked(database: Database, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was asked of the store; every text is one letter there."""
    for number, id in enumerate(IDS):
        change(database, id, id, 1_000 + number)
    found: list[list[str]] = []

    def counted(connection: Connection, ids: list[str]) -> list[read.Fragment]:
        found.append(ids)
        return read_texts(connection, ids)

    read_texts = read.texts
    monkeypatch.setattr(read, "texts", counted)
    return found


def test_what_changed_is_read_again_alone(database: Database, asked: list[list[str]]) -> None:
    held = Texts()
    assert said(held, database, ["c", "a"]) == "c a"
    assert said(held, database) == "a b c"
    change(database, "b", "B", 2_000)
    assert said(held, database) == "a B c"
    assert said(held, database) == "a B c"
    assert said(held, database, ["never", "a"]) == "a"
    assert asked == [["c", "a"], ["b"], ["b"], ["never"]]


def test_who_sees_the_store_as_it_was_gets_that_and_leaves_nothing_behind(
    database: Database, asked: list[list[str]]
) -> None:
    held = Texts()
    with database.reader() as before:
        assert read.change_number(before, None) == 1_002
        change(database, "b", "B", 2_000)
        assert said(held, database) == "a B c"
        assert told(held, before) == "a b c"
    assert said(held, database) == "a B c"


def test_what_was_read_meanwhile_is_not_held_as_of_now(
    database: Database, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One asks, the store changes, another asks for something else: what the first one read is of before."""
    held = Texts()
    read_texts = read.texts

    def slow(connection: Connection, ids: list[str]) -> list[read.Fragment]:
        found = read_texts(connection, ids)
        if "b" in ids and not changed:
            changed.append(True)
            change(database, "b", "B", 2_000)
            assert said(held, database, ["a"]) == "a"
        return found

    changed: list[bool] = []
    monkeypatch.setattr(read, "texts", slow)
    assert said(held, database, ["b"]) == "b"
    assert said(held, database) == "a B c"


def test_a_store_that_went_back_is_read_anew(database: Database, asked: list[list[str]]) -> None:
    held = Texts()
    change(database, "b", "B", 2_000)
    assert said(held, database) == "a B c"
    change(database, "b", "b", 1_500)
    assert said(held, database) == "a b c"


def test_much_that_changed_at_once_lets_go_of_all(
    database: Database, asked: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "_MANY", 1)
    held = Texts()
    said(held, database)
    change(database, "a", "A", 2_000)
    change(database, "b", "B", 2_001)
    assert said(held, database) == "A B c"
    assert asked == [IDS, IDS]


def test_another_day_reads_all_again(database: Database, asked: list[list[str]]) -> None:
    """What enters the window of stored dates by time alone has no change number."""
    held = Texts()
    said(held, database)
    with database.writer() as connection:
        connection.execute(text("UPDATE event SET ical = 'later' WHERE id = 'b'"))
    with database.reader() as connection:
        assert told(held, connection) == "a b c"
        assert told(held, connection, day=TODAY + timedelta(days=1)) == "a later c"


def test_memory_is_bounded(database: Database, asked: list[list[str]]) -> None:
    held = Texts(most=2 * (1 + texts._OVERHEAD))
    for _ in range(2):
        assert said(held, database) == "a b c"
    assert asked == [IDS, ["a"]], "the one held longest went"
    assert held._weight == 2 * (1 + texts._OVERHEAD)


def test_a_calendar_of_all_reads_no_text_twice(portal: Portal) -> None:
    first, statements = portal.counted(WHOLE)
    assert [said for said in statements if "event.ical" in said]
    again, statements = portal.counted(WHOLE.replace("5000", "4999"))
    assert not [said for said in statements if "event.ical" in said]
    strip = [line for line in first.text.splitlines() if not line.startswith(("SOURCE", "URL"))]
    assert [line for line in again.text.splitlines() if not line.startswith(("SOURCE", "URL"))] == strip
    english, statements = portal.counted(f"/en{WHOLE}")
    assert [said for said in statements if "event.data" in said]
    assert english.text.count("BEGIN:VEVENT") == first.text.count("BEGIN:VEVENT")
    again, statements = portal.counted(f"/en{WHOLE}".replace("5000", "4999"))
    assert not [said for said in statements if "event.data" in said or "event.ical" in said]
    assert "Free" in english.text and "Free" in again.text
    plain = portal.get("/agenda.ics")
    assert plain.text.count("BEGIN:VEVENT") == first.text.count("BEGIN:VEVENT") > 10
