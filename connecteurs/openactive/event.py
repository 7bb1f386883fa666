"""From an item of a feed to the records of one event: a date, several of them, or a rule with its exceptions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, tzinfo
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import currency, number_of, point_of, text_of, texts_of, when_of
from agregateur.connecting.zones import zone_of
from agregateur.contract import Record, Rejected, Repair, Said, When
from agregateur.text import end_after, identifier, web_address
from connecteurs.openactive.schedule import scheduled

ICAL = "http://www.w3.org/2002/12/cal/ical#"
EVENTS = frozenset({
    "Event", "EventSeries", "HeadlineEvent", "SessionSeries", "ScheduledSession", "CourseInstance", "Course",
})  # fmt: skip
"""Types that are events; slots of courts, facilities and videos on demand are none."""
_WRITTEN = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d))?", re.ASCII)
_BOOKING = {
    "Required": "Inscription obligatoire",
    "Optional": "Inscription conseillée",
    "Unavailable": "Sans inscription",
}


def read(item: Any, uid: str | None, base: str) -> Iterator[Said]:
    """The records of `item`, or why there are none. `uid` is its id, `base` the feed's address."""
    data = item.get("data") if isinstance(item, Mapping) else None
    if not isinstance(data, Mapping) or not uid:
        yield Rejected(uid or "", "not_an_event", trace(item) or repr(item)[:80])
        return
    if (kind := _type(data)) not in EVENTS:
        yield Rejected(uid, "not_an_event", f"{kind} : {_whole(data, 'name') or uid}"[:80])
        return
    title = text_of(_whole(data, "name"))
    if not title:
        yield Rejected(uid, "no_title", trace(None, text_of(data.get("url"))) or trace(data) or uid)
        return
    record = _stated(data, uid, title, base)
    yield from _dated(record, data)


def _type(data: Mapping[str, Any]) -> str:
    return (text_of(data.get("@type") or data.get("type")) or "").rpartition("/")[2]


def _whole(data: Mapping[str, Any], name: str) -> Any:
    """A property of a session, or of the series that it holds."""
    above = data.get("superEvent")
    if data.get(name) in (None, "", []) and isinstance(above, Mapping):
        return _whole(above, name)
    return data.get(name)


# Dates --------------------------------------------------------------------------------------------------------------


def _dated(record: Record, data: Mapping[str, Any]) -> Iterator[Said]:
    zone = zone_of(data.get(f"{ICAL}tzid"))
    parts = [one for one in _list(data.get("subEvent")) if isinstance(one, Mapping)]
    dates = [(one, span) for one in parts if (span := _span(one, zone)) is not None]
    rule = text_of(data.get(f"{ICAL}rrule"))
    start = _local(data.get(f"{ICAL}dtstart"), zone) if rule else None
    if rule and start is not None:
        slots = (_local(one, zone) for one in _list(data.get(f"{ICAL}exdate")))
        end = _local(data.get(f"{ICAL}dtend"), zone)
        exdate = tuple(slot for slot in slots if slot is not None)
        yield replace(record, start=start, end=end, rrule=(rule,), exdate=exdate)
        yield from _otherwise(record, dates, zone)
    elif dates:
        told = dict.fromkeys(
            (_slot(one, span[0], zone), span[1] if _slot(one, None, zone) is None else None)
            for one, span in dates
        )
        yield replace(record, timings=tuple(told))
        yield from _otherwise(record, dates, zone)
    elif plan := scheduled(data.get("eventSchedule")):
        start, end, rrule, exdate = plan
        yield replace(record, start=start, end=end, rrule=rrule, exdate=exdate)
    elif (span := _span(data, zone)) is not None:
        repairs = record.repairs
        if text_of(data.get("endDate")) and span[1] is None:
            repairs = (*repairs, Repair(code="bad_end", detail=str(data["endDate"])[:40]))
        yield replace(record, start=span[0], end=span[1], repairs=repairs)
    else:
        stated = data.get("startDate")
        yield Rejected(record.uid, "bad_start" if stated else "no_start", about(record.title, stated))


