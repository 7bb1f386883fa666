"""How fast events become iCalendar: our writer beside the icalendar library, on the same events in the same run.

    PYTHONPATH=src:. python bench/render.py [EVENTS]

Prints events a second, medians of five interleaved rounds, and the ratio to the library's (building plus writing).
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from agregateur.model import Event, Member, Occurrence, Place
from agregateur.publish import ical, leaving

PARIS = ZoneInfo("Europe/Paris")
BASE = "https://agenda.example"
TEXT = (
    "La chorale de la vallée invite à un concert de Noël à l'église ; chants traditionnels, gospel, et un vin chaud "
    "à la sortie.\nEntrée libre, participation aux frais. Renseignements à l'office de tourisme, où l'on réserve.\n"
)
ROUNDS = 5


def events(count: int) -> list[Event]:
    """`count` events of about a kilobyte each."""
    first = datetime(2026, 12, 1, 18, tzinfo=PARIS)
    return [
        Event(
            id=f"k{n:07d}",
            title=f"Concert de Noël n° {n}, à l'église",
            text=TEXT * 2,
            occurrences=(Occurrence(start=(at := first + timedelta(hours=n % 5000)), end=at + timedelta(hours=2)),),
            place=Place(venue="Église Saint-Arnoux", street="Place Saint-Arnoux", postcode="05000", city="Gap",
                        latitude=44.5597, longitude=6.0799),
            categories=("musique",),
            organizer="Chorale de la vallée",
            url=f"https://chorale.example/concerts/{n}",
            members=(Member(source="chorale", uid=str(n), republication="complet"),),
            republication="complet",
            created=datetime(2026, 11, 1, tzinfo=UTC),
            updated=datetime(2026, 11, 2, tzinfo=UTC),
        )
        for n in range(count)
    ]  # fmt: skip


def ours(found: list[Event]) -> list[str]:
    return [ical.vevent(event, portal="agenda.example", base_url=BASE) for event in found]


def library(found: list[Event]) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "x")
    for event in found:
        page = leaving.page_url(BASE, event)
        one = icalendar.Event()
        one.add("UID", f"{event.id}@agenda.example")
        one.add("DTSTART", event.occurrences[0].start)
        one.add("DTEND", event.occurrences[0].end)
        one.add("DTSTAMP", event.updated)
        one.add("CREATED", event.created)
        one.add("LAST-MODIFIED", event.updated)
        one.add("SEQUENCE", event.sequence)
        one.add("SUMMARY", event.title)
        one.add("LOCATION", leaving.place_line(event.place))
        one.add("STATUS", "CONFIRMED")
        one.add("DESCRIPTION", f"{event.text}\n\n{event.url}\n{page}")
        one.add("GEO", (event.place.latitude, event.place.longitude))
        one.add("CATEGORIES", list(event.categories))
        one.add("URL", page)
        one.add("CONTACT", event.organizer)
        calendar.add_component(one)
    return calendar.to_ical()


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main(count: int) -> None:
    found = events(count)
    fragments = [text.encode() for text in ours(found)]
    assert (
        len(icalendar.Calendar.from_ical(b"".join(ical.calendar(fragments[:50], name="x", url=BASE))).events)
        == 50
    )
    works: dict[str, Callable[[], object]] = {
        "icalendar: build and write": lambda: library(found),
        "vevent(): one fragment each": lambda: ours(found),
        "calendar(): join stored fragments": lambda: b"".join(ical.calendar(fragments, name="x", url=BASE)),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            taken[name].append(seconds(work))
    base = statistics.median(taken["icalendar: build and write"])
    size = sum(map(len, fragments)) / count
    print(f"{count} events, {size:.0f} characters each")
    for name, times in taken.items():
        median = statistics.median(times)
        print(f"{name:36} {count / median:12,.0f} events/s   {base / median:8,.1f} x")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
