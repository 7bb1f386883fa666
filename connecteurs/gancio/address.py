"""Where an instance lists its events, from the addresses that people know of it (server/routes.js, api/index.js)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit

from agregateur.contract import Page
from agregateur.text import web_address

_TAG = re.compile(r"/(?:feed/(?:rss|ics|json)/)?tags?/([^/]+)/?$")
_PART = re.compile(r"/(?:feed/(?:rss|ics|json)/)?(place|collection)/([^/]+)/?$")
_WHOLE = re.compile(r"/(?:api/events|(?:feed|api/export)/(?:rss|feed|ics|json)|about)?/?$")
_WIDGET = re.compile(r"""<gancio-events\b[^>]{0,500}?\bbaseurl\s*=\s*["']?([^"'\s>]{1,300})""", re.I)
_OWN_FEED = re.compile(r"/feed/(?:rss|ics|json)$")
_MOST_OF_COLLECTION = 500
"""A collection gives 10 events when nothing is asked."""


def list_address(url: str) -> str:
    """Where the events at `url` are listed; `url` itself when it is no page that is known of an instance (a file)."""
    parts = _split(url)
    if parts.scheme not in {"http", "https"}:
        return url
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    path = parts.path or "/"
    if found := _PART.search(path):
        most = {"max": _MOST_OF_COLLECTION} if found[1] == "collection" else {}
        path = f"{path[: found.start()]}/feed/json/{found[1]}/{found[2]}"
        return parts._replace(path=path, query=urlencode(most), fragment="").geturl()
    tag = _TAG.search(path)
    found = tag or _WHOLE.search(path)
    if not found:
        return url
    kept = {"tags": unquote(tag[1])} if tag else {n: query[n] for n in ("tags", "places") if query.get(n)}
    asked = urlencode({**kept, "show_recurrent": "true"}, safe=",")
    return parts._replace(path=f"{path[: found.start()]}/api/events", query=asked, fragment="").geturl()


def export_address(address: str) -> str | None:
    """Where the texts of the list at `address` are; None when it is no list of an instance."""
    parts = _split(address)
    base, found, _ = parts.path.rpartition("/api/events")
    return parts._replace(path=f"{base}/api/export/json").geturl() if found else None


def instance_of(address: str) -> str:
    """The home of the instance that answers at `address`, without its last slash; empty when it does not tell (a file
    may lie anywhere)."""
    parts = _split(address)
    found = re.search(r"/(?:api|feed)/", parts.path)
    return parts._replace(path=parts.path[: found.start()], query="", fragment="").geturl() if found else ""


def _split(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def proposals(page: Page) -> Iterator[str]:
    """Lists of the instances that a page shows or belongs to."""
    found = [html.unescape(base) for base in _WIDGET.findall(page.source)]
    if not found and "gancio" in page.source.lower():
        feeds = [link.url.rpartition("/feed/")[0] for link in page.links if _OWN_FEED.search(link.url)]
        found = feeds or [urljoin(page.url, "/")]
    for base in dict.fromkeys(found):
        if home := web_address(page.url, base):
            yield list_address(f"{home.rstrip('/')}/")
