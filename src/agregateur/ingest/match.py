"""Are two items one event? A pure function of the two, with its reasons.

Evidence is added up in one score: each piece has a weight and a code that pages turn into a sentence. A false merge
is worse than a missed one, so four outcomes are told apart:

    same        one event
    doubtful    plausible: a human may settle it; never merged by itself
    compatible  nothing joins them, but a third item may (dates of one series, hours that one record holds together)
    distinct    two events; they may not meet in one cluster, whoever links them

The weights are logits by hand: -3.5 to begin with, 2.5 to be one. Nothing comes from the store's statistics, so the
verdict on a pair never depends on what else is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from agregateur.communes import commune, distance, kilometres
from agregateur.ingest.features import Features
from agregateur.model import Note

Outcome = Literal["same", "doubtful", "compatible", "distinct"]

BIAS = -3.5
SAME = 2.5
DOUBTFUL = 0.5
NEAR_MINUTES = 30
"""Doors and show: partners announce one evening up to half an hour apart (design §6 d)."""
MAX_DAYS = 400


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome for a pair, its score, and the evidence in the order it was weighed."""

    outcome: Outcome
    score: float
    evidence: tuple[Note, ...]


def verdict(a: Features, b: Features, *, replaced: bool = False) -> Verdict:
    """Judge two events. `replaced`: one of them is no longer listed by its source, so that, in one source, the other
    may be the same thing under a new uid. The answer does not depend on the order of `a` and `b`.
    """
    if (b.source, b.uid) < (a.source, a.uid):
        a, b = b, a
    alike = a.marks == b.marks and not _apart(a, b) and _one_name(a, b)
    if a.source == b.source and not replaced:
        # Different uids of one source are different events, unless a third record says otherwise.
        return Verdict("compatible" if alike else "distinct", 0.0, (Note(code="same_source"),))
    when = _when(a, b)
    if not _meet(when):
        return Verdict("compatible" if alike else "distinct", 0.0, tuple(when))
    notes = (*when, *_where(a, b), *_title(a, b), *_beside(a, b))
    score = round(BIAS + sum(note.weight or 0.0 for note in notes), 2)
    if score >= SAME:
        return Verdict("same", score, notes)
    if score >= DOUBTFUL:
        return Verdict("doubtful", score, notes)
    return Verdict("compatible" if alike else "distinct", score, notes)


def _one_name(a: Features, b: Features) -> bool:
    """Whether the titles may name one series: equal, or one within the other by two telling words at least."""
    least = min(len(a.telling), len(b.telling))
    return a.title == b.title or (least >= 2 and _common(a.telling, b.telling) == least)


def _note(code: str, weight: float, **values: object) -> Note:
    return Note(code=code, values=values, weight=weight)


def _meet(when: Sequence[Note]) -> bool:
    return bool(when) and when[0].code not in {"no_common_day", "other_hour"}


def _when(a: Features, b: Features) -> list[Note]:
    """Evidence of time; a single `no_common_day` or `other_hour` when the two cannot be one by themselves."""
    common = sorted(a.starts.keys() & b.starts.keys())[:MAX_DAYS]
    if not common:
        return [Note(code="no_common_day")]
    gaps = {day: _gap(a.starts[day], b.starts[day]) for day in common}
    exact = [day for day, gap in gaps.items() if gap == 0]
    near = [day for day, gap in gaps.items() if gap and gap <= NEAR_MINUTES]
    whole = [day for day, gap in gaps.items() if gap is None]
    other = len(common) - len(exact) - len(near) - len(whole)
    if other * 2 > len(common):
        return [Note(code="other_hour", values={"day": common[0].isoformat()})]
    notes: list[Note] = []
    if exact and len(exact) >= max(len(near), len(whole)):
        minutes = min(a.starts[exact[0]])
        if minutes >= 0:
            notes.append(_note("same_start", 2.0, day=exact[0].isoformat(), minutes=minutes))
        else:
            # The same day without hours says less than the same hour.
            notes.append(_note("same_date", 1.5, day=exact[0].isoformat()))
    elif near and len(near) >= len(whole):
        notes.append(_note("near_start", 1.0, day=near[0].isoformat(), minutes=gaps[near[0]]))
    else:
        notes.append(_note("same_day", 0.5, day=common[0].isoformat()))
    if len(exact) >= 3:
        notes.append(_note("many_dates", 1.0, dates=len(exact)))
    if other:
        notes.append(_note("some_other_hours", -1.0, dates=other))
    if (a.days > 1) != (b.days > 1) and a.title != b.title:
        # A festival is not its concerts: days on end against one sitting of another name.
        notes.append(_note("length_differs", -3.0, days=max(a.days, b.days)))
    return notes


