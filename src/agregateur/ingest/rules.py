"""One RRULE: read it, judge it, and walk its dates within a budget. Wall-clock times only, no zones (RFC 5545 3.3.10).

A rule comes from a stranger. It is parsed first and judged as parsed (a filter on its text is passed by lower case,
folding or doubled parts: CVE-2026-109297), then walked with every loop bounded:

* `SECONDLY`, `MINUTELY` and `HOURLY` never reach dateutil, whose steps would be countless: they become a daily rule
  with its hours and minutes spelt out, or plain arithmetic;
* dates are moved ahead by a multiple of 400 years (the Gregorian calendar repeats itself, week days included), so
  that a rule that never matches (30 February) reaches dateutil's end, the year 9999, within 400 years of days:
  measured 0.2 s against 4 s;
* at most `STEPS` dates are looked at, and `MAX_DATES` kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import count as count_from

from dateutil import rrule as dateutil_rrule

from agregateur.errors import ItemRefused

MAX_DATES = 2000
"""Dates kept of one group: five and a half years of every day, OpenAgenda's limit (800 timings) twice over."""
MAX_PER_DAY = 12
"""A rule whose kept dates come more often than this, day after day, is no agenda: refused."""
STEPS = 200_000
"""Dates looked at in one rule: every day since 1600, about half a second of dateutil."""
MAX_LIST = 400
"""Values in all BY… lists of a rule together (Text-JSCalendar's limit)."""
MAX_TIMES = 100
"""Times of day that BYHOUR × BYMINUTE × BYSECOND may give."""
AHEAD = timedelta(days=36525)
"""A finite rule that still gives dates a century after the window is kept to its window, as an endless one is."""

_FREQUENCIES = {"YEARLY": 0, "MONTHLY": 1, "WEEKLY": 2, "DAILY": 3, "HOURLY": 4, "MINUTELY": 5, "SECONDLY": 6}
_UNITS = {"HOURLY": timedelta(hours=1), "MINUTELY": timedelta(minutes=1), "SECONDLY": timedelta(seconds=1)}
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
# Name in a rule: (name in dateutil, lowest, highest, negative allowed), RFC 5545 3.3.10.
_LISTS = {
    "BYSECOND": ("bysecond", 0, 60, False),
    "BYMINUTE": ("byminute", 0, 59, False),
    "BYHOUR": ("byhour", 0, 23, False),
    "BYMONTHDAY": ("bymonthday", 1, 31, True),
    "BYYEARDAY": ("byyearday", 1, 366, True),
    "BYWEEKNO": ("byweekno", 1, 53, True),
    "BYMONTH": ("bymonth", 1, 12, False),
    "BYSETPOS": ("bysetpos", 1, 366, True),
}
_DAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
_UNTIL = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:T(\d\d):?(\d\d):?(\d\d)?(Z)?)?")


