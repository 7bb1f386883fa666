"""One VEVENT as a Record: its dates by `dates`, its rules as written, all else by icalendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from html import unescape

from agregateur.contract import Record, When
from connecteurs.ical import exporters
from connecteurs.ical.component import Component
from connecteurs.ical.dates import MAX_LISTED, Reading, length, moment_of, spans
from connecteurs.ical.joining import holds_door, is_door, without_joining, without_room
from connecteurs.ical.people import people
from connecteurs.ical.properties import Properties, raw_text

_DATES = ("DTSTART", "DTEND", "RDATE", "EXDATE")
# Rooms that calendar programs make for the invited, without being asked: told of, never their addresses.
_ROOMS = ("X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK")
_ATTACHED = ("IMAGE", "X-TKF-FEATURED-IMAGE", "X-WP-IMAGES-URL", "ATTACH", "LINK")
_MARKUP = re.compile(
    r"<(?:p|br|a|b|i|u|ul|ol|li|div|span|strong|em|h[1-6]|img|table|html|body)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>|&nbsp;")
_WHOLE = re.compile(r"[+-]?\d{1,9}")
_UNTIL = re.compile(r"(UNTIL=\d{8}T\d{6})Z?", re.IGNORECASE)
_WEB = re.compile(r"https?://\S+$")
# GEO's `44.56;6.08`, with a comma by mistake, and `geo:44.56,6.08`.
_ADDRESS = re.compile(r"https?://[^\s;,]+")
_POSITION = re.compile(r"(?:geo:)?([+-]?\d{1,3}(?:\.\d+)?)[;,]\s*([+-]?\d{1,3}(?:\.\d+)?)", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
# Pages that show a file, whatever the file is.
_SHOWN = ("https://drive.google.com/", "https://docs.google.com/")
# Escaped once too often: `\\\\n`, where no word goes on (as the n of a path would).
_TWICE = re.compile(r"\\(?:n(?![a-z])|(?=[,;]))")


def read(component: Component, reading: Reading, recurrence_id: When | None, mark: str) -> Record:
    """The record of one event. `recurrence_id` and the digest `mark` are the group's to say.

    Raises whatever the library makes of a value that it cannot read: the caller refuses that event alone.
    """
    event = Properties(component, reading)
    dates: dict[str, list[When]] = {name: [] for name in _DATES}
    periods: list[tuple[When, When]] = []
    for name, found in dates.items():
        for line in event.lines(name):
            if len(found) + len(periods) < MAX_LISTED:
                for when, until in spans(reading, line):
                    if until is None or name != "RDATE":
                        found.append(when)
                    else:
                        periods.append((when, until))
    start = next(iter(dates["DTSTART"]), None)
    end = next(iter(dates["DTEND"]), None)
    if start is not None and (day := _day(component, event, reading, start, end)) is not None:
        first, last = day(start), None if end is None else day(end)
        start, end = first, last if last != first else None
        dates = {name: list(map(day, found)) for name, found in dates.items()}
        recurrence_id = None if recurrence_id is None else day(recurrence_id)
    description, markup, cut = _description(event, reading)
    online, roomed = _online(event)
    if cut or roomed:
        reading.mend("join_details_left_out")
    organizer, email, telephone = people(event, reading.around.exporter)
    latitude, longitude = _position(event, reading)
    images, links = _attachments(event)
    structured = next(iter(event.all("X-APPLE-STRUCTURED-LOCATION")), None)
    location, distant = _location(event, reading, cut or roomed)
    location = location or (structured.parameter("X-ADDRESS") if structured else "")
    place = _place(component, reading.around.place_by_uid)
    ranges = [line.parameters.get("RANGE", "") for line in event.lines("RECURRENCE-ID")]
    sequence = _sequence(event, reading)
    duration, exact = _duration(event, reading) if end is None else (None, False)
    return Record(
        uid=reading.uid,
        recurrence_id=recurrence_id,
        digest=mark,
        this_and_future=ranges[:1] == ["THISANDFUTURE"],
        title=_title(event, reading),
        description=description or None,
        markup=markup,
        language=_language(event),
        start=start,
        end=end,
        duration=duration,
        duration_exact=exact,
        rrule=_rules(event, "RRULE", reading),
        rdate=tuple(dates["RDATE"]),
        exdate=tuple(dates["EXDATE"]),
        periods=tuple(periods),
        exrule=_rules(event, "EXRULE", reading),
        status="CANCELLED" if reading.around.cancelled else event.text("STATUS") or None,
        transparent=event.text("TRANSP").upper() == "TRANSPARENT",
        sequence=sequence,
        published=moment_of(component, "CREATED"),
        updated=moment_of(component, "DATE-MOD" if event.lines("DATE-MOD") else "LAST-MODIFIED"),
        location=location or None,
        venue=(place and raw_text(place, ["NAME"])) or None,
        street=(place and raw_text(place, ["ADDRESS"])) or None,
        postcode=(place and raw_text(place, ["POSTALCODE"])) or None,
        city=(place and raw_text(place, ["CITY"])) or None,
        country=(place and raw_text(place, ["COUNTRY"])) or None,
        latitude=latitude,
        longitude=longitude,
        online=online,
        attendance="online" if (cut or roomed or distant) and not (location or place or latitude) else None,
        categories=tuple(dict.fromkeys(event.listed("CATEGORIES"))),
        price=event.text("X-COST") or None,
        registration=next(iter(_links(event, "X-TICKETS-URL")), None),
        organizer=organizer,
        email=email,
        telephone=telephone,
        url=_page(event, reading),
        links=tuple(links),
        image=next(iter(images), None),
        repairs=tuple(reading.repairs),
    )


def _day(
    component: Component, event: Properties, reading: Reading, start: When, end: When | None
) -> Callable[[When], date] | None:
    """What gives the day of an instant, when the event says or its exporter means that it lasts all day; else None."""
    if component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE":
        return _as_stated if _midnight(start) and (end is None or _midnight(end)) else None
    if reading.around.exporter not in exporters.WITHOUT_DAYS and not event.lines("DATE-MOD"):
        return None
    day = exporters.day_of(start, end, reading.around.display)
    if day is not None:
        reading.mend("all_day_as_hours")
    return day


def _midnight(when: When) -> bool:
    return not isinstance(when, datetime) or when.time() == time.min


def _as_stated(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _title(event: Properties, reading: Reading) -> str:
    title, by = event.text("SUMMARY"), reading.around.exporter
    if by != "spip":
        return title
    return exporters.title(by, title, raw_text(reading.around.calendar.head, ["X-WR-CALNAME"]))


def _location(event: Properties, reading: Reading, invited: bool) -> tuple[str, bool]:
    """LOCATION without an online room that it names, and whether it names one."""
    location, by = event.text("LOCATION"), reading.around.exporter
    if exporters.is_for_members(by, location):
        reading.mend("place_for_members")
        return "", False
    if by == "meetup" and location == "Online event":
        return "", True
    return without_room(location, invited)


def _page(event: Properties, reading: Reading) -> str | None:
    page = next(iter(_links(event, "URL")), None)
    # Some WordPress sites write their addresses as in a page: `&#038;`, `&amp;`.
    return (
        unescape(page) if page and "&" in page and reading.around.exporter in exporters.OF_WORDPRESS else page
    )


def _language(event: Properties) -> str | None:
    for name in ("SUMMARY", "DESCRIPTION"):
        for line in event.lines(name):
            if line.stated:
                value = event.chosen(name)
                if value and (word := value.parameter("LANGUAGE")):
                    return word[:35]
                break
    return None


def _online(event: Properties) -> tuple[str | None, bool]:
    """The address of an online room that is open to all, and whether there is one that is not told."""
    links = _links(event, "CONFERENCE")
    told = next((link for link in links if not is_door(link)), None)
    return told, told is None and (bool(links) or event.holds(_ROOMS))


def _description(event: Properties, reading: Reading) -> tuple[str, bool, bool]:
    """The description, whether it is HTML, and whether the way into a meeting was left out of it. One in HTML (Outlook,
    RFC 9073) goes before the plain one, but one that may hold that."""
    cut = False
    for name in ("STYLED-DESCRIPTION", "X-ALT-DESC"):
        for value in event.all(name):
            html = value.parameter("FMTTYPE").lower().startswith("text/html") or _MARKUP.search(value.text)
            if html and _TAG.sub("", value.text).strip():
                if not holds_door(value.text):
                    return value.text, True, False
                cut = True
    text = _plain(event, reading)
    public = without_joining(text)
    return public, "<" in public and _MARKUP.search(public) is not None, cut or public is not text


def _plain(event: Properties, reading: Reading) -> str:
    """DESCRIPTION without what its exporter did to it."""
    text = event.text("DESCRIPTION")
    if "\\" in text and (once := _TWICE.sub(lambda found: "\n" if "n" in found[0] else "", text)) != text:
        text = once
        reading.mend("escaped_twice", "DESCRIPTION")
    by = reading.around.exporter
    return exporters.text(by, text, event.text("URL")) if by == "yeswiki" else text


def _rules(event: Properties, name: str, reading: Reading) -> tuple[str, ...]:
    """The rules as written. Where the operator says that hours are labelled wrongly, so is the rule's end."""
    found = [line.value.strip() for line in event.lines(name) if line.value.strip()]
    if not found:
        return ()
    if reading.around.times == "local":
        found = [_UNTIL.sub(r"\1", rule) for rule in found]
    elif reading.around.times == "utc":
        found = [_UNTIL.sub(r"\1Z", rule) for rule in found]
    return tuple(found)


