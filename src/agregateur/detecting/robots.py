"""What a site's robots.txt allows, for the addresses that we find ourselves (RFC 9309).

The address that was pasted is asked for by a person, who may read it.
"""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from protego import Protego

from agregateur.contract import Fetch
from agregateur.errors import FetchError, Gone, HttpStatus
from agregateur.text import decode

AGENT = "agregateur"
"""The word by which a robots.txt may name us: the product of our User-Agent."""
_MOST = 500_000
"""Bytes that are read of one, as RFC 9309 2.5 asks at least."""


class Robots:
    """Remembers the robots.txt of each site for one search. `fetch` reads it when it is first needed."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._known: dict[str, Any] = {}

    def verdict(self, url: str) -> Literal["yes", "no", "unknown"]:
        """Whether `url` may be asked for. A site without robots.txt allows all; one whose robots.txt cannot be had
        (server error, no answer) is `unknown`, and not to be asked either (RFC 9309 2.3.1)."""
        parts = urlsplit(url)
        site = f"{parts.scheme}://{parts.netloc}"
        if site not in self._known:
            self._known[site] = self._read(f"{site}/robots.txt")
        rules = self._known[site]
        if isinstance(rules, bool):
            return "yes" if rules else "unknown"
        return "yes" if rules.can_fetch(url, AGENT) else "no"

    def _read(self, address: str) -> Any:
        try:
            document = self._fetch(address)
        except HttpStatus as error:
            return 400 <= error.values.get("status", 500) < 500
        except Gone:
            return True
        except FetchError as error:
            # It redirects for ever: 2.3.1.2 takes it for missing.
            return error.code == "too_many_redirects"
        return Protego.parse(decode(document.content[:_MOST], document.charset)[0])
