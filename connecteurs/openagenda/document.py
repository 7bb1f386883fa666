"""From the bytes of a document to OpenAgenda's events, and the shapes they come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from agregateur.connecting.values import text_of
from agregateur.errors import ParseError

_TOLD_BY = frozenset(
    [
        *(
            "firstTiming",
            "lastTiming",
            "nextTiming",
            "timings",
            "dateRange",
            "longDescription",
            "attendanceMode",
        ),
        *("originAgenda", "sourceAgendas", "onlineAccessLink", "imageCredits", "addMethod", "creatorUid"),
    ]
)
"""Keys that only OpenAgenda's events have."""


@dataclass(frozen=True, slots=True)
class Listed:
    """What a document lists: `after` is the cursor of the next page, `total` the number of events as stated."""

    events: list[Any]
    after: tuple[str, ...] = ()
    total: int | None = None


def shaped(value: Any) -> bool:
    """Whether `value` is an event of OpenAgenda's, or the note that one was removed."""
    if not isinstance(value, dict):
        return False
    if "removed" in value and "uid" in value:
        return True
    timings = value.get("timings")
    first = timings[0] if isinstance(timings, list) and timings else None
    return (isinstance(first, dict) and "begin" in first) or len(_TOLD_BY & value.keys()) >= 2


def listed(value: Any) -> Listed:
    """The events of an answer `{"events": […], "after", "total"}`, of a bare list, of `{"event": …}` as one event is
    answered, or one event alone. Raises ParseError (`not_an_agenda`)."""
    if isinstance(value, list) and (not value or any(map(shaped, value))):
        return Listed(value)
    if isinstance(value, dict):
        events, after, total = value.get("events"), value.get("after"), value.get("total")
        if isinstance(events, list) and (not events or any(map(shaped, events))):
            cursor = after if isinstance(after, list) else [after]
            total = total if isinstance(total, int) and not isinstance(total, bool) else None
            return Listed(events, tuple(text for one in cursor if (text := text_of(one))), total)
        if isinstance(value.get("event"), dict):
            return Listed([value["event"]])
        if shaped(value):
            return Listed([value])
    message = (value.get("message") or value.get("error")) if isinstance(value, dict) else None
    detail = f": {message[:80]}" if isinstance(message, str) else ""
    raise ParseError(f"The document lists no events of OpenAgenda's{detail}.", code="not_an_agenda")


def certainty(value: Any) -> int:
    """How surely `value` is of OpenAgenda's (0 to 100)."""
    try:
        found = listed(value)
    except ParseError:
        return 0
    first = found.events[:20]
    if not first:
        return 60 if isinstance(value, dict) and {"after", "sort"} & value.keys() and "total" in value else 0
    return 95 if 2 * sum(map(shaped, first)) > len(first) else 40
