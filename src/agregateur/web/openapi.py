"""`/openapi.json`: every address that programs use, with its words, its answers and examples (OpenAPI 3.1)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from agregateur.store import asking
from agregateur.web.api import territory
from agregateur.web.api.answers import MOST, PER_PAGE, told
from agregateur.web.openexamples import EXAMPLES
from agregateur.web.openfeeds import feeds
from agregateur.web.openforms import SCHEMAS
from agregateur.web.openwords import header, parameters, path, query
from agregateur.web.site import Site

Described = dict[str, Any]

_ABOUT = """One agenda for a whole territory, for programs. Everything is public, read with GET or HEAD, without a key
and without a cookie, and may be read by scripts of other sites (CORS).

A word of a selection repeats or takes commas: OR inside a word, AND between words. A word or value that is not known is
refused by name (422), never passed over. Tracking words that mail tools add (`utm_*`, `fbclid`…) are ignored. Answers
bear an `ETag`: send it back as `If-None-Match`, and nothing new is a 304 that costs nobody anything."""

_LANGUAGE = query("langue", {"enum": ["fr", "en"]}, "taken everywhere; here the answer is the same", "fr")
_LIMIT = query(
    "limite",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": PER_PAGE},
    "items a page",
    20,
)
_CURSOR = query("curseur", {"type": "string", "maxLength": 400}, "from `next`, as it is; never made by hand")
_SINCE = query(
    "updated_since",
    {"type": "integer", "minimum": 0, "maximum": 2**31 - 1},
    "what changed behind this number (`change` of an earlier answer; 0 gives everything), deletions included",
    0,
)
_HELD = header("If-None-Match", "the ETag of the answer that is held")

_HEADERS = {
    "ETag": {"required": True, "description": "its validator", "schema": {"type": "string"}},
    "Cache-Control": {"required": True, "schema": {"type": "string"}},
    "Access-Control-Allow-Origin": {"required": True, "schema": {"const": "*"}},
}
_LINK = {"Link": {"description": "`next`, once more (RFC 8288)", "schema": {"type": "string"}}}


def handler(release: str) -> Callable[[Site, Request], Response]:
    """The handler of `/openapi.json`."""
    content = json.dumps(document(release), ensure_ascii=False, separators=(",", ":")).encode()
    return lambda _site, request: told(request, content)


def document(release: str) -> Described:
    """The whole document of a release."""
    paths: Described = {
        "/api/v1/events": _listing("Events", "Events of a selection from today on, by date", asking.ASKED),
        "/api/v1/events/{id}": _single("Event", "One event, by any id it ever had"),
        "/api/v1/actors": _listing("Actors", "Who does what: structures, by id", asking.ACTORS),
        "/api/v1/actors/{id}": _single("Actor", "One structure, by any id it ever had"),
        "/api/v1/articles": _listing("Articles", "News, the latest first", asking.ARTICLES),
        "/api/v1/articles/{id}": _single("Article", "One article, by any id it ever had"),
        "/api/v1/communes": _listing(
            "Communes",
            "Communes by INSEE code: of the portal's territory, or those that the words say; with `q`, likeliest first",
            territory.WORDS,
        ),
        "/api/v1/sources": _listing("Sources", "Who announces, and when it was last read", ()),
        "/api/v1/categories": _get(
            "Categories", "Categories, and the values of the other words that take a few", [_LANGUAGE]
        ),
        **feeds(_refusal(), _problem),
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "agregateur",
            "version": release,
            "description": _ABOUT,
            "license": {"name": "AGPL-3.0-or-later (the program; each item says its own licence)"},
        },
        "tags": [
            {"name": "api", "description": "JSON, item by item"},
            {
                "name": "feeds",
                "description": "the same selections in the forms that other software subscribes to",
            },
        ],
        "paths": paths,
        "components": {"schemas": dict(SCHEMAS)},
    }


def _listing(form: str, summary: str, words: tuple[str, ...]) -> Described:
    since = [_SINCE] if form in {"Events", "Actors", "Articles"} else []
    return _get(form, summary, [*parameters(words), *since, _LIMIT, _CURSOR, _LANGUAGE], _LINK)


def _single(form: str, summary: str) -> Described:
    kind = {"Event": "an event", "Actor": "a structure", "Article": "an article"}[form]
    described = _get(
        form,
        summary,
        [
            path("id", f"of {kind}", {"type": "string", "pattern": "^[a-z0-9]{1,40}$"}, EXAMPLES[form]["id"]),
            _LANGUAGE,
        ],
    )
    described["get"]["responses"] |= {
        "301": {
            **_json("it was merged: the id of today", "Moved"),
            "headers": {"Location": {"required": True, "schema": {"type": "string"}}},
        },
        "404": _problem("an id that was never given"),
        "410": _problem("nobody announces it any more"),
    }
    return described


def _get(form: str, summary: str, words: list[Described], headers: Described | None = None) -> Described:
    return {
        "get": {
            "tags": ["api"],
            "summary": summary,
            "operationId": form[0].lower() + form[1:],
            "parameters": [*words, _HELD],
            "responses": {
                "200": {**_json("found", form), "headers": {**_HEADERS, **(headers or {})}},
                "304": {"description": "as the answer that is held", "headers": _HEADERS},
                "422": _refusal(),
                "503": _problem("the store does not answer: try again"),
            },
        }
    }


def _json(description: str, form: str) -> Described:
    content: Described = {"schema": {"$ref": f"#/components/schemas/{form}"}}
    return {
        "description": description,
        "content": {"application/json": {**content, "example": EXAMPLES[form]}},
    }


def _refusal() -> Described:
    return _json("a word or value that is not known", "Refusal")


def _problem(description: str) -> Described:
    return _json(description, "Problem")
