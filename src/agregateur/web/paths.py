"""Addresses: their language, their query, and the canonical ones of places."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from starlette.requests import Request

from agregateur import communes
from agregateur.publish.words import Lang


def language_of(request: Request) -> Lang:
    """The language that the address says."""
    return "en" if request.url.path == "/en" or request.url.path.startswith("/en/") else "fr"


def path_of(request: Request) -> str:
    """The path without its language."""
    path = request.url.path
    return (path.removeprefix("/en") or "/") if language_of(request) == "en" else path


def local(path: str, language: Lang) -> str:
    """`path` (French form) in a language."""
    return path if language == "fr" else f"/en{path}"


def with_query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """`path` with its query; commas stay readable."""
    query = urlencode(list(pairs), safe=",")
    return f"{path}?{query}" if query else path


def commune_path(insee: str) -> str:
    """The canonical path of a commune's page."""
    found = communes.commune(insee)
    return f"/communes/{found.insee}-{found.slug}" if found else f"/communes/{insee}"


def without_slash(request: Request) -> str | None:
    """Where an address that ends in one slash too many leads: on this host alone. None when there is none."""
    path = request.url.path
    if request.method not in {"GET", "HEAD"} or len(path) < 2 or not path.endswith("/") or "//" in path:
        return None
    return path[:-1] + (f"?{request.url.query}" if request.url.query else "")
