"""What matching costs as the store grows: seconds by stage, exponents, memory, and what new records cost.

    PYTHONPATH=src:. python bench/matching.py [--sizes 10000 100000 1000000] [--communes N] [--new 1000] [--cut 10000]
                                              [--cores 1] [--folder DIR] [--drop] [--database URL]

Generated territories (`agregateur.evaluation.generate`) are put into a store as records, which is not measured; then
`rebuilding` makes everything out of them, which is (`rebuild_seconds`, `rebuild_cpu`). Its steps are told apart:

    items    records cleaned and located (what reading a partner does), features and candidate keys
    places   the communes of known venues, lent
    keys     the table in which keys are looked up, and the candidates that meet in it
    pairs    verdicts
    events   components, clusters, merged events; rendered and written
    end      what belongs to no record looked for

`rebuild_cpu` is the processor time of all processes. Matching alone (`seconds`, `cpu`) is features and candidate keys
(`traced`), keys, pairs, and of the events all but reading, rendering and writing them (`drawn`); it can be told apart
only when one process does all (`--cores 1`, or 50,000 records at most). Without `--communes` geography grows with the
records, 125 to a commune; with it all sizes share that many communes.

The last sources, about `--new` records together, are then read by the path of every harvest, one transaction a source:
what a new record costs is the time within these transactions. With `--cut N` they are read as well into a store of some
N records that is cut out of the large one: whole communes around the new records, and what the partners there say
without a commune; hence of the same density.

Each size runs in a process of its own; `peak_mb` is the greatest sum of what its processes held at once. The last line
of each size is JSON. With `--folder` stores are kept, and one that is complete is not filled again: a million records
take some 10 GB there, and `--drop` removes each once it is measured.
"""

from __future__ import annotations

import argparse
import itertools
import json
import logging
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread
from typing import Any
from unittest.mock import patch

import structlog
from sqlalchemy import Connection
from territories import Territory, cut, territory

from agregateur import rebuilding
from agregateur.context import Context
from agregateur.evaluation.portal import Portal
from agregateur.ingest.workers import ALONE, cores
from agregateur.rebuilding import drawn, items
from agregateur.store import numbering
from agregateur.store.database import Database
from agregateur.store.upgrade import upgrade

MATCHING = ("traced", "keys", "pairs", "drawn")
"""The parts of a rebuild that are matching."""
STORE = "timed.sqlite"


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


