"""Every pair scored once, with its higher end; written where it is no longer the same."""

from __future__ import annotations

from collections.abc import Mapping

from agregateur.ingest import workers
from agregateur.ingest.pairing import Pairs, candidates, plausible, sketch
from agregateur.rebuilding.shared import TOGETHER, Given, Rebuilding
from agregateur.store import decisions, encounters, verdicts
from agregateur.store.rows import chunks


def pair_all(this: Rebuilding, near: Mapping[int, int]) -> None:
    """Score all pairs, commune after commune: what meets is then mostly in one batch, and read once."""
    ids = sorted(near, key=lambda i: (near[i], i))
    done = 0
    jobs = ((len(batch), batch) for batch in chunks(ids, workers.BATCH))
    for some in chunks(this.shared.each(_judged, jobs), TOGETHER):
        before = {ends: scored for _, (found, _) in some for ends, scored in found.items()}
        now = {ends: scored for _, (_, found) in some for ends, scored in found.items()}
        with this.context.database.writer() as connection:
            verdicts.set_pairs(connection, before, now)
        done += sum(count for count, _ in some)
        this.told("pairs", done, len(ids))


def _judged(given: Given, batch: list[int]) -> tuple[Pairs, Pairs]:
    """The pairs whose higher end is in the batch, as stored and as they should be: those that are not the same."""
    with given.context.database.reader() as connection:
        known = {one.id: one for one in encounters.remembered(connection, batch)}
        decided = decisions.in_force(connection)
        wanted = candidates(connection, known, decided, once=True)
        ends = {i for pair in wanted for i in pair}
        if missing := ends - known.keys():
            known |= {one.id: one for one in encounters.remembered(connection, missing)}
        before = verdicts.pairs_above(connection, batch)
    now = plausible(wanted, {i: sketch(known[i]) for i in ends}, decided)
    return (
        {ends: found for ends, found in before.items() if now.get(ends) != found},
        {ends: found for ends, found in now.items() if before.get(ends) != found},
    )
