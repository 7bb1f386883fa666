"""OpenActive feeds: pages that are walked to their end, and what is told of each event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.contract import Record, Rejected, Withdrawn
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest.recurrence import expand
from agregateur.ingest.statuses import says_full
from agregateur.model import Event, Occurrence, Place
from agregateur.publish import rpde
from agregateur.publish.leaving import may_leave
from agregateur.publish.rpde import About
from connecteurs.openactive import OpenActive
from connecteurs.openactive.event import read
from connecteurs.openactive.schedule import scheduled
from tests.connecteurs.samples import Answers
from tests.publish.strategies import events
from tests.publish.test_ical import concert

PARIS = ZoneInfo("Europe/Paris")
FEED = "https://agenda.example/agenda.rpde"
ABOUT = About(base_url="https://agenda.example", portal="agenda.example")


def page(following: str | None, *items: Mapping[str, Any]) -> bytes:
    return json.dumps({"next": following, "items": list(items), "license": "x"}).encode()


def item(id: str, title: str = "Bal") -> dict[str, Any]:
    data = {"@type": "Event", "name": title, "startDate": "2026-12-12T19:30:00Z"}
    return {"state": "updated", "kind": "Event", "id": id, "modified": 1, "data": data}


def gone(id: str) -> dict[str, Any]:
    return {"state": "deleted", "kind": "Event", "id": id, "modified": 2}


def walked(pages: list[bytes]) -> list[Any]:
    others = {f"{FEED}?n={n}": content for n, content in enumerate(pages[1:], 1)}
    return list(OpenActive(url=FEED).collect(Answers(pages[0], others), {}))


def test_pages_are_followed_to_the_one_that_names_itself() -> None:
    said = walked(
        [
            page(f"{FEED}?n=1", item("a")),
            page("/agenda.rpde?n=2"),
            page(f"{FEED}?n=3", item("b"), gone("c")),
            page(f"{FEED}?n=3"),
        ]
    )
    assert [one.uid if isinstance(one, Record) else one.key for one in said] == ["a", "b", "c"]


def test_what_changes_while_it_is_read_is_told_once() -> None:
    said = walked(
        [
            page(f"{FEED}?n=1", item("a")),
            page(f"{FEED}?n=2", item("a", "Autre"), gone("a")),
            page(f"{FEED}?n=2"),
        ]
    )
    assert [one.title for one in said] == ["Bal"]


@pytest.mark.parametrize(
    ("pages", "code"),
    [
        ([page(FEED, item("a"))], "paging_loop"),
        ([page(f"{FEED}?n=1", item("a")), page(FEED, item("b"))], "paging_loop"),
        ([page(None, item("a"))], "not_rpde"),
    ],
)
def test_half_a_feed_is_never_taken_for_the_whole(pages: list[bytes], code: str) -> None:
    with pytest.raises(ParseError) as caught:
        walked(pages)
    assert caught.value.code == code


def test_a_page_that_fails_leaves_what_came_before() -> None:
    reading = OpenActive(url=FEED).collect(Answers(page(f"{FEED}?n=1", item("a")), {}), {})
    first = next(reading)
    assert isinstance(first, Record) and first.uid == "a"
    with pytest.raises(HttpStatus):
        next(reading)


@given(event=events())
def test_what_we_publish_is_read_back(event: Event) -> None:
    out = may_leave(event)
    if out is None or not out.occurrences or out.endless:
        return
    written = json.loads(
        rpde.page([rpde.updated("x@y", 1, rpde.data(out, ABOUT))], following=FEED, licence=FEED)
    )
    said = list(read(written["items"][0], "x@y", FEED))
    records = tuple(one for one in said if isinstance(one, Record))
    assert records, said
    found = expand(
        records,
        zone="Europe/Paris",
        window=(datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)),
    )
    hours = [o.start for o in out.occurrences if isinstance(o.start, datetime)]
    timed = {hour.astimezone(zone).date() for hour in hours for zone in (event.zone, PARIS)}

    def told_apart(o: Occurrence) -> bool:
        """A whole day may not be, from an hour of that day: either may be the other as a date of its own words."""
        return not o.all_day or o.start not in timed

    assert {rpde.moment(o.start) for o in found.occurrences if told_apart(o)} == {
        rpde.moment(o.start) for o in out.occurrences if told_apart(o)
    }
    assert f"{out.id}@agenda.example" in records[0].carried
    assert records[0].url is not None and records[0].url.startswith("https://agenda.example/evenements/")


def test_what_is_full_is_read_back_as_full() -> None:
    told = rpde.updated("x@y", 1, rpde.data(concert(sold_out=True), ABOUT))
    (record,) = read(json.loads(json.dumps(told)), "x@y", FEED)
    assert isinstance(record, Record) and says_full(record.status)
    off = rpde.updated("x@y", 1, rpde.data(concert(sold_out=True, status="cancelled"), ABOUT))
    (record,) = read(json.loads(json.dumps(off)), "x@y", FEED)
    assert isinstance(record, Record) and record.status == "EventCancelled"


def test_a_place_that_is_its_town_alone_is_no_house() -> None:
    event = concert(place=Place(city="Gap"))
    told = rpde.updated("x@y", 1, rpde.data(event, ABOUT, commune="Gap"))
    (record,) = read(json.loads(json.dumps(told)), "x@y", FEED)
    assert isinstance(record, Record) and (record.venue, record.city) == (None, "Gap")


@pytest.mark.parametrize(
    ("schedule", "rule"),
    [
        ({"repeatFrequency": "P1D"}, "FREQ=DAILY"),
        ({"byDay": ["schema:Monday", "https://schema.org/Friday"]}, "FREQ=WEEKLY;BYDAY=FR"),
        ({"repeatFrequency": "P3M", "repeatCount": 4}, "FREQ=MONTHLY;INTERVAL=3;COUNT=4"),
        ({"repeatFrequency": "P1W", "endDate": "2027-01-31"}, "FREQ=WEEKLY;UNTIL=20270131"),
        ({"repeatFrequency": "toujours"}, None),
    ],
)
def test_schedules_become_rules(schedule: dict[str, Any], rule: str | None) -> None:
    plan = scheduled({"startDate": "2026-12-07", **schedule})
    assert plan == (date(2026, 12, 7), None, (rule,) if rule else (), ())
    assert scheduled({"repeatFrequency": "P1W"}) is None


@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "data",
                        "@type",
                        "name",
                        "startDate",
                        "subEvent",
                        "location",
                        "offers",
                        "identifier",
                        "superEvent",
                        "eventSchedule",
                        "image",
                        "address",
                        "geo",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=12,
    )
)
def test_no_item_breaks_the_reading(value: Any) -> None:
    shaped = (
        {"data": {"@type": "Event", "name": "x", "startDate": "2026-12-12", **value}}
        if isinstance(value, dict)
        else value
    )
    for one in read(shaped, "a", FEED):
        assert isinstance(one, Record | Rejected | Withdrawn)
