"""What matching costs as the store grows: seconds, exponents, memory, and what new records cost in a large store.

    python bench/matching.py [--sizes 10000 100000] [--communes N] [--new 1000] [--rebuild] [--database URL]

Generated territories (`agregateur.evaluation.generate`) are stored source by source, as first harvests. Measured is the
time within write transactions: saving, locating, keys, pairs, clusters, merging, rendering, writing; not reading,
expanding and cleaning, which other cores do. Without `--communes` geography grows with the records, 125 to a commune;
with it all sizes share that many communes. Each size runs in a process of its own, for its peak of memory. The last
sources, about `--new` records together, are kept for the end: what they cost is told apart. `--rebuild` then computes
the whole store again from the records, reading and cleaning included.

The last line of each size is JSON.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import math
import pickle
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection

from agregateur.context import Context
from agregateur.contract import Record
from agregateur.evaluation.generate import Generation, Plan, stanza
from agregateur.evaluation.portal import Portal
from agregateur.store import events
from agregateur.store.database import Database
from agregateur.store.upgrade import upgrade


class Timed(Database):
    """A store that adds up the time spent within write transactions."""

    seconds = 0.0
    cpu = 0.0

    @contextmanager
    def writer(self) -> Iterator[Connection]:
        wall, cpu = time.perf_counter(), time.process_time()
        with super().writer() as connection:
            yield connection
        self.seconds += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu


class Shelves:
    """The records of each source, on disk: a million do not fit in memory beside what is measured."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.waiting: dict[str, list[tuple[Record, ...]]] = defaultdict(list)
        self.count: dict[str, int] = defaultdict(int)

    def put(self, source: str, records: tuple[Record, ...]) -> None:
        self.count[source] += len(records)
        self.waiting[source].append(records)
        if len(self.waiting[source]) >= 200:
            self._flush(source)

    def _flush(self, source: str) -> None:
        with (self.folder / source).open("ab") as stream:
            pickle.dump(self.waiting.pop(source), stream)

    def take(self, source: str) -> list[Record]:
        if source in self.waiting:
            self._flush(source)
        found: list[Record] = []
        path = self.folder / source
        with path.open("rb") as stream:
            while stream.peek(1):
                found += [record for group in pickle.load(stream) for record in group]
        path.unlink()
        return found


def one(arguments: argparse.Namespace, size: int) -> dict[str, Any]:
    """Store `size` records, then the new ones. Out: what was measured."""
    plan = Plan(records=size + arguments.new, communes=arguments.communes)
    generation = Generation(plan)
    with tempfile.TemporaryDirectory(prefix="agregateur-bench-") as name:
        folder = Path(name)
        shelves = Shelves(folder)
        for published in generation.published():
            for source, told in published.told:
                shelves.put(source, told.records)
        # RSS keeps but one date an item: every source is read as a calendar here.
        stanzas = [stanza(t) | {"kind": "ical"} for t in generation.press.all if shelves.count[t.id]]
        for line in stanzas:
            line.pop("options", None)
        kept: list[str] = []
        for line in reversed(stanzas):
            if sum(shelves.count[i] for i in kept) < arguments.new:
                kept.append(line["id"])
        territory = {"departements": list(generation.country.departements)}
        with Portal(stanzas, territory, folder) as portal:
            url = arguments.database or f"sqlite:///{folder}/timed.sqlite"
            store = Timed(url)
            upgrade(store, portal_name="bench.agregateur")
            portal.context = Context(store, portal.context.configuration, portal.context.settings)
            portal.open(plan.now)
            store.seconds = store.cpu = 0.0
            for line in stanzas:
                if line["id"] not in kept:
                    portal.records(line["id"], shelves.take(line["id"]), plan.now)
            records = sum(count for source, count in shelves.count.items() if source not in kept)
            first = (store.seconds, store.cpu)
            store.seconds = store.cpu = 0.0
            for source in kept:
                portal.records(source, shelves.take(source), plan.now)
            new = sum(shelves.count[source] for source in kept)
            with store.reader() as connection:
                shown = events.count(connection)
            found: dict[str, Any] = {
                "records": records,
                "events": shown,
                "seconds": round(first[0], 2),
                "cpu": round(first[1], 2),
                "us_a_record": round(first[0] / records * 1e6),
                "new": new,
                "new_us_a_record": round(store.seconds / new * 1e6),
                "new_cpu_us_a_record": round(store.cpu / new * 1e6),
            }
            if arguments.rebuild:
                from agregateur.rebuilding import rebuild

                started = time.perf_counter()
                rebuild(portal.context, plan.now)
                found["rebuild_seconds"] = round(time.perf_counter() - started, 2)
            store.dispose()
    found["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--communes", type=int)
    parser.add_argument("--new", type=int, default=1000)
    parser.add_argument("--rebuild", action="store_true")
    parser.add_argument(
        "--database", help="an empty store for each size; default: a SQLite file in a folder of its own"
    )
    parser.add_argument("--one", action="store_true", help="measure in this process; for one size")
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if arguments.one:
        print(json.dumps(one(arguments, arguments.sizes[0])))
        return
    lines = []
    for size in arguments.sizes:
        rest = [a for a in sys.argv[1:] if a != "--sizes" and a not in map(str, arguments.sizes)]
        command = [sys.executable, __file__, "--one", "--sizes", str(size), *rest]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        lines.append(json.loads(done.stdout.splitlines()[-1]))
        print(json.dumps(lines[-1]), flush=True)
    for small, large in itertools.pairwise(lines):
        growth = math.log(large["records"] / small["records"])
        exponent = math.log(large["seconds"] / small["seconds"]) / growth
        by_cpu = math.log(large["cpu"] / small["cpu"]) / growth
        told = f"{small['records']} -> {large['records']}: exponent {exponent:.3f} (processor {by_cpu:.3f})"
        ratio = large["new_us_a_record"] / small["new_us_a_record"]
        by_cpu = large["new_cpu_us_a_record"] / small["new_cpu_us_a_record"]
        print(f"{told}; a new record x{ratio:.2f} (processor x{by_cpu:.2f})")


if __name__ == "__main__":
    main()
