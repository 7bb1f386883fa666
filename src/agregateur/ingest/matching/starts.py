"""When an event begins, as matching compares it: minutes by local day, how long it lasts, in what clock."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agregateur.model import Item, Occurrence

UNKNOWN = -1
"""The minutes of a start whose hour is not stated."""
DEFAULT_HOUR = 20 * 60
"""What forms put when nobody fills in the hour."""
MAX_NIGHTS = 14
"""Days on end that are told one by one elsewhere: of a longer event (an exhibition) only the first day is compared."""
_PARIS = ZoneInfo("Europe/Paris")


def starts_by_day(
    occurrences: Iterable[Occurrence],
) -> tuple[dict[int, tuple[int, ...]], int, tuple[int, int] | None]:
    """Minutes by local day, the longest length in days, and the span of a long one."""
    found: dict[int, tuple[int, ...]] = {}
    longest, span = 1, None
    for occurrence in occurrences:
        start, length = occurrence.start, _length(occurrence)
        if isinstance(start, datetime):
            start = _at_home(start)
            minutes = start.hour * 60 + start.minute or UNKNOWN  # midnight is what programs write for no hour
        else:
            minutes = UNKNOWN
        day = start.toordinal()
        if length > 1:
            longest = max(longest, length)
            if length > MAX_NIGHTS:
                last = day + length - 1
                span = (day, last) if span is None else (min(span[0], day), max(span[1], last))
        told = length if minutes == UNKNOWN and length <= MAX_NIGHTS else 1
        for night in range(day, day + told):
            held = found.get(night)
            found[night] = (minutes,) if held is None else tuple(sorted({*held, minutes}))
    return found, longest, span


def shift(item: Item) -> int:
    """The minutes by which its starts would be earlier if their UTC were the local clock; 0 when not told in UTC."""
    start = item.occurrences[0].start if item.utc and item.occurrences else None
    offset = _at_home(start).utcoffset() if isinstance(start, datetime) else None
    return int(offset.total_seconds()) // 60 if offset else 0


def shortest(occurrences: Iterable[Occurrence]) -> int:
    """The minutes of the shortest occurrence whose end is stated; 0 when none is."""
    found = [
        int((o.end - o.start).total_seconds()) // 60
        for o in occurrences
        if isinstance(o.start, datetime) and isinstance(o.end, datetime)
    ]
    return max(0, min(found, default=0))


_DAWN = timedelta(hours=8)
"""What ends before this hour of a day ends with the night."""


def _at_home(start: datetime) -> datetime:
    """A start on the clock of its place: a source in UTC or of a neighbouring country still speaks of Paris time."""
    key = getattr(start.tzinfo, "key", "")
    if key == "Europe/Paris" or (key and not key.startswith(("Europe/", "UTC", "Etc/"))):
        return start
    return start.astimezone(_PARIS)


def _length(occurrence: Occurrence) -> int:
    end, start = occurrence.end, occurrence.start
    if end is None:
        return 1
    if isinstance(start, datetime):
        if not isinstance(end, datetime) or (end - start).days < 1:
            return 1
        # A night that ends at three in the morning is one day.
        return max(1, (_at_home(end) - _DAWN).toordinal() - _at_home(start).toordinal() + 1)
    return 1 if isinstance(end, datetime) else max(1, (end - start).days)
