"""iCalendar out (RFC 5545, RFC 7986): the stored VEVENT text of an event, and the calendar that strings them together.

The writer is our own: the library costs as much to write as to read (bench/render.py gives the ratio), and its proof is
that icalendar and ical.js read every feed alike (tests/publish). Nothing in a VEVENT is relative to today.

**UIDs.** An event that has one date, or whose dates one rule explains, is `{id}@{portal}`; its moved or changed dates
are overrides (RECURRENCE-ID) under the same UID. Any other event is one VEVENT a date, since common clients read RDATE
badly: `{id}-{YYYYMMDD}@{portal}` with the local day, and `-2`, `-3`… after the day for the second and third of one day
in order of hour. So a UID survives a change of title, hour, place and source; that of a lone date a change of day too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from agregateur import text
from agregateur.contract import When
from agregateur.model import Event, Occurrence, Rule
from agregateur.publish.dates import last_day, lasts_long
from agregateur.publish.leaving import (
    Credit,
    credit_line,
    http_url,
    may_leave,
    page_url,
    partner_url,
    place_line,
    point_of,
    status_of,
    title_of,
)
from agregateur.publish.words import WORDS, facts
from agregateur.publish.zones import VTIMEZONES

RENDER_VERSION = 1
"""Raise it when the same event gives another text: stored fragments of an older version are rendered again."""

PRODID = "-//agregateur//agenda//FR"
_STATUS = {"tentative": "TENTATIVE", "cancelled": "CANCELLED", "postponed": "CANCELLED"}
"""iCalendar has no word for postponed: that date does not happen, so nobody should go (the text says `Reporté`)."""
_RULE_PART = re.compile(r"[A-Z]+=[A-Z0-9,+-]+")
_FREQUENCIES = frozenset({"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"})
_CHUNK = 1 << 16


def vevent(
    event: Event,
    *,
    portal: str,
    base_url: str,
    credits: Mapping[str, Credit] | None = None,
    labels: Mapping[str, str] | None = None,
) -> str:
    """The VEVENT text of `event`: CRLF, folded at 75 octets, '' when it may not leave or has no date.

    `portal` ends the UIDs; `base_url` begins the address of our page; `credits` names the sources by id; `labels` are
    the French names of the category codes.
    """
    leaving = may_leave(event)
    if leaving is None:
        return ""
    stamps, tail = _stamps(leaving), _tail(leaving, base_url, credits or {}, labels or {})
    if leaving.rule is not None:
        series = _series(leaving, leaving.rule, portal, stamps, tail)
        if series is not None:
            return series
    return "".join(
        _component(f"UID:{uid}@{portal}\r\n", _span(leaving, o.start, o.end), leaving, o, stamps, tail)
        for uid, o in _dated(leaving)
    )


def calendar(
    fragments: Iterable[str],
    *,
    name: str,
    description: str = "",
    url: str,
    page: str | None = None,
    zones: Iterable[str] = (),
    refresh_minutes: int = 60,
) -> Iterator[bytes]:
    """The VCALENDAR around `fragments` (texts made by `vevent`; empty ones are skipped), in chunks of UTF-8.

    `url` is the feed's own address, `page` the page that shows the same (default `url`). The first of `zones` (default
    Europe/Paris) is the calendar's; a zone is written before the first event that names it, listed or not.
    """
    listed = [z for z in zones if z in VTIMEZONES] or ["Europe/Paris"]
    every = f"PT{refresh_minutes // 60}H" if refresh_minutes % 60 == 0 else f"PT{refresh_minutes}M"
    head = [
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n",
        f"PRODID:{PRODID}\r\n",
        "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n",
    ]
    head += [_line(key, text.one_line(name)) for key in ("NAME", "X-WR-CALNAME")]
    if description:
        head += [_line(key, text.one_line(description)) for key in ("DESCRIPTION", "X-WR-CALDESC")]
    head.append(f"REFRESH-INTERVAL;VALUE=DURATION:{every}\r\nX-PUBLISHED-TTL:{every}\r\n")
    head.append(f"X-WR-TIMEZONE:{listed[0]}\r\n")
    if source := http_url(url):
        head.append(_fold(f"SOURCE;VALUE=URI:{source}"))
    if address := http_url(page or url):
        head.append(_fold(f"URL:{address}"))
    written = dict.fromkeys(listed)
    head += [VTIMEZONES[zone] for zone in written]
    batch, size = head, 0
    for fragment in fragments:
        if not fragment:
            continue
        zone = _zone_in(fragment)
        if zone and zone not in written:
            written[zone] = None
            batch.append(VTIMEZONES[zone])
        batch.append(fragment)
        size += len(fragment)
        if size >= _CHUNK:
            yield "".join(batch).encode()
            batch, size = [], 0
    batch.append("END:VCALENDAR\r\n")
    yield "".join(batch).encode()


def _zone_in(fragment: str) -> str | None:
    """The TZID that a fragment names, if any: there is only one, its event's. No text can hold a CRLF and a name."""
    at = fragment.find("\r\nDTSTART;TZID=")
    if at < 0:
        return None
    zone = fragment[at + 15 : fragment.index(":", at)]
    return zone if zone in VTIMEZONES else None


