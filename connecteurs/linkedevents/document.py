"""The shape of the API's answers: `{"meta": {count, next, previous}, "data": […]}`, one item, or a bare list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agregateur.connecting.values import text_of
from agregateur.errors import ParseError

MAX_ITEMS = 100_000
"""A bound before items are read one by one. The core's cap is lower."""


def items_of(value: Any) -> list[Any]:
    """The items of an answer. Raises ParseError (`not_linkedevents`, `too_many_items`)."""
    listed = value.get("data") if isinstance(value, dict) else value
    if isinstance(value, dict) and "data" not in value and kind_of(value):
        listed = [value]
    if not isinstance(listed, list) or (listed and not any(kind_of(one) for one in listed)):
        detail = value.get("detail") if isinstance(value, dict) else None
        raise ParseError(
            "The document is no answer of a Linked Events API"
            + (f": {str(detail)[:80]}." if detail else ". Its root ends in /linkedevents/v1/."),
            code="not_linkedevents",
        )
    if len(listed) > MAX_ITEMS:
        raise ParseError(f"The list has more than {MAX_ITEMS} items.", code="too_many_items", limit=MAX_ITEMS)
    return listed


def kind_of(item: Any) -> str | None:
    """`event` or `place`; a deleted event keeps little more than its id."""
    if not isinstance(item, Mapping):
        return None
    address, stated = str(item.get("@id")), str(item.get("@type"))
    if "/event/" in address or stated.startswith("Event"):
        return "event"
    if "/place/" in address or stated == "Place":
        return "place"
    return "event" if item.get("deleted") is True and "last_modified_time" in item else None


def total_of(value: Any) -> int | None:
    total = _meta(value).get("count")
    return total if isinstance(total, int) and not isinstance(total, bool) else None


def next_of(value: Any) -> str | None:
    return text_of(_meta(value).get("next"))


def looks_like(value: Any) -> int:
    """How surely `value` is an answer of this API, 0 to 100."""
    if isinstance(value, dict) and {"event", "place", "keyword"} <= value.keys():
        roots = [str(value[name]) for name in ("event", "place", "keyword")]
        return 90 if all("/v1/" in root for root in roots) else 0
    paged = {"count", "next", "previous"} <= _meta(value).keys()
    if paged and value.get("data") == []:
        return 60
    try:
        items = items_of(value)[:20]
    except ParseError:
        return 0
    ours = [one for one in items if _is_linked(one)]
    if not ours or len(ours) * 2 < len(items):
        return 0
    return 95 if paged else 85


def _meta(value: Any) -> Mapping[str, Any]:
    meta = value.get("meta") if isinstance(value, dict) else None
    return meta if isinstance(meta, dict) else {}


def _is_linked(item: Any) -> bool:
    """Has `item` what only this API writes: a JSON-LD name of its own below `/v1/`, or the words of a tombstone?"""
    if not isinstance(item, dict):
        return False
    named = any(f"/{name}/" in str(item.get("@id")) for name in ("event", "place")) and "data_source" in item
    return named or (
        item.get("deleted") is True and {"id", "last_modified_time", "replaced_by"} <= item.keys()
    )
