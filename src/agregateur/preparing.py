"""What is made of each group before the store is asked, in this process or, of large harvests, in another.

    groups as read ─► clean ─► own place ─► features, candidate keys ─► written forms

A pure function of the group, the stanza and a few facts of the portal: while this process stores one source, its
helper prepares the next. The helper runs our own code alone; what is not trusted ran in the reading child. When it
dies or stumbles, this process does its work.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from agregateur.communes import Area
from agregateur.config import Stanza
from agregateur.contract import Rejected
from agregateur.errors import AgregateurError
from agregateur.ingest import parent, workers
from agregateur.ingest.confine import NICE
from agregateur.ingest.messages import Window
from agregateur.ingest.normalise import clean
from agregateur.ingest.opening import opened
from agregateur.ingest.own import locator
from agregateur.ingest.reading import Group, Reading
from agregateur.ingest.ready import Ready, ready
from agregateur.ingest.windows import until_of, window_at
from agregateur.model import Item
from agregateur.store.stated import Stated, written

if TYPE_CHECKING:
    # The helper needs neither it nor the database libraries under it, which take seconds to import.
    from agregateur.context import Context

WORTH = 3_000
"""Groups that a harvest is expected to bring from which on the helper prepares them: starting it takes as long as
preparing so many (one to three seconds of processor time, for its imports). One that finds few changes never does."""


@dataclass(frozen=True, slots=True)
class Task:
    """What preparing depends on beside the group. `our`: portal name and base URL."""

    stanza: Stanza
    territory: Area
    our: tuple[str, str]
    window: Window


@dataclass(slots=True)
class Prepared:
    """Groups ready to be saved, with what is told of each, by key; and those that cleaning refused."""

    stated: list[Stated] = field(default_factory=list)
    ready: dict[str, Ready] = field(default_factory=dict)
    refused: list[Rejected] = field(default_factory=list)

    def add(self, more: Prepared) -> None:
        self.stated += more.stated
        self.ready |= more.ready
        self.refused += more.refused


def task(context: Context, stanza: Stanza, now: datetime) -> Task:
    our = (context.portal, context.settings.base_url)
    return Task(stanza, context.configuration.territory, our, window_at(now))


def prepared(given: Task, came: Reading) -> Prepared:
    """All groups of a reading: those that the helper has done, and the others here."""
    done = Prepared()
    for content in came.prepared:
        done.add(pickle.loads(content))  # noqa: S301 - from our own helper
    for group in came.groups:
        try:
            done.add(_prepare(given, (group,)))
        except Exception as error:
            # The border between items: one that our cleaning stumbles over must not take its neighbours along.
            structlog.get_logger().error("not_cleaned", source=given.stanza.id, uid=group.key, exc_info=True)
            reason = f"cleaning it failed ({type(error).__name__})"
            done.refused.append(Rejected(group.key, "fault", reason))
    return done


def _prepare(given: Task, groups: Iterable[Group]) -> Prepared:
    done = Prepared()
    stanza, locate = given.stanza, locator(given.territory, given.stanza)
    cleaned: list[tuple[Group, Item]] = []
    # One stage after another rather than one item: a tenth less time, since a stage's code stays at hand.
    for group in groups:
        kind = group.records[0].kind
        try:
            item = clean(
                group.key, kind, group.records, group.expansion, stanza, our=given.our, window=given.window
            )
        except AgregateurError as error:
            done.refused.append(Rejected(group.key, error.code, error.message))
            continue
        cleaned.append((group, item))
    for group, item in cleaned:
        placed, done.ready[group.key] = ready(item, locate)
        until = until_of(placed, given.window)
        done.stated.append(Stated(group.key, group.digest, written(group.records), placed, until))
    return done


# In another process --------------------------------------------------------------------------------------------------


class Helper:
    """The process that prepares large harvests, of so many `sources`; started when many groups are to be expected
    from those that came, where a second core can run it."""

    def __init__(self, sources: int) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()
        self._sources, self._read, self._came = sources, 0, 0
        self._off = workers.cores() < 2

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, failed: type[BaseException] | None, *_: object) -> None:
        self._off = True
        if self._pool is not None:
            # An interruption waits for nothing.
            self._pool.shutdown(wait=failed is None, cancel_futures=True)

    def prepare(self, given: Task, came: Reading) -> None:
        """Prepare the packed groups of a reading, when many are to come in all; otherwise, when that fails, and while
        the helper starts, they stay."""
        pool = self._started(came)
        if pool is None or not came.packed:
            return
        try:
            waiting = [pool.submit(_prepare_packed, given, some.content) for some in came.packed]
            done = [future.result() for future in waiting]
        except BrokenProcessPool:
            self._off = True
            structlog.get_logger().warning("helper_died", source=given.stanza.id)
        except Exception:
            # One item that cleaning stumbles over: done here, it is told and left out alone.
            structlog.get_logger().debug("helper_stumbled", source=given.stanza.id, exc_info=True)
        else:
            came.packed, came.prepared = [], done

    def _started(self, came: Reading) -> ProcessPoolExecutor | None:
        """The process, if it is there; a reading may start it, and is left to this one meanwhile."""
        with self._lock:
            self._read += 1
            self._came += sum(some.count for some in came.packed)
            if self._off or self._pool is not None:
                return None if self._off else self._pool
            if self._came * self._sources >= WORTH * self._read:
                context = parent.process_context()
                self._pool = ProcessPoolExecutor(1, mp_context=context, initializer=_begin)
                with parent.no_main():  # the process begins with the first task
                    self._pool.submit(os.getpid)
            return None


def _begin() -> None:
    # An interruption at the terminal is the parent's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The harvest waits for who stores: what is read and prepared ahead gives way to it.
    os.nice(NICE)
    workers.begin()


def _prepare_packed(given: Task, content: bytes) -> bytes:
    groups: list[Group] = opened(content)
    return pickle.dumps(_prepare(given, groups), pickle.HIGHEST_PROTOCOL)
