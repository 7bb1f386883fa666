"""What tells two groups apart in the words of the source that tells both, be they words that nobody has seen.

A club announces "Stage de cirque (ouistitis)" and "Stage de cirque (lionceaux)" at one minute: what one says and the
other does not is what tells them apart. Whoever repeats one of them with its word is not one with the other. Where
no source tells both, several do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.groups_alike import OWN_KINDS
from agregateur.ingest.matching.starts import UNKNOWN
from agregateur.ingest.matching.vocabulary import GENERIC

Contrast = tuple[frozenset[str], frozenset[str]]
"""The words of one of two groups, and those of the other."""

MOST = 4
"""Words by which two announcements of one source differ at most, where they are two groups of one thing."""
SEVERAL = 2
"""Sources that say each of two ends of titles, at least, from which these are names of groups."""
MANY = 12
"""Announcements of one source in a component from which they are no groups of one thing."""


def contrasts(names: Mapping[int, tuple[str, str]], seen: Mapping[int, Features]) -> list[Contrast]:
    """What tells apart the groups that one source announces at one minute. In: (source, uid) by group id, and the
    features of each."""
    by_source: dict[str, list[int]] = defaultdict(list)
    for i in sorted(names, key=lambda i: names[i]):
        by_source[names[i][0]].append(i)
    found = []
    for members in by_source.values():
        if not 1 < len(members) <= MANY:
            continue
        for x, y in combinations(members, 2):
            a, b = seen[x], seen[y]
            if not _one_minute(a, b) or not set(a.telling or a.title) & set(b.telling or b.title):
                continue
            ours, theirs = a.tail - b.tail, b.tail - a.tail
            if not (ours and theirs):
                ours, theirs = _said(a) - _said(b), _said(b) - _said(a)
            if ours and theirs and max(len(ours), len(theirs)) <= MOST:
                found.append((ours, theirs))
    return found + _repeated([seen[i] for i in sorted(names, key=lambda i: names[i])])


def _repeated(members: Sequence[Features]) -> list[Contrast]:
    """What tells apart two groups of one day and one name by how titles end, where two sources at least say the one and
    two the other: what several repeat is part of the name."""
    ends: dict[frozenset[str], list[Features]] = defaultdict(list)
    for member in members:
        if end := member.tail - GENERIC - member.around:
            ends[end].append(member)
    found = []
    for one, other in combinations(ends, 2):
        own, its = one - other, other - one
        if not (own and its) or max(len(own), len(its)) > MOST:
            continue
        if not any(_one_base(a, b) for a in ends[one] for b in ends[other]):
            continue
        if min(len(_bearers(members, own, its)), len(_bearers(members, its, own))) >= SEVERAL:
            found.append((own, its))
    return found


def _bearers(members: Sequence[Features], own: frozenset[str], other: frozenset[str]) -> set[str]:
    """The sources that say all the words of one group and none of the other's."""
    return {m.source for m in members if own <= (said := _said(m)) and said.isdisjoint(other)}


def _one_base(a: Features, b: Features) -> bool:
    """Whether two titles of one day say the same but for how they end."""
    base = frozenset(a.title) - a.tail
    if not base or base != frozenset(b.title) - b.tail or a.starts.keys().isdisjoint(b.starts):
        return False
    # "U15", "moins de 15 ans".
    return not any(mark.startswith(OWN_KINDS) for mark in a.marks & b.marks)


def opposed(a: Features, b: Features, found: list[Contrast]) -> bool:
    """Whether two announcements bear the words of two groups."""
    for one, other in found:
        ours, theirs = _said(a), _said(b)
        if ours & one and not ours & other and theirs & other and not theirs & one:
            return True
        if ours & other and not ours & one and theirs & one and not theirs & other:
            return True
    return False


def _one_minute(a: Features, b: Features) -> bool:
    return any(
        minute != UNKNOWN and minute in b.starts.get(day, ())
        for day, minutes in a.starts.items()
        for minute in minutes
    )


def _said(one: Features) -> frozenset[str]:
    """The words of an announcement; figures where its title ends with them alone: others are prices and telephones."""
    return frozenset(w for w in one.context.union(one.title) if not w.isdigit()).union(one.tail)
