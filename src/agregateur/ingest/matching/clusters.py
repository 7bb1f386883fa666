"""Which groups are one event: plausible pairs put together so that no chain of links joins two distinct events."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from itertools import product

from agregateur.ingest.matching.bridges import WORDED, bridged, worded
from agregateur.ingest.matching.coincidences import AGAIN, coincidences
from agregateur.ingest.matching.contrasts import Contrast, contrasts, opposed
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.match import Verdict, two_sittings
from agregateur.ingest.matching.repeats import no_series
from agregateur.ingest.matching.siblings import Part, parts, themed
from agregateur.ingest.matching.unrivalled import enough, one_source_tells_two, two_subjects, unrivalled
from agregateur.ingest.matching.weights import FAINT, SAME

MAX_MEMBERS = 400
"""Groups of one source in one event: a daily series told date by date over the window has 396. Beyond, somebody is
copying; what other sources say of the event still joins it."""


RENAMED = 6.0
"""Logits from which an item under a new uid is what its source lists no longer under another: same title, same start,
same place."""
DECIDED = 1000.0
"""Weight of a human's decision, in logits: more than `MAX_MEMBERS` doubts."""


@dataclass(frozen=True, slots=True)
class Link:
    """A plausible pair, as stored."""

    outcome: str
    score: float
    evidence: str


def clusters(
    names: Mapping[int, tuple[str, str]],
    links: Mapping[tuple[int, int], Link],
    seen: Mapping[int, Features] | None,
    judged: Callable[[int, int], Verdict],
    gone: Set[int] = frozenset(),
) -> list[list[int]]:
    """Groups of one event each, out of `names` ((source, uid) by group id): joined by `same` pairs, strongest first,
    unless two members are distinct and no third shows them to be one (`bridges`), or are two sittings of one day that
    no member holds together.

    `seen` is None for what has no dates (actors). Groups that are `gone`, no longer listed by their source, keep their
    place beside what they were one with, but join no two groups that are not: they come after all others.

    So no chain of links joins two distinct events, and a decision is never overruled. Ties break by (source, uid).
    Each judges a new member against all of a cluster: `MAX_MEMBERS` bounds what one partner's copies may cost.
    """
    belongs = {i: i for i in names}
    found: dict[int, list[int]] = {i: [i] for i in names}
    remembered: dict[tuple[int, int], Verdict] = {}
    groups: dict[int, list[Contrast]] = {}
    themes: dict[int, Part] = {}
    if seen is not None:
        for members in _connected(names, links):
            here = {i: names[i] for i in members if i not in gone}
            if len(here) < 3:
                continue
            if told := contrasts(here, seen):
                groups.update(dict.fromkeys(members, told))
            themes.update(parts(here, seen))

    def verdict(a: int, b: int) -> Verdict:
        pair = (min(a, b), max(a, b))
        if pair not in remembered:
            remembered[pair] = judged(*pair)
        return remembered[pair]

    def two_groups(a: int, b: int) -> bool:
        told = groups.get(a)
        return told is not None and seen is not None and opposed(seen[a], seen[b], told)

    again: set[tuple[int, int]] = set()
    if seen is not None:
        listed = {ends: link for ends, link in links.items() if gone.isdisjoint(ends)} if gone else links
        again = coincidences(names, listed, seen, verdict)

    def less(a: int, b: int) -> float:
        """What a pair says too much, in logits; below 0 what it says too little."""
        if (min(a, b), max(a, b)) in again:
            return -AGAIN
        if seen is None or (a not in themes and b not in themes):
            return 0.0
        return themed(a, b, seen, themes, verdict(a, b))

    def score(a: int, b: int) -> float | None:
        """What the pair says, in logits; None when the two may not meet."""
        pair = (min(a, b), max(a, b))
        if pair in links and '"decision"' in links[pair].evidence:
            # A human's word outweighs whatever the records say.
            return DECIDED
        if two_groups(a, b):
            return None
        if pair in links:
            return links[pair].score - less(*pair)
        said = verdict(a, b)
        if worded(said):
            return max(said.score, WORDED)
        if said.outcome == "distinct":
            return bridged(a, b, (*found[belongs[a]], *found[belongs[b]]), seen, verdict)
        return said.score

    def unite(a: int, b: int) -> None:
        found[a] += found.pop(b)
        for i in found[a]:
            belongs[i] = a

    few = no_series(links, seen)
    strong = [
        (pair, link)
        for pair, link in links.items()
        if (link.outcome == "same" or pair in again)
        and pair not in few
        and ('"decision"' in link.evidence or not less(*pair) or link.score - less(*pair) >= SAME)
    ]
    strong.sort(
        key=lambda p: (
            '"decision"' not in p[1].evidence,
            # Before who is new may join others, it takes what was decided of what it was until now.
            not (_renamed(p[1]) and len(gone & set(p[0])) == 1),
            sum(i in gone for i in p[0]),
            -p[1].score,
            *sorted(names[i] for i in p[0]),
        )
    )
    for (low, high), link in strong:
        a, b = belongs[low], belongs[high]
        if a == b or _crowded(names[i][0] for i in (*found[a], *found[b])):
            continue
        past = not gone.isdisjoint((low, high)) and '"decision"' not in link.evidence
        if past and not (gone >= set(found[a]) or gone >= set(found[b])):
            continue
        across = [(min(x, y), max(x, y)) for x in found[a] for y in found[b]]
        if not _agree(score(x, y) for x, y in across):
            continue
        unsaid = [pair for pair in across if pair not in links or not _hours_settled(links[pair])]
        if seen is not None and unsaid:
            together = [seen[i] for i in (*found[a], *found[b])]
            if any(two_sittings(seen[x], seen[y], together) for x, y in unsaid):
                continue
        unite(a, b)

    def between(a: int, b: int) -> float:
        return max(verdict(x, y).score - less(x, y) for x, y in product(found[a], found[b]))

    def may_join(a: int, b: int) -> bool:
        across = list(product(found[a], found[b]))
        if any(two_groups(x, y) or _decided_apart(verdict(x, y)) for x, y in across):
            return False
        # Who is announced under a new uid is one with its predecessor, and tells no more than it did.
        one, other = ([i for i in found[root] if i not in gone] or found[root] for root in (a, b))
        return _may_join(one, other, names, seen, verdict)

    # What lately went is weighed beside what there is, and not against it.
    for past in (False, True):

        def joinable(a: int, b: int, past: bool = past) -> bool:
            return (not past or gone >= set(found[a]) or gone >= set(found[b])) and may_join(a, b)

        left = [ends for ends in links if past or gone.isdisjoint(ends)]
        for a, b in unrivalled(
            belongs, left, lambda root: min(names[i] for i in found[root]), between, joinable
        ):
            unite(a, b)
    return [sorted(members, key=lambda i: names[i]) for members in found.values()]


