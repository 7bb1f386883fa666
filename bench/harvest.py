"""What a harvest costs beside reading the same bytes with icalendar alone: ratios in one run.

    python bench/harvest.py [--events 5000]

One calendar of plain French events (5 % weekly rules) in a fresh SQLite store: first harvest, unchanged harvest,
harvest with 5 % changed. Times are wall seconds of `jobs.harvest.harvest`, child process included.
"""

from __future__ import annotations

import argparse
import logging
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import icalendar
import structlog

from agregateur.config import Settings, load
from agregateur.context import Context
from agregateur.jobs.harvest import harvest
from agregateur.store.database import Database
from agregateur.store.upgrade import upgrade
from agregateur.text import words

WORDS = words(
    "nuit conte loutre lanterne fanfare mélèze refuge source torrent veillée chorale vannerie reliure braise "
    "pignolette sonnaille draille clarine bise névé alpage four farine lavoir moulin sabot bobine rabot"
)
TOWNS = ("05100 Briançon", "05000 Gap", "05200 Embrun", "05600 Guillestre", "05400 Veynes", "05230 Chorges")


def calendar(count: int, edition: int = 0) -> bytes:
    chance = random.Random(1)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//bench//FR"]
    day = datetime(2026, 12, 1)
    for n in range(count):
        title = " ".join(chance.sample(WORDS, 3)).capitalize()
        start = day + timedelta(
            days=n % 120, hours=chance.choice((10, 14, 18, 20)), minutes=chance.choice((0, 30))
        )
        if edition and n % 20 == 0:
            start += timedelta(hours=1)
        lines += [
            "BEGIN:VEVENT", f"UID:{n}@bench.example", "DTSTAMP:20261101T000000Z", f"SUMMARY:{title}",
            f"DTSTART;TZID=Europe/Paris:{start:%Y%m%dT%H%M%S}",
            f"DTEND;TZID=Europe/Paris:{start + timedelta(hours=2):%Y%m%dT%H%M%S}",
            f"LOCATION:Salle {chance.choice(WORDS)}\\, {chance.choice(TOWNS)}",
            "DESCRIPTION:" + " ".join(chance.choice(WORDS) for _ in range(60)),
        ]  # fmt: skip
        if n % 20 == 1:
            lines.append("RRULE:FREQ=WEEKLY;COUNT=10")
        lines.append("END:VEVENT")
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=5000)
    count = parser.parse_args().events
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "a.ics").write_bytes(calendar(count))
        (folder / "sources.yaml").write_text(
            "territory: {departements: ['05']}\nsources:\n  - {id: a, name: A, kind: ical, url: 'file:a.ics'}\n"
        )
        database = Database(f"sqlite:///{folder}/store.sqlite")
        upgrade(database)
        context = Context(database, load(folder / "sources.yaml"), Settings())
        (folder / "one.ics").write_bytes(calendar(1))

        def clock() -> datetime:
            return datetime(2026, 11, 23, 8, tzinfo=UTC)

        def measured() -> float:
            started = time.perf_counter()
            [line] = harvest(context, ["a"], clock=clock).lines
            assert line.error is None
            return time.perf_counter() - started

        started = time.perf_counter()
        icalendar.Calendar.from_ical((folder / "a.ics").read_bytes())
        alone = time.perf_counter() - started
        # The first child waits for the fork server: not what is measured here.
        (folder / "a.ics").write_bytes(calendar(1))
        measured()
        (folder / "a.ics").write_bytes(calendar(count))
        first, unchanged = measured(), measured()
        (folder / "a.ics").write_bytes(calendar(count, edition=1))
        changed = measured()
        database.dispose()
    print(f"{count} events; icalendar.from_ical alone: {alone:.2f} s = 1")
    for what, seconds in (("first harvest", first), ("unchanged", unchanged), ("5 % changed", changed)):
        print(f"{what:14} {seconds:6.2f} s  x{seconds / alone:5.2f}  {count / seconds:8.0f} events/s")


if __name__ == "__main__":
    main()
