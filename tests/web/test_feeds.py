"""Feeds and the API, as programs read them."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import icalendar
import pytest
from sqlalchemy import text

from agregateur.model import Event, Member, Place
from tests.web import factory
from tests.web.conftest import BASE, Portal
from tests.web.factory import at, event

FEEDS = [
    "/agenda",
    "/communes/05023/agenda",
    "/communes/05023-briancon/agenda",
    "/epci/240500439/agenda",
    "/departements/05/agenda",
]


def summaries(portal: Portal, path: str) -> set[str]:
    calendar = icalendar.Calendar.from_ical(portal.get(path).content)
    return {str(one["SUMMARY"]) for one in calendar.walk("VEVENT")}


def titles(portal: Portal, path: str) -> list[str]:
    return [item.findtext("title") or "" for item in ET.fromstring(portal.get(path).content).iter("item")]


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize(("format", "type"), [("ics", "text/calendar"), ("rss", "application/rss+xml")])
def test_every_feed_answers_with_validators(
    portal: Portal, prefix: str, path: str, format: str, type: str
) -> None:
    answer = portal.get(f"{prefix}{path}.{format}", accept="image/png", user_agent="")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"{type}; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=900"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-disposition"].startswith('inline; filename="agenda-')
    assert answer.headers["etag"].startswith('"')


def test_a_calendar_in_english_is_so_throughout(portal: Portal) -> None:
    def read(path: str) -> str:
        return portal.get(path).text.replace("\r\n ", "")

    french, english = read("/communes/05023/agenda.ics"), read("/communes/05023/agenda.ics?langue=en")
    assert english == read("/en/communes/05023/agenda.ics")
    uids = [re.findall("UID:(.*)\r", calendar) for calendar in (french, english)]
    assert uids[0] == uids[1], "the same events"
    assert "CATEGORIES:Music" in english
    for words in ("Concerts et musique", "Gratuit", "Annulé", "Source :", "Sources :", "Organisé par"):
        assert words not in english
    assert "/evenements/" not in english.replace("/en/evenements/", "")
    assert "CATEGORIES:Music" in read("/en/evenements/noel.ics")


def test_a_calendar_holds_what_the_selection_says(portal: Portal) -> None:
    everything = summaries(portal, "/agenda.ics")
    assert {"Jazz au Quattro", "Réunion publique", "Yoga doux", "Marché du matin"} <= everything
    assert "Réservé à nos pages" not in everything
    assert "Loto des aînés" not in everything
    here = summaries(portal, "/communes/05023/agenda.ics")
    assert "Jazz au Quattro" not in here
    assert here == summaries(portal, "/agenda.ics?commune=05023")
    assert summaries(portal, "/agenda.ics?commune=05061,05085") == {"Jazz au Quattro", "Réunion publique"}
    assert portal.get("/communes/05023/agenda.ics?commune=05061").status_code == 422
    assert summaries(portal, "/agenda.ics?categorie=marches&categorie=fetes&commune=05023&q=bal") == {
        "Bal de minuit"
    }
    assert summaries(portal, "/agenda.ics?source=office&epci=240500439") == {"Concert de Noël de l’Harmonie"}
    assert summaries(portal, "/agenda.ics?du=2026-12-11&au=2026-12-11&commune=05085") == {"Réunion publique"}


def test_a_feed_reaches_back_and_a_page_does_not(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.event(event("avant", "Il y a vingt jours", at(-20)))
        to.event(event("tot", "Il y a quarante jours", at(-40)))
        to.event(event("apres", "Dans un an", at(365)))
        to.event(event("loin", "Dans quinze mois", at(450)))

    blank.fill(fill)
    assert summaries(blank, "/agenda.ics") == {"Il y a vingt jours", "Dans un an"}
    assert "Il y a vingt jours" not in blank.get("/communes/05023-briancon").text


def unfolded(portal: Portal, path: str) -> str:
    return portal.get(path).text.replace("\r\n ", "")


def test_a_large_calendar_keeps_what_comes_first(blank: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agregateur.web.calendars.MOST_BYTES", 6000)

    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for n in range(-10, 30):
            to.event(event(f"jour{n + 10}", f"Jour {n}", at(n)))

    blank.fill(fill)
    found = summaries(blank, "/agenda.ics")
    assert {"Jour 0", "Jour 1", "Jour 2"} <= found
    assert "Jour 29" not in found
    assert not {f"Jour {n}" for n in range(-10, 0)} & found
    assert len(blank.get("/agenda.ics").content) < 8500
    assert "Il s’arrête à 1 Mo" in unfolded(blank, "/agenda.ics")
    assert "It stops at 1 MB" in unfolded(blank, "/en/agenda.ics")
    assert "Il s’arrête" not in unfolded(blank, "/agenda.ics?limite=3")


def test_rss_lists_the_first_dates_with_the_date_in_the_title(portal: Portal) -> None:
    found = titles(portal, "/communes/05023/agenda.rss")
    assert any(title.startswith("mer. 9 déc., 20 h 30 – Concert de Noël") for title in found)
    assert len(found) == len({title.partition("–")[2] for title in found}), "each event once"
    assert len(titles(portal, "/agenda.rss?limite=2")) == 2
    assert any(title.startswith("Wed 9 Dec") for title in titles(portal, "/agenda.rss?langue=en"))
    for item in ET.fromstring(portal.get("/agenda.rss?tri=nouveaute").content).iter("item"):
        assert parsedate_to_datetime(item.findtext("pubDate") or "") <= factory.NOW


def test_newest_first(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        for n in range(3):
            to.event(event(f"e{n}", f"Numéro {n}", at(n + 1), created=factory.NOW - timedelta(days=9 - n)))

    blank.fill(fill)
    assert [t[-1] for t in titles(blank, "/agenda.rss?tri=nouveaute")] == ["2", "1", "0"]
    assert [t[-1] for t in titles(blank, "/agenda.rss")] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "path", ["/communes/05023/agenda.ics", "/agenda.rss?q=jazz", "/api/v1/events?commune=05023"]
)
def test_a_poll_that_finds_nothing_new_reads_no_event(portal: Portal, path: str) -> None:
    etag = portal.get(path).headers["etag"]
    again, statements = portal.counted(path, if_none_match=f'W/"other", {etag}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag
    assert len(statements) == 1
    assert not any(table in statements[0] for table in ("FROM event", "occurrence"))


def test_a_validator_moves_with_what_it_covers(portal: Portal) -> None:
    def etags() -> list[str]:
        paths = ("/communes/05023/agenda.ics", "/communes/05061/agenda.ics", "/agenda.ics")
        return [portal.get(path).headers["etag"] for path in paths]

    before = etags()
    assert etags() == before

    def more(fill: factory.Filler) -> None:
        fill.change = 99
        fill.event(event("neuf", "Tout neuf", at(2), insee="05061"))

    portal.fill(more)
    here, gap, everywhere = etags()
    assert here == before[0], "another commune's change is none of its business"
    assert gap != before[1]
    assert everywhere != before[2]
    portal.now = factory.NOW + timedelta(days=1)
    assert etags()[0] != here


def test_one_way_of_writing_a_selection_is_as_good_as_another(portal: Portal) -> None:
    one = portal.get("/agenda.ics?commune=05061,05023&categorie=fetes&categorie=musique").content
    other = portal.get("/agenda.ics?categorie=musique,fetes&commune=05023&commune=05061").content
    assert events_of(one) == events_of(other)


def events_of(content: bytes) -> list[bytes]:
    return content.split(b"BEGIN:VEVENT")[1:]


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("comune=05023", "comune"),
        ("commune=99999", "commune"),
        ("commune=", "commune"),
        ("categorie=jazz", "categorie"),
        ("epci=1", "epci"),
        ("departement=99", "departement"),
        ("source=personne", "source"),
        ("source=A%20b", "source"),
        ("du=31/12/2026", "du"),
        ("du=2026-12-01&du=2026-12-02", "du"),
        ("du=2026-12-02&au=2026-12-01", "au"),
        ("jours=0", "jours"),
        ("jours=9999", "jours"),
        ("periode=hier", "periode"),
        ("q=%21%3F", "q"),
        ("q=" + "a" * 300, "q"),
        ("langue=de", "langue"),
        ("limite=0", "limite"),
    ],
)
@pytest.mark.parametrize("path", ["/agenda.ics", "/communes/05023/agenda.rss", "/api/v1/events"])
def test_a_wrong_word_is_a_422_that_names_it(portal: Portal, path: str, query: str, word: str) -> None:
    answer = portal.get(f"{path}?{query}")
    assert answer.status_code == 422
    said = answer.json()
    assert said["word"] == word
    assert word in said["message"]
    if word in {"comune", "categorie", "periode", "langue"}:
        assert said["allowed"]
    assert answer.headers["content-type"] == "application/json"


def test_tracking_words_are_ignored(portal: Portal) -> None:
    plain = events_of(portal.get("/agenda.ics?commune=05023").content)
    tracked = "utm_source=a&UTM_medium=b&fbclid=1&gclid=2&mc_cid=3&mtm_x=4&pk_y=5&at_z=6&xtor=7&_=8&ver=6.1"
    answer = portal.get(f"/agenda.ics?commune=05023&{tracked}")
    assert events_of(answer.content) == plain
    assert b"utm" not in answer.content


def test_one_event_as_a_file(portal: Portal) -> None:
    answer = portal.get("/evenements/noel.ics")
    calendar = icalendar.Calendar.from_ical(answer.content)
    (only,) = calendar.walk("VEVENT")
    assert only["UID"] == "noel@portail.test"
    assert portal.get("/evenements/ancien.ics").content == answer.content
    assert portal.get("/evenements/parti.ics").status_code == 410
    assert portal.get("/evenements/inconnu.ics").status_code == 404
    assert portal.get("/evenements/prive.ics").status_code == 404, "our own pages only"
    assert portal.get("/evenements/noel.ics", if_none_match=answer.headers["etag"]).status_code == 304


def test_an_older_rendering_is_made_again(portal: Portal) -> None:
    with portal.database.writer() as connection:
        connection.execute(text("UPDATE event SET ical = 'X-OLD:1\r\n', render_version = -1"))
    answer = portal.get("/communes/05023/agenda.ics")
    assert b"X-OLD" not in answer.content
    assert b"SUMMARY:Yoga doux" in answer.content


def test_what_leaves_is_another_event_when_the_store_says_so(blank: Portal) -> None:
    members = (Member(source="secret", uid="s", republication="portail"), Member(source="mjc", uid="m"))
    shown: Event = event("deux", "Titre de nos pages", at(1), members=members, text="Texte réservé")
    leaving = event("deux", "Titre qui peut partir", at(1), members=members[1:], place=Place(city="Briançon"))

    def fill(to: factory.Filler) -> None:
        to.source("mjc", "MJC")
        to.source("secret", "Secret", republication="portail")
        to.event(shown, leaving=leaving)

    blank.fill(fill)
    assert "Titre de nos pages" in blank.get("/communes/05023-briancon").text
    for path in ("/agenda.ics", "/agenda.rss", "/api/v1/events"):
        content = blank.get(path).text
        assert "Titre qui peut partir" in content, path
        assert "réservé" not in content.lower()
        assert "secret" not in content.lower()


def test_probes(portal: Portal) -> None:
    assert portal.get("/healthz").text == "ok\n"
    ready = portal.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["database"] == "ok"
    with portal.database.writer() as connection:
        connection.execute(text("ALTER TABLE source RENAME TO elsewhere"))
    assert portal.get("/readyz").status_code == 503
    assert portal.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("ways", "address"),
    [
        (
            ["/communes/05023/agenda.ics", "/communes/05023-briancon/agenda.ics", "/agenda.ics?commune=05023",
             "/agenda.ics?utm_source=bulletin&commune=05023,05023"],
            "/communes/05023/agenda.ics",
        ),
        (
            ["/epci/240500439/agenda.ics?q=jazz&gratuit=oui", "/agenda.ics?acces=gratuit&epci=240500439&q=jazz"],
            "/epci/240500439/agenda.ics?acces=gratuit&q=jazz",
        ),
        (
            ["/agenda.ics?commune=05061&commune=05023", "/agenda.ics?commune=05023,05061"],
            "/agenda.ics?commune=05023,05061",
        ),
        (["/en/agenda.ics?limite=5", "/agenda.ics?langue=en&limite=5"], "/agenda.ics?limite=5&langue=en"),
    ],
)  # fmt: skip
def test_a_selection_has_one_address_and_one_validator(portal: Portal, ways: list[str], address: str) -> None:
    answers = [portal.get(way) for way in ways]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    source = icalendar.Calendar.from_ical(answers[0].content)["SOURCE"]
    assert source == f"{BASE}{address}"


def test_a_feed_says_when_it_was_read_and_who_is_silent(blank: Portal) -> None:
    def fill(to: factory.Filler) -> None:
        club = (Member(source="club", uid="1", republication="complet"),)
        for id, name, ago in (("mjc", "MJC", timedelta(hours=2)), ("club", "Club alpin", timedelta(days=20))):
            to.source(id, name, last_run_at=factory.NOW - ago, last_read_at=factory.NOW - ago)
        to.event(event("a", "Bal", at(1)))
        to.event(event("b", "Sortie", at(2), members=club, insee="05061"))

    blank.fill(fill)

    def said(path: str) -> str:
        return ET.fromstring(blank.get(path).content).findtext("channel/description") or ""

    assert said("/agenda.rss").endswith(
        "Dernière lecture : mercredi 9 décembre. Pas relu depuis le 19 novembre : Club alpin."
    )
    assert said("/communes/05023/agenda.rss").endswith("Dernière lecture : mercredi 9 décembre.")
    assert "Last read: Wednesday 9 December." in said("/agenda.rss?langue=en")

    def described(path: str) -> str:
        return str(icalendar.Calendar.from_ical(blank.get(path).content)["DESCRIPTION"])

    assert described("/agenda.ics").endswith("automatiquement. Pas relu depuis le 19 novembre : Club alpin.")
    assert described("/communes/05023/agenda.ics").endswith("automatiquement."), "the same every day"
