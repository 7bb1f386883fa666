"""Which VEVENTs an event makes: their UIDs and their dates.

An event that has one date, or whose dates one rule explains, is `{id}@{portal}`; its moved or changed dates are
overrides (RECURRENCE-ID) under the same UID. Any other event is one VEVENT a date, since common clients read RDATE
badly: `{id}-{YYYYMMDD}@{portal}` with the local day, and `-2`, `-3`… after the day for the second and third of one day
in order of hour. So a UID survives a change of title, hour, place and source; that of a lone date a change of day too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from agregateur.contract import When
from agregateur.model import Event, Occurrence, Rule
from agregateur.publish.dates import last_day
from agregateur.publish.icallines import dated, fold, local, utc, walled
from agregateur.publish.leaving import status_of
from agregateur.publish.zones import VTIMEZONES

Stated = tuple[str, Occurrence]
"""The lines UID to EXDATE of one VEVENT, and the date whose title, place and status it bears."""

_RULE_PART = re.compile(r"[A-Z]+=[A-Z0-9,+-]+")
_FREQUENCIES = frozenset({"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"})


def stated(event: Event, portal: str) -> list[Stated]:
    """The VEVENTs of `event`, in order; none when it has no date."""
    if event.rule is not None and (series := _series(event, event.rule, portal)):
        return series
    return [(f"UID:{uid}@{portal}\r\n{_span(event, o.start, o.end)}", o) for uid, o in _one_by_one(event)]


def _one_by_one(event: Event) -> Iterator[tuple[str, Occurrence]]:
    """(UID without the portal, date) of each date."""
    if len(event.occurrences) == 1 and not event.endless:
        only = event.occurrences[0]
        # Dates that left the store still count: first and last outlive them, so the last one left keeps its UID.
        if (event.first or only.day) >= only.day and (event.last or only.day) <= _ends(only):
            yield event.id, only
            return
    seen: dict[date, int] = {}
    for occurrence in sorted(event.occurrences, key=lambda o: (o.day, not o.all_day, _instant(o.start))):
        day = occurrence.day
        seen[day] = seen.get(day, 0) + 1
        ordinal = f"-{seen[day]}" if seen[day] > 1 else ""
        yield f"{event.id}-{day.isoformat().replace('-', '')}{ordinal}", occurrence


def _ends(only: Occurrence) -> date:
    """The latest day that an event of this one date may name as its last: that of the calendar after a long night."""
    return max(last_day(only), only.end.date()) if isinstance(only.end, datetime) else last_day(only)


def _instant(when: When) -> float:
    return when.timestamp() if isinstance(when, datetime) else 0.0


def _span(event: Event, start: When, end: When | None) -> str:
    """DTSTART and DTEND in the event's zone, or in UTC when we may not name it or the wall time says too little."""
    if not isinstance(start, datetime):
        if not end or isinstance(end, datetime) or end <= start:
            end = start + timedelta(days=1)
        return dated("DTSTART", start) + dated("DTEND", end)
    ends = end if isinstance(end, datetime) and end > start else None
    tzid = event.timezone if event.timezone in VTIMEZONES else ""
    if tzid:
        first, last = local(start, tzid), local(ends, tzid) if ends else None
        # A wall time that comes twice (the clocks go back) means the first one (RFC 5545 3.3.5): UTC says the second.
        if not (first.fold or (last and last.fold)):
            return walled("DTSTART", first, tzid) + (walled("DTEND", last, tzid) if last else "")
    return dated("DTSTART", start) + (dated("DTEND", ends) if ends else "")


# A rule and its overrides ----------------------------------------------------------------------------------------


def _series(event: Event, rule: Rule, portal: str) -> list[Stated] | None:
    """The rule as one VEVENT, then its overrides; None when it cannot be written without changing its meaning."""
    timed = isinstance(rule.start, datetime)
    tzid = _frame(rule.start, event.timezone)
    rrule = _rrule(event, rule)
    changed = [o for o in event.occurrences if _overrides(event, o)]
    if (
        tzid is None
        or rrule is None
        or any(isinstance(o.slot or o.start, datetime) != timed for o in changed)
    ):
        return None
    uid = f"UID:{event.id}@{portal}\r\n"
    end = rule.end
    if end is None or end <= rule.start:
        end = None if timed else rule.start + timedelta(days=1)
    lines = [
        uid,
        dated("DTSTART", rule.start, tzid),
        dated("DTEND", end, tzid) if end else "",
        fold(f"RRULE:{rrule}"),
    ]
    lines += [dated("EXDATE", slot, tzid) for slot in rule.exdates if isinstance(slot, datetime) == timed]
    found = [("".join(lines), Occurrence(start=rule.start, end=end))]
    for o in changed:
        slot = dated("RECURRENCE-ID", o.slot or o.start, tzid)
        found.append((uid + slot + _span(event, o.start, o.end), o))
    return found


def _overrides(event: Event, o: Occurrence) -> bool:
    return o.slot is not None or bool(o.title or o.venue) or status_of(event, o) != event.status


def _frame(start: When, timezone: str) -> str | None:
    """How the times of a rule are written: the event's TZID, '' for dates and UTC, None when neither says it."""
    if not isinstance(start, datetime):
        return ""
    zone = start.tzinfo
    key = zone.key if isinstance(zone, ZoneInfo) else None
    if zone is UTC or key in {"UTC", "Etc/UTC"}:
        return ""
    return key if key == timezone and key in VTIMEZONES and not local(start, key).fold else None


def _rrule(event: Event, rule: Rule) -> str | None:
    """The RRULE value, FREQ first and UNTIL as RFC 5545 3.3.10 wants it; None when it is not a plain rule."""
    parts = rule.rrule.upper().removeprefix("RRULE:").strip("; \r\n").split(";")
    frequency = [p for p in parts if p in _FREQUENCIES]
    if len(frequency) != 1 or not all(_RULE_PART.fullmatch(p) for p in parts):
        return None
    return ";".join(frequency + [_until(p, event, rule) for p in parts if p not in _FREQUENCIES])


def _until(part: str, event: Event, rule: Rule) -> str:
    if not part.startswith("UNTIL="):
        return part
    if not isinstance(rule.start, datetime):
        return part[:14]  # UNTIL=YYYYMMDD
    if re.fullmatch(r"UNTIL=\d{8}T\d{6}Z", part):
        return part
    # A date or a local time: partners mean it in different ways, and the dates it gave are known.
    slots = [s for s in (o.slot or o.start for o in event.occurrences) if isinstance(s, datetime)]
    slots += [slot for slot in rule.exdates if isinstance(slot, datetime)]
    return f"UNTIL={utc(max(slots, default=rule.start))}"
