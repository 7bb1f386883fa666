"""What a feed costs that is not held: inside the process, over a small store and a large one.

    python bench/feeds.py SMALL LARGE [--small-events 10000] [--large-events 1000000] [--feeds 300]

SMALL and LARGE are stores made by bench/filled.py (made here when they are missing; a million takes some ten minutes
and 5 GB). Each request goes through the whole application (ASGI), as a server would hand it over, and is made once:
100 events of one commune as iCalendar, turn by turn in both stores; then RSS and the API of 20 events, other communes
each time; the whole agenda of 10,000 events as iCalendar, in the small one. Milliseconds of this process, wall and
processor time; a loop that does nothing is timed before and after, since shared machines are at times twice as slow.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp, Message

from agregateur.config import Configuration, Settings, Territory
from agregateur.ingest.heap import settle
from agregateur.web.app import portal
from bench.filled import BASE, NOW, fill, places


@dataclass(slots=True)
class Times:
    """Seconds, of the wall and of the processor, each request."""

    wall: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)

    def told(self) -> str:
        return "; ".join(f"{name} {_share(t, 0.5):.2f} ms, p95 {_share(t, 0.95):.2f} ms" for name, t in
                         (("median", self.wall), ("processor", self.work)))  # fmt: skip


def _share(times: Sequence[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))] * 1e3


async def get(served: ASGIApp, address: str, times: Times) -> bytes:
    path, _, query = address.partition("?")
    said: list[Message] = []

    async def send(message: Message) -> None:
        said.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": path, "root_path": "",
        "raw_path": path.encode(), "query_string": query.encode(), "headers": [], "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 1), "asgi": {"version": "3.0"},
    }  # fmt: skip
    wall, work = time.perf_counter(), time.process_time()
    await served(scope, receive, send)
    times.wall.append(time.perf_counter() - wall)
    times.work.append(time.process_time() - work)
    assert said[0]["status"] == 200, (address, said)
    return b"".join(message.get("body", b"") for message in said[1:])


def pace() -> str:
    """How fast this machine is now."""
    took = []
    for _ in range(5):
        began = time.perf_counter()
        sum(n * n for n in range(1_000_000))
        took.append(time.perf_counter() - began)
    return f"{min(took) * 1e3:.0f} to {max(took) * 1e3:.0f} ms for a loop of a million steps"


def served(file: Path, count: int) -> ASGIApp:
    territory = Territory(name="France", departements=("05",))
    configuration = Configuration(path=Path("x"), territory=territory, sources=())
    return portal(fill(file, count), configuration, Settings(base_url=BASE), lambda: NOW)[1]


async def measure(small: ASGIApp, large: ASGIApp, feeds: int, count: tuple[int, int]) -> None:
    codes = [[place.insee for place in places(number // 100)] for number in count]
    chosen = [
        [one[n * len(one) // feeds] for n in range(feeds)] if feeds <= len(one) else one for one in codes
    ]
    both = ((small, chosen[0], count[0]), (large, chosen[1], count[1]))
    for store, some, _ in both:  # what a process does once
        for address in ("agenda.ics", "agenda.rss?limite=20"):
            await get(
                store, f"/departements/{some[0][:2]}/{address}&jours=1".replace("ics&", "ics?"), Times()
            )
    asked = {
        "100 events of a commune, iCalendar": "/communes/{}/agenda.ics",
        "20 events, RSS": "/communes/{}/agenda.rss?limite=20&jours=396",
        "20 events, API": "/api/v1/events?limite=20&commune={}",
    }
    for name, address in asked.items():
        found = [Times(), Times()]
        for turn in range(max(map(len, chosen))):
            for (store, some, _), times in zip(both, found, strict=True):
                if turn < len(some):
                    await get(store, address.format(some[turn]), times)
        for (_, _, number), times in zip(both, found, strict=True):
            print(f"{name}, {number:,} in the store: {times.told()}")
        ratio = _share(found[1].wall, 0.95) / _share(found[0].wall, 0.95)
        print(f"  p95 of the large store / of the small one: {ratio:.2f}", flush=True)
    whole = Times()
    for turn in range(7):
        body = await get(small, f"/agenda.ics?limite={count[0] + turn}", whole)
    print(f"whole agenda of {count[0]:,} events, iCalendar ({len(body) / 1e6:.1f} MB): {whole.told()}")
    everywhere = {
        "20 events of all, RSS": "/agenda.rss?limite={}",
        "20 events of all, API": "/api/v1/events?limite={}",
    }
    for name, address in everywhere.items():
        for store, _, number in both:
            times = Times()
            for turn in range(7):
                await get(store, address.format(20 + turn), times)
            print(f"{name}, {number:,} in the store: {times.told()}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--small-events", type=int, default=10_000)
    parser.add_argument("--large-events", type=int, default=1_000_000)
    parser.add_argument("--feeds", type=int, default=300)
    asked = parser.parse_args()
    counts = (asked.small_events, asked.large_events)
    small, large = served(asked.small, counts[0]), served(asked.large, counts[1])
    settle()  # as `serve` does
    print(f"machine: {pace()}")
    asyncio.run(measure(small, large, asked.feeds, counts))
    print(f"machine: {pace()}")


if __name__ == "__main__":
    main()
