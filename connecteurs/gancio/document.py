"""From a document of an instance to its events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agregateur.connecting.values import text_of
from agregateur.errors import ParseError
from agregateur.text import identifier


def events_of(value: Any) -> list[Any]:
    """The events of a list, of a place (`{"events": […], "place": …}`), or the one event that the document is.

    Raises ParseError (`not_an_agenda`).
    """
    if isinstance(value, Mapping) and isinstance(value.get("events"), list):
        value = value["events"]
    if isinstance(value, Mapping) and is_event(value):
        value = [value]
    if isinstance(value, list):
        dated = any(isinstance(one, Mapping) and "start_datetime" in one for one in value)
        if dated or not value:
            return value
    raise ParseError("The document lists no events of a Gancio instance.", code="not_an_agenda")


def is_event(value: Any) -> bool:
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("start_datetime"), int)
        and "title" in value
        and isinstance(value.get("place"), Mapping)
    )


def texts(value: Any) -> dict[str, str]:
    """Descriptions by id, from the export."""
    return {
        number: text
        for event in events_of(value)
        if isinstance(event, Mapping)
        and (number := text_of(event.get("id")))
        and (text := text_of(event.get("description")))
    }


def federated_id(one: Mapping[str, Any]) -> str:
    """What an instance calls an event in its own list, from the address by which other servers know it
    (`…/federation/m/12`); the whole address for another server's."""
    given = text_of(one.get("id")) or ""
    number = re.search(r"/federation/m/(\d+)$", given)
    return number[1] if number else identifier(given)