def _otherwise(
    record: Record, dates: list[tuple[Mapping[str, Any], tuple[When, When | None]]], zone: tzinfo | None
) -> Iterator[Record]:
    """The dates that say otherwise than the event: moved, cancelled, with a title or a place of their own."""
    for one, (start, end) in dates:
        moved = _slot(one, None, zone)
        status, title = _status(one), text_of(one.get("name"))
        place = one.get("location")
        venue = text_of(place.get("name")) if isinstance(place, Mapping) else None
        elsewhere = venue not in {None, record.venue, record.location}
        own = (status not in (None, record.status), title not in (None, record.title), elsewhere)
        if moved is None and not any(own):
            continue
        yield replace(
            record,
            recurrence_id=moved or start,
            start=start,
            end=end,
            status=status or record.status,
            title=title or record.title,
            venue=venue if elsewhere else record.venue,
        )


def _slot(one: Mapping[str, Any], usual: Any, zone: tzinfo | None) -> Any:
    """The hour that a date was moved from, else `usual`."""
    return _at(one.get("schema:previousStartDate") or one.get("previousStartDate"), zone) or usual


def _span(one: Mapping[str, Any], zone: tzinfo | None) -> tuple[When, When | None] | None:
    start = _at(one.get("startDate"), zone)
    return None if start is None else (start, end_after(start, _at(one.get("endDate"), zone)))


def _at(stated: Any, zone: tzinfo | None) -> When | None:
    """A day, or a moment on the clock of the event's own zone when it is told."""
    found = when_of(stated) if isinstance(stated, str) else None
    if isinstance(found, datetime) and found.tzinfo is not None and zone is not None:
        return found.astimezone(zone)
    return found


def _local(stated: Any, zone: tzinfo | None) -> When | None:
    """`20261209T180000` on the clock of `zone`, or `20261209` (RFC 5545 3.3.4 and 3.3.5)."""
    found = _WRITTEN.fullmatch(text_of(stated) or "")
    try:
        day = date.fromisoformat(f"{found[1]}-{found[2]}-{found[3]}") if found else None
        if found is None or day is None or found[4] is None:
            return day
        return datetime.combine(day, time(int(found[4]), int(found[5]), int(found[6])), zone)
    except ValueError:
        return None


# What is said of it -------------------------------------------------------------------------------------------------


def _stated(data: Mapping[str, Any], uid: str, title: str, base: str) -> Record:
    place = next((one for one in _list(_whole(data, "location")) if isinstance(one, Mapping)), {})
    address = place.get("address")
    post: Mapping[str, Any] = address if isinstance(address, Mapping) else {}
    point = _point(place)
    named = dict(_identifiers(data))
    rich = text_of(_whole(data, "beta:formattedDescription"))
    offers = [one for one in _list(_whole(data, "offers")) if isinstance(one, Mapping)]
    ages = _whole(data, "ageRange")
    age: Mapping[str, Any] = ages if isinstance(ages, Mapping) else {}
    image, credit = _image(_whole(data, "image"), base)
    organizer = _whole(data, "organizer")
    who: Mapping[str, Any] = organizer if isinstance(organizer, Mapping) else {"name": organizer}
    # Where no house is named, OpenActive has the place's name hold what is stated of it, be it its town alone.
    line, house, city = (
        text_of(one) for one in (data.get(f"{ICAL}location"), place.get("name"), post.get("addressLocality"))
    )
    return Record(
        uid=uid,
        title=title,
        description=rich or text_of(_whole(data, "description")),
        markup=rich is not None,
        language=text_of(data.get("schema:inLanguage")),
        status=_status(data),
        location=line or text_of(address),
        venue=None if line or house == city else house,
        street=text_of(post.get("streetAddress")),
        postcode=text_of(post.get("postalCode")),
        city=city,
        country=text_of(post.get("addressCountry")),
        insee=named.get("insee"),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        online=_room(data, base),
        attendance=_attendance(data),
        categories=tuple(dict.fromkeys([*_names(data, "category"), *_names(data, "activity")])),
        audience=tuple(_audience(data)),
        age_min=number_of(age.get("minValue")),
        age_max=number_of(age.get("maxValue")),
        accessibility=(
            *_names(data, "accessibilitySupport"),
            *texts_of(_whole(data, "accessibilityInformation")),
        ),
        price=_price(offers),
        free=_free(data, offers),
        registration=_registration(offers),
        organizer=text_of(who.get("name")),
        telephone=text_of(who.get("telephone")),
        email=text_of(who.get("email")),
        url=web_address(base, text_of(_whole(data, "url"))),
        links=tuple(_links(data, base)),
        carried=tuple(value for what, value in _identifiers(data) if what != "insee"),
        image=image,
        image_credit=credit,
        licence=text_of(data.get("schema:license")),
    )


