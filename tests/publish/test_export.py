"""The lines of `export`: other programs rely on each name here."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agregateur.contract import Record
from agregateur.model import Contact, Event, Item, Member, Occurrence, Place
from agregateur.publish import export
from tests.publish.strategies import events, words
from tests.publish.test_ical import at, concert


def written(lines: list[dict[str, Any]], format: export.Format, **more: Any) -> str:
    stream = io.StringIO(newline="")
    export.write(lines, format, stream, **more)
    return stream.getvalue()


def test_an_event_line_to_the_letter() -> None:
    event = concert(
        occurrences=(
            Occurrence(start=at(2026, 12, 19, 20, 30), status="cancelled"),
            Occurrence(start=at(2026, 12, 12, 20, 30), end=at(2026, 12, 12, 22)),
        ),
        insee="05023",
        categories=("musique",),
        public=("familles",),
        acces="gratuit",
        organizer="MJC",
        url="https://mjc.example/noel",
        members=(
            Member(source="mjc", uid="1", url="https://mjc.example/noel", republication="complet"),
            Member(source="office", uid="7", missing_since=datetime(2026, 11, 1, tzinfo=UTC)),
        ),
    )
    assert export.event_line(event, commune="Briançon") == {
        "id": "k3v9",
        "title": "Concert de Noël",
        "description": "Chorale, puis vin chaud.",
        "status": "confirmed",
        "start": "2026-12-12T19:30:00Z",
        "end": "2026-12-12T21:00:00Z",
        "timezone": "Europe/Paris",
        "occurrences": [
            {"start": "2026-12-12T19:30:00Z", "end": "2026-12-12T21:00:00Z"},
            {"start": "2026-12-19T19:30:00Z", "end": None, "status": "cancelled"},
        ],
        "venue": "MJC",
        "street": "2 rue du Temple",
        "postcode": "05100",
        "city": "Briançon",
        "insee": "05023",
        "commune": "Briançon",
        "latitude": None,
        "longitude": None,
        "categories": ["musique"],
        "public": ["familles"],
        "acces": "gratuit",
        "price": None,
        "online": None,
        "organizer": "MJC",
        "url": "https://mjc.example/noel",
        "image": None,
        "updated": "2026-11-02T03:04:05Z",
        "records": [{"source": "mjc", "uid": "1", "url": "https://mjc.example/noel"}],
        "inscription": None,
        "accessibilite": [],
        "sold_out": False,
        "republication": "complet",
        "image_credit": None,
        "licence": None,
        "credits": [],
    }


def test_a_record_line_to_the_letter() -> None:
    record = Record(uid="1@mjc", recurrence_id=at(2026, 12, 12, 20, 30), title="Concert")
    days = (Occurrence(start=date(2026, 12, 12), end=date(2026, 12, 14)),)
    line = export.record_line("mjc", record, days, event_id="k3v9", insee="05023", status="postponed")
    assert line == {
        "source": "mjc",
        "uid": "1@mjc",
        "recurrence_id": "2026-12-12T19:30:00Z",
        "kind": "event",
        "event": "k3v9",
        "insee": "05023",
        "occurrences": [{"start": "2026-12-12", "end": "2026-12-14"}],
        "status": "postponed",
    }
    assert export.record_line("mjc", record, withdrawn=True)["status"] == "withdrawn"
    assert export.record_line("mjc", record, status="moved-online")["status"] == "confirmed"


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        (at(2026, 7, 14, 20, 30), "2026-07-14T18:30:00Z"),
        (datetime(2026, 7, 14, 20, 30, 5, 999, tzinfo=ZoneInfo("Asia/Kathmandu")), "2026-07-14T14:45:05Z"),
        (at(2026, 10, 25, 2, 30).replace(fold=1), "2026-10-25T01:30:00Z"),
        (date(2026, 7, 14), "2026-07-14"),
        (datetime(2026, 7, 14, 20, 30), "2026-07-14T20:30:00"),
        (None, None),
    ],
)
def test_times(when: Any, shown: str | None) -> None:
    assert export.when(when) == shown


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("contact@mjc.example", True),
        ("Mairie-gap@ville.example", True),
        ("secrétariat@x.example", True),
        ("jeanne.martin@x.example", False),
        ("contacteur@x.example", False),
        ("contact", False),
        (None, False),
    ],
)
def test_addresses_of_roles_and_of_persons(email: str | None, role: bool) -> None:
    line = export.actor_line("a1", item(contact=Contact(telephone="+33 4 92 00 00 00", email=email)))
    assert line["email"] == (email if role else None)


def item(**changes: Any) -> Item:
    stated = {"source": "carte", "uid": "9", "kind": "actor", "title": "MJC", "url": "https://mjc.example"}
    return Item(**(stated | changes))


def test_every_line_has_the_columns_of_its_kind() -> None:
    lines: dict[str, dict[str, Any]] = {
        "events": export.event_line(concert()),
        "records": export.record_line("mjc", Record(uid="1")),
        "actors": export.actor_line(
            "a1", item(place=Place(latitude=float("nan"), longitude=6.0)), insee="05023"
        ),
        "articles": export.article_line(
            "n1", item(kind="article"), published=datetime(2026, 11, 2, tzinfo=UTC)
        ),
    }
    assert lines["actors"]["latitude"] is None
    assert lines["articles"]["published"] == "2026-11-02T00:00:00Z"
    for kind, columns in export.COLUMNS.items():
        assert tuple(lines[kind]) == columns


# --- JSON Lines and CSV ------------------------------------------------------------------------------------------


@settings(max_examples=25)
@given(st.lists(events(), max_size=3))
def test_json_lines_hold_one_event_a_line(found: list[Event]) -> None:
    lines = [export.event_line(event) for event in found]
    body = written(lines, "jsonl")
    body.encode()  # lone surrogates are written as escapes
    assert [json.loads(line) for line in body.split("\n")[:-1]] == lines


@settings(max_examples=25)
@given(st.lists(events(), min_size=1, max_size=3))
def test_no_cell_is_a_formula(found: list[Event]) -> None:
    body = written([export.event_line(event) for event in found], "csv", columns=export.COLUMNS["events"])
    rows = list(csv.reader(io.StringIO(body, newline="")))
    body.encode()
    assert tuple(rows[0]) == export.COLUMNS["events"] and len(rows) == len(found) + 1
    numbers = {rows[0].index("latitude"), rows[0].index("longitude")}
    for row in rows[1:]:
        for index, cell in enumerate(row):
            if index not in numbers:
                assert not cell.startswith(
                    ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
                )


@given(words)
def test_a_cell_keeps_its_text(value: str) -> None:
    cell = str(export.cell(value))
    whole = value.encode("utf-8", "replace").decode()
    assert cell in {whole, f"'{whole}"}


def test_cells() -> None:
    assert export.cell(["musique", "fetes"]) == "musique, fetes"
    assert export.cell([{"start": "2026-12-12"}]) == '[{"start": "2026-12-12"}]'
    assert export.cell(-61.5) == -61.5
    assert export.cell("+33 4 92 00 00 00") == "'+33 4 92 00 00 00"
    assert export.cell(["=1+1"]) == "'=1+1"
    assert (export.cell(None), export.cell([]), export.cell(0)) == ("", "", 0)


def test_an_empty_export_has_its_header() -> None:
    assert written([], "csv", columns=("id", "title")) == "id,title\r\n"
    assert written([], "jsonl") == ""


def test_lines_are_written_as_they_come() -> None:
    stream = io.StringIO(newline="")
    seen = []

    def lines() -> Any:
        for n in range(3):
            seen.append(len(stream.getvalue()))
            yield {"id": n}

    export.write(lines(), "jsonl", stream)
    assert seen == sorted(set(seen))
