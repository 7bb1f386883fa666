"""schema.org Event as JSON-LD, for the page of one event (search engines read it there)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from agregateur.model import Event, Occurrence, Place
from agregateur.publish.dates import last_day
from agregateur.publish.leaving import Credit, http_url, page_url, point_of, status_of, title_of
from agregateur.publish.rights import rights
from agregateur.text import whole

CONTEXT = "https://schema.org"
STATUS = {
    "confirmed": "EventScheduled",
    "tentative": "EventScheduled",
    "cancelled": "EventCancelled",
    "postponed": "EventPostponed",
    "rescheduled": "EventRescheduled",
    "moved-online": "EventMovedOnline",
}


def event_jsonld(
    event: Event,
    *,
    base_url: str,
    occurrence: Occurrence | None = None,
    commune: str | None = None,
    types: Mapping[str, str] | None = None,
    credits: Mapping[str, Credit] | None = None,
) -> str:
    """The JSON-LD text of `event`, safe inside a `<script>` element, with what `event_node` takes; '' without dates."""
    node = event_node(
        event, base_url=base_url, occurrence=occurrence, commune=commune, types=types, credits=credits
    )
    return embeddable({"@context": CONTEXT, **node}) if node else ""


def event_node(
    event: Event,
    *,
    base_url: str,
    occurrence: Occurrence | None = None,
    commune: str | None = None,
    types: Mapping[str, str] | None = None,
    credits: Mapping[str, Credit] | None = None,
) -> dict[str, Any]:
    """`event` as a schema.org Event for the date `occurrence` (default: its first), without context.

    `commune` is the name of its commune, `types` the schema.org type of each category code. `credits` names the sources
    by id: each is a `subjectOf` with its page and its licence, which a CreativeWork bears and an Event does not. An
    event of several dates lists the others as `subEvent`. Empty for an event without dates.
    """
    dates = sorted(event.occurrences, key=lambda o: (o.day, o.start.isoformat()))
    if not dates:
        return {}
    page = page_url(base_url, event)
    main = {
        "@type": _type(event, types or {}),
        "@id": page,
        "url": page,
        "name": event.title,
        **_dated(event, occurrence or dates[0]),
        **_said(event),
        **_rights(event, credits),
        "location": _location(event.place, commune),
    }
    if online := http_url(event.online):
        room = {"@type": "VirtualLocation", "url": online}
        main["location"] = [main["location"], room] if main["location"] else room
    if not main["location"]:
        del main["location"]
    if len(dates) > 1 and occurrence is None:
        sub = {"@type": main["@type"], "name": event.title, "url": page}
        if "location" in main:
            sub["location"] = main["location"]
        main["eventStatus"] = f"https://schema.org/{STATUS[event.status]}"  # not that of its first date
        main["subEvent"] = [sub | _dated(event, o) | _own(event, o, commune) for o in dates]
        main["endDate"] = main["subEvent"][-1].get("endDate", main["subEvent"][-1]["startDate"])
    return main


def embeddable(value: Any) -> str:
    """JSON that can stand in a `<script>` element: `<`, `>`, `&` and the line separators are escaped."""
    written = whole(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    for character in "<>&\u2028\u2029":
        written = written.replace(character, f"\\u{ord(character):04x}")
    return written


def _type(event: Event, types: Mapping[str, str]) -> str:
    return next((types[code] for code in event.categories if code in types), "Event")


def _dated(event: Event, o: Occurrence) -> dict[str, Any]:
    said: dict[str, Any] = {"startDate": o.start.isoformat()}
    if o.end is not None:
        # schema.org counts the last day in; ours is exclusive for whole days.
        said["endDate"] = (last_day(o) if o.all_day else o.end).isoformat()
    said["eventStatus"] = f"https://schema.org/{STATUS[status_of(event, o)]}"
    return said


def _own(event: Event, o: Occurrence, commune: str | None) -> dict[str, Any]:
    """What one date of several does not share with the event: its name, its place, and when it was to be."""
    said: dict[str, Any] = {}
    if o.slot is not None and o.slot != o.start:
        said["previousStartDate"] = o.slot.isoformat()
        if status_of(event, o) == "confirmed":
            said["eventStatus"] = f"https://schema.org/{STATUS['rescheduled']}"
    if o.title:
        said["name"] = title_of(event, o)
    if o.venue:
        elsewhere = replace(event.place, venue=o.venue, street=None, text=None, latitude=None, longitude=None)
        said["location"] = _location(elsewhere, commune)
    return said


def _said(event: Event) -> dict[str, Any]:
    mode = "OfflineEventAttendanceMode"
    if event.online or event.status == "moved-online":
        here = _has_place(event.place) and event.status != "moved-online"
        mode = "MixedEventAttendanceMode" if here else "OnlineEventAttendanceMode"
    said: dict[str, Any] = {"eventAttendanceMode": f"https://schema.org/{mode}"}
    if event.text:
        said["description"] = event.text
    if event.organizer:
        said["organizer"] = {"@type": "Organization", "name": event.organizer}
    if event.acces == "gratuit":
        said["isAccessibleForFree"] = True
        said["offers"] = {"@type": "Offer", "price": "0", "priceCurrency": "EUR"}
    if event.sold_out:
        said.setdefault("offers", {"@type": "Offer"})["availability"] = "https://schema.org/SoldOut"
    if event.language:
        said["inLanguage"] = event.language
    return said


def _rights(event: Event, credits: Mapping[str, Credit] | None) -> dict[str, Any]:
    held = rights(event, credits or {})
    said: dict[str, Any] = {}
    if image := http_url(event.image):
        about = {"creditText": held.image_credit, "license": held.licence_url}
        known = {key: value for key, value in about.items() if value}
        said["image"] = [
            {"@type": "ImageObject", "url": image, "contentUrl": image, **known} if known else image
        ]
    works = []
    for one in held.credits:
        publisher = {"@type": "Organization", "name": one.name, "url": one.home}
        work = {
            "@type": "CreativeWork",
            "url": one.page,
            "license": one.licence_url or one.licence,
            "creditText": one.name,
            "publisher": {key: value for key, value in publisher.items() if value},
        }
        works.append({key: value for key, value in work.items() if value})
    if works and credits is not None:
        said["subjectOf"] = works
    return said


def _has_place(place: Place) -> bool:
    return bool(place.venue or place.street or place.city or place.text)


def _location(place: Place, commune: str | None) -> Any:
    if not _has_place(place) and not commune:
        return None
    address = {
        "@type": "PostalAddress",
        "streetAddress": place.street,
        "postalCode": place.postcode,
        "addressLocality": place.city or commune,
        "addressCountry": place.country or "FR",
    }
    location: dict[str, Any] = {
        "@type": "Place",
        "name": place.venue or place.text or place.city or commune,
        "address": {key: value for key, value in address.items() if value},
    }
    if point := point_of(place):
        location["geo"] = {"@type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]}
    return location
