"""Cursors: where a list goes on. Opaque to programs; inside, the key of the last row given.

A list goes on behind a key, never at a number of rows: what is added or taken away meanwhile makes it neither repeat
nor skip what stays. A cursor of one's own making is refused, or means a place in the same order.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime

from agregateur.errors import SelectionError
from agregateur.store.asking import refused

_LONGEST = 400


def written(*key: str) -> str:
    """The cursor behind the row of that key."""
    said = json.dumps(key, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def parts(cursor: str, count: int) -> tuple[str, ...]:
    """The key that `written` took, of `count` texts of printable ASCII. Raises SelectionError for anything else."""
    try:
        if len(cursor) > _LONGEST or not cursor.isascii():
            raise ValueError(cursor)
        said = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = json.loads(said)
        if not isinstance(found, list) or len(found) != count:
            raise ValueError(cursor)
        if not all(isinstance(one, str) and one.isascii() and one.isprintable() and one for one in found):
            raise ValueError(cursor)
    except (ValueError, RecursionError, binascii.Error):
        raise _wrong(cursor) from None
    return tuple(found)


def moment(cursor: str) -> tuple[datetime, str]:
    """The (instant in UTC, id) of a list by date. Raises SelectionError."""
    said, id = parts(cursor, 2)
    try:
        found = datetime.fromisoformat(said)
        if found.tzinfo is None or not id.isalnum():
            raise ValueError(cursor)
        return found.astimezone(UTC), id
    except (ValueError, OverflowError):  # astimezone in the years 1 and 9999
        raise _wrong(cursor) from None


def _wrong(cursor: str) -> SelectionError:
    return refused("curseur", cursor, "curseur: take it from `next`, as it is.")
