"""Addresses of pages, compared: one page has one name, however its links are written."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

_USUAL = {"http": ":80", "https": ":443"}


def tidy(url: str) -> str:
    """`url` with its host in lower case and without the usual port; as it is when it is no web address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if parts.scheme not in _USUAL or not parts.netloc:
        return url
    host = parts.netloc.lower().removesuffix(_USUAL[parts.scheme])
    return urlunsplit((parts.scheme, host, parts.path, parts.query, parts.fragment))


def page_of(url: str) -> str:
    """The page that `url` leads to: `tidy`, without a place in it."""
    return tidy(url).partition("#")[0]


def same_site(one: str, other: str) -> bool:
    """Are both on one host, `www.` set aside?"""
    try:
        hosts = [urlsplit(tidy(url)).netloc.removeprefix("www.") for url in (one, other)]
    except ValueError:
        return False
    return bool(hosts[0]) and hosts[0] == hosts[1]
