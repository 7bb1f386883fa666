"""Repeated events: the dates of a parent entry, as an iCalendar rule.

`bf_date_fin_evenement_data` of the parent says how it repeats. Former versions make one entry a date from it, marked
`{"recurrentParentId": …}` (tools/bazar/services/DateService.php); later ones compute the dates when they show them
(`generateOccurrences` of the recurrence calculator, whose rules are kept here). Where copies exist they say which
dates there are, since each can be deleted by itself; else the rule does.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from agregateur.connecting.values import text_of
from agregateur.contract import When
from agregateur.text import read_when

MAX_DATES = 600
"""`DEFAULT_MAXIMUM_REPETITION`."""
MAX_STEPS = 5_000
"""Dates that a rule is walked over to be compared with copies; those of one rule are far fewer."""
DATA = "bf_date_fin_evenement_data"
_DAYS = {"mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6, "sun": 7}
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# "fisrt" is how YesWiki writes it.
_POSITIONS = {"fisrtOfMonth": 1, "secondOfMonth": 2, "thirdOfMonth": 3, "forthOfMonth": 4, "lastOfMonth": -1}
_FREQ = {"d": "DAILY", "w": "WEEKLY", "m": "MONTHLY", "y": "YEARLY"}


def stated(entry: Mapping[str, Any]) -> dict[str, Any]:
    """What an entry says of its repetition: an object, or the JSON text of one; empty when it says nothing."""
    data = entry.get(DATA)
    if isinstance(data, str) and data.startswith("{"):
        try:
            data = json.loads(data)
        except (ValueError, RecursionError):
            return {}
    return data if isinstance(data, dict) else {}


def parent_of(entry: Mapping[str, Any]) -> str:
    """The id of the entry that this one is a copy of; empty for any other."""
    return text_of(stated(entry).get("recurrentParentId")) or ""


class Repetition:
    """How an entry repeats, as its `data` says. `known` is false when it says nothing that YesWiki would follow."""

    def __init__(self, data: Mapping[str, Any], first: date) -> None:
        self.first = first
        self.unit = data.get("repetition") if text_of(data.get("isRecurrent")) == "1" else None
        self.known = self.unit in _FREQ
        self.step = max(1, _whole(data.get("step"), 1))
        self.most = min(max(1, _whole(data.get("nbmax"), MAX_DATES)), MAX_DATES)
        listed = data.get("days")
        named = sorted({_DAYS[day] for day in listed if day in _DAYS}) if isinstance(listed, list) else []
        self.days = named or [first.isoweekday()]
        month = data.get("month")
        self.month = _MONTHS.index(month) + 1 if month in _MONTHS else first.month
        self.position = _POSITIONS.get(str(data.get("whenInMonth")))
        self.nth = min(max(1, _whole(data.get("nth"), first.day)), 31)
        except_ = data.get("except")
        self.except_ = (
            {day for day in except_ if isinstance(day, str)} if isinstance(except_, list) else set()
        )
        limit = read_when(text_of(data.get("limitdate")) or "")
        self.limit = limit.date() if isinstance(limit, datetime) else limit

    def days_told(self, length: timedelta) -> set[date]:
        """Every day on which the event begins. `length` is the time from the midnight before its start to its end: no
        date begins or ends at the midnight of the limit or later."""
        found = {self.first}
        day = self.first
        for _ in range(self.most):
            try:
                day = self._next(day)
            except (ValueError, OverflowError):
                break
            if self.limit and (day >= self.limit or _midnight(day) + length >= _midnight(self.limit)):
                break
            if day.year > 2200:
                break
            if day.isoformat() not in self.except_:
                found.add(day)
        return found

    def _next(self, day: date) -> date:
        if self.unit == "d":
            return day + timedelta(days=self.step)
        if self.unit == "w":
            now = day.isoweekday()
            if now in self.days and now != self.days[-1]:
                return day + timedelta(days=next(n for n in self.days if n > now) - now)
            return day + timedelta(days=self.days[0] + 7 * self.step - now)
        if self.unit == "m":
            return self._in_month(
                *_later(day.year, day.month, self.step), lambda y, m: _later(y, m, self.step)
            )
        return self._in_month(day.year + self.step, self.month, lambda y, m: (y + self.step, m))

    def _in_month(self, year: int, month: int, later: Callable[[int, int], tuple[int, int]]) -> date:
        if self.position is None:
            for _ in range(60):
                if self.nth <= _days_in(year, month):
                    break
                year, month = later(year, month)
            return date(year, month, self.nth)
        weekday = self.days[0]
        fitting = [
            n for n in range(1, _days_in(year, month) + 1) if date(year, month, n).isoweekday() == weekday
        ]
        return date(year, month, fitting[self.position - 1 if self.position > 0 else -1])

    def steps(self, last: date) -> int:
        """About how many dates the bare rule gives until `last`."""
        each = {"d": 1, "w": 7, "m": 28, "y": 365}[str(self.unit)] * self.step
        return (last - self.first).days // each * (len(self.days) if self.unit == "w" else 1)

    def rule(self) -> str:
        """The RRULE that comes nearest, without its end."""
        parts = [f"FREQ={_FREQ[str(self.unit)]}"]
        if self.step > 1:
            parts.append(f"INTERVAL={self.step}")
        if self.unit == "y":
            parts.append(f"BYMONTH={self.month}")
        if self.unit == "w":
            parts.append("BYDAY=" + ",".join(_BYDAY[day - 1] for day in self.days))
        elif self.unit in {"m", "y"}:
            within = f"BYDAY={self.position}{_BYDAY[self.days[0] - 1]}" if self.position else ""
            parts.append(within or f"BYMONTHDAY={self.nth}")
        return ";".join(parts)


def zoned(start: When) -> When:
    """The start of a series, which keeps its hour all year: an offset that is French time that day is French time."""
    if not isinstance(start, datetime) or start.tzinfo is None:
        return start
    paris = ZoneInfo("Europe/Paris")
    there = start.astimezone(paris)
    return there if there.utcoffset() == start.utcoffset() else start


def told(
    start: When, days: Collection[date], repetition: Repetition
) -> tuple[tuple[str, ...], tuple[When, ...], tuple[When, ...]]:
    """(rrule, rdate, exdate) that give exactly `days` beside `start`: the rule, and where it and the days part. A list
    of dates alone when the rule explains them badly."""
    first = start.date() if isinstance(start, datetime) else start
    wanted = {day for day in days if day != first}
    if not wanted:
        return (), (), ()

    def at(day: date) -> When:
        if not isinstance(start, datetime):
            return day
        return datetime.combine(day, start.time(), start.tzinfo)

    listed = tuple(at(day) for day in sorted(wanted))
    last = max(wanted)
    if not repetition.known or min(wanted) < first or repetition.steps(last) > MAX_STEPS:
        return (), listed, ()
    rule = repetition.rule()
    walked = rrulestr(rule, dtstart=_midnight(first))
    given = {when.date() for when in walked.between(_midnight(first), _midnight(last), inc=True)} - {first}
    extra, lacking = sorted(given - wanted), sorted(wanted - given)
    if len(extra) + len(lacking) > len(wanted):
        return (), listed, ()
    end = listed[-1]
    return (f"{rule};UNTIL={_until(end)}",), tuple(map(at, lacking)), tuple(map(at, extra))


def _until(last: When) -> str:
    if not isinstance(last, datetime):
        return f"{last:%Y%m%d}"
    return f"{last:%Y%m%dT%H%M%S}" if last.tzinfo is None else f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _later(year: int, month: int, step: int) -> tuple[int, int]:
    return year + (month - 1 + step) // 12, (month - 1 + step) % 12 + 1


def _days_in(year: int, month: int) -> int:
    following = _later(year, month, 1)
    return (date(*following, 1) - timedelta(days=1)).day


def _whole(value: Any, default: int) -> int:
    text = text_of(value) or ""
    return int(text) if text.isdecimal() and len(text) < 10 else default
