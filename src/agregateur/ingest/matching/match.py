"""Are two items one event? A pure function of the two, with its reasons.

Evidence is added up in one score: each piece has a weight (`weights.py`) and a code that pages turn into a sentence. A
false merge is worse than a missed one, so four outcomes are told apart:

    same        one event
    doubtful    plausible: a human may settle it; never merged by itself
    compatible  nothing joins them, but a third item may (dates of one series, hours that one record holds together)
    distinct    two events; they may not meet in one cluster, whoever links them

Nothing comes from the store's statistics, so the verdict on a pair never depends on what else is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Literal

from agregateur.ingest.matching.beside import beside
from agregateur.ingest.matching.dates_alike import NEAR_MINUTES, Times, compare_dates, mended_hour
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.marks import conflict
from agregateur.ingest.matching.names_alike import one_name
from agregateur.ingest.matching.places_alike import compare_places, exclude
from agregateur.ingest.matching.repeats import repeats
from agregateur.ingest.matching.slots import one_hall, one_name_one_minute, one_open_air
from agregateur.ingest.matching.starts import DEFAULT_HOUR, UNKNOWN
from agregateur.ingest.matching.subjects_alike import unlike
from agregateur.ingest.matching.titles_alike import compare_titles
from agregateur.ingest.matching.venues_alike import likeness
from agregateur.ingest.matching.weights import (
    AGAINST,
    BIAS,
    DISTINCT,
    DOUBTFUL,
    FAINT,
    SAME,
    VETO,
    WEIGHTS,
    Pieces,
)
from agregateur.model import Note

__all__ = ["NEAR_MINUTES", "Outcome", "Verdict", "two_sittings", "verdict"]

Outcome = Literal["same", "doubtful", "compatible", "distinct"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for a pair, its score in logits (`BIAS` and the weights), and the evidence in the order weighed."""

    outcome: Outcome
    score: float
    evidence: tuple[Note, ...]

    @property
    def probability(self) -> float:
        """The score as a probability that the two are one, 0 to 1."""
        return 1 / (1 + exp(-self.score))


def verdict(a: Features, b: Features, *, replaced: bool = False) -> Verdict:
    """Judge two events. `replaced`: one of them is no longer listed by its source, so that, in one source, the other
    may be the same thing under a new uid. The answer does not depend on the order of `a` and `b`.
    """
    if (b.source, b.uid) < (a.source, a.uid):
        a, b = b, a
    if shown := repeats(a, b):
        weight = WEIGHTS["one_a_date"]
        note = Note(code="one_a_date", values={"shown": shown}, weight=weight)
        return Verdict("same", round(BIAS + weight, 2), (note,))
    if a.source == b.source and not replaced:
        # Different uids of one source are different events, unless a third record says otherwise.
        may_meet = _alike(a, b) and not _twice(a, b)
        return Verdict("compatible" if may_meet else "distinct", 0.0, (Note(code="same_source"),))
    times = compare_dates(a, b)
    if times.unmet:
        return Verdict("distinct" if _apart(a, b) else "compatible", 0.0, (times.unmet,))
    notes = evidence(a, b, times)
    if a.source == b.source:
        # What a source lists again under a new uid, the old one gone, is most often the same thing.
        notes = (*notes, Note(code="told_again", weight=WEIGHTS["told_again"]))
    score = round(BIAS + sum(note.weight or 0.0 for note in notes), 2)
    if any(note.code == "mark_differs" for note in notes):
        # Two groups, however alike the rest: none of 600 such labelled pairs was one.
        return Verdict("distinct", min(score, DISTINCT), notes)
    if score >= SAME:
        return Verdict("same", score, notes)
    if score >= DOUBTFUL:
        return Verdict("doubtful", score, notes)
    # What weighs so much is no mistake of one of them: two towns, each stated.
    against = any(n.code in AGAINST or (n.weight or 0.0) <= VETO for n in notes)
    apart = score < DISTINCT or against or exclude(a, b)
    if not apart and score >= FAINT and one_hall(notes):
        # Two things of one minute in one room, whatever they are called.
        return Verdict("doubtful", score, notes)
    return Verdict("distinct" if apart else "compatible", score, notes)


def evidence(a: Features, b: Features, times: Times) -> tuple[Note, ...]:
    """All that speaks for and against, weighed. `a` and `b` are in the order of (source, uid)."""
    return tuple(
        Note(code=key.partition("/")[0], values=values, weight=WEIGHTS[key])
        for key, values in pieces_of(a, b, times).items()
    )


