"""Events as servers of the fediverse write them to one another: ActivityStreams 2.0 `Event` objects.

Format: https://www.w3.org/TR/activitystreams-vocabulary/#dfn-event, with what Mobilizon (lib/federation/
activity_stream/converter/event.ex) and Gancio (server/api/models/event.js) add to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import at, moment_of, point_of, text_of, when_of
from agregateur.connecting.zones import zone_of
from agregateur.contract import Record, Rejected
from agregateur.text import end_after, web_address

_PUBLIC = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
"""Whom a public object is addressed to (ActivityPub 5.6)."""
_ACTIVITIES = frozenset({"Create", "Update", "Announce", "Delete"})
_COLLECTIONS = frozenset({"Collection", "CollectionPage", "OrderedCollection", "OrderedCollectionPage"})


def objects_of(value: Any) -> list[Mapping[str, Any]] | None:
    """The `Event` and `Tombstone` objects of an activity, of a page of a collection, or the one that `value` is; None
    when it is nothing of the kind."""
    if not isinstance(value, Mapping):
        return None
    if not _COLLECTIONS.isdisjoint(types_of(value)):
        listed = value.get("orderedItems", value.get("items"))
        return [one for item in listed if (one := _object(item))] if isinstance(listed, list) else None
    one = _object(value)
    return [one] if one else None


def types_of(value: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(one for one in _list(value.get("type")) if isinstance(one, str))


def _object(value: Any) -> Mapping[str, Any] | None:
    """The event or tombstone that `value` is, or that it is an activity about."""
    if isinstance(value, Mapping) and not _ACTIVITIES.isdisjoint(types_of(value)):
        value = value.get("object")
    if isinstance(value, Mapping) and not {"Event", "Tombstone"}.isdisjoint(types_of(value)):
        return value
    return None


def read(event: Mapping[str, Any], uid: str, address: str) -> Record | Rejected:
    """The record of an `Event`. `uid`: what its software calls it; `address`: what relative links are relative to."""
    name = text_of(event.get("name"))
    addressed = [*_list(event.get("to")), *_list(event.get("cc"))]
    if addressed and not _PUBLIC.intersection(a for a in addressed if isinstance(a, str)):
        return Rejected(uid, "private", "not addressed to all")
    if not name:
        return Rejected(uid, "no_title", trace(event) or uid)
    start = when_of(text_of(event.get("startTime")))
    if start is None:
        stated = text_of(event.get("startTime"))
        return Rejected(uid, "bad_start" if stated else "no_start", about(name, stated))
    zone = zone_of(event.get("timezone"))
    end = end_after(start, when_of(text_of(event.get("endTime"))))
    if zone and isinstance(start, datetime) and start.tzinfo is not None:
        start = start.astimezone(zone)
        end = end.astimezone(zone) if isinstance(end, datetime) else end
    places = [place for place in _list(event.get("location")) if isinstance(place, Mapping)]
    rooms = [place for place in places if at(place, "address.type") == "VirtualLocation"]
    rooms += [place for place in places if place.get("type") == "VirtualLocation"]
    here = next((place for place in places if place not in rooms), {})
    room = rooms[0] if rooms else {}
    online = web_address(
        address, text_of(at(room, "address.url")) or text_of(room.get("url")) or text_of(room.get("id"))
    )
    point = point_of(here.get("latitude"), here.get("longitude"))
    attached = [one for one in _list(event.get("attachment")) if isinstance(one, Mapping)]
    pictures = [one for one in attached if str(one.get("mediaType", "")).startswith("image/")]
    page = web_address(address, _link(event.get("url")) or text_of(event.get("id")))
    others = (web_address(address, _link(one)) for one in attached if one not in pictures)
    given = text_of(event.get("id"))
    return Record(
        uid=uid,
        title=name,
        description=text_of(event.get("content")),
        markup=True,
        language=text_of(event.get("inLanguage")),
        start=start,
        end=end,
        status=text_of(event.get("ical:status")),
        published=moment_of(text_of(event.get("published"))),
        updated=moment_of(text_of(event.get("updated"))),
        location=text_of(here.get("address")),
        venue=text_of(here.get("name")),
        street=text_of(at(here, "address.streetAddress")),
        postcode=text_of(at(here, "address.postalCode")),
        city=text_of(at(here, "address.addressLocality")),
        country=text_of(at(here, "address.addressCountry")),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        online=online,
        attendance=("mixed" if here else "online") if rooms or event.get("isOnline") is True else None,
        categories=tuple(
            word.removeprefix("#")
            for tag in _list(event.get("tag"))
            if isinstance(tag, Mapping)
            and tag.get("type") == "Hashtag"
            and (word := text_of(tag.get("name")))
        ),
        organizer=text_of(at(event, "attributedTo.name")),
        url=page,
        links=tuple(dict.fromkeys(other for other in others if other and other != page)),
        carried=(given,) if given and given != uid else (),
        image=next((found for one in pictures if (found := web_address(address, _link(one)))), None),
    )


def _link(value: Any) -> str | None:
    """The address of a link: a text, `{"href": …}`, `{"url": …}`, or the first of a list of these."""
    if isinstance(value, list):
        return next((found for one in value if (found := _link(one))), None)
    if isinstance(value, Mapping):
        return text_of(value.get("href")) or (
            _link(value["url"]) if isinstance(value.get("url"), str) else None
        )
    return text_of(value)


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
