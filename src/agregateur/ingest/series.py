"""The dates of one record: how its times are read, how long it lasts, and which slots its rules and lists give.

A *slot* is a naive wall time in the zone the record recurs in (midnight for all-day ones). Rules recur on the wall
clock of the event's own zone, so that a rehearsal at 20:00 stays at 20:00 in winter; the zone is attached afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from agregateur.contract import Record, Repair, When
from agregateur.errors import ItemRefused
from agregateur.ingest import rules

YEARS = range(1600, 2201)
"""Years an agenda may speak of: birthdays without a year start in 1604; 0001 and 9999 stand for 'unknown'."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How one record's times are read: `wall` is the zone its rule recurs in, `shown` the zone of its dates."""

    all_day: bool
    wall: tzinfo
    shown: ZoneInfo

    def read(self, when: When) -> datetime:
        """`when` as a slot (midnight for a date). Raises ItemRefused (`date_out_of_range`)."""
        if when.year not in YEARS:
            raise ItemRefused(
                f"the year {when.year} is out of range; correct the date", code="date_out_of_range"
            )
        if not isinstance(when, datetime):
            return datetime.combine(when, time.min)
        if self.all_day:
            # Midnight UTC among all-day dates is a date that an exporter wrote out as a time.
            midnight = (when.hour, when.minute, when.second) == (0, 0, 0)
            local = when if when.tzinfo is None or midnight else when.astimezone(self.shown)
            return datetime.combine(local.date(), time.min)
        return when if when.tzinfo is None else when.astimezone(self.wall).replace(tzinfo=None)

    def place(self, slot: datetime) -> When:
        """A slot as a date, or an aware time. One that does not exist is moved on (RFC 5545 3.3.5)."""
        if self.all_day:
            return slot.date()
        return self.instant(slot).astimezone(self.shown)

    def instant(self, slot: datetime) -> datetime:
        """A slot's moment (UTC)."""
        return slot.replace(tzinfo=self.wall).astimezone(UTC)

    def key(self, slot: datetime) -> When:
        """What a slot is told by: its day, or its instant, so that a RECURRENCE-ID may be written in another zone."""
        return slot.date() if self.all_day else self.instant(slot)


def clock_of(start: When, home: ZoneInfo) -> Clock:
    """The clock of a record that starts at `start`, in a source whose zone is `home`.

    Floating times are read at home. A fixed offset that is home's own at that moment means home; any other, and UTC,
    recurs as stated (RFC 5545 3.3.10), and only its dates are shown at home.
    """
    if not isinstance(start, datetime):
        return Clock(True, home, home)
    zone = start.tzinfo
    if zone is None:
        return _clock_in(home)
    if isinstance(zone, ZoneInfo) and "/" in zone.key and not zone.key.startswith("Etc/"):
        return _clock_in(zone)
    offset = start.utcoffset() or timedelta()
    if start.year in YEARS and offset and start.astimezone(home).utcoffset() == offset:
        return _clock_in(home)
    return Clock(False, timezone(offset) if offset else UTC, home)


@lru_cache(maxsize=64)
def _clock_in(zone: ZoneInfo) -> Clock:
    return Clock(False, zone, zone)


