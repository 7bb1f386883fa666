"""Our agenda as JSON-LD, read by rdflib as a graph of schema.org Events."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings

from agregateur.model import Event, Occurrence, Place
from agregateur.publish.entries import Entry
from agregateur.publish.jsonldfeed import jsonld
from tests.publish.feeds import channel, clean, listed
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import at, concert


def feed(*entries: Entry | Event, **more: Any) -> dict[str, Any]:
    body = jsonld(listed(*entries), channel("jsonld", types={"musique": "MusicEvent"}, **more)).decode()
    assert clean(body)
    parsed: dict[str, Any] = json.loads(body)
    return parsed


def node(event: Event) -> dict[str, Any]:
    found: dict[str, Any] = feed(event)["dataFeedElement"][0]["item"]
    return found


@settings(max_examples=40)
@given(events())
def test_any_event_is_an_element_with_its_dates(event: Event) -> None:
    (element,) = feed(event)["dataFeedElement"]
    assert element["dateModified"] and element["dateCreated"]
    item = element["item"]
    assert item["@id"] == f"{BASE}/evenements/{event.id}" and item["name"] and item["startDate"]
    assert len(item.get("subEvent", [None])) == len(event.occurrences)
    own = [o.venue for o in event.occurrences if o.venue] if len(event.occurrences) > 1 else []
    assert str(item.get("subEvent")).count("'location'") <= len(own)


def test_a_concert_with_its_rights() -> None:
    whole = feed(
        concert(
            categories=("musique",), acces="gratuit", place=Place(venue="MJC", latitude=44.9, longitude=6.64)
        )
    )
    assert whole["@context"] == "https://schema.org" and whole["@type"] == "DataFeed"
    assert whole["@id"] == f"{BASE}/agenda.jsonld?a=1&b=2" and whole["dateModified"] == "2026-11-02T03:04:05Z"
    item = whole["dataFeedElement"][0]["item"]
    assert item["@type"] == "MusicEvent" and item["isAccessibleForFree"] is True
    assert item["url"] == f"{BASE}/evenements/k3v9-concert-de-noel"
    assert item["location"]["geo"]["latitude"] == 44.9
    assert item["subjectOf"] == [
        {
            "@type": "CreativeWork",
            "license": "https://creativecommons.org/licenses/by-sa/4.0/",
            "creditText": "MJC <Briançon>",
            "publisher": {"@type": "Organization", "name": "MJC <Briançon>", "url": "https://mjc.example/"},
        }
    ]


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
def test_rdflib_reads_a_graph_of_events() -> None:
    rdflib = pytest.importorskip("rdflib", reason="comes with the extra `pages`")
    two = concert(occurrences=tuple(Occurrence(start=at(2026, 12, day, 18)) for day in (5, 6)), id="deux")
    # The context is named, not fetched: here every word is schema.org's, as it is there.
    told = feed(concert(), two) | {"@context": {"@vocab": "https://schema.org/"}}
    graph = rdflib.Graph().parse(data=json.dumps(told), format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    assert {str(s) for s in graph.subjects(rdflib.RDF.type, schema.Event)} >= {
        f"{BASE}/evenements/k3v9",
        f"{BASE}/evenements/deux",
    }
    assert len(list(graph.objects(rdflib.URIRef(f"{BASE}/evenements/deux"), schema.subEvent))) == 2


def test_only_what_may_leave_leaves() -> None:
    event = concert(image="https://mjc.example/i.jpg")
    assert "vin chaud" in str(node(event)) and "i.jpg" in str(node(event))
    signalled = str(node(replace(event, republication="signalement")))
    assert "vin chaud" not in signalled and "i.jpg" not in signalled
    assert feed(replace(event, republication="portail"))["dataFeedElement"] == []


def test_a_date_that_happens_elsewhere_says_where() -> None:
    days = (5, 6)
    two = tuple(Occurrence(start=at(2026, 12, day, 18), venue="Halle" if day == 6 else None) for day in days)
    here, there = node(concert(occurrences=two, place=Place(venue="MJC", city="Gap")))["subEvent"]
    assert "location" not in here and there["location"]["name"] == "Halle"
