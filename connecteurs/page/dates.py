"""Dates as pages write them: ISO 8601, and the slips of widespread plugins."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from agregateur.connecting.values import when_of

# EventON (WordPress) writes 2024-5-24T19:00+5.5:00; basic ISO 8601 is 20261205T203000Z.
_LOOSE = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"(?:[Tt ]+(?P<hour>\d{1,2})[:hH](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?)?"
    r"\s*(?P<offset>Z|[+-]\d{1,2}(?:\.\d+)?(?::?\d{2})?)?"
)
_BASIC = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    r"(?:T(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?)?(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_OFFSET = re.compile(r"([+-])(\d{1,2})(\.\d+)?(?::?(\d{2}))?")


def when_said(text: str | None) -> date | datetime | None:
    """The day or moment that `text` states for a machine; None when it states none."""
    if not text:
        return None
    if (found := when_of(text)) is not None:
        return found
    parts = _LOOSE.fullmatch(text.strip()) or _BASIC.fullmatch(text.strip())
    if parts is None:
        return None
    try:
        day = date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
        if not 1900 <= day.year <= 2200:
            return None
        if parts["hour"] is None:
            return day
        return datetime(
            day.year,
            day.month,
            day.day,
            int(parts["hour"]),
            int(parts["minute"]),
            int(parts["second"] or 0),
            tzinfo=_zone(parts["offset"]),
        )
    except ValueError:
        return None


def _zone(offset: str | None) -> timezone | None:
    """Raises ValueError for an offset of a day or more."""
    if offset is None:
        return None
    found = _OFFSET.fullmatch(offset)
    if found is None:
        return UTC
    length = timedelta(hours=int(found[2]) + float(found[3] or 0), minutes=int(found[4] or 0))
    return timezone(-length if found[1] == "-" else length)
