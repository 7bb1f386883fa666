"""The reading child: whatever a source or a connector does, the parent keeps what came and goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from agregateur.contract import Said
from agregateur.errors import ConfigError, FetchError, Gone, HttpStatus, ParseError, ReadingKilled, TooLarge
from agregateur.ingest import reading
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, Limits, Reading, expand_again, read, read_file
from tests.ingest.behaviours import (
    KINDS,
    PARIS,
    Behaving,
    Lines2,
    allocates,
    crashes,
    event,
    exits,
    floods,
    floods_with_refusals,
    holds_series,
    is_unreadable,
    leaves,
    loops,
    loops_deaf_to_everything,
    prints,
    raises,
    recurses,
    says_odd_things,
    sleeps,
    speaks_otherwise,
    stops_amid_a_series,
    three,
)
from tests.servers import RawServer, http, path_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
QUICK = Limits(cpu=1.0, wall=60.0, memory=200_000_000)


def behave(how: Callable[[], Iterator[Said]], limits: Limits = QUICK, **changes: Any) -> Reading:
    options = {"how": how.__name__}
    job = Job(
        kind="behaving", url="https://a.example/", policy=FetchPolicy(), now=NOW, options=options, **changes
    )
    return read(job, limits=limits, kinds=KINDS)


def keys(read: Reading) -> list[str]:
    return [group.key for group in read.groups]


# --- connectors that misbehave


def test_an_ordinary_reading() -> None:
    read = behave(three)
    assert (read.kind, read.listing, keys(read)) == ("behaving", "complete", ["a", "b", "c"])
    assert read.complete and read.error is None and not read.not_modified
    assert read.groups[0].expansion is not None
    assert read.groups[0].expansion.occurrences[0].start == datetime(2026, 12, 5, 20, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("how", "kind", "code"),
    [
        (loops, ReadingKilled, "too_much_work"),
        (allocates, ReadingKilled, "too_much_memory"),
        (recurses, Exception, "connector_fault"),
        (leaves, Exception, "connector_fault"),
        (raises, Exception, "connector_fault"),
    ],
)
def test_what_came_before_a_fault_is_kept(
    how: Callable[[], Iterator[Said]], kind: type[Exception], code: str
) -> None:
    read = behave(how)
    assert isinstance(read.error, kind)
    assert read.error.code == code
    assert keys(read) == ["a", "b", "c"]
    assert not read.complete


def test_a_sleeping_connector_is_woken_and_stopped() -> None:
    read = behave(sleeps, replace(QUICK, wall=0.5))
    assert read.error is not None and read.error.code == "too_slow"
    assert keys(read) == ["a", "b", "c"]


def test_a_connector_deaf_to_every_signal_is_killed() -> None:
    read = behave(loops_deaf_to_everything, replace(QUICK, wall=0.5))
    assert isinstance(read.error, ReadingKilled)


@pytest.mark.parametrize(("how", "exitcode"), [(exits, 7), (crashes, -signal.SIGSEGV)])
def test_a_child_that_dies_is_an_error_of_its_source(
    how: Callable[[], Iterator[Said]], exitcode: int
) -> None:
    read = behave(how)
    assert isinstance(read.error, ReadingKilled)
    assert read.error.values["exitcode"] == exitcode
    assert not read.complete


def test_a_fault_is_told_by_its_last_line() -> None:
    read = behave(raises)
    assert read.error is not None
    assert read.error.values["detail"].startswith("KeyError: 'startDate' (behaviours.py, line ")


def test_an_unreadable_document_is_the_connectors_word() -> None:
    read = behave(is_unreadable)
    assert isinstance(read.error, ParseError) and read.error.code == "not_a_calendar"


def test_a_word_outside_the_contract() -> None:
    read = behave(speaks_otherwise)
    assert read.error is not None and read.error.code == "connector_fault"
    assert keys(read) == ["a"]


def test_a_flood_is_cut_and_what_came_is_kept() -> None:
    read = behave(floods, max_items=500)
    assert isinstance(read.error, TooLarge) and read.error.code == "too_many_items"
    assert len(read.groups) == 500
    assert not read.complete
    assert isinstance(behave(floods_with_refusals, max_items=500).error, TooLarge)


def test_no_more_is_sent_than_the_parent_can_hold() -> None:
    read = behave(floods, replace(QUICK, sent=100_000, cpu=10.0))
    assert isinstance(read.error, TooLarge)
    assert 0 < len(read.groups) < 1_000


def test_dates_are_limited_in_all() -> None:
    read = behave(three, replace(QUICK, occurrences=2))
    assert keys(read) == ["a", "b"]
    assert [(r.uid, r.code) for r in read.rejected] == [("c", "too_many_dates")]
    assert read.complete


def test_what_a_connector_prints_is_nobodys_output(capfd: pytest.CaptureFixture[str]) -> None:
    assert keys(behave(prints)) == ["a", "b", "c"]
    out, err = capfd.readouterr()
    assert "VCALENDAR" not in out and "noise" not in err and "raw" not in out


def test_unusable_items_are_refused_one_by_one() -> None:
    read = behave(says_odd_things)
    assert read.error is None and read.complete
    assert {"half", "good", "twice", "between", "last"} <= set(keys(read))
    assert [r.code for r in read.rejected if r.code == "bad_uid"] == ["bad_uid"] * 4
    refused = {r.uid: r.code for r in read.rejected}
    assert refused["no-title"] == "malformed"
    assert refused["no-start"] == "no_date"
    assert refused["twice"] == "duplicate_uid"
    assert refused["r"] == "no_date"
    assert "far" in refused or "far" in keys(read)
    assert read.withdrawn == ["gone"]
    assert read.unchanged == ["same"]
    assert read.groups[0].records[0].description == "smile 😀 half \ufffd"
    assert len(read.repairs[0].detail) <= 500


def test_a_group_has_its_records_and_dates_and_only_events_have_dates() -> None:
    read = behave(holds_series)
    series, actor, article = read.groups
    assert len(series.records) == 2
    assert series.expansion is not None
    assert [o.status for o in series.expansion.occurrences] == ["confirmed", "cancelled", "confirmed"]
    assert (actor.kind, actor.expansion, article.kind, article.expansion) == ("actor", None, "article", None)


def test_known_digests_make_items_unchanged() -> None:
    first = behave(holds_series)
    known = {group.key: group.digest for group in first.groups}
    again = behave(holds_series, known=known)
    assert again.groups == [] and again.unchanged == ["weekly", "mjc", "news"]
    assert again.complete


def test_half_a_series_does_not_replace_a_whole_one() -> None:
    assert keys(behave(stops_amid_a_series)) == ["first", "weekly"]
    assert keys(behave(stops_amid_a_series, known={"weekly": "of the whole series"})) == ["first"]


def test_a_wrong_stanza_is_an_error_of_its_source() -> None:
    for job in (
        Job(kind="behaving", url="https://a.example/", policy=FetchPolicy(), now=NOW, options={"who": "x"}),
        Job(kind="nothing", url="https://a.example/", policy=FetchPolicy(), now=NOW),
    ):
        assert isinstance(read(job, kinds=KINDS).error, ConfigError)


# --- over the network


@pytest.fixture
def pages() -> Iterator[RawServer]:
    bodies = {
        "/agenda": b"LINES\none\ntwo\n",
        "/long": b"LINES\none\n>/more",
        "/more": b"LINES\ntwo\n",
        "/cut": b"LINES\none\n>/broken",
    }

    def answer(connection: Any, head: str) -> None:
        path = path_of(head).partition("?")[0]
        if path in bodies and 'if-none-match: "1"' in head.lower():
            connection.sendall(http(status="304 Not Modified", length=False))
        elif path in bodies:
            connection.sendall(http(bodies[path], 'ETag: "1"'))
        elif path == "/broken":
            connection.sendall(http(b"", "Retry-After: 3600", status="503 Unavailable"))
        elif path == "/gone":
            connection.sendall(http(status="410 Gone"))
        else:
            connection.sendall(http(b"<html>", status="404 Not Found"))

    with RawServer(answer) as server:
        yield server


def job(server: RawServer, path: str, kind: str | None = "lines", **changes: Any) -> Job:
    policy = FetchPolicy(allow=server.allow, pace=0.0, deadline=5.0, etag=changes.pop("etag", None))
    return Job(kind=kind, url=server.url + path, policy=policy, now=NOW, **changes)


def test_a_document_is_recognised_and_not_fetched_twice(pages: RawServer) -> None:
    done = read(job(pages, "/agenda", None), kinds=KINDS)
    assert (done.kind, keys(done)) == ("lines", ["one", "two"])
    assert len(pages.heads) == done.requests == 1
    unknown = read(job(pages, "/agenda", None), kinds={"behaving": Behaving})
    assert isinstance(unknown.error, ParseError) and unknown.error.code == "kind_unknown"


def test_a_304_is_not_modified_although_the_connector_swallows_all(pages: RawServer) -> None:
    first = read(job(pages, "/agenda"), kinds=KINDS)
    assert first.etag == '"1"'
    again = read(job(pages, "/agenda", etag=first.etag, body_digest=first.body_digest), kinds=KINDS)
    assert again.not_modified and not again.complete and again.error is None
    assert again.groups == [] and again.requests == 1


def test_a_recognised_source_costs_one_conditional_request_too(pages: RawServer) -> None:
    first = read(job(pages, "/agenda", None), kinds=KINDS)
    again = read(job(pages, "/agenda", None, etag=first.etag, body_digest=first.body_digest), kinds=KINDS)
    assert again.not_modified and again.kind == "lines"
    other = {**KINDS, "lines": Lines2}
    anew = read(job(pages, "/agenda", None, etag=first.etag, body_digest=first.body_digest), kinds=other)
    assert keys(anew) == ["one", "two"]
    assert ["if-none-match" in head.lower() for head in pages.heads] == [False, True, False]


def test_equal_bytes_are_not_modified_when_the_server_has_no_validators(pages: RawServer) -> None:
    for kind in ("lines", None):
        first = read(job(pages, "/agenda", kind), kinds=KINDS)
        again = read(job(pages, "/agenda", kind, body_digest=first.body_digest), kinds=KINDS)
        assert again.not_modified and again.body_digest == first.body_digest


def test_other_options_read_again_what_did_not_change(pages: RawServer) -> None:
    first = read(job(pages, "/agenda"), kinds=KINDS)
    changed = job(pages, "/agenda", etag='"1"', body_digest=first.body_digest, options={"prefix": "mjc-"})
    assert keys(read(changed, kinds=KINDS)) == ["mjc-one", "mjc-two"]


def test_validators_are_not_sent_for_a_source_of_many_documents(pages: RawServer) -> None:
    done = read(job(pages, "/long", "pages", etag='"1"'), kinds=KINDS)
    assert keys(done) == ["one", "two"] and done.listing == "recent"
    assert not any("if-none-match" in head.lower() for head in pages.heads)


def test_a_page_that_fails_keeps_what_came_and_says_when_to_come_back(pages: RawServer) -> None:
    done = read(job(pages, "/cut", "pages"), kinds=KINDS)
    assert keys(done) == ["one"]
    assert isinstance(done.error, HttpStatus) and done.retry_after == 3600
    assert not done.complete


def test_a_source_that_is_gone_or_refused(pages: RawServer) -> None:
    assert isinstance(read(job(pages, "/gone"), kinds=KINDS).error, Gone)
    inner = replace(job(pages, "/agenda"), url="http://10.0.0.1/agenda")
    error = read(inner, kinds=KINDS).error
    assert isinstance(error, FetchError) and error.code == "address_refused"


def test_many_slow_pages_are_not_a_slow_connector() -> None:
    def slow(connection: Any, head: str) -> None:
        time.sleep(0.3)
        number = int(path_of(head)[1:])
        connection.sendall(http(f"LINES\n{number}\n{f'>/{number + 1}' if number < 4 else ''}".encode()))

    with RawServer(slow) as server:
        done = read(job(server, "/0", "pages"), limits=replace(QUICK, wall=1.0), kinds=KINDS)
    assert done.complete and len(done.groups) == 5


def test_a_file_of_the_operator(tmp_path: Path) -> None:
    path = tmp_path / "agenda.lines"
    path.write_bytes(b"LINES\none\n")
    policy = FetchPolicy(file=path)
    done = read(Job(kind="lines", url=path.as_uri(), policy=policy, now=NOW), kinds=KINDS)
    assert keys(done) == ["one"]
    again = Job(kind="lines", url=path.as_uri(), policy=policy, now=NOW, body_digest=done.body_digest)
    assert read(again, kinds=KINDS).not_modified
    assert isinstance(read(replace(again, policy=FetchPolicy()), kinds=KINDS).error, FetchError)


def test_the_open_door_is_loud() -> None:
    reading._say_allowed.cache_clear()
    allowed = Job(
        kind="behaving", url="https://a.example/", now=NOW, options={"how": "three"},
        policy=FetchPolicy(allow=frozenset({"127.0.0.1:1"})),
    )  # fmt: skip
    with capture_logs() as logs:
        read(allowed, kinds=KINDS)
        read(allowed, kinds=KINDS)
    assert [(log["event"], log["log_level"]) for log in logs] == [("fetch_allow", "warning")]


# --- local files, stored groups


@pytest.mark.parametrize("kind", ["lines", None])
def test_reading_a_file_opens_no_connection(tmp_path: Path, kind: str | None) -> None:
    path = tmp_path / "agenda"
    path.write_bytes(b"LINES\none\n>/more")
    done = read_file(path, kind=kind, now=NOW, url="http://127.0.0.1:1/agenda", kinds=KINDS)
    assert keys(done) == ["one"]
    assert isinstance(done.error, HttpStatus) and done.error.values["status"] == 404
    assert done.requests == 0


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert isinstance(read_file(tmp_path / "none", now=NOW, kinds=KINDS).error, FetchError)


def test_stored_groups_are_expanded_again_for_another_window() -> None:
    weekly = event("weekly", rrule=("FREQ=WEEKLY",))
    windows = [(NOW, NOW + timedelta(days=days)) for days in (30, 60)]
    one, two = (
        expand_again(
            [("weekly", (weekly,)), ("bad", (replace(event("bad"), start=None),))],
            zone="Europe/Paris",
            window=w,
        )
        for w in windows
    )
    assert 0 < len(one.expansions["weekly"].occurrences) < len(two.expansions["weekly"].occurrences)
    assert [r.uid for r in one.rejected] == ["bad"]
    assert one.error is None
