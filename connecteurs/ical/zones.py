"""Which IANA time zone a TZID means. Nothing is opened by name: a name is looked up in a list, or not at all.

In order: an IANA name, an IANA name at the end of a path (Olson paths of Mozilla and Evolution), a Windows name (the
Unicode CLDR table that icalendar brings), a city or region in a display name, the offsets written in the name, and
last the rules of the document's own VTIMEZONE, matched by their offsets in January and July. An IANA name wins over
the document's VTIMEZONE, which is often cut to one year or wrong by an hour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from agregateur.text import fold
from connecteurs.ical.component import Component

MAX_NAME = 200
"""Characters of a TZID that may still be a name."""

# Zones tried, in this order, for offsets that bear no name: France first, then what its neighbours and its overseas
# territories use, then the largest others.
_LIKELY = (
    "Europe/Paris", "Europe/London", "Europe/Athens", "UTC", "Indian/Reunion", "America/Martinique", "America/Cayenne",
    "Indian/Mayotte", "Pacific/Noumea", "Pacific/Tahiti", "America/Miquelon", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "America/Halifax", "America/Sao_Paulo", "Africa/Algiers", "Asia/Kolkata",
    "Asia/Tokyo", "Australia/Sydney",
)  # fmt: skip
# Windows display names that hold no city, and abbreviations that IANA does not list or lists as a bare offset.
_REGIONS = {
    "eastern time": "America/New_York", "central time": "America/Chicago", "mountain time": "America/Denver",
    "pacific time": "America/Los_Angeles", "atlantic time": "America/Halifax", "coordinated universal time": "UTC",
    "romance": "Europe/Paris",
}  # fmt: skip
_SHORT = {
    "cet": "Europe/Paris", "cest": "Europe/Paris", "met": "Europe/Paris", "mest": "Europe/Paris",
    "z": "UTC", "utc": "UTC", "gmt": "UTC", "zulu": "UTC", "etc/utc": "UTC", "etc/gmt": "UTC",
    "tzone://microsoft/utc": "UTC",
}  # fmt: skip
_OFFSET = re.compile(r"(?:UTC|GMT)\s*([+-])\s*(\d{1,2}):?(\d{2})?", re.IGNORECASE)
_BARE_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})")


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    # Not zones, but the machine's own setting and a placeholder.
    return {name.lower(): name for name in available_timezones() - {"localtime", "posixrules", "Factory"}}


@lru_cache(maxsize=1)
def _cities() -> dict[str, str]:
    """Folded city to zone; the zone that sorts first where two share a city."""
    cities: dict[str, str] = {}
    for name in sorted(available_timezones(), reverse=True):
        area, _, city = name.rpartition("/")
        if area and not area.startswith(("Etc", "SystemV")):
            cities[fold(city.replace("_", " "))] = name
    return cities


@lru_cache(maxsize=1)
def _windows() -> dict[str, str]:
    return {fold(name): zone for name, zone in WINDOWS_TO_OLSON.items()}


def iana(name: str) -> str | None:
    """The IANA zone that a plain name is, whatever its case; 'UTC' for its many spellings."""
    folded = name.strip().lower()
    if folded in _SHORT:
        return _SHORT[folded]
    return _names().get(folded)


@lru_cache(maxsize=1024)
def by_name(tzid: str) -> tuple[str | None, bool]:
    """The zone that a TZID names, and whether it had to be guessed from a display name or offsets."""
    name = tzid.strip().strip("\"'").strip()
    if not name or len(name) > MAX_NAME:
        return None, False
    if plain := iana(name):
        return plain, False
    parts = [part for part in name.split("/") if part]
    for size in (3, 2):
        if len(parts) > size - 1 and (zone := _names().get("/".join(parts[-size:]).lower())):
            return zone, False
    folded = " ".join(fold(name).split())
    if folded in _windows():
        return _windows()[folded], False
    if (standard := folded.replace("daylight", "standard").replace("summer", "standard")) in _windows():
        return _windows()[standard], False
    return _by_display(name), True


def _by_display(name: str) -> str | None:
    """`(UTC+01:00) Brussels, Copenhagen, Madrid, Paris`, `GMT +0100 (Standard) / GMT +0200 (Daylight)`…"""
    places = [" ".join(fold(part).split()) for part in re.split(r"[,;/()&]|\s-\s", _OFFSET.sub("", name))]
    if "paris" in places:
        return "Europe/Paris"
    for place in places:
        if place in _cities():
            return _cities()[place]
        region = next((zone for words, zone in _REGIONS.items() if place.startswith(words)), None)
        if region:
            return region
    offsets = [_minutes(*match.groups()) for match in _OFFSET.finditer(name)]
    if len(offsets) == 2:
        return _like(*offsets)
    return None


def _minutes(sign: str, hours: str, minutes: str | None) -> timedelta:
    offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
    return -offset if sign == "-" else offset


@lru_cache(maxsize=256)
def _like(january: timedelta, july: timedelta) -> str | None:
    """The first likely zone with these two offsets from UTC."""
    for name in _LIKELY:
        zone = ZoneInfo(name)
        # Any recent year serves: none of these zones has changed its offsets since 2020.
        winter, summer = (datetime(2025, month, 15, 12, tzinfo=zone).utcoffset() for month in (1, 7))
        if (winter, summer) == (january, july):
            return name
    return None


def resolve(tzid: str, zones: Mapping[str, Component]) -> tuple[tzinfo | None, str]:
    """The zone of a TZID in a document that defines `zones` by it, and a repair code ('' when its name is certain).

    None with `zone_unknown`: the time is to be read as floating.
    """
    name, guessed = by_name(tzid)
    if name:
        return UTC if name == "UTC" else ZoneInfo(name), "zone_guessed" if guessed else ""
    own = zones.get(tzid.strip())
    if own is not None:
        located = by_name(own.value("X-LIC-LOCATION"))[0]
        if located:
            return ZoneInfo(located), "zone_guessed"
        zone = _by_rules(own)
        if zone is not None:
            return zone, "zone_guessed"
    offset = _OFFSET.search(tzid) or _BARE_OFFSET.fullmatch(tzid.strip())
    if offset and len(tzid) <= MAX_NAME:
        distance = _minutes(*offset.groups())
        if abs(distance) < timedelta(hours=24):
            return timezone(distance), "zone_guessed"
    return None, "zone_unknown"


def _by_rules(zone: Component) -> tzinfo | None:
    """The zone whose offsets in January and July are those of a VTIMEZONE's newest rules; else its standard offset."""
    newest: dict[str, tuple[str, timedelta, int]] = {}
    for part in zone.parts:
        match = re.fullmatch(r"([+-])(\d{2})(\d{2})(?:\d{2})?", part.value("TZOFFSETTO"))
        since = part.value("DTSTART")
        if match and since >= newest.get(part.name, ("",))[0]:
            rule = re.search(r"BYMONTH=(\d{1,2})", part.value("RRULE").upper())
            month = rule[1] if rule else since[4:6]
            newest[part.name] = (since, _minutes(*match.groups()), int(month) if month.isdigit() else 1)
    standard, daylight = newest.get("STANDARD"), newest.get("DAYLIGHT")
    if standard is None or daylight is None:
        only = standard or daylight
        if only is None:
            return None
        january = july = only[1]
    elif daylight[2] < 8:
        january, july = standard[1], daylight[1]
    else:
        # Summer time that begins from August on is the southern half's.
        january, july = daylight[1], standard[1]
    name = _like(january, july)
    if name:
        return UTC if name == "UTC" else ZoneInfo(name)
    fixed = min(january, july)
    return timezone(fixed) if abs(fixed) < timedelta(hours=24) else None
