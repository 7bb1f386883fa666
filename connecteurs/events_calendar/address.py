"""Where the API of a WordPress is: from an address, or from what each page of the site says of itself.

`<link rel="https://api.w.org/" href="…">` is WordPress's own (wp-includes/rest-api.php), `rel="https://theeventscalendar.com/"`
the plug-in's (src/Tribe/REST/V1/Headers/Base.php). A site without pretty permalinks has `?rest_route=/…` in place of
`/wp-json/…`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from agregateur.text import web_address

PER_PAGE = 50
"""The most that the API gives at once (`tribe_rest_event_max_per_page`)."""

_LIST = "tribe/events/v1/events"
_POSTS = "wp/v2/tribe_events"
_API_PATH = re.compile(r"(?P<root>.*?/)(?:tribe/events/v1(?P<list>/events/?)?(?:/.*)?|(?<=/wp-json/))$")
_LINK = re.compile(r"<link\b[^>]{1,2000}>", re.I)
_ATTRIBUTE = re.compile(r"""\b(rel|href)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_ASSET = re.compile(
    r"""(https?:[^\s"'<>]{3,200}?)\\?/wp-content\\?/plugins\\?/(?:the-events-calendar|events-calendar-pro)"""
)
_TRACE = re.compile(r"tribe[-_]events|the-events-calendar|tec-api-version", re.I)


def list_address(url: str) -> str | None:
    """The list that an address of the API leads to, its filters kept; None when `url` is no address of an API."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    query = parse_qsl(parts.query, keep_blank_values=True)
    if "rest_route" in dict(query):
        return _under(url)
    path = parts.path + ("/" if parts.path.endswith("/wp-json") else "")
    found = _API_PATH.fullmatch(path)
    if parts.scheme not in {"http", "https"} or not found:
        return None
    kept = [(name, value) for name, value in query if name not in {"page", "per_page"}]
    filters = urlencode(kept, safe="/,:") if found["list"] else ""
    return parts._replace(path=f"{found['root']}{_LIST}", query=filters, fragment="").geturl()


def page_address(address: str, number: int) -> str:
    """Page `number`, from 1, of a list. Made by number and not from `next_rest_url`, which may name the site as it is
    called behind a proxy."""
    parts = urlsplit(address)
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("per_page", PER_PAGE), ("page", number)]
    return parts._replace(query=urlencode(query, safe="/,:")).geturl()


def in_page(source: str, url: str) -> str | None:
    """The list of the site that a web page at `url` belongs to, as its head names it."""
    named: dict[str, str] = {}
    for tag in _LINK.findall(source):
        said = {name.lower(): html.unescape("".join(value)) for name, *value in _ATTRIBUTE.findall(tag)}
        address = web_address(url, said.get("href"))
        if address and address not in named.values():
            rel = (
                "tribe/events/v1" if "tribe/events/v1" in address else said.get("rel", "").rstrip("/").lower()
            )
            named.setdefault(rel, address)
    root = named.get("tribe/events/v1") or named.get("https://api.w.org")
    return _under(root) if root else None


def proposals(source: str, url: str) -> Iterator[str]:
    """Lists that the site of a web page may have, likeliest first."""
    if named := in_page(source, url):
        yield named
        return
    if not _TRACE.search(source):
        return
    # Some sites hide the address of their API, and leave it on.
    asset = _ASSET.search(source)
    home = web_address(url, asset[1].replace("\\/", "/") if asset else "/")
    if home:
        yield f"{home.rstrip('/')}/wp-json/{_LIST}"
        yield f"{home.rstrip('/')}/?rest_route=/{_LIST}"


def posts_address(address: str, numbers: Sequence[str]) -> str:
    """WordPress's own word on the events of these numbers, of the site whose list is at `address`."""
    asked = [("include", ",".join(numbers)), ("_fields", "id,content.protected"), ("per_page", str(PER_PAGE))]
    parts = urlsplit(_under(address, _POSTS))
    kept = [pair for pair in parse_qsl(parts.query) if pair[0] == "rest_route"]
    return parts._replace(query=urlencode(kept + asked, safe="/,:")).geturl()


def _under(root: str, what: str = _LIST) -> str:
    """The list below the root of an API, in either form."""
    parts = urlsplit(root)
    query = parse_qsl(parts.query, keep_blank_values=True)
    if "rest_route" not in dict(query):
        path = parts.path.partition("tribe/events/v1")[0].rstrip("/")
        return urlunsplit((parts.scheme, parts.netloc, f"{path}/{what}", "", ""))
    asked = [
        (name, f"/{what}" if name == "rest_route" else value)
        for name, value in query
        if name not in {"page", "per_page"}
    ]
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(asked, safe="/,:"), ""))
