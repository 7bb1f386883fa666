"""What a harvest costs beside reading the same bytes with icalendar alone: ratios in one run.

    python bench/harvest.py [--events 10000] [--sources 5] [--store ADDRESS]

Calendars of generated French territories (`agregateur.evaluation`, VEVENTs of about a kilobyte, a tenth of them rules)
are served by a local server that ignores validators, one host a source, and harvested into a fresh store:

* first: everything is new;
* identical: the same bytes again;
* stamps: only DTSTAMP, CREATED and LAST-MODIFIED differ, as servers do that write the hour of the request there;
* one percent: of the items has another description or hour.

Times are wall seconds of `jobs.harvest.harvest` in this process, reading children's start included, but for the first
start of the fork server. Processor time is told apart for this process and for those beside it: the reading children,
and the helper that shares its work. icalendar reads a fifth of the documents before each of these, so that a machine
that slows down slows both sides. It does so in a new process: among the objects of a territory and a store the garbage
collector takes half of its time again (412 us an event alone, 504 to 777 here, 2026-11-23).
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

import icalendar
import structlog
import yaml

from agregateur.config import Settings, load
from agregateur.context import Context
from agregateur.contract import Record
from agregateur.evaluation.generate import Plan, Territory, territory
from agregateur.evaluation.writing import document
from agregateur.jobs.harvest import harvest
from agregateur.store.database import Database
from agregateur.store.upgrade import upgrade

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
SAMPLED = 5
"""One document in so many is read with icalendar before each harvest."""
_TICK = os.sysconf("SC_CLK_TCK")

Documents = Mapping[str, bytes]


def documents(found: Territory, stamp: datetime, changed: int = 0) -> dict[str, bytes]:
    """iCalendar text by source. `changed`: one group in so many says something else."""
    made = {}
    for teller in found.tellers:
        groups = list(found.groups.get(teller.id, ()))
        if changed:
            groups = [_other(group, n) if n % changed == 0 else group for n, group in enumerate(groups)]
        made[teller.id] = b"".join(document(replace(teller, kind="ical"), groups, stamp=stamp))
    return made


def _other(group: Sequence[Record], n: int) -> tuple[Record, ...]:
    first, *rest = group
    if n % 3 or not isinstance(first.start, datetime) or first.end is None:
        return (replace(first, description=f"{first.description or ''} Buvette sur place."), *rest)
    return (replace(first, start=first.start - timedelta(minutes=30)), *rest)


# The server --------------------------------------------------------------------------------------------------------


def _serve(folder: Path, ready: Connection) -> None:
    class Plainly(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = (folder / Path(self.path).name).read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "text/calendar; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("0.0.0.0", 0), Plainly)
    ready.send(server.server_port)
    server.serve_forever()


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The port at which the files of `folder` are served, by a process of their own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(folder, theirs), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        process.kill()
        process.join()


# Measuring ---------------------------------------------------------------------------------------------------------


def alone(found: Documents) -> tuple[float, float]:
    """Wall and processor seconds that icalendar takes for all, by those that it reads of them, in a new process."""
    some = list(found.values())[::SAMPLED]
    share = sum(map(len, some)) / sum(map(len, found.values()))
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        wall, work = pool.submit(_parsed, some).result()
    return wall / share, work / share


def _parsed(contents: Sequence[bytes]) -> tuple[float, float]:
    started, begun = time.perf_counter(), time.process_time()
    for content in contents:
        icalendar.Calendar.from_ical(content)
    return time.perf_counter() - started, time.process_time() - begun


def children_seconds() -> float:
    """Processor time of all reading children and helpers that have ended, which their fork server has waited for."""
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parts = status.read_text().rpartition(")")[2].split()
            command = (status.parent / "cmdline").read_bytes()
        except OSError:
            continue
        if int(parts[1]) == os.getpid() and b"forkserver" in command:
            return (int(parts[13]) + int(parts[14])) / _TICK
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--sources", type=int, default=5)
    parser.add_argument(
        "--store", help="address of an empty database; default: a SQLite file that is thrown away"
    )
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    found = territory(Plan(records=wanted.events, sources=wanted.sources, now=NOW))
    first = documents(found, NOW)
    editions = {
        "first": first,
        "identical": first,
        "stamps": documents(found, NOW + timedelta(hours=1)),
        "one percent": documents(found, NOW + timedelta(hours=2), changed=100),
    }
    count, size = (
        sum(content.count(b"\nBEGIN:VEVENT") for content in first.values()),
        sum(map(len, first.values())),
    )
    print(f"{count} VEVENTs of {size / count:.0f} bytes in {len(first)} sources")
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as port:
        folder = Path(name)
        context = _context(folder, found, port, wanted.store or f"sqlite:///{folder}/store.sqlite")
        _write(folder, dict.fromkeys(first, b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"))
        harvest(context, list(first)[:1], clock=lambda: NOW)  # The first child waits for the fork server.
        for what, contents in editions.items():
            _write(folder, contents)
            library, work = alone(contents)
            children, ours, started = children_seconds(), time.process_time(), time.perf_counter()
            report = harvest(context, list(contents), clock=lambda: NOW)
            wall, ours = time.perf_counter() - started, time.process_time() - ours
            children = children_seconds() - children
            faults = {line.error.code for line in report.lines if line.error}
            print(
                f"{what:12} {wall:7.2f} s = {wall / library:6.3f} x {library:6.2f} s;  processor time "
                f"{(ours + children) / work:6.3f} x: icalendar {work / count * 1e6:4.0f} us an event, here "
                f"{ours / count * 1e6:5.0f}, children {children / count * 1e6:4.0f};  {report.events} events"
                f"{' ' + str(faults) if faults else ''}",
                flush=True,
            )
        context.database.dispose()


def _write(folder: Path, contents: Documents) -> None:
    for source, content in contents.items():
        (folder / f"{source}.ics").write_bytes(content)


def _context(folder: Path, found: Territory, port: int, store: str) -> Context:
    stanzas = [
        {k: v for k, v in stanza.items() if k != "options"}
        | {"kind": "ical", "url": f"http://127.0.1.{n + 1}:{port}/{stanza['id']}.ics"}
        for n, stanza in enumerate(found.stanzas())
    ]
    text = {"territory": {"departements": list(found.departements)}, "sources": stanzas}
    (folder / "sources.yaml").write_text(yaml.safe_dump(text, allow_unicode=True), "utf-8")
    database = Database(store)
    upgrade(database)
    allow = ",".join(f"127.0.1.{n + 1}:{port}" for n in range(len(stanzas)))
    os.environ["AGREGATEUR_FETCH_ALLOW"] = allow
    return Context(database, load(folder / "sources.yaml"), Settings())


if __name__ == "__main__":
    main()
