"""What some programs are known to write otherwise than meant. Each is known by its PRODID, so that no other is touched.

* The Events Calendar (WordPress; `src/Tribe/iCal.php`): the UID is `post-start-end@host`, so that an event that moves
  is another one. The post's number alone is the same for good. The organiser's name is written as in an address.
* YesWiki (`tools/bazar/controllers/IcalFormatter.php`): days without hours are written as the midnights of the server's
  zone, in UTC; line ends in texts as `\\r\\n`, of which iCalendar knows but `\\n`, and a last line with the page; the
  last change as DATE-MOD.
* Modern Events Calendar (WordPress; `app/libraries/main.php`, `ical_single` and `ical_single_occurrence`): days without
  hours are written as midnights too, in UTC or in the event's zone.
* SPIP (`squelettes-dist/ical.html`): articles and briefs are written as events of the hour of their publication, and
  the name of the site behind each title.
* Meetup: the place of a meeting that is for members only is a sentence that says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from agregateur.contract import When
from agregateur.text import fold

Exporter = Literal["tec", "yeswiki", "mec", "spip", "meetup", ""]

_PRODIDS: tuple[tuple[re.Pattern[str], Exporter], ...] = (
    (re.compile(r" - ECPv\d"), "tec"),
    (re.compile(r"//YesWiki ", re.IGNORECASE), "yeswiki"),
    (re.compile(r"- MECv\d"), "mec"),
    (re.compile(r"\ASPIP\b"), "spip"),
    (re.compile(r"\A-//Meetup//"), "meetup"),
)
OF_WORDPRESS = frozenset({"tec", "mec"})
WITHOUT_DAYS = frozenset({"yeswiki", "mec"})
"""Those that write days as midnights."""
_TEC_UID = re.compile(r"(\d{1,12})-\d{6,12}-\d{6,12}@(\S{1,200})")
# WordPress's "UTC+1", which some sites of France set by hand, winter and summer.
_FRENCH_OFFSET = re.compile(r"(?:UTC|GMT)?\+0?[12](?::?00)?")
_SPIP_ARTICLE = re.compile(r"(?:article|breve)\d+ ?@")
_MEMBERS_ONLY = re.compile(
    r"(?:location|lieu) (?:visible|accessible) (?:to|aux|pour les|par les) (?:members|membres)"
)
_FRANCE = ZoneInfo("Europe/Paris")


def exporter(prodid: str) -> Exporter:
    """The program that wrote a calendar, when something is known of it."""
    return next((name for pattern, name in _PRODIDS if pattern.search(prodid)), "")


def stable_uid(by: Exporter, uid: str) -> str:
    """`uid` without what changes when its event does."""
    found = _TEC_UID.fullmatch(uid) if by == "tec" else None
    return f"{found[1]}@{found[2]}" if found else uid


def day_of(start: When | None, end: When | None, home: ZoneInfo | None) -> Callable[[When], date] | None:
    """What gives the day that an instant stands for, when a program wrote days as midnights; None when they are hours.

    The zone is that in which the hours are stated; of those in UTC it is not told: `home`, else that of France, or UTC.
    """
    if not isinstance(start, datetime):
        return None
    # What floats is midnight as it stands.
    zones: tuple[tzinfo | None, ...] = (None,)
    if start.tzinfo is not None:
        zones = (home or _FRANCE, UTC) if start.tzinfo is UTC else (start.tzinfo, home or _FRANCE, UTC)
    for zone in zones:
        if all(_in(when, zone).time() == time.min for when in (start, end) if isinstance(when, datetime)):
            return lambda when: _in(when, zone).date() if isinstance(when, datetime) else when
    return None


def _in(when: datetime, zone: tzinfo | None) -> datetime:
    return when if zone is None or when.tzinfo is None else when.astimezone(zone)


def text(by: Exporter, said: str, page: str) -> str:
    """A description as it was meant. `page` is the event's own."""
    if by != "yeswiki":
        return said
    said = re.sub(r"\\r(?=\n|\Z)", "", said) if "\\r" in said else said
    # The exporter's last line, folded in the middle of words when it is long.
    before, source, last = said.rpartition("Source: ")
    return before.rstrip() if source and "".join(last.split()) == page else said


def title(by: Exporter, said: str, site: str) -> str:
    """A title as it was meant. `site` is the name of the calendar."""
    return (said.removesuffix(f"[{site}]").rstrip() or said) if by == "spip" and site else said


def is_article(uid: str, start: str, stamp: str) -> bool:
    """Whether an "event" of SPIP's is an article, which begins with its publication. Sites whose own template gives the
    articles' events state another start."""
    return start == stamp and _SPIP_ARTICLE.match(uid) is not None


def is_french_offset(by: Exporter, tzid: str) -> bool:
    """Whether a site's zone is the offset of France, in winter or in summer: its hours are those of the clock there."""
    return by in OF_WORDPRESS and _FRENCH_OFFSET.fullmatch(tzid.strip()) is not None


def is_for_members(by: Exporter, location: str) -> bool:
    """Whether a place only says that members are told it."""
    return by == "meetup" and _MEMBERS_ONLY.fullmatch(fold(location)) is not None
