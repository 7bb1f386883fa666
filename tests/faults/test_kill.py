"""kill -9 at any moment of a harvest: never a half-written event, and the next harvest ends where it should.

AGREGATEUR_TEST_KILLS sets how many moments are tried on each engine (the README's figures: 50 and 20).
"""

from __future__ import annotations

import json
import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from agregateur.store.database import Database
from tests.faults.command import Command, session, write_sources
from tests.pipeline.portal import calendar, vevent

pytestmark = pytest.mark.slow

PATIENCE = 60.0
"""Seconds for what takes one or two on a machine that has nothing else to do."""
KILLS = int(os.environ.get("AGREGATEUR_TEST_KILLS", "2"))

# What must hold in a store at rest, whatever happened: each query finds nothing.
HALF_WRITTEN = {
    "an event shown without any record": """
        SELECT id FROM event e WHERE gone_at IS NULL AND NOT EXISTS
        (SELECT 1 FROM uidgroup g WHERE g.canonical_id = e.id AND g.withdrawn_at IS NULL)""",
    "a record whose event is not there": """
        SELECT g.id FROM uidgroup g LEFT JOIN event e ON e.id = g.canonical_id AND e.gone_at IS NULL
        WHERE g.kind = 'event' AND g.withdrawn_at IS NULL AND e.id IS NULL""",
    "a group without what was stated": """
        SELECT id FROM uidgroup g WHERE NOT EXISTS (SELECT 1 FROM record r WHERE r.group_id = g.id)""",
    "an event without dates, category or text": """
        SELECT id FROM event e WHERE gone_at IS NULL AND (ical = ''
        OR NOT EXISTS (SELECT 1 FROM eventcategory c WHERE c.event_id = e.id)
        OR NOT EXISTS (SELECT 1 FROM eventsource s WHERE s.event_id = e.id)
        OR NOT EXISTS (SELECT 1 FROM search_entry f WHERE f.kind = 'event' AND f.id = e.id))""",
    "a change without its number": """
        SELECT id FROM event WHERE change = 0 OR change >
        (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'change')""",
}


def test_killed_at_random_moments(
    database_url: str, new_database_url: Callable[[], str], tmp_path: Path
) -> None:
    config = write_sources(tmp_path / "sources", 0)
    victim = Command(database_url, config)
    started = time.monotonic()
    victim.harvest(*victim.all)
    whole = time.monotonic() - started
    chance = random.Random(database_url)
    landed = 0
    for edition in range(1, KILLS + 1):
        write_sources(tmp_path / "sources", edition)
        process = victim.start("harvest", *victim.all)
        time.sleep(chance.uniform(0.2, 1.0) * whole)
        landed += process.poll() is None
        with suppress(ProcessLookupError):  # the harvest was over, to its last child
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        assert_whole(database_url)
        if edition % 3 == 0 or edition == KILLS:
            victim.harvest(*victim.all)
            undisturbed = Command(new_database_url(), config)
            undisturbed.harvest(*undisturbed.all)
            assert victim.events() == undisturbed.events()
            assert_whole(database_url)
    assert landed, "no kill came before the end of its harvest"


def test_no_process_outlives_its_harvest(sqlite_url: str, tmp_path: Path) -> None:
    """The command alone is struck, when so many processes are there: it, the fork server, and two that read."""
    command = Command(sqlite_url, _large(tmp_path / "sources", 400))
    for many in (2, 4):
        process = command.start("harvest", "a", "b", "--force")
        while process.poll() is None and len(session(process.pid)) < many:
            time.sleep(0.01)
        assert process.poll() is None, f"{many} processes never were there: {process.communicate()}"
        process.kill()
        process.communicate(timeout=PATIENCE)
        before = time.monotonic()
        while (left := session(process.pid)) and time.monotonic() - before < PATIENCE:
            time.sleep(0.05)
        assert left == {}
        assert_whole(sqlite_url)


def _large(folder: Path, events: int) -> Path:
    folder.mkdir()
    for name in ("a", "b"):
        days = (f"2027{1 + n % 12:02}{1 + n % 28:02}T{8 + n % 13:02}0000" for n in range(events))
        found = [vevent(f"{n}@{name}", f"Concert {n} à Gap", day) for n, day in enumerate(days)]
        (folder / f"{name}.ics").write_bytes(calendar(*found))
    stanzas = [{"id": n, "name": n, "kind": "ical", "url": f"file:{n}.ics"} for n in ("a", "b")]
    path = folder / "sources.yaml"
    path.write_text(json.dumps({"territory": {"departements": ["05"]}, "sources": stanzas}))
    return path


def assert_whole(url: str) -> None:
    database = Database(url)
    with database.reader() as connection:
        for what, query in HALF_WRITTEN.items():
            assert connection.execute(text(query)).all() == [], what
        if database.dialect == "sqlite":
            assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    database.dispose()
