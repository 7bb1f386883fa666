"""The lines of `agregateur export`, as JSON Lines or CSV. Other programs rely on these names.

Times are UTC ISO 8601 ending in Z, whole seconds; an all-day date is a plain date and its end is exclusive; an end that
was not stated is null. A single date that does not have its event's status says its own (`status`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TextIO

from agregateur.contract import Record, When
from agregateur.model import Event, Item, Member, Occurrence
from agregateur.publish.leaving import http_url, point_of
from agregateur.publish.personal import public_contact
from agregateur.publish.rights import Credited, Rights
from agregateur.text import one_line

Line = Mapping[str, Any]
Format = Literal["jsonl", "csv"]

_PLACE = ("venue", "street", "postcode", "city", "insee", "commune", "latitude", "longitude")
COLUMNS: dict[str, tuple[str, ...]] = {
    "events": (
        "id", "title", "description", "status", "start", "end", "timezone", "occurrences", *_PLACE, "categories",
        "public", "acces", "price", "online", "organizer", "url", "image", "updated", "records",
        "inscription", "accessibilite", "sold_out", "republication", "image_credit", "licence", "credits",
    ),
    "records": ("source", "uid", "recurrence_id", "kind", "event", "insee", "occurrences", "status"),
    "actors": (
        "id", "title", "description", *_PLACE, "categories", "words", "telephone", "email", "url", "image", "updated",
        "records", "republication", "image_credit",
    ),
    "articles": (
        "id", "title", "description", "genre", "published", "insee", "commune", "categories", "organizer", "url",
        "image", "possible_dates", "updated", "records", "echeance", "republication", "image_credit",
    ),
}  # fmt: skip
"""The fields of each export, in order: the keys of its lines and the header of its CSV."""

_RECORD_STATUS = frozenset({"confirmed", "tentative", "cancelled", "postponed", "withdrawn"})
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters that make a spreadsheet run a cell as a formula (ASVS 1.2.10), full-width ones included."""


# --- lines -------------------------------------------------------------------------------------------------------


def event_line(event: Event, *, commune: str | None = None, held: Rights | None = None) -> dict[str, Any]:
    """One canonical event. `commune` is the name of its commune today, `held` what it bears.

    `start` and `end` are those of the first date; `description` is plain text; `records` are the announcements that
    count now: one that its source no longer lists is left out.
    """
    listed = sorted(event.occurrences, key=_order) if len(event.occurrences) > 1 else event.occurrences
    dates = [_occurrence(o, event.status) for o in listed]
    return {
        "id": event.id,
        "title": event.title,
        "description": event.text,
        "status": event.status,
        "start": dates[0]["start"] if dates else None,
        "end": dates[0]["end"] if dates else None,
        "timezone": event.timezone,
        "occurrences": dates,
        **_place(event, event.insee, commune),
        "categories": list(event.categories),
        "public": list(event.public),
        "acces": event.acces,
        "price": event.price,
        "online": http_url(event.online),
        "organizer": event.organizer,
        "url": http_url(event.url),
        "image": http_url(event.image),
        "updated": when(event.updated),
        "records": [_member(m) for m in event.members if m.missing_since is None],
        "inscription": event.inscription,
        "accessibilite": list(event.accessibilite),
        "sold_out": event.sold_out,
        **_rights(event),
        "licence": held.licence if held else None,
        "credits": [credit(one) for one in held.credits] if held else [],
    }


def credit(one: Credited) -> dict[str, Any]:
    """A source that announces an item."""
    return {
        "source": one.source,
        "name": one.name,
        "home": one.home,
        "licence": one.licence,
        "licence_url": one.licence_url,
        "url": one.url,
    }


def record_line(
    source: str,
    record: Record,
    occurrences: Sequence[Occurrence] = (),
    *,
    event_id: str | None = None,
    insee: str | None = None,
    status: str = "confirmed",
    withdrawn: bool = False,
    kind: str | None = None,
) -> dict[str, Any]:
    """One record of one source. `kind`: what it became, when an article announces an event.

    `occurrences` are the dates that this record states, `status` its group's cleaned one. An `Event` alone knows
    rescheduled and moved-online: here they are confirmed.
    """
    shown = "withdrawn" if withdrawn else status
    return {
        "source": source,
        "uid": record.uid,
        "recurrence_id": when(record.recurrence_id),
        "kind": kind or record.kind,
        "event": event_id,
        "insee": insee,
        "occurrences": [
            {"start": when(o.start), "end": when(o.end)} for o in sorted(occurrences, key=_order)
        ],
        "status": shown if shown in _RECORD_STATUS else "confirmed",
    }


