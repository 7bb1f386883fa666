"""One VEVENT as a Record: its dates by `dates`, its rules as written, all else by icalendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from agregateur.contract import Record, When
from agregateur.text import fold, one_line
from connecteurs.ical import exporters
from connecteurs.ical.dates import MAX_LISTED, Reading, length, moment_of, spans
from connecteurs.ical.document import Component
from connecteurs.ical.properties import MAX_WORDS, Properties, raw_text

_DATES = ("DTSTART", "DTEND", "RDATE", "EXDATE")
_ONLINE = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_ATTACHED = ("IMAGE", "X-TKF-FEATURED-IMAGE", "X-WP-IMAGES-URL", "ATTACH")
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
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_MAILTO = re.compile(r"^mailto:", re.IGNORECASE)
_PHONE = re.compile(r"(?:\+\d{2,3}|0)\s?[1-9](?:[ .-]?\d{2}){4}")
# Local parts of addresses that belong to a structure, not to a person.
_ROLES = frozenset({
    "accueil", "agenda", "animation", "asso", "association", "billetterie", "bonjour", "bureau", "communication", "com",
    "contact", "culture", "direction", "event", "events", "hello", "info", "infos", "mairie", "mediatheque", "mjc",
    "office", "ot", "reservation", "reservations", "secretariat", "tourisme",
})  # fmt: skip


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
    if _all_day(component) and start is not None and _midnight(start) and (end is None or _midnight(end)):
        start, end = _day(start), None if end is None else _day(end)
    elif own := exporters.days(reading.around.exporter, start, end, reading.around.display):
        start, end = own
        reading.mend("all_day_as_hours")
    description, markup = _description(event)
    description = exporters.text(reading.around.exporter, description)
    organizer, email = _organizer(event)
    contact = event.text("CONTACT")[:MAX_WORDS]
    mail, phone = (_EMAIL.search(contact), _PHONE.search(contact)) if contact else (None, None)
    latitude, longitude = _position(event, reading)
    images, links = _attachments(event)
    structured = next(iter(event.all("X-APPLE-STRUCTURED-LOCATION")), None)
    location = event.text("LOCATION") or (structured.parameter("X-ADDRESS") if structured else "")
    place = _place(component, reading.around.place_by_uid)
    ranges = [line.parameters.get("RANGE", "") for line in event.lines("RECURRENCE-ID")]
    sequence = _sequence(event, reading)
    duration, exact = _duration(event, reading) if end is None else (None, False)
    return Record(
        uid=reading.uid,
        recurrence_id=recurrence_id,
        digest=mark,
        this_and_future=ranges[:1] == ["THISANDFUTURE"],
        title=event.text("SUMMARY"),
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
        updated=moment_of(component, "LAST-MODIFIED") or moment_of(component, "DATE-MOD"),
        location=location or None,
        venue=(place and raw_text(place, ["NAME"])) or None,
        street=(place and raw_text(place, ["ADDRESS"])) or None,
        postcode=(place and raw_text(place, ["POSTALCODE"])) or None,
        city=(place and raw_text(place, ["CITY"])) or None,
        country=(place and raw_text(place, ["COUNTRY"])) or None,
        latitude=latitude,
        longitude=longitude,
        online=_online(event),
        categories=tuple(dict.fromkeys(event.listed("CATEGORIES"))),
        price=event.text("X-COST") or None,
        registration=next(iter(_links(event, "X-TICKETS-URL")), None),
        organizer=organizer or (contact if contact and not mail and not phone else None),
        email=email or (mail[0] if mail else None),
        telephone=phone[0] if phone else None,
        url=next(iter(_links(event, "URL")), None),
        links=tuple(links),
        image=next(iter(images), None),
        repairs=tuple(reading.repairs),
    )


def _all_day(component: Component) -> bool:
    return component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"


def _midnight(when: When) -> bool:
    return not isinstance(when, datetime) or when.time() == time.min


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _language(event: Properties) -> str | None:
    for name in ("SUMMARY", "DESCRIPTION"):
        for line in event.lines(name):
            if line.stated:
                value = event.chosen(name)
                if value and (word := value.parameter("LANGUAGE")):
                    return word[:35]
                break
    return None


def _online(event: Properties) -> str | None:
    if not event.holds(_ONLINE):
        return None
    return next((link for name in _ONLINE for link in _links(event, name)), None)


def _description(event: Properties) -> tuple[str, bool]:
    """The description, and whether it is HTML. One in HTML (Outlook, RFC 9073) goes before the plain one."""
    for name in ("STYLED-DESCRIPTION", "X-ALT-DESC"):
        for value in event.all(name):
            html = value.parameter("FMTTYPE").lower().startswith("text/html") or _MARKUP.search(value.text)
            if html and _TAG.sub("", value.text).strip():
                return value.text, True
    text = event.text("DESCRIPTION")
    return text, "<" in text and _MARKUP.search(text) is not None


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


def _organizer(event: Properties) -> tuple[str | None, str | None]:
    """Its name, and its address when it is a structure's: a person's stays out."""
    value = next(iter(event.all("ORGANIZER")), None)
    return (
        (None, None) if value is None else _named(value.parameter("CN")[:MAX_WORDS], value.text[:MAX_WORDS])
    )


@lru_cache(maxsize=1024)
def _named(name: str, address: str) -> tuple[str | None, str | None]:
    # A calendar has the same few organisers again and again.
    name = one_line(name)
    mail = _EMAIL.fullmatch(_MAILTO.sub("", address))
    if _EMAIL.search(name):
        name = ""
    role = mail and fold(mail[0].partition("@")[0]).split("-")[0].split(".")[0] in _ROLES
    return name or None, mail[0] if mail and role else None


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
    links: list[str] = []
    # All-in-One Event Calendar: `thumbnail;https://…;150;150,full;https://…;…`
    if pictures := event.text("X-WP-IMAGES-URL"):
        images += _ADDRESS.findall(pictures)[-1:]
    for value in event.all("ATTACH"):
        if _WEB.match(value.text):
            kind = value.parameter("FMTTYPE").lower()
            picture = kind.startswith("image/") or (
                not kind and _PICTURE.search(value.text.partition("?")[0])
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
