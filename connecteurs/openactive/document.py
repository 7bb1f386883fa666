"""From a page of a feed to its items and its next page (RPDE 1.0, "Response grammar")."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agregateur.connecting.values import text_of
from agregateur.errors import ParseError
from agregateur.text import web_address


def items_of(value: Any) -> list[Any]:
    """The items of a page, in its order. Raises ParseError (`not_rpde`)."""
    if isinstance(value, Mapping) and isinstance(items := value.get("items"), list):
        return items
    raise ParseError("The document is no page of an OpenActive feed (RPDE).", code="not_rpde")


def next_of(value: Mapping[str, Any], base: str) -> str | None:
    """The address of the next page: absolute, as RPDE 1.0 has it, or relative as before."""
    return web_address(base, text_of(value.get("next")))


def looks_like(value: Any) -> int:
    """How surely a document is a page of a feed, 0 to 95."""
    if not (isinstance(value, Mapping) and isinstance(value.get("items"), list) and "next" in value):
        return 0
    items = [item for item in value["items"] if isinstance(item, Mapping)]
    if items:
        return 95 if all({"state", "kind", "id"} <= item.keys() for item in items[:5]) else 0
    following = text_of(value["next"]) or ""
    return 80 if "afterChangeNumber=" in following or "afterTimestamp=" in following else 0
