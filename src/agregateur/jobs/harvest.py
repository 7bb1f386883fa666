"""Reading sources now: the due ones, or those that are named; several at once, one request per host at a time.

One collector per store: the lock is held from the first reading to the last transaction. Readings run in threads that
each wait for their own child, and hand on what it sends unopened: opening, cleaning and storing happen in this thread,
one transaction after another, while the children read ahead by as many sources as there are workers, fewer when these
are large. Of large harvests, cleaning, comparing and rendering are shared with a process of our own (`sharing`).
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog
from sqlalchemy.exc import OperationalError

from agregateur import pipeline, preparing
from agregateur.config import Stanza, mask
from agregateur.context import Context
from agregateur.errors import ConfigError
from agregateur.ingest.heap import seldom_collected
from agregateur.ingest.reading import Reading, read
from agregateur.ingest.sharing import Sharing, shared
from agregateur.preparing import Coming, Preparation
from agregateur.refreshing import refresh
from agregateur.store import numbering, sources
from agregateur.store.sources import Line

Told = Callable[[Line, int], None]
"""Called after each source with its line and the number of sources of this harvest."""


@dataclass(slots=True)
class Report:
    """What a harvest did: one line a source, the number of events shown afterwards, and its time in seconds."""

    lines: list[Line] = field(default_factory=list)
    events: int = 0
    seconds: float = 0.0

    def plain(self, secrets: Sequence[str] = ()) -> dict[str, Any]:
        """As `harvest --json` says it."""
        lines = sorted((line.report() for line in self.lines), key=lambda line: str(line["id"]))
        for line in lines:
            line["error"] = mask(line["error"], secrets) if line["error"] else None
        return {"sources": lines, "events": self.events, "seconds": round(self.seconds, 3)}


def harvest(
    context: Context,
    ids: Sequence[str] = (),
    *,
    clock: Callable[[], datetime],
    force: bool = False,
    accept: bool = False,
    told: Told | None = None,
) -> Report:
    """Read the due sources, or `ids` whatever their time; `force` reads everything again, `accept` lifts the shrink
    guard. Waits for another collector of the store. Raises ConfigError for an unknown id; a source's fault is a line.
    """
    for wanted in ids:
        if wanted not in context.stanzas:
            known = ", ".join(sorted(context.stanzas)) or "none"
            raise ConfigError(f"no source {wanted!r} in {context.configuration.path}; there are: {known}")
    started = time.monotonic()
    report = Report()
    with context.database.collector_lock():
        now = clock()
        pipeline.prepare(context, now)
        refresh(context)
        with context.database.reader() as connection:
            # Those of one age by name: of records first seen together, the first by name gives its id to their event,
            # which need not change then as the others come.
            found = sorted(ids) or (sorted(context.stanzas) if force else sources.due(connection, now))
        stanzas = [context.stanzas[i] for i in dict.fromkeys(found) if i in context.stanzas]
        with context.database.bulk(), seldom_collected(), shared() as sharing:
            for stanza, reading, coming in _readings(context, stanzas, now, force, sharing):
                line = _kept(context, stanza, reading, coming, now, accept=accept)
                report.lines.append(line)
                if told:
                    told(line, len(stanzas))
        with context.database.reader() as connection:
            report.events = numbering.events_shown(connection)
    report.seconds = time.monotonic() - started
    return report


def _kept(
    context: Context, stanza: Stanza, reading: Reading, coming: Coming | None, now: datetime, accept: bool
) -> Line:
    try:
        return pipeline.keep(context, stanza, reading, now, accept=accept, coming=coming)
    except OperationalError:
        # The store is out of reach or full: that is nobody's fault but ours, and no other source would fare better.
        raise
    except Exception:
        # What one partner published has met a fault of ours: its transaction is rolled back, the others go on.
        structlog.get_logger().exception("not_stored", source=stanza.id)
        return pipeline.fail(context, stanza, reading, now)


AHEAD = 6_000
"""Groups that are read and not yet stored: some seconds of work. What is read further ahead takes its processor time
from what is to be prepared first, leaves the second core nothing at the end, and is held in memory meanwhile."""


class _Room:
    """For sources that are being read or wait to be stored: `most` of them, or as many as hold `AHEAD` groups, two at
    least. `usual`: the groups of one, as far as is known."""

    def __init__(self, most: int, usual: Callable[[], float]) -> None:
        self._most, self._usual = most, usual
        self._changed = threading.Condition()
        self._taken = 0
        self._closed = False

    def enter(self) -> bool:
        """Wait until there is room for one more. False: there will be none."""
        with self._changed:
            self._changed.wait_for(self._is_open)
            self._taken += 1
            return not self._closed

    def _is_open(self) -> bool:
        most = min(self._most, AHEAD / max(self._usual(), 1.0))
        return self._closed or self._taken < max(int(most), 2)

    def leave(self) -> None:
        """One is stored."""
        with self._changed:
            self._taken -= 1
            self._changed.notify_all()

    def close(self) -> None:
        """Let nobody in any more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()


_Read = tuple[Stanza, Reading, Coming | None]


def _readings(
    context: Context, stanzas: Sequence[Stanza], now: datetime, force: bool, sharing: Sharing
) -> Iterator[_Read]:
    """(stanza, reading, its groups on their way) as they come. The sources of one host are read by one thread, one
    after another at its pace, so that a slow host with many sources holds no other up."""
    hosts: dict[str, list[Stanza]] = {}
    for stanza in stanzas:
        hosts.setdefault(_host(stanza), []).append(stanza)
    # None: there may be something to help with.
    came: queue.SimpleQueue[_Read | BaseException | None] = queue.SimpleQueue()
    preparation = Preparation(len(stanzas), sharing, lambda: came.put(None))

    def read_host(found: Sequence[Stanza]) -> None:
        for position, stanza in enumerate(found):
            if ending.wait(pipeline.pace(context, stanza) if position else 0):
                return
            if not room.enter():
                return
            came.put(_reading(context, stanza, now, force, preparation))

    ending = threading.Event()
    workers = context.settings.workers
    room = _Room(2 * workers, preparation.usual)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="reading")
    try:
        for found in hosts.values():
            pool.submit(read_host, found)
        for _ in stanzas:
            while (one := came.get()) is None:
                # Nothing is ready to be stored.
                while came.empty() and sharing.help():
                    pass
            if isinstance(one, BaseException):
                raise one
            stanza, reading, _ = one
            structlog.get_logger().debug("read", source=stanza.id, seconds=round(reading.seconds, 2))
            yield one
            room.leave()
    finally:
        # On the way out by an interruption: what waits is not begun.
        ending.set()
        room.close()
        pool.shutdown(wait=False, cancel_futures=True)


def _reading(
    context: Context, stanza: Stanza, now: datetime, force: bool, preparation: Preparation
) -> _Read | BaseException:
    try:
        coming = preparation.begin(preparing.task(context, stanza, now))
        reading = read(pipeline.job(context, stanza, now, force=force), onto=coming.add)
        return stanza, reading, coming
    except ConfigError as error:  # an option that a connector refuses: this source's fault alone
        return stanza, Reading(kind=stanza.kind, error=error), None
    except BaseException as exc:
        return exc  # raised where the harvest is waited for


def _host(stanza: Stanza) -> str:
    # Local files have no host to spare.
    return urlsplit(stanza.url).hostname or stanza.id
