"""The dates of one event out of those of several items: one start per happening, a time beats all-day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from agregateur.ingest.matching.dates_alike import DAWN, NEAR_MINUTES
from agregateur.ingest.matching.features import told_hours
from agregateur.ingest.matching.starts import DEFAULT_HOUR, UNKNOWN
from agregateur.model import Item, Occurrence, Rule

MAX_NIGHTS = 14
"""Days on end that single records, one a day, may stand for; a longer event is one period."""
Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Said:
    """A date as one item states it, and how far its hour is believed."""

    item: Item
    occurrence: Occurrence
    weight: float


def merge_occurrences(
    ranked: Sequence[Item], trust: Mapping[Name, float] | None = None
) -> tuple[tuple[Occurrence, ...], Rule | None]:
    """All dates of the items, best item first, and the rule that explains them all, if one does.

    `trust` says how far each item's (source, uid) hours are believed, 1 when left out: starts within half an hour are
    one happening, told by the hour that the most trusted say. Out: dates sorted.
    """
    if len(ranked) == 1 and len(ranked[0].occurrences) == 1:
        # As most are.
        item, stated = ranked[0], ranked[0].occurrences[0]
        shown = _in_zone(stated, ZoneInfo(item.timezone))
        return (shown,), item.rule if shown.start == stated.start else None
    trust = trust or {}
    # Who gives a rule and hours is heard first, so that the rule can stand for the whole; of several, who follows it.
    order = sorted(
        ranked,
        key=lambda i: (
            i.rule is None,
            all(o.all_day for o in i.occurrences),
            -sum(o.slot is not None for o in i.occurrences),
        ),
    )
    leader = order[0]
    said = list(_said(order, leader, trust))
    days: dict[date, list[_Said]] = {}
    for one in said:
        days.setdefault(one.occurrence.day, []).append(one)
    kept = [found for told in days.values() for found in _of_day(told)]
    found = tuple(sorted(_without_covered(kept), key=_moment))
    # A date that is only cancelled or longer elsewhere is an exception to the rule, not the end of it.
    starts = [o.start for o in sorted(leader.occurrences, key=_moment)]
    return found, leader.rule if starts == [o.start for o in found] else None


def _said(order: Sequence[Item], leader: Item, trust: Mapping[Name, float]) -> Iterable[_Said]:
    # One source says that a date was moved: the others, which still give the old one, have not followed.
    moved = [o.slot for i in order for o in i.occurrences if o.slot is not None and o.slot != o.start]
    days = [o.day for o in leader.occurrences]
    first = min(days, default=date.min)
    last = max(days, default=date.max)
    for item in order:
        zone = ZoneInfo(item.timezone)
        weight = trust.get((item.source, item.uid), 1.0)
        for occurrence in item.occurrences:
            if item is not leader and _beyond(occurrence, item, leader, first, last):
                continue
            if moved and occurrence.slot is None and any(_near(occurrence.start, slot) for slot in moved):
                continue
            yield _Said(item, _in_zone(occurrence, zone), weight)


def _of_day(told: Sequence[_Said]) -> list[Occurrence]:
    """The happenings of one day: starts within half an hour of each other are one; an hour that is not known, or is
    a mistake, joins any.
    """
    if len(told) == 1:
        return [told[0].occurrence]
    vague = [one for one in told if _vague(one, told)]
    # Who is believed most is heard first: what others say is measured against it.
    timed = sorted((one for one in told if one not in vague), key=lambda one: -one.weight)
    if not timed:
        return [_told_by(vague)]
    groups: list[list[_Said]] = []
    for one in timed:
        # A source that states two hours, however close, means both.
        met = next(
            (g for g in groups if any(_near(one.occurrence.start, o.occurrence.start) for o in g)
             and not any(o.item is one.item and o.occurrence.start != one.occurrence.start for o in g)),
            None,
        )  # fmt: skip
        if met is None:
            groups.append([one])
        else:
            met.append(one)
    if len(groups) > 1 and not any(_tells_two(one, timed) for one in timed):
        # They are one event, and no source says that it happens twice that day: they disagree on its hour.
        groups = [timed]
    happenings = [_told_by(group) for group in groups]
    if any(one.occurrence.status == "cancelled" for one in vague) and len(happenings) == 1:
        happenings = [replace(happenings[0], status="cancelled")]
    # Days on end beside hours of one of them say more than that day; beside hours that span days, they say less.
    longer = [one.occurrence for one in vague if _nights(one.occurrence) > 1]
    return happenings if any(map(_spans_days, happenings)) else [*happenings, *longer[:1]]


def _tells_two(one: _Said, timed: Sequence[_Said]) -> bool:
    return any(o.item.source == one.item.source and o.occurrence.start != one.occurrence.start for o in timed)


def _told_by(group: Sequence[_Said]) -> Occurrence:
    """One happening: the start that weighs most, with what others add (an end, a cancelling)."""
    weights: dict[date | datetime, float] = {}
    for one in group:
        weights[one.occurrence.start] = weights.get(one.occurrence.start, 0.0) + one.weight
    heaviest = max(weights.values())
    # Equals are told in the order of the items.
    chosen = next(one for one in group if weights[one.occurrence.start] >= heaviest - 1e-9)
    found = chosen.occurrence
    same = [one.occurrence for one in group if one.occurrence.start == found.start]
    if found.all_day:
        longest = max(same, key=_nights)
        found = replace(found, end=longest.end) if _nights(longest) > _nights(found) else found
    elif found.end is None:
        found = replace(found, end=next((o.end for o in same if o.end is not None), None))
    if found.status != "cancelled" and any(one.occurrence.status == "cancelled" for one in group):
        found = replace(found, status="cancelled")
    return found


def _vague(one: _Said, told: Sequence[_Said]) -> bool:
    """Whether a date says no hour, or one that is a mistake beside the others of its day."""
    minutes = _minutes(one.occurrence)
    if minutes == UNKNOWN:
        # Midnight is what programs write for no hour; beside another hour that the same item gives, it is one.
        midnight = isinstance(one.occurrence.start, datetime)
        return not (midnight and any(o.item is one.item and _minutes(o.occurrence) != UNKNOWN for o in told))
    others = [
        m
        for other in told
        if other.item is not one.item and (m := _minutes(other.occurrence)) not in {UNKNOWN, minutes}
    ]
    if not others or any(abs(m - minutes) <= NEAR_MINUTES for m in others):
        return False
    if any(other.item is not one.item and _minutes(other.occurrence) == minutes for other in told):
        return False
    if minutes < DAWN and all(m >= DAWN for m in others):
        # A running time was read as the start.
        return True
    hours = told_hours(one.item)
    if hours:
        return minutes not in hours and any(abs(h - m) <= NEAR_MINUTES for h in hours for m in others)
    # What forms put when nobody fills in the hour.
    return minutes == DEFAULT_HOUR


def _without_covered(kept: Sequence[Occurrence]) -> list[Occurrence]:
    """Days on end and single days of the same event: the single ones if they tell each day, else the whole."""
    spans = [o for o in kept if o.all_day and _nights(o) > 1]
    if not spans:
        return list(kept)
    out = list(kept)
    for span in spans:
        inside = [o for o in out if o is not span and _within(o, span)]
        days = {o.day for o in inside if not o.all_day}
        if _nights(span) <= MAX_NIGHTS and len(days) == _nights(span):
            out.remove(span)
        else:
            out = [o for o in out if o not in inside]
    return out


def _within(one: Occurrence, span: Occurrence) -> bool:
    return span.end is not None and _as_date(span.start) <= one.day < _as_date(span.end) and _nights(one) <= 1


def _beyond(occurrence: Occurrence, item: Item, leader: Item, first: date, last: date) -> bool:
    """Whether a date lies outside the window that the leader's endless rule was expanded to: what it says of that day
    is not known here, and partners read on different days have different windows.
    """
    if not (leader.endless and leader.rule and leader.occurrences):
        return False
    before = _as_date(leader.rule.start) <= occurrence.day < first
    return before or (item.endless and occurrence.day > last)


def _near(a: date | datetime, b: date | datetime) -> bool:
    if isinstance(a, datetime) and isinstance(b, datetime):
        return abs(a - b) <= timedelta(minutes=NEAR_MINUTES)
    return (
        _as_date(a) == _as_date(b) if not isinstance(a, datetime) and not isinstance(b, datetime) else False
    )


def _minutes(occurrence: Occurrence) -> int:
    start = occurrence.start
    return start.hour * 60 + start.minute or UNKNOWN if isinstance(start, datetime) else UNKNOWN


def _in_zone(occurrence: Occurrence, zone: ZoneInfo) -> Occurrence:
    start = occurrence.start
    if not isinstance(start, datetime) or getattr(start.tzinfo, "key", None) == zone.key:
        return occurrence
    return replace(occurrence, start=start.astimezone(zone))


def _as_date(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _nights(occurrence: Occurrence) -> int:
    end = occurrence.end or occurrence.start
    return (_as_date(end) - occurrence.day).days


def _spans_days(occurrence: Occurrence) -> bool:
    """Whether a timed date runs on into the next day, rather than late into its night."""
    start, end = occurrence.start, occurrence.end
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return False
    return (end.astimezone(start.tzinfo) - timedelta(minutes=DAWN)).date() > occurrence.day


def _moment(occurrence: Occurrence) -> tuple[date, bool, str]:
    # UTC text sorts as time does; all-day first.
    start = occurrence.start
    text = start.astimezone(ZoneInfo("UTC")).isoformat() if isinstance(start, datetime) else ""
    return (occurrence.day, not occurrence.all_day, text)
