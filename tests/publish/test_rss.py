"""Our RSS: well-formed whatever the text, and read by feedparser as it was meant."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given

from agregateur.model import Event, Member, Occurrence, Place
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.leaving import Credit
from agregateur.publish.rss import rss
from agregateur.text import one_line
from tests.publish.portal import BASE
from tests.publish.strategies import events
from tests.publish.test_ical import at, concert

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def feed(*entries: Entry | Event, **more: Any) -> bytes:
    listed = [e if isinstance(e, Entry) else Entry(event=e, occurrence=e.occurrences[0]) for e in entries]
    given: dict[str, Any] = {
        "title": "Agenda de Gap",
        "description": "Ce qui vient",
        "page": f"{BASE}/communes/05061-gap",
        "now": NOW,
    }
    return rss(listed, Channel(url=f"{BASE}/agenda.rss?a=1&b=2", base_url=BASE, **(given | more)))


def read(body: bytes) -> Any:
    parsed = feedparser.parse(io.BytesIO(body))
    assert not parsed.bozo, parsed.bozo_exception
    return parsed


@given(events())
def test_it_is_well_formed_and_feedparser_reads_it(event: Event) -> None:
    body = feed(event)
    title = ET.fromstring(body).findtext("channel/item/title")
    assert title is not None
    assert title.endswith(one_line(event.occurrences[0].title or "") or one_line(event.title))
    entry = read(body).entries[0]
    assert entry.id == f"{BASE}/evenements/{event.id}"
    assert entry.link.startswith(f"{BASE}/evenements/{event.id}-")


def test_a_concert_as_a_reader_sees_it() -> None:
    event = concert(
        description="<p>Chorale, puis <em>vin chaud</em>.</p>",
        organizer="MJC du Briançonnais",
        categories=("musique",),
        url="https://mjc.example/noel?a=1&b=2",
        place=Place(venue="MJC", city="Briançon", latitude=44.9, longitude=6.64),
    )
    body = feed(
        event,
        credits={"mjc": Credit(name="MJC <Briançon>", licence="CC-BY-SA-4.0")},
        labels={"musique": "Concerts et musique"},
    )
    parsed = read(body)
    assert parsed.feed.title == "Agenda de Gap" and parsed.feed.language == "fr"
    assert {link.rel: link.href for link in parsed.feed.links}["self"] == f"{BASE}/agenda.rss?a=1&b=2"
    entry = parsed.entries[0]
    assert entry.title == "sam. 12 déc., 20 h 30 – Concert de Noël"
    assert entry.published_parsed[:3] == (2026, 11, 1)
    assert entry.ev_startdate == "2026-12-12T20:30:00+01:00"
    assert entry.ev_enddate == "2026-12-12T22:00:00+01:00"
    assert entry.ev_location == "MJC, Briançon"
    assert entry.ev_organizer == "MJC du Briançonnais"
    assert entry.where["coordinates"] == (6.64, 44.9)
    assert [tag.term for tag in entry.tags] == ["Concerts et musique"]
    assert "<em>vin chaud</em>" in entry.content[0].value
    assert "Source : MJC &lt;Briançon&gt; (CC-BY-SA-4.0)" in entry.content[0].value


def test_the_summary_reads_well_when_its_lines_run_together() -> None:
    event = concert(text="Chorale, <vin> & chansons", place=Place(venue="L'Atelier", city="Briançon"))
    said = ET.fromstring(feed(event)).findtext("channel/item/description") or ""
    assert said.split("\n")[:2] == [
        "samedi 12 décembre, 20 h 30–22 h. L'Atelier, Briançon.",
        "Chorale, &lt;vin&gt; &amp; chansons.",
    ]


def test_a_text_that_ends_on_a_comma_is_closed_as_a_sentence() -> None:
    said = ET.fromstring(feed(concert(text="Une comédie de Laurent Ruquier, "))).findtext(
        "channel/item/description"
    )
    assert "Ruquier.\n" in (said or "")


def test_the_last_day_of_whole_days_is_inside_as_readers_of_feeds_take_it() -> None:
    day = Occurrence(start=date(2026, 12, 12), end=date(2026, 12, 13))
    several = Occurrence(start=date(2026, 12, 5), end=date(2026, 12, 8))
    one, three = read(feed(concert(occurrences=(day,)), concert(id="b", occurrences=(several,)))).entries
    assert (one.ev_startdate, one.ev_enddate) == ("2026-12-12", "2026-12-12")
    assert (three.ev_startdate, three.ev_enddate) == ("2026-12-05", "2026-12-07")


def test_the_date_in_the_title_follows_language_status_and_year() -> None:
    far = concert(occurrences=(Occurrence(start=at(2027, 1, 1, 18), status="cancelled"),))
    assert read(feed(far)).entries[0].title == "ven. 1er janv. 2027, 18 h – Annulé : Concert de Noël"
    assert (
        read(feed(far, language="en")).entries[0].title == "Fri 1 Jan 2027, 6 pm – Cancelled: Concert de Noël"
    )
    assert read(feed(far, language="en")).entries[0].link.startswith(f"{BASE}/en/evenements/")


def test_the_date_of_publication_is_never_in_the_future() -> None:
    entry = read(feed(concert(created=NOW + timedelta(days=3)))).entries[0]
    assert entry.published_parsed[:5] == (2026, 11, 22, 6, 0)


def test_the_guid_survives_a_new_title_and_each_date_of_one_event_has_its_own() -> None:
    assert read(feed(concert())).entries[0].id == read(feed(concert(title="Autre"))).entries[0].id
    event = concert(occurrences=tuple(Occurrence(start=at(2026, 12, day, 18)) for day in (5, 6)))
    twice = read(feed(*(Entry(event=event, occurrence=o) for o in event.occurrences)))
    assert [e.id for e in twice.entries] == [f"{BASE}/evenements/k3v9#2026-12-0{day}" for day in (5, 6)]


def test_only_what_may_leave_leaves() -> None:
    event = concert(description="<p>vin chaud</p>", image="https://mjc.example/i.jpg")
    assert "vin chaud" in feed(event).decode()
    signalled = feed(replace(event, republication="signalement")).decode()
    assert "vin chaud" not in signalled and "i.jpg" not in signalled and "Source : mjc" in signalled
    assert read(feed(replace(event, republication="portail"))).entries == []


def test_a_source_kept_to_our_pages_is_not_named() -> None:
    members = (
        Member(source="secret", uid="1", republication="portail"),
        Member(source="mjc", uid="1", republication="complet"),
    )
    names = {"secret": Credit(name="Le secret"), "mjc": Credit(name="MJC")}
    assert "secret" not in feed(concert(members=members), credits=names).decode()


def test_an_empty_feed_is_one_still() -> None:
    parsed = read(feed())
    assert parsed.version == "rss20" and parsed.entries == []
