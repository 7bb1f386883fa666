"""Our GeoJSON: valid for the geojson library, flat for maps, and honest about what stands at a commune's centre."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import geojson as reader
from hypothesis import given, settings

from agregateur import communes
from agregateur.model import Event, Place
from agregateur.publish.entries import Entry
from agregateur.publish.geojson import geojson
from agregateur.text import one_line
from tests.publish.feeds import channel, clean, listed
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import concert


def feed(*entries: Entry | Event, **more: Any) -> dict[str, Any]:
    body = geojson(listed(*entries), channel("geojson", **more)).decode()
    assert clean(body)
    collection = reader.loads(body)
    assert isinstance(collection, reader.FeatureCollection) and collection.is_valid, collection.errors()
    parsed: dict[str, Any] = json.loads(body)
    return parsed


def properties(event: Event, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = feed(event, **more)["features"][0]["properties"]
    return found


@settings(max_examples=50)
@given(events())
def test_any_event_is_a_feature_of_flat_properties(event: Event) -> None:
    (feature,) = feed(event)["features"]
    assert feature["id"] == f"{BASE}/evenements/{event.id}"
    found = feature["properties"]
    assert found["name"].endswith(one_line(event.occurrences[0].title or "") or one_line(event.title))
    assert all(isinstance(value, str | bool) for value in found.values())
    if feature["geometry"]:
        longitude, latitude = feature["geometry"]["coordinates"]
        assert abs(longitude - (event.place.longitude or 0)) < 1e-6
        assert abs(latitude - (event.place.latitude or 0)) < 1e-6


def test_a_concert_on_a_map() -> None:
    place = Place(venue="MJC", city="Briançon", latitude=44.9, longitude=6.640000123)
    collection = feed(
        concert(place=place, acces="gratuit", categories=("musique", "fetes"), url="https://mjc.example/noel")
    )
    assert collection["name"] == "Agenda de Gap"
    (feature,) = collection["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [6.64, 44.9]}
    found = feature["properties"]
    assert found["name"] == "Concert de Noël" and found["precision"] == "point"
    assert found["when"] == "samedi 12 décembre, 20 h 30–22 h" and found["place"] == "MJC, Briançon"
    assert (
        found["start"] == "2026-12-12T20:30:00+01:00" and found["partner_url"] == "https://mjc.example/noel"
    )
    assert found["category"] == "Concerts et musique" and found["categories"] == "musique,fetes"
    assert found["credit"] == "Source : MJC <Briançon> (CC-BY-SA-4.0)" and found["licence"] == "CC-BY-SA-4.0"
    assert found["description"].splitlines() == [
        "samedi 12 décembre, 20 h 30–22 h",
        "MJC, Briançon",
        "Gratuit",
        "Chorale, puis vin chaud.",
        f"{BASE}/evenements/k3v9-concert-de-noel",
        "Source : MJC <Briançon> (CC-BY-SA-4.0)",
    ]


def test_an_event_without_a_point_stands_at_its_communes_centre_and_says_so() -> None:
    (feature,) = feed(concert(insee="05023"))["features"]
    commune = communes.commune("05023")
    assert commune and feature["geometry"]["coordinates"] == [round(commune.lon, 6), round(commune.lat, 6)]
    assert feature["properties"]["precision"] == "commune"
    assert "centre de la commune" in feature["properties"]["description"].splitlines()[2]
    assert "centre of the commune" in properties(concert(insee="05023"), language="en")["description"]


def test_what_is_nowhere_has_no_geometry() -> None:
    room = "https://visio.example/salle"
    for event in (
        concert(place=Place()),
        concert(place=Place(city="Gap"), insee="05061", online=room),
        concert(insee="05023", status="moved-online"),
    ):
        (feature,) = feed(event)["features"]
        assert feature["geometry"] is None and "precision" not in feature["properties"]
    assert feed(concert(insee="05023", online=room))["features"][0]["geometry"], "here and online"


def test_a_cancelled_event_says_so_first() -> None:
    assert properties(concert(status="cancelled"))["name"] == "Annulé : Concert de Noël"


def test_only_what_may_leave_leaves() -> None:
    event = concert(description="<p>vin chaud</p>", image="https://mjc.example/i.jpg")
    signalled = json.dumps(properties(replace(event, republication="signalement")))
    assert "vin chaud" not in signalled and "i.jpg" not in signalled
    assert feed(replace(event, republication="portail"))["features"] == []
