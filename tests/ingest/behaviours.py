"""Connectors that behave as a test wants. Apart from the tests, so that a reading child has little to import."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from agregateur.contract import (
    Connector,
    Document,
    Fetch,
    Kind,
    Listing,
    Record,
    Rejected,
    Repair,
    Said,
    Unchanged,
    Withdrawn,
)
from agregateur.errors import ParseError

PARIS = ZoneInfo("Europe/Paris")


def event(uid: str, **changes: Any) -> Record:
    return Record(uid=uid, title=f"Title of {uid}", start=datetime(2026, 12, 5, 20, tzinfo=PARIS), **changes)


def three() -> Iterator[Said]:
    yield from (event("a"), event("b"), event("c"))


def loops() -> Iterator[Said]:
    yield from three()
    while True:
        pass


def sleeps() -> Iterator[Said]:
    yield from three()
    while True:
        time.sleep(60)


def loops_deaf_to_everything() -> Iterator[Said]:
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue


def allocates() -> Iterator[Said]:
    yield from three()
    held = []
    while True:
        held.append(bytearray(10_000_000))


def recurses() -> Iterator[Said]:
    yield from three()
    yield from recurses_for_ever()


def recurses_for_ever() -> Iterator[Said]:
    yield from recurses_for_ever()


def exits() -> Iterator[Said]:
    yield event("a")
    os._exit(7)


def leaves() -> Iterator[Said]:
    yield from three()
    sys.exit("enough")


def crashes() -> Iterator[Said]:
    yield event("a")
    ctypes.string_at(0)


def raises() -> Iterator[Said]:
    yield from three()
    raise KeyError("startDate")


def is_unreadable() -> Iterator[Said]:
    raise ParseError("this is a login page", code="not_a_calendar")
    yield


def floods() -> Iterator[Said]:
    for number in range(1_000_000):
        yield event(str(number))


def floods_with_refusals() -> Iterator[Said]:
    while True:
        yield Rejected("x", "bad")


def prints() -> Iterator[Said]:
    print("BEGIN:VCALENDAR" * 10_000)
    print("noise", file=sys.stderr)
    os.write(1, b"raw")
    yield from three()


def speaks_otherwise() -> Iterator[Said]:
    yield event("a")
    yield {"uid": "b"}  # type: ignore[misc]


def says_odd_things() -> Iterator[Said]:
    yield event("")
    yield event("x" * 1_001)
    yield event("a\x00b")
    yield event(7)  # type: ignore[arg-type]
    yield event("no-title", description=3)
    yield event("half", description="smile \ud83d\ude00 half \ud83d")
    yield replace(event("no-start"), start=None)
    yield event("far", rrule=("FREQ=SECONDLY",))
    yield event("good")
    yield event("twice")
    yield event("between")
    yield event("twice")
    yield Repair(code="charset", detail="a\x00b" * 1_000)
    yield Rejected("r\n", "no_date", "because")
    yield Withdrawn("gone")
    yield Unchanged("same")
    yield event("last")


def holds_series() -> Iterator[Said]:
    yield event("weekly", rrule=("FREQ=WEEKLY;COUNT=3",))
    second = datetime(2026, 12, 12, 20, tzinfo=PARIS)
    yield replace(event("weekly", recurrence_id=second, status="CANCELLED"), start=second)
    yield Record(uid="mjc", kind="actor", title="MJC")
    yield Record(uid="news", kind="article", title="News")


def stops_amid_a_series() -> Iterator[Said]:
    yield event("first")
    yield event("weekly", rrule=("FREQ=WEEKLY;COUNT=3",))
    raise KeyError("x")


BEHAVIOURS: dict[str, Callable[[], Iterator[Said]]] = {
    function.__name__: function
    for function in (
        three, loops, sleeps, loops_deaf_to_everything, allocates, recurses, exits, leaves, crashes, raises,
        is_unreadable, floods, floods_with_refusals, prints, speaks_otherwise, says_odd_things, holds_series,
        stops_amid_a_series,
    )
}  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class Behaving:
    """Does what its option says, and fetches nothing."""

    kind: ClassVar[str] = "behaving"
    label: ClassVar[str] = "A connector with a character"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    url: str
    how: str

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        return BEHAVIOURS[self.how]()

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """One all-day event a line; a line `>path` leads to a further page. Swallows whatever it may."""

    kind: ClassVar[str] = "lines"
    label: ClassVar[str] = "One event a line"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    url: str
    prefix: str = ""

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        try:
            pages = [fetch(self.url)]
        except Exception as exc:
            raise exc from None
        if not pages[0].content.startswith(b"LINES"):
            raise ParseError("no lines")
        for page in pages:
            for line in page.content.decode().splitlines()[1:]:
                if line.startswith(">"):
                    pages.append(fetch(f"{self.url.rpartition('/')[0]}{line[1:]}"))
                else:
                    yield Record(uid=self.prefix + line, title=line, start=date(2026, 12, 5))

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 80 if document is not None and document.content.startswith(b"LINES") else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines2(Lines):
    """The next version of the same connector."""

    version: ClassVar[int] = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Pages(Lines):
    kind: ClassVar[str] = "pages"
    single: ClassVar[bool] = False
    listing: ClassVar[Listing] = "recent"

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        return 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Sleeper(Behaving):
    kind: ClassVar[str] = "sleeper"
    how: str = ""

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        Path(os.environ["PID_FILE"]).write_text(str(os.getpid()))
        yield from sleeps()


KINDS: dict[str, type[Connector]] = {c.kind: c for c in (Behaving, Lines, Pages, Sleeper)}
