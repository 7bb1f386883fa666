"""What a JSON document of a YesWiki is: forms, or entries."""

from __future__ import annotations

from typing import Any

from agregateur.errors import ParseError

MAX_ITEMS = 100_000
"""A bound before entries are read one by one. The core's cap is lower."""
_ENTRY = ("id_fiche", "id_typeannonce", "bf_titre")


def forms_of(value: Any) -> list[dict[str, Any]] | None:
    """The forms of an answer: an object by id (API), a list (`demand=forms`), or one form; None when it holds none."""
    if isinstance(value, dict) and "bn_id_nature" in value:
        return [value]
    listed = _values(value)
    found = [one for one in listed if isinstance(one, dict) and "bn_id_nature" in one]
    return found if found and len(found) == len(listed) else None


def entries_of(value: Any, *, surely: bool) -> list[Any]:
    """The entries of an answer: an object keyed by id_fiche, a list, or one entry.

    `surely`: the address says that entries were asked for, so that nothing (null, [], {}) is an empty list. Raises
    ParseError (`not_bazar`, `too_many_items`).
    """
    if isinstance(value, dict) and _is_entry(value):
        return [value]
    listed = _values(value)
    if not listed and surely and (value is None or value in ([], {})):
        return []
    if not any(_is_entry(one) for one in listed[:20]):
        message = value.get("error") or value.get("exceptionMessage") if isinstance(value, dict) else None
        detail = f": {str(message)[:80]}" if message else ""
        raise ParseError(
            f"The document holds neither forms nor entries of a YesWiki{detail}.", code="not_bazar"
        )
    if len(listed) > MAX_ITEMS:
        raise ParseError(
            f"The form has more than {MAX_ITEMS} entries.", code="too_many_items", limit=MAX_ITEMS
        )
    if isinstance(value, dict):
        return [{"id_fiche": key, **one} if isinstance(one, dict) else one for key, one in value.items()]
    return listed


def _values(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def _is_entry(value: Any) -> bool:
    return isinstance(value, dict) and any(key in value for key in _ENTRY)
