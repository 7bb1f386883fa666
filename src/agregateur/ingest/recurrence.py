"""From the records of one group to its dates (RFC 5545 3.8.4.4, 3.8.5): the series, and what changes single dates.

`rules` walks one RRULE, `series` gives one record's slots, `overrides` changes some; here the group is put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from agregateur.contract import Record, Repair
from agregateur.errors import ItemRefused
from agregateur.ingest.cpulimit import cpu_limit
from agregateur.ingest.overrides import Slots, change_one, move_later, occurrence_at, standing, stated_start
from agregateur.ingest.series import YEARS, Series, clock_of, measured, series
from agregateur.model import Expansion, Occurrence, Rule
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
    occurrence = occurrence_at(one, one.start)
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
    slots = Slots(parts)
    shifts, singles = standing(records)
    for record in shifts:
        move_later(slots, record, base, home)
    known = [change_one(slots, record, base, home, window, repairs) for record in singles]
    found = slots.occurrences()
    endless = any(one.endless for one in parts)
    if not found and not endless:
        raise ItemRefused(
            "no date is left of this event; correct its rule or its exceptions", code="no_occurrence"
        )
    shown = (base.clock if base else clock_of(stated_start([*singles, *shifts][0]), home)).shown
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
    start, end = base.span(base.start)
    return Rule(
        start=start,
        end=end,
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
