"""The elements of a GoGoCarto map, as its `/api/elements.json` gives them (ontology gogofull)."""

from __future__ import annotations

import json
from typing import Any

from agregateur.examples.partner import Item, Partner, Week


def write(partner: Partner, week: Week) -> bytes:
    """The map of `partner`. Strings of an item's own fields that are days are written as the form stores them."""
    elements = [_element(item, week) for item in partner.items]
    document = {"licence": "https://opendatacommons.org/licenses/odbl/summary/", "ontology": "gogofull"}
    text = json.dumps({**document, "data": elements}, ensure_ascii=False, indent=1)
    return (text + "\n").encode(partner.charset)


def _element(item: Item, week: Week) -> dict[str, Any]:
    street, _, town = (item.place or "").rpartition(", ")
    postcode, _, city = town.partition(" ")
    element: dict[str, Any] = {"id": item.uid, "name": item.title}
    if item.geo:
        element["geo"] = {"latitude": item.geo[0], "longitude": item.geo[1]}
    if item.place:
        element["address"] = {
            "streetAddress": street,
            "addressLocality": city,
            "postalCode": postcode,
            "addressCountry": "FR",
        }
    element |= {"createdAt": f"{week.monday:%d/%m/%Y}", "updatedAt": f"{week.monday:%d/%m/%Y}", "status": 1}
    element["categories"] = list(item.categories)
    element["description"] = week.tell(item.text).strip()
    element |= item.extra
    if item.url:
        element["website"] = item.url
    if item.when:
        span = week.span(item.when)
        element["date_debut"] = f"{span.start:%Y-%m-%d}"
        if not span.all_day:
            element["heure_debut"] = f"{span.start:%H:%M}"
            if span.end is not None:
                element["heure_fin"] = f"{span.end:%H:%M}"
    return element
