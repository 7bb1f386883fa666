"""The schedule of a series of sessions: one `Schedule` or `PartialSchedule` to a start and a rule (RFC 5545 3.3.10)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from agregateur.connecting.values import clock_of, number_of, text_of, when_of
from agregateur.connecting.zones import zone_of
from agregateur.contract import When
from agregateur.text import end_after

Plan = tuple[When, When | None, tuple[str, ...], tuple[When, ...]]
"""Start, end, rules and days left out."""

_EVERY = re.compile(r"P(\d{1,3})([DWMY])")
_FREQUENCIES = {"D": "DAILY", "W": "WEEKLY", "M": "MONTHLY", "Y": "YEARLY"}


def scheduled(value: Any) -> Plan | None:
    """The dates of the first schedule that says when it begins; None when none does."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Mapping) and (plan := _plan(one)) is not None:
            return plan
    return None


def _plan(one: Mapping[str, Any]) -> Plan | None:
    first = _day(one.get("startDate"))
    if first is None:
        return None
    zone = zone_of(one.get("scheduleTimezone") or one.get("timeZone"))
    begin, over = clock_of(one.get("startTime")), clock_of(one.get("endTime"))
    start = datetime.combine(first, begin, zone) if begin else first
    end = end_after(start, datetime.combine(first, over, zone)) if begin and over else None
    out = tuple(
        datetime.combine(day, begin, zone) if begin else day
        for stated in _list(one.get("exceptDate"))
        if (day := _day(stated)) is not None
    )
    return start, end, _rule(one), out


def _rule(one: Mapping[str, Any]) -> tuple[str, ...]:
    every = _EVERY.fullmatch(text_of(one.get("repeatFrequency")) or "")
    days = [name for stated in _list(one.get("byDay")) if (name := _weekday(stated))]
    if not every and not days:
        return ()
    number, unit = (every[1], every[2]) if every else ("1", "W")
    parts = [f"FREQ={_FREQUENCIES[unit]}"]
    if number.lstrip("0") not in ("", "1"):
        parts.append(f"INTERVAL={int(number)}")
    if days:
        parts.append(f"BYDAY={','.join(days)}")
    if last := _day(one.get("endDate")):
        parts.append(f"UNTIL={last:%Y%m%d}T235959Z" if one.get("startTime") else f"UNTIL={last:%Y%m%d}")
    elif count := number_of(one.get("repeatCount")):
        parts.append(f"COUNT={int(count)}")
    return (";".join(parts),)


def _weekday(stated: Any) -> str | None:
    """`MO` of `https://schema.org/Monday`."""
    name = (text_of(stated) or "").rpartition("/")[2][:2].upper()
    return name if name in {"MO", "TU", "WE", "TH", "FR", "SA", "SU"} else None


def _day(stated: Any) -> date | None:
    found = when_of(stated) if isinstance(stated, str) else None
    return found.date() if isinstance(found, datetime) else found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
