"""What a feed's modules say of an event: the event module (`ev:`), xCal, Modern Events Calendar.

- `ev:startdate`, `enddate`, `location`, `organizer`, `type` (RSS 1.0 event module), under whatever namespace:
  besides the module's own, with and without its last slash or at web.resource.org, feeds bind `ev` to anything.
- `xcal:dtstart`, `dtend`, `location`, `organizer`, `categories` (RFC 6321's names, in feeds since Upcoming.org), in the
  basic form of RFC 5545 (`20261205T193000Z`) or any other.
- `mec:startDate`, `startHour`, `endDate`, `endHour`, `location`, `cost`, `category` (Modern Events Calendar for
  WordPress, app/features/feed/rss2.php): days, and hours as the site shows them ("20:30", "8:30 pm"). Its `pubDate` is
  the event's own start, and its items of one series share their guid.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from agregateur.text import read_when

Get = Callable[[str], str | None]
"""The text of an item's field by feedparser's name for it: prefix and element in lower case, joined by `_`."""

_EVENT_MODULE = re.compile(r"/modules/event/?$", re.I)
_XCAL = re.compile(r"(?:params:xml:ns:xcal|/2002/12/cal(?:/ical)?#?)$", re.I)
_MEC = re.compile(r"webnus\.net/rss/mec/?$", re.I)
_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?")
_HOUR = re.compile(r"(\d{1,2})\s*(?:[:hH.]\s*(\d\d))?(?::\d\d)?\s*([ap])?\.?m?\.?", re.I)


@dataclass(frozen=True, slots=True)
class Stated:
    """What a module says of one item. `start` and `end` as written, for messages; `first` and `last` as read: a date,
    or a moment, floating without a zone. `published`: whether the item's own date is one of publication."""

    start: str
    first: date | datetime | None
    end: str | None = None
    last: date | datetime | None = None
    location: str | None = None
    organizer: str | None = None
    price: str | None = None
    words: tuple[str, ...] = ()
    published: bool = True


class Modules:
    """Which prefixes stand for which module in one feed."""

    def __init__(self, spaces: Mapping[str, Any]) -> None:
        def bound(uri: re.Pattern[str]) -> list[str]:
            return [prefix.lower() for prefix, space in spaces.items() if prefix and uri.search(str(space))]

        self._ev = list(dict.fromkeys(["ev", *bound(_EVENT_MODULE)]))
        self._xcal = list(dict.fromkeys(["xcal", *bound(_XCAL)]))
        self._mec = list(dict.fromkeys(["mec", *bound(_MEC)]))

    def read(self, get: Get) -> Stated | None:
        """What the first module that states a start says; None when none does."""
        for prefix in self._mec:
            if start := get(f"{prefix}_startdate"):
                return _mec(prefix, start, get)
        for prefix in self._ev:
            if start := get(f"{prefix}_startdate"):
                names = ("enddate", "location", "organizer", "type")
                return _plain(start, *(get(f"{prefix}_{name}") for name in names))
        for prefix in self._xcal:
            if start := get(f"{prefix}_dtstart"):
                names = ("dtend", "location", "organizer", "categories")
                stated = _plain(start, *(get(f"{prefix}_{name}") for name in names))
                return replace(stated, last=_last_inside(stated.first, stated.last))
        return None


def _plain(
    start: str, end: str | None, location: str | None, organizer: str | None, word: str | None
) -> Stated:
    return Stated(
        start,
        _when(start),
        end,
        _when(end or ""),
        location=location,
        organizer=organizer,
        words=(word,) if word else (),
    )


def _last_inside(first: date | None, last: date | None) -> date | None:
    """iCalendar's last day is the one after (RFC 5545 3.6.1); here, as elsewhere in feeds, it is inside."""
    if last is None or isinstance(last, datetime) or first is None or isinstance(first, datetime):
        return last
    return max(first, last - timedelta(days=1))


def _mec(prefix: str, start: str, get: Get) -> Stated:
    end = get(f"{prefix}_enddate")
    words = re.split(r"\s*,\s*", get(f"{prefix}_category") or "")
    first, last = (
        _at(_when(day or ""), get(f"{prefix}_{hour}"))
        for day, hour in ((start, "starthour"), (end or start, "endhour"))
    )
    return Stated(
        start,
        first,
        end,
        last,
        location=get(f"{prefix}_location"),
        price=get(f"{prefix}_cost"),
        words=tuple(word for word in words if word),
        published=False,
    )


def _at(day: date | datetime | None, hour: str | None) -> date | datetime | None:
    found = _HOUR.fullmatch((hour or "").strip())
    if day is None or found is None:
        return day
    clock, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half:
        clock = clock % 12 + (12 if half == "p" else 0)
    try:
        return datetime.combine(day, time(clock, minute))
    except ValueError:
        return day


def _when(stated: str) -> date | datetime | None:
    """`text.read_when`, or the basic form of RFC 5545."""
    basic = _BASIC.fullmatch(stated.strip())
    if basic is None:
        return read_when(stated)
    year, month, day, hour, minute, second, utc = basic.groups()
    extended = f"{year}-{month}-{day}"
    if hour:
        extended += f"T{hour}:{minute}:{second or '00'}{'+00:00' if utc else ''}"
    return read_when(extended)
