"""JSON-LD in the scripts of a page, also as people write it by hand: with comments, commas too many, entities, CDATA
marks or several values in a row. (https://www.w3.org/TR/json-ld11/#embedding-json-ld-in-html-documents)

No tree is made of the page: most pages hold nothing else, and a script is found without one.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from agregateur.contract import Repair

_OPENING = re.compile(r"<!--|<(script|style|textarea|template)\b", re.I)
_CLOSING = {name: re.compile(rf"</{name}\b", re.I) for name in ("script", "style", "textarea", "template")}
_TYPE = re.compile(r"""type\s*=\s*["']?\s*application/ld\+json""", re.I)
# A string to its end (or to the end of all, so that one that never closes is looked at once), or what is no JSON.
_STRING = r'"(?:[^"\\]|\\(?:.|\Z))*+(?:"|\Z)'
_NOISE = re.compile(rf"(?P<string>{_STRING})|/\*.*?(?:\*/|\Z)|//[^\n]*|<!\[CDATA\[|\]\]>|<!--|-->", re.S)
_COMMA = re.compile(rf"(?P<string>{_STRING})|,(?=\s*[}}\]])", re.S)
_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9a-fA-F]{4})')
_BETWEEN = re.compile(r"[\s;,]*")


def scripts(page: str) -> Iterator[str]:
    """The content of each JSON-LD script of `page`; what is commented out is none."""
    position = 0
    while found := _OPENING.search(page, position):
        if found[1] is None:
            end = page.find("-->", found.end())
            # A comment that never ends hides all that follows (HTML 13.2.5.43).
            position = end + 3 if end >= 0 else len(page)
            continue
        inside = page.find(">", found.end()) + 1
        closing = _CLOSING[found[1].lower()].search(page, inside) if inside else None
        end = closing.start() if closing else len(page)
        position = closing.end() if closing else len(page)
        if found[1].lower() == "script" and inside and _TYPE.search(page, found.end(), inside):
            yield page[inside:end]


def values(page: str, repairs: list[Repair]) -> list[Any]:
    """The values of all JSON-LD scripts of `page`; `repairs` tells of those that were mended, or could not be."""
    found: list[Any] = []
    for script in scripts(page):
        found += read(script, repairs)
    return found


def read(text: str, repairs: list[Repair]) -> list[Any]:
    """The values that one script holds: one as a rule."""
    if not text.strip():
        return []
    try:
        return [json.loads(text, strict=False)]
    except (ValueError, RecursionError) as error:
        fault = error
    for attempt in (text, html.unescape(text)):
        try:
            found = _several(_ESCAPE.sub(r"\\\\", _without_noise(attempt)))
        except (ValueError, RecursionError):
            continue
        if found:
            repairs.append(Repair(code="jsonld_mended", detail=_said(fault)))
        return found
    repairs.append(Repair(code="bad_jsonld", detail=_said(fault)))
    return []


def _without_noise(text: str) -> str:
    bare = _NOISE.sub(lambda found: found["string"] or " ", text)
    return _COMMA.sub(lambda found: found["string"] or " ", bare)


def _several(text: str) -> list[Any]:
    """Values one after another, with white space, commas or semicolons between."""
    decoder, found, position = json.JSONDecoder(strict=False), [], 0
    while (position := _end(text, position)) < len(text):
        value, position = decoder.raw_decode(text, position)
        found.append(value)
    return found


def _end(text: str, position: int) -> int:
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def _said(fault: Exception) -> str:
    return (
        f"{fault.msg}, line {fault.lineno}"
        if isinstance(fault, json.JSONDecodeError)
        else type(fault).__name__
    )[:80]
