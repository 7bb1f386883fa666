"""Time zones that a partner names."""

from __future__ import annotations

import re
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_NO_ZONES = frozenset({"localtime", "posixrules", "Factory"})
"""Files beside the zones that are none: the machine's own setting, and a placeholder."""


def zone_of(name: Any) -> tzinfo | None:
    """The zone that bears an IANA name (`Europe/Paris`, `UTC`); None for an offset (`UTC+2`) and anything else."""
    return _zone(name.strip()) if isinstance(name, str) else None


@lru_cache(maxsize=256)
def _zone(name: str) -> tzinfo | None:
    if not _NAME.fullmatch(name) or name in _NO_ZONES:
        return None
    try:
        return UTC if name in {"UTC", "Etc/UTC"} else ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # ZoneInfoNotFoundError is a KeyError; an area alone ("Europe") is a folder.
        return None
