"""One VEVENT as a Record: its dates by `dates`, its rules as written, all else by icalendar."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import icalendar

from agregateur.contract import Record, When
from agregateur.text import fold, one_line
from connecteurs.ical.dates import MAX_LISTED, Reading, moment_of, whens
from connecteurs.ical.document import Component

# Written by the library: only what is read below is handed to it. Dates, rules and zones never are.
_TEXTS = frozenset({
    "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "STATUS", "TRANSP", "SEQUENCE", "CATEGORIES", "GEO", "ORGANIZER",
    "CONTACT", "ATTACH", "IMAGE", "CONFERENCE", "DURATION", "STYLED-DESCRIPTION", "X-ALT-DESC", "X-COST",
    "X-APPLE-STRUCTURED-LOCATION", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-TICKETS-URL",
    "X-TKF-FEATURED-IMAGE", "X-WP-IMAGES-URL",
})  # fmt: skip
_ONLINE = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL")
_MARKUP = re.compile(
    r"<(?:p|br|a|b|i|u|ul|ol|li|div|span|strong|em|h[1-6]|img|table|html|body)\b[^<>]*>", re.IGNORECASE
)
_TAG = re.compile(r"<[^<>]*>|&nbsp;")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif)$", re.IGNORECASE)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?:\+\d{2,3}|0)\s?[1-9](?:[ .-]?\d{2}){4}")
# Local parts of addresses that belong to a structure, not to a person.
_ROLES = frozenset({
    "accueil", "agenda", "animation", "asso", "association", "billetterie", "bonjour", "bureau", "communication", "com",
    "contact", "culture", "direction", "event", "events", "hello", "info", "infos", "mairie", "mediatheque", "mjc",
    "office", "ot", "reservation", "reservations", "secretariat", "tourisme",
})  # fmt: skip


MAX_TEXT = 200_000
"""Characters of a description that are read (measured: HTML of 100 kB is the most that is cleaned in good time)."""
MAX_LINE = 5000
"""Characters of any other property (measured: a list of 200,000 categories takes the library seconds)."""
MAX_WORDS = 1000
"""Characters of a property that names something: uid, title to compare, contact."""


def read(component: Component, reading: Reading, recurrence_id: When | None) -> Record:
    """The record of one event. `recurrence_id` is given, because the group may decide it.

    Raises whatever icalendar makes of a component that it cannot read: the caller refuses that event alone.
    """
    event = _parsed(component, reading)
    all_day = _all_day(component)
    dates: dict[str, list[When]] = {name: [] for name in ("DTSTART", "DTEND", "RDATE", "EXDATE")}
    for line in component.lines:
        if line.name in dates and len(dates[line.name]) < MAX_LISTED:
            dates[line.name] += whens(reading, line)
    start = next(iter(dates["DTSTART"]), None)
    end = next(iter(dates["DTEND"]), None)
    if all_day and start is not None and _midnight(start) and (end is None or _midnight(end)):
        start, end = _day(start), None if end is None else _day(end)
    if component.has("EXRULE"):
        reading.mend("exrule_ignored")
    description, markup = _description(event)
    title = _text(event, "SUMMARY")
    organizer, email = _organizer(event)
    contact = _text(event, "CONTACT")[:MAX_WORDS]
    latitude, longitude = _position(event)
    images, links = _attachments(event)
    structured = _first(event, "X-APPLE-STRUCTURED-LOCATION")
    location = _text(event, "LOCATION") or (
        structured.params.get("X-ADDRESS", "") if structured is not None else ""
    )
    place = _place(component, reading.around.place_by_uid)
    ids = [line for line in component.lines if line.name == "RECURRENCE-ID"]
    sequence, mail, phone = _first(event, "SEQUENCE"), _EMAIL.search(contact), _PHONE.search(contact)
    return Record(
        uid=reading.uid,
        recurrence_id=recurrence_id,
        this_and_future=bool(ids) and ids[0].parameters.get("RANGE", "").upper() == "THISANDFUTURE",
        title=title,
        description=description or None,
        markup=markup,
        language=_language(event),
        start=start,
        end=end,
        duration=_duration(event) if end is None else None,
        rrule=tuple(
            line.value.strip() for line in component.lines if line.name == "RRULE" and line.value.strip()
        ),
        rdate=tuple(dates["RDATE"]),
        exdate=tuple(dates["EXDATE"]),
        status="CANCELLED"
        if reading.around.calendar.head.value("METHOD").upper() == "CANCEL"
        else _text(event, "STATUS") or None,
        transparent=_text(event, "TRANSP").upper() == "TRANSPARENT",
        sequence=int(sequence) if sequence is not None and abs(int(sequence)) < 2**31 else None,
        published=moment_of(component, "CREATED"),
        updated=moment_of(component, "LAST-MODIFIED"),
        location=location.strip() or None,
        venue=raw_text(place, ["NAME"]) or None,
        street=raw_text(place, ["ADDRESS"]) or None,
        postcode=raw_text(place, ["POSTALCODE"]) or None,
        city=raw_text(place, ["CITY"]) or None,
        country=raw_text(place, ["COUNTRY"]) or None,
        latitude=latitude,
        longitude=longitude,
        online=next((link for name in _ONLINE for link in _links(event, name)), None),
        categories=tuple(dict.fromkeys(_categories(event))),
        price=_text(event, "X-COST") or None,
        registration=next(iter(_links(event, "X-TICKETS-URL")), None),
        organizer=organizer or (contact if contact and not mail and not phone else None),
        email=email or (mail[0] if mail else None),
        telephone=phone[0] if phone else None,
        url=next(iter(_links(event, "URL")), None),
        links=tuple(links),
        image=next(iter(images), None),
        repairs=tuple(reading.repairs),
    )


def _parsed(component: Component, reading: Reading) -> Any:
    """The event's texts as icalendar reads them: handed over as bytes, without zones, dates, rules and alarms."""
    lines = []
    for line in component.lines:
        if line.name in _TEXTS:
            longest = MAX_TEXT if line.name.endswith(("DESCRIPTION", "X-ALT-DESC")) else MAX_LINE
            lines.append(line.text[:longest])
            if len(line.text) > longest:
                reading.mend("text_cut", line.name)
    content = "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""])
    event = icalendar.Event.from_ical(content.encode("utf-8", "replace"))
    for name, _message in event.errors:
        reading.mend("property_unreadable", name or "")
    return event


