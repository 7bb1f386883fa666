"""From an event of the API to a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import at, moment_of, point_of, text_of, when_of
from agregateur.connecting.zones import zone_of
from agregateur.contract import Record, Rejected, Repair, When
from agregateur.text import encode_when, end_after, fold, identifier, web_address


def read(event: Any, home: str) -> Record | Rejected:
    """`home`: of the instance that was asked, which may show another's event."""
    if not isinstance(event, Mapping):
        return Rejected("", "not_an_event", repr(event)[:80])
    uid, title = identifier(text_of(event.get("uuid")) or ""), text_of(event.get("title"))
    if text_of(event.get("visibility")) not in {None, "PUBLIC"} or event.get("draft") is True:
        return Rejected(uid, "private", text_of(event.get("visibility")) or "draft")
    if not title:
        return Rejected(uid, "no_title", trace(None, text_of(event.get("url"))) or uid)
    stated = text_of(event.get("beginsOn"))
    begins, ends = when_of(stated), when_of(text_of(event.get("endsOn")))
    if begins is None:
        return Rejected(uid, "bad_start" if stated else "no_start", about(title, stated))
    start, end, repairs = _dates(event, begins, ends)
    url = web_address(home, text_of(event.get("url")))
    abroad = event.get("local") is False
    website = web_address(home, text_of(event.get("onlineAddress")))
    online = at(event, "options.isOnline") is True
    address = event.get("physicalAddress")
    somewhere = isinstance(address, Mapping)
    longitude, _, latitude = (text_of(at(address, "geom")) or "").partition(";")
    point = point_of(latitude, longitude)
    copy = f"{home}/events/{uid}" if abroad and home and uid else None
    category, language = (text_of(event.get(key)) for key in ("category", "language"))
    return Record(
        uid=uid or identifier(url or f"{fold(title)}@{encode_when(start)}"),
        title=title,
        description=text_of(event.get("description")),
        markup=True,
        language=language if language != "und" else None,
        start=start,
        end=end,
        status=text_of(event.get("status")),
        published=moment_of(event.get("insertedAt")),
        updated=moment_of(event.get("updatedAt")),
        venue=text_of(at(address, "description")),
        street=text_of(at(address, "street")),
        postcode=text_of(at(address, "postalCode")),
        city=text_of(at(address, "locality")),
        country=text_of(at(address, "country")),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        online=website if online else None,
        attendance=("mixed" if somewhere else "online") if online else None,
        # MEETING is what an event has for whose category nobody chose (schema/event.ex).
        categories=((category,) if category and category != "MEETING" else ()) + _tags(event.get("tags")),
        registration=web_address(home, text_of(event.get("externalParticipationUrl"))),
        organizer=_name(event.get("attributedTo")) or _name(event.get("organizerActor")),
        url=url,
        links=tuple(link for link in (copy, None if online else website) if link and link != url),
        carried=(url,) if abroad and url else (),
        image=web_address(home, text_of(at(event, "picture.url"))),
        repairs=repairs,
    )


def _dates(
    event: Mapping[str, Any], begins: When, ends: When | None
) -> tuple[When, When | None, tuple[Repair, ...]]:
    """Start and end in the event's own zone. Without the hours that it hides, days are left: those of its zone."""
    zone = zone_of(at(event, "options.timezone"))
    start, stated = _in(zone, begins), _in(zone, ends) if ends else None
    if at(event, "options.showStartTime") is False and isinstance(start, datetime):
        start = start.date()
    elif at(event, "options.showEndTime") is False and stated and _day(stated) == _day(start):
        return start, None, ()
    end = end_after(start, stated)
    bad = stated is not None and end is None
    return start, end, (Repair(code="bad_end", detail=encode_when(stated)),) if bad and stated else ()


def _in(zone: tzinfo | None, value: When) -> When:
    if zone is None or not isinstance(value, datetime) or value.tzinfo is None:
        return value
    return value.astimezone(zone)


def _day(value: When) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _tags(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else []
    return tuple(word for tag in listed if (word := text_of(at(tag, "title"))))


def _name(actor: Any) -> str | None:
    return text_of(at(actor, "name")) or text_of(at(actor, "preferredUsername"))