def pieces_of(a: Features, b: Features, times: Times) -> Pieces:
    """The pieces of evidence by their key in `WEIGHTS`, in the order weighed, with the values of their sentence."""
    places = compare_places(a, b, times.exact)
    if "other_commune" in places:
        # Nothing outweighs two distant towns; the rest need not be read.
        return {**times.pieces, **places}
    titles = compare_titles(a, b, times, places)
    if "other_venue" in places and one_open_air(a, b, titles):
        places = {key: said for key, said in places.items() if key != "other_venue"}
    if (
        "other_venue" in places
        and "same_commune" in _codes(places)
        and one_name_one_minute(a, b, times, titles)
    ):
        places = {
            ("other_venue/named" if key == "other_venue" else key): said for key, said in places.items()
        }
    return {**times.pieces, **places, **titles, **beside(a, b)}


def _codes(pieces: Pieces) -> set[str]:
    return {key.partition("/")[0] for key in pieces}


def _alike(a: Features, b: Features) -> bool:
    """Whether the two may be parts of one series, were they linked by a third."""
    return one_name(a, b) and not conflict(_lasting(a), _lasting(b)) and not exclude(a, b)


def _lasting(a: Features) -> frozenset[str]:
    """Marks that hold at any hour: a morning and an afternoon may be two hours of one record."""
    return frozenset(m for m in a.marks if not m.startswith("half:")) if a.marks else a.marks


def _twice(a: Features, b: Features) -> bool:
    """Whether one source announces the two at one minute, or as days on end and an hour of them, under two titles, at
    two places or with two texts: it would not do so of one thing."""
    other_text = bool(a.print and b.print) and a.print.isdisjoint(b.print)
    # Two texts of which each says something of its own are of two groups, be they alike for the rest.
    other_text = other_text or bool(a.context - b.context and b.context - a.context)
    if a.title == b.title and likeness(a.venue, b.venue) >= 70 and not other_text:
        return False
    common = a.starts.keys() & b.starts.keys()
    if a.days != b.days and any((UNKNOWN in a.starts[day]) != (UNKNOWN in b.starts[day]) for day in common):
        # A feast of three days, and its ball.
        return True
    return any(not set(a.starts[day]).isdisjoint(b.starts[day]) for day in common)


def _apart(a: Features, b: Features) -> bool:
    """Whether two that have no common date cannot even be dates of one series that a third announces."""
    return unlike(a, b) or bool(conflict(_lasting(a), _lasting(b))) or exclude(a, b)


def two_sittings(a: Features, b: Features, members: Sequence[Features]) -> bool:
    """Whether `a` and `b` are two hours of one day that none of `members` holds together.

    One source that states two hours, however close, means both; two sources may mean doors and show.
    """
    near = 0 if a.source == b.source else NEAR_MINUTES
    for day in a.starts.keys() & b.starts.keys():
        ours = [m for m in a.starts[day] if m != UNKNOWN]
        theirs = [m for m in b.starts[day] if m != UNKNOWN]
        if not ours or not theirs or min(abs(x - y) for x in ours for y in theirs) <= near:
            continue
        if a.source != b.source and (
            _mended(a, b, tuple(ours), tuple(theirs), day, members) or _doors_told(ours, theirs, day, members)
        ):
            continue
        hours = (m.starts[day] for m in members if day in m.starts)
        if not any(
            any(
                abs(x - y) <= NEAR_MINUTES and abs(z - w) <= NEAR_MINUTES and y != w
                for y in held
                for w in held
            )
            for held in hours
            for x in ours
            for z in theirs
        ):
            return True
    return False


def _mended(
    a: Features,
    b: Features,
    ours: tuple[int, ...],
    theirs: tuple[int, ...],
    day: int,
    members: Sequence[Features],
) -> bool:
    """Whether something explains the two hours; two sources do not put the same one by default."""
    how = mended_hour(a, b, ours, theirs)
    if how.startswith("default_hour"):
        return len({m.source for m in members if m.starts.get(day) == (DEFAULT_HOUR,)}) < 2
    return bool(how)


def _doors_told(ours: list[int], theirs: list[int], day: int, members: Sequence[Features]) -> bool:
    """Whether a member that begins at the later hour tells the earlier one as that at which people may come."""
    for early, late in ((x, y) if x < y else (y, x) for x in ours for y in theirs):
        for one in members:
            if one.doors and late in one.starts.get(day, ()) and any(abs(early - m) <= 15 for m in one.doors):
                return True
    return False
