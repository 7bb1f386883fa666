"""Web addresses in texts: made absolute, and masked where they may be secrets."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit, urlunsplit

from agregateur.text.characters import one_line

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
_ADDRESS = re.compile(r"\b(?:https?|webcals?|imaps?)://[^\s\"'<>]*[^\s\"'<>.,:;!?)\]]", re.I)


def web_address(base: str, address: str | None) -> str | None:
    """`address`, relative to `base` or not, as an absolute http(s) address; None when it leads elsewhere."""
    if not address:
        return None
    try:
        absolute = urljoin(base, one_line(address).replace(" ", "%20"))
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.netloc else None


def url_path(url: str) -> str:
    """The path of an address; empty when `url` is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def mask_url(url: str) -> str:
    """`url` as it may be shown and logged: no user, no query values, and no long unguessable path part.

    A path part is taken for a secret when it is `private-…` (Google), what follows `public-calendars` (Nextcloud: a
    token of 15 may hold no digit), a UUID (DATAtourisme's keys), or 12 characters or more that mix letters and digits.
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "…"
    pieces = parts.path.split("/")
    path = "/".join(
        "…" if _secret_like(piece) or before == "public-calendars" else piece
        for before, piece in zip(["", *pieces], pieces, strict=False)
    )
    query = "&".join(
        f"{pair.split('=', 1)[0]}=…" if "=" in pair else pair for pair in parts.query.split("&") if pair
    )
    return urlunsplit((parts.scheme, f"{host}{port}", path, query, ""))


def mask_addresses(text: str) -> str:
    """`text` with every address in it masked, as `mask_url` does."""
    return _ADDRESS.sub(lambda found: mask_url(found[0]), text)


def _secret_like(part: str) -> bool:
    if part.startswith("private-") or _UUID.fullmatch(part):
        return True
    token = re.fullmatch(r"[A-Za-z0-9_-]{12,}", part)
    return bool(
        token
        and re.search(r"\d", part)
        and re.search(r"[A-Za-z]", part)
        and "-" not in part
        and not re.fullmatch(r"[a-z_]+\d{1,4}", part)
    )
