"""From the values of a JSON document to what a record takes: whatever is there, a text, a number, a moment or None."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

from agregateur.contract import Document
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page, read_when, whole

_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:hH]\s*(\d{2})?(?::\d{2})?)$")


def load_json(document: Document) -> Any:
    """The value of a JSON document. Raises ParseError (`empty`, `html_instead`, `truncated`, `not_json`).

    NaN and Infinity are no JSON (RFC 8259 section 6), whatever Python's own reader says.
    """
    text, _ = decode(document.content, document.charset)
    if not text.strip():
        raise ParseError("The document is empty.", code="empty")
    if is_web_page(text):
        raise ParseError("The address answers a web page (a sign-in page?), not data.", code="html_instead")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        # Cut right behind an inner bracket, in a string, or anywhere else: its own last bracket is not there.
        end = text.rstrip()
        cut = error.pos >= len(end) or error.msg.startswith("Unterminated") or end[-1] not in "]}"
        raise ParseError(
            f"The document is not JSON: {error.msg} (character {error.pos}).",
            code="truncated" if cut and text.lstrip()[0] in "[{" else "not_json",
        ) from error
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"The document is not usable JSON ({type(error).__name__}).", code="not_json"
        ) from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def at(value: Any, key: str) -> Any:
    """The value at `key`: the key itself when there is one with dots in it, else one level down a dot.

    A number goes into a list (`images.0.url`). None where there is nothing.
    """
    if isinstance(value, Mapping) and key in value:
        return value[key]
    for part in key.split("."):
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def text_of(value: Any) -> str | None:
    """A text or a number as text, trimmed; None for anything else, and for an empty one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    return whole(str(value)).strip() or None


def texts_of(value: Any, split: str = r"\s*[,;|]\s*") -> tuple[str, ...]:
    """The texts of a list, or of one text that lists them; objects give their `name`, `label` or `title`."""
    listed = value if isinstance(value, list | tuple) else re.split(split, text_of(value) or "")
    found: list[str] = []
    for one in listed:
        named = one
        if isinstance(one, Mapping):
            named = next((one[key] for key in ("name", "label", "title") if one.get(key)), None)
        if word := text_of(named):
            found.append(word)
    return tuple(dict.fromkeys(found))


def spoken(value: Any, languages: Sequence[str] = ("fr", "en")) -> str | None:
    """The text of a multilingual value `{"fr": …, "en": …}` in the first of `languages` that it has, else in any; a
    plain text as it is."""
    if not isinstance(value, Mapping):
        return text_of(value)
    for language in (*languages, *value):
        said = value.get(language)
        if found := text_of(said[0] if isinstance(said, list) and said else said):
            return found
    return None


def number_of(value: Any) -> float | None:
    """A finite number, also one written with a French comma ("44,56")."""
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    try:
        number = (
            float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
        )
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def point_of(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees; None when one is missing or impossible, or both are 0 (nobody's place)."""
    north, east = number_of(latitude), number_of(longitude)
    if north is None or east is None or (north, east) == (0, 0):
        return None
    return (north, east) if -90 <= north <= 90 and -180 <= east <= 180 else None


def when_of(value: Any) -> date | datetime | None:
    """A date as machines write it (`text.read_when`), `{"date": …}` (PHP), or Unix seconds; None when it is none."""
    if isinstance(value, Mapping):
        value = value.get("date")
    if isinstance(value, int | float) and not isinstance(value, bool):
        # 1973 to 2100: a smaller number is a year or a count.
        return datetime.fromtimestamp(value, UTC) if 100_000_000 < value < 4_102_444_800 else None
    return read_when(text_of(value) or "")


def moment_of(value: Any) -> datetime | None:
    """When something was written (`published`, `updated`): `when_of` as an aware moment; days and hours without a zone
    are read as UTC, since they serve order only."""
    found = when_of(value)
    if found is None:
        return None
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def clock_of(value: Any) -> time | None:
    """An hour of the day: `20:30`, `20:30:00`, `20h30`, `20 h`, or a `time`."""
    if isinstance(value, time):
        return value.replace(tzinfo=None, microsecond=0)
    found = _CLOCK.match((text_of(value) or "").strip())
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def currency(code: str) -> str:
    """A currency as people write it behind an amount: € for EUR, any other code (ISO 4217) as it is."""
    return "€" if code.upper() == "EUR" else code
