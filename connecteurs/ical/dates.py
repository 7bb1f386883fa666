"""Dates and times as events state them, in the zones of their calendar, with more forgiveness than a library has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from agregateur.contract import Repair, When
from agregateur.text import one_line
from connecteurs.ical import zones
from connecteurs.ical.document import Calendar, Component, Line

MAX_LISTED = 2001
"""Dates read of one list: one more than an expansion accepts (measured: 200,000 cost more than a second)."""

# 20261205, 20261205T203000Z, and what is written by mistake: 2026-12-05T20:30, 20261205T2030, an offset at the end.
_WHEN = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?",
    re.IGNORECASE,
)


class Surroundings:
    """One calendar as its events need it. `display` is X-WR-TIMEZONE when it is an IANA zone other than UTC."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        name, _ = zones.by_name(calendar.head.value("X-WR-TIMEZONE"))
        # UTC there is what exporters write by default: it says nothing of floating times.
        self.display = None if name is None or name == "UTC" or name.startswith("Etc/") else ZoneInfo(name)
        self.zone_by_id = {zone.value("TZID"): zone for zone in reversed(calendar.zones)}
        self.place_by_uid = {place.value("UID"): place for place in reversed(calendar.places)}
        self._looked_up: dict[str, tuple[tzinfo | None, str]] = {}

    def zone(self, tzid: str) -> tuple[tzinfo | None, str]:
        """`zones.resolve` in this calendar, once for each TZID."""
        if tzid not in self._looked_up:
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
    parameters, stated = line.parameters, line.value.strip()
    tzid = parameters.get("TZID", "")
    if not stated[:1].isdigit():
        # `TZID=GMT::2026…`, `TZID=tzone://Microsoft/Utc:2026…`: a name with a colon, left unquoted.
        rest, _, stated = stated.rpartition(":")
        tzid = f"{tzid}:{rest}" if tzid and rest else tzid
    zone: tzinfo | None = None
    if tzid:
        zone, code = reading.around.zone(tzid)
        if code:
            reading.mend(code, tzid)
    found: list[When] = []
    for value in stated.split(",", MAX_LISTED)[:MAX_LISTED]:
        text = value.partition("/")[0].strip()
        when = _when(text, zone, reading.around.display, parameters.get("VALUE", "").upper() == "DATE")
        if when is not None:
            found.append(when)
        elif text:
            reading.mend("date_unreadable", f"{line.name} {text[:30]}")
    return found


def _when(text: str, zone: tzinfo | None, display: ZoneInfo | None, day: bool) -> When | None:
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
        if not offset:
            local = moment.replace(tzinfo=zone or display)
            return local.astimezone(display) if zone is UTC and display else local
        sign = -1 if offset[0] == "-" else 1
        distance = (
            timedelta()
            if offset == "Z"
            else sign * timedelta(hours=int(offset[1:3]), minutes=int(offset[-2:]))
        )
        stated = moment.replace(tzinfo=UTC if not distance else timezone(distance))
        # A UTC time under a local TZID is UTC; the zone then only says how to show it, as X-WR-TIMEZONE does.
        shown = zone if isinstance(zone, ZoneInfo) else display
        return stated if shown is None or distance else stated.astimezone(shown)
    except (ValueError, OverflowError):
        return None


def moment_of(component: Component, name: str) -> datetime | None:
    """A stamp (CREATED, LAST-MODIFIED), which is UTC whatever its form."""
    when = _when(component.value(name), UTC, None, False)
    return when.astimezone(UTC) if isinstance(when, datetime) and 1970 <= when.year < 2200 else None
