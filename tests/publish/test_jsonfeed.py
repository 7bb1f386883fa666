"""Our JSON Feed: what its standard asks for, read by jsonfeed-util as it was meant."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jsonfeed as reader
from hypothesis import given, settings

from agregateur.model import Event, Occurrence, Place
from agregateur.publish.entries import Entry
from agregateur.publish.jsonfeed import FIELDS, jsonfeed
from agregateur.text import one_line
from tests.publish.feeds import NOW, channel, clean, listed
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import at, concert

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def feed(*entries: Entry | Event, **more: Any) -> dict[str, Any]:
    body = jsonfeed(listed(*entries), channel("json", **more)).decode()
    parsed: dict[str, Any] = json.loads(body)
    again = reader.Feed.parse_string(body)
    assert [item.id for item in again.items] == [item["id"] for item in parsed["items"]]
    return parsed


@settings(max_examples=50)
@given(events())
def test_any_event_is_an_item(event: Event) -> None:
    parsed = feed(event)
    assert clean("".join(texts(parsed)))
    (item,) = parsed["items"]
    assert item["id"] == f"{BASE}/evenements/{event.id}"
    assert item["title"].endswith(one_line(event.occurrences[0].title or "") or one_line(event.title))
    assert item["content_html"] and item["content_text"]
    assert RFC3339.fullmatch(item["date_published"]) and RFC3339.fullmatch(item["date_modified"])
    assert set(item["_agregateur"]) <= set(FIELDS)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts(part)]
    return [value] if isinstance(value, str) else []


def test_a_concert_as_a_reader_sees_it() -> None:
    event = concert(
        description="<p>Chorale, puis <em>vin chaud</em>.</p>",
        categories=("musique",),
        url="https://mjc.example/noel",
        image="https://mjc.example/noel.jpg",
        acces="gratuit",
        insee="05023",
        place=Place(venue="MJC", city="Briançon", latitude=44.9, longitude=6.6400001),
    )
    parsed = feed(Entry(event=event, occurrence=event.occurrences[0], commune="Briançon"))
    assert parsed["version"] == "https://jsonfeed.org/version/1.1"
    assert parsed["home_page_url"] == f"{BASE}/communes/05061-gap"
    assert parsed["feed_url"] == f"{BASE}/agenda.json?a=1&b=2"
    assert parsed["language"] == "fr" and parsed["authors"][0]["url"] == BASE
    item = parsed["items"][0]
    assert item["title"] == "sam. 12 déc., 20 h 30 – Concert de Noël"
    assert item["external_url"] == "https://mjc.example/noel" and item["image"].endswith("noel.jpg")
    assert item["tags"] == ["Concerts et musique"]
    assert item["authors"] == [{"name": "MJC <Briançon>", "url": "https://mjc.example/"}]
    assert "<em>vin chaud</em>" in item["content_html"]
    assert item["content_text"].splitlines() == [
        "samedi 12 décembre, 20 h 30–22 h. MJC, Briançon",
        "",
        "Chorale, puis vin chaud.",
        "",
        "Gratuit",
        "Plus d’informations : https://mjc.example/noel",
        "Source : MJC <Briançon> (CC-BY-SA-4.0)",
    ]
    own = item["_agregateur"]
    assert own["about"] == f"{BASE}/openapi.json"
    assert own["start"] == "2026-12-12T20:30:00+01:00" and own["end"] == "2026-12-12T22:00:00+01:00"
    assert own["all_day"] is False and own["timezone"] == "Europe/Paris" and own["status"] == "confirmed"
    assert (own["insee"], own["commune"]) == ("05023", "Briançon")
    assert (own["latitude"], own["longitude"]) == (44.9, 6.64)
    assert own["categories"] == ["musique"] and own["acces"] == "gratuit"
    assert own["licence"] == "CC-BY-SA-4.0" and own["republication"] == "complet"
    assert own["credits"][0]["source"] == "mjc"
    assert "dates" not in own and "price" not in own, "what is not known is absent"


def test_several_dates_are_all_told() -> None:
    event = concert(occurrences=tuple(Occurrence(start=at(2026, 12, day, 18)) for day in (5, 6)))
    assert [d["start"] for d in feed(event)["items"][0]["_agregateur"]["dates"]] == [
        "2026-12-05T18:00:00+01:00",
        "2026-12-06T18:00:00+01:00",
    ]


def test_a_date_tells_its_own_title_and_place() -> None:
    first, other = (Occurrence(start=at(2026, 12, day, 18)) for day in (5, 6))
    event = concert(occurrences=(first, replace(other, title="Bal", venue="Halle")))
    plain, own = feed(event)["items"][0]["_agregateur"]["dates"]
    assert set(plain) == {"start", "status"}
    assert (own["title"], own["venue"]) == ("Bal", "Halle")


def test_only_what_may_leave_leaves() -> None:
    event = concert(description="<p>vin chaud</p>", image="https://mjc.example/i.jpg", organizer="Chorale")
    signalled = json.dumps(feed(replace(event, republication="signalement")))
    assert "vin chaud" not in signalled and "i.jpg" not in signalled and "Chorale" not in signalled
    assert feed(replace(event, republication="portail"))["items"] == []


def test_the_same_feed_is_the_same_bytes_at_any_time() -> None:
    event = concert()
    assert feed(event) == feed(event, now=NOW + timedelta(hours=5))
