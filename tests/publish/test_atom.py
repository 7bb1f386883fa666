"""Our Atom: well-formed whatever the text, complete in its standard, and read by feedparser as it was meant."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given, settings

from agregateur.model import Event, Occurrence, Place
from agregateur.publish.atom import atom
from agregateur.publish.entries import Entry
from agregateur.text import one_line
from tests.publish.feeds import NOW, channel, clean, listed
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import at, concert

A = "{http://www.w3.org/2005/Atom}"


def feed(*entries: Entry | Event, **more: Any) -> bytes:
    return atom(listed(*entries), channel("atom", **more))


def read(body: bytes) -> Any:
    parsed = feedparser.parse(io.BytesIO(body))
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


@settings(max_examples=30)
@given(events())
def test_it_is_well_formed_and_feedparser_reads_it(event: Event) -> None:
    body = feed(event)
    assert clean(body.decode())
    root = ET.fromstring(body)
    for element in (root, root.find(f"{A}entry")):  # RFC 4287, 4.1.1 and 4.1.2: exactly one of each
        assert element is not None
        assert all(len(element.findall(f"{A}{tag}")) == 1 for tag in ("id", "title", "updated"))
        assert element.find(f"{A}author") is not None
    title = root.findtext(f"{A}entry/{A}title")
    assert title is not None
    assert title.endswith(one_line(event.occurrences[0].title or "") or one_line(event.title))
    entry = read(body).entries[0]
    assert entry.id == f"{BASE}/evenements/{event.id}"
    assert entry.link.startswith(f"{BASE}/evenements/{event.id}-")


def test_a_concert_as_a_reader_sees_it() -> None:
    event = concert(
        description="<p>Chorale, puis <em>vin chaud</em>.</p>",
        organizer="Chorale <de> Gap",
        categories=("musique",),
        url="https://mjc.example/noel?a=1&b=2",
        image="https://mjc.example/noel.jpg",
        image_credit="Léa",
        place=Place(venue="MJC", city="Briançon", latitude=44.9, longitude=6.64),
    )
    parsed = read(feed(event))
    assert parsed.version == "atom10"
    assert parsed.feed.title == "Agenda de Gap" and parsed.feed.id == f"{BASE}/agenda.atom?a=1&b=2"
    assert parsed.feed.updated == "2026-11-02T03:04:05Z", "that of its latest entry, never the clock"
    assert {link.rel: link.href for link in parsed.feed.links} == {
        "self": f"{BASE}/agenda.atom?a=1&b=2",
        "alternate": f"{BASE}/communes/05061-gap",
    }
    entry = parsed.entries[0]
    assert entry.title == "sam. 12 déc., 20 h 30 – Concert de Noël"
    assert entry.published == "2026-11-01T00:00:00Z" and entry.updated == "2026-11-02T03:04:05Z"
    links = {link.rel: link.href for link in entry.links}
    assert links["via"] == "https://mjc.example/noel?a=1&b=2"
    assert links["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert [a.name for a in entry.authors] == ["Chorale <de> Gap"]
    assert [(c.name, c.href) for c in entry.contributors] == [("MJC <Briançon>", "https://mjc.example/")]
    assert [(t.term, t.label) for t in entry.tags] == [("musique", "Concerts et musique")]
    assert "MJC <Briançon>" in entry.rights and "CC-BY-SA-4.0" in entry.rights
    assert entry.where["coordinates"] == (6.64, 44.9)
    assert entry.ev_startdate == "2026-12-12T20:30:00+01:00" and entry.ev_location == "MJC, Briançon"
    assert entry.media_content[0]["url"] == "https://mjc.example/noel.jpg"
    assert entry.content[0].type == "text/html" and "<em>vin chaud</em>" in entry.content[0].value
    assert entry.summary.startswith(
        "samedi 12 décembre, 20 h 30–22 h. MJC, Briançon\nChorale, puis vin chaud."
    )


def test_an_event_without_organizer_is_by_those_who_announce_it() -> None:
    entry = read(feed(concert())).entries[0]
    assert [(a.name, a.href) for a in entry.authors] == [("MJC <Briançon>", "https://mjc.example/")]


def test_the_same_feed_is_the_same_bytes_at_any_time() -> None:
    event = concert()
    assert feed(event) == feed(event, now=NOW + timedelta(hours=5))
    assert read(feed(read_on=date(2026, 11, 21))).feed.updated == "2026-11-21T00:00:00Z"
    assert read(feed()).entries == []


def test_only_what_may_leave_leaves() -> None:
    event = concert(description="<p>vin chaud</p>", image="https://mjc.example/i.jpg")
    signalled = feed(replace(event, republication="signalement")).decode()
    assert "vin chaud" not in signalled and "i.jpg" not in signalled and "Source : MJC" in signalled
    assert read(feed(replace(event, republication="portail"))).entries == []


def test_each_date_of_one_event_has_its_own_id() -> None:
    event = concert(occurrences=tuple(Occurrence(start=at(2026, 12, day, 18)) for day in (5, 6)))
    twice = read(feed(*(Entry(event=event, occurrence=o) for o in event.occurrences)))
    assert [e.id for e in twice.entries] == [f"{BASE}/evenements/k3v9#2026-12-0{day}" for day in (5, 6)]
