"""iCalendar out (RFC 5545, RFC 7986): the stored VEVENT text of an event, and the calendar that strings them together.

The writer is our own: the library costs as much to write as to read (bench/render.py gives the ratio), and its proof is
that icalendar and ical.js read every feed alike (tests/publish). Nothing in a VEVENT is relative to today.
`icaldates` says which VEVENTs an event makes and under which UIDs, `icallines` how a line is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b

from agregateur import text
from agregateur.model import Event, Occurrence
from agregateur.publish.dates import lasts_long
from agregateur.publish.icaldates import stated
from agregateur.publish.icallines import escape, fold, line, utc
from agregateur.publish.leaving import (
    Credit,
    http_url,
    may_leave,
    page_url,
    place_line,
    point_of,
    status_of,
    title_of,
)
from agregateur.publish.rights import Rights, rights
from agregateur.publish.words import WORDS, Lang, facts
from agregateur.publish.zones import VTIMEZONES

RENDER_VERSION = 3
"""Raise it when the same event gives another text: stored fragments of an older version are rendered again."""

PRODID = "-//agregateur//agenda//FR"
_ZONED = b"\r\nDTSTART;TZID="
"""Where a text names its zone: there is only one, its event's. No words of a partner can hold a CRLF and a name."""
_STATUS = {"tentative": "TENTATIVE", "cancelled": "CANCELLED", "postponed": "CANCELLED"}
"""iCalendar has no word for postponed: that date does not happen, so nobody should go (the text says `Reporté`)."""


def version(base_url: str) -> int:
    """The version of stored texts: the writer's own and the address that they bear. Fits 32 bits."""
    return RENDER_VERSION << 24 | int.from_bytes(blake2b(base_url.encode(), digest_size=3).digest())


def vevent(
    event: Event,
    *,
    portal: str,
    base_url: str,
    credits: Mapping[str, Credit] | None = None,
    labels: Mapping[str, str] | None = None,
    language: Lang = "fr",
) -> str:
    """The VEVENT text of `event`: CRLF, folded at 75 octets, '' when it may not leave or has no date.

    `portal` ends the UIDs; `base_url` begins the address of our page; `credits` names the sources by id; `labels` are
    the names of the category codes, in the language of our own words.
    """
    leaving = may_leave(event)
    if leaving is None:
        return ""
    stamps, tail = _stamps(leaving), _tail(leaving, base_url, credits or {}, labels or {}, language)
    return "".join([_component(head, leaving, o, stamps, tail) for head, o in stated(leaving, portal)])


def calendar(
    fragments: Iterable[bytes],
    *,
    name: str,
    description: str = "",
    url: str,
    page: str | None = None,
    zones: Iterable[str] = (),
    refresh_minutes: int = 60,
) -> Iterator[bytes]:
    """The VCALENDAR around `fragments` (UTF-8 of what `vevent` made; empty ones are skipped), in pieces to be joined.

    `url` is the feed's own address, `page` the page that shows the same (default `url`). The first of `zones` (default
    Europe/Paris) is the calendar's; a zone is written before the first event that names it, listed or not.
    """
    written = dict.fromkeys([z for z in zones if z in VTIMEZONES] or ["Europe/Paris"])
    yield "".join(_head(name, description, url, page or url, next(iter(written)), refresh_minutes)).encode()
    for zone in written:
        yield VTIMEZONES[zone].encode()
    usual = _ZONED + next(iter(written)).encode() + b":"
    for fragment in fragments:
        at = fragment.find(_ZONED)
        if at >= 0 and not fragment.startswith(usual, at):
            zone = fragment[at + len(_ZONED) : fragment.index(b":", at)].decode()
            if zone in VTIMEZONES and zone not in written:
                written[zone] = None
                yield VTIMEZONES[zone].encode()
        yield fragment
    yield b"END:VCALENDAR\r\n"


