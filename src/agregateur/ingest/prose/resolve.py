"""From days as written to dates: the missing year or month, and words that lean on the day of publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agregateur.ingest.prose.day import Day
from agregateur.ingest.prose.days import Days

BACK = 90
"""A day without year or weekday is past when it was that few days ago, else to come: notices of the last season
linger, and few announce more than nine months ahead."""
NEAR = 75
"""`samedi 7`, no month: within as many days of the day of publication."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A date; `agreed`: a weekday was named and is right; `dated`: the year was stated; `disagrees`: the weekday
    named is another one in the year stated, or in every year near."""

    on: date
    agreed: bool = False
    dated: bool = False
    disagrees: bool = False
    relative: bool = False


def resolve(day: Day, published: date | None, after: date | None = None) -> tuple[Resolved, ...]:
    """The date (two for a week-end) that `day` means; () when nothing says it.

    `published` is the local day of publication. `after`: the date before it in a list, which it follows.
    """
    if day.relative is not None:
        return _relative(day, published) if published else ()
    if day.nth is not None:
        return _nth(day, after or published)
    if day.day is None:
        return ()
    if day.month is None:
        return _month(day, after or published, following=after is not None)
    if day.year is not None:
        on = _date(day.year, day.month, day.day)
        if on is None:
            return ()
        wrong = day.weekday is not None and on.weekday() != day.weekday
        return (Resolved(on, agreed=day.weekday is not None and not wrong, dated=True, disagrees=wrong),)
    near = after or published
    if near is None:
        return ()
    found = [on for y in range(near.year - 1, near.year + 3) if (on := _date(y, day.month, day.day))]
    if after is not None:
        found = [on for on in found if on >= after] or found
        if not found:
            return ()
        # In a list the order says the year; a weekday that another year would suit is a slip.
        on = found[0]
        right = day.weekday is None or on.weekday() == day.weekday
        return (Resolved(on, agreed=day.weekday is not None and right, disagrees=not right),)
    if day.weekday is not None:
        agreeing = [on for on in found if on.weekday() == day.weekday and -300 <= (on - near).days <= 500]
        if agreeing:
            return (Resolved(min(agreeing, key=lambda on: _cost(on, near)), agreed=True),)
    past = [on for on in found if -BACK <= (on - near).days < 0]
    to_come = [on for on in found if on >= near]
    chosen = past[-1] if past else to_come[0] if to_come else None
    return (Resolved(chosen, disagrees=day.weekday is not None),) if chosen else ()


def resolve_range(days: Days, published: date | None) -> tuple[Resolved, Resolved] | None:
    """First and last day of a range, the last not before the first; None when one cannot be said."""
    one, two = days.days
    if one.month is None and two.month is not None and one.day is not None:
        # "du 28 au 3 janvier"
        one = Day(one.weekday, one.day, 12 if two.month == 1 else two.month - 1, two.year)
        if two.month == 1 and two.year is not None:
            one = Day(one.weekday, one.day, 12, two.year - 1)
    if one.year is None and two.year is not None and one.month is not None and two.month is not None:
        earlier = (one.month, one.day or 0) <= (two.month, two.day or 0)
        one = Day(one.weekday, one.day, one.month, two.year if earlier else two.year - 1)
    first = resolve(one, published)
    if not first:
        return None
    last = resolve(two, published, first[0].on)
    if not last or last[0].on < first[0].on:
        return None
    return first[0], last[0]


def resolve_list(days: Sequence[Day], published: date | None) -> list[Resolved] | None:
    """The dates of a list, each not before the one before it; None when one cannot be said."""
    found: list[Resolved] = []
    for day in days:
        alone = day.year is not None or day.relative is not None or not found
        one = resolve(day, published, None if alone else found[-1].on)
        if not one:
            return None
        found += one
    return found


def _nth(day: Day, near: date | None) -> tuple[Resolved, ...]:
    """`premier vendredi de décembre`: of the stated year, else the next one, or the last that was not long ago."""
    if day.month is None or day.weekday is None or (day.year is None and near is None):
        return ()
    for year in (day.year,) if day.year is not None else range(near.year - 1, near.year + 3) if near else ():
        days = [on for n in range(1, 32) if (on := _date(year, day.month, n)) and on.weekday() == day.weekday]
        n = day.nth or 1
        on = days[-1] if n < 0 else days[n - 1] if n <= len(days) else None
        if on is not None and (day.year is not None or near is None or (on - near).days >= -BACK):
            return (Resolved(on, agreed=True, dated=day.year is not None),)
    return ()


def _relative(day: Day, published: date) -> tuple[Resolved, ...]:
    word = day.relative or ""
    ahead = {"aujourd'hui": 0, "demain": 1, "apres-demain": 2}.get(word)
    if ahead is not None:
        return (Resolved(published + timedelta(days=ahead), relative=True),)
    if word.startswith("week-end"):
        saturday = published + timedelta(days=(5 - published.weekday()) % 7)
        if published.weekday() == 6:
            saturday = published - timedelta(days=1)
        # Early in the week "le week-end prochain" is the one that comes; from Friday on, the one after.
        if word.endswith("prochain") and published.weekday() >= 4:
            saturday += timedelta(days=7)
        return (Resolved(saturday, relative=True), Resolved(saturday + timedelta(days=1), relative=True))
    if day.day is not None:
        ahead_of = (published + timedelta(days=n) for n in range(1, 32))
        return tuple(Resolved(on, relative=True) for on in ahead_of if on.day == day.day)[:1]
    if day.weekday is None:
        return ()
    wait = (day.weekday - published.weekday()) % 7
    if word not in {"ce", "seul"}:
        wait = wait or 7
    wait += {"en huit": 7, "en quinze": 14}.get(word, 0)
    return (Resolved(published + timedelta(days=wait), relative=True),)


def _month(day: Day, near: date | None, *, following: bool) -> tuple[Resolved, ...]:
    """`samedi 7` without a month: the nearest such day to come, else the last one."""
    if near is None or day.day is None or (day.weekday is None and not following):
        return ()
    ahead = (near + timedelta(days=n) for n in range(NEAR))
    behind = (near - timedelta(days=n) for n in range(1, 0 if following else 32))
    for on in (*ahead, *behind):
        if on.day == day.day and day.weekday in (None, on.weekday()):
            return (Resolved(on, agreed=day.weekday is not None),)
    return ()


def _cost(on: date, near: date) -> int:
    days = (on - near).days
    return days if days >= 0 else -2 * days


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
