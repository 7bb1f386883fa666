"""From what was pasted to a preview, on local sites and through the real reading child."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

import pytest
import yaml

from agregateur.config import Stanza, Territory
from agregateur.config.secrets import Filler
from agregateur.config.stanzas import Beside, StanzaPart
from agregateur.contract import Connector, Document, Fetch, Page, Record, Said
from agregateur.detecting.looking import REQUESTS
from agregateur.ingest import registry
from tests.detecting.sites import CONCERT, ELEMENTS, RSS, STAGE, codes, html, ics, look, page, site
from tests.ingest.behaviours import Lines, Pages
from tests.servers import http, path_of

ALTERNATE = '<link rel="alternate" type="{}" href="{}">'
FEED = ALTERNATE.format("application/rss+xml", "/feed/")
CALENDAR = ALTERNATE.format("text/calendar", "/agenda.ics")


def test_a_calendar_as_it_would_appear() -> None:
    with site({"/a.ics": http(ics(STAGE, CONCERT))}) as server:
        held = Stanza(
            id="mjc-du-brianconnais", name="MJC", url="https://mjc.example/feed/", kind="rss", shown_url=""
        )
        found = server.detect("/a.ics", territory=Territory(departements=("05",)), held=[held])
        assert server.asked == ["/a.ics"]
    assert (found.kind, found.id, found.name) == ("ical", "mjc-du-brianconnais-2", "MJC du Briançonnais")
    concert = found.shown[0]
    assert (concert.title, concert.commune, concert.insee, concert.venue) == (
        "Concert de Noël",
        "Briançon",
        "05023",
        "MJC",
    )
    assert (concert.category, concert.how, concert.outside) == ("musique", "postcode_name", False)
    assert [one.title for one in found.shown] == ["Concert de Noël", "Stage de cirque"]
    assert (found.counts.events, found.counts.upcoming, found.counts.past) == (2, 2, 0)
    assert {lack.code: (lack.count, lack.of) for lack in found.missing} == {
        "no_description": (1, 2),
        "no_image": (2, 2),
    }


def test_the_stanza_is_sound() -> None:
    lost = "DTSTART:20261208T193000Z;;SUMMARY:Réunion"
    with site({"/": html(page(head=CALENDAR)), "/agenda.ics": http(ics(CONCERT, STAGE, lost))}) as server:
        found = server.detect()
    (written,) = yaml.safe_load(found.stanza)
    StanzaPart.model_validate(written, context=Beside(Filler({}), None))
    assert written == {
        "id": "mjc-du-brianconnais", "name": "MJC du Briançonnais", "kind": "ical", "url": f"{server.url}/agenda.ics",
        "home": f"{server.url}/", "default": {"commune": "05023"},
    }  # fmt: skip
    assert "# Briançon" in found.stanza


def test_what_is_outside_the_territory_is_said_to_be() -> None:
    with site({"/a.ics": http(ics(CONCERT))}) as server:
        found = server.detect("/a.ics", territory=Territory(departements=("73",)))
    assert [lack.code for lack in found.missing if lack.code == "outside"] == ["outside"]
    assert found.shown[0].outside


def test_at_most_ten_are_shown_soonest_first() -> None:
    events = [f"DTSTART:202612{day:02d}T193000Z;;SUMMARY:Jour {day}" for day in range(28, 0, -1)]
    with site({"/a.ics": http(ics(*events))}) as server:
        found = server.detect("/a.ics")
    assert [one.title for one in found.shown] == [f"Jour {day}" for day in range(1, 11)]
    assert found.counts.upcoming == 28


def test_a_series_is_shown_at_its_next_date() -> None:
    series = "DTSTART;TZID=Europe/Paris:20260106T180000;;RRULE:FREQ=WEEKLY;;SUMMARY:Chorale"
    with site({"/a.ics": http(ics(series))}) as server:
        found = server.detect("/a.ics")
    assert found.shown[0].occurrence is not None
    assert found.shown[0].occurrence.day == date(2026, 11, 24)


# --- which address wins


def test_a_calendar_wins_over_a_feed_and_each_is_asked_for_once() -> None:
    routes = {"/": html(page(head=FEED + CALENDAR)), "/feed/": http(RSS), "/agenda.ics": http(ics(CONCERT))}
    with site(routes) as server:
        found = server.detect()
        assert (found.kind, found.shown_url) == ("ical", f"{server.url}/agenda.ics")
        assert [(other.kind, other.url) for other in found.others] == [("rss", f"{server.url}/feed/")]
        assert sorted(server.asked) == ["/", "/agenda.ics", "/feed/", "/robots.txt"]


def test_an_empty_calendar_leaves_the_feed() -> None:
    routes = {"/": html(page(head=FEED + CALENDAR)), "/feed/": http(RSS), "/agenda.ics": http(ics())}
    with site(routes) as server:
        found = server.detect()
    assert (found.kind, codes(found)) == ("rss", ["feed_without_dates"])


def test_a_feed_that_is_pasted_leads_to_its_site_and_the_calendar_there() -> None:
    routes = {"/": html(page(head=CALENDAR)), "/feed/": http(RSS), "/agenda.ics": http(ics(CONCERT))}
    with site(routes) as server:
        found = server.detect("/feed/")
    assert (found.kind, [other.kind for other in found.others]) == ("ical", ["rss"])


def test_a_page_that_is_no_more_leads_to_the_home_page() -> None:
    routes = {"/": html(page(head=CALENDAR)), "/agenda.ics": http(ics(CONCERT))}
    with site(routes) as server:
        assert server.detect("/vieil-agenda.html").kind == "ical"


def test_the_agenda_page_of_a_site_is_looked_at() -> None:
    routes = {
        "/": html(page('<a href="/contact">Contact</a> <a href="/nos-rendez-vous">Agenda</a>')),
        "/nos-rendez-vous": html(
            page('<a href="webcal:/export.ics">S’abonner</a> <a href="/export.ics">.ics</a>')
        ),
        "/export.ics": http(ics(CONCERT)),
    }
    with site(routes) as server:
        assert server.detect().kind == "ical"
        assert "/contact" not in server.asked


def test_the_calendar_of_a_site_is_found_among_those_of_its_events() -> None:
    links = (
        "".join(f'<a href="/evenements/{n}/export.ics">ajouter</a>' for n in range(40))
        + '<a href="/tout.ics">tout</a>'
    )
    routes = {f"/evenements/{n}/export.ics": http(ics(CONCERT)) for n in range(40)}
    with site({"/": html(page(links)), "/tout.ics": http(ics(CONCERT, STAGE)), **routes}) as server:
        found = server.detect()
        assert found.shown_url == f"{server.url}/tout.ics"
        assert len(server.asked) <= 6


def test_a_page_with_a_frame_of_a_map() -> None:
    frame = "<iframe src='/annuaire?iframe=1'></iframe>"
    inner = page("<div id='gogocarto'></div><script src='/js/gogocarto.js'></script>")
    routes = {"/": html(page(frame)), "/annuaire?iframe=1": html(inner), "/api/elements.json": http(ELEMENTS)}
    with site(routes) as server:
        found = server.detect()
    assert (found.kind, found.counts.actors) == ("gogocarto", 1)


def test_comments_are_read_last() -> None:
    head = ALTERNATE.format("application/rss+xml", "/comments/feed/") + FEED
    with site(
        {
            "/": html(page(head=head)),
            "/feed/": http(RSS),
            "/comments/feed/": http(RSS.replace(b"bureau", b"merci")),
        }
    ) as server:
        assert server.detect().shown_url.endswith(f":{server.port}/feed/")


def test_a_price_list_is_not_asked_for() -> None:
    with site({"/": html(page('<a href="/tarifs.csv">Tarifs</a>'))}) as server:
        server.detect()
        assert "/tarifs.csv" not in server.asked


# --- bounds


def test_the_number_of_requests_is_bounded() -> None:
    frames = "".join(f"<iframe src='/cadre-{n}'></iframe>" for n in range(20))
    links = "".join(
        f"<a href='/agenda-{n}'>Agenda</a><a href='/f{n}.rss'>x</a><a href='/c{n}.ics'>y</a>"
        for n in range(50)
    )
    deeper = html(page(frames + links))
    with site({"/": deeper, **{f"/cadre-{n}": deeper for n in range(20)}}) as server:
        found = server.detect()
        assert not found.readable
        assert len(server.heads) <= REQUESTS


def test_a_long_list_is_read_in_part() -> None:
    def endless(connection: socket.socket, head: str) -> None:
        number = int(path_of(head).rpartition("-")[2] or 0)
        connection.sendall(http(f"LINES\n{number}\n>/page-{number + 1}\n".encode()))

    with site({f"/page-{n}": endless for n in range(100)}) as server:
        found = server.detect("/page-0", kinds={"pages": Recognised})
        assert len(server.heads) < 15
    assert found.counts.partial and found.counts.events >= 5


@dataclass(frozen=True, kw_only=True, slots=True)
class Recognised(Pages):
    """Pages that know themselves."""

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 80 if document is not None and document.content.startswith(b"LINES") else 0


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html>" + b"<div>" * 20_000,
        b"<!doctype html>" + b"<a href=x.ics>" * 100_000,
        b"<!doctype html><base href='javascript:alert(1)'><a href='http://[::1'>x</a><iframe src='data:,x'>",
        b"<!doctype html><meta name=generator content='" + b"a" * 500_000 + b"'>",
        b"<!doctype html><title>" + b"\xff\xfe\x00" * 1000,
        b"<html>" + b"\x00" * 1000 + b"</html>",
    ],
)
def test_hostile_pages_end_in_words(body: bytes) -> None:
    with site({"/": html(body)}) as server:
        found = server.detect()
    assert not found.readable
    assert codes(found)


# --- connectors that are not ours


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposing(Lines):
    """Somebody else's connector, without facts, that knows its software by a word."""

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        if "lignes" in page.source:
            yield f"{page.url}lignes"


