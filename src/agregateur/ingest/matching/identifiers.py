"""What only one thing bears: pages, uids, pictures, telephone numbers, each in one spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(r"^(?:utm_|mtm_|pk_|at_|mc_|fbclid$|gclid$|xtor$)")
_PLAIN = re.compile(r"https?://(?:www\.)?([a-z0-9][a-z0-9.-]*)(/[!-\"$->@-Z_a-z~]*)?(?:#[!-~]*)?")
"""An address in its usual form: small letters, no port, no question."""
_LISTING = re.compile(r"/(?:agenda|evenements?|events?|calendrier|calendar|programme|actualites?|news)/?$")
_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}", re.IGNORECASE)
_NAME_IN_UID = re.compile(r"[A-Za-z]{6}")
_ASSETS = re.compile(r"(?:logo|default|placeholder|no-?image|avatar|favicon)", re.IGNORECASE)


@lru_cache(maxsize=65536)
def page_key(url: str) -> str | None:
    """A page's address without scheme, www, tracking words and trailing slash; None for a home or a listing page."""
    query = ""
    if plain := _PLAIN.fullmatch(url):
        host, path = plain[1], plain[2] or ""
    else:
        try:
            parts = urlsplit(url)
            host, path = (parts.hostname or "").removeprefix("www."), parts.path
        except ValueError:
            return None
        if parts.query:
            query = urlencode(sorted((k, v) for k, v in parse_qsl(parts.query) if not _TRACKING.match(k)))
    path = path.rstrip("/")
    if not host or (not path and not query) or (_LISTING.search(path) and not query):
        return None
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def worldwide(uid: str) -> bool:
    """Whether a uid may mean something outside its source: bare integers and short words collide between partners."""
    if len(uid) < 16 or uid.isdigit():
        return False
    if _UUID.search(uid):
        return True
    local, _, host = uid.partition("@")
    if "." in host:
        return True
    return len(local) >= 16 and sum(c.isdigit() for c in local) >= 4 and not _NAME_IN_UID.search(local)


def image_key(url: str | None) -> str | None:
    """The `page_key` of a picture; None for a logo or a picture put by default."""
    return None if not url or _ASSETS.search(url) else page_key(url)


def telephone(value: str | None) -> str:
    """The last nine digits, since `+33 4 92 …` and `04 92 …` are one number; '' when there are fewer."""
    digits = "".join(c for c in value or "" if c.isdigit())
    return digits[-9:] if len(digits) >= 9 else ""
