"""How often one visitor may write: counted in memory, for an hour, and never kept."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address
from threading import Lock

from starlette.requests import Request

HOUR = timedelta(hours=1)
MOST_EACH = 20
"""Saved feeds that one visitor may create in an hour."""
MOST = 300
"""Saved feeds that all of them may create in an hour, in one process: what a flood costs the store."""


class Pace:
    """Counts what is written. One process counts for itself."""

    def __init__(self, each: int = MOST_EACH, most: int = MOST) -> None:
        self._each, self._most = each, most
        self._written: deque[tuple[datetime, str]] = deque()
        self._lock = Lock()

    def allows(self, visitor: str, now: datetime) -> bool:
        """Whether `visitor` may write once more at `now`, which is then counted."""
        with self._lock:
            while self._written and now - self._written[0][0] >= HOUR:
                self._written.popleft()
            mine = sum(who == visitor for _, who in self._written)
            if mine >= self._each or len(self._written) >= self._most:
                return False
            self._written.append((now, visitor))
            return True


def visitor(request: Request) -> str:
    """Where a request comes from: an IPv4 address, or the /64 of an IPv6 one, which one home or host has for itself.

    Behind a reverse proxy of our own (a private address) it is what that proxy saw, the last of X-Forwarded-For.
    """
    peer = request.client.host if request.client else ""
    seen = _parsed(peer)
    if seen is not None and seen.is_private:
        seen = _parsed(request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()) or seen
    if isinstance(seen, IPv6Address):
        return str(IPv6Address(int(seen) >> 64 << 64))
    return str(seen or "")


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