def two_sittings(a: Features, b: Features, members: Sequence[Features]) -> bool:
    """Whether `a` and `b` are two hours of one day that none of `members` holds together (design §6 b).

    One source that states two hours, however close, means both; two sources may mean doors and show.
    """
    near = 0 if a.source == b.source else NEAR_MINUTES
    for day in a.starts.keys() & b.starts.keys():
        ours, theirs = a.starts[day] - {-1}, b.starts[day] - {-1}
        if not ours or not theirs or min(abs(x - y) for x in ours for y in theirs) <= near:
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


def _gap(a: frozenset[int], b: frozenset[int]) -> int | None:
    """Least distance in minutes between starts of one day; None when one of them is all-day (-1)."""
    if -1 in a and -1 in b:
        return 0
    if -1 in a or -1 in b:
        return None
    return min(abs(x - y) for x in a for y in b)


def _apart(a: Features, b: Features) -> bool:
    """Whether the places exclude each other."""
    if a.insee and b.insee and a.insee != b.insee and not _neighbours(*sorted((a.insee, b.insee))):
        return True
    return _venues(a, b) < 55


def _venues(a: Features, b: Features) -> float:
    """How alike the venues are, 0 to 100; 70, which says nothing, when either is missing or is the organiser's name."""
    if not (a.venue and b.venue):
        return 70.0
    ratio: float = fuzz.token_set_ratio(a.venue, b.venue)
    if ratio < 55:
        hosts = [host for host in (a.organizer, b.organizer) if host]
        if any(fuzz.token_set_ratio(venue, host) >= 88 for venue in (a.venue, b.venue) for host in hosts):
            return 70.0
    return ratio


@lru_cache(maxsize=65536)
def _neighbours(x: str, y: str) -> bool:
    """Two communes that one place may be said to lie in: a shared postcode, or centres within 8 km."""
    one, two = commune(x), commune(y)
    if one is None or two is None:
        return False
    return bool(set(one.codes_postaux) & set(two.codes_postaux)) or (distance(x, y) or 0.0) <= 8


def _where(a: Features, b: Features) -> list[Note]:
    notes: list[Note] = []
    if a.insee and b.insee:
        if a.insee == b.insee:
            notes.append(_note("same_commune", 1.0, insee=a.insee))
        elif _neighbours(*sorted((a.insee, b.insee))):
            # The postal town and the commune, if the name is one's own; else what both communes hold.
            weight = 0.0 if _named(a, b) else -4.0
            notes.append(_note("neighbour_commune", weight, a=a.insee, b=b.insee))
        else:
            notes.append(_note("other_commune", -8.0, a=a.insee, b=b.insee))
    elif not _named(a, b):
        notes.append(_note("town_unknown", -1.5))
    ratio = _venues(a, b)
    if ratio >= 88:
        generic = a.venue_generic or b.venue_generic
        # Every commune has a town hall: two of them are no place in common.
        weight = 2.0 if not generic else 1.2 if a.insee == b.insee else 0.0
        notes.append(_note("same_venue", weight, percent=round(ratio)))
    elif ratio < 55:
        notes.append(_note("other_venue", -2.0, percent=round(ratio)))
    if None not in (a.latitude, a.longitude, b.latitude, b.longitude):
        metres = 1000 * kilometres(a.latitude, a.longitude, b.latitude, b.longitude)  # type: ignore[arg-type]
        if metres <= 200:
            notes.append(_note("near_place", 1.0, metres=round(metres)))
        elif metres > 5000:
            notes.append(_note("far_place", -2.0, metres=round(metres)))
    return notes


