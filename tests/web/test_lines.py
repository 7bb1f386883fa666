"""Written items are held by their change number, and go when what they rest on changes."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from agregateur.store import numbering
from agregateur.web.lines import Lines
from tests.web import factory
from tests.web.conftest import Portal

EVENTS = "/api/v1/events?limite=5"


def test_only_what_changed_is_written_again(portal: Portal) -> None:
    first = portal.get(EVENTS)
    again, statements = portal.counted(EVENTS)
    assert again.content == first.content
    assert not [said for said in statements if "event.data" in said]
    with portal.database.writer() as connection:
        changed = "UPDATE event SET data = replace(data, 'Concert', 'Récital'), change = change + 1000"
        connection.execute(text(f"{changed} WHERE id = 'noel'"))
        connection.execute(text("UPDATE communechange SET change = change + 1000"))
        connection.execute(text("UPDATE meta SET value = value + 1000 WHERE key = 'change'"))
    answer, statements = portal.counted(EVENTS)
    assert "Récital de Noël" in answer.text
    (read,) = [said for said in statements if "event.data" in said]
    assert read.count("?") == 1, "one event was read"


def test_a_source_of_another_name_is_named_so_within_a_minute(portal: Portal) -> None:
    assert "MJC du Briançonnais" in portal.get(EVENTS).text
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE source SET name = 'La Maison' WHERE id = 'mjc'"))
    portal.now = factory.NOW + timedelta(seconds=61)
    names = {credit["name"] for item in portal.get(EVENTS).json()["items"] for credit in item["credits"]}
    assert "La Maison" in names
    assert "MJC du Briançonnais" not in names


def test_under_a_new_number_nobody_is_told_an_old_name(portal: Portal) -> None:
    assert "MJC du Briançonnais" in portal.get(EVENTS).text
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE source SET name = 'La Maison' WHERE id = 'mjc'"))
        numbering.named_otherwise(connection, ["mjc"])
    answer = portal.get(EVENTS).text
    assert "La Maison" in answer and "MJC du Briançonnais" not in answer


def test_the_one_asked_for_longest_ago_goes_first() -> None:
    lines = Lines(most=2)
    made: list[str] = []

    def make(ids: list[str]) -> dict[str, bytes]:
        made.extend(ids)
        return {id: id.encode() for id in ids if id != "none"}

    for keys in ([("a", 1), ("b", 1)], [("a", 1)], [("none", 1)], [("a", 1)], [("none", 1)], [("b", 1)]):
        lines.get(keys, make)
    assert made == ["a", "b", "none", "b"]
    assert lines.get([("none", 2), ("a", 2)], make) == {"none": None, "a": b"a"}
