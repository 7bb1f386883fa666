"""Values of DATAtourisme's JSON-LD, whatever the context that compacted it: prefixed names or plain ones; texts that
are strings, lists, `{"fr": […]}`, `{"@fr": …}` or `{"@value": …, "@language": "fr"}`; one resource or a list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from agregateur.connecting.values import text_of, when_of

_TAG = re.compile(r"@?([a-z]{2,3})(-[A-Za-z0-9-]+)?$")
_LANGUAGES = ("fr", None, "en")


def of(value: Any, name: str) -> Any:
    """The property `name` of a resource, under whatever prefix: `schema:name`, `@name`, `https://…#name`."""
    if not isinstance(value, Mapping):
        return None
    if name in value:
        return value[name]
    for key in value:
        if key.endswith(name) and key[-len(name) - 1] in ":#/@":
            return value[key]
    return None


def said(value: Any, language: str | None = None) -> Iterator[tuple[str | None, str]]:
    """The texts of a value, each with its language where it is stated."""
    if isinstance(value, list):
        for one in value:
            yield from said(one, language)
    elif isinstance(value, Mapping):
        if "@value" in value:
            stated = text_of(value.get("@language"))
            yield from said(value["@value"], stated.lower()[:2] if stated else language)
            return
        for key, one in value.items():
            if tag := _TAG.match(key):
                yield from said(one, tag[1])
    elif text := text_of(value):
        yield language, text


def texts(value: Any) -> list[str]:
    """The texts of a value in one language: French, else those without one, else English, else the first."""
    found = list(said(value))
    for language in (*_LANGUAGES, *(tag for tag, _ in found)):
        if chosen := [text for tag, text in found if tag == language]:
            return list(dict.fromkeys(chosen))
    return []


def text(value: Any) -> str | None:
    return next(iter(texts(value)), None)


def language_of(value: Any) -> str | None:
    """The language of the text that `text` gives."""
    chosen = text(value)
    return next((tag for tag, one in said(value) if one == chosen), None)


def names(value: Any) -> list[str]:
    """The last part of each name of a list: `schema:Event`, `https://…#Event` and `{"@id": "kb:Event"}` are `Event`."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        stated = one
        if isinstance(one, Mapping):
            stated = of(one, "id") or of(one, "key")
        if word := text_of(stated):
            found.append(re.split(r"[:#/]", word)[-1])
    return [name for name in dict.fromkeys(found) if name]


def day_of(value: Any) -> date | None:
    """A day; the hour of a moment is left out."""
    found = when_of(text(value))
    return found.date() if isinstance(found, datetime) else found
