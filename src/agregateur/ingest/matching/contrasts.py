"""What tells two groups apart in the words of the source that tells both, be they words that nobody has seen.

A club announces "Stage de cirque (ouistitis)" and "Stage de cirque (lionceaux)" at one minute: what one says and the
other does not is what tells them apart. Whoever repeats one of them with its word is not one with the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import combinations

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.starts import UNKNOWN

Contrast = tuple[frozenset[str], frozenset[str]]
"""The words of one of two groups, and those of the other."""

MOST = 4
"""Words by which two announcements of one source differ at most, where they are two groups of one thing."""
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
    return found


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