def _all_day(component: Component) -> bool:
    return component.value("X-MICROSOFT-CDO-ALLDAYEVENT").upper() == "TRUE"


def _midnight(when: When) -> bool:
    return not isinstance(when, datetime) or when.time() == time.min


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when


def _all(event: Any, name: str) -> Iterator[Any]:
    """The readable values of a property, in their order."""
    value = event.get(name)
    for one in value if isinstance(value, list) else [value]:
        if one is not None and not isinstance(one, icalendar.vBroken):
            yield one


def _first(event: Any, name: str) -> Any:
    return next(_all(event, name), None)


def _chosen(event: Any, name: str) -> Any:
    """The French one of several values, else the first that is not empty."""
    values = [value for value in _all(event, name) if str(value).strip()]
    french = (value for value in values if str(value.params.get("LANGUAGE", "")).lower().startswith("fr"))
    return next(french, values[0] if values else None)


def _text(event: Any, name: str) -> str:
    value = _chosen(event, name)
    return "" if value is None else _string(value)


def _string(value: Any) -> str:
    """The text of a value; of a property that icalendar does not know, it leaves the escapes (RFC 5545 3.3.11)."""
    text = str(value)
    return (_unescaped(text) if isinstance(value, icalendar.vUnknown) else text).strip()


def _language(event: Any) -> str | None:
    for name in ("SUMMARY", "DESCRIPTION"):
        value = _chosen(event, name)
        if value is not None and value.params.get("LANGUAGE"):
            return str(value.params["LANGUAGE"])[:35]
    return None