@dataclass(slots=True)
class Series:
    """One record's start, length and slots. `days` is length on the wall clock, `seconds` exact length after it
    (RFC 5545 3.3.6); `days` is None when the end is not stated. `rule`, `until` are its last readable rule's;
    `regular` says that the start itself follows it.
    """

    record: Record
    clock: Clock
    start: datetime
    days: timedelta | None = None
    seconds: timedelta = timedelta()
    slots: list[datetime] = field(default_factory=list)
    endless: bool = False
    rule: rules.Parsed | None = None
    until: datetime | None = None
    exdates: list[datetime] = field(default_factory=list)
    regular: bool = True
    repairs: list[Repair] = field(default_factory=list)

    def span(self, slot: datetime) -> tuple[When, When | None]:
        """When the date of a slot begins, and when it is over."""
        start = self.clock.place(slot)
        return start, self._end(slot, start)

    def _end(self, slot: datetime, start: When) -> When | None:
        if self.days is None:
            return None
        end = (
            self.clock.place(slot + self.days) if self.days else start
        )  # a sum forgets which turn of an hour it is
        if isinstance(end, datetime) and isinstance(start, datetime):
            if not self.seconds and end > start:
                return end
            over = end.astimezone(UTC) + self.seconds
            # An hour that spring takes away may leave nothing between start and end.
            return over.astimezone(end.tzinfo) if over > start.astimezone(UTC) else None
        return end

    def bounds(self, window: tuple[datetime, datetime]) -> tuple[datetime, datetime]:
        """The window in slots; what began before it and still lasts is in it."""
        zone = self.clock.shown if self.clock.all_day else self.clock.wall
        low, high = (moment.astimezone(zone).replace(tzinfo=None) for moment in window)
        return low - (self.days or timedelta()) - self.seconds, high

    def mend(self, code: str, detail: str = "") -> None:
        self.repairs.append(Repair(code=code, detail=detail[:80], uid=self.record.uid))