def _duration(event: Properties, reading: Reading) -> tuple[timedelta | None, bool]:
    """How long it lasts, and whether that is told in hours alone."""
    for value in event.all("DURATION"):
        lasts = length(value.text)
        if lasts is not None:
            return lasts, lasts.days > 0 and "PT" in value.text.upper()
        reading.mend("property_unreadable", "DURATION")
    return None, False


def _sequence(event: Properties, reading: Reading) -> int | None:
    text = event.text("SEQUENCE")
    if _WHOLE.fullmatch(text):
        return int(text)
    if text:
        reading.mend("property_unreadable", "SEQUENCE")
    return None


def _position(event: Properties, reading: Reading) -> tuple[float | None, float | None]:
    """GEO, else Apple's structured location. 0;0 is what programs write for none."""
    for name in ("GEO", "X-APPLE-STRUCTURED-LOCATION"):
        for value in event.all(name):
            match = _POSITION.fullmatch(value.text[:80])
            if not match:
                reading.mend("property_unreadable", name)
                continue
            latitude, longitude = float(match[1]), float(match[2])
            if (latitude, longitude) != (0, 0) and abs(latitude) <= 90 and abs(longitude) <= 180:
                return latitude, longitude
    return None, None


def _links(event: Properties, name: str) -> list[str]:
    """The web addresses in a property's values."""
    if not event.lines(name):
        return []
    return [value.text for value in event.all(name) if _WEB.match(value.text)]


