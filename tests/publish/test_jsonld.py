"""The JSON-LD of an event's page."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from hypothesis import given

from agregateur.model import Event, Occurrence, Place
from agregateur.publish.jsonld import event_jsonld
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import at, concert, weekly


def read(event: Event, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(event_jsonld(event, base_url=BASE, **more))
    return found


@given(events())
def test_nothing_closes_the_script_element(event: Event) -> None:
    text = event_jsonld(event, base_url=BASE)
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text.encode())["name"] == event.title.replace("\ud800", "")


def test_a_free_concert() -> None:
    event = concert(
        acces="gratuit",
        categories=("musique",),
        place=Place(
            venue="MJC",
            street="2 rue du Temple",
            postcode="05100",
            city="Briançon",
            latitude=44.9,
            longitude=6.64,
        ),
    )
    found = read(event, types={"musique": "MusicEvent"})
    assert found["@type"] == "MusicEvent"
    assert found["url"] == f"{BASE}/evenements/k3v9-concert-de-noel"
    assert (found["startDate"], found["endDate"]) == (
        "2026-12-12T20:30:00+01:00",
        "2026-12-12T22:00:00+01:00",
    )
    assert found["eventStatus"] == "https://schema.org/EventScheduled"
    assert found["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert found["isAccessibleForFree"] is True and found["offers"]["price"] == "0"
    assert found["location"]["address"] == {
        "@type": "PostalAddress",
        "streetAddress": "2 rue du Temple",
        "postalCode": "05100",
        "addressLocality": "Briançon",
        "addressCountry": "FR",
    }
    assert found["location"]["geo"]["latitude"] == 44.9


def test_status_and_mode() -> None:
    assert read(concert(status="postponed"))["eventStatus"].endswith("/EventPostponed")
    online = read(concert(place=Place(), online="https://visio.example/1"))
    assert online["eventAttendanceMode"].endswith("/OnlineEventAttendanceMode")
    assert online["location"] == {"@type": "VirtualLocation", "url": "https://visio.example/1"}
    mixed = read(concert(online="https://visio.example/1"))
    assert mixed["eventAttendanceMode"].endswith("/MixedEventAttendanceMode")
    assert [part["@type"] for part in mixed["location"]] == ["Place", "VirtualLocation"]


def test_whole_days_end_on_their_last_day() -> None:
    days = Occurrence(start=date(2026, 12, 1), end=date(2026, 12, 4))
    found = read(concert(occurrences=(days,)))
    assert (found["startDate"], found["endDate"]) == ("2026-12-01", "2026-12-03")


def test_a_series_lists_its_dates_and_one_date_stands_alone() -> None:
    found = read(weekly())
    assert [sub["startDate"][:10] for sub in found["subEvent"]] == [
        "2026-10-13",
        "2026-10-20",
        "2026-10-27",
        "2026-11-03",
    ]
    assert found["endDate"] == "2026-11-03T19:00:00+01:00"
    one = read(weekly(), occurrence=weekly().occurrences[2])
    assert one["startDate"] == at(2026, 10, 27, 18).isoformat() and "subEvent" not in one


def test_a_date_says_what_it_does_not_share_with_its_series() -> None:
    cancelled, moved, *others = weekly().occurrences
    dates = (
        replace(cancelled, status="cancelled"),
        replace(moved, slot=moved.start, start=at(2026, 10, 21, 20), title="Bal", venue="Halle"),
        *others,
    )
    found = read(weekly(occurrences=dates, place=Place(venue="MJC", street="2 rue du Temple", city="Gap")))
    assert found["eventStatus"].endswith("/EventScheduled"), "its first date alone is cancelled"
    first, second, third, _ = found["subEvent"]
    assert first["eventStatus"].endswith("/EventCancelled")
    assert second["eventStatus"].endswith("/EventRescheduled")
    assert second["previousStartDate"] == "2026-10-20T18:00:00+02:00"
    assert (second["name"], second["location"]["name"]) == ("Bal", "Halle")
    assert second["location"]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Gap",
        "addressCountry": "FR",
    }
    assert third["name"] == found["name"] and third["location"] == found["location"]
    assert "previousStartDate" not in third
