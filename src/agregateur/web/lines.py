"""Items of the API as they are written, held while they do not change: cost follows change, not readers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import Connection

from agregateur.publish.leaving import Credit
from agregateur.store import directory

MOST = 8_000
"""Items held, of some two kilobytes each; the one asked for longest ago goes first."""
_KNOWN = timedelta(seconds=60)
"""How long the names of sources are taken as known while no number moves: they change with the operator's file."""
Key = tuple[str, int]


class Lines:
    """Written items by (id, change number), None for one that may not leave. Any thread may ask."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[Key, bytes | None] = OrderedDict()
        self._credits: tuple[datetime, int, Mapping[str, Credit]] | None = None
        self._lock = Lock()

    def credits(self, connection: Connection, now: datetime, change: int) -> Mapping[str, Credit]:
        """How all sources are named at `now` (aware); when that changes, what was written with them goes.

        `change`: the greatest number of what is to be written. What is credited otherwise has a new number, under which
        nobody is told the old name.
        """
        known = self._credits
        if known is not None and change <= known[1] and timedelta() <= now - known[0] < _KNOWN:
            return known[2]
        found = {
            one.id: Credit(name=one.name, home=one.home, licence=one.licence)
            for one in directory.all_sources(connection)
        }
        with self._lock:
            if known is None or known[2] != found:
                self._held.clear()
            self._credits = (now, change, found)
        return found

    def get(
        self, keys: Sequence[Key], make: Callable[[list[str]], Mapping[str, bytes]]
    ) -> dict[str, bytes | None]:
        """The items of `keys` by id; `make` writes those of the ids that are not held."""
        with self._lock:
            out = {key[0]: self._held[key] for key in keys if key in self._held}
            for key in keys:
                if key in self._held:
                    self._held.move_to_end(key)
        missing = [key for key in keys if key[0] not in out]
        if missing:
            made = make([id for id, _ in missing])
            with self._lock:
                for key in missing:
                    out[key[0]] = self._held[key] = made.get(key[0])
                while len(self._held) > self._most:
                    self._held.popitem(last=False)
        return out
