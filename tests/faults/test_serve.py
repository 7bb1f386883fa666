"""`agregateur serve` as a real process: it reads by itself, stays quick, and leaves nothing behind however it ends."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.faults.command import Command, write_sources
from tests.faults.test_kill import assert_whole
from tests.servers import RawServer, http

pytestmark = pytest.mark.slow

PATIENCE = 120.0
"""Seconds for what a quiet machine does in two or three."""


def until(true: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What `true` answers as soon as it answers something."""
    ends = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.1)
    return found


class Portal:
    """A portal that serves, and what it said so far."""

    def __init__(self, process: subprocess.Popen[str], log: Path, port: int) -> None:
        self.process = process
        self.log = log
        self.port = port

    def said(self) -> str:
        return self.log.read_text()

    def get(self, path: str) -> tuple[int, str]:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()

    def events(self) -> list[dict[str, Any]]:
        # The sources' dates lie within thirteen months, whatever the day of the test.
        status, body = self.get("/api/v1/events?limite=200")
        assert status == 200, body
        found: list[dict[str, Any]] = json.loads(body)["items"]
        for item in found:  # each portal names its own pages
            item["page"] = item["page"].removeprefix(f"http://127.0.0.1:{self.port}")
            assert item["page"].startswith("/evenements/")
        return found

    def family(self) -> list[int]:
        """The processes of its session: itself, its collector, the fork server and its children."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if int(fields[3]) == self.process.pid and fields[0] != "Z":
                    found.append(int(stat.parent.name))
        return found

    def collector(self) -> int | None:
        for pid in self.family():
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if b"harvest" in words:
                    return pid
        return None


@contextmanager
def serving(command: Command, *words: str, **environment: str) -> Iterator[Portal]:
    log = command.config.parent / f"serve-{time.monotonic_ns()}.log"
    settings = {"AGREGATEUR_TICK_SECONDS": "1", "AGREGATEUR_HOST_PACE": "0"} | environment
    process = command.start("serve", "--port", "0", *words, stderr=log, settings=settings)
    try:

        def listening() -> int | None:
            assert process.poll() is None, log.read_text()
            found = re.search(r"http://127\.0\.0\.1:(\d+)", log.read_text())
            return int(found[1]) if found else None

        port = until(listening)
        until(lambda: _answers(port))
        yield Portal(process, log, port)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False


@pytest.fixture
def command(sqlite_url: str, tmp_path: Path) -> Command:
    return Command(sqlite_url, write_sources(tmp_path / "sources", 0))


def add_source(command: Command, **stanza: Any) -> None:
    held = json.loads(command.config.read_text())
    held["sources"].append({"id": "lent", "name": "Lent", "kind": "ical"} | stanza)
    command.config.write_text(json.dumps(held))


def dripping(connection: socket.socket, _: str) -> None:
    with suppress(OSError):
        connection.sendall(http(length=False) + b"BEGIN:VCALENDAR\r\n")
        while True:
            connection.sendall(b"X")
            time.sleep(0.1)


def test_pages_are_quick_while_a_slow_source_is_read_and_everything_stops(command: Command) -> None:
    with RawServer(dripping) as slow:
        add_source(command, url=f"{slow.url}/agenda.ics")
        allow = {"AGREGATEUR_FETCH_ALLOW": next(iter(slow.allow)), "AGREGATEUR_FETCH_SECONDS": "600"}
        with serving(command, **allow) as portal:
            until(lambda: slow.connections)
            until(lambda: "Embrun" in portal.get("/communes/05046")[1])
            assert portal.collector()
            taken = []
            for n in range(60):
                began = time.monotonic()
                status, _ = portal.get(("/", "/communes/05046", "/agenda.ics", "/sources")[n % 4])
                taken.append(time.monotonic() - began)
                assert status == 200
            assert sorted(taken)[56] < 1.0, sorted(taken)
            assert portal.collector(), "the slow source was read all along"
            family = portal.family()
            assert len(family) >= 4, "portal, collector, fork server, reading child"
            portal.process.send_signal(signal.SIGTERM)
            portal.process.wait(15)
            until(lambda: not portal.family(), 5)
            assert "Traceback" not in portal.said()
    assert_whole(command.url)


def test_a_killed_collector_costs_an_interval(command: Command) -> None:
    with RawServer(dripping) as slow:
        add_source(command, url=f"{slow.url}/agenda.ics")
        allow = {"AGREGATEUR_FETCH_ALLOW": next(iter(slow.allow)), "AGREGATEUR_FETCH_SECONDS": "600"}
        with serving(command, **allow) as portal:
            until(lambda: slow.connections)
            first = until(portal.collector)
            os.kill(first, signal.SIGKILL)
            until(lambda: slow.connections > 1)
            second = until(portal.collector)
            assert second != first
            assert portal.get("/healthz")[0] == 200
            assert "collector_failed" in portal.said()
            # And the portal itself: nothing that it started stays.
            os.kill(portal.process.pid, signal.SIGKILL)
            portal.process.wait()
            until(lambda: not portal.family(), 10)
    assert_whole(command.url)
    with serving(command, "--no-examples") as portal:
        until(lambda: "Embrun" in portal.get("/communes/05046")[1])


def test_two_portals_and_a_harvest_by_hand(
    database_url: str, new_database_url: Callable[[], str], tmp_path: Path
) -> None:
    config = write_sources(tmp_path / "sources", 0)
    alone = Command(new_database_url(), config)
    alone.harvest(*alone.all)
    together = Command(database_url, config)
    with serving(together) as one, serving(together) as two:
        outcomes = {line["outcome"] for line in together.harvest(*together.all)["sources"]}
        assert outcomes <= {"ok", "unchanged"}
        until(lambda: not one.collector() and not two.collector())
        assert one.events() == two.events()
        assert together.events() == alone.events()
    assert_whole(database_url)


def refused(command: Command, *words: str) -> str:
    """What a portal says that may not start: one sentence, exit code 2."""
    process = command.start("serve", *words)
    out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (2, ""), err
    assert "Traceback" not in err
    return err


def test_a_port_that_is_taken(command: Command) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = refused(command, "--port", str(port))
    assert f"cannot listen on 127.0.0.1, port {port}" in said
    assert "--port" in said
    assert len(said.splitlines()) == 1


def test_a_sources_file_with_mistakes(command: Command) -> None:
    command.config.write_text(
        "territory: {departements: ['05']}\nsources:\n  - id: mjc\n    name: MJC\n    kind: ical\n"
        "    url: https://a.example/x.ics\n    evry: 1h\n"
    )
    said = refused(command, "--port", "0")
    assert "sources.yaml:7: sources.0.evry" in said


def test_a_store_that_cannot_be_written(command: Command, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    (tmp_path / "text.sqlite").write_text(
        "Ceci n'est pas une base de données, mais un texte assez long." * 20
    )
    for url in (
        f"sqlite:///{tmp_path / 'file' / 'store.sqlite'}",
        f"sqlite:///{tmp_path / 'text.sqlite'}",
        f"sqlite:///{tmp_path}",
        "postgresql://user:hidden-word@127.0.0.1:9/store",
    ):
        said = refused(Command(url, command.config), "--port", "0")
        assert said.strip() and "hidden-word" not in said, url


def test_a_disk_that_is_full(command: Command, tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the harvest ends with a sentence, the store is whole.

    Which sources were read before the disk was full is chance; none is half read, and the next harvest makes up for it.
    """
    command.harvest(*command.all)
    write_sources(tmp_path / "sources", 1)
    size = (tmp_path / "store.sqlite").stat().st_size
    process = command.start("harvest", *command.all, file_size=size // 2)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 2, err
    assert "Traceback" not in err
    assert "the store cannot be used" in err
    assert_whole(command.url)
    assert command.events()
    command.harvest(*command.all)
    undisturbed = Command(f"sqlite:///{tmp_path / 'undisturbed.sqlite'}", command.config)
    undisturbed.harvest(*undisturbed.all)
    assert command.events() == undisturbed.events()
    assert_whole(command.url)
