"""From a document of the API to its events, and whether more follow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from agregateur.connecting.values import text_of
from agregateur.errors import ParseError


def events_of(value: Any) -> list[Any]:
    """The events of `{"events": […]}`, of an import of the plug-in (`{"data": {"events": […]}}`), of a bare list, or
    the one event that the document is. Raises ParseError (`not_an_agenda`)."""
    if isinstance(value, list) and any(map(is_event, value)):
        return value
    if isinstance(value, Mapping):
        for holder in (value, value.get("data")):
            if isinstance(holder, Mapping) and isinstance(holder.get("events"), list):
                return list(holder["events"])
        if is_event(value):
            return [value]
        if message := text_of(value.get("message")):
            raise ParseError(f"The site answers no events: {message[:120]}", code="not_an_agenda")
    raise ParseError("The document lists no events.", code="not_an_agenda")


def is_event(value: Any) -> bool:
    """Whether a value is an event in the words of the plug-in, which no other format has together."""
    if not isinstance(value, Mapping) or "start_date" not in value or "title" not in value:
        return False
    return "utc_start_date" in value or "global_id" in value or "start_hour" in value


def more_after(value: Any, number: int) -> bool:
    """Whether a page follows page `number`, as this one says."""
    if not isinstance(value, Mapping):
        return False
    pages = value.get("total_pages")
    return bool(value.get("next_rest_url")) or (isinstance(pages, int) and pages > number)


def total_of(value: Any) -> int | None:
    """How many events there are on all pages, as this one says."""
    total = value.get("total") if isinstance(value, Mapping) else None
    return total if isinstance(total, int) and not isinstance(total, bool) else None
