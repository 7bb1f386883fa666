"""From opening periods, as tourism bases state them, to what a record says of its dates.

A period has a first and a last day, perhaps hours, days of the week or of the month, and may come back every year.
What comes of it:

* 1 January to 31 December without a day of the week is no date, but a form left as it was: it is dropped;
* days without hours, and hours of every day over more than `RUN` days (an exhibition), are one span of whole days;
* anything else is each of its days: a rule when there is one period, else a list.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from agregateur.contract import Repair, When

RUN = timedelta(days=14)
"""A festival is told day by day, an exhibition as one span: as long as a run of nights that matching tells apart."""
MAX_TIMINGS = 2_000
"""As many dates of one record as the core takes (`ingest.recurrence.MAX_LISTED`)."""
MAX_DAYS = 3_700
"""Days of one period that are looked at one by one: ten years."""
YEARS = 2
"""Years told of a period that comes back every year, before the last one that is."""
_BYDAY = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_ONE = timedelta(days=1)

Timing = tuple[When, When | None]


@dataclass(frozen=True, slots=True)
class Period:
    """`first` to `last`, both inside. `weekdays` (0 is Monday), `ordinals` (nth or -1, weekday) narrow its days; None
    is every day. `also` and `but`: single days added and taken away. `yearly`: the same days every year."""

    first: date
    last: date
    opens: time | None = None
    closes: time | None = None
    weekdays: frozenset[int] | None = None
    ordinals: frozenset[tuple[int, int]] | None = None
    also: tuple[date, ...] = ()
    but: tuple[date, ...] = ()
    yearly: bool = False

    @property
    def narrowed(self) -> bool:
        return self.weekdays is not None or self.ordinals is not None

    @property
    def placeholder(self) -> bool:
        """The whole year, or years: nobody's date."""
        begins, ends = (self.first.month, self.first.day), (self.last.month, self.last.day)
        return not self.narrowed and begins == (1, 1) and ends == (12, 31)

    @property
    def spans(self) -> bool:
        """Whether it is told as one span of whole days."""
        if self.narrowed or self.first == self.last:
            return False
        return self.opens is None or (self.closes is not None and self.last - self.first > RUN)

    def holds(self, day: date) -> bool:
        if self.weekdays is not None and day.weekday() not in self.weekdays:
            return False
        if self.ordinals is None:
            return True
        nth = {(day.day - 1) // 7 + 1}
        if day.day + 7 > monthrange(day.year, day.month)[1]:
            nth.add(-1)
        return any((n, day.weekday()) in self.ordinals for n in nth)

    def days(self) -> Iterator[date]:
        """Its days one by one, without `also` and `but`."""
        for n in range(min((self.last - self.first).days + 1, MAX_DAYS)):
            if self.holds(day := self.first + n * _ONE):
                yield day

    def timing(self, day: date) -> Timing:
        if self.opens is None:
            return day, day + _ONE
        start = datetime.combine(day, self.opens)
        if self.closes is None or self.closes == self.opens:
            return start, None
        return start, datetime.combine(day + _ONE if self.closes < self.opens else day, self.closes)

    def timings(self) -> Iterator[Timing]:
        if self.spans:
            yield self.first, self.last + _ONE
        else:
            yield from (self.timing(day) for day in self.days() if day not in self.but)
        yield from (self.timing(day) for day in self.also)

    def in_year(self, years: int) -> Period:
        """The same period so many years later; 29 February is the 28th where there is none."""
        return replace(
            self,
            first=_later(self.first, years),
            last=_later(self.last, years),
            also=tuple(_later(day, years) for day in self.also),
            but=tuple(_later(day, years) for day in self.but),
        )


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says of its dates: `start`, `end` with rules, or `timings`. Nothing when `start` and `timings` are
    empty. `hours_left_out`: the periods told as spans although they have hours."""

    start: When | None = None
    end: When | None = None
    rrule: tuple[str, ...] = ()
    rdate: tuple[When, ...] = ()
    exdate: tuple[When, ...] = ()
    timings: tuple[Timing, ...] = ()
    repairs: tuple[Repair, ...] = ()
    hours_left_out: tuple[Period, ...] = field(default=())

    @property
    def last(self) -> date | None:
        """The last day that is told one by one; None for rules, and where there is none."""
        if self.rrule:
            return None
        stated = [(self.start, self.end)] if self.start is not None else list(self.timings)
        days = [end or start for start, end in stated]
        return max((day.date() if isinstance(day, datetime) else day for day in days), default=None)


def told(periods: Sequence[Period], since: int = 0) -> Told:
    """The dates of all `periods` of one item.

    `since`: a year known to have begun when they were written (that of the last change). A period that comes back every
    year is told up to the year after it and no further: what nobody has looked at since is no announcement. Repairs:
    `placeholder_period`, `every_year`, `early_dates_cut`.
    """
    kept = [p for p in dict.fromkeys(periods) if not p.placeholder]
    repairs = [
        Repair(code="placeholder_period", detail=f"{p.first}/{p.last}") for p in periods if p.placeholder
    ][:1]
    yearly = [p for p in kept if p.yearly]
    if yearly:
        repairs.append(Repair(code="every_year", detail=f"{yearly[0].first}/{yearly[0].last}"))
    out = tuple(p for p in kept if p.spans and p.opens is not None)
    if len(kept) == 1 and not yearly and (one := _one(kept[0])):
        return replace(one, repairs=tuple(repairs), hours_left_out=out)
    timings = list(dict.fromkeys(_merged([t for p in _years(kept, since) for t in p.timings()])))
    if len(timings) > MAX_TIMINGS:
        repairs.append(Repair(code="early_dates_cut", detail=str(MAX_TIMINGS)))
        # The latest ones stay: what is over matters least.
        timings = timings[-MAX_TIMINGS:]
    if len(timings) == 1:
        (start, end) = timings[0]
        return Told(start=start, end=end, repairs=tuple(repairs), hours_left_out=out)
    return Told(timings=tuple(timings), repairs=tuple(repairs), hours_left_out=out)


def _one(period: Period) -> Told | None:
    """One period as a start with a rule; None when none of its days comes."""
    if period.spans:
        return None if period.also else Told(start=period.first, end=period.last + _ONE)
    first = next(period.days(), None)
    if first is None:
        return None
    start, end = period.timing(first)
    if period.first == period.last:
        if period.also or period.but:
            return None
        return Told(start=start, end=end)
    return Told(
        start=start,
        end=end,
        rrule=(f"{_rule(period)};UNTIL={_until(period)}",),
        rdate=tuple(period.timing(day)[0] for day in period.also),
        exdate=tuple(period.timing(day)[0] for day in period.but if first <= day <= period.last),
    )


def _rule(period: Period) -> str:
    if period.ordinals is not None:
        days = ",".join(f"{n}{_BYDAY[day]}" for n, day in sorted(period.ordinals))
        return f"FREQ=MONTHLY;BYDAY={days}"
    if period.weekdays is not None:
        return f"FREQ=WEEKLY;BYDAY={','.join(_BYDAY[day] for day in sorted(period.weekdays))}"
    return "FREQ=DAILY"


def _until(period: Period) -> str:
    # RFC 5545 3.3.10: of the same kind as the start.
    return f"{period.last:%Y%m%d}" + ("T235959" if period.opens is not None else "")


def _years(periods: Iterable[Period], since: int) -> Iterator[Period]:
    for period in periods:
        if not period.yearly:
            yield period
            continue
        last = max(since, period.first.year) + 1
        for year in range(max(period.first.year, last - YEARS), last + 1):
            yield period.in_year(year - period.first.year)


def _merged(timings: list[Timing]) -> Iterator[Timing]:
    """In order; spans of whole days that touch or overlap become one."""
    spans = sorted(
        (start, end) for start, end in timings if not isinstance(start, datetime) and end is not None
    )
    merged: list[tuple[date, date]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    timed = [t for t in timings if isinstance(t[0], datetime)]
    yield from sorted([*merged, *timed], key=_order)


def _order(timing: Timing) -> tuple[date, str]:
    start = timing[0]
    return (start.date(), start.isoformat()) if isinstance(start, datetime) else (start, "")


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