def _description(event: Any) -> tuple[str, bool]:
    """The description, and whether it is HTML. One in HTML (Outlook, RFC 9073) goes before the plain one."""
    for name in ("STYLED-DESCRIPTION", "X-ALT-DESC"):
        for value in _all(event, name):
            text = _string(value)
            html = str(value.params.get("FMTTYPE", "")).lower().startswith("text/html") or _MARKUP.search(
                text
            )
            if html and _TAG.sub("", text).strip():
                return text, True
    text = _text(event, "DESCRIPTION")
    return text, _MARKUP.search(text) is not None


def _duration(event: Any) -> timedelta | None:
    value = _first(event, "DURATION")
    return value.dt if value is not None and isinstance(value.dt, timedelta) else None


def _organizer(event: Any) -> tuple[str | None, str | None]:
    """Its name, and its address when it is a structure's: a person's stays out."""
    value = _first(event, "ORGANIZER")
    if value is None:
        return None, None
    name = one_line(str(value.params.get("CN", ""))[:MAX_WORDS])
    address = str(value).strip()[:MAX_WORDS]
    mail = _EMAIL.fullmatch(re.sub(r"(?i)^mailto:", "", address))
    if _EMAIL.search(name):
        name = ""
    role = mail and fold(mail[0].partition("@")[0]).split("-")[0].split(".")[0] in _ROLES
    return name or None, mail[0] if mail and role else None


def _position(event: Any) -> tuple[float | None, float | None]:
    """GEO, else Apple's structured location. 0;0 is what programs write for none."""
    pairs = [(value.latitude, value.longitude) for value in _all(event, "GEO")]
    for value in _all(event, "X-APPLE-STRUCTURED-LOCATION"):
        match = re.match(r"geo:(-?\d+(?:\.\d+)?),(-?\d+(?:\.\d+)?)", str(value).replace("\\", ""))
        if match:
            pairs.append((float(match[1]), float(match[2])))
    for latitude, longitude in pairs:
        if (latitude, longitude) != (0, 0) and abs(latitude) <= 90 and abs(longitude) <= 180:
            return latitude, longitude
    return None, None


def _links(event: Any, name: str) -> list[str]:
    """The web addresses in a property's values."""
    return [text for value in _all(event, name) if re.match(r"https?://\S+$", text := _string(value))]


def _attachments(event: Any) -> tuple[list[str], list[str]]:
    """Addresses of images, and other addresses, both on the web only."""
    images = [*_links(event, "IMAGE"), *_links(event, "X-TKF-FEATURED-IMAGE")]
    links: list[str] = []
    # All-in-One Event Calendar: `thumbnail;https://…;150;150,full;https://…;…`
    images += re.findall(r"https?://[^\s;,]+", _text(event, "X-WP-IMAGES-URL"))[-1:]
    for value in _all(event, "ATTACH"):
        address = str(value).strip()
        if re.match(r"https?://\S+$", address):
            kind = str(value.params.get("FMTTYPE", "")).lower()
            picture = kind.startswith("image/") or (not kind and _PICTURE.search(address.partition("?")[0]))
            (images if picture else links).append(address)
    return images, links


def _categories(event: Any) -> Iterator[str]:
    for value in _all(event, "CATEGORIES"):
        for category in value.cats:
            if text := one_line(str(category)):
                yield text


def _place(component: Component, places: Mapping[str, Component]) -> Component:
    """The event's own VLOCATION (RFC 9073), or the VVENUE that its LOCATION names; an empty one for none."""
    for line in component.lines:
        if line.name == "LOCATION" and not component.parts and places:
            named = line.parameters
            found = places.get(named.get("VVENUE") or named.get("X-VVENUE") or " ")
            if found is not None:
                return found
    return component.parts[0] if component.parts else Component("VVENUE")


def _unescaped(value: str) -> str:
    return str(icalendar.vText(icalendar.vText.from_ical(value)))


def raw_text(component: Component, names: Sequence[str]) -> str:
    """The first of the properties that is there, unescaped, on one line; '' for none."""
    return next(
        (text for name in names if (text := one_line(_unescaped(component.value(name)[:MAX_WORDS])))), ""
    )
