"""The dates that a list of mentions states, with its hours: single days, spans, repeats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from agregateur.contract import When
from agregateur.ingest.prose import roles
from agregateur.ingest.prose.attach import Loose, hours_for
from agregateur.ingest.prose.hours import Slot
from agregateur.ingest.prose.mention import Mention
from agregateur.ingest.prose.repeats import Repeat

MAX_DAILY = 10
"""A range of that many days at stated hours is so many sittings; a longer one is on during the whole range."""
Chain = list[Mention]
"""Mentions that are one list: nothing but commas, bullets and line ends between them."""


def slots_of(
    chain: Chain, loose: Sequence[Loose], same: Sequence[Mention], flags: set[str]
) -> list[tuple[Slot, ...]]:
    """The hours of each mention: its own, those of the next in the list, those said of the same days elsewhere, or
    those that stand alone."""
    own = [m.slots for m in chain]
    for i in range(len(own) - 2, -1, -1):
        own[i] = own[i] or own[i + 1]
    if any(own) or any(m.ends for m in chain):
        return own
    if len(chain) == 1 and (each := _of_each(chain[0], same)):
        chain[0].by_weekday = each
        return [each[chain[0].dates[0].on.weekday()]]
    told = next((m.slots for m in same if m.slots), ())
    if told:
        return [told] * len(chain)
    found = hours_for(chain[0], loose)
    # Hours somewhere in the text are not those of each day of a range, unless they say when it closes.
    if chain[0].ranged and (found is None or any(s.end is None for s in found.slots)):
        return own
    if found is not None and found.doors:
        flags.add("doors")
    return [found.slots if found else ()] * len(chain)


def _of_each(one: Mention, same: Sequence[Mention]) -> dict[int, tuple[Slot, ...]]:
    """`Programme des 13 et 14 juillet`: the hours of each weekday where each of the days has its own, else {}."""
    if one.ranged or len(one.dates) < 2:
        return {}
    told: dict[date, tuple[Slot, ...]] = {}
    for other in same:
        if len(other.dates) == 1 and other.slots:
            told.setdefault(other.dates[0].on, other.slots)
    weekdays = {on.weekday() for on in one.days}
    if len(weekdays) < len(one.days) or not one.days <= told.keys():
        return {}
    return {on.weekday(): told[on] for on in one.days}


def timings_of(chain: Chain, slots: Sequence[tuple[Slot, ...]]) -> tuple[tuple[When, When | None], ...]:
    """Starts and ends, in the order they are told; what is on show until a day began when it was published."""
    found: list[tuple[When, When | None]] = []
    for one, hours in zip(chain, slots, strict=True):
        days = [r.on for r in one.dates]
        if one.shown and one.published is not None and days:
            found.append((one.published, days[0] + _DAY))
        elif one.ranged:
            found += _of_range(one, days[0], days[1], hours)
        else:
            for day in days:
                found += _of_day(day, one.by_weekday.get(day.weekday(), hours))
    return tuple(dict.fromkeys(found))


_DAY = timedelta(days=1)


def _of_range(one: Mention, first: date, last: date, hours: Sequence[Slot]) -> list[tuple[When, When | None]]:
    if one.ends is not None:
        since, until = one.ends
        begin = _at(first, since.start) if since else datetime.combine(first, time())
        end = _at(last, until.end or until.start) if until else datetime.combine(last + _DAY, time())
        return [(begin, end if end > begin else None)]
    length = (last - first).days + 1
    if hours and length <= MAX_DAILY:
        days = [first + n * _DAY for n in range(length)]
        return [t for day in days for t in _of_day(day, one.by_weekday.get(day.weekday(), hours))]
    return [(first, last + _DAY)]


def _of_day(day: date, hours: Sequence[Slot]) -> list[tuple[When, When | None]]:
    if not hours:
        return [(day, day + _DAY)]
    found: list[tuple[When, When | None]] = []
    for slot in hours:
        start = _at(day, slot.start)
        end = _at(day, slot.end) if slot.end else None
        if end is not None and end <= start:
            end += _DAY
        # "De 21h à 20h" is a slip, not a day and a night.
        found.append((start, end if end is None or end - start <= timedelta(hours=18) else None))
    return found


def _at(day: date, point: tuple[int, int]) -> datetime:
    """The hour on that day; 24:00, and midnight in words, is the end of the day."""
    return datetime.combine(day, time()) + timedelta(hours=point[0], minutes=point[1])


def repeated(
    one: Mention, hours: Sequence[Slot], published: date | None, flags: set[str]
) -> tuple[tuple[tuple[When, When | None], ...], str] | None:
    """The first date of a repeat, on or after the day of publication or its stated beginning, and its rule."""
    repeat, day = one.repeat, one.since or published
    if repeat is None or day is None or len(hours) > 1:
        return None
    sentence = one.read.words_of(one.sentence)
    following = one.read.words_of(one.read.sentences[one.stop - 1] + 1)
    if roles.holidays(sentence) or roles.holidays(following):
        flags.add("holidays")
    if repeat.habit and (roles.fixed(sentence) or not hours):
        return None
    # One week out of two says nothing without the week it begins with.
    if repeat.every > 1 and one.since is None:
        flags.add("holidays")
    first = _first_of(repeat, day)
    if first is None:
        return None
    rule = repeat.rrule
    if one.until is not None:
        if one.until < first:
            return None
        rule += f";UNTIL={one.until:%Y%m%d}" + ("T235959" if hours else "")
    return tuple(_of_day(first, hours)), rule


MAX_WAIT = 120
"""Days: from one fifth weekday of a month to the next are 119 at most, in all 400 years of the calendar."""


def _first_of(repeat: Repeat, day: date) -> date | None:
    for ahead in range(MAX_WAIT):
        on = day + ahead * _DAY
        if on.weekday() not in repeat.weekdays:
            continue
        last = (on + 7 * _DAY).month != on.month
        if not repeat.nth or (on.day - 1) // 7 + 1 in repeat.nth or (last and -1 in repeat.nth):
            return on
    return None
