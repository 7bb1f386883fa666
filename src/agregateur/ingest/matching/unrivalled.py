"""Clusters that doubtful pairs join while nothing else comes into question for either: a careful reader takes them for
one.

"Permanence impôts" of one source and "Permanence des Finances publiques" of another, at one minute in one room, may be
two things. Where one source tells both, or a third record may as well be either, they stay in doubt; where each is all
that the other may be, they are one. Who comes into question is seen in the connected component of plausible pairs, so
the answer depends neither on the order of reading nor on history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from agregateur.ingest.matching.bridges import WORDED, worded
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.names_alike import common
from agregateur.ingest.matching.places_alike import small
from agregateur.ingest.matching.slots import one_hall
from agregateur.ingest.matching.subjects_alike import two_languages
from agregateur.ingest.matching.weights import DOUBTFUL, SAME

MOST = 8
"""Clusters that one may be: where more resemble it, somebody tells many things."""
MARGIN = 0.7
"""Logits by which what two clusters say of each other must exceed what another says of either."""
LEAST = -0.75
"""What the pairs across two clusters must say on average, in logits, where one holds several records: of those more is
known."""
AGAINST = frozenset({
    "far_place", "other_village", "neighbour_commune", "other_commune", "length_differs",
    "part_of_whole", "opening_differs", "few_dates", "some_other_hours", "text_differs",
    "other_organizer",
})  # fmt: skip
"""What speaks for two events, where it is no mere want of evidence for one."""
SOFT = frozenset({"other_venue", "town_unknown", "hour_elsewhere", "sort_differs", "title_far"})
"""So do these, of which one of several records may bear one by mistake: a place called otherwise, a theme misheard."""
MUCH = -3.0
"""So does any other piece that weighs so much, but for two titles that have nothing in common."""
SLIGHT = -1.0
"""A part of a whole that weighs less is only told as one."""
TRANSLATED = -2.0
"""Titles that have nothing in common weigh more than this where they are of one language."""
THEMES = -4.0
"""From this weight on titles are of two themes."""
PART = -2.0
"""A mark on one of the two names a part of a whole from this weight on."""
BARE = ("title_far", "title_generic", "title_headline", "title_vague")
WANTING = -1.0
"""Pieces that say that titles have nothing in common, and the weight beyond which nothing makes up for it (a theme)."""
NAMES = ("title_same", "title_close", "title_within")
NAMED = 2.6
"""What these weigh when the titles have a name in common."""
ROOMS = ("room:", "floor:")
"""Marks by which one says that its house has rooms."""
MODEST = 6000
"""Inhabitants up to which a town holds no two lotos at one minute."""
PLACES = frozenset({"same_venue", "venue_in_title", "near_place", "same_street"})


def unrivalled(
    belongs: Mapping[int, int],
    links: Iterable[tuple[int, int]],
    name: Callable[[int], tuple[str, str]],
    score: Callable[[int, int], float],
    may_join: Callable[[int, int], bool],
) -> Iterator[tuple[int, int]]:
    """Pairs of clusters (a, b) to be joined into a, one after another, the surest first. In: the cluster of each group,
    which is to be kept up to date; plausible pairs of groups; by what a cluster sorts; what two clusters say of each
    other at best; whether they may be one."""
    near: dict[int, set[int]] = defaultdict(set)
    for low, high in links:
        a, b = belongs[low], belongs[high]
        if a != b:
            near[a].add(b)
            near[b].add(a)
    waiting = True
    while waiting:
        waiting = False
        order = sorted(
            ((a, b) for a, others in near.items() for b in others if a < b),
            key=lambda ends: (-score(*ends), *sorted(map(name, ends))),
        )
        for a, b in order:
            if len(near[a]) > MOST or len(near[b]) > MOST or not may_join(a, b):
                continue
            enough_for_all = score(a, b) - MARGIN
            if any(
                score(one, rival) > enough_for_all and not (may_join(a, rival) and may_join(b, rival))
                for one, other in ((a, b), (b, a))
                for rival in near[one] - {other}
            ):
                continue
            yield a, b
            for rival in near.pop(b):
                near[rival].discard(b)
                if rival != a:
                    near[rival].add(a)
                    near[a].add(rival)
            waiting = True
            break


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
    scores = [max(v.score, WORDED) if worded(v) else v.score for v in found]
    soft = sum(_softly(verdict) for verdict in found)
    if len(found) == 1:
        return not soft and found[0].outcome != "distinct"
    if max(scores) < SAME:
        likely = sum(scores) >= LEAST * len(found) and all(
            v.outcome != "distinct" or worded(v) for v in found
        )
        return likely and soft * 3 <= len(found)
    return soft * 2 <= len(found) and sum(score >= DOUBTFUL for score in scores) * 2 > len(found)


def _codes(verdict: Verdict) -> dict[str, float]:
    return {note.code: note.weight or 0.0 for note in verdict.evidence}


def _against(verdict: Verdict) -> bool:
    codes = _codes(verdict)
    if not any(codes.values()):
        # Another hour, no common day, two uids of one source.
        return True
    if codes.get("part_of_whole", 0.0) > SLIGHT:
        codes.pop("part_of_whole", None)
    return any(code in AGAINST or (weight <= MUCH and code not in SOFT) for code, weight in codes.items())


def _softly(verdict: Verdict) -> bool:
    codes = _codes(verdict)
    if max((codes.get(code, 0.0) for code in NAMES), default=0.0) >= NAMED and "same_start" in codes:
        # One name at one minute: partners call a place by many names.
        codes.pop("other_venue", None)
    for code, least in (("title_far", THEMES), ("sort_differs", MUCH)):
        if codes.get(code, 0.0) > least:
            codes.pop(code, None)
    return codes.get("mark_on_one", 0.0) <= PART or not SOFT.isdisjoint(codes)


def two_subjects(a: Features, b: Features, verdict: Verdict) -> bool:
    """Whether each title is about something of its own ("Le Mépris", "Le Doulos"); or one says too little to be about
    anything, and a town may hold two such: at no common place, or told by two societies."""
    ours, theirs = common(a.telling, b.telling)
    own_a, own_b = set(a.telling) - ours - b.context, set(b.telling) - theirs - a.context
    codes = _codes(verdict)
    village = bool(a.insee and small(a.insee))
    roomy = any(m.startswith(ROOMS) for m in a.marks ^ b.marks)
    hall = one_hall(verdict.evidence) and (not a.sorts.isdisjoint(b.sorts) or not roomy)
    if codes.get("title_far", 0.0) > TRANSLATED and two_languages(a, b):
        # A translation has no word of the other.
        return False
    if not village and not hall and "title_far" in codes and own_a and own_b:
        # A town holds yoga and sewing at one hour.
        return True
    if a.proper & own_a and b.proper & own_b and not (hall and ours):
        return True
    bare = min(codes.get(code, 0.0) for code in BARE) < WANTING or (a.headline and b.headline)
    if bare and PLACES.isdisjoint(codes) and (roomy or not (a.insee and small(a.insee, MODEST))):
        return True
    if not (a.headline and b.headline and a.host and b.host):
        return False
    return a.host.isdisjoint(b.host | b.context) and b.host.isdisjoint(a.context)
