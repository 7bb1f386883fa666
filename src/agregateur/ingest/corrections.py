"""What a human set on an event, field by field: it wins over what the sources say, and is told as such.

A correction is kept with a record of the event and follows it: through new readings, merges, splits and `rebuild`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from agregateur import communes
from agregateur.errors import StoreError
from agregateur.ingest.html import description
from agregateur.model import Event, Located, Occurrence
from agregateur.store.decisions import Correction
from agregateur.taxonomy import OTHER, STATUS_CODES, Facet, facet, taxonomy
from agregateur.text import one_line, read_when

BY_HAND = ""
"""Stands for the source in `Event.provenance`: no source has an empty id."""
LONGEST = 20_000
"""Characters of a value: more is no correction."""


def checked(field: str, value: str) -> str:
    """The value as it is kept. '' empties a field that may be empty.

    Raises StoreError (`unknown_field`, `bad_value`) with what is allowed.
    """
    known = FIELDS.get(field)
    if known is None:
        raise StoreError(
            f"no field {field!r} can be set; there are: {', '.join(sorted(FIELDS))}", code="unknown_field"
        )
    value = value.strip() if field == "description" else one_line(value)
    if len(value) > LONGEST:
        raise StoreError(f"{field}: longer than {LONGEST} characters", code="bad_value")
    if not value and field in _NEEDED:
        raise StoreError(f"{field}: it cannot be empty", code="bad_value")
    if value:
        known.read(value)
    return value


def corrected(event: Event, corrections: Sequence[Correction]) -> Event:
    """`event` with what humans set; of two corrections of a field the later one. `provenance` names the decision."""
    provenance = dict(event.provenance)
    for one in corrections:
        known = FIELDS.get(one.field)
        if known is None:
            continue  # written by a later release
        changed = known.write(event, known.read(one.value) if one.value else None)
        if changed is not None:
            event = changed
            provenance[one.field] = (BY_HAND, str(one.number))
    return replace(event, provenance=provenance)


# Fields --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Field:
    """How a field's text is read (raises StoreError) and written on an event (None: it cannot be, on this one)."""

    read: Callable[[str], Any]
    write: Callable[[Event, Any], Event | None]


def _bad(what: str) -> StoreError:
    return StoreError(what, code="bad_value")


def _text(field: str) -> _Field:
    def write(event: Event, value: Any) -> Event:
        values: dict[str, Any] = {field: value}
        return replace(event, **values)

    return _Field(str, write)


def _place(field: str) -> _Field:
    def write(event: Event, value: Any) -> Event:
        return replace(event, place=replace(event.place, **{field: value}))

    return _Field(str, write)


def _address(field: str) -> _Field:
    def read(value: str) -> str:
        try:
            parts = urlsplit(value)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            raise _bad(f"{field}: {value!r} is no web address; write https://…")
        return value

    return _Field(read, _text(field).write)


def _codes(field: str, allowed: Callable[[], Sequence[str]], *, several: bool) -> _Field:
    empty = ((OTHER,) if field == "categories" else ()) if several else None

    def read(value: str) -> Any:
        found = tuple(dict.fromkeys(part.strip() for part in value.split(",") if part.strip()))
        unknown = [code for code in found if code not in allowed()]
        if unknown or (not several and len(found) > 1):
            raise _bad(f"{field}: {value!r} is not among {', '.join(allowed())}")
        return found if several else found[0]

    def write(event: Event, value: Any) -> Event:
        values: dict[str, Any] = {field: empty if value is None else value}
        return replace(event, **values)

    return _Field(read, write)


def _facet(name: Facet) -> Callable[[], Sequence[str]]:
    return lambda: tuple(facet(name))


def _read_status(value: str) -> str:
    by_word = {word: status for status, word in STATUS_CODES.items()}
    status = by_word.get(value, value)
    if status not in STATUS_CODES:
        raise _bad(f"status: {value!r} is not among {', '.join(by_word)}")
    return status


def _write_status(event: Event, status: Any) -> Event:
    # Said of the event as a whole: a date that was cancelled by itself stays so.
    occurrences = tuple(
        replace(o, status=status) if o.status in {event.status, "confirmed"} else o for o in event.occurrences
    )
    return replace(event, status=status, occurrences=occurrences)


def _write_description(event: Event, value: Any) -> Event:
    html, text = description(value, False, [])
    return replace(event, description=html, text=text, language=None)


