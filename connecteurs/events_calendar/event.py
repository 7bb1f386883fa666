"""From an event of the API to a record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import Any

from agregateur.connecting.finding import about, trace
from agregateur.connecting.values import at, moment_of, number_of, point_of, text_of, texts_of, when_of
from agregateur.connecting.wordpress import is_locked
from agregateur.connecting.zones import zone_of
from agregateur.contract import Record, Rejected, Repair, When
from agregateur.text import encode_when, end_after, fold, identifier, web_address
from connecteurs.events_calendar.locks import is_emptied


def read(event: Any, address: str, locked: Collection[str] = ()) -> Record | Rejected:
    """`locked`: numbers of events that stand behind a password; `address`: of the list."""
    if not isinstance(event, Mapping):
        return Rejected("", "not_an_event", repr(event)[:80])
    title = text_of(event.get("title"))
    uid = identifier(text_of(event.get("id")) or text_of(event.get("uid")) or "")
    status = text_of(event.get("status")) or "publish"
    if status != "publish":
        # Drafts and private posts, which only a signed-in reader gets.
        return Rejected(uid, "private", status[:40])
    description, excerpt = (text_of(event.get(key)) for key in ("description", "excerpt"))
    if uid in locked or is_emptied(event) or is_locked(description, excerpt):
        return Rejected(uid, "private", "password")
    if not title:
        return Rejected(uid, "no_title", trace(None, text_of(event.get("url"))) or trace(event) or uid)
    repairs: list[Repair] = []
    start, end = _dates(event, repairs)
    if start is None:
        stated = text_of(event.get("start_date"))
        return Rejected(uid, "bad_start" if stated else "no_start", about(title, stated))
    url = web_address(address, text_of(event.get("url")))
    website = web_address(address, text_of(event.get("website")))
    venue = _first(event.get("venue"))
    organizers = _several(event.get("organizer"))
    host = _first(organizers)
    point = point_of(venue.get("geo_lat"), venue.get("geo_lng"))
    costs = at(event, "cost_details.values")
    return Record(
        uid=uid or identifier(url or f"{fold(title)}@{encode_when(start)}"),
        title=title,
        description=description or excerpt,
        markup=True,
        summary=excerpt if description else None,
        start=start,
        end=end,
        published=moment_of(event.get("date_utc")),
        updated=moment_of(event.get("modified_utc")),
        venue=text_of(venue.get("venue")),
        street=text_of(venue.get("address")),
        postcode=text_of(venue.get("zip")),
        city=text_of(venue.get("city")),
        country=text_of(venue.get("country")),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        categories=(*texts_of(event.get("categories") or []), *texts_of(event.get("tags") or [])),
        price=text_of(event.get("cost")),
        free=True if isinstance(costs, list) and costs and not any(map(_paid, costs)) else None,
        organizer=", ".join(name for one in organizers if (name := text_of(one.get("organizer")))) or None,
        telephone=text_of(host.get("phone")),
        email=text_of(host.get("email")),
        url=url or website,
        links=(website,) if url and website and website != url else (),
        carried=texts_of([event.get("global_id"), *_list(event.get("global_id_lineage"))]),
        image=web_address(address, text_of(at(event, "image.url")) or text_of(event.get("image"))),
        repairs=tuple(repairs),
    )


def _dates(event: Mapping[str, Any], repairs: list[Repair]) -> tuple[When | None, When | None]:
    """Start and end, in the event's zone when it is one by name. A bare offset (`UTC+1`) is that of a WordPress for
    which nobody chose a city: its hours are told in UTC beside, and an hour wrong for half of the year."""
    zone = zone_of(event.get("timezone"))
    first, last = _local(event, "start"), _local(event, "end")
    if text_of(event.get("all_day")) in {"yes", "1", "true"} or event.get("all_day") is True:
        if first is None:
            return None, None
        # A site may end its days later than midnight (`multiDayCutoff`): from 06:00 to 05:59:59 of the next one.
        begins = datetime.combine(first, first.time() if isinstance(first, datetime) else time())
        shift = begins - datetime.combine(begins, time())
        day = begins.date()
        until = (last - shift).date() if isinstance(last, datetime) else last
        return day, _end(day, until, repairs)
    start, end = (_moment(event, name, local, zone) for name, local in (("start", first), ("end", last)))
    offset = text_of(event.get("timezone"))
    if zone is None and offset and isinstance(start, datetime) and start.tzinfo is UTC:
        repairs.append(Repair(code="zone_by_offset", detail=offset[:40]))
    return start, _end(start, end, repairs) if start is not None else None


def _end(start: When, stated: When | None, repairs: list[Repair]) -> When | None:
    end = end_after(start, stated)
    if stated is not None and end is None:
        repairs.append(Repair(code="bad_end", detail=encode_when(stated)))
    return end


def _local(event: Mapping[str, Any], name: str) -> When | None:
    """`start_date`; in an import, a day with `start_hour` and `start_minute` beside it."""
    found = when_of(event.get(f"{name}_date"))
    hour, minute = (number_of(event.get(f"{name}_{part}")) for part in ("hour", "minute"))
    if found is not None and not isinstance(found, datetime) and hour is not None and 0 <= hour < 24:
        return datetime.combine(found, time(int(hour), int(minute or 0) % 60))
    return found


def _moment(event: Mapping[str, Any], name: str, local: When | None, zone: Any) -> When | None:
    if not isinstance(local, datetime) or local.tzinfo is not None:
        return local
    if zone is not None:
        return local.replace(tzinfo=zone)
    utc = when_of(event.get(f"utc_{name}_date") or event.get(f"{name}_date_utc"))
    return utc.replace(tzinfo=UTC) if isinstance(utc, datetime) and utc.tzinfo is None else local


def _paid(value: Any) -> bool:
    return number_of(value) != 0


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _several(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list, or the one that stands alone; PHP writes an empty one as a list."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, Mapping)]


def _first(value: Any) -> Mapping[str, Any]:
    return next(iter(_several(value)), {})
