"""Everything below records, made again where a run touched it.

    touched groups ─► locate again what shares a venue with them
                   ─► score again their pairs (candidate keys)
                   ─► recompute from nothing each connected component of plausible pairs that they reach
                   ─► drafts of canonical events, for the pipeline to render and write

The result is a function of the set of current records and decisions alone, never of the order of reading.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from agregateur.ingest.clusters import Link, clusters
from agregateur.ingest.corrections import corrected
from agregateur.ingest.features import Features, candidate_keys, features
from agregateur.ingest.match import Verdict, verdict
from agregateur.ingest.merge import Announced, SourceFacts, leaving, merge
from agregateur.model import Event, Item, Located, Note, Occurrence, Place, Status, to_json
from agregateur.store import encounters, groups
from agregateur.store.decisions import Decisions
from agregateur.store.events import Draft
from agregateur.store.groups import Group

MAX_VENUE = 200
"""Characters of a venue's key; a longer one is a sentence, and PostgreSQL refuses index entries over 2,704 bytes."""
MAX_VENUES = 8
"""Keys of one place: a line of address has few parts."""

Locate = Callable[[Item, Mapping[str, str]], Located]
VenueKeys = Callable[[Place], Iterable[str]]
"""Every key under which a known venue may give a place its commune: what `locate` looks up."""


@dataclass(frozen=True, slots=True)
class Settled:
    """`drafts` by event id (None: withdrawn, merged, hidden); `reached`: all groups that were settled, by id.

    Actors and articles are one group each, and need no draft.
    """

    drafts: dict[str, Draft | None] = field(default_factory=dict)
    reached: dict[int, Group] = field(default_factory=dict)


def settle(
    connection: Connection,
    touched: Iterable[int],
    *,
    locate: Locate,
    venue_keys: VenueKeys,
    facts: Mapping[str, SourceFacts],
    decisions: Decisions,
) -> Settled:
    """Recompute what the touched groups reach. Writes items' places, keys and pairs; the drafts are for the caller."""
    reached = _locate_again(connection, set(touched), locate, venue_keys)
    loaded = groups.load(connection, reached)
    simple = {g.id: g for g in loaded.values() if g.kind != "event"}
    events = {g.id: g for g in loaded.values() if g.kind == "event"}
    groups.set_canonical(connection, {i: g.own_id for i, g in simple.items() if g.canonical_id != g.own_id})
    # What was an event at its last reading leaves those it was matched with.
    encounters.set_keys(connection, dict.fromkeys(simple, ()))
    encounters.set_pairs(connection, simple, ())
    _score_again(connection, events, decisions)
    former = {g.canonical_id for g in loaded.values() if g.canonical_id} | {g.own_id for g in simple.values()}
    return Settled(_draw(connection, events, former, facts, decisions), loaded)


# Places ----------------------------------------------------------------------------------------------------------


def _locate_again(
    connection: Connection, touched: set[int], locate: Locate, venue_keys: VenueKeys
) -> set[int]:
    """Give touched groups their places and venue keys, then those that name a venue whose commune may have moved."""
    before = encounters.venue_keys(connection, touched, given=True)
    loaded = groups.load(connection, touched)
    venues: dict[int, list[tuple[str, bool]]] = {}
    for group in loaded.values():
        gives = group.kind == "actor"
        place = group.item.place
        places = (Place(venue=group.item.title), Place(venue=place.venue)) if gives else (place,)
        keys = {key for one in places for key in list(venue_keys(one))[: 1 if gives else MAX_VENUES]}
        venues[group.id] = [(key, gives) for key in keys if len(key) <= MAX_VENUE]
        if gives:
            _place(connection, group, locate(group.item, {}))
    encounters.set_venues(connection, venues)
    moved = before | {key for found in venues.values() for key, gives in found if gives}
    reached = touched | encounters.venue_groups(connection, moved)
    others = groups.load(connection, reached - touched)
    known = encounters.venue_communes(connection, encounters.venue_keys(connection, reached))
    for group in (*loaded.values(), *others.values()):
        if group.kind != "actor":
            _place(connection, group, locate(group.item, known))
    return reached


def _place(connection: Connection, group: Group, located: Located) -> None:
    if located != group.item.located:
        groups.set_item(connection, group.id, replace(group.item, located=located))


# Pairs -----------------------------------------------------------------------------------------------------------


def _score_again(connection: Connection, events: Mapping[int, Group], decisions: Decisions) -> None:
    seen = {i: features(g.item) for i, g in events.items()}
    encounters.set_keys(
        connection,
        {i: () if g.item.echo else candidate_keys(g.item, seen[i]) for i, g in events.items()},
    )
    wanted = {(min(a, b), max(a, b)) for a, b in encounters.candidates(connection, events)}
    wanted |= decisions.pairs(connection, events)
    everyone = dict(events)
    missing = {i for pair in wanted for i in pair} - everyone.keys()
    everyone.update(groups.load(connection, missing))
    seen.update({i: features(everyone[i].item) for i in missing if everyone[i].kind == "event"})
    rows = []
    for low, high in sorted(wanted):
        a, b = everyone[low], everyone[high]
        if low not in seen or high not in seen:  # a decision on what is no event any more
            continue
        found = judge(a, b, seen[low], seen[high], decisions)
        if found.outcome in {"same", "doubtful"}:
            evidence = json.dumps([json.loads(to_json(n)) for n in found.evidence], ensure_ascii=False)
            rows.append(
                {
                    "low": low,
                    "high": high,
                    "verdict": found.outcome,
                    "score": found.score,
                    "evidence": evidence,
                }
            )
    encounters.set_pairs(connection, events, rows)


