"""OpenActive RPDE 1.0: pages of changes that another portal follows exactly (https://openactive.io/realtime-paged-data-exchange/).

Items are ordered by change number ("Incrementing Unique Change Number"); what is deleted has no data. The data of an
event follows OpenActive's Modelling Opportunity Data 2.0 (`Event`), with words of schema.org and of RDF Calendar
(http://www.w3.org/2002/12/cal/ical) where it has none: credits, licences, and the rule of what has no end.
Moments are in UTC (RPDE, "Value formats"); what lasts whole days has plain dates, the last one included (schema.org).

What OpenActive asks of sports and we do not know is left out: the activity, and an organiser or a price not stated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from agregateur.model import Event, Occurrence, Rule
from agregateur.publish.dates import last_day
from agregateur.publish.jsonld import STATUS
from agregateur.publish.leaving import Credit, http_url, page_url, point_of, status_of, title_of
from agregateur.publish.rights import Credited, rights
from agregateur.text import whole

KIND = "Event"
CONTEXT = ("https://openactive.io/", "https://openactive.io/ns-beta")
ICAL = "http://www.w3.org/2002/12/cal/ical#"
"""Written whole: OpenActive's validator fails on a context that defines a prefix."""
_BOOKING = {"obligatoire": "Required", "conseillee": "Optional", "sans": "Unavailable"}


@dataclass(frozen=True, kw_only=True, slots=True)
class About:
    """What the data of every event is written with: the portal's address and name (the end of our uids), how sources
    are credited, and the names of our codes: categories, and accessibility."""

    base_url: str
    portal: str
    credits: Mapping[str, Credit] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    access: Mapping[str, str] = field(default_factory=dict)


def uid(event_id: str, about: About) -> str:
    """What an event is called for ever, as in our calendars: a portal that reads it back knows its own."""
    return f"{event_id}@{about.portal}"


def updated(id: str, number: int, data: Mapping[str, Any]) -> dict[str, Any]:
    """The item of an event that is there."""
    return {"state": "updated", "kind": KIND, "id": id, "modified": number, "data": data}


def deleted(id: str, number: int) -> dict[str, Any]:
    """The item of an event that is not there any more."""
    return {"state": "deleted", "kind": KIND, "id": id, "modified": number}


def page(items: Iterable[Mapping[str, Any]], *, following: str, licence: str) -> bytes:
    """A page: `following` is the whole address of the next one, `licence` that of the page which tells the licences."""
    content = {"next": following, "items": list(items), "license": licence}
    return whole(json.dumps(content, ensure_ascii=False, separators=(",", ":"))).encode("utf-8", "replace")


def data(
    event: Event, about: About, *, commune: str | None = None, departement: str | None = None
) -> dict[str, Any]:
    """An event that may leave (`leaving.may_leave`), as OpenActive data. `commune`, `departement`: names."""
    dates = sorted(event.occurrences, key=lambda o: (o.day, o.start.isoformat()))
    said: dict[str, Any] = {
        "@context": CONTEXT,
        "@type": "Event",
        "@id": f"{about.base_url.rstrip('/')}/evenements/{event.id}",
        "identifier": list(_identifiers(event, about)),
        "url": page_url(about.base_url, event),
        "name": event.title,
        "description": event.text,
        "beta:formattedDescription": event.description,
        **_when(event, dates),
        "eventStatus": f"https://schema.org/{STATUS[event.status]}",
        f"{ICAL}status": "TENTATIVE" if event.status == "tentative" else None,
        "eventAttendanceMode": _mode(event),
        "location": _place(event, commune, departement),
        f"{ICAL}location": None if event.place.venue else event.place.text,
        "beta:virtualLocation": _room(event),
        "organizer": {"@type": "Organization", "name": event.organizer} if event.organizer else None,
        "category": [_category(code, about) for code in event.categories],
        "schema:audience": [{"@type": "schema:Audience", "schema:audienceType": one} for one in event.public],
        "accessibilityInformation": ", ".join(about.access.get(one, one) for one in event.accessibilite),
        "isAccessibleForFree": {"gratuit": True, "payant": False}.get(event.acces or ""),
        "offers": _offers(event),
        "remainingAttendeeCapacity": 0 if event.sold_out else None,
        "schema:inLanguage": event.language,
        **_rights(event, about),
    }
    return {name: value for name, value in said.items() if value not in (None, [], "")}


def _identifiers(event: Event, about: About) -> Iterable[dict[str, Any]]:
    """Our own uid, the commune's INSEE code, and what those who announce it call it."""
    yield _identifier("uid", uid(event.id, about))
    if event.insee:
        yield _identifier("insee", event.insee)
    for member in event.members:
        if member.republication != "portail":
            yield _identifier("record", member.uid)


def _identifier(what: str, value: str) -> dict[str, Any]:
    return {"@type": "PropertyValue", "propertyID": what, "value": value}


def _when(event: Event, dates: list[Occurrence]) -> dict[str, Any]:
    said: dict[str, Any] = {f"{ICAL}tzid": event.timezone}
    if not dates:
        return said
    said |= {"startDate": moment(dates[0].start)} if len(dates) > 1 else _span(dates[0])
    if len(dates) > 1:
        said["subEvent"] = [_date(event, one) for one in dates]
    if event.endless and event.rule is not None:
        said |= _rule(event.rule)
    return said


