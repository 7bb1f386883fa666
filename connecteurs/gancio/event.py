"""From an event of a Gancio instance to a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import at, moment_of, point_of, text_of, texts_of, when_of
from agregateur.contract import Record, Rejected, Repair
from agregateur.text import encode_when, end_after, fold, identifier, web_address
from connecteurs.gancio.address import instance_of


def read(event: Any, told: Mapping[str, str], address: str) -> Record | Rejected:
    """`told`: descriptions by id, where the list has none; `address`: of the list."""
    if not isinstance(event, Mapping):
        return Rejected("", "not_an_event", repr(event)[:80])
    number = text_of(event.get("id")) or ""
    uid, title = identifier(number), text_of(event.get("title"))
    if event.get("is_visible") in (False, 0):
        return Rejected(uid, "private", "is_visible")
    if event.get("recurrent"):
        # The pattern of a series; its dates are events of their own (`parentId`).
        return Rejected(uid, "series_pattern", (title or "")[:80])
    if not title:
        return Rejected(uid, "no_title", trace(None, text_of(event.get("slug"))) or trace(event) or uid)
    stated = event.get("start_datetime")
    start = when_of(stated)
    if start is None:
        return Rejected(uid, "bad_start" if stated else "no_start", about(title, stated))
    ending = when_of(event.get("end_datetime") or None)
    end = end_after(start, ending)
    repairs = (Repair(code="bad_end", detail=encode_when(ending)),) if ending and end is None else ()
    base = instance_of(address)
    slug = text_of(event.get("slug")) or number
    url = f"{base}/event/{slug}" if base and slug else None
    original = web_address(base, text_of(event.get("original_url")))
    federated = text_of(event.get("ap_id"))
    rooms = [
        room for value in _list(event.get("online_locations")) if (room := web_address(base, text_of(value)))
    ]
    name = text_of(at(event, "place.name"))
    # "online" is the name of no place: pages/add of Gancio writes it for an event without one.
    somewhere = bool(name) and name != "online"
    point = point_of(at(event, "place.latitude"), at(event, "place.longitude"))
    picture = text_of(at(event, "media.0.url")) or text_of(event.get("image_path"))
    return Record(
        uid=uid or identifier(f"{fold(title)}@{encode_when(start)}"),
        title=title,
        description=text_of(event.get("description")) or told.get(number),
        markup=True,
        start=start,
        end=end,
        published=moment_of(event.get("createdAt")),
        updated=moment_of(event.get("updatedAt")),
        venue=name if somewhere else None,
        location=text_of(at(event, "place.address")) if somewhere else None,
        latitude=point[0] if point and somewhere else None,
        longitude=point[1] if point and somewhere else None,
        online=rooms[0] if rooms else None,
        attendance="online" if name == "online" else "mixed" if rooms and somewhere else None,
        categories=tuple(
            word
            for tag in _list(event.get("tags"))
            if (word := text_of(tag.get("tag") if isinstance(tag, Mapping) else tag))
        ),
        url=url,
        links=tuple(dict.fromkeys([*([original] if original else []), *rooms[1:]])),
        carried=texts_of([federated or (f"{base}/federation/m/{number}" if base and number else None)]),
        image=f"{base}/media/{picture}" if base and picture else None,
        repairs=repairs,
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
