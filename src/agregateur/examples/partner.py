"""What one invented partner announces: the templates of `partenaires/`, and their days relative to a Monday.

A day is written `s2 sam`: the Saturday of the third week (`s0` is the week of the anchor, `s-1` the one before).
When something happens is written

    s0 ven 20:30-22:30          from half past eight to half past ten
    s0 ven 20:30                no end stated
    s0 ven                      the whole day
    s0 ven > s0 dim             three whole days
    s0 ven 18:00 > s0 dim 17:00

and `{s2 sam}` inside a text becomes "samedi 5 décembre".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import yaml

_DAYS = ("lun", "mar", "mer", "jeu", "ven", "sam", "dim")
_DAY = r"s(-?\d+) (" + "|".join(_DAYS) + ")"
_MOMENT = re.compile(_DAY + r"(?: (\d\d:\d\d)(?:-(\d\d:\d\d))?)?")
_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end`: naive local datetimes (`end` may be None), or dates with `end` exclusive."""

    start: date | datetime
    end: date | datetime | None

    @property
    def all_day(self) -> bool:
        return not isinstance(self.start, datetime)


@dataclass(frozen=True, slots=True)
class Week:
    """The Monday that all days of the templates are counted from."""

    monday: date

    def day(self, week: str, name: str) -> date:
        return self.monday + timedelta(weeks=int(week), days=_DAYS.index(name))

    def span(self, text: str) -> Span:
        """The time written in `text`. Raises ValueError when it is not written as above."""
        first, _, last = text.partition(" > ")
        start, end = self._moment(first)
        if last:
            finish, _ = self._moment(last)
            return Span(start, finish if isinstance(finish, datetime) else finish + timedelta(days=1))
        return Span(start, end if isinstance(start, datetime) else start + timedelta(days=1))

    def at(self, text: str) -> datetime:
        """The one moment written in `text`, as a naive local time."""
        start = self.span(text).start
        return start if isinstance(start, datetime) else datetime.combine(start, time())

    def tell(self, text: str) -> str:
        """`text` with its `{s2 sam}` written out in French."""
        return re.sub(r"\{" + _DAY + r"\}", lambda found: _in_french(self.day(found[1], found[2])), text)

    def _moment(self, text: str) -> tuple[date | datetime, datetime | None]:
        found = _MOMENT.fullmatch(text.strip())
        if not found:
            raise ValueError(f"not a time of a template: {text!r}")
        day = self.day(found[1], found[2])
        if not found[3]:
            return day, None
        start = datetime.combine(day, time.fromisoformat(found[3]))
        if not found[4]:
            return start, None
        end = datetime.combine(day, time.fromisoformat(found[4]))
        return start, end if end > start else end + timedelta(days=1)


def _in_french(day: date) -> str:
    number = "1er" if day.day == 1 else str(day.day)
    return f"{_NAMES[day.weekday()]} {number} {_MONTHS[day.month - 1]}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One thing a partner announces. `when` is None for actors; `published` is for feeds."""

    uid: str
    title: str
    when: str | None = None
    place: str | None = None
    text: str = ""
    url: str | None = None
    categories: tuple[str, ...] = ()
    organizer: str | None = None
    status: str | None = None
    rule: str | None = None
    without: tuple[str, ...] = ()
    """Days on which the rule does not happen (`s2 mer`)."""
    instead: tuple[dict[str, str], ...] = ()
    """Single dates of the rule that changed: `day`, and what differs (`when`, `title`, `status`, `text`, `place`)."""
    geo: tuple[float, float] | None = None
    published: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    """The fields of a map's own form."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Partner:
    """One template: the file it gives, the manner it is written in, and what it announces."""

    file: str
    manner: str
    name: str
    site: str = ""
    about: str = ""
    charset: str = "utf-8"
    items: tuple[Item, ...] = ()
    raw: tuple[str, ...] = ()
    """Calendar entries written as they are, faults included."""
    page: str | None = None
    """A web page served instead of the calendar."""


def load(file: str, text: str) -> Partner:
    """The partner written in `text` (YAML), who publishes `file`. Raises TypeError on a key that is not known."""
    data = yaml.safe_load(text)
    items = tuple(_item(item) for item in data.pop("items", ()))
    return Partner(file=file, items=items, raw=tuple(data.pop("raw", ())), **data)


def _item(data: dict[str, Any]) -> Item:
    for name in ("categories", "without", "instead", "geo"):
        if name in data:
            data[name] = tuple(data[name])
    return Item(**{**data, "uid": str(data["uid"])})
