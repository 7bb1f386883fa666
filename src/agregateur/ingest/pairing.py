"""Which groups may be one: pairs that share a key, judged; the plausible ones are kept."""

from __future__ import annotations

from collections.abc import Mapping, Set

from sqlalchemy import Connection

from agregateur.ingest.judging import Pairs, Sketch, all_plausible
from agregateur.ingest.matching import comparing
from agregateur.ingest.sharing import Sharing
from agregateur.store import encounters, groups, verdicts
from agregateur.store.decisions import Decisions
from agregateur.store.encounters import Remembered, Standing


def pair(
    connection: Connection,
    sketches: Mapping[int, Sketch],
    decisions: Decisions,
    *,
    fresh: Set[int] = frozenset(),
    sharing: Sharing,
) -> tuple[Pairs, set[int]]:
    """Score again all pairs of these groups, and keep the plausible ones. `fresh`: groups that have none stored yet;
    `sharing`: with whom the work is shared.

    Out: the plausible pairs, and the ends of those that are no longer: to these, something else may come into question
    now (`unrivalled`).
    """
    found = score(connection, sketches, decisions, sharing)
    before = verdicts.pairs_of(connection, sketches.keys() - fresh)
    verdicts.set_pairs(connection, before, found)
    return found, {i for ends in before.keys() - found.keys() for i in ends}


def score(
    connection: Connection, sketches: Mapping[int, Sketch], decisions: Decisions, sharing: Sharing
) -> Pairs:
    """The plausible pairs that have an end among `sketches`."""
    wanted = candidates(connection, sketches, decisions)
    missing = {i for ends in wanted for i in ends}.difference(sketches)
    known = {**sketches, **sketched(connection, missing)}
    return all_plausible(wanted, known, decisions.verdicts, sharing)


def candidates(
    connection: Connection,
    sketches: Mapping[int, Sketch | Remembered],
    decisions: Decisions,
) -> set[tuple[int, int]]:
    """The pairs to judge that have an end among `sketches`."""
    standings = {i: Standing(s.source, s.kind, s.gone) for i, s in sketches.items() if s.keys}
    keys = {i: sketches[i].keys for i in standings}
    return encounters.candidates(connection, keys, standings) | decisions.pairs(connection, sketches)


def sketch(row: Remembered) -> Sketch:
    """A stored group as matching sees it; its features must be of this version."""
    return Sketch(row.id, row.kind, row.source, row.uid, row.gone, row.features, row.keys)


def sketched(connection: Connection, group_ids: Set[int]) -> dict[int, Sketch]:
    """Stored groups as matching sees them, by id; from their items only when their features are of another version."""
    if not group_ids:
        return {}
    found = {}
    old = set()
    for row in encounters.remembered(connection, group_ids):
        if row.version != comparing.VERSION:
            old.add(row.id)
        else:
            found[row.id] = sketch(row)
    for group in groups.load(connection, old).values() if old else ():
        source, uid = group.name
        seen = comparing.seen(group.item)
        keys = comparing.keys(group.item, seen)
        told = comparing.written(seen)
        found[group.id] = Sketch(group.id, group.kind, source, uid, group.gone, told, keys)
    return found
