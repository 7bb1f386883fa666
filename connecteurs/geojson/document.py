"""From the bytes of a document to features: GeoJSON (RFC 7946) in the shapes it comes in, one a line, or Overpass."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Literal

from agregateur.connecting.values import at, load_json, text_of
from agregateur.contract import Document, Rejected
from agregateur.errors import ParseError
from agregateur.text import decode

MAX_ITEMS = 100_000
"""A bound before features are read one by one. The core's cap is lower."""
Shape = Literal["export", "map", "features"]


def load(document: Document) -> tuple[Any, list[Rejected]]:
    """The value of a document, and the lines of it that are no JSON. Raises ParseError as `load_json`."""
    try:
        return load_json(document), []
    except ParseError as error:
        lines = _lines(document) if error.code in {"not_json", "truncated"} else None
        if lines is None:
            raise
        return lines


def _lines(document: Document) -> tuple[list[Any], list[Rejected]] | None:
    """Newline-delimited GeoJSON, also with the record separators of RFC 8142; None when it is none."""
    text, _ = decode(document.content, document.charset)
    written = [(n, line.strip(" \t\r\x1e")) for n, line in enumerate(text.split("\n"), 1)]
    written = [(n, line) for n, line in written if line]
    if len(written) < 2 or len(written) > MAX_ITEMS:
        return None
    found: list[Any] = []
    faults: list[Rejected] = []
    for n, line in written:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            if not found:
                return None
            if n == written[-1][0]:
                raise ParseError(f"Line {n}, the last one, is cut short.", code="truncated") from None
            faults.append(Rejected("", "not_json", f"ligne {n}"))
            continue
        if not is_feature(value):
            return None
        found.append(value)
    return found, faults


def is_feature(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("type") == "Feature" and "properties" in value


def is_overpass(value: Any) -> bool:
    elements = at(value, "elements")
    return (
        isinstance(elements, list)
        and ("osm3s" in value or "generator" in value or bool(elements))
        and all(
            isinstance(one, Mapping) and one.get("type") in {"node", "way", "relation"}
            for one in elements[:20]
        )
    )


def shape_of(value: Any) -> Shape | None:
    """What a document is: a uMap export, the settings of a uMap map, or features."""
    if isinstance(value, list):
        return "features" if value and all(is_feature(one) for one in value[:20]) else None
    if not isinstance(value, Mapping):
        return None
    if value.get("type") == "umap" and isinstance(value.get("layers"), list):
        return "export"
    if isinstance(at(value, "properties.datalayers"), list):
        return "map"
    listed = isinstance(value.get("features"), list) and value.get("type") == "FeatureCollection"
    return "features" if listed or is_feature(value) or is_overpass(value) else None


def features_of(value: Any) -> list[Any]:
    """The features of a collection, a list, one feature, or Overpass's elements. Raises ParseError (`not_a_map`,
    `too_many_items`)."""
    found: list[Any]
    if shape_of(value) == "features":
        if isinstance(value, list):
            found = value
        elif isinstance(value.get("features"), list):
            found = value["features"]
        elif is_overpass(value):
            found = [
                _of_overpass(one) for one in value["elements"] if isinstance(one, Mapping) and one.get("tags")
            ]
        else:
            found = [value]
    else:
        told = text_of(at(value, "error")) or text_of(at(value, "message")) or text_of(at(value, "detail"))
        raise ParseError(
            f"The document lists no features{f': {told[:80]}' if told else ''}.", code="not_a_map"
        )
    if len(found) > MAX_ITEMS:
        raise ParseError(
            f"The map has more than {MAX_ITEMS} features.", code="too_many_items", limit=MAX_ITEMS
        )
    return found


def _of_overpass(element: Mapping[str, Any]) -> dict[str, Any]:
    """A feature of one of Overpass's own elements (wiki.openstreetmap.org, Overpass API/Output formats)."""
    point = element if "lat" in element else element.get("center")
    geometry = None
    if isinstance(point, Mapping):
        geometry = {"type": "Point", "coordinates": [point.get("lon"), point.get("lat")]}
    tags = element["tags"] if isinstance(element["tags"], Mapping) else {}
    name = f"{element.get('type')}/{text_of(element.get('id'))}"
    return {"type": "Feature", "properties": {**tags, "@id": name}, "geometry": geometry}
