"""Groups and instances, by their addresses and pages (lib/web/router.ex)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from agregateur.contract import Page
from agregateur.text import url_path

_GROUP = re.compile(r"/@(?P<name>[\w.-]+(?:@[\w.:-]+)?)(?:/.*)?")
# The page of an instance is a shell of scripts; this notice is on each, and the feeds of the instance in its head.
_SIGNS = re.compile(
    r"mobilizon doesn(?:'|’|&#0?39;|&rsquo;)t work properly|- Mobilizon</title>|/feed/instance/(?:atom|ics)\b",
    re.I,
)


def is_api(url: str) -> bool:
    """Whether an API is to be asked; a file is read as it is."""
    return url.startswith(("https://", "http://")) and not url_path(url).lower().endswith(".json")


def home_of(url: str) -> str:
    """The home of an instance without its last slash; empty when `url` is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} and parts.netloc else ""


def group_of(url: str) -> str | None:
    """`communs` of `https://instance.example/@communs/events`; `communs@elsewhere.example` for a group of another
    instance."""
    found = _GROUP.fullmatch(unquote(url_path(url)))
    return found["name"] if found else None


def is_event_page(url: str) -> bool:
    """Whether `url` is one event's page: the instance as a whole is not what it stands for."""
    return url_path(url).startswith("/events/")


def is_instance(source: str) -> bool:
    """Whether a web page is an instance's."""
    return bool(_SIGNS.search(source))


def groups_in(page: Page) -> Iterator[str]:
    """Groups that a page leads to: by their iCal feed, by an address that names the software, or of its own instance.

    `/@name` alone may be anyone's page anywhere in the fediverse.
    """
    own = home_of(page.url) if is_instance(page.source) else None
    found: list[str] = []
    for link in page.links:
        home, name = home_of(link.url), group_of(link.url)
        known = "mobilizon" in home or home == own or re.search(r"/feed/(?:ics|atom)$", url_path(link.url))
        if name and known:
            found.append(f"{home}/@{name}")
    yield from dict.fromkeys(found)