def judge(a: Group, b: Group, fa: Features, fb: Features, decisions: Decisions) -> Verdict:
    """The verdict on two groups: what a human settled, else what the evidence says."""
    decided = decisions.on(a.item, b.item)
    if decided is not None:
        return Verdict(decided, 0.0, (Note(code="decision"),))
    if a.item.echo or b.item.echo:
        return Verdict("distinct", 0.0, (Note(code="echo"),))
    gone = [g.missing_since is not None or g.withdrawn_at is not None for g in (a, b)]
    return verdict(fa, fb, replaced=gone[0] != gone[1])


# Clusters --------------------------------------------------------------------------------------------------------


def _draw(
    connection: Connection,
    events: Mapping[int, Group],
    former: set[str],
    facts: Mapping[str, SourceFacts],
    decisions: Decisions,
) -> dict[str, Draft | None]:
    """Drafts of every component that the touched events reach, or reached before: `former` are their ids then."""
    start = set(events) | groups.ids_of_events(connection, former)
    links = _links(connection, start)
    members = start | {i for pair in links for i in pair}
    loaded = groups.load(connection, members)
    former = former | {g.canonical_id for g in loaded.values() if g.canonical_id}
    seen = {i: features(g.item) for i, g in loaded.items()}
    drafts: dict[str, Draft | None] = dict.fromkeys(former)
    canonical: dict[int, str | None] = {}
    names = {i: (g.item.source, g.item.uid) for i, g in loaded.items()}
    for cluster in clusters(
        names, links, seen, lambda a, b: judge(loaded[a], loaded[b], seen[a], seen[b], decisions)
    ):
        found = [loaded[i] for i in cluster]
        if all(g.item.echo for g in found):
            canonical.update(dict.fromkeys(cluster, None))
            continue
        oldest = min((g for g in found if not g.item.echo), key=lambda g: g.age)
        canonical.update(dict.fromkeys(cluster, oldest.own_id))
        drafts[oldest.own_id] = _draft(oldest.own_id, found, links, facts, decisions)
    groups.set_canonical(
        connection, {i: value for i, value in canonical.items() if loaded[i].canonical_id != value}
    )
    return drafts


def _links(connection: Connection, start: set[int]) -> dict[tuple[int, int], Link]:
    """All plausible pairs of the components that hold `start`."""
    links: dict[tuple[int, int], Link] = {}
    reached, edge = set(start), set(start)
    while edge:
        fresh: set[int] = set()
        for row in encounters.pairs_of(connection, edge):
            links[row.low, row.high] = Link(row.verdict, row.score, row.evidence)
            fresh |= {row.low, row.high} - reached
        reached |= fresh
        edge = fresh
    return links


def _draft(
    event_id: str,
    members: Sequence[Group],
    links: Mapping[tuple[int, int], Link],
    facts: Mapping[str, SourceFacts],
    decisions: Decisions,
) -> Draft | None:
    active = [g for g in members if g.active]
    # What a human hid stays hidden when another source says it again.
    if not active or any(decisions.hidden(g.item) for g in members):
        return None
    announced = [Announced(g.item, g.missing_since) for g in active]
    reasons = _reasons(active, links)
    set_by_hand = decisions.corrections(g.item for g in members)
    event = corrected(merge(event_id, announced, facts, reasons), set_by_hand)
    out = leaving(event_id, announced, facts, reasons)
    out = corrected(out, set_by_hand) if out else None
    listed = [a.item for a in announced if a.missing_since is None] or [a.item for a in announced]
    return Draft(event, out, _dates(event, listed))


def _reasons(members: Sequence[Group], links: Mapping[tuple[int, int], Link]) -> list[Note]:
    here = {g.id: [g.item.source, g.item.uid] for g in members}
    notes = []
    for (low, high), link in links.items():
        if low in here and high in here and link.outcome == "same":
            a, b = sorted((here[low], here[high]))
            values = {"a": a, "b": b, "score": link.score, "evidence": json.loads(link.evidence)}
            notes.append(Note(code="same", values=values))
    return sorted(notes, key=lambda n: (n.values["a"], n.values["b"]))


def _dates(event: Event, items: Sequence[Item]) -> str:
    """The dates as stated by `items`, those that `event` was merged from.

    Of what has no end, its rules and the dates beside them: the window it was expanded to says nothing.
    """
    if not event.endless:
        return json.dumps([to_json(o) for o in event.occurrences])
    series = [i for i in items if i.endless]
    rules = {to_json(event.rule)} if event.rule else {to_json(i.rule) if i.rule else i.recurs for i in series}
    usual = {(o.start, o.end) for i in series for o in i.occurrences if _plain(o, i.status)}
    beside = [
        to_json(o) for o in event.occurrences if not _plain(o, event.status) or (o.start, o.end) not in usual
    ]
    return json.dumps([sorted(map(str, rules)), sorted(beside)])


def _plain(one: Occurrence, status: Status) -> bool:
    return one.slot is None and one.status == status and not (one.title or one.venue)
