"""Pages and feeds asked for by many while a harvest runs: hours waited, faults, and how much is answered by 304.

    python bench/mixed.py [--events 10000] [--requests 10000] [--connections 50]

A generated territory (bench/harvest.py) is harvested into a store, which the portal serves in one process.
Visitors and programs hold what they were given and ask again with its validator: pages, calendars, RSS and the API of
each commune, now and then the whole territory's. While they ask, a harvest changes one event in a hundred, and further
ones read again what did not change, until the last request is answered.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import multiprocessing
import random
import statistics
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import structlog
from sqlalchemy import text

from agregateur.context import Context
from agregateur.evaluation.generate import Plan, territory
from agregateur.jobs.harvest import harvest
from agregateur.web.paths import commune_path
from bench.harvest import NOW, _context, _write, documents, served
from bench.serving import ours

SEED = 20261123
WHOLE = ("/", "/agenda.ics", "/agenda.rss", "/api/v1/events", "/sources", "/acteurs")
"""The territory's own addresses: one request in twenty."""


@dataclass(slots=True)
class Asked:
    """What a run of requests met. `waited` in seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    waited: list[float] = field(default_factory=list)
    size: int = 0


async def ask(base: str, paths: list[str], connections: int, etags: dict[str, str]) -> Asked:
    """Each of `paths` once, over `connections` that stay open; `etags` are known and kept."""
    found = Asked()
    left = iter(paths)
    address = urlsplit(base)

    async def visitor() -> None:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        for path in left:
            known = f"If-None-Match: {etags[path]}\r\n" if path in etags else ""
            began = time.perf_counter()
            writer.write(f"GET {path} HTTP/1.1\r\nHost: {address.netloc}\r\n{known}\r\n".encode())
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            status = int(head[0].split()[1])
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:])}
            if status != 304:
                found.size += len(await reader.readexactly(int(headers["content-length"])))
            found.waited.append(time.perf_counter() - began)
            found.statuses[status] += 1
            if status == 200 and "etag" in headers:
                etags[path] = headers["etag"]
        writer.close()

    await asyncio.gather(*(visitor() for _ in range(connections)))
    return found


def visit(base: str, insees: list[str], requests: int, connections: int, ready: object, done: object) -> None:
    """In a process of its own: everything once, then `requests` at random while the harvest runs."""
    chance = random.Random(SEED)
    each = [path for i in insees for path in (f"/communes/{i}/agenda.ics", f"/communes/{i}/agenda.rss",
            commune_path(i), f"/api/v1/events?commune={i}")]  # fmt: skip
    etags: dict[str, str] = {}
    first = asyncio.run(ask(base, [*WHOLE, *each], connections, etags))
    chosen = [
        chance.choice(WHOLE) if chance.random() < 0.05 else chance.choice(each) for _ in range(requests)
    ]
    ready.set()  # type: ignore[attr-defined]
    began = time.perf_counter()
    found = asyncio.run(ask(base, chosen, connections, etags))
    seconds = time.perf_counter() - began
    done.set()  # type: ignore[attr-defined]
    told("without validators, before", first)
    told("with validators, while harvests run", found)
    print(f"{requests} requests over {connections} connections in {seconds:.1f} s")


def told(name: str, found: Asked) -> None:
    waited = sorted(found.waited)
    share = found.statuses[304] / len(waited)
    print(
        f"{name}: {dict(found.statuses)}, {share:.1%} unchanged; median {statistics.median(waited) * 1e3:.1f} ms, "
        f"p95 {waited[int(len(waited) * 0.95)] * 1e3:.1f} ms, longest {waited[-1] * 1e3:.0f} ms",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--sources", type=int, default=25)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=50)
    wanted = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    found = territory(Plan(records=wanted.events, sources=wanted.sources, now=NOW))
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as port:
        folder = Path(name)
        context = _context(folder, found, port, f"sqlite:///{folder}/store.sqlite")
        first = documents(found, NOW)
        changed = documents(found, NOW + timedelta(hours=1), changed=100)
        _write(folder, first)
        report = harvest(context, list(first), clock=lambda: NOW)
        print(f"{report.events} events of {len(first)} sources")
        _write(folder, changed)
        with ours(folder / "store.sqlite", "http://127.0.0.1:8000") as (base, _):
            _while_harvesting(context, base, list(first), wanted.requests, wanted.connections)
        context.database.dispose()


def _while_harvesting(
    context: Context, base: str, sources: list[str], requests: int, connections: int
) -> None:
    with context.database.reader() as connection:
        chosen = connection.execute(text("SELECT insee FROM communechange ORDER BY insee"))
        insees = [row.insee for row in chosen]
    spawn = multiprocessing.get_context("spawn")
    ready, done = spawn.Event(), spawn.Event()
    visitors = spawn.Process(target=visit, args=(base, insees, requests, connections, ready, done))
    visitors.start()
    ready.wait()
    runs, moved = 0, 0
    while not done.is_set():
        report = harvest(context, sources, clock=lambda: NOW + timedelta(hours=2))
        runs, moved = runs + 1, moved + sum(line.changed for line in report.lines)
    visitors.join()
    print(f"{runs} harvests meanwhile, {moved} records changed, in {len(insees)} communes")


if __name__ == "__main__":
    main()
