"""Every pair scored once, with its higher end; written where it is no longer the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agregateur.ingest import workers
from agregateur.ingest.judging import Pairs, Sketch, plausible
from agregateur.ingest.matching import comparing
from agregateur.rebuilding.items import Items
from agregateur.rebuilding.shared import TOGETHER, Given, Rebuilding
from agregateur.store import decisions, verdicts
from agregateur.store.encounters import Standing
from agregateur.store.rows import chunks


@dataclass(frozen=True, slots=True)
class Job:
    """Pairs whose higher end is among `ids`, and the features of all their ends, as written."""

    ids: list[int]
    pairs: set[tuple[int, int]]
    features: dict[int, bytes | None]


def pair_all(this: Rebuilding, items: Items, below: dict[int, set[int]]) -> None:
    """Score all pairs (`below`: the lower ends by the higher one, taken out as they are judged), commune after commune:
    what meets is near, and its features are opened once."""
    ids = sorted(items.near, key=lambda i: (items.near[i], i))
    items.near.clear()
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