@dataclass
class Clock:
    """Wall and processor seconds of each step of a rebuild; those of other processes are not seen."""

    steps: dict[str, list[float]] = field(default_factory=dict)
    _last: tuple[float, float] = (0.0, 0.0)
    _told: float = 0.0

    def start(self) -> None:
        self._last = time.perf_counter(), time.process_time()

    def told(self, step: str, done: int, whole: int) -> None:
        """What passed since the last call belongs to `step`."""
        self._add(step, self._last)
        self._last = now = time.perf_counter(), time.process_time()
        if now[0] - self._told > 20:
            self._told = now[0]
            print(f"  {step}: {done} of {whole}", file=sys.stderr, flush=True)

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, the time within which is added up as `part`."""

        def call(*arguments: Any, **named: Any) -> Any:
            before = time.perf_counter(), time.process_time()
            found = function(*arguments, **named)
            self._add(part, before)
            return found

        return call

    def _add(self, name: str, since: tuple[float, float]) -> None:
        found = self.steps.setdefault(name, [0.0, 0.0])
        found[0] += time.perf_counter() - since[0]
        found[1] += time.process_time() - since[1]


@dataclass
class Sized:
    """One store being measured, in its folder. `made` is the territory that it holds, or that it is cut out of."""

    folder: Path
    made: Territory
    url: str

    @contextmanager
    def opened(self) -> Iterator[tuple[Portal, Timed]]:
        with Portal(self.made.stanzas, self.made.territory, self.folder) as portal:
            store = Timed(self.url)
            portal.context = Context(store, portal.context.configuration, portal.context.settings)
            yield portal, store
            store.dispose()

    def fill(self, whole: Path | None, size: int) -> None:
        """The records, in a new store: all of the territory, or `size` that are cut out of a whole store."""
        for path in self.folder.glob(f"{STORE}*"):
            path.unlink()
        with self.opened() as (portal, store):
            upgrade(store, portal_name="bench.agregateur")
            portal.open(self.made.now)
            if whole is None:
                self.made.fill(store)
        count = cut(whole, self.folder / STORE, self.made.kept, size) if whole else self.made.records
        (self.folder / "filled").write_text(str(count))

    def rebuild(self, records: int, alone: bool) -> dict[str, Any]:
        """`alone`: one process does all."""
        clock = Clock()
        held = Held()
        with self.opened() as (portal, store), ExitStack() as patches, held:
            for module, name, part in (
                (items, "traced", "traced"),
                (drawn, "gather", "drawn"),
                (drawn, "drawn", "drawn"),
            ):
                timed = clock.timed(part, getattr(module, name))
                if alone:
                    patches.enter_context(patch.object(module, name, timed))
            clock.start()
            rebuilding.rebuild(portal.context, self.made.now, told=clock.told)
            clock.told("end", records, records)
            with store.reader() as connection:
                shown = numbering.events_shown(connection)
        wall = {step: found[0] for step, found in clock.steps.items()}
        cpu = {step: found[1] for step, found in clock.steps.items()}
        within = ("traced", "drawn")
        found = {
            "events": shown,
            "rebuild_seconds": round(sum(t for step, t in wall.items() if step not in within), 2),
            "rebuild_cpu": round(held.cpu, 2),
            "peak_mb": held.peak // 2**20,
            "us_a_record": {step: round(t / records * 1e6) for step, t in wall.items()},
        }
        if alone:
            found |= {
                "seconds": round(sum(wall[part] for part in MATCHING), 2),
                "cpu": round(sum(cpu[part] for part in MATCHING), 2),
                "cpu_us_a_record": {step: round(t / records * 1e6) for step, t in cpu.items()},
            }
        return found

    def arrive(self, undone: bool) -> dict[str, Any]:
        """The new records, each source once. `undone`: the store's file is left as it was."""
        with (
            tempfile.TemporaryDirectory() as name,
            Portal(self.made.stanzas, self.made.territory, Path(name)) as warm,
        ):
            # Once elsewhere, so that words and places are as well known to this process at any size.
            warm.open(self.made.now)
            for source, records in self.made.arriving():
                warm.records(source, records, self.made.now)
        before = self.folder / "before.sqlite"
        if undone:
            shutil.copyfile(self.folder / STORE, before)
            # Gigabytes that are still to be written would be written meanwhile.
            os.sync()
        with self.opened() as (portal, store):
            store.seconds = store.cpu = 0.0
            for source, records in self.made.arriving():
                portal.records(source, records, self.made.now)
            found = {
                "new": self.made.new,
                "new_us_a_record": round(store.seconds / self.made.new * 1e6),
                "new_cpu_us_a_record": round(store.cpu / self.made.new * 1e6),
            }
        if undone:
            for path in self.folder.glob(f"{STORE}*"):
                path.rename(self.folder / f"after{path.name.removeprefix('timed')}")
            before.rename(self.folder / STORE)
        return found