def _read_insee(value: str) -> str:
    found = communes.commune(value)
    if found is not None:
        return found.insee
    named = communes.communes_named(value)
    if len(named) == 1:
        return named[0].insee
    several = ", ".join(f"{c.insee} {c.nom} ({c.departement})" for c in named[:10])
    raise _bad(
        f"insee: {value!r} is no commune's INSEE code" + (f"; did you mean {several}?" if several else "")
    )


def _write_insee(event: Event, insee: Any) -> Event:
    """The town and the postcode follow, unless they are the commune's (or a former commune's within it)."""
    here = communes.commune(insee) if insee else None
    place = event.place
    if here is not None and here not in communes.communes_named(place.city or ""):
        place = replace(place, city=here.nom)
    if here is not None and place.postcode and place.postcode not in here.codes_postaux:
        place = replace(place, postcode=here.codes_postaux[0] if len(here.codes_postaux) == 1 else None)
    located = Located(insee=insee, how="decision" if insee else "none", sure=1.0)
    return replace(event, insee=insee, located=located, place=place)


def _read_point(value: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in value.split(","))
    except ValueError:
        lat = lon = math.nan
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise _bad(f"point: {value!r} is no place; write latitude,longitude in degrees: 44.9,6.64")
    return lat, lon


def _write_point(event: Event, point: Any) -> Event:
    lat, lon = point or (None, None)
    return replace(event, place=replace(event.place, latitude=lat, longitude=lon))


def _read_moment(value: str) -> date | datetime:
    found = read_when(value)
    if found is None:
        raise _bad(f"{value!r} is no date; write 2026-12-05, or 2026-12-05T20:30 for local time")
    return found


def _write_start(event: Event, start: Any) -> Event | None:
    """Moves the one date of an event, which keeps its length; an event with several dates is left alone."""
    if len(event.occurrences) != 1 or start is None:
        return None
    [one] = event.occurrences
    start = _local(start, event)
    timed = isinstance(start, datetime)
    end: Any = None if timed else start + timedelta(days=1)
    if one.end is not None and timed == isinstance(one.start, datetime):
        end = start + (one.end - one.start)
    return _dated(event, replace(one, start=start, end=end, slot=None))


def _write_end(event: Event, end: Any) -> Event | None:
    """Sets the end of the one date (of an all-day one: its last day). None when it would not follow the start."""
    if len(event.occurrences) != 1:
        return None
    [one] = event.occurrences
    if end is not None:
        end = _local(end, event)
        if isinstance(end, datetime) != isinstance(one.start, datetime):
            return None
        if not isinstance(end, datetime):
            end += timedelta(days=1)
        if end <= one.start:
            return None
    return _dated(event, replace(one, end=end if end is not None or not one.all_day else one.end))


def _local(when: date | datetime, event: Event) -> date | datetime:
    if not isinstance(when, datetime):
        return when
    zone = ZoneInfo(event.timezone)
    return when.astimezone(zone) if when.tzinfo else when.replace(tzinfo=zone)


def _dated(event: Event, one: Occurrence) -> Event:
    last = one.end if one.end is not None else one.start
    if isinstance(last, datetime):
        day = (last - timedelta(microseconds=1)).date() if one.end is not None else last.date()
    else:
        day = last - timedelta(days=1)
    return replace(event, occurrences=(one,), first=one.day, last=max(day, one.day), endless=False, rule=None)


FIELDS: Mapping[str, _Field] = {
    "title": _text("title"),
    "description": _Field(str, _write_description),
    "status": _Field(_read_status, _write_status),
    "start": _Field(_read_moment, _write_start),
    "end": _Field(_read_moment, _write_end),
    "venue": _place("venue"),
    "street": _place("street"),
    "postcode": _place("postcode"),
    "city": _place("city"),
    "point": _Field(_read_point, _write_point),
    "insee": _Field(_read_insee, _write_insee),
    "categories": _codes("categories", lambda: tuple(taxonomy()), several=True),
    "public": _codes("public", _facet("public"), several=True),
    "acces": _codes("acces", _facet("acces"), several=False),
    "inscription": _codes("inscription", _facet("inscription"), several=False),
    "accessibilite": _codes("accessibilite", _facet("accessibilite"), several=True),
    "price": _text("price"),
    "organizer": _text("organizer"),
    "url": _address("url"),
    "online": _address("online"),
    "image": _address("image"),
}
"""What may be set: the words of `export events`, and `point` for latitude,longitude."""
_NEEDED = frozenset({"title", "status", "start"})
