"""Which groups may be one: pairs that share a key, judged; the plausible ones are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import TypeAdapter
from sqlalchemy import Connection

from agregateur.ingest.matching import comparing
from agregateur.ingest.matching.comparing import MATTERS, Seen
from agregateur.ingest.matching.match import Verdict
from agregateur.model import Note
from agregateur.store import encounters, groups, verdicts
from agregateur.store.decisions import Decisions, Name
from agregateur.store.encounters import Remembered, Standing
from agregateur.store.verdicts import Scored

Pairs = dict[tuple[int, int], Scored]
"""Plausible pairs (`same` and `doubtful`) by ids, lower first."""


_EVIDENCE = TypeAdapter(tuple[Note, ...])


@dataclass(frozen=True)
class Sketch:
    """A group as matching sees it. `features` are as written; None for what never meets another, whose `keys` are
    empty.
    """

    id: int
    kind: str
    source: str
    uid: str
    gone: bool
    features: str | None
    keys: tuple[int, ...] = ()

    @cached_property
    def seen(self) -> Seen | None:
        """The features, opened when they are first asked for: many a group meets nobody."""
        return comparing.read(self.kind, self.features)

    @property
    def name(self) -> Name:
        return (self.source, self.uid)


def pair(
    connection: Connection,
    sketches: Mapping[int, Sketch],
    decisions: Decisions,
    *,
    fresh: Set[int] = frozenset(),
) -> tuple[Pairs, set[int]]:
    """Score again all pairs of these groups, and keep the plausible ones. `fresh`: groups that have none stored yet.

    Out: the plausible pairs, and the ends of those that are no longer: to these, something else may come into question
    now (`unrivalled`).
    """
    found = score(connection, sketches, decisions)
    before = verdicts.pairs_of(connection, sketches.keys() - fresh)
    verdicts.set_pairs(connection, before, found)
    return found, {i for ends in before.keys() - found.keys() for i in ends}


def score(connection: Connection, sketches: Mapping[int, Sketch], decisions: Decisions) -> Pairs:
    """The plausible pairs that have an end among `sketches`."""
    wanted = candidates(connection, sketches, decisions)
    missing = {i for ends in wanted for i in ends}.difference(sketches)
    return plausible(wanted, {**sketches, **sketched(connection, missing)}, decisions)


def candidates(
    connection: Connection,
    sketches: Mapping[int, Sketch | Remembered],
    decisions: Decisions,
    *,
    once: bool = False,
) -> set[tuple[int, int]]:
    """The pairs to judge that have an end among `sketches`; `once`: their higher end (for who asks about all)."""
    standings = {i: Standing(s.source, s.kind, s.gone) for i, s in sketches.items() if s.keys}
    keys = {i: sketches[i].keys for i in standings}
    wanted = encounters.candidates(connection, keys, standings, once=once)
    return wanted | {
        ends for ends in decisions.pairs(connection, sketches) if not once or ends[1] in sketches
    }


def plausible(wanted: Iterable[tuple[int, int]], known: Mapping[int, Sketch], decisions: Decisions) -> Pairs:
    """Those of the pairs that are `same` or `doubtful`."""
    found: Pairs = {}
    for low, high in sorted(wanted):
        judged = judge(known[low], known[high], decisions)
        if judged.outcome in {"same", "doubtful"}:
            evidence = _EVIDENCE.dump_json(judged.evidence, exclude_defaults=True).decode()
            found[low, high] = (judged.outcome, judged.score, evidence)
    return found


def judge(a: Sketch, b: Sketch, decisions: Decisions) -> Verdict:
    """The verdict on two groups: what a human settled, else what the evidence says."""
    if a.seen is None or b.seen is None or a.kind != b.kind:
        return Verdict("distinct", 0.0, (Note(code="other_kind" if a.kind != b.kind else "echo"),))
    decided = decided_on(a.name, b.name, decisions)
    if decided is not None:
        return Verdict(decided, 0.0, (Note(code="decision"),))
    return MATTERS[a.kind].verdict(a.seen, b.seen, replaced=a.gone != b.gone)


def decided_on(a: Name, b: Name, decisions: Decisions) -> Literal["same", "distinct"] | None:
    """What a human settled on two records."""
    return decisions.verdicts.get(frozenset((a, b))) if decisions.verdicts else None


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
