"""What stands in a volunteer's way, each situation met on a local site or in a saved answer."""

from __future__ import annotations

import re
import ssl
from pathlib import Path
from typing import Any

import pytest

from agregateur.contract import Document
from agregateur.errors import HttpStatus
from agregateur.web.situations import SITUATIONS, situation
from tests.detecting.sites import CONCERT, ELEMENTS, PAST, RSS, codes, html, ics, look, page, refused, site
from tests.ingest.fetching import drip
from tests.servers import http

GOOGLE = "https://calendar.google.com/calendar/ical/abc%40group.calendar.google.com/public/basic.ics"
SIGN_IN = page(
    '<a href="https://accounts.google.com/v3/signin/identifier">Connexion</a>', title="Google Agenda"
)
CLOUD = "https://framagenda.org/remote.php/dav/public-calendars/aBcDeFgHiJkLmNoP?export"
OFFICE = "https://outlook.office365.com/owa/calendar/a1@mjc.example/b2/calendar.ics"
SHEET = "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKl/export?format=csv"
UMAP = "https://umap.openstreetmap.fr/fr/map/le-coin_123"
TLS = Path(__file__).parents[1] / "ingest" / "tls"
BUSY = "DTSTART:20261205T193000Z;;SUMMARY:Busy"
PRIVATE = "DTSTART:20261205T193000Z;;SUMMARY:Dentiste;;CLASS:PRIVATE"


@pytest.mark.parametrize(
    ("pasted", "saved", "code"),
    [
        ("abc@group.calendar.google.com", {GOOGLE: 404}, "google_not_public"),
        ("abc@group.calendar.google.com", {GOOGLE: SIGN_IN}, "google_sign_in"),
        (OFFICE.replace(".ics", ".html"), {OFFICE: page("Outlook")}, "outlook_html"),
        (OFFICE, {OFFICE: 404}, "outlook_not_published"),
        ("https://framagenda.org/apps/calendar/p/aBcDeFgHiJkLmNoP", {CLOUD: 404}, "nextcloud_gone"),
        ("https://framagenda.org/apps/calendar/p/aBcDeFgHiJkLmNoP", {CLOUD: 401}, "nextcloud_not_public"),
        ("webcal://p12-caldav.icloud.com/published/2/MTIzNDU2Nzg5", {}, "icloud_not_public"),
        ("https://www.meetup.com/rando-gap/", {}, "meetup_not_found"),
        ("https://www.eventbrite.fr/o/mjc-123", {"https://www.eventbrite.fr/o/mjc-123": page("MJC")}, "eventbrite"),
        ("https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKl/edit", {SHEET: page("Connexion")}, "sheet_private"),
        (UMAP, {UMAP: 403}, "map_private"),
        ("https://mjc.example", {"https://mjc.example": refused("unresolved")}, "unknown_host"),
        ("https://mjc.example", {"https://mjc.example": refused("certificate")}, "certificate"),
        ("https://mjc.example", {"https://mjc.example": 502}, "server_error"),
        ("https://mjc.example", {"https://mjc.example": 418}, "http_status"),
    ],
)  # fmt: skip
def test_a_saved_answer_is_explained(pasted: str, saved: dict[str, Any], code: str) -> None:
    looked, _ = look(pasted, saved)
    assert (codes(looked), looked.candidates) == ([code], ())
    what, todo = situation(looked.notes[0], "fr")
    assert what and todo and "%(" not in what + todo


PARKED = page("<p>Ce nom de domaine est à vendre.</p>")
WORKS = page("<h1>Site en construction</h1><p>Revenez bientôt.</p>")
CHALLENGE = html(
    page("<noscript>Enable JavaScript</noscript>", title="Just a moment..."), status="403 Forbidden"
)
LOGIN = page('<form><input name="u"><input type="password" name="p"></form>')


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (http(b"", status="404 Not Found"), "not_found"),
        (http(b"", status="410 Gone"), "gone"),
        (http(b"", status="401 Unauthorized"), "login_required"),
        (http(b"", status="403 Forbidden"), "forbidden"),
        (http(b"", "Retry-After: 3600", status="429 Too Many Requests"), "too_many_requests"),
        (html(page("Briefly unavailable"), status="503 Service Unavailable"), "maintenance"),
        (CHALLENGE, "challenge"),
        (http(b"", "cf-mitigated: challenge", status="503 Service Unavailable"), "challenge"),
        (html(page("x", title="Just a moment...")), "challenge"),
        (html(PARKED), "parked"),
        (html(WORKS), "under_construction"),
        (html(LOGIN), "login_required"),
        (html(page("<p>Bienvenue à la MJC.</p>")), "no_calendar"),
        (http(b"%PDF-1.7 ...", "Content-Type: application/pdf"), "pdf"),
        (http(b"\x89PNG\r\n\x1a\n...", "Content-Type: image/png"), "image"),
        (http(b"\xff\xd8\xff\xe0 JFIF"), "image"),
        (http(b"PK\x03\x04" + b"\0" * 26 + b"[Content_Types].xml...word/document.xml"), "document"),
        (http(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1..."), "document"),
        (http(b"{\\rtf1 Bonjour}"), "document"),
        (http(b'{"rows": [[1, 2]], "ok": true}', "Content-Type: application/json"), "json_unknown"),
        (http(b""), "empty_document"),
        (http(b"<opml version='2.0'><body/></opml>"), "opml"),
        (http(b"some words", "Content-Type: text/plain"), "document_unknown"),
        (http(b"x" * 300_000), "too_large"),
        (http(b"", "Location: /", status="302 Found"), "redirect_loop"),
        (http(ics(), "Content-Type: text/calendar"), "empty_calendar"),
        (http(ics(BUSY, BUSY)), "busy_only"),
        (http(ics(PRIVATE)), "private_only"),
        (http(ics("SUMMARY:Sans date")), "all_refused"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nBEGIN:VCAL", "bad_answer"),
        (b"nonsense\r\n\r\n", "bad_answer"),
    ],
)  # fmt: skip
def test_a_site_is_explained(answer: bytes, code: str) -> None:
    with site({"/": answer}) as server:
        found = server.detect(max_bytes=200_000)
    assert (codes(found), found.readable) == ([code], False)


def test_a_site_that_never_answers() -> None:
    with site({"/": drip(b"", b"")}) as server:
        assert codes(server.detect(deadline=0.5)) == ["too_slow"]


def test_a_certificate_that_nobody_vouches_for() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    with site({"/": html(page())}, tls=context) as server:
        assert codes(server.detect(server.url.replace("http:", "https:") + "/")) == ["certificate"]


def test_a_closed_port() -> None:
    with site({}) as server:
        pass
    assert codes(server.detect()) == ["unreachable"]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("http://192.168.1.10/agenda", "private_network"),
        ("http://127.0.0.1/", "private_network"),
        ("http://localhost:8080/", "private_network"),
        ("https://lea:secret@mjc.example/", "address_refused"),
        ("http://mjc.example:22/", "address_refused"),
    ],
)
def test_addresses_that_are_never_asked_for(address: str, code: str) -> None:
    with site({}) as server:
        found = server.detect(address)
    assert codes(found) == [code]
    assert "secret" not in repr(found)


