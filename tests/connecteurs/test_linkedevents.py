"""What the Linked Events API teaches beyond the samples: addresses, what is asked for once, failures, recognition."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from agregateur.contract import Document, Page, Record, Rejected, Repair, Said, Withdrawn
from agregateur.errors import HttpStatus
from connecteurs.linkedevents import LinkedEvents
from connecteurs.linkedevents.related import MAX_ASKED
from tests.connecteurs.samples import records

ROOT = "https://api.example/linkedevents/v1/"


def event(uid: str, **more: Any) -> dict[str, Any]:
    usual = {"id": uid, "data_source": "ville", "name": {"fr": uid}, "start_time": "2026-12-05T19:30:00Z"}
    return {**usual, "@id": f"{ROOT}event/{uid}/", "@type": "Event/LinkedEvent", **more}


def listed(*items: Any, following: str | None = None) -> dict[str, Any]:
    return {"meta": {"count": len(items), "next": following, "previous": None}, "data": list(items)}


class Server:
    """Answers by path below the root; the list whatever its query. Asked addresses are in `asked`."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.answers = answers
        self.asked: list[str] = []

    def __call__(self, url: str, **_: object) -> Document:
        self.asked.append(url)
        found = self.answers.get(urlsplit(url).path.removeprefix("/linkedevents/v1/"), 404)
        if isinstance(found, int):
            raise HttpStatus(f"{url} answers {found}", url=url, status=found)
        return Document(url=url, content=json.dumps(found).encode())

    def read(self, url: str = ROOT, **options: Any) -> list[Said]:
        return list(LinkedEvents(url=url, **options).collect(self, {}))


def one(**more: Any) -> Record:
    (record,) = records(Server({"event/": listed(event("a", **more))}).read())
    return record


@pytest.mark.parametrize("url", [ROOT, ROOT.rstrip("/"), f"{ROOT}event/", f"{ROOT}event"])
def test_the_list_from_today_on_is_asked_for(url):
    server = Server({"event/": listed(), "event": listed()})
    server.read(url)
    parts = urlsplit(server.asked[0])
    assert parts.path.rstrip("/") == "/linkedevents/v1/event"
    assert parse_qs(parts.query) == {
        "include": ["location,keywords"],
        "page_size": ["100"],
        "show_deleted": ["true"],
        "sort": ["start_time"],
        "super_event_type": ["umbrella,none"],
        "start": ["today"],
    }


def test_the_words_of_the_address_win():
    server = Server({"event/": listed()})
    server.read(f"{ROOT}event/?division=malmi&end=2027-01-01&hide_recurring_children=true&page_size=20")
    asked = parse_qs(urlsplit(server.asked[0]).query)
    assert asked["division"] == ["malmi"] and asked["page_size"] == ["20"]
    assert "start" not in asked and "super_event_type" not in asked


def test_places_are_asked_for_on_request():
    place = {
        "id": "l:1",
        "name": {"fr": "Salle"},
        "@id": f"{ROOT}place/l:1/",
        "@type": "Place",
        "data_source": "l",
    }
    server = Server({"place/": listed(place, event("a"))})
    said = server.read(as_="actor")
    assert urlsplit(server.asked[0]).path.endswith("/place/")
    assert [(one.title, one.kind) for one in records(said)] == [("Salle", "actor")]
    assert [one.code for one in said if isinstance(one, Rejected)] == ["event_not_place"]


def test_a_place_and_a_keyword_are_asked_for_once_at_our_address():
    elsewhere = "http://behind.internal/linkedevents/v1"
    items = [
        event(
            f"e{n}",
            location={"@id": f"{elsewhere}/place/l:1/"},
            keywords=[{"@id": f"{elsewhere}/keyword/k:1/"}],
        )
        for n in range(20)
    ]
    server = Server(
        {
            "event/": listed(*items),
            "place/l:1/": {"id": "l:1", "name": {"fr": "Salle"}},
            "keyword/k:1/": {"id": "k:1", "name": {"fr": "Danse"}},
        }
    )
    found = records(server.read())
    assert {record.venue for record in found} == {"Salle"} and {record.categories for record in found} == {
        ("Danse",)
    }
    assert server.asked[1:] == [f"{ROOT}place/l:1/", f"{ROOT}keyword/k:1/"]


