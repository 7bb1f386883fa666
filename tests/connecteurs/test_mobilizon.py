"""What Mobilizon teaches beyond the samples: what is asked of which address, its faults, and its events' hours."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.contract import Document, Link, Page, Record, Rejected, Repair
from agregateur.errors import ParseError
from agregateur.ingest import registry
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, read
from connecteurs.mobilizon import Mobilizon
from connecteurs.mobilizon.address import group_of
from tests.connecteurs.apis.base import World
from tests.connecteurs.apis.mobilizon import API, event
from tests.connecteurs.samples import records

HOME = "https://mobilizon.example"
SHELL = (
    "<!DOCTYPE html><html><body><noscript>We're sorry but Mobilizon doesn't work properly without JavaScript"
)
PARIS = ZoneInfo("Europe/Paris")


class Server:
    """Answers each request with the next of `answers`, and remembers what was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, Any]] = []

    def __call__(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        self.asked.append((url, json))
        return Document(url=url, content=_bytes(self.answers[len(self.asked) - 1]))


def _bytes(value: Any) -> bytes:
    return json.dumps(value).encode()


def page_of(*numbers: int, total: int | None = None, root: str = "events") -> dict[str, Any]:
    return {"data": {root: {"total": total, "elements": [event(n, HOME) for n in numbers]}}}


def one(**changes: Any) -> Record | Rejected:
    value = {"data": {"events": {"total": 1, "elements": [{**event(0, HOME), **changes}]}}}
    (said,) = Mobilizon(url=HOME).collect(Server(value), {})
    assert isinstance(said, Record | Rejected)
    return said


@pytest.mark.parametrize(
    ("url", "group"),
    [
        (f"{HOME}/@communs", "communs"),
        (f"{HOME}/@communs/events", "communs"),
        (f"{HOME}/@communs/feed/ics", "communs"),
        (f"{HOME}/@les_communs.gap@ailleurs.example", "les_communs.gap@ailleurs.example"),
        (f"{HOME}/%40communs", "communs"),
        (HOME, None),
        (f"{HOME}/search?term=@communs", None),
        (f"{HOME}/a/@communs", None),
    ],
)
def test_a_group_is_told_from_its_address(url: str, group: str | None) -> None:
    assert group_of(url) == group
    empty: dict[str, Any] = {"total": 0, "elements": []}
    root = {"group": {"organizedEvents": empty}} if group else {"events": empty}
    server = Server({"data": root})
    assert list(Mobilizon(url=url).collect(server, {})) == []
    ((asked, body),) = server.asked
    assert asked == f"{HOME}/api"
    assert body["variables"].get("group") == group
    assert body["variables"]["page"] == 1 and body["variables"]["limit"] == 50
    assert ("organizedEvents" in body["query"]) == bool(group)


def test_what_is_around_a_place_is_searched() -> None:
    server = Server(page_of(1, root="searchEvents"))
    assert len(records(Mobilizon(url=HOME, location="spum", radius=30).collect(server, {}))) == 1
    body = server.asked[0][1]
    assert "searchEvents" in body["query"]
    assert (body["variables"]["location"], body["variables"]["radius"]) == ("spum", 30.0)


@pytest.mark.parametrize("options", [{"location": "Gap"}, {"location": "44.5,6.1"}, {"radius": 0}])
def test_wrong_options_are_named(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"option {next(iter(options))}"):
        Mobilizon(url=HOME, **options)


def test_a_file_is_read_without_asking_an_api() -> None:
    url = "https://partenaire.example/evenements.json"
    server = Server(page_of(1, 2, total=2))
    assert len(records(Mobilizon(url=url).collect(server, {}))) == 2
    assert server.asked == [(url, None)]


def test_a_server_that_gives_smaller_pages_is_read_to_its_end() -> None:
    server = Server(page_of(1, 2, total=3), page_of(3, total=3))
    assert len(records(Mobilizon(url=HOME).collect(server, {}))) == 3
    assert [body["variables"]["page"] for _, body in server.asked] == [1, 2]


def test_a_server_that_states_no_total_is_read_until_a_short_page() -> None:
    server = Server(page_of(*range(50)), page_of(50))
    assert len(records(Mobilizon(url=HOME).collect(server, {}))) == 51


def test_an_event_that_slid_to_the_next_page_is_told_once() -> None:
    server = Server(page_of(1, 2, total=3), page_of(2, 3, total=3))
    said = list(Mobilizon(url=HOME).collect(server, {}))
    assert len(records(said)) == len(said) == 3


def test_a_list_that_lost_an_event_meanwhile_is_no_whole() -> None:
    server = Server(page_of(1, 2, total=4), page_of(4, total=3))
    with pytest.raises(ParseError) as raised:
        list(Mobilizon(url=HOME).collect(server, {}))
    assert raised.value.code == "pages_shifted"


def test_a_refused_question_says_why() -> None:
    value = {"data": {"group": None}, "errors": [{"message": "Group not found", "status_code": 404}]}
    with pytest.raises(ParseError) as raised:
        list(Mobilizon(url=f"{HOME}/@perdu").collect(Server(value), {}))
    assert raised.value.code == "query_refused"
    assert "Group not found" in raised.value.message


def test_a_field_that_failed_leaves_the_rest() -> None:
    value = {**page_of(1, total=1), "errors": [{"message": "Unable to get organizer actor"}]}
    said = list(Mobilizon(url=HOME).collect(Server(value), {}))
    assert len(records(said)) == 1
    assert [(o.code, o.detail) for o in said if isinstance(o, Repair)] == [
        ("answer_incomplete", "Unable to get organizer actor")
    ]


@pytest.mark.parametrize(
    ("options", "start", "end"),
    [
        (
            {"timezone": "Europe/Paris"},
            datetime(2026, 12, 1, 23, 30, tzinfo=PARIS),
            datetime(2026, 12, 2, 1, tzinfo=PARIS),
        ),
        ({}, datetime(2026, 12, 1, 22, 30, tzinfo=UTC), datetime(2026, 12, 2, tzinfo=UTC)),
        # Half past ten in the evening in UTC is the next day on Reunion Island.
        ({"timezone": "Indian/Reunion", "showStartTime": False}, date(2026, 12, 2), date(2026, 12, 3)),
        ({"timezone": "Europe/Paris", "showStartTime": False}, date(2026, 12, 1), date(2026, 12, 3)),
        (
            {"timezone": "Europe/Paris", "showEndTime": False},
            datetime(2026, 12, 1, 23, 30, tzinfo=PARIS),
            datetime(2026, 12, 2, 1, tzinfo=PARIS),
        ),
        ({"timezone": "America/New_York", "showEndTime": False}, datetime(2026, 12, 1, 22, 30, tzinfo=UTC), None),
    ],
)  # fmt: skip
def test_hours_are_those_of_the_event_s_zone_unless_it_hides_them(
    options: dict[str, Any], start: date, end: date | None
) -> None:
    record = one(beginsOn="2026-12-01T22:30:00Z", endsOn="2026-12-02T00:00:00Z", options=options)
    assert isinstance(record, Record)
    assert (record.start, record.end) == (start, end)


@pytest.mark.parametrize("visibility", ["UNLISTED", "RESTRICTED", "PRIVATE"])
def test_only_what_is_public_comes_out(visibility: str) -> None:
    said = one(visibility=visibility)
    assert isinstance(said, Rejected) and said.code == "private"


@pytest.mark.parametrize(
    ("url", "source", "links", "expected"),
    [
        (f"{HOME}/@communs", SHELL, (), [f"{HOME}/@communs"]),
        (f"{HOME}/", "<title>Agenda libre - Mobilizon</title>", (), [f"{HOME}/"]),
        (f"{HOME}/events/0a1b", SHELL, (f"{HOME}/@communs",), [f"{HOME}/@communs"]),
        ("https://asso.example/", "<p>", ("https://mobilizon.ailleurs.example/@asso", "https://piaille.example/@asso"), ["https://mobilizon.ailleurs.example/@asso"]),
        ("https://asso.example/", "<p>", ("https://agenda.example/@asso/feed/ics",), ["https://agenda.example/@asso"]),
        ("https://asso.example/", "<p>", ("https://mobilizon.ailleurs.example/", "http://["), []),
    ],
)  # fmt: skip
def test_groups_are_found_in_a_page(
    url: str, source: str, links: tuple[str, ...], expected: list[str]
) -> None:
    page = Page(url=url, source=source, links=tuple(Link(url=link) for link in links))
    assert list(Mobilizon.propose(page)) == expected


@pytest.mark.parametrize(
    ("url", "sure"), [(HOME, True), (f"{HOME}/@communs", True), (f"{HOME}/events/0a1b", False)]
)
def test_the_page_of_a_group_is_recognised(url: str, sure: bool) -> None:
    document = Document(url=url, content=SHELL.encode())
    assert (Mobilizon.recognise(url, document) >= registry.SURE) is sure
    assert (registry.recognise(url, document) == "mobilizon") is sure


def test_an_unknown_group_over_http(httpserver: HTTPServer) -> None:
    def handle(request: Request) -> Response:
        return API.respond(request, World(items=3))

    httpserver.expect_request("/api", method="POST").respond_with_handler(handle)
    job = Job(
        kind="mobilizon",
        url=httpserver.url_for("/@perdu"),
        options={},
        policy=FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0),
        now=datetime(2026, 11, 22, 8, tzinfo=UTC),
    )
    done = read(job)
    assert done.error is not None and done.error.code == "query_refused" and not done.complete
