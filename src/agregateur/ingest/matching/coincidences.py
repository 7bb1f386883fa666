"""A series, and single dates of it that another source words anew: "Bœuf du vendredi", and two times "Jam session".

One such date at one minute in one bar may be chance; two are hardly. A pair does not know of the second: it is seen
among the plausible pairs of a component.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Protocol

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.slots import one_hall
from agregateur.ingest.matching.venues_alike import roomy

AGAIN = 1.8
"""Logits that a second date adds to each: as many common dates weigh (`many_dates`), and half as much again, since it
is not by the rule of a calendar that two things meet in one room twice."""
MUCH = -3.35
"""What weighs more is of two themes, however often they meet."""


class Plausible(Protocol):
    """A stored pair."""

    @property
    def outcome(self) -> str: ...

    @property
    def evidence(self) -> str: ...


def coincidences(
    names: Mapping[int, tuple[str, str]],
    links: Mapping[tuple[int, int], Plausible],
    seen: Mapping[int, Features],
    verdict: Callable[[int, int], Verdict],
) -> set[tuple[int, int]]:
    """The doubtful pairs of a series and one of several dates that another source gives by one title. In: (source, uid)
    by group id, plausible pairs and the features of all that they name, the verdict on a pair."""
    dates: dict[tuple[int, str, tuple[str, ...]], set[int]] = defaultdict(set)
    for (low, high), link in links.items():
        if link.outcome != "doubtful" or '"same_start"' not in link.evidence:
            continue
        for series, one in ((low, high), (high, low)):
            if len(seen[one].starts) == 1 < len(seen[series].starts) and names[one][0] != names[series][0]:
                dates[series, names[one][0], seen[one].title].add(one)
    several = {
        key: ones for key, ones in dates.items() if len({day for one in ones for day in seen[one].starts}) > 1
    }
    if not several:
        return set()
    near: dict[int, set[int]] = defaultdict(set)
    for low, high in links:
        near[low].add(high)
        near[high].add(low)
    found: set[tuple[int, int]] = set()
    for (series, source, _), ones in several.items():
        # Who tells of something else beside may mean that.
        if any(names[i][0] == source for i in near[series] - ones):
            continue
        if any(names[i][0] == names[series][0] for one in ones for i in near[one] - {series}):
            continue
        if all(_in_one_room(seen[series], seen[one], verdict(series, one)) for one in ones):
            found.update((min(series, one), max(series, one)) for one in ones)
    return found


def _in_one_room(a: Features, b: Features, said: Verdict) -> bool:
    return (
        one_hall(said.evidence)
        and not roomy(a, b)
        and all((note.weight or 0.0) > MUCH for note in said.evidence)
    )
