"""Lists in pages, struck in their midst: killed, cut off, read twice at once. Nothing is lost, nothing is withdrawn."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from agregateur.config import Settings
from tests.connecteurs.apis.base import Api, World
from tests.connecteurs.test_paged import APIS
from tests.faults.test_kill import assert_whole
from tests.pipeline.portal import Portal

pytestmark = pytest.mark.slow

PATIENCE = 120.0
HARVEST = """
import json, sys
from pathlib import Path
from agregateur.config import Settings
from tests.pipeline.portal import Portal

told = json.load(sys.stdin)
settings = Settings(host_pace=0, workers=8, fetch_allow=frozenset(told["allow"]))
portal = Portal(Path(told["folder"]), told["url"], stanzas=told["stanzas"], settings=settings)
print(json.dumps(portal.harvest(force=True)))
"""
"""A harvest in a process of its own, at the hour of the tests."""


class Served:
    """One API on a server of its own, of two pages and an item; `strike` answers from the list's second page on."""

    def __init__(self, api: Api, server: HTTPServer) -> None:
        self.api, self.server = api, server
        self.items = 2 * api.page + 1
        self.asked: list[str] = []
        self.strike: Callable[[Request], None] | None = None
        server.expect_request(re.compile("^/")).respond_with_handler(self.respond)

    def respond(self, request: Request) -> Response:
        # What is asked of a page's items, at another address, is no page.
        amid = request.path in self.asked
        self.asked.append(request.path)
        if self.strike is not None and amid:
            self.strike(request)
        return self.api.respond(request, World(items=self.items))


def hang_up(request: Request) -> None:
    """The network is gone in the midst of an exchange."""
    request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)


@pytest.fixture
def served() -> Iterator[dict[str, Served]]:
    with ExitStack() as stack:
        yield {
            kind.replace("_", "-"): Served(api, stack.enter_context(HTTPServer(host=f"127.0.7.{n}", port=0)))
            for n, (kind, api) in enumerate(sorted(APIS.items()), 1)
        }


@pytest.fixture
def portal(database_url: str, tmp_path: Path, served: dict[str, Served]) -> Iterator[Portal]:
    allow = frozenset(f"{one.server.host}:{one.server.port}" for one in served.values())
    stanzas = {
        source: {
            "kind": one.api.kind,
            "url": one.api.url(one.server.url_for("").rstrip("/")),
            "options": dict(one.api.options),
        }
        for source, one in served.items()
    }
    settings = Settings(host_pace=0, workers=8, fetch_allow=allow)
    made = Portal(tmp_path / "sources", database_url, stanzas=stanzas, settings=settings)
    yield made
    made.database.dispose()


def start(portal: Portal, folder: Path) -> subprocess.Popen[str]:
    told = {
        "allow": sorted(portal.settings.fetch_allow),
        "folder": str(folder),
        "url": portal.url,
        "stanzas": portal.stanzas,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", HARVEST],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdin is not None
    process.stdin.write(json.dumps(told))
    process.stdin.close()
    process.stdin = None
    return process


def withdrawn(lines: dict[str, dict[str, Any]]) -> int:
    return sum(line["withdrawn"] for line in lines.values())


def held(portal: Portal) -> list[Any]:
    """What is there, by its own name."""
    return sorted(portal.rows("SELECT source_id, uid, missing_since, withdrawn_at FROM uidgroup"))


def test_struck_amid_their_pages(portal: Portal, served: dict[str, Served], tmp_path: Path) -> None:
    """Before anything was held, and after."""
    killed_amid_pages(portal, served, tmp_path)
    assert not held(portal)
    first = portal.harvest()
    assert {line["outcome"] for line in first.values()} == {"ok"}, first
    whole, shown = held(portal), portal.export()
    assert len(whole) == sum(one.items for one in served.values())

    killed_amid_pages(portal, served, tmp_path)
    assert held(portal) == whole
    assert_whole(portal.url)

    for hours in (1, 25, 25):
        portal.later(hours=hours)
        for one in served.values():
            one.asked, one.strike = [], hang_up
        cut = portal.harvest(force=True)
        assert {line["outcome"] for line in cut.values()} == {"partial"}, cut
        assert withdrawn(cut) == 0 and held(portal) == whole

    for one in served.values():
        one.strike = None
    again = portal.harvest(force=True)
    assert {line["outcome"] for line in again.values()} <= {"ok", "unchanged"}, again
    assert withdrawn(again) == 0 and held(portal) == whole
    assert [event["id"] for event in portal.export()] == [event["id"] for event in shown]


def killed_amid_pages(portal: Portal, served: dict[str, Served], tmp_path: Path) -> None:
    released, waiting = Event(), set[str]()
    for source, one in served.items():

        def wait(_: Request, source: str = source) -> None:
            waiting.add(source)
            released.wait(PATIENCE)

        one.asked, one.strike = [], wait
    process = start(portal, tmp_path / "killed")
    began = time.monotonic()
    while len(waiting) < len(served):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - began < PATIENCE, set(served) - waiting
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    released.set()
    for one in served.values():
        one.strike = None


def test_two_readings_of_the_same_pages_at_once(portal: Portal, tmp_path: Path) -> None:
    said: list[dict[str, Any]] = []

    def run(folder: str) -> None:
        out, err = start(portal, tmp_path / folder).communicate(timeout=PATIENCE)
        assert out, err
        said.append(json.loads(out.splitlines()[-1]))

    threads = [Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(said) == 2
    assert {line["outcome"] for lines in said for line in lines.values()} <= {"ok", "unchanged"}, said
    assert sum(map(withdrawn, said)) == 0
    # Whoever comes second finds what the first one stored.
    assert sum(line["new"] for lines in said for line in lines.values()) == len(held(portal))
    assert_whole(portal.url)
    assert withdrawn(portal.harvest(force=True)) == 0
