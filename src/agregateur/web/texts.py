"""VEVENT texts held while their events do not change: a calendar of all is ids from an index, and a join."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from threading import Lock

from sqlalchemy import Connection

from agregateur.store import read
from agregateur.store.read import Fragment

MOST_BYTES = 32 << 20
"""What all texts held may weigh: some 20,000 events. The one held longest goes first."""
_OVERHEAD = 300
"""Bytes that a text takes beside itself (measured)."""
_MANY = 1000
"""When more events changed at once, nothing is held any more."""
Finish = Callable[[Sequence[Fragment]], Sequence[Fragment]]


class Texts:
    """Texts of one language by event id, as the store is at one change number. Any thread may ask."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._held: dict[str, Fragment] = {}
        self._weight = 0
        self._change, self._day = -1, date.min
        self._lock = Lock()

    def of(self, connection: Connection, ids: Sequence[str], finish: Finish, *, day: date) -> list[Fragment]:
        """The texts of `ids` as the transaction of `connection` sees them, in that order.

        `finish` makes of stored texts what is held of them: the same, or written anew. `day` is today: a date that
        enters the window of thirteen months changes a text without a change number, as it does no feed's validator.
        """
        change = read.change_number(connection, None)
        with self._lock:
            self._follow(connection, change, day)
            found = {id: self._held[id] for id in ids if id in self._held}
        missing = [id for id in ids if id not in found]
        if missing:
            made = {one.event_id: one for one in finish(read.texts(connection, missing))}
            found |= made
            with self._lock:
                self._keep(change, made)
        return [found[id] for id in ids if id in found]

    def _follow(self, connection: Connection, change: int, day: date) -> None:
        """Lets go of what changed until `change`; of all when much did, the store went back or the day is another."""
        if (change, day) == (self._change, self._day):
            return
        changed = read.changed_since(connection, self._change, limit=_MANY + 1) if self._held else []
        if day != self._day or change < self._change or len(changed) > _MANY:
            self._held.clear()
            self._weight = 0
        for id in changed:
            self._drop(id)
        self._change, self._day = change, day

    def _keep(self, change: int, made: dict[str, Fragment]) -> None:
        """Holds what was read, unless another transaction has seen more or less meanwhile."""
        if change != self._change:
            return
        for id, one in made.items():
            self._drop(id)
            self._held[id] = one
            self._weight += len(one.ical) + _OVERHEAD
        while self._weight > self._most:
            self._drop(next(iter(self._held)))

    def _drop(self, id: str) -> None:
        one = self._held.pop(id, None)
        if one is not None:
            self._weight -= len(one.ical) + _OVERHEAD