def test_robots_are_told_where_not_to_go_and_the_volunteer_what_to_paste() -> None:
    robots = http(b"User-agent: *\nDisallow: /agenda.ics\n")
    with site(
        {
            "/": html(page('<a href="/agenda.ics">Agenda</a>')),
            "/robots.txt": robots,
            "/agenda.ics": http(ics(CONCERT)),
        }
    ) as server:
        found = server.detect()
        assert codes(found) == ["robots"]
        assert found.notes[0].values["url"] == f"{server.url}/agenda.ics"
        assert "/agenda.ics" not in server.asked
        # The same address is read when it is the one that was pasted.
        assert server.detect("/agenda.ics").kind == "ical"


def test_a_guard_in_the_place_of_a_site_is_told_from_its_bytes() -> None:
    guarded = HttpStatus("403", status=403, challenge=True)
    looked, _ = look("https://mjc.example", {"https://mjc.example": guarded})
    assert codes(looked) == ["challenge"]


# --- what can be read, with a word on it


def test_only_past_events() -> None:
    with site({"/a.ics": http(ics(PAST))}) as server:
        found = server.detect("/a.ics")
    assert (found.readable, codes(found), found.counts.past) == (True, ["only_past"], 1)


def test_private_items_are_counted_and_left_out() -> None:
    with site({"/a.ics": http(ics(CONCERT, PRIVATE))}) as server:
        found = server.detect("/a.ics")
    assert codes(found) == ["private_items"]
    assert [one.title for one in found.shown] == ["Concert de Noël"]
    assert "Dentiste" not in repr(found)


def test_a_feed_without_dates() -> None:
    with site({"/feed/": http(RSS)}) as server:
        found = server.detect("/feed/")
    assert (found.kind, codes(found), found.counts.articles) == ("rss", ["feed_without_dates"], 1)


def test_a_feed_of_comments() -> None:
    with site({"/comments/feed/": http(RSS)}) as server:
        assert codes(server.detect("/comments/feed/")) == ["comments_feed"]


def test_some_items_are_refused() -> None:
    with site({"/a.ics": http(ics(CONCERT, "SUMMARY:Sans date"))}) as server:
        assert codes(server.detect("/a.ics")) == ["some_refused"]


def test_a_secret_address_is_masked_and_kept_out_of_the_stanza() -> None:
    path = "/calendar/ical/lea/private-0123456789abcdef/basic.ics"
    with site({path: http(ics(CONCERT))}) as server:
        found = server.detect(path)
    assert codes(found) == ["secret_address"]
    assert "0123456789abcdef" not in found.shown_url + found.stanza + repr(found)
    assert "url: ${MJC_DU_BRIANCONNAIS_URL}" in found.stanza


def test_a_map_is_read_as_a_map() -> None:
    with site({"/api/elements.json": http(ELEMENTS)}) as server:
        found = server.detect("/api/elements.json")
    assert (found.kind, found.counts.actors, found.shown[0].commune) == ("gogocarto", 1, "Briançon")


# --- the sentences


def test_every_code_has_its_sentences() -> None:
    root = Path(__file__).parents[2] / "src/agregateur/detecting"
    source = "".join(path.read_text() for path in root.glob("*.py"))
    said = set(re.findall(r'(?:Note\(code=|_note\(|self\._note\(|code or \(?)"(\w+)"', source))
    tables = set(re.findall(r': "(\w+)"', (root / "told.py").read_text()))
    assert (said | tables) - {"stopped_early"} - set(SITUATIONS) == set()
    assert len(SITUATIONS) >= 25


def test_no_sentence_blames_or_shouts() -> None:
    for what, todo in SITUATIONS.values():
        assert what.endswith((".", ". ")) and todo.endswith((".", "…", "iCal ».", "OPML", "opml", "https://"))
        assert not re.search(r"erreur de votre|vous avez mal|invalide|!|interdit", what + todo)


def test_an_unknown_code_is_told_as_such() -> None:
    from agregateur.model import Note

    what, todo = situation(Note(code="new"), "en")
    assert "new" in what and todo


def test_a_document_keeps_its_media_type() -> None:
    url = "https://mjc.example/affiche"
    looked, _ = look(url, {url: Document(url=url, content=b"????", media_type="image/webp")})
    assert codes(looked) == ["image"]
