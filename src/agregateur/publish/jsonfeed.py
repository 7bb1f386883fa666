"""JSON Feed 1.1 out (https://www.jsonfeed.org/version/1.1/): one item an event, for the date it is listed for.

What the standard has no word for stands in the extension `_agregateur` of each item; `FIELDS` says what it holds. The
portal publishes that as `/openapi.json`, which `about` names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from pydantic_core import to_json

from agregateur import text
from agregateur.model import Event, Occurrence
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, first_seen, item_title, items, words
from agregateur.publish.leaving import http_url, point_of, status_of, title_of

_TEXT = {"type": "string"}
_TEXTS = {"type": "array", "items": _TEXT}
_MOMENT = {
    "type": "string",
    "description": "ISO 8601 with the offset of its place; a plain date when all_day",
}
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "about": {"type": "string", "description": "the address that describes this extension"},
    "id": {"type": "string", "description": "of the event, for ever"},
    "title": {"type": "string", "description": "of the event, without its date"},
    "start": _MOMENT,
    "end": {
        **_MOMENT,
        "description": "the same; the day after the last one when all_day; absent: not stated",
    },
    "all_day": {"type": "boolean"},
    "timezone": _TEXT,
    "status": {"enum": ["confirmed", "tentative", "cancelled", "postponed", "rescheduled", "moved-online"]},
    "sold_out": {"type": "boolean"},
    "dates": {
        "type": "array",
        "items": {"type": "object"},
        "description": "start, end, status of each, if several; title and venue where a date has its own",
    },
    "place": {"type": "string", "description": "on one line"},
    "venue": _TEXT,
    "street": _TEXT,
    "postcode": _TEXT,
    "city": _TEXT,
    "insee": {"type": "string", "description": "INSEE code of the commune"},
    "commune": {"type": "string", "description": "name of the commune"},
    "latitude": {"type": "number"},
    "longitude": {"type": "number"},
    "categories": {**_TEXTS, "description": "codes; the first is the main one"},
    "public": _TEXTS,
    "acces": _TEXT,
    "price": _TEXT,
    "inscription": _TEXT,
    "accessibilite": _TEXTS,
    "online": _TEXT,
    "organizer": _TEXT,
    "telephone": {
        "type": "string",
        "description": "a structure's landline; people's own numbers do not leave",
    },
    "email": {"type": "string", "description": "the address of a role; people's own do not leave"},
    "republication": {"enum": ["complet", "signalement"]},
    "rights": {"type": "string", "description": "what may be done with it, in one sentence"},
    "licence": {"type": "string", "description": "of its texts and images"},
    "image_credit": _TEXT,
    "credits": {
        "type": "array",
        "items": {"type": "object"},
        "description": "source, name, home, page, licence, republication of each who announces it",
    },
}
"""The fields of `_agregateur`, as OpenAPI describes them. What is not known is absent."""
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "description": "JSON Feed 1.1: https://www.jsonfeed.org/version/1.1/",
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"_agregateur": {"type": "object", "properties": FIELDS}},
                "required": ["id"],
            },
        },
    },
    "required": ["version", "title", "items"],
}


def jsonfeed(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": text.one_line(channel.title),
        "home_page_url": channel.page,
        "feed_url": text.one_line(channel.url),
        "description": text.one_line(channel.description) or None,
        "language": channel.language,
        "authors": [{"name": urlsplit(channel.base_url).hostname or "agregateur", "url": channel.base_url}],
    }
    feed = _known(feed) | {"items": [_item(item, channel) for item in items(entries, channel)]}
    return to_json(feed)


def _item(item: Item, channel: Channel) -> dict[str, Any]:
    event, lang = item.event, channel.language
    about = words(item, channel)
    authors = [_known({"name": c.name, "url": c.home or c.page}) for c in item.rights.credits]
    return _known(
        {
            "id": item.id,
            "url": item.page,
            "external_url": item.rights.link,
            "title": item_title(event, item.occurrence, item.today, lang),
            "content_html": text.printable(about.html),
            "content_text": text.printable(about.plain),
            "summary": text.printable(f"{about.lead}. {about.excerpt}" if about.excerpt else about.lead),
            "image": http_url(event.image),
            "date_published": _moment(first_seen(item, channel)),
            "date_modified": _moment(event.updated),
            "authors": authors,
            "tags": [channel.labels.get(code, code) for code in event.categories],
            "language": text.one_line(event.language or ""),
            "_agregateur": _extension(item, channel),
        }
    )


def _extension(item: Item, channel: Channel) -> dict[str, Any]:
    event, occurrence, place, given = item.event, item.occurrence, item.event.place, item.rights
    point = point_of(place)
    stated: dict[str, Any] = {
        "about": f"{channel.base_url.rstrip('/')}/openapi.json",
        "id": event.id,
        "title": title_of(event, occurrence),
        **_span(occurrence),
        "all_day": occurrence.all_day,
        "timezone": event.timezone,
        "status": status_of(event, occurrence),
        "sold_out": event.sold_out or None,
        "place": item.place,
        "venue": occurrence.venue or place.venue,
        "street": place.street,
        "postcode": place.postcode,
        "city": place.city,
        "insee": event.insee,
        "commune": item.commune,
        "latitude": round(point[0], 6) if point else None,
        "longitude": round(point[1], 6) if point else None,
        "categories": event.categories,
        "public": event.public,
        "acces": event.acces,
        "price": event.price,
        "inscription": event.inscription,
        "accessibilite": event.accessibilite,
        "online": http_url(event.online),
        "organizer": event.organizer,
        "telephone": event.contact.telephone,
        "email": event.contact.email,
        "republication": given.republication,
        "rights": given.terms(channel.language),
        "licence": given.licence,
        "image_credit": given.image_credit,
    }
    said = {key: text.one_line(v) if isinstance(v, str) else v for key, v in _known(stated).items()}
    if len(event.occurrences) > 1:
        said["dates"] = [_date(event, o) for o in event.occurrences]
    said["credits"] = [
        _known(
            {
                "source": c.source,
                "name": c.name,
                "home": c.home,
                "page": c.page,
                "licence": c.licence,
                "republication": c.republication,
            }
        )
        for c in given.credits
    ]
    return _known(said)


def _date(event: Event, o: Occurrence) -> dict[str, Any]:
    own = {"title": title_of(event, o) if o.title else None, "venue": text.one_line(o.venue or "")}
    return _known({**_span(o), "status": status_of(event, o), **own})


def _span(occurrence: Occurrence) -> dict[str, str | None]:
    start, end = occurrence.start, occurrence.end
    return {"start": start.isoformat(), "end": end.isoformat() if end else None}


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    """`said` without what is not known."""
    return {key: value for key, value in said.items() if value not in (None, "", [], ())}


def _moment(moment: datetime | None) -> str | None:
    """RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
