"""The lines of an iCalendar text (RFC 5545 3.1, 3.3): escaped, without control characters, folded; and its times."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from agregateur import text
from agregateur.contract import When


def line(name: str, value: str) -> str:
    """One TEXT property (RFC 5545 3.3.11), folded, with its CRLF."""
    return fold(f"{name}:{escape(value)}")


def escape(value: str) -> str:
    """TEXT of RFC 5545 3.3.11, without control characters."""
    return _clean(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _clean(value: str) -> str:
    # The costly way only where the cheap test says so; no-break blanks are not "printable", and frequent in French.
    if value.isprintable() or value.replace("\n", "").replace("\xa0", "").replace("\u202f", "").isprintable():
        return value
    return text.printable(value).replace("\t", " ")


def fold(content: str) -> str:
    """`content` with CRLF, folded at 75 octets (RFC 5545 3.1), never inside a UTF-8 character."""
    if content.isascii():
        if len(content) <= 75:
            return content + "\r\n"
        rest = [content[at : at + 74] for at in range(75, len(content), 74)]
        return "\r\n ".join([content[:75], *rest]) + "\r\n"
    data = content.encode()
    if len(data) <= 75:
        return content + "\r\n"
    size, start, end = len(data), 0, 75
    parts = []
    while end < size:
        while data[end] & 0xC0 == 0x80:
            end -= 1
        parts.append(data[start:end])
        start, end = end, end + 74
    parts.append(data[start:])
    return b"\r\n ".join(parts).decode() + "\r\n"


def dated(name: str, when: When, tzid: str = "") -> str:
    """One date property. `tzid` is a zone of VTIMEZONES, or '' for dates and UTC."""
    if not isinstance(when, datetime):
        return f"{name};VALUE=DATE:{when.isoformat().replace('-', '')}\r\n"
    if tzid:
        return walled(name, local(when, tzid), tzid)
    return f"{name}:{utc(when)}\r\n"


def walled(name: str, wall: datetime, tzid: str) -> str:
    """One date property, of a wall time in the zone `tzid`."""
    return f"{name};TZID={tzid}:{digits(wall)}\r\n"


def utc(moment: datetime) -> str:
    """`20261212T193000Z`."""
    # What the store gives is in UTC already; the same few stamps come again and again.
    return _in_utc(moment) if moment.tzinfo is UTC else digits(moment.astimezone(UTC)) + "Z"


@lru_cache(maxsize=256)
def _in_utc(moment: datetime) -> str:
    return digits(moment) + "Z"


def digits(moment: datetime) -> str:
    """`20261212T203000`, of the wall time alone."""
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


def local(moment: datetime, tzid: str) -> datetime:
    """`moment` as a wall time that exists in zone `tzid`; its `fold` tells the second of two equal ones."""
    return moment.astimezone(UTC).astimezone(ZoneInfo(tzid))
