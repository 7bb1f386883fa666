"""Places of the register: where events happen, and, on request, actors of the directory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agregateur.connecting.finding import trace
from agregateur.connecting.values import moment_of, point_of, spoken, text_of
from agregateur.contract import Record, Rejected, Repair, Withdrawn
from agregateur.text import identifier, web_address

LANGUAGES = ("fr", "fi", "sv", "en")
"""French first, then as the cities that run the API speak."""


def said(value: Any) -> str | None:
    """The text of a multilingual value in the first language that has it."""
    return spoken(value, LANGUAGES)


def point(place: Mapping[str, Any], repairs: list[Repair]) -> tuple[float | None, float | None]:
    """Latitude and longitude of `position`, a GeoJSON point: longitude first (RFC 7946 3.1.1)."""
    position = place.get("position")
    stated = position.get("coordinates") if isinstance(position, dict) else None
    if not isinstance(stated, list) or len(stated) < 2:
        return None, None
    if found := point_of(stated[1], stated[0]):
        return found
    repairs.append(Repair(code="bad_point", detail=f"{stated[1]}, {stated[0]}"[:80]))
    return None, None


def actor(item: dict[str, Any], base: str) -> Record | Rejected | Withdrawn:
    """A place as an actor of the directory."""
    uid = identifier(text_of(item.get("id")) or "")
    if not uid:
        return Rejected("", "no_uid", repr(item)[:80])
    if item.get("deleted") is True or item.get("replaced_by"):
        return Withdrawn(uid)
    name = said(item.get("name"))
    if not name:
        return Rejected(uid, "no_title", trace(item) or uid)
    repairs: list[Repair] = []
    latitude, longitude = point(item, repairs)
    return Record(
        uid=uid,
        kind="actor",
        title=name,
        description=said(item.get("description")),
        street=said(item.get("street_address")),
        postcode=text_of(item.get("postal_code")),
        city=said(item.get("address_locality")),
        country=text_of(item.get("address_country")),
        latitude=latitude,
        longitude=longitude,
        telephone=said(item.get("telephone")),
        email=text_of(item.get("email")),
        url=web_address(base, said(item.get("info_url"))),
        published=moment_of(item.get("created_time")),
        updated=moment_of(item.get("last_modified_time")),
        repairs=tuple(repairs),
    )