class Unreadable(ValueError):
    """The text is not a rule that can be followed; the event keeps its first date."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Parsed:
    """A rule as parsed. `until` is as written: a date, or a naive time that is UTC when `until_utc`."""

    freq: str
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    until_utc: bool = False
    lists: Mapping[str, tuple[int, ...]]
    days: tuple[tuple[int | None, str], ...] = ()
    week_start: str = "MO"
    dropped: tuple[str, ...] = ()
    """Parts that were not understood and left out."""

    @property
    def finite(self) -> bool:
        return self.count is not None or self.until is not None

    @property
    def within_day(self) -> bool:
        """Recurs by hours or less: calendar programs do not agree on what the clock change makes of it."""
        return self.freq in _UNITS

    def written(self, until: str | None) -> str:
        """The rule as a feed writes it, its parts in a fixed order. `until`: its end as the feed writes it."""
        parts = [f"FREQ={self.freq}"]
        if self.interval != 1:
            parts.append(f"INTERVAL={self.interval}")
        for name in _LISTS:
            if name in self.lists and name != "BYSETPOS":
                parts.append(f"{name}={','.join(map(str, self.lists[name]))}")
        if self.days:
            parts.append("BYDAY=" + ",".join(f"{'' if n is None else n}{day}" for n, day in self.days))
        if "BYSETPOS" in self.lists:
            parts.append(f"BYSETPOS={','.join(map(str, self.lists['BYSETPOS']))}")
        if self.week_start != "MO":
            parts.append(f"WKST={self.week_start}")
        if self.count is not None:
            parts.append(f"COUNT={self.count}")
        if until is not None:
            parts.append(f"UNTIL={until}")
        return ";".join(parts)


@dataclass(frozen=True, slots=True)
class Walk:
    """What a rule gives: `dates` (naive, sorted; all of them, or the window's when `windowed`).

    `matched` says whether the start itself follows the rule; `cut` that the window held more than is kept;
    `impossible` that no date ever follows the rule, so that the start stands alone.
    """

    dates: tuple[datetime, ...]
    windowed: bool
    matched: bool
    cut: bool = False
    impossible: bool = False


def parse(text: str) -> Parsed:
    """The rule in `text`, case and blanks aside. Raises Unreadable, or ItemRefused when it is a bomb as written."""
    if len(text) > 8 * MAX_LIST:
        raise _too_many(f"a rule of {len(text)} characters")
    parts: dict[str, str] = {}
    dropped = []
    for part in "".join(text.upper().split()).split(";"):
        name, equals, value = part.removeprefix("RRULE:").partition("=")
        if equals and value:
            parts["BYDAY" if name == "BYWEEKDAY" else name] = value
        elif part:
            dropped.append(part[:40])
    freq = parts.pop("FREQ", "")
    if freq not in _FREQUENCIES:
        raise Unreadable(f"FREQ={freq}")
    interval = _number(parts.pop("INTERVAL", "1"), 1, 10**6)
    count = _number(parts.pop("COUNT"), 1, 10**9) if "COUNT" in parts else None
    until, until_utc = _until(parts.pop("UNTIL")) if "UNTIL" in parts else (None, False)
    week_start = parts.pop("WKST", "MO")
    if week_start not in _DAYS:
        week_start = "MO"
    days = tuple(_day(value) for value in parts.pop("BYDAY").split(",") if value) if "BYDAY" in parts else ()
    lists = {name: _list(name, parts.pop(name)) for name in _LISTS if name in parts}
    if sum(len(values) for values in lists.values()) + len(days) > MAX_LIST:
        raise _too_many("a rule with more than 400 values")
    # Other calendars (RFC 7529) and Easter rules would give other dates than those meant.
    if parts.pop("RSCALE", "GREGORIAN") != "GREGORIAN" or "BYEASTER" in parts:
        raise Unreadable("RSCALE or BYEASTER")
    dropped += [name[:40] for name in parts if name != "SKIP"]
    return Parsed(
        freq=freq, interval=interval, count=count, until=until, until_utc=until_utc, lists=lists,
        days=tuple(dict.fromkeys(days)), week_start=week_start, dropped=tuple(dropped),
    )  # fmt: skip


def walk(rule: Parsed, start: datetime, *, until: datetime | None, low: datetime, high: datetime) -> Walk:
    """Dates of `rule` from `start` on; all times naive, in the event's own zone.

    `until` is the rule's end as a naive time (inclusive). A finite rule of at most `MAX_DATES` dates gives them all,
    any other those in [low, high). `start` always counts as the first date (RFC 5545 3.8.5.3). Raises ItemRefused
    (`rule_too_many`) when the rule asks for more dates or work than an agenda can hold.
    """
    everything, inside = [start], [start] if low <= start < high else []
    steps, matched, windowed, cut = 1, False, not rule.finite, False
    horizon = high + AHEAD if rule.finite else high
    for when in _stream(rule, start, max(horizon, start)):
        if when == start:
            matched = True
            continue
        if (until is not None and when > until) or (rule.count is not None and steps >= rule.count):
            break
        if when >= horizon:
            windowed = True
            break
        steps += 1
        if steps > STEPS:
            raise _too_many("a rule of more than 200,000 dates")
        if len(everything) <= MAX_DATES:
            everything.append(when)
        if low <= when < high:
            inside.append(when)
            if len(inside) > MAX_DATES:
                if inside[-1] - inside[0] < timedelta(days=MAX_DATES / MAX_PER_DAY):
                    raise _too_many("a rule with more than twelve dates a day")
                inside.pop()
                cut = windowed = True
                break
    else:
        # The stream is dry: 30 February and its like. What stays is the first date, as stated.
        if steps == 1 and not matched:
            return Walk((start,), windowed=False, matched=False, impossible=True)
    windowed = windowed or len(everything) > MAX_DATES
    return Walk(tuple(inside if windowed else everything), windowed, matched, cut)


def _stream(rule: Parsed, start: datetime, horizon: datetime) -> Iterator[datetime]:
    """The dates of the bare rule from `start` on, without COUNT and UNTIL; ends by itself at the year 9999 at last."""
    if rule.freq in _UNITS:
        if not rule.lists and not rule.days:
            step = rule.interval * _UNITS[rule.freq]
            yield from (start + n * step for n in count_from())
            return
        rule = _as_daily(rule, start)
    times = [len(rule.lists.get(name, (0,))) for name in ("BYHOUR", "BYMINUTE", "BYSECOND")]
    if times[0] * times[1] * times[2] > MAX_TIMES:
        raise _too_many("a rule with more than a hundred times a day")
    shift = (9999 - 1 - horizon.year) // 400 * 400
    options: dict[str, object] = {_LISTS[name][0]: values for name, values in rule.lists.items()}
    if rule.days:
        # An ordinal means something only within a month or a year (RFC 5545 3.3.10).
        plain = _FREQUENCIES[rule.freq] > _FREQUENCIES["MONTHLY"]
        options["byweekday"] = [
            dateutil_rrule.weekday(_DAYS.index(day), None if plain else n) for n, day in rule.days
        ]
    try:
        dates = dateutil_rrule.rrule(
            _FREQUENCIES[rule.freq],  # type: ignore[arg-type]
            dtstart=start.replace(year=start.year + shift),
            interval=rule.interval,
            wkst=_DAYS.index(rule.week_start),
            **options,  # type: ignore[arg-type]
        )
        for when in dates:
            yield when.replace(year=when.year - shift)
    except (ValueError, OverflowError):
        # dateutil steps over the end of the year 9999: nothing more to come.
        return


def _as_daily(rule: Parsed, start: datetime) -> Parsed:
    """The same dates as a daily rule with its times spelt out. Raises Unreadable where there is none."""
    unit = {"HOURLY": (24, "BYHOUR"), "MINUTELY": (60, "BYMINUTE"), "SECONDLY": (60, "BYSECOND")}[rule.freq]
    if unit[0] % rule.interval or "BYSETPOS" in rule.lists:
        raise Unreadable(f"FREQ={rule.freq} with such parts")
    finer = False
    lists = dict(rule.lists)
    for name, size, first in (
        ("BYHOUR", 24, start.hour),
        ("BYMINUTE", 60, start.minute),
        ("BYSECOND", 60, start.second),
    ):
        values = set(lists.get(name, (first,) if finer else range(size)))
        if name == unit[1]:
            values = {value for value in values if value % rule.interval == first % rule.interval}
            finer = True
        lists[name] = tuple(sorted(values))
    if not all(lists[name] for name in ("BYHOUR", "BYMINUTE", "BYSECOND")):
        raise Unreadable("no time of day follows the rule")
    return replace(rule, freq="DAILY", interval=1, lists=lists)


def _until(value: str) -> tuple[date | datetime, bool]:
    match = _UNTIL.fullmatch(value)
    if not match:
        raise Unreadable(f"UNTIL={value[:20]}")
    year, month, day = (int(match[n]) for n in (1, 2, 3))
    try:
        last = date(year, month, day)
        if match[4] is None:
            return last, False
        moment = time(min(int(match[4]), 23), min(int(match[5]), 59), min(int(match[6] or 0), 59))
    except ValueError:
        raise Unreadable(f"UNTIL={value[:20]}") from None
    return datetime.combine(last, moment), match[7] is not None


def _number(value: str, low: int, high: int) -> int:
    if not re.fullmatch(r"\+?\d{1,18}", value) or int(value) < low:
        raise Unreadable(f"number {value[:20]}")
    return min(int(value), high)


def _list(name: str, value: str) -> tuple[int, ...]:
    _, low, high, signed = _LISTS[name]
    numbers = []
    for item in filter(None, value.split(",")):
        if not re.fullmatch(r"[+-]?\d{1,3}", item):
            raise Unreadable(f"{name}={item[:20]}")
        number = int(item)
        if not low <= (abs(number) if signed else number) <= high:
            raise Unreadable(f"{name}={number}")
        # A leap second is read as the last ordinary one, as Python's times know none.
        numbers.append(min(number, 59) if name == "BYSECOND" else number)
    if not numbers:
        raise Unreadable(f"{name} is empty")
    return tuple(sorted(set(numbers)))


def _day(value: str) -> tuple[int | None, str]:
    match = _DAY.fullmatch(value)
    if not match or (match[1] and not 1 <= abs(int(match[1])) <= 53):
        raise Unreadable(f"BYDAY={value[:20]}")
    return (int(match[1]) if match[1] else None), match[2]


def _too_many(what: str) -> ItemRefused:
    return ItemRefused(
        f"{what}: more than an agenda can hold; give its dates otherwise", code="rule_too_many"
    )
