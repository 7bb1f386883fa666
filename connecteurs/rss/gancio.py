"""Feeds of Gancio, which writes place and hour into the text of each item, always in the same manner.

Title `[2026-12-05] Title @ Place`, text `<h4>Title</h4><strong>Place - Address</strong> samedi, 5 décembre 20:30…`
(lesion/gancio views/feed/rss.pug; older releases date the title `[5-12-26]`, others write `<h3>` and put the hour into
`<br/><small>(…)</small>`; sites that show such a feed again leave the heading out, and add the year or the end). An
item is read so only when title and text agree on title, place and day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from html import unescape

_TITLE = re.compile(
    r"\s*\[(?P<day>\d{4}-\d\d?-\d\d?|\d\d?[-/.]\d\d?[-/.]\d\d(?:\d\d)?)\]\s*(?P<rest>\S.*)", re.S
)
_BODY = re.compile(
    r"\s*(?:<h(?P<level>[1-6])>(?P<title>[^<]{1,300})</h(?P=level)>\s*)?<strong>(?P<place>[^<]{1,400})</strong>"
    r"(?:\s|<br ?/?>)*(?:<small>\(?|<strong>)?"
    r"\s*(?P<said>[^\d<]{0,30}(?P<of>\d{1,2})(?:er)?\b[^\d<]{1,30}(?:\d{4}[^\d<]{1,5})?"
    r"(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d))(?!\d)"
    r"(?:\s*[-–]\s*(?P<until>(?:[01]?\d|2[0-3]):[0-5]\d)(?!\d))?"
    r"\s*\)?\s*(?:</small>|</strong>)?(?:\s|<br ?/?>)*"
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What an item states: `start` on the clock of the place, `location` in one line, `rest` of the text as HTML."""

    title: str
    start: datetime
    end: datetime | None
    venue: str | None
    location: str
    rest: str


def dated(title: str) -> date | None:
    """The day in brackets that begins a title (`[2026-12-05]`, `[5-12-26]`); None when there is none."""
    found = _TITLE.match(title)
    return _day(found["day"]) if found else None


def read(title: str, body: str | None) -> Stated | None:
    """What an item of such a feed states; None for any other item."""
    head = _TITLE.match(title)
    told = _BODY.match(body) if head and body else None
    day = _day(head["day"]) if head else None
    if head is None or told is None or body is None or day is None or day.day != int(told["of"]):
        return None
    rest, place = _plain(head["rest"]), _plain(told["place"])
    named = _plain(told["title"]) if told["title"] else rest.rpartition(" @ ")[0]
    if not named or not rest.startswith(named):
        return None
    venue = rest[len(named) :].strip().removeprefix("@").strip() or None
    if venue and not place.startswith(venue):
        return None
    start = datetime.combine(day, time(int(told["hour"]), int(told["minute"])))
    end = datetime.combine(day, time.fromisoformat(told["until"].zfill(5))) if told["until"] else None
    if end is not None and end <= start:
        end += timedelta(days=1)
    return Stated(named, start, end, venue, place.rstrip(" -"), body[told.end() :].strip())


def _plain(value: str) -> str:
    return " ".join(unescape(value).split())


def _day(stated: str) -> date | None:
    first, month, last = (int(part) for part in re.split(r"[-/.]", stated))
    year, day = (first, last) if first > 31 else (last, first)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
