"""GeoJSON out (RFC 7946), for maps such as uMap: one feature an event, for the date it is listed for.

Who makes a map wants to see every event on it. One whose place is known to the street has its point (`precision`:
`point`). One of which we know the commune alone stands at the commune's centre, which `precision` (`commune`) and the
words of its `description` say, so that nobody is sent there. One that happens online, or of which nothing is known, has
no geometry (3.2: `null`).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from agregateur import communes, text
from agregateur.model import Event
from agregateur.publish.dates import when_label
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, excerpt, items, named
from agregateur.publish.leaving import http_url, point_of, status_of
from agregateur.publish.words import WORDS, facts

_EXCERPT = 300
"""Characters of the text that a popup shows."""
_PLACES = 6
"""Decimals of a degree: 10 cm (RFC 7946, 11.2)."""


def geojson(entries: Sequence[Entry], channel: Channel) -> bytes:
    """A FeatureCollection as UTF-8 bytes, in the order of `entries`; events that may not leave are left out.

    Properties are texts on one line or of a few lines, numbers or booleans: map programs show no nested ones.
    """
    collection = {
        "type": "FeatureCollection",
        "name": text.one_line(channel.title),
        "description": text.one_line(channel.description),
        "url": channel.page,
        "features": [_feature(item, channel) for item in items(entries, channel)],
    }
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _feature(item: Item, channel: Channel) -> dict[str, Any]:
    precision, point = _where(item.event)
    geometry = None
    if point:  # longitude first (3.1.1)
        geometry = {"type": "Point", "coordinates": [round(point[1], _PLACES), round(point[0], _PLACES)]}
    return {
        "type": "Feature",
        "id": item.id,
        "geometry": geometry,
        "properties": _properties(item, channel, precision),
    }


def _where(event: Event) -> tuple[str | None, tuple[float, float] | None]:
    """How precisely a place is known, and (latitude, longitude)."""
    if point := point_of(event.place):
        return "point", point
    elsewhere = event.online and not (event.place.venue or event.place.street)
    if event.status == "moved-online" or elsewhere or not event.insee:
        return None, None
    commune = communes.commune(event.insee)
    return ("commune", (commune.lat, commune.lon)) if commune else (None, None)


def _properties(item: Item, channel: Channel, precision: str | None) -> dict[str, Any]:
    event, occurrence, place, given, lang = (
        item.event,
        item.occurrence,
        item.event.place,
        item.rights,
        channel.language,
    )
    when = when_label(occurrence, lang, today=item.today)
    said: dict[str, Any] = {
        "name": named(event, occurrence, lang),
        "description": _description(item, channel, when, precision),
        "when": when,
        "start": occurrence.start.isoformat(),
        "end": occurrence.end.isoformat() if occurrence.end else None,
        "all_day": occurrence.all_day,
        "status": status_of(event, occurrence),
        "place": item.place,
        "venue": occurrence.venue or place.venue,
        "street": place.street,
        "postcode": place.postcode,
        "city": place.city,
        "commune": item.commune,
        "insee": event.insee,
        "precision": precision,
        "category": channel.labels.get(event.categories[0], event.categories[0])
        if event.categories
        else None,
        "categories": ",".join(event.categories),
        "public": ",".join(event.public),
        "acces": event.acces,
        "price": event.price,
        "organizer": event.organizer,
        "url": item.page,
        "partner_url": given.link,
        "image": http_url(event.image),
        "image_credit": given.image_credit,
        "credit": given.line(lang),
        "licence": given.licence,
        "republication": given.republication,
    }
    return {
        key: value if key == "description" or not isinstance(value, str) else text.one_line(value)
        for key, value in said.items()
        if value not in (None, "")
    }


def _description(item: Item, channel: Channel, when: str, precision: str | None) -> str:
    """What the popup of a map shows, a line a thing: when, where, at what price, what, the page, the credit."""
    event, lang = item.event, channel.language
    lines = [when, item.place, *facts(event, lang)]
    if precision == "commune":
        lines.insert(2, WORDS[lang]["centre"])
    if event.text:
        lines.append(excerpt(event.text, _EXCERPT))
    if item.rights.image_credit:
        lines.append(WORDS[lang]["image_credit"].format(item.rights.image_credit))
    lines += [item.page, item.rights.line(lang) or ""]
    return "\n".join(line for line in map(text.one_line, lines) if line)
