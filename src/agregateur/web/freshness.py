"""What is told of the territory's announcers: when they were last read, and how much they announce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from agregateur.store import directory, read
from agregateur.store.days import LOCAL

SILENCE = timedelta(days=14)
"""A source that cannot be read for longer confirms nothing (design, 5): pages and feeds say so."""
_HELD = timedelta(seconds=60)
"""A feed need not know a reading sooner: it is refreshed each hour at most."""


@dataclass(frozen=True, slots=True)
class Freshness:
    """Local day of the last reading, and of the last good one of each source (id) that has been silent for long."""

    read_on: date | None
    stale: Mapping[str, date]

    def told(self) -> str:
        """The same text for the same days."""
        return repr((self.read_on, sorted(self.stale.items())))


class Readings:
    """The freshness of a store, asked at most once a minute."""

    def __init__(self) -> None:
        self._held: tuple[datetime, Freshness] | None = None

    def at(self, connection: Connection, now: datetime) -> Freshness:
        """The freshness at `now` (aware)."""
        held = self._held
        if held is not None and timedelta() <= now - held[0] < _HELD:
            return held[1]
        last = directory.last_reading(connection)
        read = directory.read_times(connection)
        stale = {id: at.astimezone(LOCAL).date() for id, at in read.items() if now - at > SILENCE}
        found = Freshness(last.astimezone(LOCAL).date() if last else None, stale)
        self._held = (now, found)
        return found


class Announced:
    """How many events each source announces, counted again when the store changed."""

    def __init__(self) -> None:
        self._held: tuple[int, Mapping[str, int]] | None = None

    def at(self, connection: Connection) -> Mapping[str, int]:
        """The numbers by source, as the transaction of `connection` sees the store."""
        change, held = read.change_number(connection, None), self._held
        if held is not None and held[0] == change:
            return held[1]
        found = directory.announced(connection)
        self._held = (change, found)
        return found
