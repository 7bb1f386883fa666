"""From the cells of one row (date, hours, end) to the dates that a record states; `written` reads what a cell says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from agregateur.connecting.values import text_of
from agregateur.connecting.written import Days, Hours, Unread, Year, plain, read_days, read_hours
from agregateur.contract import Repair

_ALL_DAY = frozenset({"toute la journee", "journee", "la journee", "journee entiere", "journee complete"})
MOST_DAYS = 400
"""Days of one range that are told one by one when it states daily hours."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What a record takes: `start` and `end`, or `timings`."""

    start: date | datetime | None = None
    end: date | datetime | None = None
    timings: tuple[tuple[date | datetime, date | datetime | None], ...] = ()
    repairs: tuple[Repair, ...] = ()

    @property
    def first(self) -> date | datetime | None:
        return self.timings[0][0] if self.timings else self.start


def dates_of(cells: dict[str, Any], year: Year) -> Dates:
    """The dates that the cells `date`, `begin`, `finish`, `start_time`, `end_time` and `hours` say together.

    `begin` and `finish` may hold hours beside a `date`. A range of days with hours in one cell (`14h-17h`) happens on
    each of its days. Raises Unread when no start can be read; what else cannot be is in `repairs`.
    """
    repairs: list[Repair] = []
    begin, finish = cells.get("begin"), cells.get("finish")
    clock = read_hours(begin) if _says(cells.get("date")) and not isinstance(begin, datetime) else None
    stated = cells.get("date") if clock or not _says(begin) else begin
    days = read_days(stated, year)
    if days.wrong_weekday:
        repairs.append(Repair(code="wrong_weekday", detail=str(stated)[:60]))
    daily, until = _told_hours(cells, clock, repairs)
    if not daily and days.hours:
        daily = days.hours
    for name in ("begin", "hours", "start_time"):
        if daily == (time(), None) and plain(cells.get(name)).endswith("minuit"):
            # "24/12, minuit" is for some the night that ends the day: what is written is kept, and told.
            repairs.append(Repair(code="midnight", detail=f"{stated} {cells[name]}"[:60]))
    first, last = days.days[0], days.last
    ending: date | datetime | None = None
    if _says(finish):
        until_clock = read_hours(finish) if not isinstance(finish, date) else None
        if until_clock:
            until = until or until_clock[0]
        elif (told := _finish(finish, first, repairs)) is not None:
            last = told.days[-1] if told.last is None else told.last
            ending = told.moment
            until = until or (told.hours[0] if told.hours else None)
    if last is not None and last < first:
        repairs.append(Repair(code="bad_end", detail=str(finish)[:60]))
        last = ending = None
    if daily and daily[1] and daily[1] <= daily[0] and _says(finish) and last == first + timedelta(days=1):
        # The day after stands in a cell of its own: the end of one night, not the second of two.
        daily, until = (daily[0], None), until or daily[1]
    if days.moment and not daily:
        return _from_moment(days.moment, last, ending, until, repairs)
    return _from_days(days, last, ending, daily, until, repairs)


def _says(value: Any) -> bool:
    return (
        value is not None
        and value != ""
        and bool(isinstance(value, date | time | timedelta) or text_of(value))
    )


def _told_hours(
    cells: dict[str, Any], clock: Hours | None, repairs: list[Repair]
) -> tuple[Hours | None, time | None]:
    """Hours of each day, and the hour at which the last day ends."""
    daily = clock
    for name in ("hours", "start_time"):
        stated = cells.get(name)
        if daily is None and _says(stated):
            daily = read_hours(stated)
            if daily is None and plain(stated) not in _ALL_DAY:
                repairs.append(Repair(code="bad_start_time", detail=str(stated)[:60]))
    stated = cells.get("end_time")
    until = read_hours(stated) if _says(stated) else None
    if _says(stated) and until is None:
        repairs.append(Repair(code="bad_end_time", detail=str(stated)[:60]))
    return daily, until[0] if until else None


def _finish(value: Any, first: date, repairs: list[Repair]) -> Days | None:
    try:
        return read_days(value, lambda month: first.year + (month < first.month))
    except Unread:
        repairs.append(Repair(code="bad_end", detail=str(value)[:60]))
        return None


def _from_moment(
    start: datetime,
    last: date | None,
    ending: date | datetime | None,
    until: time | None,
    repairs: list[Repair],
) -> Dates:
    end: datetime | None = None
    if isinstance(ending, datetime):
        end = ending
    elif until:
        end = datetime.combine(last or start.date(), until, start.tzinfo)
        if last is None and end <= start:
            end += timedelta(days=1)
    elif last is not None and last > start.date():
        end = datetime.combine(last + timedelta(days=1), time(), start.tzinfo)
    if end is not None and ((end.tzinfo is None) != (start.tzinfo is None) or end < start):
        repairs.append(Repair(code="bad_end", detail=end.isoformat()))
        end = None
    return Dates(start, end, repairs=tuple(repairs))


def _from_days(
    days: Days,
    last: date | None,
    ending: datetime | date | None,
    daily: Hours | None,
    until: time | None,
    repairs: list[Repair],
) -> Dates:
    first = days.days[0]
    if daily is None:
        if len(days.days) > 1:
            return Dates(timings=tuple((day, None) for day in days.days), repairs=tuple(repairs))
        return Dates(first, last + timedelta(days=1) if last else None, repairs=tuple(repairs))
    start, stop = daily
    if until and last is not None and last > first:
        # Two hours in cells of their own: the first day's start and the last day's end.
        return Dates(datetime.combine(first, start), datetime.combine(last, until), repairs=tuple(repairs))
    if isinstance(ending, datetime) and ending.tzinfo is None and ending >= datetime.combine(first, start):
        return Dates(datetime.combine(first, start), ending, repairs=tuple(repairs))
    stop = stop or until
    each = list(days.days)
    if last is not None and last > first:
        if (last - first).days >= MOST_DAYS:
            repairs.append(Repair(code="hours_left_out", detail=f"{first} - {last}"))
            return Dates(first, last + timedelta(days=1), repairs=tuple(repairs))
        each = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    timings = tuple(_session(day, start, stop) for day in each)
    if len(timings) == 1:
        return Dates(*timings[0], repairs=tuple(repairs))
    return Dates(timings=timings, repairs=tuple(repairs))


def _session(day: date, start: time, stop: time | None) -> tuple[datetime, datetime | None]:
    begin = datetime.combine(day, start)
    if stop is None:
        return begin, None
    end = datetime.combine(day, stop)
    return begin, end if end > begin else end + timedelta(days=1)
