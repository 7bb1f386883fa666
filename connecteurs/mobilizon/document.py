"""From an answer of the API to its events."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from agregateur.connecting.values import at, text_of
from agregateur.errors import ParseError
from agregateur.text import identifier

_PLACES = ("events", "searchEvents", "group.organizedEvents", "person.organizedEvents")
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def listed(value: Any) -> tuple[list[Any], int | None, str]:
    """(events, how many there are in all, the fault that the server tells beside them).

    Faults come with status 200, in `errors`; a field that failed leaves the rest. Raises ParseError (`query_refused`
    when there is nothing else, `not_an_agenda`).
    """
    data = value.get("data") if isinstance(value, Mapping) else None
    fault = _fault(value)
    for place in _PLACES if isinstance(data, Mapping) else ():
        found = at(data, place)
        if isinstance(found, Mapping) and isinstance(found.get("elements"), list):
            total = found.get("total")
            return found["elements"], total if isinstance(total, int) else None, fault
    if isinstance(data, Mapping) and isinstance(data.get("event"), Mapping):
        return [data["event"]], 1, fault
    if fault:
        raise ParseError(
            f"The Mobilizon server refuses the question: {fault}. A group must be public, and named as in the address "
            "of its page.",
            code="query_refused",
            detail=fault,
        )
    raise ParseError("The document lists no events of a Mobilizon server.", code="not_an_agenda")


def _fault(value: Any) -> str:
    errors = value.get("errors") if isinstance(value, Mapping) else None
    if not isinstance(errors, list) or not errors:
        return ""
    first = errors[0]
    message = first.get("message") if isinstance(first, Mapping) else first
    return (text_of(message) or "?")[:120]


def federated_id(one: Mapping[str, Any]) -> str:
    """What Mobilizon calls an event in its API, from the object that servers exchange: its UUID; of another software's,
    the whole address."""
    given = text_of(one.get("id")) or ""
    found = _UUID.search(given)
    return text_of(one.get("uuid")) or (found[0] if found else identifier(given))


def is_mobilizons(value: Any, objects: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a document of the fediverse was written by Mobilizon."""
    context = json.dumps(value.get("@context") if isinstance(value, Mapping) else None)
    return "joinmobilizon.org" in context or all(
        re.search(rf"/events/{_UUID.pattern}$", text_of(one.get("id")) or "") for one in objects
    )
