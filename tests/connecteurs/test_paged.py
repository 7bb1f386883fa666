"""What every connector of a paged API survives, over real HTTP and in a real reading child.

A connector joins by a module in `apis/` with an `API`; one that walks pages and has none fails here.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.ingest import registry
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.reading import Job, Limits, Reading, read
from tests.connecteurs import apis
from tests.connecteurs.apis.base import MANY, ROOM, USUAL, Api, World

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_MODULES = [importlib.import_module(f"{apis.__name__}.{m.name}") for m in pkgutil.iter_modules(apis.__path__)]
APIS: dict[str, Api] = {module.API.kind: module.API for module in _MODULES if hasattr(module, "API")}
NOT_WALKED = {
    "courriel": "messages are asked for one by one: tests/connecteurs/test_courriel.py",
    "page": "detail pages are asked for one by one: tests/connecteurs/test_page.py",
    "yeswiki": "forms and entries, each whole: tests/connecteurs/test_yeswiki.py",
    "geojson": "layers, each whole: tests/connecteurs/test_geojson.py",
    "openactive": "its last page holds nothing: tests/connecteurs/test_openactive.py",
    "gancio": "the list and its texts, each whole: tests/connecteurs/test_gancio.py",
}
"""Connectors of several documents that are no walk over pages, and where their faults are tried instead."""

Fault = Callable[[int], Response | None]
"""Given the number of a request (from 1), the answer that stands in for the API's."""


def _no_fault(_: int) -> Response | None:
    return None


def test_every_walk_is_tried() -> None:
    walked = {kind for kind, connector in registry.kinds().items() if not connector.single}
    assert walked - set(NOT_WALKED) == set(APIS)


@pytest.fixture(params=sorted(APIS))
def api(request: pytest.FixtureRequest) -> Api:
    return APIS[request.param]


@pytest.fixture
def run(api: Api, httpserver: HTTPServer) -> Iterator[Callable[..., Reading]]:
    def running(
        world: World, fault: Fault = _no_fault, options: Any = None, limits: Limits = USUAL, **changes: Any
    ) -> Reading:
        count = 0

        def handle(request: Request) -> Response:
            nonlocal count
            count += 1
            world.asked.append(request.full_path)
            return fault(count) or api.respond(request, world)

        httpserver.clear()
        httpserver.expect_request(re.compile("^/")).respond_with_handler(handle)
        job = Job(
            kind=api.kind,
            url=api.url(httpserver.url_for("").rstrip("/")),
            options=dict(api.options if options is None else options),
            policy=FetchPolicy(allow=frozenset({f"{httpserver.host}:{httpserver.port}"}), pace=0.0),
            now=NOW,
            **changes,
        )
        return read(job, limits=limits)

    yield running
    httpserver.clear()


def _uids(reading: Reading) -> set[str]:
    return {group.key for group in reading.groups} | set(reading.unchanged)


def test_all_pages_are_read(api: Api, run: Callable[..., Reading]) -> None:
    done = run(World(items=2 * api.page + 1))
    assert done.error is None and done.complete
    assert len(_uids(done)) == 2 * api.page + 1
    assert not done.rejected


def test_an_empty_list_is_no_fault(run: Callable[..., Reading]) -> None:
    done = run(World(items=0))
    assert done.error is None and done.complete and not _uids(done)


def test_what_is_known_is_unchanged(api: Api, run: Callable[..., Reading]) -> None:
    first = run(World(items=api.page + 1))
    again = run(World(items=api.page + 1), known={group.key: group.digest for group in first.groups})
    assert again.complete and not again.groups
    assert set(again.unchanged) == _uids(first)


def test_a_page_that_fails_midway_leaves_a_part(api: Api, run: Callable[..., Reading]) -> None:
    total = 3 * api.page
    whole = World(items=total)
    run(whole)
    last = len(whole.asked)
    done = run(World(items=total), lambda n: Response("panne", status=500) if n == last else None)
    assert done.error is not None and done.error.code == "http_status" and not done.complete
    assert 0 < len(_uids(done)) < total


def test_too_many_requests_midway_is_waited_for(api: Api, run: Callable[..., Reading]) -> None:
    total = 2 * api.page + 1
    busy = Response("trop de demandes", status=429, headers={"Retry-After": "1"})
    done = run(World(items=total), lambda n: busy if n == 2 else None)
    assert done.error is None and done.complete
    assert len(_uids(done)) == total


def test_too_many_requests_at_once_is_told(run: Callable[..., Reading]) -> None:
    busy = Response("trop de demandes", status=429, headers={"Retry-After": "3600"})
    done = run(World(items=3), lambda _: busy)
    assert done.error is not None and done.retry_after == 3600 and not done.complete


def test_a_changed_total_is_never_a_whole_list(api: Api, run: Callable[..., Reading]) -> None:
    if not api.states_total:
        pytest.skip("this API states no total: its cursor does not shift")
    done = run(World(items=2 * api.page + 1, drift=5))
    assert not done.complete
    assert done.error is not None and done.error.code == "pages_shifted"
    assert len(_uids(done)) == 2 * api.page + 1


def test_pages_that_turn_in_a_circle_end(api: Api, run: Callable[..., Reading]) -> None:
    done = run(World(items=3 * api.page, circle=True))
    assert done.error is not None and done.error.code in {"paging_loop", "pages_shifted"}
    assert not done.complete and _uids(done)


def test_a_refused_key_is_told_in_clear_words(api: Api, run: Callable[..., Reading]) -> None:
    if api.wrong_key is None:
        pytest.skip("this API takes no key")
    done = run(World(items=3), options=api.wrong_key)
    assert done.error is not None and done.error.code == "key_refused"
    assert "key" in done.error.message
    for value in api.wrong_key.values():
        assert not isinstance(value, str) or len(value) < 8 or value not in done.error.message


@pytest.mark.slow
def test_many_items_fit_in_bounded_memory(run: Callable[..., Reading]) -> None:
    done = run(World(items=MANY), max_items_paged=100_000, limits=ROOM)
    assert done.error is None and done.complete
    assert len(_uids(done)) == MANY
