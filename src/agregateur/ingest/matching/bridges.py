"""Two records that seem two by themselves, and that a third shows to be one.

"Blanc absolu. Peindre la neige" holds both titles of "Blanc absolu" and "Peindre la neige"; "parc du Fer à Cheval,
repli : espace Beau-Rivage" both venues. Only evidence that a third record can explain is made up for so: titles that
have nothing in common, and two venues. Groups, parts, hours, dates and towns that differ keep two apart whoever links
them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.slots import one_hall

TITLES = frozenset({"title_far", "title_akin"})
SLIGHT = frozenset({"title_partly", "other_subject", "title_more", "default_hour"})
"""What speaks against by itself too little to be explained."""
VENUES = frozenset({"other_venue"})
MILD = -4.5
"""Logits below which a pair is two events, whatever a third says: two titles far apart on one day weigh -4.1."""
WORDING = TITLES | SLIGHT | {"title_generic", "title_headline", "title_vague", "mark_on_one"}
"""What speaks against by the wording of titles alone."""
MUCH = -3.5
"""What weighs more is no mere wording: two themes."""
LITTLE = -2.0
"""What weighs less against a pair is made up for by a third record that is one with both."""
TELLING = frozenset({
    "far_place", "length_differs", "few_dates", "some_other_hours", "hour_elsewhere", "mark_on_one",
    "other_organizer", "other_subject",
})  # fmt: skip
"""What tells two things, however little it weighs."""
PLACES = frozenset({"same_commune", "same_venue", "town_told"})
WORDED = -0.75
HELD = frozenset({"title_same", "title_within", "title_close"})
"""What is said of a title that holds another's."""
FIRM = 1.6
"""What a third record must say of a title, at least: one word that every commune uses weighs less."""


def bridged(
    x: int,
    y: int,
    members: Iterable[int],
    seen: Mapping[int, Features] | None,
    verdict: Callable[[int, int], Verdict],
) -> float | None:
    """The score of two groups that are distinct by themselves, where one of `members` is one with each of them and
    explains what speaks against; None where none does."""
    apart = verdict(x, y)
    if seen is None or apart.score < MILD or not apart.evidence:
        return None
    against = {note.code for note in apart.evidence if note.weight is None or note.weight < 0}
    if _faint(apart):
        between = (m for m in members if m not in (x, y))
        joined = any(verdict(x, m).outcome == verdict(y, m).outcome == "same" for m in between)
        return apart.score if joined else None
    if not against - SLIGHT or not against <= TITLES | SLIGHT | VENUES:
        return None
    for m in members:
        if m in (x, y):
            continue
        both = (verdict(x, m), verdict(y, m))
        if any(one.outcome != "same" for one in both):
            continue
        if not against.isdisjoint(TITLES) and not all(map(_holds_title, both)):
            continue
        if not against.isdisjoint(VENUES) and not (_tells_venue(seen[m]) and all(map(_holds_venue, both))):
            continue
        return apart.score
    return None


def _faint(apart: Verdict) -> bool:
    """Whether a pair falls short for want of evidence alone: nothing weighs much against it, nor tells two things."""
    return all(
        note.weight is not None and (note.weight > LITTLE and note.code not in TELLING)
        for note in apart.evidence
    )


def worded(verdict: Verdict) -> bool:
    """Whether only the wording of the titles speaks against a pair: others that are one with both outweigh that, since
    partners word their titles anew. Within a cluster such a pair says no less than `WORDED`."""
    against = {
        note.code: note.weight for note in verdict.evidence if note.weight is not None and note.weight < 0
    }
    if not against or PLACES.isdisjoint(note.code for note in verdict.evidence):
        return False
    anyhow = one_hall(verdict.evidence)
    return all(
        (code in WORDING and (weight > MUCH or (anyhow and code == "title_far")))
        or (anyhow and code == "sort_differs")
        for code, weight in against.items()
    )


def _holds_title(verdict: Verdict) -> bool:
    return any(note.code in HELD and (note.weight or 0.0) >= FIRM for note in verdict.evidence)


def _tells_venue(one: Features) -> bool:
    return bool(one.venue) and not one.venue_generic


def _holds_venue(verdict: Verdict) -> bool:
    return all(note.code not in VENUES for note in verdict.evidence)