@dataclass(frozen=True, kw_only=True, slots=True)
class Crashing(Lines):
    kind: ClassVar[str] = "crashing"

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        raise KeyError("x")

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        raise KeyError("x")


@dataclass(frozen=True, kw_only=True, slots=True)
class Dying(Lines):
    """Recognises everything, and takes its process down."""

    kind: ClassVar[str] = "dying"

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 99 if document is not None and document.content.startswith(b"LINES") else 0

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        import os

        os._exit(3)
        yield Record(uid="x")


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking(Lines):
    """Asks by POST: its address alone tells."""

    kind: ClassVar[str] = "asking"

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        yield f"{page.url}graphql"

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 90 if document is None and url.endswith("/graphql") else 0

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        yield Record(uid="1", title=fetch(self.url, json={}).content.decode(), start=date(2026, 12, 5))


def test_a_connector_of_somebody_else_is_asked_and_stands_between_a_calendar_and_a_feed() -> None:
    kinds: dict[str, type[Connector]] = {**registry.kinds(), "lines": Proposing, "crashing": Crashing}
    body = html(page("lignes", FEED + CALENDAR))
    with site(
        {"/": body, "/lignes": http(b"LINES\nBal\n"), "/feed/": http(RSS), "/agenda.ics": http(ics(CONCERT))}
    ) as server:
        found = server.detect(kinds=kinds)
    assert [found.kind, *(other.kind for other in found.others)] == ["ical", "lines", "rss"]


