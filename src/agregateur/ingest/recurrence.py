"""From the records of one group to its dates (RFC 5545 3.8.4.4, 3.8.5): the series, and what changes single dates.

`rules` walks one RRULE, `series` gives one record's slots; here the group is put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agregateur.contract import Record, Repair, When
from agregateur.errors import ItemRefused
from agregateur.ingest.cpulimit import cpu_limit
from agregateur.ingest.series import YEARS, Series, clock_of, measured, series
from agregateur.model import Expansion, Occurrence, Rule, Status
from agregateur.text import encode_when, fold

MAX_LISTED = 2000
"""RDATE, EXDATE or timings of one record (measured: 10,000 EXDATE lines take 0.55 s)."""
MAX_RECORDS = 1000
"""Records of one group (measured: 10,000 overrides take 1.2 s)."""
MAX_SHIFTS = 50
"""THISANDFUTURE records of one group: each goes over all its dates."""
MAX_RULES = 10
"""RRULEs of one record; RFC 5545 3.8.5.3 wants one."""
CPU_SECONDS = 2.0
"""Last resort: processor time for one group with rules; every known trap ends well below it."""

_STATUSES: dict[str, Status] = {
    "confirmed": "confirmed", "eventscheduled": "confirmed", "tentative": "tentative",
    "cancelled": "cancelled", "canceled": "cancelled", "eventcancelled": "cancelled",
    "postponed": "postponed", "eventpostponed": "postponed",
    "rescheduled": "rescheduled", "eventrescheduled": "rescheduled",
    "moved-online": "moved-online", "eventmovedonline": "moved-online",
}  # fmt: skip


def expand(records: Sequence[Record], *, zone: str, window: tuple[datetime, datetime]) -> Expansion:
    """The dates of one uid group: a master with its overrides, orphan overrides, or dates listed in `timings`.

    `zone` is the source's IANA zone, for floating times and for showing times stated in UTC. `window` (aware) bounds
    what endless rules give, and rules of more than `rules.MAX_DATES` dates; all else gives all its dates. `last` is
    the last day on which the group goes on. Raises ItemRefused: `no_date`, `no_occurrence` (a rule that ends before
    it begins, or every date excepted), `date_out_of_range`, `rule_too_many`, `dates_too_many`, `overrides_too_many`.
    An unreadable or impossible rule does not lose the event: its first date stays, with a repair. Pure but for a
    processor-time alarm around rules, set in a main thread only.
    """
    if len(records) == 1 and _has_one_date(records[0]):
        return _one_date(records[0], zone)
    if len(records) > MAX_RECORDS:
        raise ItemRefused(
            f"{len(records)} records share one uid", code="overrides_too_many", count=len(records)
        )
    if sum(record.this_and_future for record in records) > MAX_SHIFTS:
        raise ItemRefused("more than 50 changes to all later dates", code="overrides_too_many")
    for record in records:
        if len(record.rrule) + len(record.exrule) > MAX_RULES:
            raise ItemRefused(f"{len(record.rrule)} rules in one event", code="rule_too_many")
        if max(map(len, (record.rdate, record.exdate, record.timings, record.periods))) > MAX_LISTED:
            raise ItemRefused("more than 2,000 dates are listed one by one", code="dates_too_many")
    with cpu_limit(CPU_SECONDS) if any(r.rrule or r.exrule for r in records) else nullcontext():
        return _expand(records, zone, window)


def _has_one_date(record: Record) -> bool:
    return record.recurrence_id is None and not (
        record.rrule or record.rdate or record.exdate or record.timings or record.periods or record.exrule
    )


def _one_date(record: Record, zone: str) -> Expansion:
    """The same as `_expand` makes of a record with a single date, which most are, at a fifth of the cost."""
    repairs: list[Repair] = []
    one = measured(record, _home(zone, repairs))
    occurrence = _occurrence(one, one.start)
    return Expansion(
        occurrences=(occurrence,),
        timezone=one.clock.shown.key,
        first=occurrence.day,
        last=_last_day(occurrence),
        repairs=tuple(dict.fromkeys([*repairs, *one.repairs])),
    )


def _expand(records: Sequence[Record], zone: str, window: tuple[datetime, datetime]) -> Expansion:
    repairs: list[Repair] = []
    home = _home(zone, repairs)
    masters = [record for record in records if record.recurrence_id is None]
    parts = [one for record in masters for one in series(record, home, window)]
    base = parts[0] if parts else None
    slots = _Slots(parts)
    shifts, singles = _overrides(records)
    for record in shifts:
        _shift(slots, record, base, home)
    known = [_single(slots, record, base, home, window, repairs) for record in singles]
    found = slots.occurrences()
    endless = any(one.endless for one in parts)
    if not found and not endless:
        raise ItemRefused(
            "no date is left of this event; correct its rule or its exceptions", code="no_occurrence"
        )
    shown = (base.clock if base else clock_of(_stated([*singles, *shifts][0]), home)).shown
    occurrences = tuple(sorted(_told(found, shown, [*masters, *singles, *shifts]), key=_order))
    plain = len(masters) == 1 and not shifts and all(known) and (endless or len(occurrences) > 1)
    return Expansion(
        occurrences=occurrences,
        timezone=shown.key,
        first=min([o.day for o in occurrences] + [one.start.date() for one in parts if one.endless]),
        last=None if endless else max(_last_day(o) for o in occurrences),
        endless=endless,
        rule=_rule(base) if plain and base else None,
        until=window[1] if endless else None,
        repairs=tuple(dict.fromkeys([*repairs, *(repair for one in parts for repair in one.repairs)])),
    )


def _home(zone: str, repairs: list[Repair]) -> ZoneInfo:
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        repairs.append(Repair(code="zone_unknown", detail=zone[:80]))
        return ZoneInfo("Europe/Paris")


def _stated(record: Record) -> When:
    when = record.start if record.start is not None else record.recurrence_id
    if when is None:
        raise ItemRefused("the event has no date; give it one", code="no_date")
    return when


# Changes to single dates -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Slots:
    """The dates of the group by their key, in the making: each slot's occurrence, and dates beside the slots."""

    by_key: dict[When, Occurrence]
    by_day: dict[date, When]
    extra: list[Occurrence]

    def __init__(self, parts: Sequence[Series]) -> None:
        self.by_key, self.by_day, self.extra = {}, {}, []
        for one in parts:
            for slot in one.slots:
                key = one.clock.key(slot)
                self.by_key.setdefault(key, _occurrence(one, slot))
                self.by_day.setdefault(slot.date(), key)

    def find(self, rid: When, base: Series) -> When | None:
        """The key of the slot that a RECURRENCE-ID names: by instant, or by day when it is a bare date (or a midnight
        that is no slot, as some write one)."""
        if not base.clock.all_day and not isinstance(rid, datetime):
            return self.by_day.get(rid)
        key = base.clock.key(base.clock.read(rid))
        if key in self.by_key:
            return key
        return self.by_day.get(rid.date()) if isinstance(rid, datetime) and rid.time() == time.min else None

    def occurrences(self) -> list[Occurrence]:
        """All dates, one for each start: what an override says of it goes before the series, confirmed before not."""
        found: dict[tuple[bool, When], Occurrence] = {}
        for one in sorted(
            [*self.by_key.values(), *self.extra], key=lambda o: (o.status == "cancelled", not o.record)
        ):
            found.setdefault((one.all_day, one.start), one)
        return list(found.values())


