"""Dates and times as events state them, in the zones of their calendar, with more forgiveness than a library has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import icalendar

from agregateur.contract import Repair, Times, When
from agregateur.text import one_line, retimed
from connecteurs.ical import zones
from connecteurs.ical.component import Calendar, Component, Line
from connecteurs.ical.exporters import exporter, is_french_offset

MAX_LISTED = 2001
"""Dates read of one list: one more than an expansion accepts (measured: 200,000 cost more than a second)."""

# 20261205, 20261205T203000Z, and what is written by mistake: 2026-12-05T20:30, 20261205T2030, an offset at the end.
_WHEN = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)
_USUAL = re.compile(r"[0-9]{8}T[0-9]{6}Z?")
_FRANCE = ZoneInfo("Europe/Paris")


class Surroundings:
    """One calendar as its events need it. `display` is X-WR-TIMEZONE when it is an IANA zone other than UTC, `times`
    how the operator wants its hours read."""

    def __init__(self, calendar: Calendar, times: Times = "as-written") -> None:
        self.calendar = calendar
        self.times = times
        self.exporter = exporter(calendar.head.value("PRODID"))
        self.cancelled = calendar.head.value("METHOD").upper() == "CANCEL"
        name, _ = zones.by_name(calendar.head.value("X-WR-TIMEZONE"))
        # UTC there is what exporters write by default: it says nothing of floating times.
        self.display = None if name is None or name == "UTC" or name.startswith("Etc/") else ZoneInfo(name)
        self.zone_by_id = {zone.value("TZID"): zone for zone in reversed(calendar.zones)}
        self.place_by_uid = {place.value("UID"): place for place in reversed(calendar.places)}
        self._looked_up: dict[str, tuple[tzinfo | None, str]] = {}

    def zone(self, tzid: str) -> tuple[tzinfo | None, str]:
        """`zones.resolve` in this calendar, once for each TZID."""
        if tzid not in self._looked_up:
            if is_french_offset(self.exporter, tzid):
                self._looked_up[tzid] = _FRANCE, "zone_guessed"
            else:
                self._looked_up[tzid] = zones.resolve(tzid, self.zone_by_id)
        return self._looked_up[tzid]


MAX_REPAIRS = 20
"""Repairs told of one event."""


@dataclass(slots=True)
class Reading:
    """What reading one event needs and leaves: where it stands, its group's uid, and the repairs made."""

    around: Surroundings
    uid: str = ""
    repairs: list[Repair] = field(default_factory=list)

    def mend(self, code: str, detail: str = "") -> None:
        repair = Repair(code=code, detail=one_line(detail)[:80], uid=self.uid)
        if len(self.repairs) < MAX_REPAIRS and repair not in self.repairs:
            self.repairs.append(repair)


def whens(reading: Reading, line: Line) -> list[When]:
    """The dates and times of a property; of a period its start. What is none is left out, with a repair."""
    return [start for start, _ in spans(reading, line)]


def spans(reading: Reading, line: Line) -> list[tuple[When, When | None]]:
    """The dates and times of a property, each with its end when it is a period (RFC 5545 3.3.9)."""
    around, parameters, stated = reading.around, line.parameters, line.value.strip()
    tzid, day = parameters.get("TZID", ""), parameters.get("VALUE", "").upper() == "DATE"
    if not stated[:1].isdigit() or (tzid and stated[2:3] == ":"):
        # A name with a colon, unquoted: `TZID=GMT::2026…`, `TZID=tzone://Microsoft/Utc:2026…`, `TZID=+01:00:2026…`.
        rest, _, stated = stated.rpartition(":")
        tzid = f"{tzid}:{rest}" if tzid and rest else tzid
    zone: tzinfo | None = None
    if tzid:
        zone, code = around.zone(tzid)
        if code:
            reading.mend(code, tzid)
    if _USUAL.fullmatch(stated):
        when = _when(stated, zone, around.display, day, around.times)
        if when is not None:
            return [(when, None)]
    found: list[tuple[When, When | None]] = []
    for value in stated.split(",", MAX_LISTED)[:MAX_LISTED]:
        text, _, last = value.partition("/")
        when = _when(text.strip(), zone, around.display, day, around.times)
        if when is None:
            if text.strip():
                reading.mend("date_unreadable", f"{line.name} {text.strip()[:30]}")
            continue
        end = None
        if last:
            end = _when(last.strip(), zone, around.display, day, around.times) or _after(when, last)
            if end is None:
                reading.mend("date_unreadable", f"{line.name} {value.strip()[:60]}")
        found.append((when, end))
    return found


def length(text: str) -> timedelta | None:
    """A DURATION value (RFC 5545 3.3.6); None when it is none."""
    try:
        found: timedelta = icalendar.vDuration.from_ical(text.strip()[:40])  # type: ignore[no-untyped-call]
    except (ValueError, OverflowError):
        return None
    return found


def _after(start: When, text: str) -> When | None:
    """The end of a period that states its length, which is exact: in UTC, not on the wall clock."""
    lasts = length(text)
    try:
        if lasts is None or not isinstance(start, datetime):
            return None
        if start.tzinfo is None:
            return start + lasts
        return (start.astimezone(UTC) + lasts).astimezone(start.tzinfo)
    except OverflowError:
        return None


def _when(
    text: str, zone: tzinfo | None, display: ZoneInfo | None, day: bool, times: Times = "as-written"
) -> When | None:
    if _USUAL.fullmatch(text) and times == "as-written" and not day:
        # As nearly all are: read by the interpreter, which raises for what is read leniently below.
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            pass
        else:
            if moment.tzinfo is None:
                stated = moment.replace(tzinfo=zone or display)
                return stated.astimezone(display) if zone is UTC and display is not None else stated
            shown = zone if isinstance(zone, ZoneInfo) else display
            return moment if shown is None else moment.astimezone(shown)
    match = _WHEN.fullmatch(text)
    if not match:
        return None
    try:
        on = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    if match[4] is None or (day and int(match[4] + match[5] + (match[6] or "00")) == 0):
        return on
    hour, minute, second = int(match[4]), int(match[5]), min(int(match[6] or 0), 59)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    offset = (match[7] or "").upper()
    try:
        # 24:00 is the next day's midnight; a leap second is read as the one before.
        moment = datetime.combine(on, time(hour % 24, minute, second)) + timedelta(days=hour // 24)
        # A UTC time under a local TZID is UTC; the zone then only says how to show it, as X-WR-TIMEZONE does.
        shown = zone if isinstance(zone, ZoneInfo) else display
        if not offset:
            stated = moment.replace(tzinfo=zone or display)
        elif offset == "Z":
            stated = moment.replace(tzinfo=UTC)
        else:
            away = timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
            stated = moment.replace(tzinfo=timezone(-away if offset[0] == "-" else away) if away else UTC)
        if times != "as-written":
            read = retimed(stated, times, shown)
            stated = read if isinstance(read, datetime) else stated
        return stated.astimezone(shown) if stated.tzinfo is UTC and shown is not None else stated
    except (ValueError, OverflowError):
        return None


def moment_of(component: Component, name: str) -> datetime | None:
    """A stamp (CREATED, LAST-MODIFIED), which is UTC whatever its form."""
    when = _when(component.value(name), UTC, None, False)
    return when.astimezone(UTC) if isinstance(when, datetime) and 1970 <= when.year < 2200 else None