def test_a_connector_that_dies_leaves_the_next() -> None:
    kinds: dict[str, type[Connector]] = {"ical": registry.kinds()["ical"], "lines": Proposing, "dying": Dying}
    with site(
        {
            "/": html(page("lignes", CALENDAR)),
            "/lignes": http(b"LINES\nBal\n"),
            "/agenda.ics": http(ics(CONCERT)),
        }
    ) as server:
        assert server.detect(kinds=kinds).kind == "ical"
    with site({"/lignes": http(b"LINES\nBal\n")}) as server:
        assert codes(server.detect("/lignes", kinds=kinds)) == ["unreadable"]


def test_an_address_that_answers_posts_alone_is_known_by_its_form() -> None:
    def answer(connection: socket.socket, head: str) -> None:
        post = head.startswith("POST")
        connection.sendall(http(b"Bal", status="200 OK" if post else "405 Method Not Allowed"))

    with site({"/": html(page()), "/graphql": answer}) as server:
        found = server.detect(kinds={"asking": Asking})
    assert [one.title for one in found.shown] == ["Bal"]


def test_a_connector_that_needs_an_option_is_told_so() -> None:
    @dataclass(frozen=True, kw_only=True)
    class Keyed(Lines):
        key: str

    looked, _ = look("https://mjc.example/x", {"https://mjc.example/x": b"LINES\nBal\n"}, {"lines": Keyed})
    assert codes(looked) == ["option_needed"]


