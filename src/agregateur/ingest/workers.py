"""Work shared between processes, its results in the order of the jobs; small amounts are done here."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from threading import Thread
from typing import Any, Generic, TypeVar

from agregateur.ingest.heap import YOUNG

ALONE = 50_000
"""Groups up to which one process does all: two more first read the territory, which takes each of them seconds."""
BATCH = 1000
"""Groups in one job: half a second of work, some 5 MB."""
AHEAD = 64
"""Jobs that are under way or done while whoever asked writes what came of those before: that takes some seconds, in
which the other processes are to have work."""
HANDOVER = 0.0005
"""Seconds after which a thread that works hands over, instead of Python's 0.005: what came of a job is taken in by
another thread, 64 kB at a time, and the process that sends it waits. 5 MB took 90 ms beside a thread that is busy, and
50 ms with this (2026-11-23)."""

G = TypeVar("G")
J = TypeVar("J")
K = TypeVar("K")
R = TypeVar("R")

_given: list[Any] = []


class Workers(Generic[G]):
    """Processes that share work; none of them (`pool` is None) when it is done here. `given` is given to all work."""

    def __init__(self, given: G, pool: ProcessPoolExecutor | None) -> None:
        self._given = given
        self._pool = pool

    def each(self, work: Callable[[G, J], R], jobs: Iterable[tuple[K, J]]) -> Iterator[tuple[K, R]]:
        """`work` done on each job, with the job's name. Jobs are made while others are worked on, `AHEAD` at most.

        `work` is a module's function; it and all values are pickled. Raises what `work` raises, and BrokenProcessPool
        when a process is killed.
        """
        if self._pool is None:
            for name, job in jobs:
                yield name, work(self._given, job)
            return
        waiting: deque[tuple[K, Future[R]]] = deque()
        for name, job in jobs:
            waiting.append((name, self._pool.submit(_done, work, job)))
            while len(waiting) > AHEAD or (waiting and waiting[0][1].done()):
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()


@contextmanager
def workers(given: G, amount: int) -> Iterator[Workers[G]]:
    """As many processes as this one may use cores, when the `amount` of groups is worth it."""
    count = cores()
    if amount <= ALONE or count == 1:
        yield Workers(given, None)
        return
    # Not a fork of this process: it holds connections and threads.
    context = multiprocessing.get_context("forkserver")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(given,))
    before = sys.getswitchinterval()
    sys.setswitchinterval(HANDOVER)
    try:
        yield Workers(given, pool)
    finally:
        sys.setswitchinterval(before)
        pool.shutdown(cancel_futures=True)


def _begin(given: object) -> None:
    begin()
    _given[:] = [given]


def _done(work: Callable[[Any, J], R], job: J) -> R:
    return work(_given[0], job)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def begin() -> None:
    """First thing in a process that is to work for this one."""
    import gc

    gc.set_threshold(YOUNG, 20, 20)
    Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End with the parent, however it ends: a killed one closes nothing."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