def test_an_event_does_not_lose_its_place_because_the_server_fails():
    server = Server(
        {"event/": listed(event("a"), event("b", location={"@id": "/place/l:1/"})), "place/l:1/": 503}
    )
    told: list[Said] = []
    with pytest.raises(HttpStatus):
        told.extend(LinkedEvents(url=ROOT).collect(server, {}))
    assert [record.uid for record in records(told)] == ["a"]


def test_a_place_that_is_unknown_is_told_and_spoils_nothing():
    items = [event(f"e{n}", location={"@id": f"/v1/place/l:{n}/"}) for n in range(MAX_ASKED + 10)]
    server = Server({"event/": listed(*items)})
    said = server.read()
    assert len(records(said)) == len(items) and len(server.asked) == 1 + MAX_ASKED
    assert [one for one in said if isinstance(one, Repair)] == [
        Repair(code="related_unread", detail=str(len(items)))
    ]


def test_a_place_replaced_in_a_circle_ends():
    def place(uid: str, other: str) -> dict[str, Any]:
        return {"id": uid, "name": {"fr": uid}, "replaced_by": {"@id": f"{ROOT}place/{other}/"}}

    server = Server(
        {
            "event/": listed(event("a", location={"@id": "/place/l:1/"})),
            "place/l:1/": place("l:1", "l:2"),
            "place/l:2/": place("l:2", "l:1"),
        }
    )
    assert records(server.read())[0].venue == "l:2"


def test_what_was_deleted_is_withdrawn():
    dead = {
        "id": "a",
        "last_modified_time": "2026-11-20T08:00:00Z",
        "deleted": True,
        "replaced_by": None,
        "name": {},
    }
    assert Server({"event/": listed(dead)}).read() == [Withdrawn("a")]


@pytest.mark.parametrize(
    ("more", "start", "end"),
    [
        ({"start_time": "2026-12-05", "end_time": None}, date(2026, 12, 5), None),
        ({"start_time": "2026-12-05", "end_time": "2026-12-06"}, date(2026, 12, 5), date(2026, 12, 7)),
        ({"end_time": "2026-12-05"}, datetime(2026, 12, 5, 19, 30, tzinfo=UTC), None),
        (
            {
                "start_time": "2026-12-04T23:00:00Z",
                "end_time": "2026-12-06T23:00:00Z",
                "has_start_time": False,
                "has_end_time": False,
            },
            date(2026, 12, 5),
            date(2026, 12, 7),
        ),
    ],
)
def test_days_and_hours(more, start, end):
    record = one(**more)
    assert (record.start, record.end) == (start, end) and not record.repairs


def test_an_event_on_the_internet_has_no_place():
    record = one(
        location={"@id": f"{ROOT}place/ville:internet/", "id": "ville:internet", "name": {"fr": "Internet"}}
    )
    assert record.attendance == "online" and record.venue is None


def test_french_is_read_first_then_whatever_there_is():
    assert one(name={"en": "Fair", "fr": "Foire"}).title == "Foire"
    assert (one(name={"ru": "Ярмарка"}).title, one(name={"ru": "Ярмарка"}).language) == ("Ярмарка", "ru")


@pytest.mark.parametrize(
    ("value", "least", "most"),
    [
        ({"keyword": f"{ROOT}keyword/", "place": f"{ROOT}place/", "event": f"{ROOT}event/"}, 50, 100),
        (listed(event("a")), 50, 100),
        ({"meta": {"count": 1}, "data": [{"id": "1", "type": "events"}], "links": {}}, 0, 0),
        ({"count": 1, "next": None, "previous": None, "results": []}, 0, 0),
        ([{"@id": "https://partenaire.example/event/1/", "@type": "Event", "name": "Bal"}], 0, 0),
        ({"event": 1, "place": 2, "keyword": 3}, 0, 0),
    ],
)
def test_recognition(value, least, most):
    document = Document(url=ROOT, content=json.dumps(value).encode())
    assert least <= LinkedEvents.recognise("https://partenaire.example/", document) <= most


def test_what_a_web_page_proposes():
    source = f"<script>fetch(\"{ROOT}event/?text=x\"); fetch('{ROOT}place/')</script>"
    assert list(LinkedEvents.propose(Page(url="https://agenda.example/", source=source))) == [f"{ROOT}event/"]
    assert not list(LinkedEvents.propose(Page(url="https://agenda.example/", source="<p>linkedevents</p>")))