def _overrides(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
    """Records that change all dates from one on, and those that change one date, each in the order of their slots.

    Of several versions of one override the highest SEQUENCE stands, then the newest, whatever their order.
    """
    kept: dict[tuple[str, bool], Record] = {}
    for record in records:
        if record.recurrence_id is not None:
            key = (encode_when(record.recurrence_id), record.this_and_future)
            if key not in kept or _version(record) > _version(kept[key]):
                kept[key] = record
    ordered = [kept[key] for key in sorted(kept)]
    return [r for r in ordered if r.this_and_future], [r for r in ordered if not r.this_and_future]


def _version(record: Record) -> tuple[int, datetime, str]:
    updated = record.updated if record.updated and record.updated.tzinfo else datetime.min.replace(tzinfo=UTC)
    return (record.sequence or 0, updated, encode_when(record.start) if record.start else "")


def _own(record: Record, base: Series | None, home: ZoneInfo) -> Series:
    """The start and length of an override; what it leaves out is taken from its slot and from the series."""
    own = measured(replace(record, start=_stated(record)), home)
    if base and record.end is None and record.duration is None and own.clock.all_day == base.clock.all_day:
        own.days, own.seconds = base.days, base.seconds
    return own


def _shift(slots: _Slots, record: Record, base: Series | None, home: ZoneInfo) -> None:
    """RANGE=THISANDFUTURE: all dates from that one on move and change as it does (RFC 5545 3.2.13)."""
    if base is None or record.recurrence_id is None:
        # Without its series it is a single date.
        slots.extra.append(_occurrence(own := _own(record, base, home), own.start))
        return
    since = base.clock.read(record.recurrence_id)
    own, stated = _own(record, base, home), _stated(record)
    alike = base.clock.all_day == own.clock.all_day
    later = [slot for slot in base.slots if slot >= since]
    for slot in later:
        if alike:
            # The difference is taken on the series' wall clock: an hour later stays an hour later in winter.
            part, moved = replace(own, clock=base.clock), base.clock.read(stated) - since + slot
        else:
            part, moved = own, own.start + (slot.date() - since.date())
        slots.by_key[base.clock.key(slot)] = replace(_occurrence(part, moved), slot=base.clock.place(slot))
    changed = _occurrence(own, own.start)
    if not later and not base.endless and changed.status != "cancelled":
        # The series has ended since: like any override of a slot that it does not give, it is a date by itself.
        slots.extra.append(changed)


def _single(
    slots: _Slots,
    record: Record,
    base: Series | None,
    home: ZoneInfo,
    window: tuple[datetime, datetime],
    repairs: list[Repair],
) -> bool:
    """Puts what one override says in its slot's place. Says whether that slot is known to the series."""
    rid = record.recurrence_id
    key = slots.find(rid, base) if base and rid is not None else None
    if key is not None and record.start is None:
        record = replace(record, start=slots.by_key[key].start)
    own = _own(record, base, home)
    repairs += own.repairs
    changed = _occurrence(own, own.start)
    if key is not None:
        before = slots.by_key[key]
        slots.by_key[key] = replace(changed, slot=before.slot or before.start)
        return True
    if base and base.record.rrule:
        # A slot that the rule does not give: excepted already, outside the window, or the series has moved since.
        low, high = own.bounds(window)
        if changed.status == "cancelled" or (base.endless and not low <= own.start < high):
            return True
    slots.extra.append(changed)
    return False


# Writing out -------------------------------------------------------------------------------------------------------


def _occurrence(one: Series, slot: datetime) -> Occurrence:
    rid = one.record.recurrence_id
    word = fold(one.record.status or "").rpartition("/")[2].strip()
    return Occurrence(
        start=one.clock.place(slot),
        end=one.end(slot),
        status=_STATUSES.get(word, "confirmed"),
        record="" if rid is None else encode_when(rid),
    )


def _told(found: Sequence[Occurrence], shown: ZoneInfo, records: Sequence[Record]) -> Iterator[Occurrence]:
    """The occurrences on the group's clock, each with what its own record says otherwise than the group's first.

    `records` are those that stand: the masters first, then one version of each override.
    """
    main = records[0]
    stated = {"" if r.recurrence_id is None else encode_when(r.recurrence_id): r for r in reversed(records)}
    for one in found:
        own = stated.get(one.record, main)
        place = own.venue or own.location
        yield replace(
            one,
            start=one.start.astimezone(shown) if isinstance(one.start, datetime) else one.start,
            end=one.end.astimezone(shown) if isinstance(one.end, datetime) else one.end,
            slot=one.slot.astimezone(shown) if isinstance(one.slot, datetime) else one.slot,
            title=own.title if own.title and fold(own.title) != fold(main.title) else None,
            venue=place if place and place != (main.venue or main.location) else None,
        )


def _rule(base: Series) -> Rule | None:
    """The group's rule, when it is one that any calendar program expands to the same dates."""
    record, clock = base.record, base.clock
    if base.rule is None or len(record.rrule) != 1 or not base.regular:
        return None
    if record.rdate or record.periods or record.exrule:
        return None
    if not clock.all_day and clock.wall is not clock.shown:
        return None
    until = None
    if base.until is not None:
        if base.until.year not in YEARS:
            return None
        last = clock.place(base.until)
        until = f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(last, datetime) else f"{last:%Y%m%d}"
    return Rule(
        start=clock.place(base.start),
        end=base.end(base.start),
        rrule=base.rule.written(until),
        exdates=tuple(clock.place(slot) for slot in base.exdates),
    )


def _last_day(occurrence: Occurrence) -> date:
    """The last day on which the date goes on: an end at midnight belongs to the day before."""
    end = occurrence.end
    if end is None:
        return occurrence.day
    last = (end - timedelta(microseconds=1)).date() if isinstance(end, datetime) else end - timedelta(days=1)
    return max(last, occurrence.day)


def _order(occurrence: Occurrence) -> tuple[date, bool, datetime, str]:
    start = occurrence.start
    moment = start.astimezone(UTC) if isinstance(start, datetime) else datetime.min.replace(tzinfo=UTC)
    return (occurrence.day, isinstance(start, datetime), moment, occurrence.record)
