"""The embedded way to run: the portal in this process, the sources read in one collector process beside it.

APScheduler only ticks here (in memory: what is durable is the sources table); a tick that finds a source due starts
the collector if none is running. The collector is `agregateur harvest`, with the same lock as one started by hand: a
crash of it costs one interval, and pages never wait for it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from agregateur.context import Context
from agregateur.store import sources

STOP_SECONDS = 10
"""How long a collector may take to end its transaction when the portal stops."""


class Collector:
    """At most one collector process, started by `tick` when a source is due."""

    def __init__(self, context: Context, clock: Callable[[], datetime]) -> None:
        self._context = context
        self._clock = clock
        self._process: asyncio.subprocess.Process | None = None

    def now(self) -> datetime:
        return self._clock()

    @property
    def every(self) -> int:
        """Seconds between two ticks."""
        return self._context.settings.tick_seconds

    async def tick(self) -> None:
        """Look for due sources, and start a collector for them unless one is at work."""
        if self._process is not None and self._process.returncode is None:
            return
        if self._process is not None and self._process.returncode:
            structlog.get_logger().warning("collector_failed", code=self._process.returncode)
        self._process = None
        if await asyncio.to_thread(self._due):
            self._process = await self._start()

    def _due(self) -> bool:
        with self._context.database.reader() as connection:
            # A stanza that the store has not met yet is due too.
            unmet = self._context.stanzas.keys() - sources.all_ids(connection)
            return bool(unmet or sources.due(connection, self._clock()))

    async def _start(self) -> asyncio.subprocess.Process:
        settings = self._context.settings
        environment = os.environ | {
            "AGREGATEUR_EXAMPLES": "yes" if self._examples else "no",
            "AGREGATEUR_DATABASE_URL": settings.database_url,
            "AGREGATEUR_BASE_URL": settings.base_url,
        }
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "agregateur",
            "harvest",
            "--config",
            str(self._context.configuration.path),
            "--supervised",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            env=environment,
        )

    @property
    def _examples(self) -> bool:
        return any(stanza.example for stanza in self._context.configuration.sources)

    async def stop(self) -> None:
        """End the collector: politely, then not. A transaction cut short leaves the previous state."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), STOP_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


def end_with_stdin() -> None:
    """End this process at once when its standard input does: whoever started it is gone, however it went."""

    def watch() -> None:
        with contextlib.suppress(OSError):
            while os.read(0, 4096):
                pass
        os._exit(3)

    threading.Thread(target=watch, daemon=True, name="supervised").start()


def lifespan(collector: Collector) -> Callable[[Any], Any]:
    """What runs around the web application: the ticking, and the collector's end."""

    @contextlib.asynccontextmanager
    async def run(_app: Any) -> AsyncIterator[None]:
        scheduler = AsyncIOScheduler(timezone="UTC")
        scheduler.add_job(
            collector.tick,
            IntervalTrigger(seconds=collector.every, timezone="UTC"),
            next_run_time=collector.now(),
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)
            await collector.stop()

    return run
