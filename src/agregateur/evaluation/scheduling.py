"""How a source dates an event: rules, lists or records one by one, whole days, hours half an hour off. Out: records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.contract import Record, When
from agregateur.evaluation.happenings import Happening
from agregateur.evaluation.repeats import Repeat
from agregateur.evaluation.tellers import Teller

PARIS = ZoneInfo("Europe/Paris")
SOON = 10
"""How many of its next dates a source lists that tells an endless thing one by one."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The starts as told (naive, of Paris), how long each lasts in minutes, and whether they are whole days."""

    slots: tuple[datetime, ...]
    minutes: int
    all_day: bool = False
    off: timedelta = timedelta()
    """How far from the truth."""


def heard(event: Happening, teller: Teller, chance: Random, *, sure: bool) -> Dates:
    """The dates of `event` as the source knows them. `sure`: its text leaves no doubt about which event it is."""
    if teller.clock == "prose" and not event.all_day:
        return Dates(event.slots[:SOON], event.minutes)
    slots, minutes = event.slots, event.minutes
    loose = teller.role != "own"
    if event.all_day:
        if event.days > 1 and loose and chance.random() < 0.15:
            # From the opening hour of the first day to the closing hour of the last.
            return Dates((slots[0].replace(hour=10),), 1440 * (event.days - 1) + 480)
        return Dates(slots, minutes, all_day=True)
    if "hour" in event.says:
        return Dates(slots, minutes)
    draw = chance.random()
    if draw < teller.all_day:
        return Dates(slots, minutes, all_day=True)
    if draw < teller.all_day + teller.shifts:
        if sure and len(slots) == 1 and chance.random() < 0.2 and not event.rivals:
            # Who knows no hour writes eight in the evening, or takes the running time for the start.
            hours, rest = (20, 0) if chance.random() < 0.5 else divmod(minutes, 60)
            return Dates((slots[0].replace(hour=hours % 24, minute=rest),), minutes)
        off = timedelta(minutes=chance.choice((-30, -30, -15, 15, 30)))
        return Dates(tuple(slot + off for slot in slots), minutes, off=off)
    return Dates(slots, minutes)


def dated(
    base: Mapping[str, Any],
    uid: Callable[[int], str],
    event: Happening,
    teller: Teller,
    dates: Dates,
    chance: Random,
) -> list[tuple[tuple[Record, ...], tuple[When, ...]]]:
    """Groups of records that hold what `base` holds, each with its starts as stated (dates, or UTC). `uid` names them
    by their number."""
    ends = chance.random() >= teller.no_end or dates.minutes > 1000
    lasts = ends and teller.clock != "utc" and teller.kind == "ical" and chance.random() < 0.1
    length = timedelta(minutes=dates.minutes)

    def single(slot: datetime, part: int = 0) -> Record:
        if dates.all_day:
            first = slot.date()
            last = first + timedelta(days=event.days)
            return Record(**base, uid=uid(part), start=first, end=last if ends or event.days > 1 else None)
        end = _stamp(slot + length, teller) if ends and not lasts else None
        duration = length if lasts else None
        return Record(**base, uid=uid(part), start=_stamp(slot, teller), end=end, duration=duration)

    slots, style = dates.slots, teller.series if teller.kind == "ical" else "dates"
    if len(slots) == 1:
        return [((single(slots[0]),), _said(slots, dates))]
    if teller.clock == "prose":
        # Its text names them all.
        return [((single(slots[0]),), _said(slots, dates))]
    if event.repeat and style == "rule" and teller.clock != "utc" and not dates.all_day:
        ruled = _ruled(event, event.repeat, teller, dates, single(event.repeat.slots[0] + dates.off), length)
        return [(ruled, _said(slots, dates))]
    if style != "dates":
        first, *others = slots
        rdate = tuple(s.date() if dates.all_day else _stamp(s, teller) for s in others)
        return [((replace(single(first), rdate=rdate),), _said(slots, dates))]
    few = event.repeat is not None and (event.repeat.endless or chance.random() < 0.5)
    kept = (
        slots[: SOON if event.repeat and event.repeat.endless else max(4, len(slots) // 2)] if few else slots
    )
    return [((single(slot, part),), _said((slot,), dates)) for part, slot in enumerate(kept)]


def _ruled(
    event: Happening, repeat: Repeat, teller: Teller, dates: Dates, master: Record, length: timedelta
) -> tuple[Record, ...]:
    """A master with its rule and exceptions, and records for dates that moved or begin later."""
    off = dates.off

    def instead(planned: datetime, new: datetime, **more: bool) -> Record:
        end = None if master.end is None else _stamp(new + off + length, teller)
        start, slot = _stamp(new + off, teller), _stamp(planned + off, teller)
        return replace(master, start=start, end=end, recurrence_id=slot, **more)  # type: ignore[arg-type]

    records = [instead(old, new) for old, new in event.moved]
    if event.later is not None:
        planned, by = event.later
        records.append(instead(planned, planned + by, this_and_future=True))
    exdate = tuple(_stamp(gone + off, teller) for gone in event.dropped)
    return replace(master, rrule=(repeat.rule,), exdate=exdate), *records


def _stamp(slot: datetime, teller: Teller) -> datetime:
    if teller.clock == "floating":
        return slot
    aware = slot.replace(tzinfo=PARIS)
    return aware.astimezone(UTC) if teller.clock == "utc" else aware


def _said(slots: Sequence[datetime], dates: Dates) -> tuple[When, ...]:
    return tuple(s.date() if dates.all_day else s.replace(tzinfo=PARIS).astimezone(UTC) for s in slots)
