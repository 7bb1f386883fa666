"""What is shown, drawn from groups: each connected component of plausible pairs is put together from nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations

from sqlalchemy import Connection

from agregateur.ingest.corrections import corrected
from agregateur.ingest.judging import Pairs, Sketch, judge
from agregateur.ingest.matching.clusters import Link, clusters
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.merge import Announced, SourceFacts, leaving, member, merge
from agregateur.ingest.matching.merged_actors import merge_actors
from agregateur.ingest.pairing import sketched
from agregateur.model import Event, Item, Note, Occurrence, Status, to_json
from agregateur.store import groups, verdicts
from agregateur.store.decisions import Decisions
from agregateur.store.drafts import Draft
from agregateur.store.groups import Group
from agregateur.store.listed import Entry


@dataclass(slots=True)
class Drawn:
    """What is shown now, by public id; None where nothing is any more (withdrawn, merged into another, hidden).

    `fresh` are the ids that the store cannot know: those of groups that are new in this transaction. `homes` says to
    which id each group that was drawn belongs, `moved` the same of those that belonged to another. What a touched group
    reached and left as it was is not drawn.
    """

    events: dict[str, Draft | None] = field(default_factory=dict)
    actors: dict[str, Entry | None] = field(default_factory=dict)
    articles: dict[str, Entry | None] = field(default_factory=dict)
    fresh: set[str] = field(default_factory=set)
    homes: dict[int, str | None] = field(default_factory=dict)
    moved: dict[int, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gathered:
    """All that a drawing needs: groups, the plausible pairs between them, how matching sees those that have any, and
    the ids that they belonged to. `touched` are the groups that may have changed, `fresh` ids those that the store
    cannot know."""

    groups: dict[int, Group]
    touched: Set[int]
    links: dict[tuple[int, int], Link]
    seen: dict[int, Sketch]
    former: set[str]
    fresh: set[str]

    def names(self) -> set[str]:
        """The ids that the store may know of all that is drawn of it."""
        return (self.former | {group.own_id for group in self.groups.values()}) - self.fresh


def gather(
    connection: Connection,
    reached: Mapping[int, Group],
    sketches: Mapping[int, Sketch],
    pairs: Pairs,
    *,
    fresh: Set[int] = frozenset(),
    parted: Set[int] = frozenset(),
) -> Gathered:
    """Look up what `drawn` needs for every component that the groups reach, or reached before. `pairs` are all the
    plausible pairs that have an end among `reached`; those beyond are looked up. `parted`: groups that were plausible
    with some of `reached`, and are no longer."""
    new = {reached[i].own_id for i in fresh if i in reached}
    former = {g.canonical_id or g.own_id for g in reached.values()} - new
    former |= {g.own_id for i, g in reached.items() if i not in fresh}
    here = set(reached)
    start = here | parted | (groups.ids_of_events(connection, former) if former else set())
    links = _links(connection, start, here, pairs)
    linked = {i for ends in links for i in ends}
    members = start | linked
    known = {**reached, **groups.load(connection, members - here)} if members != here else dict(reached)
    seen = {**sketches, **sketched(connection, linked - sketches.keys())}
    former |= {g.canonical_id for g in known.values() if g.canonical_id} - new
    return Gathered(known, reached.keys(), links, seen, former, new)


def drawn(
    found: Gathered,
    facts: Mapping[str, SourceFacts],
    decisions: Decisions,
    each: Callable[[Draft, Sequence[int]], None] = lambda draft, ids: None,
) -> Drawn:
    """What the groups make together. It asks the store nothing. `each` is called with every event as it is drawn, and
    with its groups. The store is still to be told which event each group belongs to now (`moved`).
    """
    out = Drawn(fresh=found.fresh)
    for was in found.former:
        # Of whichever kind it was: what changes its kind leaves no ghost.
        out.events[was] = out.actors[was] = out.articles[was] = None
    shown = Counter(group.canonical_id for group in found.groups.values())
    for cluster in _clusters(found.groups, found.links, found.seen, decisions):
        members = [found.groups[i] for i in cluster]
        home = members[0].canonical_id
        untouched = home is not None and found.touched.isdisjoint(cluster) and shown[home] == len(cluster)
        if home is not None and untouched and all(g.canonical_id == home for g in members):
            # Another of its component was touched, and left it as it was.
            for made in (out.events, out.actors, out.articles):
                del made[home]
            continue
        told = [g for g in members if not g.item.echo]
        event_id = min(told, key=lambda g: g.age).own_id if told else None
        out.homes.update(dict.fromkeys(cluster, event_id))
        if event_id is not None:
            _draft(out, event_id, members, found.links, found.seen, facts, decisions)
            if (draft := out.events.get(event_id)) is not None:
                each(draft, cluster)
    out.moved.update((i, home) for i, home in out.homes.items() if found.groups[i].canonical_id != home)
    return out


def _links(
    connection: Connection, start: Set[int], here: Set[int], pairs: Pairs
) -> dict[tuple[int, int], Link]:
    """All plausible pairs of the components that hold `start`."""
    found = {ends: Link(*scored) for ends, scored in pairs.items()}
    reached = set(start)
    edge = (reached | {i for ends in found for i in ends}) - here
    reached |= edge
    while edge:
        more = verdicts.pairs_of(connection, edge)
        found.update((ends, Link(*scored)) for ends, scored in more.items())
        edge = {i for ends in more for i in ends} - reached
        reached |= edge
    return found


def _clusters(
    known: Mapping[int, Group],
    links: Mapping[tuple[int, int], Link],
    seen: Mapping[int, Sketch],
    decisions: Decisions,
) -> Iterable[list[int]]:
    """Ids of the groups of each thing that is shown; most are alone."""
    linked = {i for ends in links for i in ends}
    yield from ([i] for i in known if i not in linked)
    for kind in ("event", "actor"):
        ids = [i for i in linked if known[i].kind == kind]
        here = {ends: link for ends, link in links.items() if known[ends[0]].kind == kind}
        yield from clusters(
            {i: known[i].name for i in ids},
            here,
            _Opened(seen) if kind == "event" else None,
            lambda a, b: judge(seen[a], seen[b], decisions.verdicts),
            frozenset(i for i in ids if known[i].gone),
        )


class _Opened(dict[int, Features]):
    """Features of dated groups, opened when they are asked for: of most pairs all is said already."""

    def __init__(self, seen: Mapping[int, Sketch]) -> None:
        self._seen = seen

    def __missing__(self, group_id: int) -> Features:
        found = self._seen[group_id].seen
        if not isinstance(found, Features):
            raise KeyError(group_id)
        self[group_id] = found
        return found


def _draft(
    drawn: Drawn,
    event_id: str,
    members: Sequence[Group],
    links: Mapping[tuple[int, int], Link],
    seen: Mapping[int, Sketch],
    facts: Mapping[str, SourceFacts],
    decisions: Decisions,
) -> None:
    active = [g for g in members if g.active]
    # What a human hid stays hidden when another source says it again.
    shown = bool(active) and not any(decisions.hidden(g.item) for g in members)
    kind = members[0].kind
    if kind == "event":
        drawn.events[event_id] = event_of(event_id, members, links, seen, facts, decisions) if shown else None
    elif kind == "actor":
        drawn.actors[event_id] = _actor(active, links, facts) if shown else None
    else:
        drawn.articles[event_id] = Entry(active[0].item, active[0].first_seen) if shown else None


def event_of(
    event_id: str,
    members: Sequence[Group],
    links: Mapping[tuple[int, int], Link],
    seen: Mapping[int, Sketch],
    facts: Mapping[str, SourceFacts],
    decisions: Decisions,
) -> Draft:
    """The event made of those of `members` that are active (one at least), as stated, then as corrected by humans."""
    active = [g for g in members if g.active]
    announced = [Announced(g.item, g.missing_since, _headline(seen.get(g.id))) for g in active]
    reasons = _reasons(active, links)
    event = merge(event_id, announced, facts, reasons)
    free = all(g.item.republication == "complet" for g in active)
    out = event if free else leaving(event_id, announced, facts, reasons)
    set_by_hand = decisions.corrections(g.item for g in members)
    if set_by_hand:
        event, out = corrected(event, set_by_hand), corrected(out, set_by_hand) if out else None
    listed = [a.item for a in announced if a.missing_since is None] or [a.item for a in announced]
    return Draft(event, out, _dates(event, listed))


def _headline(sketch: Sketch | None) -> bool | None:
    return None if sketch is None else sketch.headline


def _actor(
    active: Sequence[Group], links: Mapping[tuple[int, int], Link], facts: Mapping[str, SourceFacts]
) -> Entry:
    first_seen = min(g.first_seen for g in active)
    if len(active) == 1:
        return Entry(active[0].item, first_seen)
    announced = [Announced(g.item, g.missing_since) for g in sorted(active, key=lambda g: g.name)]
    members = tuple(member(one) for one in announced)
    item = merge_actors(announced, facts)
    return Entry(item, first_seen, members, tuple(_reasons(active, links)))


def _reasons(members: Sequence[Group], links: Mapping[tuple[int, int], Link]) -> list[Note]:
    """The pairs that made these groups one: `same` ones, and doubtful ones where only these join two of them."""
    here = {g.id: [g.item.source, g.item.uid] for g in members}
    told = [(ends, link) for ends in combinations(sorted(here), 2) if (link := links.get(ends)) is not None]
    joined = {i: {i} for i in here}
    for (low, high), link in told:
        if link.outcome == "same":
            both = joined[low] | joined[high]
            joined.update(dict.fromkeys(both, both))
    notes = []
    for (low, high), link in told:
        if link.outcome == "same" or high not in joined[low]:
            a, b = sorted((here[low], here[high]))
            evidence = json.loads(link.evidence)
            if link.outcome != "same":
                evidence.append({"code": "unrivalled"})
            values = {"a": a, "b": b, "score": link.score, "evidence": evidence}
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