def _date(event: Event, one: Occurrence) -> dict[str, Any]:
    """One date of several; it says what it does not share with the event."""
    said: dict[str, Any] = {"@type": "Event", **_span(one)}
    if (status := status_of(event, one)) != event.status:
        said["eventStatus"] = f"https://schema.org/{STATUS[status]}"
    if one.slot is not None and one.slot != one.start:
        said["schema:previousStartDate"] = moment(one.slot)
    if one.title:
        said["name"] = title_of(event, one)
    if one.venue:
        said["location"] = {"@type": "Place", "name": one.venue}
    return said


def _span(one: Occurrence) -> dict[str, Any]:
    said = {"startDate": moment(one.start)}
    if one.end is not None:
        said["endDate"] = moment(last_day(one) if one.all_day else one.end)
        said["duration"] = _duration(one.end - one.start)
    return said


def _duration(length: timedelta) -> str:
    """ISO 8601: `P2D` for whole days, else `PT26H30M`."""
    minutes, seconds = divmod(int(length.total_seconds()), 60)
    if not seconds and minutes and minutes % 1440 == 0:
        return f"P{minutes // 1440}D"
    parts = ((minutes // 60, "H"), (minutes % 60, "M"), (seconds, "S"))
    return "PT" + ("".join(f"{number}{unit}" for number, unit in parts if number) or "0S")


def _rule(rule: Rule) -> dict[str, Any]:
    """A series without end as it is stated, on the clock of `tzid`: its dates are those of a window that rolls."""
    said: dict[str, Any] = {f"{ICAL}rrule": rule.rrule, f"{ICAL}dtstart": _local(rule.start)}
    if rule.end is not None:
        said[f"{ICAL}dtend"] = _local(rule.end)
    if rule.exdates:
        said[f"{ICAL}exdate"] = [_local(slot) for slot in rule.exdates]
    return said


def _local(value: date) -> str:
    """RFC 5545 3.3.4 and 3.3.5, form 1."""
    return f"{value:%Y%m%dT%H%M%S}" if isinstance(value, datetime) else f"{value:%Y%m%d}"


def moment(value: date) -> str:
    """`2026-12-12T19:30:00Z`, or `2026-12-12` for a whole day."""
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _mode(event: Event) -> str:
    mode = "Offline"
    if event.online or event.status == "moved-online":
        here = event.status != "moved-online" and (event.place.venue or event.place.city or event.place.text)
        mode = "Mixed" if here else "Online"
    return f"https://schema.org/{mode}EventAttendanceMode"


def _room(event: Event) -> dict[str, Any] | None:
    online = http_url(event.online)
    return {"@type": "VirtualLocation", "url": online} if online else None


def _place(event: Event, commune: str | None, departement: str | None) -> dict[str, Any] | None:
    place = event.place
    name = place.venue or place.text or place.city or commune
    if not name:
        return None
    address = {
        "@type": "PostalAddress",
        "streetAddress": place.street,
        "addressLocality": place.city or commune,
        "addressRegion": departement,
        "postalCode": place.postcode,
        "addressCountry": place.country or "FR",
    }
    said: dict[str, Any] = {
        "@type": "Place",
        "name": name,
        "address": {key: value for key, value in address.items() if value},
    }
    if point := point_of(place):
        said["geo"] = {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}
    return said


def _category(code: str, about: About) -> dict[str, Any]:
    scheme = f"{about.base_url.rstrip('/')}/api/v1/categories"
    return {
        "@type": "Concept",
        "@id": f"{scheme}#{code}",
        "prefLabel": about.labels.get(code, code),
        "inScheme": scheme,
    }


def _offers(event: Event) -> list[dict[str, Any]]:
    offer: dict[str, Any] = {"@type": "Offer"}
    if event.acces == "gratuit":
        offer |= {"price": 0, "priceCurrency": "EUR"}
    if event.price:
        offer["description"] = event.price
    if event.inscription in _BOOKING:
        offer["openBookingInAdvance"] = f"https://openactive.io/{_BOOKING[event.inscription]}"
    return [offer] if len(offer) > 1 else []


def _rights(event: Event, about: About) -> dict[str, Any]:
    borne = rights(event, about.credits)
    said: dict[str, Any] = {
        "schema:sameAs": borne.link,
        "schema:creditText": borne.names,
        "schema:license": borne.licence_url or borne.licence,
        "schema:usageInfo": borne.terms(),
        "schema:isBasedOn": [_credit(one) for one in borne.credits],
    }
    if image := http_url(event.image):
        said["image"] = [
            {"@type": "ImageObject", "url": image, "schema:creditText": borne.image_credit}
            if borne.image_credit
            else {"@type": "ImageObject", "url": image}
        ]
    return said


def _credit(one: Credited) -> dict[str, Any]:
    said = {
        "@type": "schema:CreativeWork",
        "schema:url": one.url,
        "schema:creditText": one.name,
        "schema:license": one.licence_url or one.licence,
    }
    return {name: value for name, value in said.items() if value}
