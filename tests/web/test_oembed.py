"""oEmbed: what WordPress and others make of the address of a page of ours."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree import ElementTree as ET

import pytest

from tests.web.conftest import BASE, CONCERT_TITLE, Portal
from tests.web.outline import BRIANCON, CONCERT, outline


def ask(portal: Portal, url: str, more: str = ""):
    return portal.get(f"/oembed?url={quote(url, safe='')}{more}")


def frame_of(html: str) -> dict[str, str]:
    return {name: value for tag, name, value in outline(html).attributes if tag == "iframe"}


@pytest.mark.parametrize(
    ("page", "framed"),
    [
        (BRIANCON, "/widget?commune=05023"),
        ("/en/communes/05023", "/widget?commune=05023&langue=en"),
        (f"{BRIANCON}?categorie=fetes&utm_source=x", "/widget?commune=05023&categorie=fetes"),
        ("/epci/240500439/", "/widget?epci=240500439"),
        ("/departements/05", "/widget?departement=05"),
        ("/", "/widget"),
        ("/en", "/widget?langue=en"),
        ("", "/widget"),
    ],
)
def test_an_agenda_page_is_its_frame(portal: Portal, page: str, framed: str) -> None:
    answer = ask(portal, BASE + page)
    assert answer.headers["content-type"] == "application/json"
    said = answer.json()
    assert (said["version"], said["type"], said["provider_name"]) == ("1.0", "rich", "Hautes-Alpes")
    assert (said["width"], said["height"]) == (600, 600)
    assert frame_of(said["html"])["src"] == BASE + framed
    assert frame_of(said["html"])["title"] == said["title"]
    assert portal.get(framed).status_code == 200


def test_an_event_is_a_card(portal: Portal) -> None:
    said = ask(portal, BASE + CONCERT).json()
    assert said["title"] == CONCERT_TITLE
    assert outline(said["html"]).links == [BASE + CONCERT]
    address = frame_of(said["html"])["src"].removeprefix(BASE)
    card = portal.get(address)
    assert "frame-ancestors *" in card.headers["content-security-policy"]
    found = outline(card.text)
    assert found.headings == [1]
    assert found.links == [BASE + CONCERT]
    assert ("base", "target", "_top") in found.attributes
    bare = " ".join(re.sub(r"<[^>]+>", "", card.text).replace("\N{WORD JOINER}", "").split())
    assert "mercredi 9 décembre, 20 h 30–22 h 30 MJC-Centre social, Briançon Gratuit" in bare
    assert "Sources : MJC du Briançonnais, Office de tourisme" in bare
    again = portal.get(address, if_none_match=card.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")
    assert portal.get(f"{address}&fond=000&couleur=fff").status_code == 200
    assert portal.get(f"{address}&commune=05023").status_code == 422


@pytest.mark.parametrize(("id", "status"), [("parti", 410), ("prive", 404), ("jamais", 404), ("", 404)])
def test_what_is_gone_or_kept_to_our_pages_has_no_card(portal: Portal, id: str, status: int) -> None:
    answer = portal.get(f"/widget?evenement={id}")
    assert answer.status_code == status
    assert "header" not in outline(answer.text).tags
    assert ask(portal, f"{BASE}/evenements/{id}-x").status_code == 404


def test_an_id_of_before_leads_to_the_card_of_today(portal: Portal) -> None:
    assert portal.get("/widget?evenement=ancien").headers["location"] == "/widget?evenement=noel"
    assert ask(portal, f"{BASE}/evenements/ancien").status_code == 200


@pytest.mark.parametrize(
    "url",
    [
        "https://ailleurs.example/",
        "http://portail.test.ailleurs.example/",
        "http://portail.test@ailleurs.example/",
        "javascript:alert(1)",
        "//portail.test/",
        "http://[",
        "",
        f"{BASE}/sources",
        f"{BASE}/communes/99999",
        f"{BASE}/epci/1",
        f"{BASE}{BRIANCON}?comune=1",
        f"{BASE}/agenda.ics",
    ],
)
def test_other_addresses_are_not_found(portal: Portal, url: str) -> None:
    assert ask(portal, url).status_code == 404


def test_it_is_said_in_json_and_xml_alone(portal: Portal) -> None:
    url = BASE + BRIANCON
    told = ask(portal, url).json()
    answer = ask(portal, url, "&format=xml")
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    root = ET.fromstring(answer.content)
    assert {one.tag: one.text for one in root} == {name: str(value) for name, value in told.items()}
    assert ask(portal, url, "&format=json&dnt=1&utm_source=x").json() == told
    assert ask(portal, url, "&format=php").status_code == 501


def test_it_keeps_to_the_room_there_is(portal: Portal) -> None:
    said = ask(portal, BASE + BRIANCON, "&maxwidth=320&maxheight=400").json()
    assert (said["width"], said["height"]) == (320, 400)
    assert (frame_of(said["html"])["width"], frame_of(said["html"])["height"]) == ("320", "400")
    assert ask(portal, BASE + BRIANCON, "&maxwidth=5000").json()["width"] == 600
    assert ask(portal, BASE + BRIANCON, "&maxwidth=wide").status_code == 422


def test_it_is_kept(portal: Portal) -> None:
    path = f"/oembed?url={quote(BASE + BRIANCON, safe='')}"
    first = portal.get(path)
    assert portal.get(path, if_none_match=first.headers["etag"]).status_code == 304
    assert portal.request("HEAD", path).headers == first.headers


@pytest.mark.parametrize(
    "page", ["/", f"{BRIANCON}?categorie=fetes,marches", "/epci/240500439", f"/en{CONCERT}"]
)
def test_pages_tell_where_to_ask(portal: Portal, page: str) -> None:
    found = re.search(r'type="application/json\+oembed"[^>]*href="([^"]*)"', portal.get(page).text)
    assert found
    assert found[1].startswith(f"{BASE}/oembed?"), "WordPress takes it as it stands"
    answer = portal.get(found[1].removeprefix(BASE).replace("&amp;", "&"))
    assert answer.status_code == 200
    assert BASE + page.partition("?")[0] in answer.json()["html"]
