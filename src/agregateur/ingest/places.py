"""A record's place as stated -> `model.Place`, each part cleaned; a line of address is taken apart."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from agregateur.communes import address, everyday
from agregateur.contract import Record, Repair
from agregateur.ingest.characters import optional
from agregateur.ingest.links import web_address
from agregateur.ingest.matching.rooms import is_room
from agregateur.model import Place
from agregateur.text import fold

ONLINE = Place(text="En ligne")
"""The place of what happens on the net only: it has no commune."""
_LINE = 500
"""Characters of a line of address beyond which it is read each time, so that few are held in memory."""
_CEDEX = re.compile(r"\s*\bcedex\b(?:\s*\d{1,2})?\s*$", re.IGNORECASE)


def place_of(record: Record, default_venue: str | None, repairs: list[Repair]) -> Place:
    """Where a record says it happens. `default_venue` (the operator's) is taken when it says nothing at all, or names
    but a room of it."""
    if record.location and len(record.location) <= _LINE and _only_a_line(record):
        place, noted = _of_line(record.location, default_venue)
        repairs.extend(noted)
        return place
    return _read(record, default_venue, repairs)


def _only_a_line(record: Record) -> bool:
    parts = (record.venue, record.street, record.city, record.postcode, record.country, record.insee)
    pointed = record.latitude is not None and record.longitude is not None
    return not (any(parts) or pointed or record.online or record.attendance)


@lru_cache(maxsize=8192)
def _of_line(line: str, default_venue: str | None) -> tuple[Place, tuple[Repair, ...]]:
    # A calendar names the same few places again and again.
    repairs: list[Repair] = []
    return _read(Record(uid="", location=line), default_venue, repairs), tuple(repairs)


def _read(record: Record, default_venue: str | None, repairs: list[Repair]) -> Place:
    if record.attendance == "online" or (record.online and not stated(record)):
        return ONLINE
    text = optional(record.location, repairs, "location")
    if text and everyday.is_online(text):
        return ONLINE
    venue = optional(record.venue, repairs, "venue", 200)
    street = optional(record.street, repairs, "street", 200)
    city = optional(record.city, repairs, "city", 120)
    postcode = _digits(record.postcode, 5, repairs, "postcode")
    country = optional(record.country, repairs, "country", 80)
    if record.location and not (street or city or postcode):
        # Line ends part an address too: they are gone from the one-line text.
        read = address.split(optional(record.location.replace("\n", ", "), [], "location") or "")
        street, city, postcode, country = read.street, read.city, read.postcode, country or read.country
        venue = venue or read.venue
    elif street and not (city or postcode):
        read = address.split(street)
        if read.postcode:
            street, city, postcode = read.street, read.city, read.postcode
    point = _point(record, repairs)
    if not any((text, venue, street, city, postcode, point, record.insee)):
        venue = default_venue
    elif default_venue and venue and not any((street, city, postcode, point, record.insee)):
        venue = _within(default_venue, venue, text)
    return Place(
        text=text,
        venue=venue,
        street=street,
        postcode=postcode,
        city=_CEDEX.sub("", city) or None if city else None,
        country=country,
        insee=_insee(record.insee, repairs),
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
    )


def _within(house: str, venue: str, text: str | None) -> str:
    """The venue, behind the name of the house where it is but a room: "Hall" of a source that is a house."""
    alone = text is None or fold(text) == fold(venue)
    return f"{house}, {venue}" if alone and is_room(fold(venue)) else venue


def online_address(record: Record) -> str | None:
    """The address of the online room: the stated one, else a location that is an address."""
    return web_address(record.online) or web_address(record.location)


def stated(record: Record) -> bool:
    """Whether a field of the record says where, were it but a town; a point alone is no words."""
    return any((record.location, record.venue, record.street, record.city, record.postcode, record.insee))


def only_name(record: Record) -> str | None:
    """What a record says of where, if that is but the name of a house or of somebody: no town, no street, no point."""
    finer = (record.street, record.city, record.postcode, record.insee, record.latitude, record.online)
    name = (record.venue or record.location or "").strip()
    other = (record.location or name).strip()
    if any(finer) or not name or other not in (name, "") or _FINER.search(name):
        return None
    return name


_FINER = re.compile(r"[,\n]|\d{3}")


def _digits(stated: str | None, length: int, repairs: list[Repair], field: str) -> str | None:
    """A postcode of five digits; a leading zero that a spreadsheet ate is put back."""
    if not stated:
        return None
    line = re.sub(r"[\s.\-]", "", stated).upper().removeprefix("F")
    if not line:
        return None
    if line.isdigit() and len(line) == length - 1:
        repairs.append(Repair(code="zero_restored", detail=field))
        return "0" + line
    return line if re.fullmatch(r"[0-9A-Z]{2,10}", line) else None


def _insee(stated: str | None, repairs: list[Repair]) -> str | None:
    code = _digits(stated, 5, repairs, "insee")
    return code if code and re.fullmatch(r"\d[0-9AB]\d{3}", code) else None


def _point(record: Record, repairs: list[Repair]) -> tuple[float, float] | None:
    lat, lon = record.latitude, record.longitude
    if lat is None or lon is None:
        return None
    if (
        not (math.isfinite(lat) and math.isfinite(lon))
        or abs(lat) > 90
        or abs(lon) > 180
        or (lat == 0 and lon == 0)
    ):
        repairs.append(Repair(code="point_dropped", detail=f"{lat} {lon}"[:60]))
        return None
    return lat, lon