# --- the dates ---------------------------------------------------------------------------------------------------


def _dated(event: Event) -> Iterator[tuple[str, Occurrence]]:
    """(UID without the portal, occurrence), one a date."""
    if len(event.occurrences) == 1 and not event.endless:
        only = event.occurrences[0]
        # Dates that left the store still count: first and last outlive them, so the last one left keeps its UID.
        if (event.first or only.day) >= only.day and (event.last or only.day) <= last_day(only):
            yield event.id, only
            return
    seen: dict[date, int] = {}
    for occurrence in sorted(event.occurrences, key=lambda o: (o.day, not o.all_day, _instant(o.start))):
        day = occurrence.day
        seen[day] = seen.get(day, 0) + 1
        ordinal = f"-{seen[day]}" if seen[day] > 1 else ""
        yield f"{event.id}-{day:%Y%m%d}{ordinal}", occurrence


def _instant(when: When) -> float:
    return when.timestamp() if isinstance(when, datetime) else 0.0


def _digits(moment: datetime) -> str:
    return moment.isoformat()[:19].replace("-", "").replace(":", "")


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` as a wall time that exists in `zone`; `fold` tells the second of two equal ones."""
    return moment.astimezone(UTC).astimezone(zone)


def _when(name: str, when: When, tzid: str) -> str:
    """One date property. `tzid` is a zone of VTIMEZONES, or '' for UTC."""
    if not isinstance(when, datetime):
        return f"{name};VALUE=DATE:{when.isoformat().replace('-', '')}\r\n"
    if tzid:
        return f"{name};TZID={tzid}:{_digits(_local(when, ZoneInfo(tzid)))}\r\n"
    return f"{name}:{_digits(when.astimezone(UTC))}Z\r\n"


def _span(event: Event, start: When, end: When | None) -> str:
    """DTSTART and DTEND in the event's zone, or in UTC when we may not name it or the wall time says too little."""
    if not isinstance(start, datetime):
        if not end or isinstance(end, datetime) or end <= start:
            end = start + timedelta(days=1)
        return _when("DTSTART", start, "") + _when("DTEND", end, "")
    tzid = event.timezone if event.timezone in VTIMEZONES else ""
    ends = end if isinstance(end, datetime) and end > start else None
    # A wall time that comes twice (the clocks go back) means the first one (RFC 5545 3.3.5): the second is said in UTC.
    if tzid and any(_local(moment, event.zone).fold for moment in (start, ends) if moment):
        tzid = ""
    return _when("DTSTART", start, tzid) + (_when("DTEND", ends, tzid) if ends else "")


# --- a rule and its overrides ------------------------------------------------------------------------------------


def _series(event: Event, rule: Rule, portal: str, stamps: str, tail: str) -> str | None:
    """The rule as one VEVENT and its overrides; None when it cannot be written without changing its meaning."""
    timed = isinstance(rule.start, datetime)
    tzid = _frame(rule.start, event.timezone)
    rrule = _rrule(event, rule)
    changed = [o for o in event.occurrences if _overrides(event, o)]
    if tzid is None or rrule is None:
        return None
    if any(isinstance(o.slot or o.start, datetime) != timed for o in changed):
        return None
    uid = f"UID:{event.id}@{portal}\r\n"
    when = _when("DTSTART", rule.start, tzid)
    end = rule.end
    if not timed:
        if end is None or end <= rule.start:
            end = rule.start + timedelta(days=1)
        when += _when("DTEND", end, "")
    elif end is not None and end > rule.start:
        when += _when("DTEND", end, tzid)
    when += _fold(f"RRULE:{rrule}")
    when += "".join(_when("EXDATE", x, tzid) for x in rule.exdates if isinstance(x, datetime) == timed)
    plain = Occurrence(start=rule.start, end=end)
    parts = [_component(uid, when, event, plain, stamps, tail)]
    for o in changed:
        head = uid + _when("RECURRENCE-ID", o.slot or o.start, tzid)
        parts.append(_component(head, _span(event, o.start, o.end), event, o, stamps, tail))
    return "".join(parts)


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
    if key == timezone and key in VTIMEZONES and not _local(start, ZoneInfo(key)).fold:
        return key
    return None


def _rrule(event: Event, rule: Rule) -> str | None:
    """The RRULE value, FREQ first and UNTIL in the form that RFC 5545 3.3.10 wants; None when it is not a plain one."""
    parts = rule.rrule.upper().removeprefix("RRULE:").strip("; \r\n").split(";")
    frequency = [p for p in parts if p in _FREQUENCIES]
    if len(frequency) != 1 or not all(_RULE_PART.fullmatch(p) for p in parts):
        return None
    return ";".join(frequency + [_until(p, event, rule) for p in parts if p not in _FREQUENCIES])


def _until(part: str, event: Event, rule: Rule) -> str:
    if not part.startswith("UNTIL="):
        return part
    value = part[6:]
    if not isinstance(rule.start, datetime):
        return f"UNTIL={value[:8]}"
    if re.fullmatch(r"\d{8}T\d{6}Z", value):
        return part
    # A date or a local time: partners mean it in different ways, and the dates it gave are known.
    slots = [s for s in (o.slot or o.start for o in event.occurrences) if isinstance(s, datetime)]
    slots += [x for x in rule.exdates if isinstance(x, datetime)]
    last = max(slots, default=rule.start)
    return f"UNTIL={_digits(last.astimezone(UTC))}Z"


# --- the rest ----------------------------------------------------------------------------------------------------


def _component(head: str, when: str, event: Event, o: Occurrence, stamps: str, tail: str) -> str:
    """One VEVENT. `head` holds UID and RECURRENCE-ID, `when` the dates, `stamps` and `tail` what all dates share."""
    place = place_line(event.place, o.venue)
    return "".join((
        "BEGIN:VEVENT\r\n",
        head,
        when,
        stamps,
        _line("SUMMARY", title_of(event, o)),
        _line("LOCATION", text.one_line(place)) if place else "",
        f"STATUS:{_STATUS.get(status_of(event, o), 'CONFIRMED')}\r\n",
        "TRANSP:TRANSPARENT\r\n" if lasts_long(o) else "",
        tail,
        "END:VEVENT\r\n",
    ))  # fmt: skip


def _stamps(event: Event) -> str:
    """DTSTAMP must be there (RFC 5545 3.8.7.2): without any time known it is the epoch, never the clock."""
    updated = event.updated or event.created
    stamp = _digits(updated.astimezone(UTC)) if updated else "19700101T000000"
    created = f"CREATED:{_digits(event.created.astimezone(UTC))}Z\r\n" if event.created else ""
    return f"DTSTAMP:{stamp}Z\r\n{created}LAST-MODIFIED:{stamp}Z\r\nSEQUENCE:{event.sequence}\r\n"


def _tail(event: Event, base_url: str, credits: Mapping[str, Credit], labels: Mapping[str, str]) -> str:
    """What does not depend on the date, as folded lines."""
    page = page_url(base_url, event)
    lines = [_line("DESCRIPTION", _description(event, page, credits))]
    if point := point_of(event.place):
        lines.append(f"GEO:{point[0]:.6f};{point[1]:.6f}\r\n")
    if event.categories:
        names = ",".join(_escape(text.one_line(labels.get(code, code))) for code in event.categories)
        lines.append(_fold(f"CATEGORIES:{names}"))
    lines.append(_fold(f"URL:{page}"))
    if image := http_url(event.image):
        lines.append(_fold(f"IMAGE;VALUE=URI;DISPLAY=BADGE:{image}"))
    if event.organizer:
        lines.append(_line("CONTACT", text.one_line(event.organizer)))
    return "".join(lines)


def _description(event: Event, page: str, credits: Mapping[str, Credit]) -> str:
    words = WORDS["fr"]
    lines = facts(event, "fr")
    if online := http_url(event.online):
        lines.append(words["online"].format(online))
    if event.organizer:
        lines.append(words["organizer"].format(event.organizer))
    if url := partner_url(event):
        lines.append(words["more"].format(url))
    if event.image and event.image_credit:
        lines.append(words["image_credit"].format(event.image_credit))
    if credit := credit_line(event, credits):
        lines.append(credit)
    lines.append(page)
    about = "\n".join(lines)
    return f"{event.text.strip()}\n\n{about}" if event.text else about


def _clean(value: str) -> str:
    """`value` without control characters; the costly way only where the cheap test says so."""
    if value.replace("\n", "").replace("\xa0", "").replace("\u202f", "").isprintable():
        return value
    return text.printable(value).replace("\t", " ")


def _escape(value: str) -> str:
    """TEXT of RFC 5545 3.3.11."""
    return _clean(value).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _line(name: str, value: str) -> str:
    return _fold(f"{name}:{_escape(value)}")


def _fold(line: str) -> str:
    """`line` with CRLF, folded at 75 octets (RFC 5545 3.1), never inside a UTF-8 character."""
    if len(line) <= 75 and line.isascii():
        return line + "\r\n"
    data = line.encode()
    start, limit = 0, 75
    parts = []
    while len(data) - start > limit:
        cut = start + limit
        while data[cut] & 0xC0 == 0x80:
            cut -= 1
        parts.append(data[start:cut])
        start, limit = cut, 74
    parts.append(data[start:])
    return b"\r\n ".join(parts).decode() + "\r\n"
