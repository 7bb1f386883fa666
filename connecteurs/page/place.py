"""Where an event of schema.org takes place: Place, VirtualLocation, PostalAddress, a text, or several of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from agregateur.connecting.values import point_of, text_of
from agregateur.contract import Repair
from agregateur.text import web_address
from connecteurs.page.graph import Graph, Thing, types_of

_POSTCODE = re.compile(r"\b\d{5}\s+[^\W\d]")


@dataclass
class Where:
    """The parts of a record that tell the place."""

    location: str | None = None
    venue: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    online: str | None = None
    attendance: Literal["offline", "online", "mixed"] | None = None


def place_of(graph: Graph, event: Thing, page: str, repairs: list[Repair]) -> Where:
    """The first place that `event` states, and the address of its room on line; relative to `page`."""
    where = Where()
    found = virtual = False
    for one in graph.all(event, "location"):
        if isinstance(one, dict) and "VirtualLocation" in types_of(one):
            virtual = True
            where.online = where.online or web_address(page, graph.text(one, "url"))
        elif found:
            continue
        elif isinstance(one, dict):
            found = True
            _fill(graph, one, where, repairs)
        elif text := text_of(one):
            found = True
            where.location = text
    if virtual:
        where.attendance = "mixed" if found else "online"
    return where


def _fill(graph: Graph, place: Thing, where: Where, repairs: list[Repair]) -> None:
    address: Any = place if "PostalAddress" in types_of(place) else graph.first(place, "address")
    where.venue = graph.text(place, "name")
    if isinstance(address, dict):
        where.street = graph.text(address, "streetAddress")
        where.postcode = graph.text(address, "postalCode")
        where.city = graph.text(address, "addressLocality")
        where.country = graph.text(address, "addressCountry")
        if where.venue is None and not (where.street or where.postcode or where.city):
            where.location = graph.text(address, "name", "description")
    else:
        where.location = text_of(address)
        if where.location is None and where.venue and _POSTCODE.search(where.venue):
            # A whole address in the place of the name.
            where.location, where.venue = where.venue, None
    for one in (graph.first(place, "geo"), place):
        north, east = graph.text(one, "latitude"), graph.text(one, "longitude")
        if point := point_of(north, east):
            where.latitude, where.longitude = point
            break
        if north and east and (north, east) != ("0", "0"):
            repairs.append(Repair(code="bad_point", detail=f"{north}, {east}"[:80]))
