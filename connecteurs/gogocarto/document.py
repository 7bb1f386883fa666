"""From the bytes of a document to GoGoCarto's elements: where they are listed, and the shapes they come in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit

from agregateur.errors import ParseError
from agregateur.text import whole

MAX_ITEMS = 100_000
"""A bound before elements are read one by one. The core's cap is lower."""


def elements_address(url: str) -> str:
    """Where the elements of a map are listed: `url` itself, or `/api/elements.json` under a map's home page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if (
        parts.scheme not in {"http", "https"}
        or "/api/" in parts.path
        or parts.path.endswith((".json", ".jsonld"))
    ):
        return url
    base = re.sub(r"/(annuaire|carte|map)?/?$", "", parts.path)
    return parts._replace(path=f"{base}/api/elements.json", query="", fragment="").geturl()


def taxonomy_address(address: str) -> str | None:
    """Where the map whose elements are listed at `address` names its categories; None when that is not its own API."""
    found = re.match(r"(https?://[^?#]*/api/)elements(?:\.json|/|\?|$)", address)
    return f"{found[1]}taxonomy.json" if found else None


def bears_numbers(element: Any) -> bool:
    """Whether a category of `element` is a bare number, which only the taxonomy names."""
    if not isinstance(element, dict) or element.get("categoriesFull"):
        return False
    stated = element.get("categories") or element.get("optionValues") or element.get("taxonomy")
    return isinstance(stated, list) and any(
        (isinstance(one, dict) and not one.get("name")) or str(one).isdigit() for one in stated
    )


def has_place(element: Mapping[str, Any]) -> bool:
    geo = element.get("geo")
    return (isinstance(geo, dict) and "latitude" in geo) or ("latitude" in element and "longitude" in element)


def elements(value: Any) -> list[Any]:
    """The list of elements in an envelope `{data: […]}`, a bare list, `{"@graph": […]}` or a single element."""
    listed: Any = value
    mapping: list[Any] = []
    if isinstance(value, dict):
        listed = value.get("data", value.get("@graph"))
        mapping = value["mapping"] if isinstance(value.get("mapping"), list) else []
        if isinstance(listed, dict) and listed.get("name"):
            listed = [listed]
    if not isinstance(listed, list):
        message = value.get("error") or value.get("message") if isinstance(value, dict) else None
        detail = f": {str(message)[:80]}" if message else ""
        raise ParseError(f"The document lists no elements{detail}.", code="not_a_map")
    if len(listed) > MAX_ITEMS:
        raise ParseError(
            f"The map has more than {MAX_ITEMS} elements.", code="too_many_items", limit=MAX_ITEMS
        )
    return [_spread(one, mapping) if isinstance(one, list) else one for one in listed]


def _spread(row: list[Any], mapping: list[Any]) -> dict[str, Any]:
    """A compact element with names to its values.

    Three forms are about (GoGoCarto, UpdateJsonRepresentation and its ancestors): `[id, name, latitude, longitude,
    [ids], status?]`, `[id, [values], latitude, …]` whose `mapping` names the values (but omits the ids), and the
    oldest `[id, status, name, latitude, longitude, [[id, rank]…]]`.
    """
    if mapping and all(isinstance(key, str) for key in mapping):
        return dict(zip(mapping, row, strict=False))
    pairs = pairwise(row[1:])
    point = next((n for n, pair in enumerate(pairs, start=1) if all(map(_is_number, pair))), len(row))
    element: dict[str, Any] = {"id": row[0] if row else None}
    for value in row[1:point]:
        if isinstance(value, list):
            names = mapping[1] if len(mapping) > 1 and isinstance(mapping[1], list) else ["name"]
            element |= {key: one for key, one in zip(names, value, strict=False) if isinstance(key, str)}
        else:
            element["status" if _is_number(value) else "name"] = value
    element |= dict(zip(("latitude", "longitude"), row[point : point + 2], strict=False))
    for value in row[point + 2 :]:
        if isinstance(value, list):
            element["categories"] = [one[0] if isinstance(one, list) and one else one for one in value]
        elif _is_number(value):
            element.setdefault("status", value)
    return element


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def taxonomy_names(tree: Any) -> dict[str, str]:
    """Names by category id, from a tree of `options` and `subcategories` or a flat list of `{id, name}`."""
    names: dict[str, str] = {}
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            if node.get("id") is not None and isinstance(node.get("name"), str):
                names[str(node["id"])] = whole(node["name"]).strip()
            pending += [value for value in node.values() if isinstance(value, dict | list)]
    return names
