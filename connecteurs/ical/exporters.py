"""What some programs are known to write otherwise than meant. Each is known by its PRODID, so that no other is touched.

* The Events Calendar (WordPress; `src/Tribe/iCal.php`): the UID is `post-start-end@host`, so that an event that moves
  is another one. The post's number alone is the same for good.
* YesWiki (`tools/bazar/controllers/IcalFormatter.php`): days without hours are written as the midnights of the server's
  zone, in UTC; line ends in texts as `\\r\\n`, of which iCalendar knows but `\\n`; the last change as DATE-MOD.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from agregateur.contract import When

Exporter = Literal["tec", "yeswiki", ""]

_PRODIDS: tuple[tuple[re.Pattern[str], Exporter], ...] = (
    (re.compile(r" - ECPv\d"), "tec"),
    (re.compile(r"//YesWiki ", re.IGNORECASE), "yeswiki"),
)
_TEC_UID = re.compile(r"(\d{1,12})-\d{6,12}-\d{6,12}@(\S{1,200})")


def exporter(prodid: str) -> Exporter:
    """The program that wrote a calendar, when something is known of it."""
    return next((name for pattern, name in _PRODIDS if pattern.search(prodid)), "")


def stable_uid(by: Exporter, uid: str) -> str:
    """`uid` without what changes when its event does."""
    found = _TEC_UID.fullmatch(uid) if by == "tec" else None
    return f"{found[1]}@{found[2]}" if found else uid


def days(
    by: Exporter, start: When | None, end: When | None, home: ZoneInfo | None
) -> tuple[date, date | None] | None:
    """The days that a start and an end stand for, which a program wrote as midnights; None when they are hours.

    The server's zone is not told: `home`, else the one of France, or UTC.
    """
    if by != "yeswiki" or not isinstance(start, datetime) or start.tzinfo is None:
        return None
    zones: tuple[tzinfo, ...] = (home or ZoneInfo("Europe/Paris"), UTC)
    for zone in zones:
        first = start.astimezone(zone)
        last = end.astimezone(zone) if isinstance(end, datetime) and end.tzinfo else None
        if first.time() == time.min and (last is None or last.time() == time.min):
            return first.date(), last.date() if last and last.date() > first.date() else None
    return None


def text(by: Exporter, said: str) -> str:
    """A text as it was meant."""
    return re.sub(r"\\r(?=\n|\Z)", "", said) if by == "yeswiki" and "\\r" in said else said
