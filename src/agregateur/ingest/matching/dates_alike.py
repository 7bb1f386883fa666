"""Evidence of time for a pair: common days, hours that agree, and hours that only seem to differ."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.starts import DEFAULT_HOUR, MAX_NIGHTS, UNKNOWN
from agregateur.ingest.matching.weights import Pieces
from agregateur.model import Note

NEAR_MINUTES = 30
"""Doors and show: partners announce one evening up to half an hour apart."""
SITTINGS = frozenset(
    {"visite", "atelier", "seance", "initiation", "conte", "animation", "creneau", "demonstration"}
)
"""Words of titles for what is given again an hour later: there another hour is another sitting, not another clock."""
DAYTIME = frozenset({"market", "walk", "fair", "ceremony", "expo", "opening"})
"""Sorts of which next to nothing begins at 20:00."""
DAWN = 6 * 60
"""Before this hour a start is rarely one: a running time ("1h35") was read as the hour, or it is a night's party."""
MAX_DAYS = 400
EVENING = 17 * 60
"""What begins from this hour on lasts an hour at least: one hall holds no second sitting of it sooner."""
EARLY = 180
"""Minutes that people may come before what they come for: a race's numbers are given from two hours before."""
OVERLAP = 120
"""Minutes between two starts that may be two clocks' word for one thing that lasts longer."""
_ROUND = frozenset(
    {
        9 * 60,
        10 * 60,
        14 * 60,
        15 * 60,
        18 * 60,
        19 * 60,
        20 * 60,
        20 * 60 + 30,
        17 * 60,
        18 * 60 + 30,
        16 * 60,
    }
)
"""Hours at which most things begin: to share one says less than to share a quarter past five."""


@dataclass(frozen=True, slots=True)
class Times:
    """`pieces` of evidence by key; `unmet` instead when the two cannot be one by themselves. `exact`: some start is
    the same to the minute."""

    pieces: Pieces = field(default_factory=dict)
    unmet: Note | None = None
    exact: bool = False


def compare_dates(a: Features, b: Features) -> Times:
    """What the dates of two items say; the sentences' values are days (ISO) and minutes."""
    common = a.starts.keys() & b.starts.keys()
    if not common:
        return _periods(a, b)
    exact, near, whole, other = [], [], [], []
    gap_of_near = NEAR_MINUTES
    mended = ""
    for day in sorted(common)[:MAX_DAYS]:
        ours, theirs = a.starts[day], b.starts[day]
        if ours == theirs or not set(ours).isdisjoint(theirs):
            exact.append(day)
        elif UNKNOWN in ours or UNKNOWN in theirs:
            whole.append(day)
        else:
            gap = min(abs(x - y) for x in ours for y in theirs)
            if gap <= NEAR_MINUTES:
                near.append(day)
                gap_of_near = min(gap_of_near, gap)
            elif how := mended_hour(a, b, ours, theirs):
                mended = mended or how
                whole.append(day)
            else:
                other.append(day)
    if len(other) * 2 > len(common):
        return Times(unmet=Note(code="other_hour", values={"day": _iso(other[0])}))
    pieces: Pieces = {}
    if exact and len(exact) >= max(len(near), len(whole)):
        minutes = (set(a.starts[exact[0]]) & set(b.starts[exact[0]])).pop()
        if minutes == UNKNOWN:
            # The same day without hours says less than the same hour.
            pieces["same_date"] = {"day": _iso(exact[0])}
        else:
            key = "same_start" if minutes in _ROUND else "same_start/rare"
            pieces[key] = {"day": _iso(exact[0]), "minutes": minutes}
    elif near and len(near) >= len(whole):
        key = "near_start" if gap_of_near <= 15 else "near_start/30"
        pieces[key] = {"day": _iso(near[0]), "minutes": gap_of_near}
    elif mended:
        pieces[mended] = {"day": _iso(whole[0])}
    else:
        pieces["same_day"] = {"day": _iso(whole[0])}
        told = _told(a, b, whole[0])
        if told:
            pieces[told] = {}
    if a.span and a.span == b.span:
        pieces["same_period/equal"] = {"days": a.span[1] - a.span[0] + 1}
    elif a.days == b.days > 1 and min(a.starts) == min(b.starts) and _stretch(a, b):
        # From Friday to Sunday, whether its hours are told or not.
        pieces["same_period/equal"] = {"days": a.days}
    if len(exact) + len(near) >= 3:
        pieces["many_dates"] = {"dates": len(exact) + len(near)}
    if other:
        pieces["some_other_hours"] = {"dates": len(other)}
    if _few(a, b, len(common)):
        pieces["few_dates"] = {"dates": len(common)}
    return Times(pieces=pieces, exact=bool(exact))


def _stretch(a: Features, b: Features) -> bool:
    """Whether both last for the days of one occurrence, of which one tells the first hour."""
    counts = {len(a.starts), len(b.starts)}
    return 1 in counts and counts <= {1, a.days}


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()


