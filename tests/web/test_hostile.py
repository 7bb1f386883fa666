"""Whatever a store holds, no page, feed or answer lets it out as markup, header or address."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

import icalendar
import pytest

from agregateur.model import Contact, Located, Member, Note, Place
from agregateur.store.database import Database
from tests.web import factory
from tests.web.conftest import Portal
from tests.web.factory import at, event
from tests.web.outline import outline

EVIL = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}</title></script><!--"
ADDRESS = "javascript:alert(3)"
OPEN = "GET, HEAD, OPTIONS"
PATHS = [
    "/",
    "/communes/05023-briancon",
    "/communes/05023-briancon?periode=demain",
    "/epci/240500439",
    "/acteurs",
    "/actualites",
    "/sources",
    "/evenements/mal",
    "/evenements/parti",
]


@pytest.fixture(scope="module")
def hostile(stores: Callable[[str, Callable[[factory.Filler], None]], Path]) -> Iterator[Portal]:
    def fill(to: factory.Filler) -> None:
        to.source("mal", EVIL, home=ADDRESS, licence=EVIL, commune=EVIL)
        to.source(EVIL, EVIL, url=ADDRESS, home='https://x.example/"><script>')
        to.source("carte", EVIL)
        to.source("journal", EVIL)
        for id, gone in (("mal", False), ("parti", True)):
            to.event(
                event(
                    id,
                    EVIL,
                    at(1),
                    place=Place(text=EVIL, venue=EVIL, street=EVIL, postcode=EVIL, city=EVIL),
                    description=f"<p onclick='x()'>{EVIL}</p><a href='{ADDRESS}'>x</a><style>*{{}}</style>",
                    text=EVIL,
                    organizer=EVIL,
                    price=EVIL,
                    acces=EVIL,
                    inscription=EVIL,
                    public=(EVIL,),
                    accessibilite=(EVIL,),
                    categories=(EVIL,),
                    language=EVIL,
                    online=ADDRESS,
                    url=ADDRESS,
                    image=ADDRESS,
                    contact=Contact(telephone=EVIL, email=EVIL),
                    members=(
                        Member(source="mal", uid=EVIL + id, url=ADDRESS, republication="complet"),
                        Member(
                            source=EVIL, uid=id, url='https://x.example/"><script>', republication="complet"
                        ),
                    ),
                    provenance={"description": ("mal", EVIL + id)},
                    reasons=(
                        Note(
                            code=EVIL,
                            values={
                                "a": [EVIL, EVIL],
                                "b": EVIL,
                                "evidence": [Note(code=EVIL, values={EVIL: EVIL})],
                            },
                        ),
                    ),
                ),
                gone=gone,
            )
        to.actor(
            "act", EVIL, text=EVIL, url=ADDRESS, words=(EVIL,), contact=Contact(telephone=EVIL, email=EVIL)
        )
        to.article("art", EVIL, factory.NOW, text=EVIL, url=ADDRESS, located=Located(insee=EVIL))

    made = Portal(Database(f"sqlite:///{stores('hostile', fill)}"))
    yield made
    made.database.dispose()


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("path", PATHS)
def test_pages_escape_everything(hostile: Portal, prefix: str, path: str) -> None:
    answer = hostile.get(prefix + path)
    if answer.status_code in {301, 302}:
        answer = hostile.get(answer.headers["location"])
    assert answer.status_code in {200, 410}
    html = answer.text
    found = outline(html)
    assert "img" not in found.tags
    assert "style" not in found.tags
    assert found.tags.count("script") == html.count('<script type="application/ld+json">')
    assert not [a for a in found.attributes if a[1].startswith("on")]
    assert not [
        a for a in found.attributes if a[1] in {"href", "src", "action"} and "javascript" in a[2].lower()
    ]
    assert "49" not in re.sub(r"\d{3,}", "", html.partition("<main")[2]).replace("%", ""), "a template ran"


def test_what_a_visitor_types_is_escaped(hostile: Portal) -> None:
    for query in ("q", "lieu", EVIL, "categorie"):
        html = hostile.get(f"/?{quote(query)}={quote(EVIL)}").text
        assert "<script>" not in html
        outline(html)


def test_feeds_stay_whole(hostile: Portal) -> None:
    (only,) = icalendar.Calendar.from_ical(hostile.get("/agenda.ics").content).walk("VEVENT")
    assert "alert(1)" in str(only["SUMMARY"])
    (item,) = ET.fromstring(hostile.get("/agenda.rss").content).iter("item")
    assert "alert(1)" in (item.findtext("title") or "")
    (line,) = hostile.get("/api/v1/events").json()["items"]
    assert line["url"] is None
    assert line["image"] is None


@pytest.mark.parametrize(
    "path",
    [
        "/communes/%00",
        "/communes/..%2f..%2fetc",
        "/evenements/%F0%9F%92%A9",
        "/evenements/" + "a" * 3000,
        "/epci/%27%20OR%201=1",
        "/departements/%C3%A9",
        "/static/..%2fapp.py",
        "/static/style.py",
        "/?lieu=%00%FF",
        "/?lieu=" + "z" * 5000,
        "/agenda.ics?q=%22%20OR%20*",
        "/agenda.ics?q=%F0%9F%92%A9a",
        "/agenda.ics?source=%27;drop",
        "/agenda.ics?jours=%D9%A3",
        "/api/v1/events?curseur=" + "A" * 4000,
        "/api/v1/events?limite=9999999999999999999999",
        "/acteurs?page=99999",
        "/evenements/x%0d%0aSet-Cookie:a=b",
    ],
)
def test_strange_addresses_get_a_plain_answer(portal: Portal, path: str) -> None:
    answer = portal.get(path)
    assert answer.status_code in {200, 404, 422}
    assert "set-cookie" not in answer.headers
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "said",
    [
        "",
        "2026-12-09T10:00:00 noel",
        "2026-12-09T10:00:00+00:00 ",
        "2026-12-09T10:00:00+00:00 ' OR 1=1",
        "2026-12-09T10:00:00+00:00 \0",
        "0001-01-01T00:00:00+23:59 noel",
        "9999-12-31T23:59:59-23:59 noel",
    ],
)
def test_a_cursor_of_ones_own_making_is_refused(portal: Portal, said: str) -> None:
    cursor = base64.urlsafe_b64encode(said.encode()).decode()
    assert portal.get(f"/api/v1/events?curseur={cursor}").status_code == 422


def test_redirects_stay_on_the_host(portal: Portal) -> None:
    for path, to in (
        ("/acteurs/", "/acteurs"),
        ("/acteurs/?q=a", "/acteurs?q=a"),
        ("/communes/05023", "/communes/05023-briancon"),
        ("/departements/2a", "/departements/2A"),
    ):
        answer = portal.get(path, host="evil.example")
        assert (answer.status_code, answer.headers["location"]) == (301, to)
    for path in ("//evil.example/", "/communes//evil.example/", "//evil.example/communes/05023"):
        answer = portal.get(f"http://portail.test{path}")
        assert answer.status_code == 404, path


def test_only_get_and_head(portal: Portal) -> None:
    for path, allowed in (("/", "GET, HEAD"), ("/agenda.ics", OPEN), ("/api/v1/events", OPEN)):
        answer = portal.request("POST", path)
        assert answer.status_code == 405
        assert answer.headers["allow"] == allowed