def _attachments(event: Properties) -> tuple[list[str], list[str]]:
    """Addresses of images, and other addresses, both on the web only."""
    if not event.holds(_ATTACHED):
        return [], []
    images = [*_links(event, "IMAGE"), *_links(event, "X-TKF-FEATURED-IMAGE")]
    # RFC 9253 8.1: where it comes from ("via" of RFC 8288's registry), as other portals write it.
    links = [
        value.text
        for value in event.all("LINK")
        if value.parameter("LINKREL").lower() == "via" and _WEB.match(value.text)
    ]
    # All-in-One Event Calendar: `thumbnail;https://…;150;150,full;https://…;…`
    if pictures := event.text("X-WP-IMAGES-URL"):
        images += _ADDRESS.findall(pictures)[-1:]
    for value in event.all("ATTACH"):
        if _WEB.match(value.text):
            kind = value.parameter("FMTTYPE").lower()
            picture = not value.text.startswith(_SHOWN) and (
                kind.startswith("image/") or (not kind and _PICTURE.search(value.text.partition("?")[0]))
            )
            (images if picture else links).append(value.text)
    return images, links


def _place(component: Component, places: Mapping[str, Component]) -> Component | None:
    """The event's own VLOCATION (RFC 9073), or the VVENUE that its LOCATION names."""
    if component.parts:
        return component.parts[0]
    for line in component.lines if places else ():
        if line.name == "LOCATION":
            named = line.parameters
            return places.get(named.get("VVENUE") or named.get("X-VVENUE") or " ")
    return None
