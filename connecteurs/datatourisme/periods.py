"""DATAtourisme's periods (`takesPlaceAt`), and the older lists of first and last days; local time, no zone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agregateur.connecting.periods import Period
from agregateur.connecting.values import clock_of
from agregateur.contract import Repair
from connecteurs.datatourisme.values import day_of, names, of, text

_DAYS = {
    "Monday": 0, "Tuesday": 1, "Wednesday": 2, "Thursday": 3, "Friday": 4, "Saturday": 5, "Sunday": 6,
}  # fmt: skip


def periods_of(one: dict[str, Any], stated: Iterable[dict[str, Any]], repairs: list[Repair]) -> list[Period]:
    """The periods of an event; what cannot be read is in `repairs` (`bad_start`, `bad_end`, `bad_period`,
    `uneven_dates`)."""
    found = [period for part in stated if (period := _period(part, repairs))]
    return found or _listed(one, repairs)


def _period(part: dict[str, Any], repairs: list[Repair]) -> Period | None:
    first, last = day_of(of(part, "startDate")), day_of(of(part, "endDate"))
    if first is None:
        repairs.append(Repair(code="bad_start", detail=str(of(part, "startDate"))[:40]))
        return None
    if last is not None and last < first:
        repairs.append(Repair(code="bad_end", detail=f"{first}/{last}"))
        last = None
    days = names(of(part, "appliesOnDay"))
    weekdays = frozenset(_DAYS[day] for day in days if day in _DAYS)
    if len(weekdays) != len(days):
        repairs.append(Repair(code="bad_period", detail=", ".join(days)[:40]))
        if not weekdays:
            return None
    return Period(
        first=first,
        last=last or first,
        opens=clock_of(text(of(part, "startTime"))),
        closes=clock_of(text(of(part, "endTime"))),
        weekdays=weekdays if 0 < len(weekdays) < 7 else None,
    )


def _listed(one: dict[str, Any], repairs: list[Repair]) -> list[Period]:
    """`schema:startDate` and `schema:endDate`: sets of days, each told once, so that one may be longer.

    In lists of one length the days go together in order. Else the last day of each first one is the latest before the
    next first one, and there is a repair.
    """
    starts = sorted({day for value in _values(of(one, "startDate")) if (day := day_of(value))})
    ends = sorted({day for value in _values(of(one, "endDate")) if (day := day_of(value))})
    if len(starts) == len(ends) and all(first <= last for first, last in zip(starts, ends, strict=True)):
        return [Period(first=first, last=last) for first, last in zip(starts, ends, strict=True)]
    if ends and starts:
        repairs.append(Repair(code="uneven_dates", detail=f"{len(starts)}/{len(ends)}"))
    found = []
    for first, following in zip(starts, [*starts[1:], None], strict=True):
        inside = [end for end in ends if first <= end and (following is None or end < following)]
        found.append(Period(first=first, last=max(inside, default=first)))
    return found


def hours_in_words(periods: Iterable[Period]) -> str | None:
    """The hours of periods that are told as spans of days, in French: the base is French."""
    lines: dict[str, list[str]] = {}
    for period in sorted(periods, key=lambda p: (p.first, p.last, str(p.opens))):
        days = f"Du {period.first:%d/%m/%Y} au {period.last:%d/%m/%Y}"
        lines.setdefault(days, []).append(f"de {period.opens:%H:%M} à {period.closes:%H:%M}")
    return "\n".join(f"{days}, {' et '.join(hours)}." for days, hours in lines.items()) or None


def _values(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
