"""What matching costs as the store grows: seconds by stage, exponents, memory, and what new records cost.

    python bench/matching.py [--sizes 10000 100000] [--communes N] [--new 1000] [--cores 1]
                             [--folder DIR] [--drop] [--database URL]

Generated territories (`agregateur.evaluation.generate`) are put into a store as records, which is not measured; then
`rebuilding` makes everything out of them. Its steps are told apart:

    items    records cleaned, with their own places (what reading a partner does: no matching)
    places   the communes of known venues, lent
    traces   features and candidate keys of every item
    keys     the tables in which keys are looked up
    pairs    candidates and verdicts
    events   components, clusters, merged events, rendered and written

Matching is traces, keys and pairs, and of the events all but rendering and writing (`drawn`). Without `--communes`
geography grows with the records, 125 to a commune; with it all sizes share that many communes. The last sources, about
`--new` records together, are then read by the path of every harvest, one transaction a source: what a new record costs
is the time within these transactions.

Each size runs in a process of its own; `peak_mb` is that of the process and of its largest child together. The last
line of each size is JSON. With `--folder` stores are kept, and one that is complete is not filled again: a million
records take some 10 GB there, and `--drop` removes each once it is measured.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import math
import os
import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import structlog
from sqlalchemy import Connection

from agregateur import rebuilding
from agregateur.context import Context
from agregateur.contract import Record
from agregateur.evaluation.generate import Generation, Plan, stanza
from agregateur.evaluation.portal import Portal
from agregateur.ingest.drawing import Drawn, draw
from agregateur.model import WINDOW_AHEAD, Item
from agregateur.store import events, groups
from agregateur.store.database import Database
from agregateur.store.groups import Stated
from agregateur.store.upgrade import upgrade

MATCHING = ("traces", "keys", "pairs", "drawn")


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
        self.folder.mkdir(parents=True, exist_ok=True)
        self.waiting: dict[str, list[tuple[Record, ...]]] = defaultdict(list)
        self.count: dict[str, int] = defaultdict(int)

    def put(self, source: str, records: tuple[Record, ...]) -> None:
        self.count[source] += len(records)
        self.waiting[source].append(records)
        if len(self.waiting[source]) >= 200:
            self._flush(source)

    def flush(self) -> None:
        for source in list(self.waiting):
            self._flush(source)

    def _flush(self, source: str) -> None:
        with (self.folder / source).open("ab") as stream:
            pickle.dump(self.waiting.pop(source), stream)

    def take(self, source: str) -> list[tuple[Record, ...]]:
        found: list[tuple[Record, ...]] = []
        with (self.folder / source).open("rb") as stream:
            while stream.peek(1):
                found += pickle.load(stream)
        return found


@dataclass
class Clock:
    """Wall and processor seconds of each step of a rebuild; those of other processes are not seen: use `--cores 1`."""

    steps: dict[str, list[float]] = field(default_factory=dict)
    _last: tuple[float, float] = (0.0, 0.0)
    _told: float = 0.0

    def start(self) -> None:
        self._last = time.perf_counter(), time.process_time()

    def told(self, step: str, done: int, whole: int) -> None:
        """What passed since the last call belongs to `step`."""
        now = time.perf_counter(), time.process_time()
        found = self.steps.setdefault(step, [0.0, 0.0])
        found[0] += now[0] - self._last[0]
        found[1] += now[1] - self._last[1]
        self._last = now
        if now[0] - self._told > 20:
            self._told = now[0]
            print(f"  {step}: {done} of {whole}", file=sys.stderr, flush=True)


@dataclass
class Sized:
    """One size being measured, in its folder."""

    arguments: argparse.Namespace
    size: int
    folder: Path

    def measure(self) -> dict[str, Any]:
        arguments = self.arguments
        self.folder.mkdir(parents=True, exist_ok=True)
        made = self._made()
        # RSS keeps but one date an item: every source is read as a calendar here.
        stanzas = [{k: v for k, v in s.items() if k != "options"} | {"kind": "ical"} for s in made["stanzas"]]
        with Portal(stanzas, made["territory"], self.folder) as portal:
            url = arguments.database or f"sqlite:///{self.folder}/timed.sqlite"
            store = Timed(url)
            portal.context = Context(store, portal.context.configuration, portal.context.settings)
            now = made["now"]
            found: dict[str, Any] = {"records": made["records"], "communes": made["communes"]}
            if arguments.database or not (self.folder / "filled").exists():
                self._fill(portal, store, made)
            if not (self.folder / "steps.json").exists():
                found |= self._rebuild(portal.context, made["records"], now)
            else:
                found |= json.loads((self.folder / "steps.json").read_text())
            found |= self._arrive(portal, store, made)
            store.dispose()
        own, child = (
            resource.getrusage(w).ru_maxrss for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
        )
        found["peak_mb"] = round((own + child) / 1024)
        return found

    def _made(self) -> dict[str, Any]:
        """The territory: its records on shelves, and what is to be known of it."""
        path = self.folder / "territory.pickle"
        if path.exists():
            found: dict[str, Any] = pickle.loads(path.read_bytes())
            return found
        plan = Plan(records=self.size + self.arguments.new, communes=self.arguments.communes)
        generation = Generation(plan)
        shutil.rmtree(self.folder / "shelves", ignore_errors=True)
        shelves = Shelves(self.folder / "shelves")
        for published in generation.published():
            for source, told in published.told:
                shelves.put(source, told.records)
        shelves.flush()
        stanzas = [stanza(t) for t in generation.press.all if shelves.count[t.id]]
        kept: list[str] = []
        # Partners that tell their own events: they are alike at every size, as agendas of a whole region are not.
        own = {teller.id for teller in generation.press.own}
        for line in (s for s in reversed(stanzas) if s["id"] in own):
            if sum(shelves.count[i] for i in kept) < self.arguments.new:
                kept.append(line["id"])
        found = {
            "stanzas": stanzas,
            "territory": {"departements": list(generation.country.departements)},
            "kept": kept,
            "records": sum(count for source, count in shelves.count.items() if source not in kept),
            "new": sum(shelves.count[source] for source in kept),
            "communes": plan.towns,
            "now": plan.now,
        }
        path.write_bytes(pickle.dumps(found))
        return found

    def _fill(self, portal: Portal, store: Timed, made: dict[str, Any]) -> None:
        """Put the records into an empty store as a harvest states them; no items are made of them yet."""
        if not self.arguments.database:
            for path in self.folder.glob("timed.sqlite*"):
                path.unlink()
        upgrade(store, portal_name="bench.agregateur")
        portal.open(made["now"])
        shelves = Shelves(self.folder / "shelves")
        ids = [s["id"] for s in made["stanzas"] if s["id"] not in made["kept"]]
        for some in groups.chunks(ids, 50):
            with store.writer() as connection:
                for source in some:
                    stated = _stated(source, shelves.take(source), made["now"])
                    groups.save(connection, source, stated, {}, made["now"])
        (self.folder / "filled").touch()

    def _rebuild(self, context: Context, records: int, now: datetime) -> dict[str, Any]:
        clock = Clock()
        drawing = Drawing()
        with patch.object(rebuilding, "draw", drawing):
            clock.start()
            rebuilding.rebuild(context, now, told=clock.told)
        clock.steps["drawn"] = [drawing.seconds, drawing.cpu]
        with context.database.reader() as connection:
            shown = events.count(connection)
        wall = {step: found[0] for step, found in clock.steps.items()}
        cpu = {step: found[1] for step, found in clock.steps.items()}
        found = {
            "events": shown,
            "seconds": round(sum(wall[s] for s in MATCHING), 2),
            "cpu": round(sum(cpu[s] for s in MATCHING), 2),
            "rebuild_seconds": round(sum(wall.values()) - wall["drawn"], 2),
            "rebuild_cpu": round(sum(cpu.values()) - cpu["drawn"], 2),
            "us_a_record": {step: round(found / records * 1e6) for step, found in wall.items()},
            "cpu_us_a_record": {step: round(found / records * 1e6) for step, found in cpu.items()},
        }
        (self.folder / "steps.json").write_text(json.dumps(found))
        return found

    def _arrive(self, portal: Portal, store: Timed, made: dict[str, Any]) -> dict[str, Any]:
        """The new records, each source once; the store is left as it was when the folder is kept."""
        shelves = Shelves(self.folder / "shelves")
        undone = self.arguments.folder and not self.arguments.database
        if undone:
            store.dispose()
            _copy(self.folder / "timed.sqlite", self.folder / "before.sqlite")
        store.seconds = store.cpu = 0.0
        for source in made["kept"]:
            records = [record for group in shelves.take(source) for record in group]
            portal.records(source, records, made["now"])
        found = {
            "new": made["new"],
            "new_us_a_record": round(store.seconds / made["new"] * 1e6),
            "new_cpu_us_a_record": round(store.cpu / made["new"] * 1e6),
        }
        if undone:
            store.dispose()
            for path in self.folder.glob("timed.sqlite*"):
                path.unlink()
            (self.folder / "before.sqlite").rename(self.folder / "timed.sqlite")
        return found


class Drawing:
    """Adds up what drawing takes within a rebuild: components, clusters and merged events, not their writing."""

    seconds = 0.0
    cpu = 0.0

    def __call__(self, *arguments: Any, **named: Any) -> Drawn:
        wall, cpu = time.perf_counter(), time.process_time()
        found = draw(*arguments, **named)
        self.seconds += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        return found


def _copy(store: Path, to: Path) -> None:
    """A store's file; what its journal holds has been written back by the last connection's end."""
    shutil.copyfile(store, to)


def _stated(source: str, found: Iterable[tuple[Record, ...]], now: datetime) -> list[Stated]:
    """Groups as they are stored before anything is made of them. One uid is one group, its last version counts."""
    by_uid: dict[str, dict[str, Record]] = {}
    for records in found:
        for record in records:
            by_uid.setdefault(record.uid, {})[groups.record_key(record)] = record
    until = now + WINDOW_AHEAD
    return [
        Stated(
            uid,
            "",
            groups.written(parts.values()),
            Item(source=source, uid=uid, kind="event", title=""),
            until,
        )
        for uid, parts in by_uid.items()
    ]


def one(arguments: argparse.Namespace, size: int) -> dict[str, Any]:
    """Measure one size. Out: what was measured."""
    if arguments.folder:
        where = arguments.communes or "growing"
        folder = Path(arguments.folder) / f"{size}-{where}"
        found = Sized(arguments, size, folder).measure()
        if arguments.drop:
            shutil.rmtree(folder)
        return found
    with tempfile.TemporaryDirectory(prefix="agregateur-bench-") as name:
        return Sized(arguments, size, Path(name)).measure()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--communes", type=int)
    parser.add_argument("--new", type=int, default=1000)
    parser.add_argument("--cores", type=int, help="use this many; with 1, processor time is that of all")
    parser.add_argument(
        "--folder", help="keep territories and stores here, and begin with those that are here"
    )
    parser.add_argument("--drop", action="store_true", help="remove each store once it is measured")
    parser.add_argument(
        "--database", help="an empty store, for one size; default: a SQLite file in a folder of its own"
    )
    parser.add_argument("--one", action="store_true", help="measure in this process; for one size")
    arguments = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if arguments.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: arguments.cores])
    if arguments.one:
        print(json.dumps(one(arguments, arguments.sizes[0])))
        return
    lines = []
    for size in arguments.sizes:
        rest = [f"--{k}={v}" for k, v in vars(arguments).items() if v and k not in {"sizes", "one", "drop"}]
        rest += ["--drop"] if arguments.drop else []
        command = [sys.executable, __file__, "--one", "--sizes", str(size), *rest]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        lines.append(json.loads(done.stdout.splitlines()[-1]))
        print(json.dumps(lines[-1]), flush=True)
    for small, large in itertools.pairwise(lines):
        print(_compared(small, large))


def _compared(small: dict[str, Any], large: dict[str, Any]) -> str:
    growth = math.log(large["records"] / small["records"])
    exponents = [
        f"{what} {math.log(large[what] / small[what]) / growth:.3f}"
        for what in ("seconds", "cpu", "rebuild_seconds", "rebuild_cpu")
    ]
    ratios = [
        f"{what} x{large[what] / small[what]:.2f}" for what in ("new_us_a_record", "new_cpu_us_a_record")
    ]
    return f"{small['records']} -> {large['records']}: exponents {', '.join(exponents)}; {', '.join(ratios)}"


if __name__ == "__main__":
    main()
