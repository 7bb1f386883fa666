"""Reading sources now: the due ones, or those that are named; several at once, one request per host at a time.

One collector per store: the lock is held from the first reading to the last transaction. Readings run in threads that
each wait for their own child; storing happens in this thread, one transaction after another.
"""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import structlog

from agregateur import pipeline
from agregateur.config import Stanza, mask
from agregateur.errors import ConfigError
from agregateur.ingest.reading import Reading, read
from agregateur.pipeline import Context
from agregateur.store import events, sources
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
        with context.database.reader() as connection:
            found = list(ids) or ([*context.stanzas] if force else sources.due(connection, now))
        stanzas = [context.stanzas[i] for i in dict.fromkeys(found) if i in context.stanzas]
        for stanza, reading in _readings(context, stanzas, now, force):
            line = pipeline.keep(context, stanza, reading, now, accept=accept)
            report.lines.append(line)
            if told:
                told(line, len(stanzas))
        with context.database.reader() as connection:
            report.events = events.count(connection)
    report.seconds = time.monotonic() - started
    return report


def _readings(context: Context, stanzas: Sequence[Stanza], now: datetime, force: bool) -> Any:
    """(stanza, reading) as they come."""
    hosts: dict[str, threading.Lock] = defaultdict(threading.Lock)
    locks = {stanza.id: hosts[_host(stanza)] for stanza in stanzas}

    def run(stanza: Stanza) -> Reading:
        with locks[stanza.id]:
            try:
                return read(pipeline.job(context, stanza, now, force=force))
            except ConfigError as error:  # an option that a connector refuses: this source's fault alone
                return Reading(kind=stanza.kind, error=error)

    with ThreadPoolExecutor(context.settings.workers, thread_name_prefix="reading") as pool:
        running = {pool.submit(run, stanza): stanza for stanza in stanzas}
        for future in as_completed(running):
            stanza = running.pop(future)
            reading = future.result()
            structlog.get_logger().debug("read", source=stanza.id, seconds=round(reading.seconds, 2))
            yield stanza, reading


def _host(stanza: Stanza) -> str:
    # Local files have no host to spare.
    return urlsplit(stanza.url).hostname or stanza.id