def test_a_short_link_that_leads_to_a_service() -> None:
    moved = Document(
        url="https://calendar.google.com/calendar/u/0?cid=YWJjQGdyb3VwLmNhbGVuZGFyLmdvb2dsZS5jb20",
        content=page(),
    )
    ours = "https://calendar.google.com/calendar/ical/abc%40group.calendar.google.com/public/basic.ics"
    looked, asked = look("https://tiny.example/mjc", {"https://tiny.example/mjc": moved, ours: ics(CONCERT)})
    assert [one.url for one in looked.candidates] == [ours]
    assert asked == ["https://tiny.example/mjc", ours]


def test_a_google_calendar_shown_on_a_page_is_found_with_respect_for_robots() -> None:
    frame = '<iframe src="https://calendar.google.com/calendar/embed?src=abc%40group.calendar.google.com"></iframe>'
    ours = "https://calendar.google.com/calendar/ical/abc%40group.calendar.google.com/public/basic.ics"
    saved: dict[str, Any] = {"https://mjc.example": page(frame), ours: ics(CONCERT)}
    looked, _ = look("mjc.example", saved)
    assert [(one.url, one.service, one.given) for one in looked.candidates] == [(ours, "google", False)]
    saved["https://calendar.google.com/robots.txt"] = b"User-agent: *\nDisallow: /calendar/"
    looked, asked = look("mjc.example", saved)
    assert (codes(looked), ours in asked) == (["robots"], False)
    saved["https://calendar.google.com/robots.txt"] = 503
    looked, asked = look("mjc.example", saved)
    assert (codes(looked), ours in asked) == (["found_silent"], False)


@pytest.mark.parametrize(
    ("signs", "address"),
    [
        ('<script src="/wp-content/plugins/the-events-calendar/x.js"></script>', "/events/?ical=1"),
        ('<script src="/wp-content/plugins/modern-events-calendar-lite/x.js"></script>', "/events/?mec-ical-feed=1"),
        ('<link href="/wp-content/plugins/my-calendar/x.css">', "/feed/my-calendar-ics/"),
        ('<link href="/wp-content/plugins/events-manager/x.css">', "/events.ics"),
        ('<link href="/wp-content/plugins/event-organiser/x.css">', "/feed/eo-events/"),
        ('<meta name="generator" content="SPIP 4.2.1">', "/spip.php?page=ical"),
        ('<script src="https://static1.squarespace.com/x.js"></script>', "/?format=ical"),
        ("<p>Un site demosphere</p>", "/events.ics"),
    ],
)  # fmt: skip
def test_the_habits_of_widespread_software(signs: str, address: str) -> None:
    saved = {"https://mjc.example/": page(head=signs), f"https://mjc.example{address}": ics(CONCERT)}
    looked, _ = look("https://mjc.example/", saved)
    assert [(one.kind, one.url) for one in looked.candidates] == [("ical", f"https://mjc.example{address}")]


@pytest.mark.parametrize(
    ("signs", "address"),
    [
        ('<link rel="https://api.w.org/" href="/blog/wp-json/">', "/blog/feed/"),
        ('<meta name="generator" content="SPIP 4.2.1">', "/spip.php?page=backend"),
        ('<script src="https://static1.squarespace.com/x.js"></script>', "/?format=rss"),
        ('<meta name="generator" content="Wix.com Website Builder">', "/blog-feed.xml"),
        ('<meta name="generator" content="Jimdo Creator">', "/rss/blog"),
        ('<meta name="generator" content="Joomla! - Open Source">', "/?format=feed&type=rss"),
        ('<meta name="Generator" content="Drupal 10">', "/rss.xml"),
    ],
)  # fmt: skip
def test_feeds_that_pages_do_not_name(signs: str, address: str) -> None:
    saved = {"https://mjc.example/": page(head=signs), f"https://mjc.example{address}": RSS}
    looked, _ = look("https://mjc.example/", saved)
    assert [(one.kind, one.url) for one in looked.candidates] == [("rss", f"https://mjc.example{address}")]


def test_nothing_is_asked_of_a_service_that_cannot_be_read() -> None:
    with site({}) as server:
        found = server.detect("https://www.facebook.com/mjc")
        assert server.heads == []
    assert codes(found) == ["facebook_page"]