def actor_line(
    id: str,
    item: Item,
    *,
    insee: str | None = None,
    commune: str | None = None,
    updated: datetime | None = None,
    members: Sequence[Member] = (),
) -> dict[str, Any]:
    """One actor, made of `members` when several maps show it.

    Its e-mail address leaves only when it is that of a role (contact@, mairie@…), its number when it is no mobile.
    """
    contact = public_contact(item.contact)
    return {
        "id": id,
        "title": item.title,
        "description": item.text,
        **_place(item, insee, commune),
        "categories": list(item.categories),
        "words": list(item.words),
        "telephone": contact.telephone,
        "email": contact.email,
        "url": http_url(item.url),
        "image": http_url(item.image),
        "updated": when(updated or item.updated),
        "records": [_member(m) for m in members if m.missing_since is None] or _own_record(item),
        **_rights(item),
    }


def article_line(
    id: str,
    item: Item,
    *,
    insee: str | None = None,
    commune: str | None = None,
    published: datetime | None = None,
    updated: datetime | None = None,
) -> dict[str, Any]:
    """One article. `published` falls back on what the partner states."""
    return {
        "id": id,
        "title": item.title,
        "description": item.text,
        "genre": item.genre,
        "published": when(published or item.published),
        "insee": insee,
        "commune": commune,
        "categories": list(item.categories),
        "organizer": item.organizer,
        "url": http_url(item.url),
        "image": http_url(item.image),
        "possible_dates": list(item.possible_dates),
        "updated": when(updated or item.updated),
        "records": _own_record(item),
        "echeance": when(item.echeance),
        **_rights(item),
    }


def when(value: When | None) -> str | None:
    """`2026-12-12T19:30:00Z`, `2026-12-12` when all-day; a floating time (no zone known) keeps its wall time."""
    if not isinstance(value, datetime):
        return value.isoformat() if value else None
    if value.tzinfo is None:
        return value.isoformat(timespec="seconds")
    return value.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def _occurrence(o: Occurrence, usual: str) -> dict[str, Any]:
    line: dict[str, Any] = {"start": when(o.start), "end": when(o.end)}
    if o.status not in {"confirmed", usual}:
        line["status"] = o.status
    return line


def _order(o: Occurrence) -> tuple[str, bool, str]:
    return (o.day.isoformat(), not o.all_day, when(o.start) or "")


def _place(thing: Event | Item, insee: str | None, commune: str | None) -> dict[str, Any]:
    place = thing.place
    point = point_of(place)
    return {
        "venue": place.venue,
        "street": place.street,
        "postcode": place.postcode,
        "city": place.city,
        "insee": insee,
        "commune": commune,
        "latitude": point[0] if point else None,
        "longitude": point[1] if point else None,
    }


def _member(member: Member) -> dict[str, Any]:
    return {"source": member.source, "uid": member.uid, "url": http_url(member.url)}


def _rights(thing: Event | Item) -> dict[str, Any]:
    return {"republication": thing.republication, "image_credit": thing.image_credit}


def _own_record(item: Item) -> list[dict[str, Any]]:
    return [{"source": item.source, "uid": item.uid, "url": http_url(item.url)}]


# --- writing -----------------------------------------------------------------------------------------------------


def write(lines: Iterable[Line], format: Format, stream: TextIO, *, columns: Sequence[str] = ()) -> None:
    """Write `lines` one by one to `stream` (UTF-8, opened with newline='').

    CSV: comma, CRLF (RFC 4180), a header of `columns` (or of the first line's keys); lists of words joined by `, `,
    other nested values as JSON. A text that a spreadsheet would run as a formula is prefixed with `'`.
    """
    if format == "jsonl":
        for line in lines:
            stream.write(_json(line) + "\n")
        return
    writer = csv.writer(stream)
    header = list(columns)
    if header:
        writer.writerow(header)
    for line in lines:
        if not header:
            header = list(line)
            writer.writerow(header)
        writer.writerow([cell(line.get(name)) for name in header])


def cell(value: Any) -> str | int | float:
    """A value as one CSV cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, int | float):
        return value
    if isinstance(value, str):
        shown = value
    elif isinstance(value, list | tuple) and all(isinstance(part, str) for part in value):
        shown = ", ".join(one_line(part) for part in value)
    else:
        shown = _json(value)
    shown = shown.encode("utf-8", "replace").decode()
    return f"'{shown}" if shown.startswith(_FORMULA) else shown


def _json(value: Any) -> str:
    written = json.dumps(value, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:  # a lone surrogate in what a partner states
        return json.dumps(value)
    return written