def mended_hour(a: Features, b: Features, ours: tuple[int, ...], theirs: tuple[int, ...]) -> str:
    """The code of what would explain two hours of one thing, or ''.

    The text tells another hour than the field, and it is the other's; a running time read as the start; people may
    come before it begins; the hours of one are UTC told as local ones; the 20:00 that forms put by default; one begins
    while the other lasts, and no hall holds two sittings at once.
    """
    both = ((a, ours, b, theirs), (b, theirs, a, ours))
    for one, mine, _, its in both:
        if one.hours and one.hours.isdisjoint(mine) and any(abs(h - m) <= 15 for h in one.hours for m in its):
            return "text_hour"
    for one, mine, _, its in both:
        if max(mine) < DAWN and min(its) >= DAWN and not one.nightly:
            return "odd_hour"
    if len(ours) > 1 or len(theirs) > 1:
        return ""
    (first, early), (last, late) = sorted(((a, ours[0]), (b, theirs[0])), key=lambda pair: pair[1])
    gap = late - early
    if gap <= EARLY and any(_near(early, one.doors) and not _near(late, one.doors) for one in (a, b)):
        return "doors"
    if gap <= EARLY and first.lasts and _end_together(first, late - early, last) and _stalls(first, last):
        # Those who sell come to a car-boot sale before those who buy.
        return "doors"
    if gap <= OVERLAP and not SITTINGS.intersection((*a.title, *b.title)) and _programme(a, b, early, late):
        return "doors"
    sittings = not SITTINGS.isdisjoint(a.title) and not SITTINGS.isdisjoint(b.title)
    if not sittings and any(
        one.shift == gap and not other.shift and one is last for one, _, other, _ in both
    ):
        return "utc_clock"
    for one, mine, _, _ in both:
        if mine == (DEFAULT_HOUR,) and DEFAULT_HOUR not in one.hours:
            return "default_hour" + _default_level(a, b)
    if gap <= OVERLAP and (gap < first.lasts or (not first.lasts and early >= EVENING and gap <= 60)):
        return "overlap" if gap <= 60 else "overlap/far"
    return ""


def _end_together(first: Features, gap: int, last: Features) -> bool:
    return bool(last.lasts) and first.lasts - gap == last.lasts


def _stalls(a: Features, b: Features) -> bool:
    return "market" in a.sorts and "market" in b.sorts


def _programme(a: Features, b: Features, early: int, late: int) -> bool:
    """Whether the text of one tells when the doors open, and both hours: who plays first, and who plays last."""
    if "film" in a.sorts | b.sorts:
        return False
    return any(one.doors and {early, late} <= one.hours and late not in one.doors for one in (a, b))


def _default_level(a: Features, b: Features) -> str:
    """How likely 20:00 was put by a form: less for what is given several times a day, more for what is over by then."""
    sorts = a.sorts | b.sorts
    if "film" in sorts or not SITTINGS.isdisjoint({*a.title, *b.title}):
        return "/sitting"
    return "/day" if not DAYTIME.isdisjoint(sorts) else ""


def _near(minutes: int, told: frozenset[int]) -> bool:
    return any(abs(minutes - hour) <= 15 for hour in told)


def _told(a: Features, b: Features, day: int) -> str:
    """Whether the text of the announcement without an hour tells the other's, or only others."""
    for one, other in ((a, b), (b, a)):
        if one.starts[day] == (UNKNOWN,) and other.starts[day] != (UNKNOWN,) and one.hours:
            agree = any(abs(h - m) <= NEAR_MINUTES for h in one.hours for m in other.starts[day])
            if agree:
                return "hour_in_text" if len(one.hours) < 3 else ""
            if one.days == 1 and len(one.hours) <= 2:
                return "hour_elsewhere"
    return ""


def _few(a: Features, b: Features, common: int) -> bool:
    """Whether two series share few of the dates that both windows reach."""
    if min(len(a.starts), len(b.starts)) < 4:
        return False
    first, last = max(min(a.starts), min(b.starts)), min(max(a.starts), max(b.starts))
    ours = sum(first <= day <= last for day in a.starts)
    theirs = sum(first <= day <= last for day in b.starts)
    return common * 3 < min(ours, theirs)


def _periods(a: Features, b: Features) -> Times:
    """Two things that last months and begin on different days: one exhibition, if their spans mostly agree."""
    if a.span and b.span:
        shared = min(a.span[1], b.span[1]) - max(a.span[0], b.span[0]) + 1
        longest = max(a.span[1] - a.span[0], b.span[1] - b.span[0]) + 1
        if shared * 10 >= longest * 7:
            return Times(pieces={"same_period": {"days": shared}})
    for long, dated in ((a, b), (b, a)):
        if long.span and not dated.span and "expo" in dated.sorts | long.sorts:
            inside = sum(long.span[0] <= day <= long.span[1] for day in dated.starts)
            if inside == len(dated.starts) and (inside >= 2 or dated.days > 1) and dated.days <= MAX_NIGHTS:
                return Times(pieces={"within_period": {"dates": inside}})
    return Times(unmet=Note(code="no_common_day"))