def _head(name: str, description: str, url: str, page: str, zone: str, minutes: int) -> Iterator[str]:
    every = f"PT{minutes // 60}H" if minutes % 60 == 0 else f"PT{minutes}M"
    yield f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{PRODID}\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
    for key in ("NAME", "X-WR-CALNAME"):
        yield line(key, text.one_line(name))
    if description:
        for key in ("DESCRIPTION", "X-WR-CALDESC"):
            yield line(key, text.one_line(description))
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{every}\r\nX-PUBLISHED-TTL:{every}\r\nX-WR-TIMEZONE:{zone}\r\n"
    if source := http_url(url):
        yield fold(f"SOURCE;VALUE=URI:{source}")
    if address := http_url(page):
        yield fold(f"URL:{address}")


def _component(head: str, event: Event, o: Occurrence, stamps: str, tail: str) -> str:
    """One VEVENT: `head` says which and when, `stamps` and `tail` what all dates of the event share."""
    place = place_line(event.place, o.venue)
    where = line("LOCATION", text.one_line(place)) if place else ""
    status = _STATUS.get(status_of(event, o), "CONFIRMED")
    transparency = "TRANSP:TRANSPARENT\r\n" if lasts_long(o) else ""
    summary = line("SUMMARY", title_of(event, o))
    return (
        f"BEGIN:VEVENT\r\n{head}{stamps}{summary}{where}STATUS:{status}\r\n{transparency}{tail}END:VEVENT\r\n"
    )


def _stamps(event: Event) -> str:
    """DTSTAMP must be there (RFC 5545 3.8.7.2): without any time known it is the epoch, never the clock."""
    updated = event.updated or event.created
    stamp = utc(updated) if updated else "19700101T000000Z"
    created = f"CREATED:{utc(event.created)}\r\n" if event.created else ""
    return f"DTSTAMP:{stamp}\r\n{created}LAST-MODIFIED:{stamp}\r\nSEQUENCE:{event.sequence}\r\n"


def _tail(
    event: Event, base_url: str, credits: Mapping[str, Credit], labels: Mapping[str, str], language: Lang
) -> str:
    """What does not depend on the date, as folded lines."""
    page, held = page_url(base_url, event, language), rights(event, credits)
    lines = [line("DESCRIPTION", _description(event, page, held, language))]
    if point := point_of(event.place):
        lines.append(f"GEO:{point[0]:.6f};{point[1]:.6f}\r\n")
    if event.categories:
        lines.append(
            fold(f"CATEGORIES:{','.join(escape(labels.get(code, code)) for code in event.categories)}")
        )
    lines.append(fold(f"URL:{page}"))
    if image := http_url(event.image):
        lines.append(fold(f"IMAGE;VALUE=URI;DISPLAY=BADGE:{image}"))
    if event.organizer:
        lines.append(line("CONTACT", text.one_line(event.organizer)))
    # RFC 9253 8.1 with relations of RFC 8288's registry: "via" is where it comes from, "license" what governs it.
    # Whoever knows neither passes over them (RFC 5545 3.8.8.1), and reads the same in DESCRIPTION.
    if held.link:
        lines.append(fold(f'LINK;LINKREL="via";VALUE=URI:{held.link}'))
    if held.licence:
        lines.append(line("X-LICENCE", held.licence))
        if url := held.licence_url:
            lines.append(fold(f'LINK;LINKREL="license";VALUE=URI:{url}'))
    lines.append(f"X-REPUBLICATION:{held.republication}\r\n")
    return "".join(lines)


def _description(event: Event, page: str, held: Rights, language: Lang) -> str:
    words = WORDS[language]
    lines = facts(event, language)
    if online := http_url(event.online):
        lines.append(words["online"].format(online))
    if event.organizer:
        lines.append(words["organizer"].format(event.organizer))
    if held.link:
        lines.append(words["more"].format(held.link))
    if held.image_credit:
        lines.append(words["image_credit"].format(held.image_credit))
    if credit := held.line(language):
        lines.append(credit)
    lines.append(page)
    about = "\n".join(lines)
    return f"{event.text.strip()}\n\n{about}" if event.text else about
