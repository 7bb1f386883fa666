"""Rules of generated series and the dates they give, worked out by plain arithmetic: no recurrence library is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
ENDLESS = timedelta(days=420)
"""How far the dates of an endless rule are listed: beyond the thirteen months that are stored."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A rule as RFC 5545 writes it, and its dates as planned (naive, of Paris), the first being the start."""

    rule: str
    slots: tuple[datetime, ...]
    endless: bool = False


def repeat(chance: Random, start: datetime, count: int) -> Repeat:
    """One of the ways in which weekly and monthly things are written, beginning at `start`."""
    form = chance.randrange(12)
    if form < 4:
        slots = _steps(start, 7, count)
        return Repeat(f"FREQ=WEEKLY;COUNT={count}", slots)
    if form < 6:
        slots = _steps(start, 7, count)
        return Repeat(f"FREQ=WEEKLY;BYDAY={_DAYS[start.weekday()]};UNTIL={_until(slots[-1])}", slots)
    if form < 8:
        slots = _steps(start, 14, count)
        return Repeat(f"FREQ=WEEKLY;INTERVAL=2;COUNT={count}", slots)
    if form == 8 and start.day <= 28:
        slots = _monthly(start, min(count, 6))
        nth = (start.day - 1) // 7 + 1
        return Repeat(f"FREQ=MONTHLY;BYDAY={nth}{_DAYS[start.weekday()]};COUNT={len(slots)}", slots)
    if form == 9:
        other = start + timedelta(days=chance.choice((1, 2, 3)))
        slots = tuple(sorted((*_steps(start, 7, (count + 1) // 2), *_steps(other, 7, count // 2))))
        days = f"{_DAYS[start.weekday()]},{_DAYS[other.weekday()]}"
        return Repeat(f"FREQ=WEEKLY;BYDAY={days};COUNT={len(slots)}", slots)
    if form <= 10:
        slots = _steps(start, 1, min(count, 6))
        return Repeat(f"FREQ=DAILY;COUNT={len(slots)}", slots)
    return Repeat("FREQ=WEEKLY", _steps(start, 7, ENDLESS.days // 7), endless=True)


def _steps(start: datetime, days: int, count: int) -> tuple[datetime, ...]:
    return tuple(start + timedelta(days=days * n) for n in range(count))


def _monthly(start: datetime, count: int) -> tuple[datetime, ...]:
    """The same weekday of the same week (1 to 4) of the months that follow."""
    nth, weekday = (start.day - 1) // 7, start.weekday()
    found = [start]
    month = start.replace(day=1)
    while len(found) < count:
        month = (month + timedelta(days=32)).replace(day=1)
        found.append(month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * nth))
    return tuple(found)


def _until(last: datetime) -> str:
    """The end of the last day, in UTC as the RFC wants it beside a TZID."""
    return f"{last:%Y%m%d}T225959Z"