def measured(record: Record, home: ZoneInfo) -> Series:
    """The record's start and length, without slots. An end before the start is dropped, and said.

    Raises ItemRefused: `no_date`, `date_out_of_range`.
    """
    if record.start is None:
        raise ItemRefused("the event has no date; give it one", code="no_date")
    clock = clock_of(record.start, home)
    one = Series(record, clock, clock.read(record.start))
    if record.end is not None:
        end = _end_slot(one, record.end)
        if end is None:
            one.mend("end_out_of_range")
        elif end.fold and (length := clock.instant(end) - clock.instant(one.start)) > timedelta():
            # The second turn of an hour that comes twice: an exact length tells it, its wall time does not.
            one.days, one.seconds = timedelta(), length
        elif end < one.start:
            one.mend("end_before_start")
        elif end > one.start:
            one.days = end - one.start
    elif record.duration is not None:
        if record.duration < timedelta():
            one.mend("end_before_start")
        elif record.duration > timedelta(days=36525):
            one.mend("end_out_of_range")
        elif record.duration:
            one.days = timedelta(days=0 if record.duration_exact else record.duration.days)
            one.seconds = record.duration - one.days
    if clock.all_day:
        # RFC 5545 3.6.1: without an end, an all-day event lasts one day; part of a day counts as a day.
        length = (one.days or timedelta()) + one.seconds
        one.days = max(timedelta(days=-(-length // timedelta(days=1))), timedelta(days=1))
        one.seconds = timedelta()
    return one


def _end_slot(one: Series, end: When) -> datetime | None:
    """The stated end as a slot of the record's clock; None when out of range."""
    if end.year not in YEARS:
        return None
    if one.clock.all_day and isinstance(end, datetime):
        # A time in a zone of its own is read on that clock, as the day of the start is; UTC is shown at home.
        local = end.astimezone(one.clock.shown) if end.tzinfo is not None and not end.utcoffset() else end
        whole = datetime.combine(local.date(), time.min)
        return whole if local.replace(tzinfo=None) == whole else whole + timedelta(days=1)
    slot = one.clock.read(end)
    if not one.clock.all_day and not isinstance(end, datetime) and slot.date() == one.start.date():
        # A timed start with a date as its end: the same day says nothing more than the start does.
        return one.start
    return slot


def series(record: Record, home: ZoneInfo, window: tuple[datetime, datetime]) -> list[Series]:
    """The record's dates: one Series, with one more for each of its `periods`; or one for each of its `timings`.

    Raises ItemRefused.
    """
    if record.timings:
        return [_alone(record, home, start, end) for start, end in record.timings]
    one = measured(record, home)
    slots = _by_rules(one, record.rrule, window) if record.rrule else {one.start}
    slots.update(_listed(one, record.rdate, "rdate_unreadable"))
    if record.exrule:
        slots -= _excluded(one, slots)
    days = _excepted_days(one, slots)
    one.exdates = sorted(
        {*_listed(one, record.exdate, "exdate_unreadable"), *(slot for slot in slots if slot.date() in days)}
    )
    excluded = {one.clock.key(slot) for slot in one.exdates}
    if excluded:
        slots = {slot for slot in slots if one.clock.key(slot) not in excluded}
    if one.endless:
        low, high = one.bounds(window)
        slots = {slot for slot in slots if low <= slot < high}
    one.slots = sorted(slots)
    added = [_alone(record, home, start, end) for start, end in record.periods]
    kept = (p for p in added if p.clock.key(p.start) not in excluded and p.start.date() not in days)
    return [one, *kept]


def _excepted_days(one: Series, slots: set[datetime]) -> set[date]:
    """Whole days excepted from a timed series, whatever the hour: a bare date, or a midnight that is no slot of it
    (Outlook and others write a day so)."""
    days: set[date] = set()
    for when in () if one.clock.all_day else one.record.exdate:
        if not isinstance(when, datetime):
            days.add(when)
        elif when.time() == time.min and when.year in YEARS and one.clock.read(when) not in slots:
            days.add(when.date())
    return days


def _alone(record: Record, home: ZoneInfo, start: When, end: When | None) -> Series:
    """One listed date of the record, with its own end."""
    one = measured(replace(record, start=start, end=end, duration=None), home)
    one.slots = [one.start]
    return one


def _excluded(one: Series, slots: set[datetime]) -> set[datetime]:
    """The slots that the record's EXRULEs take away; none for a rule that cannot be followed."""
    low, high = min(slots, default=one.start), max(slots, default=one.start) + timedelta(days=1)
    gone: set[datetime] = set()
    for text in one.record.exrule:
        try:
            rule = rules.parse(text)
            until = None if rule.until is None else _until(one.clock, rule.until, rule.until_utc)
            walk = rules.walk(rule, one.start, until=until, low=low, high=high)
        except rules.Unreadable as error:
            one.mend("exrule_unreadable", str(error))
            continue
        gone.update(when for when in walk.dates if walk.matched or when != one.start)
    return gone


def _by_rules(one: Series, texts: Sequence[str], window: tuple[datetime, datetime]) -> set[datetime]:
    """The slots that the record's rules give, its start among them unless every rule ended before it."""
    slots: set[datetime] = set()
    low, high = one.bounds(window)
    for text in texts:
        try:
            rule = rules.parse(text)
            if rule.until is not None and rule.until.year > YEARS[-1]:
                # UNTIL=99991231 is how some write "without end".
                rule = replace(rule, until=None)
            until = None if rule.until is None else _until(one.clock, rule.until, rule.until_utc)
            if until is not None and until.date() < one.start.date():
                continue
            walk = rules.walk(rule, one.start, until=until, low=low, high=high)
        except rules.Unreadable as error:
            one.mend("rrule_unreadable", str(error))
            slots.add(one.start)
            continue
        if rule.dropped:
            one.mend("rrule_part_dropped", rule.dropped[0])
        if walk.impossible:
            one.mend("rule_impossible", text)
        if walk.cut:
            one.mend("dates_cut", str(rules.MAX_DATES))
        slots.update(walk.dates)
        one.endless = one.endless or walk.windowed
        one.rule, one.until = rule, until
        one.regular = one.regular and walk.matched and not walk.cut and not rule.within_day
    return slots


def _until(clock: Clock, until: date | datetime, utc: bool) -> datetime:
    """A rule's end as a slot, inclusive: date or time, UTC or local, whatever the start is."""
    if not isinstance(until, datetime):
        return datetime.combine(until, time(23, 59, 59))
    if until.year not in YEARS:
        return until
    return clock.read(until.replace(tzinfo=UTC) if utc else until)


def _listed(one: Series, whens: Sequence[When], code: str) -> list[datetime]:
    """Listed dates as slots: a bare date in a timed series means that day at the series' hour."""
    slots = []
    for when in whens:
        try:
            slot = one.clock.read(when)
        except ItemRefused:
            one.mend(code, str(when.year))
            continue
        if not one.clock.all_day and not isinstance(when, datetime):
            slot = datetime.combine(slot.date(), one.start.time())
        slots.append(slot)
    return slots
