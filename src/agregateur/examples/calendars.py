"""iCalendar as four programs write it (Google Calendar, Nextcloud, The Events Calendar, Outlook), and by hand.

Each has the habits seen in real exports: Google writes single events in UTC and no URL, The Events Calendar quotes
nothing and gives URL, CATEGORIES and a one-line address, Outlook names time zones in its own way, and a home-made
export writes floating times, bare line feeds and its own charset.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import blake2b
from uuid import UUID
from zoneinfo import ZoneInfo

from agregateur.examples.partner import Item, Partner, Span, Week

_PARIS = ZoneInfo("Europe/Paris")
_ZONE = """BEGIN:VTIMEZONE
TZID:{zone}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""


@dataclass(frozen=True, slots=True)
class Manner:
    """The habits of one program. `zone` is the TZID it writes, None for floating times."""

    producer: str
    zone: str | None = "Europe/Paris"
    utc: bool = False
    url: bool = True
    ends: str = "\r\n"


MANNERS = {
    "google": Manner("-//Google Inc//Google Calendar 70.9054//EN", utc=True, url=False),
    "nextcloud": Manner("-//IDN nextcloud.com//Calendar app 4.7.6//EN"),
    "events-calendar": Manner("-//{name} - ECPv6.6.4//NONSGML v1.0//EN"),
    "outlook": Manner(
        "-//Microsoft Corporation//Outlook 16.0 MIMEDIR//EN", zone="Romance Standard Time", url=False
    ),
    "by-hand": Manner("-//{name}//agenda//FR", zone=None, ends="\n"),
}


def write(partner: Partner, week: Week) -> bytes:
    """The calendar of `partner`, in its manner and charset."""
    manner = MANNERS[partner.manner]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:" + manner.producer.format(name=partner.name)]
    lines += ["CALSCALE:GREGORIAN", "METHOD:PUBLISH", "X-WR-CALNAME:" + _text(partner.name)]
    if manner.utc:
        lines.append("X-WR-TIMEZONE:Europe/Paris")
    if partner.manner == "events-calendar":
        lines += [
            f"X-ORIGINAL-URL:{partner.site}",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
        ]
    if manner.zone and not (manner.utc and not any(item.rule for item in partner.items)):
        lines += _ZONE.format(zone=manner.zone).split("\n")
    for item in partner.items:
        lines += _entries(partner, manner, item, week)
    for raw in partner.raw:
        lines += week.tell(raw).strip().split("\n")
    lines.append("END:VCALENDAR")
    fold = [piece for line in lines for piece in _fold(line, partner.charset)]
    return (manner.ends.join(fold) + manner.ends).encode(partner.charset)


def _entries(partner: Partner, manner: Manner, item: Item, week: Week) -> list[str]:
    """The VEVENT of `item`, then one for each single date that changed."""
    span = week.span(item.when or "")
    lines = _entry(partner, manner, item, week, span, [f"RRULE:{item.rule}"] if item.rule else [])
    zoned = bool(item.rule)
    if item.without:
        slots = [_slot(week, day, span) for day in item.without]
        lines[-1:-1] = [_when("EXDATE", slot, manner, zoned) for slot in slots]
    for change in item.instead:
        slot = _slot(week, change["day"], span)
        moved = week.span(change["when"]) if "when" in change else _shifted(span, slot)
        single = Item(
            uid=item.uid,
            title=change.get("title", item.title),
            text=change.get("text", item.text),
            place=change.get("place", item.place),
            status=change.get("status", item.status),
            url=item.url,
            categories=item.categories,
            organizer=item.organizer,
            rule=item.rule,
        )
        lines += _entry(partner, manner, single, week, moved, [_when("RECURRENCE-ID", slot, manner, zoned)])
    return lines


def _entry(
    partner: Partner, manner: Manner, item: Item, week: Week, span: Span, rule: list[str]
) -> list[str]:
    zoned = bool(item.rule)
    stamp = f"{week.monday:%Y%m%d}T050000Z"
    lines = ["BEGIN:VEVENT", "UID:" + _uid(partner, item), f"DTSTAMP:{stamp}"]
    lines.append(_when("DTSTART", span.start, manner, zoned))
    if span.end is not None:
        lines.append(_when("DTEND", span.end, manner, zoned))
    lines += rule
    lines += [f"CREATED:{stamp}", f"LAST-MODIFIED:{stamp}", "SEQUENCE:0"]
    lines.append("SUMMARY:" + _text(item.title))
    text = week.tell(item.text).strip()
    if item.url and not manner.url:
        text = f"{text}\n{item.url}".strip()
    if text:
        lines.append("DESCRIPTION:" + _text(text))
    if item.place:
        lines.append("LOCATION:" + _text(item.place))
    if item.geo:
        lines.append(f"GEO:{item.geo[0]};{item.geo[1]}")
    if item.categories and manner.url:
        lines.append("CATEGORIES:" + ",".join(_text(word) for word in item.categories))
    if item.url and manner.url:
        lines.append("URL:" + item.url)
    if item.organizer:
        lines.append(f'ORGANIZER;CN="{item.organizer}":MAILTO:contact@{partner.site.split("/")[2]}')
    if item.status or partner.manner in {"google", "nextcloud"}:
        lines.append("STATUS:" + (item.status or "CONFIRMED"))
    if partner.manner in {"google", "outlook"}:
        lines.append("TRANSP:OPAQUE")
    return [*lines, "END:VEVENT"]


def _slot(week: Week, day: str, span: Span) -> date | datetime:
    """The date of the rule that falls on `day`, at the hour of `span`."""
    start = week.span(day).start
    if isinstance(span.start, datetime):
        return datetime.combine(start, span.start.time())
    return start


def _shifted(span: Span, slot: date | datetime) -> Span:
    return Span(slot, None if span.end is None else slot + (span.end - span.start))


def _when(name: str, value: date | datetime, manner: Manner, zoned: bool) -> str:
    if not isinstance(value, datetime):
        return f"{name};VALUE=DATE:{value:%Y%m%d}"
    if manner.utc and not zoned:
        return f"{name}:{value.replace(tzinfo=_PARIS).astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if manner.zone is None:
        return f"{name}:{value:%Y%m%dT%H%M%S}"
    return f"{name};TZID={manner.zone}:{value:%Y%m%dT%H%M%S}"


def _uid(partner: Partner, item: Item) -> str:
    """A uid as the program makes them, the same at each renewal: a sample that moves is not a new one."""
    seed = blake2b(f"{partner.file}/{item.uid}".encode(), digest_size=16).digest()
    if partner.manner == "nextcloud":
        return str(UUID(bytes=seed, version=4))
    if partner.manner == "google":
        return f"{int.from_bytes(seed):032x}"[:26] + "@google.com"
    return f"{item.uid}@{partner.site.split('/')[2]}"


def _text(value: str) -> str:
    """RFC 5545 3.3.11."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _fold(line: str, charset: str) -> list[str]:
    """`line` cut after 75 bytes at most, between characters (RFC 5545 3.1)."""
    pieces, piece = [], ""
    for character in line:
        if len((piece + character).encode(charset)) > 75:
            pieces.append(piece)
            piece = " "
        piece += character
    return [*pieces, piece]