def _connected(names: Mapping[int, tuple[str, str]], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Groups that plausible pairs connect, in the order of `names`. What a source tells of several at once holds among
    them: who else is looked at in one go must not matter."""
    root = {i: i for i in names}

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for low, high in pairs:
        root[find(low)] = find(high)
    connected: dict[int, list[int]] = defaultdict(list)
    for i in names:
        connected[find(i)].append(i)
    return list(connected.values())


def _decided_apart(said: Verdict) -> bool:
    return said.outcome == "distinct" and any(note.code == "decision" for note in said.evidence)


def _hours_settled(link: Link) -> bool:
    """Whether a pair by itself says enough for one sitting: who else states the hour does not matter."""
    return link.outcome == "same" and '"default_hour"' not in link.evidence


def _renamed(link: Link) -> bool:
    """Whether a source lists the one again as the other, beyond doubt."""
    return '"told_again"' in link.evidence and link.score >= RENAMED


def _may_join(
    one: list[int],
    other: list[int],
    names: Mapping[int, tuple[str, str]],
    seen: Mapping[int, Features] | None,
    verdict: Callable[[int, int], Verdict],
) -> bool:
    """Whether two clusters are one, if nothing else comes into question for either."""
    if one_source_tells_two([names[i][0] for i in side] for side in (one, other)):
        return False
    pairs = list(product(one, other))
    said = [verdict(x, y) for x, y in pairs]
    if not enough(said):
        return False
    if len(one) > 1 and len(other) > 1 and all(map(_titled_apart, said)):
        # Several call it a market, and several a music class: who words a title anew does so alone.
        return False
    if seen is None:
        return True
    likely = [(x, y) for x, y in pairs if verdict(x, y).score >= FAINT]
    if sum(two_subjects(seen[x], seen[y], verdict(x, y)) for x, y in likely) * 2 > len(likely) - 1:
        return False
    together = [seen[i] for i in (*one, *other)]
    return not any(two_sittings(seen[x], seen[y], together) for x, y in pairs)


def _titled_apart(verdict: Verdict) -> bool:
    return any(note.code == "title_far" for note in verdict.evidence)


def _agree(scores: Iterable[float | None]) -> bool:
    """Whether the evidence across two clusters speaks for one event: no pair is distinct, and the rest adds up.

    A record between two that say little does not glue them against what they say of each other.
    """
    total = 0.0
    for score in scores:
        if score is None:
            return False
        total += score
    return total > 0


def _crowded(sources: Iterable[str]) -> bool:
    return max(Counter(sources).values()) > MAX_MEMBERS
