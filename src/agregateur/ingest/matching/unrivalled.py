"""Clusters that doubtful pairs join while nothing else comes into question for either: a careful reader takes them for
one.

"Permanence impôts" of one source and "Permanence des Finances publiques" of another, at one minute in one room, may be
two things. Where one source tells both, or a third record may be either, they stay in doubt; where each is all that the
other may be, they are one. Who comes into question is seen in the connected component of plausible pairs, so the answer
depends neither on the order of reading nor on history.

Measured (2026-11-22) on labelled scenes and generated territories: of some 15 sets of clusters joined so, all rightly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.names_alike import common
from agregateur.ingest.matching.places_alike import small
from agregateur.ingest.matching.weights import DOUBTFUL, SAME

MOST = 5
"""Clusters that may be one in this manner: where more resemble one another, somebody tells many things."""
LEAST = -0.75
"""What the pairs across two clusters must say on average, in logits, where one holds several records: of those more is
known."""
AGAINST = frozenset({
    "other_venue", "town_unknown", "far_place", "other_village", "neighbour_commune", "other_commune", "length_differs",
    "part_of_whole", "opening_differs", "few_dates", "some_other_hours", "hour_elsewhere", "text_differs",
    "other_organizer",
})  # fmt: skip
"""What speaks for two events, where it is no mere want of evidence for one."""
MUCH = -3.0
"""So does any other piece that weighs so much, but for two titles that have nothing in common."""
THEMES = -4.0
"""From this weight on these are of two themes."""
PART = -2.0
"""So does a mark on one of the two from this weight on: it names a part of a whole."""
BARE = ("title_far", "title_generic", "title_headline", "title_vague")
WANTING = -1.0
"""Pieces that say that titles have nothing in common, and the weight beyond which nothing makes up for it (a theme)."""
NAMES = ("title_same", "title_close", "title_within")
NAMED = 2.6
"""What these weigh when the titles have a name in common."""
PLACES = frozenset({"same_venue", "venue_in_title", "near_place", "same_street"})


def closed(belongs: Mapping[int, int], pairs: Iterable[tuple[int, int]]) -> Iterator[tuple[int, ...]]:
    """Sets of clusters, sorted, each of which may be any other of its set and none beyond. In: the cluster of each
    group, and plausible pairs of groups."""
    near: dict[int, set[int]] = defaultdict(set)
    for low, high in pairs:
        a, b = belongs[low], belongs[high]
        if a != b:
            near[a].add(b)
            near[b].add(a)
    met: set[int] = set()
    for one in sorted(near):
        together = {one, *near[one]}
        if one not in met and len(together) <= MOST and all({i, *near[i]} == together for i in together):
            yield tuple(sorted(together))
        met |= together


def one_source_tells_two(sources: Iterable[Iterable[str]]) -> bool:
    """Whether two clusters have a source in common, in: the sources of each."""
    told = [set(one) for one in sources]
    return len(set().union(*told)) < sum(map(len, told))


def enough(found: Sequence[Verdict]) -> bool:
    """Whether the verdicts on the pairs across two clusters leave room for their being one.

    Nothing speaks for two. The one pair of two records alone was found plausible; of several, the average is no worse
    than doubt, or one is sure and most are plausible: who words a title anew is like some of the others only.
    """
    if any(_against(verdict) for verdict in found):
        return False
    scores = [verdict.score for verdict in found]
    if len(found) == 1 or (max(scores) < SAME and sum(scores) >= LEAST * len(found)):
        return all(verdict.outcome != "distinct" for verdict in found)
    return max(scores) >= SAME and sum(score >= DOUBTFUL for score in scores) * 2 > len(found)


def _against(verdict: Verdict) -> bool:
    codes = {note.code: note.weight or 0.0 for note in verdict.evidence}
    if not any(codes.values()):
        # Another hour, no common day, two uids of one source.
        return True
    if max((codes.get(code, 0.0) for code in NAMES), default=0.0) >= NAMED and "same_start" in codes:
        # One name at one minute: partners call a place by many names.
        codes.pop("other_venue", None)
    if codes.get("mark_on_one", 0.0) <= PART:
        return True
    if codes.get("title_far", 0.0) > THEMES:
        codes.pop("title_far", None)
    return any(code in AGAINST or weight <= MUCH for code, weight in codes.items())


def two_subjects(a: Features, b: Features, verdict: Verdict) -> bool:
    """Whether each title is about something of its own ("Le Mépris", "Le Doulos"); or one says too little to be about
    anything, and a town may hold two such: at no common place, or told by two societies."""
    ours, theirs = common(a.telling, b.telling)
    own_a, own_b = set(a.telling) - ours - b.context, set(b.telling) - theirs - a.context
    codes = {note.code: note.weight or 0.0 for note in verdict.evidence}
    village = bool(a.insee and small(a.insee))
    if not village and "title_far" in codes and own_a and own_b:
        # A house in a town holds yoga and sewing at one hour.
        return True
    if a.proper & own_a and b.proper & own_b:
        return True
    bare = min(codes.get(code, 0.0) for code in BARE) < WANTING or (a.headline and b.headline)
    if bare and PLACES.isdisjoint(codes) and not village:
        return True
    if not (a.headline and b.headline and a.host and b.host):
        return False
    return a.host.isdisjoint(b.host | b.context) and b.host.isdisjoint(a.context)
