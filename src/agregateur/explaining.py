"""Why records are one event, or why two are not: what the store holds, weighed again as at the last run.

Plain values only; `web.explained` makes the sentences.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, islice, product
from typing import Any

from sqlalchemy import Connection

from agregateur.ingest.matching.actors import actor_features
from agregateur.ingest.matching.actors_alike import actor_verdict
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import Verdict, verdict
from agregateur.model import Event, Note
from agregateur.store import decisions, groups, read, verdicts
from agregateur.store.decisions import Decision, Decisions, Name
from agregateur.store.groups import Group
from agregateur.store.naming import Named, named

MAX_PAIRS = 60
"""Pairs weighed for one event: of a series told date by date the strongest say enough."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records weighed against each other. `decided`: a human's word stands in place of the score."""

    a: Name
    b: Name
    verdict: Verdict
    decided: bool
    together: bool
    """Whether they are one event now."""
    apart: Compared | None = None
    """Of two that are one by themselves and no event: the pair of records of their events that speaks most for two."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Another event that one of the records may belong to; its `title` and what was compared."""

    event: str | None
    title: str
    compared: Compared


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of an event (`event` None: not shown), or of two records.

    `records` are the members, oldest first; `pairs` those that say why, strongest first, `more` how many others were
    not weighed; `doubts` are other events it may be the same as; `decided` the decisions that name its records.
    `unseen` is an event that is not shown, hidden or gone, as it was last; `together` whether the two that were asked
    about are one now (None: one was).
    """

    event: Event | None
    records: tuple[Group, ...]
    pairs: tuple[Compared, ...]
    more: int
    doubts: tuple[Doubt, ...]
    decided: tuple[Decision, ...]
    unseen: Event | None = None
    together: bool | None = None


def explain(connection: Connection, first: str, second: str | None = None) -> Explanation:
    """Explain an event, a record's event, or two records (or two events: their most alike records).

    Names are as in `store.naming`. Raises StoreError on a name that means nothing.
    """
    one = named(connection, first)
    in_force = decisions.in_force(connection)
    other = named(connection, second) if second is not None else one
    if {g.id for g in other.groups} != {g.id for g in one.groups}:
        return _two(connection, one, other, in_force)
    members = _members(connection, one)
    pairs = [(a, b) for a, b in combinations(members, 2) if a.item.source != b.item.source]
    weighed = [_compared(a, b, in_force) for a, b in pairs[:MAX_PAIRS]]
    weighed.sort(key=lambda pair: (not pair.decided, -pair.verdict.score, pair.a, pair.b))
    found = read.shown(connection, [one.event]).get(one.event) if one.event else None
    return Explanation(
        event=found.event if found and not found.gone else None,
        unseen=found.event if found and found.gone else None,
        records=members,
        pairs=tuple(weighed),
        more=len(pairs) - len(weighed),
        doubts=_doubts(connection, members, in_force),
        decided=_decided(connection, members),
    )


def _members(connection: Connection, one: Named) -> tuple[Group, ...]:
    if one.event is None:
        return one.groups
    ids = groups.ids_of_events(connection, [one.event]) or {g.id for g in one.groups}
    return tuple(sorted(groups.load(connection, ids).values(), key=lambda g: g.age))


def _two(connection: Connection, one: Named, other: Named, in_force: Decisions) -> Explanation:
    pairs = [(a, b) for a in one.groups for b in other.groups if a.id != b.id]
    weighed = [_compared(a, b, in_force) for a, b in pairs[: MAX_PAIRS * 5]]
    weighed.sort(key=lambda pair: (not pair.decided, -pair.verdict.score, pair.a, pair.b))
    both = {g.id: g for g in (*one.groups, *other.groups)}
    records = tuple(sorted(both.values(), key=lambda g: g.age))
    shown = tuple(_parted(connection, pair, both, in_force) for pair in weighed[:1])
    ends = {g.canonical_id for g in records}
    together = len(ends) == 1 and None not in ends
    return Explanation(None, records, shown, 0, (), _decided(connection, records), together=together)


def _parted(
    connection: Connection, pair: Compared, known: Mapping[int, Group], in_force: Decisions
) -> Compared:
    """The pair, with what keeps its two events apart although its own records are one."""
    if pair.together or pair.decided or pair.verdict.outcome != "same":
        return pair
    ends = {
        name: g for g in known.values() for name in [(g.item.source, g.item.uid)] if name in (pair.a, pair.b)
    }
    ours, theirs = (_companions(connection, ends[name]) for name in (pair.a, pair.b))
    across = [_compared(a, b, in_force) for a, b in islice(product(ours, theirs), MAX_PAIRS * 5)]
    against = [one for one in across if one.verdict.outcome == "distinct"]
    worst = min(against, key=lambda one: (not one.decided, one.verdict.score, one.a, one.b), default=None)
    return replace(pair, apart=worst)


def _companions(connection: Connection, one: Group) -> list[Group]:
    if one.canonical_id is None:
        return [one]
    return list(groups.load(connection, groups.ids_of_events(connection, [one.canonical_id])).values())


def _compared(a: Group, b: Group, in_force: Decisions) -> Compared:
    names: tuple[Name, Name] = ((a.item.source, a.item.uid), (b.item.source, b.item.uid))
    decided = in_force.on(a.item, b.item)
    weighed = _weighed(a, b)
    if decided is not None:
        weighed = Verdict(decided, weighed.score, weighed.evidence)
    together = a.canonical_id is not None and a.canonical_id == b.canonical_id
    return Compared(*names, weighed, decided is not None, together)


def _weighed(a: Group, b: Group) -> Verdict:
    if a.item.echo or b.item.echo:
        return Verdict("distinct", 0.0, (Note(code="echo"),))
    if a.kind != b.kind or a.kind == "article":
        return Verdict("distinct", 0.0, (Note(code="other_kind"),))
    gone = [g.missing_since is not None or g.withdrawn_at is not None for g in (a, b)]
    replaced = gone[0] != gone[1]
    if a.kind == "actor":
        return actor_verdict(actor_features(a.item), actor_features(b.item), replaced=replaced)
    return verdict(features(a.item), features(b.item), replaced=replaced)


def _doubts(connection: Connection, members: Sequence[Group], in_force: Decisions) -> tuple[Doubt, ...]:
    mine = {g.id: g for g in members}
    others: dict[int, int] = {}
    for low, high in verdicts.pairs_of(connection, mine):
        for here, there in ((low, high), (high, low)):
            if here in mine and there not in mine:
                others.setdefault(there, here)
    loaded: Mapping[int, Group] = groups.load(connection, others)
    best: dict[str, Doubt] = {}
    for there, here in others.items():
        group = loaded[there]
        compared = _parted(
            connection, _compared(mine[here], group, in_force), {**mine, there: group}, in_force
        )
        event = group.canonical_id or ""
        if event not in best or best[event].compared.verdict.score < compared.verdict.score:
            best[event] = Doubt(group.canonical_id, group.item.title, compared)
    return tuple(sorted(best.values(), key=lambda d: (-d.compared.verdict.score, d.event or "")))


def _decided(connection: Connection, members: Sequence[Group]) -> tuple[Decision, ...]:
    names = {(g.item.source, g.item.uid) for g in members}
    return tuple(one for one in decisions.listed(connection) if {one.a, one.b} & names)


# As plain values --------------------------------------------------------------------------------------------------


def plain(found: Explanation) -> dict[str, Any]:
    """The explanation as JSON-ready values: codes and weights, for programs."""
    return {
        "event": found.event.id if found.event else None,
        "unseen": found.unseen.id if found.unseen else None,
        "together": found.together,
        "records": [_record(group) for group in found.records],
        "pairs": [_pair(pair) for pair in found.pairs],
        "more": found.more,
        "doubts": [{"event": d.event, "title": d.title, **_pair(d.compared)} for d in found.doubts],
        "decisions": [
            {"number": d.number, "kind": d.kind, "a": d.a, "b": d.b, "field": d.field, "value": d.value}
            for d in found.decided
        ],
    }


def _record(group: Group) -> dict[str, Any]:
    item = group.item
    return {
        "source": item.source,
        "uid": item.uid,
        "kind": group.kind,
        "event": group.canonical_id,
        "title": item.title,
        "insee": item.located.insee,
        "how": item.located.how,
        "sure": item.located.sure,
        "echo": item.echo,
        "missing": group.missing_since is not None,
        "withdrawn": group.withdrawn_at is not None,
    }


def _pair(pair: Compared) -> dict[str, Any]:
    return {
        "a": pair.a,
        "b": pair.b,
        "outcome": pair.verdict.outcome,
        "score": pair.verdict.score,
        "decided": pair.decided,
        "together": pair.together,
        "apart": _pair(pair.apart) if pair.apart else None,
        "evidence": [
            {"code": note.code, "weight": note.weight, "values": dict(note.values)}
            for note in pair.verdict.evidence
        ],
    }
