"""What Gancio teaches beyond the samples: the addresses of an instance, and its texts, which are a document apart."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.contract import Link, Page, Repair
from agregateur.errors import FetchError, HttpStatus, ParseError, TooLarge
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, Reading, read
from connecteurs.gancio import Gancio
from connecteurs.gancio.address import instance_of, list_address
from tests.connecteurs.apis.base import answer
from tests.connecteurs.samples import Answers, records

HOME = "https://gancio.example"
LIST = f"{HOME}/api/events?show_recurrent=true"


def event(number: int = 1, **changes: Any) -> dict[str, Any]:
    place = {"id": 1, "name": "Café", "address": "4 place aux Herbes, 05000 Gap"}
    start = 1_796_320_800 + number * 3600
    return {
        "id": number,
        "slug": f"e-{number}",
        "title": "Bal",
        "start_datetime": start,
        "place": place,
    } | changes


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (HOME, LIST),
        (f"{HOME}/", LIST),
        (f"{HOME}/about", LIST),
        (LIST, LIST),
        (
            f"{HOME}/api/events?tags=vélo,bal&max=5&show_recurrent=false",
            LIST.replace("?", "?tags=v%C3%A9lo,bal&"),
        ),
        (f"{HOME}/feed/ics", LIST),
        (f"{HOME}/feed/json?places=3", LIST.replace("?", "?places=3&")),
        (f"{HOME}/api/export/rss", LIST),
        (f"{HOME}/agenda/feed/rss", f"{HOME}/agenda/api/events?show_recurrent=true"),
        (f"{HOME}/tag/v%C3%A9lo", LIST.replace("?", "?tags=v%C3%A9lo&")),
        (f"{HOME}/feed/rss/tag/bal", LIST.replace("?", "?tags=bal&")),
        (f"{HOME}/place/3", f"{HOME}/feed/json/place/3"),
        (f"{HOME}/feed/ics/place/Caf%C3%A9", f"{HOME}/feed/json/place/Caf%C3%A9"),
        (f"{HOME}/collection/bal", f"{HOME}/feed/json/collection/bal?max=500"),
        (f"{HOME}/agenda.json", f"{HOME}/agenda.json"),
        ("file:///srv/agenda.json", "file:///srv/agenda.json"),
        ("http://[", "http://["),
    ],
)
def test_the_list_is_found_from_any_address_of_an_instance(url: str, expected: str) -> None:
    assert list_address(url) == expected
    fetch = Answers(b"[]", {})
    assert list(Gancio(url=url).collect(fetch, {})) == []
    assert fetch.asked == [expected]


def test_a_file_does_not_tell_its_instance() -> None:
    assert instance_of(f"{HOME}/agenda/api/events?max=3") == f"{HOME}/agenda"
    assert instance_of("https://ailleurs.example/copie.json") == ""
    one = event(description="", media=[{"url": "a.jpg"}])
    fetch = Answers(json.dumps([one]).encode(), {})
    (record,) = records(Gancio(url="https://ailleurs.example/copie.json").collect(fetch, {}))
    assert (record.url, record.image, record.carried) == (None, None, ())


def test_texts_are_asked_for_only_where_the_list_has_none() -> None:
    fetch = Answers(json.dumps([event(description=None)]).encode(), {})
    assert len(records(Gancio(url=HOME).collect(fetch, {}))) == 1
    assert fetch.asked == [LIST]


@pytest.mark.parametrize(
    "error",
    [
        HttpStatus("404", url="", status=404),
        TooLarge("20 Mo", url=""),
        ParseError("une page", code="html_instead"),
    ],
)
def test_an_instance_without_export_is_read_without_texts(error: Exception) -> None:
    said = list(Gancio(url=HOME).collect(_failing(error), {}))
    assert [one.uid for one in records(said)] == ["1"]
    assert [one.code for one in said if isinstance(one, Repair)] == ["descriptions_unread"]


@pytest.mark.parametrize("error", [HttpStatus("500", url="", status=500), FetchError("coupé", url="")])
def test_texts_that_are_missing_for_a_moment_change_no_event(error: Exception) -> None:
    with pytest.raises(FetchError):
        list(Gancio(url=HOME).collect(_failing(error), {}))


def _failing(error: Exception) -> Callable[..., Any]:
    list_of_one = Answers(json.dumps([event()]).encode(), {})

    def fetch(url: str, **more: Any) -> Any:
        if "export" in url:
            raise error
        return list_of_one(url)

    return fetch


def test_hours_are_moments() -> None:
    fetch = Answers(json.dumps([event(0, description="", end_datetime=0)]).encode(), {})
    (record,) = records(Gancio(url=HOME).collect(fetch, {}))
    assert record.start == datetime(2026, 12, 3, 18, tzinfo=UTC)
    assert record.end is None and not record.repairs


@pytest.mark.parametrize(
    ("source", "links", "expected"),
    [
        ("<p>Propulsé par Gancio</p>", (), [LIST]),
        (
            "<title>Gancio</title>",
            (f"{HOME}/agenda/feed/rss",),
            [f"{HOME}/agenda/api/events?show_recurrent=true"],
        ),
        (
            "<gancio-events id='a' baseurl='https://autre.example' maxlength=3></gancio-events>",
            (),
            ["https://autre.example/api/events?show_recurrent=true"],
        ),
        ("<p>Bonjour</p>", (f"{HOME}/feed/rss",), []),
    ],
)
def test_instances_are_found_in_a_page(source: str, links: tuple[str, ...], expected: list[str]) -> None:
    page = Page(url=f"{HOME}/une-page", source=source, links=tuple(Link(url=url) for url in links))
    assert list(Gancio.propose(page)) == expected


@pytest.fixture
def run(httpserver: HTTPServer) -> Callable[..., Reading]:
    """Reads a local instance of so many events in a real child; `fault` stands in for its nth answer."""

    def running(items: int, fault: Callable[[int], Response | None], **changes: Any) -> Reading:
        count = 0

        def handle(request: Request) -> Response:
            nonlocal count
            count += 1
            if other := fault(count):
                return other
            if request.path == "/api/export/json":
                return answer([event(n, description=f"<p>Soirée {n}</p>") for n in range(items)])
            return (
                answer([event(n) for n in range(items)])
                if request.path == "/api/events"
                else answer("404", 404)
            )

        httpserver.clear()
        httpserver.expect_request("/", method="GET").respond_with_handler(handle)
        for path in ("/api/events", "/api/export/json"):
            httpserver.expect_request(path).respond_with_handler(handle)
        allowed = FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0)
        now = datetime(2026, 11, 22, 8, tzinfo=UTC)
        return read(
            Job(kind="gancio", url=httpserver.url_for("/"), options={}, policy=allowed, now=now, **changes)
        )

    return running


def test_an_instance_is_read_over_http(run: Callable[..., Reading]) -> None:
    first = run(300, lambda _: None)
    assert first.error is None and first.complete and len(first.groups) == 300
    assert first.groups[7].records[0].description == "<p>Soirée 7</p>"
    again = run(300, lambda _: None, known={group.key: group.digest for group in first.groups})
    assert again.complete and not again.groups and len(again.unchanged) == 300


def test_faults_over_http(run: Callable[..., Reading]) -> None:
    broken = run(3, lambda n: Response("panne", status=500) if n == 2 else None)
    assert broken.error is not None and broken.error.code == "http_status" and not broken.complete
    busy = Response("trop de demandes", status=429, headers={"Retry-After": "1"})
    waited = run(3, lambda n: busy if n == 2 else None)
    assert waited.error is None and waited.complete and len(waited.groups) == 3
