"""schema.org Schedule: "every Tuesday at 20:00 but on 25 December" as a start, a rule and its exceptions.

https://schema.org/Schedule. A Schedule bounds its dates by `startDate` and `endDate`, which need not be dates of the
event: the first date is the first day from `startDate` on that its other words allow.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.connecting.values import clock_of, number_of, text_of
from connecteurs.page.dates import when_said
from connecteurs.page.graph import Graph, local

_DURATION = re.compile(
    r"P(?:(?P<years>\d{1,3})Y)?(?:(?P<months>\d{1,3})M)?(?:(?P<weeks>\d{1,3})W)?(?:(?P<days>\d{1,4})D)?"
    r"(?:T(?:(?P<hours>\d{1,4})H)?(?:(?P<minutes>\d{1,5})M)?(?:(?P<seconds>\d{1,6})S)?)?",
    re.I,
)
_WORDS = {
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "yearly": "YEARLY",
    "annually": "YEARLY",
}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NAMES = {
    "monday": "MO", "tuesday": "TU", "wednesday": "WE", "thursday": "TH",
    "friday": "FR", "saturday": "SA", "sunday": "SU",
}  # fmt: skip
_BY_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_FAR = 366 * 4
"""Days within which the first date must fall."""


@dataclass(frozen=True)
class Series:
    """What one Schedule says, as a record takes it."""

    start: date | datetime
    end: date | datetime | None
    rrule: tuple[str, ...]
    exdate: tuple[date | datetime, ...]


def duration_of(value: Any) -> timedelta | None:
    """`PT2H30M`, `P1D` (ISO 8601) as a length; None for months and years, which have none, and for anything else."""
    found = _DURATION.fullmatch(text_of(value) or "")
    if not found or not any(found.groups()) or found["years"] or found["months"]:
        return None
    parts = {name: int(number) for name, number in found.groupdict().items() if number}
    return timedelta(**parts) or None


def series_of(graph: Graph, schedule: Any, start: date | datetime | None) -> Series | None:
    """What `schedule` says; `start` is that of its event, for what it leaves unsaid. None when it tells no date."""
    rule = _frequency(graph.text(schedule, "repeatFrequency"))
    bound = when_said(graph.text(schedule, "startDate")) or start
    if bound is None:
        return None
    clock = clock_of(_hour(graph.text(schedule, "startTime")))
    zone = _zone(graph.text(schedule, "scheduleTimezone"))
    if isinstance(bound, datetime):
        clock, zone = clock or bound.timetz().replace(tzinfo=None), zone or bound.tzinfo
    elif clock is None and isinstance(start, datetime):
        clock, zone = start.timetz().replace(tzinfo=None), zone or start.tzinfo
    day = bound.date() if isinstance(bound, datetime) else bound
    last = when_said(graph.text(schedule, "endDate"))
    if rule is not None:
        by = _by(graph, schedule)
        first = _first(day, by)
        if first is None:
            return None
        day = first
        rule += "".join(f";{name}={','.join(values)}" for name, values in by.items())
        count = number_of(graph.text(schedule, "repeatCount"))
        if last is not None:
            rule += f";UNTIL={_until(last, clock, zone)}"
        elif count is not None and count >= 1:
            rule += f";COUNT={int(count)}"
    at = _at(day, clock, zone)
    return Series(
        start=at,
        end=_end(graph, schedule, at, last if rule is None else None),
        rrule=(rule,) if rule else (),
        exdate=tuple(
            found if isinstance(found, datetime) else _at(found, clock, zone)
            for text in graph.texts(schedule, "exceptDate")
            if (found := when_said(text)) is not None
        ),
    )


def _frequency(stated: str | None) -> str | None:
    """`FREQ=…` of `P1W`, `Weekly`…; None when nothing is repeated."""
    if word := _WORDS.get(local(stated or "").lower()):
        return f"FREQ={word}"
    found = _DURATION.fullmatch(stated or "")
    for part, word in (("years", "YEARLY"), ("months", "MONTHLY"), ("weeks", "WEEKLY"), ("days", "DAILY")):
        if found and (number := int(found[part] or 0)):
            return f"FREQ={word}" + (f";INTERVAL={number}" if number > 1 else "")
    return None


def _by(graph: Graph, schedule: Any) -> dict[str, list[str]]:
    weeks = _numbers(graph, schedule, "byMonthWeek", -5, 5)
    days: list[str] = []
    for stated in graph.texts(schedule, "byDay"):
        for word in re.split(r"[\s,]+", stated):
            plain = _NAMES.get(local(word).lower(), local(word).upper())
            if _BY_DAY.fullmatch(plain):
                days += [f"{week}{plain}" for week in weeks] if weeks and len(plain) == 2 else [plain]
    by = {
        "BYDAY": days,
        "BYMONTHDAY": _numbers(graph, schedule, "byMonthDay", -31, 31),
        "BYMONTH": _numbers(graph, schedule, "byMonth", 1, 12),
    }
    return {name: list(dict.fromkeys(values)) for name, values in by.items() if values}


def _numbers(graph: Graph, schedule: Any, name: str, least: int, most: int) -> list[str]:
    numbers = [number_of(text) for text in graph.texts(schedule, name)]
    return [str(int(n)) for n in numbers if n is not None and n == int(n) and n and least <= n <= most]


def _first(day: date, by: dict[str, list[str]]) -> date | None:
    """The first day from `day` on that `by` allows."""
    allowed: list[Callable[[date], bool]] = []
    if "BYDAY" in by:
        allowed.append(lambda one: any(_is_day(one, word) for word in by["BYDAY"]))
    if "BYMONTHDAY" in by:
        allowed.append(
            lambda one: str(one.day) in by["BYMONTHDAY"] or str(_from_end(one)) in by["BYMONTHDAY"]
        )
    if "BYMONTH" in by:
        allowed.append(lambda one: str(one.month) in by["BYMONTH"])
    candidates = (day + timedelta(days=n) for n in range(_FAR))
    return next((one for one in candidates if all(test(one) for test in allowed)), None)


def _is_day(one: date, word: str) -> bool:
    found = _BY_DAY.fullmatch(word)
    if not found or _DAYS[one.weekday()] != found[2]:
        return False
    week = int(found[1] or 0)
    return week in (0, (one.day - 1) // 7 + 1, -((-_from_end(one) - 1) // 7 + 1))


def _from_end(one: date) -> int:
    """-1 on the last day of the month."""
    following = (one.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (one - following).days


def _at(day: date, clock: time | None, zone: tzinfo | None) -> date | datetime:
    return datetime.combine(day, clock, zone) if clock is not None else day


def _until(last: date | datetime, clock: time | None, zone: tzinfo | None) -> str:
    """UNTIL is a day beside days, UTC beside hours of a zone, local beside floating hours (RFC 5545 3.3.10)."""
    day = last.date() if isinstance(last, datetime) else last
    if clock is None:
        return f"{day:%Y%m%d}"
    end = datetime.combine(day, time(23, 59, 59), zone)
    return f"{end.astimezone(UTC):%Y%m%dT%H%M%SZ}" if zone else f"{end:%Y%m%dT%H%M%S}"


def _end(
    graph: Graph, schedule: Any, at: date | datetime, last: date | datetime | None
) -> date | datetime | None:
    """The end of one date: by `endTime` (of the next day when it is earlier), else by `duration`."""
    if isinstance(at, datetime):
        if (clock := clock_of(_hour(graph.text(schedule, "endTime")))) is not None:
            end = datetime.combine(at.date(), clock, at.tzinfo)
            return end if end > at else end + timedelta(days=1)
        length = duration_of(graph.text(schedule, "duration"))
        return at + length if length else None
    day = last.date() if isinstance(last, datetime) else last
    return day + timedelta(days=1) if day is not None and day >= at else None


def _hour(stated: str | None) -> str | None:
    """`19:30:00+01:00` without its offset: an hour of the wall, since the offset of a series moves with the season."""
    return re.sub(r"(?<=:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)$", "", stated) if stated else None


def _zone(name: str | None) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ValueError, OSError, KeyError):
        # ZoneInfoNotFoundError is a KeyError; a folder's name is an OSError.
        return None
