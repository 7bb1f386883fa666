"""The written form of dates and moments: ours, and those of partners' machines."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from email.utils import parsedate_to_datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY_FIRST = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?:[ T,]+(?:à )?(\d\d?)[:hH](\d\d)?(?::\d\d)?)?")


def read_when(value: str) -> date | datetime | None:
    """The date or moment that a partner's machine wrote: ISO 8601, RFC 822, or French `5/12/2026 20h30`.

    A day alone is a `date`; a moment is aware when it states its zone, else naive (floating). None when `value` is
    none of these, or lies outside 1900-2200 (arithmetic near year 1 or 9999 overflows). Prose is not read here.
    """
    value = value.strip()
    found: date | datetime
    try:
        if match := _DAY_FIRST.fullmatch(value):
            day, month, year, hour, minute = match.groups()
            found = date(int(year), int(month), int(day))
            if hour:
                found = datetime.combine(found, time(int(hour), int(minute or 0)))
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            found = date.fromisoformat(value)
        elif re.match(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", value):
            found = datetime.fromisoformat(value)
        else:
            found = parsedate_to_datetime(value)
        # An offset may be a whole day or more, which no arithmetic survives.
        if isinstance(found, datetime) and found.tzinfo is not None:
            found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if 1900 <= found.year <= 2200 else None


def end_after(start: date | datetime, end: date | datetime | None) -> date | datetime | None:
    """The end to state beside `start`, or None when the two do not go together.

    For formats whose last day is inside (all but iCalendar): beside an all-day `start`, the answer is the day after
    the last one, exclusive as in RFC 5545 3.6.1; a day named as the end of a moment says nothing.
    """
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end
        return last + timedelta(days=1) if last is not None and last >= start else None
    if not isinstance(end, datetime) or (end.tzinfo is None) != (start.tzinfo is None):
        return None
    return end if end >= start else None


def retimed(value: date | datetime, times: str, home: tzinfo | None = None) -> date | datetime:
    """`value` read anew as a source's option `times` says; dates stay as they are.

    `local`: hours labelled UTC (`Z`, `+0000`) are local ones. `utc`: hours that are not are UTC ones. `shifted`: hours
    under a zone were moved by its offset once too often (8:00 in New York written 4:00, judell/community-calendar#44).
    A local hour that results is in `home`, or floats without it. Anything else, and `as-written`, changes nothing.
    """
    if not isinstance(value, datetime) or times == "as-written":
        return value
    zone = value.tzinfo
    labelled = zone is not None and (zone is UTC or str(zone) in {"UTC", "Etc/UTC", "UTC+00:00"})
    if times == "local" and labelled:
        return value.replace(tzinfo=home)
    if times == "utc" and not labelled:
        moment = value.replace(tzinfo=UTC)
        return moment.astimezone(zone or home) if zone or home else moment
    if times == "shifted" and zone is not None and not labelled:
        return value.astimezone(UTC).replace(tzinfo=zone)
    return value


def encode_when(value: date | datetime) -> str:
    """Written form of a date or datetime: ISO 8601, with the zone in RFC 9557 brackets.

    `2026-12-05`, `2026-12-05T20:30:00` (floating), `2026-12-05T19:30:00Z`, `2026-12-05T20:30:00+01:00[Europe/Paris]`.
    """
    if not isinstance(value, datetime) or (zone := value.tzinfo) is None:
        return value.isoformat()
    if isinstance(zone, ZoneInfo) and zone.key not in {"UTC", "Etc/UTC"}:
        return f"{value.isoformat()}[{zone.key}]"
    if value.utcoffset() == timedelta(0):
        return value.replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat()


@lru_cache(maxsize=16384)
def decode_when(value: str) -> date | datetime:
    """The inverse of `encode_when`. A named zone wins over the offset written beside it. Raises ValueError.

    Remembered: the hours of one evening are those of many events.
    """
    if len(value) == 10:
        return date.fromisoformat(value)
    written, bracket, name = value.partition("[")
    moment = datetime.fromisoformat(written)
    if not bracket:
        return moment
    if not name.endswith("]"):
        raise ValueError(f"not a date or time: {value!r}")
    offset = moment.utcoffset()
    moment = moment.replace(tzinfo=ZoneInfo(name[:-1]))
    # A wall time that happens twice: the offset tells which one.
    if offset is not None and moment.utcoffset() != offset:
        moment = moment.replace(fold=1)
    return moment
