"""What the steps of a rebuild share: the store and the hour, given to every process, and batches of groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from agregateur.context import Context
from agregateur.ingest import workers
from agregateur.ingest.workers import Workers

TOGETHER = 8
"""Jobs whose results are written in one transaction, in a second or two: what stands in no order (events, pairs) then
meets each leaf of a table or index some times at once. Measured on random rows in five indexes: with `Database.bulk`,
a fifth of what is written otherwise (2026-11-22)."""

Told = Callable[[str, int, int], None]
"""Called with the step (items, places, keys, pairs, events), groups done, and their number."""


@dataclass(frozen=True, slots=True)
class Given:
    """What every process is given. It reads the store by itself; the one that began writes, alone."""

    context: Context
    now: datetime


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