def _named(a: Features, b: Features) -> bool:
    """Whether two words at least that every commune does not use stand in both titles."""
    return _common(sorted(a.named), sorted(b.named)) >= 2


def _title(a: Features, b: Features) -> list[Note]:
    notes: list[Note] = []
    if a.marks != b.marks:
        # Group 1 and group 2, beginners and advanced, part one and part two are two events.
        weight = -6.0 if a.marks and b.marks else -1.5
        notes.append(_note("mark_differs", weight, a=sorted(a.marks), b=sorted(b.marks)))
    if a.sorts and b.sorts and not a.sorts & b.sorts:
        # The ball and the dinner of one society.
        notes.append(_note("sort_differs", -1.0, a=sorted(a.sorts), b=sorted(b.sorts)))
    percent = round(fuzz.token_sort_ratio(a.title, b.title))
    common = _common(a.telling, b.telling)
    least, most = sorted((len(a.telling), len(b.telling)))
    if a.title == b.title:
        notes.append(_note("title_same", (2.5, 4.0, 4.6)[min(2, least)]))
    elif common == most and (percent >= 90 or (common >= 2 and _nested(a, b))):
        notes.append(_note("title_close", 3.5, percent=percent))
    elif common and _begins(a, b):
        notes.append(_note("title_within", 3.0, words=common))
    elif least and common == least:
        # One word in common says less, the longer the other title is.
        notes.append(_note("title_within", 3.0 if common >= 2 else 2.0 if most <= 2 else 1.0, words=common))
    elif least and common * 2 >= least:
        notes.append(_note("title_partly", 1.0, words=common))
    elif least:
        notes.append(_note("title_far", -2.5, percent=percent))
    else:
        vague = fuzz.token_set_ratio(a.title, b.title) >= 80
        notes.append(_note("title_vague", 1.0 if vague else -1.0, percent=percent))
    return notes


def _nested(a: Features, b: Features) -> bool:
    """Whether one title only adds words to the other ("Concert : …")."""
    x, y = set(a.title.split()), set(b.title.split())
    return x <= y or y <= x


def _begins(a: Features, b: Features) -> bool:
    """Whether one title stands whole in the other (three words, one of them its own), or is its beginning cut short."""
    short, long = sorted((a, b), key=lambda f: (len(f.title), f.title))
    whole = len(short.title.split()) >= 3 and bool(short.named)
    return (whole and f" {short.title} " in f" {long.title} ") or (
        len(short.title) >= 24 and long.title.startswith(short.title)
    )


def _common(a: Sequence[str], b: Sequence[str]) -> int:
    """How many telling words of one title stand in the other, spelling mistakes forgiven; symmetric."""
    found_a = sum(any(_alike(x, y) for y in b) for x in a)
    found_b = sum(any(_alike(x, y) for y in a) for x in b)
    return min(found_a, found_b)


def _alike(x: str, y: str) -> bool:
    return x == y or (min(len(x), len(y)) >= 4 and fuzz.ratio(x, y) >= 84)


def _beside(a: Features, b: Features) -> list[Note]:
    notes: list[Note] = []
    if pages := a.pages & b.pages:
        notes.append(_note("same_page", 4.0, url=min(pages)))
    if a.ids & b.ids:
        notes.append(_note("same_uid", 4.0))
    if a.text and b.text:
        ratio = fuzz.token_set_ratio(a.text, b.text)
        if ratio >= 88:
            notes.append(_note("text_close", 2.0, percent=round(ratio)))
    if a.organizer and b.organizer and fuzz.token_set_ratio(a.organizer, b.organizer) >= 90:
        notes.append(_note("same_organizer", 0.7))
    return notes
