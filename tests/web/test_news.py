"""The feeds of articles: what they hold, what may leave, and what a poll costs."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import icalendar
import pytest

from agregateur.model import Located
from tests.web import factory
from tests.web.conftest import BASE, Portal
from tests.web.factory import Filler

ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
HOSTILE = "Appel <b>]]></b> & \u202eprojets\x07"


def fill(add: Filler) -> None:
    add.source("journal", "Le journal", home="https://journal.example/", licence="CC-BY-SA-4.0")
    add.source("mjc", "La MJC")
    add.article(
        "appel",
        HOSTILE,
        factory.NOW - timedelta(days=1),
        genre="appel",
        echeance=date(2026, 12, 31),
        categories=("transition",),
        url="https://journal.example/appel",
        text="Écrire à jean.dupont@example.org.",
        description="<p>Tout <em>le</em> texte</p>",
        image="https://journal.example/a.jpg",
    )
    add.article("ouvert", "Appel sans date", factory.NOW - timedelta(days=2), genre="appel")
    add.article(
        "poste", "Un poste", factory.NOW - timedelta(days=3), genre="emploi", echeance=date(2026, 12, 20)
    )
    add.article(
        "signale",
        "Signalé",
        factory.NOW + timedelta(days=3),
        located=Located(insee="05061"),
        republication="signalement",
        text="Un texte gardé",
        description="<p>Un texte gardé</p>",
        image="https://journal.example/garde.jpg",
        organizer="Une organisatrice gardée",
        url="https://journal.example/signale",
    )
    add.article("portail", "Gardé pour nos pages", factory.NOW, republication="portail")
    add.article("passe", "Appel clos", factory.NOW, genre="appel", echeance=date(2026, 12, 8))


@pytest.fixture
def news(blank: Portal) -> Portal:
    blank.fill(fill)
    return blank


def test_rss(news: Portal) -> None:
    channel = ET.fromstring(news.get("/actualites.rss").content).find("channel")
    assert channel is not None
    assert channel.findtext("link") == f"{BASE}/actualites"
    items = channel.findall("item")
    assert [one.findtext("guid") for one in items] == [
        f"{BASE}/actualites#{id}" for id in ("signale", "appel", "ouvert", "poste")
    ]
    first, call = items[0], items[1]
    assert first.findtext("pubDate") == "Wed, 09 Dec 2026 09:00:00 GMT", "never in the future"
    assert call.findtext("link") == "https://journal.example/appel"
    assert [one.text for one in call.findall("category")] == [
        "Appel à projets",
        "Écologie et économie solidaire",
    ]
    assert call.findtext(f"{DC}creator") == "Le journal"
    source = call.find("source")
    assert source is not None and source.get("url") == "https://journal.example/"
    assert "CC-BY-SA-4.0" in (call.findtext(f"{DC}rights") or "")
    licence = "{http://backend.userland.com/creativeCommonsRssModule}license"
    assert call.findtext(licence) == "https://creativecommons.org/licenses/by-sa/4.0/"
    republication = [one.findtext("{urn:x-agregateur:rights}republication") for one in (first, call)]
    assert republication == ["signalement", "complet"]
    assert "Date limite : " in (call.findtext("description") or "")
    assert "<p>Tout <em>le</em> texte</p>" in ET.tostring(call, "unicode", "text")
    assert items[2].findtext("link") == f"{BASE}/actualites#ouvert", "ours, when the partner gives none"


def test_atom(news: Portal) -> None:
    feed = ET.fromstring(news.get("/actualites.atom?genre=appel,emploi").content)
    entries = feed.findall(f"{ATOM}entry")
    assert [one.findtext(f"{ATOM}id", "").rpartition("#")[2] for one in entries] == [
        "appel",
        "ouvert",
        "poste",
    ]
    assert feed.findtext(f"{ATOM}id") == f"{BASE}/actualites.atom?genre=appel,emploi"
    for one in (feed, *entries):
        assert one.findtext(f"{ATOM}updated", "").endswith("Z")
        assert one.find(f"{ATOM}title") is not None and one.find(f"{ATOM}author") is not None
    terms = [one.get("term") for one in entries[0].findall(f"{ATOM}category")]
    assert terms == ["appel", "transition"]
    links = {one.get("rel"): one.get("href") for one in entries[0].findall(f"{ATOM}link")}
    assert links == {
        "alternate": "https://journal.example/appel",
        "license": "https://creativecommons.org/licenses/by-sa/4.0/",
    }


def test_json_feed(news: Portal) -> None:
    answer = news.get("/actualites.json?genre=appel")
    assert answer.headers["content-type"] == "application/feed+json"
    feed = json.loads(answer.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [one["_agregateur"]["id"] for one in feed["items"]] == ["appel", "ouvert"], (
        "nearest deadline first"
    )
    call = feed["items"][0]
    assert call["_agregateur"]["echeance"] == "2026-12-31"
    assert call["tags"] == ["Appel à projets", "Écologie et économie solidaire"]
    assert call["authors"] == [{"name": "Le journal", "url": "https://journal.example/"}]
    assert all(one["content_html"] and one["content_text"] for one in feed["items"])


def dates(portal: Portal, path: str) -> list[Any]:
    return icalendar.Calendar.from_ical(portal.get(path).content).walk("VEVENT")


def test_the_calendar_holds_the_deadlines_of_calls(news: Portal) -> None:
    [call] = dates(news, "/actualites.ics")
    assert call["UID"] == "echeance-appel@portail.test"
    assert (call.decoded("DTSTART"), call.decoded("DTEND")) == (date(2026, 12, 31), date(2027, 1, 1))
    assert call["TRANSP"] == "TRANSPARENT"
    assert call["URL"] == "https://journal.example/appel"
    assert str(call["SUMMARY"]).startswith("Date limite : Appel")
    assert [one["UID"] for one in dates(news, "/actualites.ics?genre=emploi")] == [
        "echeance-poste@portail.test"
    ]
    news.now += timedelta(days=40)
    assert b"VEVENT" not in news.get("/actualites.ics").content


@pytest.mark.parametrize("ending", ["rss", "atom", "json", "ics"])
def test_what_may_not_leave_does_not(news: Portal, ending: str) -> None:
    body = news.get(f"/actualites.{ending}").text
    assert "gardé" not in body and "garde.jpg" not in body and "Gardé" not in body
    assert "jean.dupont" not in body, "a person's own address"
    assert "\x07" not in body and "Appel clos" not in body
    if ending != "ics":
        assert "Signalé" in body and "https://journal.example/signale" in body


@pytest.mark.parametrize("ending", ["rss", "atom", "json", "ics"])
def test_validators_and_languages(news: Portal, ending: str) -> None:
    path = f"/actualites.{ending}?genre=appel"
    answer = news.get(path)
    assert answer.status_code == 200 and answer.headers["access-control-allow-origin"] == "*"
    held = {"if_none_match": answer.headers["etag"]}
    again, statements = news.counted(path, **held)
    assert again.status_code == 304 and again.headers["etag"] == answer.headers["etag"]
    assert not any(" data" in statement for statement in statements), "no article is read"
    head = news.request("HEAD", path)
    assert head.status_code == 200 and head.headers["etag"] == answer.headers["etag"] and not head.content
    assert news.request("OPTIONS", path).status_code == 204
    english = news.get(f"/en{path}")
    assert english.content == news.get(f"{path}&langue=en").content != answer.content
    assert "Deadline" in english.text
    news.fill(lambda add: add.event(factory.event("bal", "Bal", factory.at(1))))
    assert news.get(path, **held).status_code == 304, "an event is no article"
    with news.database.writer() as connection:
        connection.exec_driver_sql("UPDATE article SET change = 99 WHERE id = 'poste'")
    assert news.get(path, **held).status_code == 200
    news.now += timedelta(days=1)
    assert news.get(path, **held).status_code == 200


@pytest.mark.parametrize(
    "query", ["jours=7", "public=ados", "genre=truc", "tri=nouveaute", "limite=0", "source=nul"]
)
def test_a_wrong_word_is_refused_by_name(news: Portal, query: str) -> None:
    answer = news.get(f"/actualites.rss?{query}")
    assert answer.status_code == 422
    assert answer.json()["word"] == query.partition("=")[0]


def test_a_selection_of_a_place(news: Portal) -> None:
    feed = news.get("/actualites.rss?commune=05061&limite=5&utm_source=x")
    assert feed.text.count("<item>") == 1 and "Signalé" in feed.text
    assert "Actualités – Gap" in feed.text
    page = news.get("/actualites?commune=05061").text
    assert f'href="{BASE}/actualites.rss?commune=05061"' in page
    assert (
        f'type="application/atom+xml" title="Actualités – Hautes-Alpes" href="{BASE}/actualites.atom' in page
    )
