"""Addresses of the API: its root, its lists with their filters, and one page after another."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

PAGE = 100
"""Items a page, the most that the API gives (events/api_pagination.py)."""

_LIST = re.compile(r"/(?:event|place)(?:/[^/]*)?/?$")
_ONE = re.compile(r"/(?:event|place)/[^/]+/?$")
_PERIOD = frozenset(["start", "end", "days", "last_modified_since", "ids", "super_event"])
"""Filters that choose events by their time, or by name; so does `local_ongoing_AND` and its kind."""


def api_root(url: str) -> str:
    """`https://api.example/linkedevents/v1/` of any address below it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return parts._replace(path=f"{_LIST.sub('', parts.path).rstrip('/')}/", query="", fragment="").geturl()


def first_page(url: str, what: str) -> str:
    """The first page of the list that `url` means; its own words are kept, and win.

    Asked for besides: events from today on; places and keywords within the answer; what was deleted; no recurring
    super event, since its dates are listed one by one; and an order that does not change while pages are read (the
    usual one, by last change, does).
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme not in {"http", "https"} or parts.path.endswith(".json"):
        return url
    asked = parse_qsl(parts.query, keep_blank_values=True)
    names = {name for name, _ in asked}
    if _ONE.search(parts.path):
        usual = {"include": "location,keywords"}
    elif what == "actor":
        usual = {"page_size": str(PAGE), "sort": "id", "show_all_places": "true"}
    else:
        usual = {
            "include": "location,keywords",
            "page_size": str(PAGE),
            "show_deleted": "true",
            "sort": "start_time",
        }
        if not names & {"super_event_type", "hide_recurring_children", "recurring", "super_event"}:
            usual["super_event_type"] = "umbrella,none"
        if not any(name in _PERIOD or "_ongoing_" in name for name in names):
            usual["start"] = "today"
    path = parts.path
    if not _LIST.search(path):
        path = f"{path.rstrip('/')}/{'place' if what == 'actor' else 'event'}/"
    query = urlencode([*asked, *((name, value) for name, value in usual.items() if name not in names)])
    return parts._replace(path=path, query=query, fragment="").geturl()


def following(address: str, stated: str | None) -> str | None:
    """The page that the server names next, at the address we know it by: a server behind a proxy names another."""
    if not stated:
        return None
    try:
        query = urlsplit(stated).query
    except ValueError:
        return None
    return urlsplit(address)._replace(query=query).geturl() if query else None
