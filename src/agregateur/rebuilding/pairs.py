"""Every pair scored once, with its higher end; written where it is no longer the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

from agregateur.ingest import workers
from agregateur.ingest.judging import Pairs, Sketch, plausible
from agregateur.ingest.matching import comparing
from agregateur.rebuilding.items import Items
from agregateur.rebuilding.shared import TOGETHER, Given, Rebuilding
from agregateur.store import decisions, encounters, verdicts
from agregateur.store.cleaned import unpacked
from agregateur.store.encounters import Standing
from agregateur.store.keys import SPAN
from agregateur.store.rows import chunks

KEYS = 200_000
"""Keys that are gone through in one job: those of some 10,000 groups, half a second."""
ONE_IN = 100
"""Groups of which one tells where the keys of all are."""


@dataclass(frozen=True, slots=True)
class Job:
    """Pairs whose higher end is among `ids`, and the features of all their ends, as written."""

    ids: list[int]
    pairs: set[tuple[int, int]]
    features: dict[int, bytes | None]


def pair_all(this: Rebuilding, items: Items) -> None:
    """Score all pairs, commune after commune: what meets is near, and its features are opened once."""
    ids = sorted(items.near, key=lambda i: (items.near[i], i))
    below = _below(this, items)
    done = 0
    for some in chunks(this.shared.each(_judged, _jobs(items, ids, below)), TOGETHER):
        before = {ends: scored for _, (found, _) in some for ends, scored in found.items()}
        now = {ends: scored for _, (_, found) in some for ends, scored in found.items()}
        with this.context.database.writer() as connection:
            verdicts.set_pairs(connection, before, now)
        done += sum(count for count, _ in some)
        this.told("pairs", done, len(ids))


def _jobs(items: Items, ids: Sequence[int], below: dict[int, set[int]]) -> Iterator[tuple[int, Job]]:
    kept = items.kept
    for batch in chunks(ids, workers.BATCH):
        met = {(low, high) for high in batch for low in below.pop(high, ())}
        features = {i: kept[i].features if i in kept else None for ends in met for i in ends}
        yield len(batch), Job(batch, met, features)


def _below(this: Rebuilding, items: Items) -> dict[int, set[int]]:
    """The pairs to judge: the lower ends, by the higher one."""
    found: dict[int, set[int]] = {}
    with this.context.database.reader() as connection:
        for low, high in decisions.in_force(connection).pairs(connection, items.near):
            found.setdefault(high, set()).add(low)
    for _, met in this.shared.each(_met, ((None, between) for between in _ranges(items))):
        for low, high in met:
            found.setdefault(high, set()).add(low)
    return found


def _ranges(items: Items) -> Iterator[tuple[int, int]]:
    """The first and the last key of ranges that hold about `KEYS` each, told by the keys of one group in some."""
    some = islice(items.kept.values(), 0, None, ONE_IN)
    bounds = sorted({key & -SPAN for one in some for key in unpacked(one.keys)})[:: KEYS // ONE_IN][1:]
    yield from pairwise([-(1 << 63), *bounds, 1 << 63])


def _met(given: Given, between: tuple[int, int]) -> set[tuple[int, int]]:
    """The pairs to judge that share a key from the one to below the other."""
    low, high = between
    with given.context.database.reader() as connection:
        return encounters.all_candidates(connection, low, high - 1, given.standings(connection))


def _judged(given: Given, job: Job) -> tuple[Pairs, Pairs]:
    """The plausible ones of the pairs, as stored and as they should be: those that are not the same."""
    with given.context.database.reader() as connection:
        everyone = given.standings(connection)
        decided = decisions.in_force(connection)
        before = verdicts.pairs_above(connection, job.ids)
    known = {i: sketch(i, everyone[i], features) for i, features in job.features.items()}
    now = plausible(job.pairs, known, decided.verdicts)
    return (
        {ends: found for ends, found in before.items() if now.get(ends) != found},
        {ends: found for ends, found in now.items() if before.get(ends) != found},
    )


def sketch(group_id: int, standing: Standing, features: bytes | None) -> Sketch:
    """A group as matching sees it. Nobody asks for the name of what has no features: it is no pair with anything."""
    told = None if features is None else features.decode()
    seen = comparing.read(standing.kind, told)
    return Sketch(group_id, standing.kind, standing.source, seen.uid if seen else "", standing.gone, told)
