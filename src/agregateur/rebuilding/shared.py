"""What the steps of a rebuild share: the store and the hour, given to every process, and batches of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection

from agregateur.context import Context
from agregateur.ingest import workers
from agregateur.ingest.workers import Workers
from agregateur.store import encounters
from agregateur.store.encounters import Standing

TOGETHER = 64
"""Jobs whose results are written in one transaction, in some seconds: what stands in no order (events, pairs) meets
each leaf of a table or index, and of a million events 500 would each meet nearly all of them: some 40 GB were written
eight jobs at a time (2026-11-22)."""

Told = Callable[[str, int, int], None]
"""Called with the step (items, places, keys, pairs, events), groups done, and their number."""


class Kept(NamedTuple):
    """A group as it was just made: its item and features as written (UTF-8), its candidate keys as stored.

    Kept in memory from step to step, some 3 kB a group. What meets, and what is one event, is told by sources all over
    the store: to read it again by commune or by event is to read each page of it by itself, 0.65 ms each where memory
    does not hold the file; for a million groups that took longer than all else (2026-11-22).
    """

    item: bytes
    features: bytes | None
    keys: bytes


@dataclass(frozen=True, slots=True)
class Given:
    """What every process is given. It reads the store by itself; the one that began writes, alone."""

    context: Context
    now: datetime
    _standings: dict[int, Standing] = field(default_factory=dict, compare=False, repr=False)

    def standings(self, connection: Connection) -> Mapping[int, Standing]:
        """The standings of all groups, which no rebuild moves: read once by each process."""
        if not self._standings:
            self._standings.update(encounters.all_standings(connection))
        return self._standings


@dataclass(frozen=True, slots=True)
class Rebuilding:
    """A rebuild under way: what is given to all, who works, whom to tell, and the number of groups."""

    given: Given
    shared: Workers[Given]
    told: Told
    total: int

    @property
    def context(self) -> Context:
        return self.given.context


def batches(lists: Iterable[list[int]]) -> Iterator[list[int]]:
    """Lists of groups that belong together, put together in batches of a job's size or a little more."""
    batch: list[int] = []
    for together in lists:
        batch += together
        if len(batch) >= workers.BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
