"""What ical.js reads in our calendars: the same dates, titles, places and zones as were written."""

from __future__ import annotations

import hypothesis
from hypothesis import given

from agregateur.model import Event
from agregateur.publish.leaving import place_line
from agregateur.text import one_line
from tests.publish.conftest import Read
from tests.publish.portal import BASE, PORTAL, expected, feed
from tests.publish.strategies import events
from tests.publish.test_ical import concert, weekly

shared = hypothesis.settings(suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture])


@shared
@given(event=events())
def test_ical_js_reads_the_same_events(ical_js: Read, event: Event) -> None:
    calendar = ical_js(feed(event))
    found = [
        (date["start"], date["end"], date["summary"], date["status"])
        for e in calendar["events"]
        for date in e["dates"]
    ]
    assert sorted(found) == expected(event)
    for e in calendar["events"]:
        assert e["uid"].startswith(event.id) and e["uid"].endswith(f"@{PORTAL}")
        assert e["sequence"] == event.sequence
        assert e["description"].endswith(e["url"])
        if all(o.venue is None for o in event.occurrences):
            assert {date["location"] for date in e["dates"]} == {one_line(place_line(event.place))}


def test_ical_js_reads_the_calendar_itself(ical_js: Read) -> None:
    calendar = ical_js(feed(concert(categories=("musique", "fetes")), weekly(id="w2"), name="L'été à Gap 🎉"))
    assert calendar["name"] == "L'été à Gap 🎉"
    assert calendar["refresh"] == "PT1H"
    assert calendar["source"] == f"{BASE}/agenda.ics"
    assert calendar["zones"] == ["Europe/Paris"]
    assert calendar["events"][0]["categories"] == ["musique", "fetes"]
    assert [d["start"] for d in calendar["events"][1]["dates"]] == [
        "2026-10-13T16:00:00Z", "2026-10-20T16:00:00Z", "2026-10-27T17:00:00Z", "2026-11-03T17:00:00Z",
    ]  # fmt: skip