def _point(place: Mapping[str, Any]) -> tuple[float, float] | None:
    geo = place.get("geo")
    return point_of(geo.get("latitude"), geo.get("longitude")) if isinstance(geo, Mapping) else None


def _identifiers(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(what it is, value); "" for a text alone, which means something at the publisher only if it is no number."""
    for one in _list(data.get("identifier")):
        if isinstance(one, Mapping):
            value = text_of(one.get("value"))
            if value:
                yield text_of(one.get("propertyID")) or "", identifier(value)


def _status(one: Mapping[str, Any]) -> str | None:
    if one.get(f"{ICAL}status") == "TENTATIVE":
        return "TENTATIVE"
    status = (text_of(one.get("eventStatus")) or "").rpartition("/")[2] or None
    full = status in (None, "EventScheduled") and number_of(one.get("remainingAttendeeCapacity")) == 0
    return "complet" if full else status


def _room(data: Mapping[str, Any], base: str) -> str | None:
    rooms = [*_list(data.get("beta:virtualLocation")), *_list(_whole(data, "location"))]
    for one in rooms:
        if isinstance(one, Mapping) and _type(one) == "VirtualLocation":
            return web_address(base, text_of(one.get("url")))
    return None


def _attendance(data: Mapping[str, Any]) -> Any:
    mode = text_of(_whole(data, "eventAttendanceMode")) or ""
    return next((word for word in ("offline", "online", "mixed") if word in mode.lower()), None)


def _names(data: Mapping[str, Any], name: str) -> Iterator[str]:
    """The labels of concepts, or the texts that stand for them."""
    for one in _list(_whole(data, name)):
        label = text_of(one.get("prefLabel") or one.get("name")) if isinstance(one, Mapping) else text_of(one)
        if label:
            yield label


def _audience(data: Mapping[str, Any]) -> Iterator[str]:
    for one in _list(data.get("schema:audience")):
        if isinstance(one, Mapping) and (word := text_of(one.get("schema:audienceType"))):
            yield word


def _price(offers: list[Mapping[str, Any]]) -> str | None:
    texts = []
    for one in offers:
        price, unit = text_of(one.get("price")), text_of(one.get("priceCurrency"))
        name = text_of(one.get("description")) or text_of(one.get("name"))
        amount = f"{price} {currency(unit or 'EUR')}" if price and number_of(price) else None
        texts.append(" : ".join(part for part in (name, amount) if part))
    return "; ".join(dict.fromkeys(filter(None, texts))) or None


def _free(data: Mapping[str, Any], offers: list[Mapping[str, Any]]) -> bool | None:
    stated = _whole(data, "isAccessibleForFree")
    if isinstance(stated, bool):
        return stated
    prices = [number_of(one.get("price")) for one in offers]
    return all(price == 0 for price in prices) if prices and None not in prices else None


def _registration(offers: list[Mapping[str, Any]]) -> str | None:
    asked = [(text_of(one.get("openBookingInAdvance")) or "").rpartition("/")[2] for one in offers]
    return next((words for word, words in _BOOKING.items() if word in asked), None)


def _links(data: Mapping[str, Any], base: str) -> Iterator[str]:
    """Its address at the publisher, and the pages it was made from."""
    made_from = [
        one.get("schema:url") for one in _list(data.get("schema:isBasedOn")) if isinstance(one, Mapping)
    ]
    stated = (data.get("@id") or data.get("id"), data.get("schema:sameAs"), *made_from)
    yield from dict.fromkeys(link for one in stated if (link := web_address(base, text_of(one))))


def _image(value: Any, base: str) -> tuple[str | None, str | None]:
    for one in _list(value):
        if isinstance(one, Mapping) and (address := web_address(base, text_of(one.get("url")))):
            return address, text_of(one.get("schema:creditText"))
    return None, None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
