"""What changes single dates of a series: RECURRENCE-ID, and RANGE=THISANDFUTURE (RFC 5545 3.8.4.4, 3.2.13)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from agregateur.contract import Record, Repair, When
from agregateur.errors import ItemRefused
from agregateur.ingest.series import Series, measured
from agregateur.ingest.statuses import status_word
from agregateur.model import Occurrence
from agregateur.text import encode_when


def stated_start(record: Record) -> When:
    """When a record begins, or the date that it changes. Raises ItemRefused (`no_date`) when it says neither."""
    when = record.start if record.start is not None else record.recurrence_id
    if when is None:
        raise ItemRefused("the event has no date; give it one", code="no_date")
    return when


@dataclass(slots=True)
class Slots:
    """The dates of the group by their key, in the making: each slot's occurrence, and dates beside the slots."""

    by_key: dict[When, Occurrence]
    by_day: dict[date, When]
    extra: list[Occurrence]

    def __init__(self, parts: Sequence[Series]) -> None:
        self.by_key, self.by_day, self.extra = {}, {}, []
        for one in parts:
            for slot in one.slots:
                key = one.clock.key(slot)
                self.by_key.setdefault(key, occurrence_at(one, slot))
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


def standing(records: Sequence[Record]) -> tuple[list[Record], list[Record]]:
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
    own = measured(replace(record, start=stated_start(record)), home)
    if base and record.end is None and record.duration is None and own.clock.all_day == base.clock.all_day:
        own.days, own.seconds = base.days, base.seconds
    return own


def move_later(slots: Slots, record: Record, base: Series | None, home: ZoneInfo) -> None:
    """RANGE=THISANDFUTURE: all dates from that one on move and change as it does (RFC 5545 3.2.13)."""
    if base is None or record.recurrence_id is None:
        # Without its series it is a single date.
        slots.extra.append(occurrence_at(own := _own(record, base, home), own.start))
        return
    since = _first_slot(base, record.recurrence_id)
    own, stated = _own(record, base, home), stated_start(record)
    alike = base.clock.all_day == own.clock.all_day
    later = [slot for slot in base.slots if slot >= since]
    for slot in later:
        if alike:
            # The difference is taken on the series' wall clock: an hour later stays an hour later in winter.
            part, moved = replace(own, clock=base.clock), base.clock.read(stated) - since + slot
        else:
            part, moved = own, own.start + (slot.date() - since.date())
        slots.by_key[base.clock.key(slot)] = replace(occurrence_at(part, moved), slot=base.clock.place(slot))
    changed = occurrence_at(own, own.start)
    if not later and not base.endless and changed.status != "cancelled":
        # The series has ended since: like any override of a slot that it does not give, it is a date by itself.
        slots.extra.append(changed)


def _first_slot(base: Series, rid: When) -> datetime:
    """The slot that a RECURRENCE-ID names, of a timed series also by its day alone (as `Slots.find`)."""
    slot = base.clock.read(rid)
    by_day = not isinstance(rid, datetime) or rid.time() == time.min
    if base.clock.all_day or not by_day or slot in base.slots:
        return slot
    day = rid.date() if isinstance(rid, datetime) else rid
    return next((s for s in base.slots if s.date() == day), datetime.combine(day, base.start.time()))


def change_one(
    slots: Slots,
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
    changed = occurrence_at(own, own.start)
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


def occurrence_at(one: Series, slot: datetime) -> Occurrence:
    """The occurrence of a record at one of its slots."""
    rid = one.record.recurrence_id
    start, end = one.span(slot)
    return Occurrence(
        start=start,
        end=end,
        status=status_word(one.record.status) or "confirmed",
        record="" if rid is None else encode_when(rid),
    )
