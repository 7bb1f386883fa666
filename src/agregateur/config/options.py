"""The options of a connector, as an operator writes them: what is wrong with one, and what it takes instead.

No sentence repeats a value: it may be a key in clear.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from pydantic_core import ErrorDetails

_NAMED = re.compile(r"option (\w+(?:\.\w+)*): ")
_TAKES = {
    str: "a text (put a number in quotes)",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
}


def fault(errors: Sequence[ErrorDetails], hints: Mapping[str, Any]) -> tuple[str, str]:
    """(key, sentence) of the first mistake that pydantic found. `hints` are the types of the connector's fields.

    The key goes as deep as the mistake (`options.fields.title`). A connector's own refusal begins with the name of its
    option ("option forms: …", "option fields.title: …"; `contract.Connector`).
    """
    path = [str(part) for part in errors[0]["loc"]]
    message = errors[0]["msg"].removeprefix("Value error, ")
    if not path:
        named = _NAMED.match(message)
        return (f"options.{named[1]}", message[named.end() :]) if named else ("options", message)
    hint = hints.get(path[0])
    inside = _inside(hint) if len(path) > 1 else None
    # What follows the place in a list or a mapping is a branch of a union, and no key.
    key = ".".join(["options", path[0].rstrip("_"), *(path[1:2] if inside else ())])
    if errors[0]["type"] == "value_error":
        return key, message
    return key, f"write {takes(inside or hint)}"


def stray_boolean(hints: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[str, str] | None:
    """(key, sentence) of a `true` or `false` where none is taken: pydantic reads them as the numbers 1 and 0."""
    for name, value in values.items():
        hint = hints.get(name)
        flat = value if isinstance(value, list) else [value]
        if any(isinstance(one, bool) for one in flat) and int in _kinds(hint) and bool not in _kinds(hint):
            return f"options.{name.rstrip('_')}", f"write {takes(hint)}"
    return None


def takes(hint: Any) -> str:
    """What a type of option takes, in words: `event or actor`, `a list of whole numbers, as in [1, 2]`."""
    if get_origin(hint) is Literal:
        *first, last = map(str, get_args(hint))
        return f"{', '.join(first)} or {last}" if first else last
    if (inside := _inside(hint)) is None:
        return " or ".join(_TAKES.get(one, str(one)) for one in _kinds(hint))
    if get_origin(hint) is tuple:
        return f"a list, as in [one, two]; each is {takes(inside)}"
    return f"keys and values, as in {{one: two}}; each value is {takes(inside)}"


def _inside(hint: Any) -> Any:
    """The type of what a list or a mapping holds; None for any other."""
    origin = get_origin(hint)
    if origin is tuple:
        return get_args(hint)[0]
    return get_args(hint)[1] if isinstance(origin, type) and issubclass(origin, Mapping) else None


def _kinds(hint: Any) -> tuple[Any, ...]:
    """The plain types in a hint, those of a list or a mapping included."""
    parts = [one for one in get_args(hint) if one not in {NoneType, Ellipsis}]
    if get_origin(hint) is Literal or not parts:
        return (hint,)
    return tuple(dict.fromkeys(kind for one in parts for kind in _kinds(one)))