class Held:
    """The greatest sum of the resident memory of this process and all that descend from it, in bytes, and the processor
    seconds that they took: looked at twice a second (Linux). What they share is counted for each."""

    def __init__(self) -> None:
        self.peak = 0
        self._took: dict[int, int] = {}

    @property
    def cpu(self) -> float:
        return (sum(self._took.values()) - self._before) / os.sysconf("SC_CLK_TCK")

    def __enter__(self) -> None:
        self._look()
        self._before = sum(self._took.values())
        self._end = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self._look()

    def _watch(self) -> None:
        while not self._end.wait(0.5):
            self._look()

    def _look(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        parents: dict[int, int] = {}
        held: dict[int, int] = {}
        took: dict[int, int] = {}
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                told = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue  # it has just ended
            process = int(path.parent.name)
            parents[process], held[process] = int(told[1]), int(told[21]) * page
            took[process] = int(told[11]) + int(told[12])
        ours = [i for i in held if _descends(i, parents)]
        self.peak = max(self.peak, sum(held[i] for i in ours))
        self._took.update((i, took[i]) for i in ours)


def _descends(process: int, parents: dict[int, int]) -> bool:
    while process not in {0, os.getpid()}:
        process = parents.get(process, 0)
    return process != 0


# Command -------------------------------------------------------------------------------------------------------------


def one(asked: argparse.Namespace) -> dict[str, Any]:
    """One step of one size. Out: what was measured."""
    size = asked.sizes[0]
    folder = Path(asked.folder) / f"{size}-{asked.communes or 'growing'}"
    folder.mkdir(parents=True, exist_ok=True)
    made = territory(folder, size, asked.communes, asked.new)
    at = folder / "cut" if asked.step.startswith("cut") else folder
    at.mkdir(exist_ok=True)
    sized = Sized(at, made, asked.database or f"sqlite:///{at}/{STORE}")
    if asked.step.endswith("rebuild"):
        if asked.database or not (at / "filled").exists():
            sized.fill(folder / f"after{Path(STORE).suffix}" if at != folder else None, asked.cut)
        records = int((at / "filled").read_text())
        found = sized.rebuild(records, alone=cores() == 1 or records <= ALONE)
        return {"records": records, "communes": made.communes} | found
    return sized.arrive(undone=not asked.database)


def measured(asked: argparse.Namespace, size: int) -> dict[str, Any]:
    """All of one size, each step in a process of its own."""
    found: dict[str, Any] = {}
    folder = Path(asked.folder) / f"{size}-{asked.communes or 'growing'}"
    steps = folder / "steps.json"
    rest = [f"--{k}={v}" for k, v in vars(asked).items() if v and k not in {"sizes", "step", "drop"}]
    for step in ("rebuild", "arrive", *(("cut-rebuild", "cut-arrive") if asked.cut else ())):
        if step == "rebuild" and steps.exists():
            found |= json.loads(steps.read_text())
            continue
        command = [sys.executable, __file__, "--step", step, "--sizes", str(size), *rest]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        told = json.loads(done.stdout.splitlines()[-1])
        if step == "rebuild":
            steps.write_text(json.dumps(told))
        found |= {f"cut_{k}": v for k, v in told.items()} if step.startswith("cut") else told
    if asked.drop:
        shutil.rmtree(folder)
    return found


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--communes", type=int)
    parser.add_argument("--new", type=int, default=1000)
    parser.add_argument("--cut", type=int, help="the new records also into so small a part of each store")
    parser.add_argument("--cores", type=int, help="use this many")
    parser.add_argument(
        "--folder", help="keep territories and stores here, and begin with those that are here"
    )
    parser.add_argument("--drop", action="store_true", help="remove each store once it is measured")
    parser.add_argument(
        "--database", help="an empty store, for one size; default: a SQLite file in the folder"
    )
    parser.add_argument("--step", help="one step of one size, in this process")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    if asked.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: asked.cores])
    if asked.step:
        print(json.dumps(one(asked)))
        return
    with tempfile.TemporaryDirectory(prefix="agregateur-bench-") as name:
        asked.folder = asked.folder or name
        lines = []
        for size in asked.sizes:
            lines.append(measured(asked, size))
            print(json.dumps(lines[-1]), flush=True)
        for small, large in itertools.pairwise(lines):
            print(_compared(small, large))
        for line in lines if asked.cut else ():
            ratio = line["new_cpu_us_a_record"] / line["cut_new_cpu_us_a_record"]
            print(
                f"{line['records']}: a new record costs x{ratio:.2f} of what it does in a part of {asked.cut}"
            )


def _compared(small: dict[str, Any], large: dict[str, Any]) -> str:
    growth = math.log(large["records"] / small["records"])
    exponents = [
        f"{what} {math.log(large[what] / small[what]) / growth:.3f}"
        for what in ("seconds", "cpu", "rebuild_seconds", "rebuild_cpu")
        if what in small and what in large
    ]
    ratios = [
        f"{what} x{large[what] / small[what]:.2f}" for what in ("new_us_a_record", "new_cpu_us_a_record")
    ]
    return f"{small['records']} -> {large['records']}: exponents {', '.join(exponents)}; {', '.join(ratios)}"


if __name__ == "__main__":
    main()
