"""An unchanged source costs one conditional request and rewrites nothing, however the server behaves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.config import Settings
from tests.pipeline.portal import Portal, calendar, vevent

CONCERT = vevent("c1@mjc", "Les Voisins du dessus", "20261205T203000")


@pytest.fixture
def served(portal: Portal) -> Iterator[tuple[Portal, HTTPServer]]:
    with HTTPServer(host="127.0.0.1", port=0) as server:
        allow = frozenset({f"127.0.0.1:{server.port}"})
        portal.settings = Settings(host_pace=0, fetch_allow=allow, base_url="https://agenda.example")
        portal.stanzas["mjc"] = {"kind": "ical", "url": server.url_for("/agenda.ics")}
        yield portal, server


def test_one_conditional_request(served: tuple[Portal, HTTPServer]) -> None:
    portal, server = served

    def answer(request: Request) -> Response:
        headers = {"ETag": '"v1"', "Last-Modified": "Sun, 22 Nov 2026 08:00:00 GMT"}
        if request.headers.get("If-None-Match") == '"v1"':
            return Response(status=304, headers=headers)
        return Response(calendar(CONCERT), headers=headers, content_type="text/calendar")

    server.expect_request("/agenda.ics").respond_with_handler(answer)
    assert portal.harvest()["mjc"]["outcome"] == "ok"
    before = portal.dump()
    portal.later(hours=2)
    line = portal.harvest()["mjc"]
    assert (line["outcome"], line["received"], line["unchanged"]) == ("unchanged", 1, 1)
    assert portal.dump() == before
    first, second = (request for request, _ in server.log)
    assert "If-None-Match" not in first.headers
    assert second.headers["If-None-Match"] == '"v1"'
    assert second.headers["If-Modified-Since"] == "Sun, 22 Nov 2026 08:00:00 GMT"
    assert second.headers["User-Agent"].startswith("agregateur/")
    assert "(+https://agenda.example)" in second.headers["User-Agent"]
    portal.harvest(force=True)
    assert "If-None-Match" not in server.log[-1][0].headers
    assert len(server.log) == 3


def test_a_server_that_ignores_validators_and_stamps_each_answer(served: tuple[Portal, HTTPServer]) -> None:
    portal, server = served
    answers = iter(range(10))

    def answer(_: Request) -> Response:
        stamp = f"202611{22 + next(answers) // 2}T000000Z"
        return Response(calendar(CONCERT.replace("20261101T000000Z", stamp)), headers={"ETag": f'"{stamp}"'})

    server.expect_request("/agenda.ics").respond_with_handler(answer)
    portal.harvest()
    before = portal.dump()
    for _ in range(3):
        portal.later(hours=2)
        line = portal.harvest()["mjc"]
        assert (line["outcome"], line["received"], line["unchanged"]) == ("unchanged", 1, 1)
    assert portal.dump() == before
    assert len(server.log) == 4


def test_a_server_in_trouble_is_left_alone_for_as_long_as_it_asks(served: tuple[Portal, HTTPServer]) -> None:
    portal, server = served
    server.expect_request("/agenda.ics").respond_with_data("", status=503, headers={"Retry-After": "7200"})
    assert portal.harvest()["mjc"]["outcome"] == "failed"
    [row] = portal.rows("SELECT failures, next_at FROM source")
    assert row.failures == 1
    assert str(row.next_at) >= "2026-11-23 10:00"
    assert portal.report().lines[0].error is not None
    portal.stanzas["other"] = {"kind": "ical", "url": server.url_for("/other.ics")}
    server.expect_request("/other.ics").respond_with_data(calendar(CONCERT), content_type="text/calendar")
    # A harvest of what is due reads the new source and leaves the troubled one alone.
    from agregateur.jobs.harvest import harvest

    report = harvest(portal.context, clock=lambda: portal.now)
    assert [line.id for line in report.lines] == ["other"]


def test_gone_for_good(served: tuple[Portal, HTTPServer]) -> None:
    portal, server = served
    server.expect_ordered_request("/agenda.ics").respond_with_data(calendar(CONCERT))
    server.expect_ordered_request("/agenda.ics").respond_with_data("", status=410)
    portal.harvest()
    portal.later(hours=1)
    line = portal.harvest()["mjc"]
    assert line["outcome"] == "gone"
    assert portal.titles() == ["Les Voisins du dessus"], "it stays until its date"
    [row] = portal.rows("SELECT next_at FROM source")
    assert str(row.next_at) >= "2026-11-30"


def test_a_source_without_kind_is_recognised(served: tuple[Portal, HTTPServer]) -> None:
    portal, server = served
    server.expect_request("/agenda.ics").respond_with_data(calendar(CONCERT), content_type="text/plain")
    del portal.stanzas["mjc"]["kind"]
    assert portal.harvest()["mjc"]["outcome"] == "ok"
    assert portal.rows("SELECT kind FROM source")[0].kind == "ical"
    assert len(server.log) == 1, "what was fetched to be recognised is not fetched again"
