"""What of an event may leave in feeds, and its place on one line. What it bears there is told by `publish.rights`.

The event given to a feed is already the one made of records that may be republished. This is the last door: whatever
was given, an event kept to our pages (`portail`) does not leave, nor does a word of a record that is. Of one that is
only signalled (`signalement`) leave title, dates, place, commune, status, credit and link, and our own codes (theme,
audience, free or not…): facts are free, texts and images are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from agregateur import text
from agregateur.frozen import changed
from agregateur.model import Contact, Event, Item, Member, Occurrence, Place, Status
from agregateur.publish.personal import item_without_personal, public_contact
from agregateur.publish.words import Lang


@dataclass(frozen=True, kw_only=True, slots=True)
class Credit:
    """A source as feeds name it."""

    name: str
    home: str | None = None
    licence: str | None = None


def may_leave(event: Event) -> Event | None:
    """`event` as it may leave, or None when it may not."""
    if event.republication == "portail" or not event.title:
        return None
    if event.contact != NOBODY:
        event = changed(event, contact=public_contact(event.contact))
    if (
        all(member.republication == "complet" for member in event.members)
        and event.republication == "complet"
    ):
        return event
    terms = {(m.source, m.uid): m.republication for m in event.members}

    def allowed(field: str) -> str:
        """How far the record that lent the field may be repeated; what a human set here is ours."""
        origin = event.provenance.get(field)
        if origin is None:
            return event.republication
        return "complet" if not origin[0] else terms.get((origin[0], origin[1]), event.republication)

    if any(allowed(field) == "portail" for field in FACTS):
        return None  # not the event made of what may leave
    empty: dict[str, Any] = {}
    for field, values in WORKS.items():
        if allowed(field) != "complet":
            empty |= {name: value for name, value in values.items() if getattr(event, name) != value}
    return changed(event, **empty) if empty else event


NOBODY = Contact()
FACTS = ("title", "place")
WORKS: Mapping[str, Mapping[str, Any]] = {
    "description": {"description": None, "text": None},
    "image": {"image": None, "image_credit": None},
    "price": {"price": None},
    "organizer": {"organizer": None},
    "online": {"online": None},
    "contact": {"contact": NOBODY},
}
"""What leaves of `complet` records alone: each field by its name in `provenance`, with the values of its absence."""


def item_may_leave(item: Item) -> Item | None:
    """An actor or article as it may leave, or None: no text of one that is only signalled, nobody's own number."""
    if item.republication == "portail":
        return None
    if item.republication == "signalement":
        item = changed(item, description=None, text=None, image=None, image_credit=None)
    return item_without_personal(changed(item, contact=public_contact(item.contact)))


def leaving_members(event: Event) -> list[Member]:
    """The members that feeds may name: still announced if any is, and not kept to our own pages."""
    members = [m for m in event.members if m.republication != "portail"]
    return [m for m in members if m.missing_since is None] or members


def partner_url(event: Event) -> str | None:
    """The partner's page, never that of a record kept to our own pages."""
    origin = event.provenance.get("url")
    allowed = leaving_members(event)
    by_hand = origin and not origin[0]
    if origin and not by_hand and all((m.source, m.uid) != tuple(origin) for m in allowed):
        return next((u for u in (http_url(m.url) for m in allowed) if u), None)
    return http_url(event.url)


def http_url(value: str | None) -> str | None:
    """`value` when it is an http or https address, cleaned of blanks and control characters; else None."""
    if not value:
        return None
    value = "".join(text.printable(value).split())
    return value if value[:8].lower().startswith(("http://", "https://")) else None


def page_url(base_url: str, event: Event, lang: Lang = "fr") -> str:
    """The address of the event's page on the portal."""
    return f"{base_url.rstrip('/')}{'/en' if lang == 'en' else ''}/evenements/{event.id}-{text.slug(event.title)}"


def place_line(place: Place, venue: str | None = None) -> str:
    """A place on one line: venue (or the place's), street, postcode and town; else the text as stated."""
    town = " ".join(p for p in (place.postcode, place.city) if p)
    venue = venue or place.venue
    if not venue and not place.street and place.text:
        known = text.fold(place.text)
        return place.text if not place.city or text.fold(place.city) in known else f"{place.text}, {town}"
    parts: list[str] = []
    for part in (venue, place.street, town):
        if part and not any(text.fold(part) in text.fold(p) for p in parts):
            parts.append(part)
    return ", ".join(parts)


def status_of(event: Event, occurrence: Occurrence) -> Status:
    """The status of one date: its own when it says something, else the event's."""
    return event.status if occurrence.status == "confirmed" else occurrence.status


def point_of(place: Place) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees, when both are stated and lie on the globe."""
    latitude, longitude = place.latitude, place.longitude
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return latitude, longitude


def title_of(event: Event, occurrence: Occurrence) -> str:
    """The title of one date, on one line: its own when it has one, else the event's."""
    own = text.one_line(occurrence.title) if occurrence.title else ""
    return own or text.one_line(event.title)
