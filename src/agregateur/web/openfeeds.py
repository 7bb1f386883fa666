"""The feeds as `/openapi.json` tells them: each format once, at each place that has an agenda."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from agregateur.store import asking, changes
from agregateur.web import following, news
from agregateur.web.formats import FORMATS, Format
from agregateur.web.lists import FEEDS
from agregateur.web.openwords import header, parameters, path, query

_PLACES: Mapping[str, dict[str, Any] | None] = MappingProxyType(
    {
        "/agenda": None,
        "/communes/{insee}/agenda": path(
            "insee",
            "INSEE code of a commune",
            {"type": "string", "pattern": "^[0-9][0-9AB][0-9]{3}$"},
            "05023",
        ),
        "/epci/{siren}/agenda": path(
            "siren",
            "SIREN number of a group of communes",
            {"type": "string", "pattern": "^[0-9]{9}$"},
            "240500439",
        ),
        "/departements/{code}/agenda": path(
            "code", "code of a département", {"type": "string", "pattern": "^[0-9][0-9AB][0-9]?$"}, "05"
        ),
    }
)
_LANGUAGE = query("langue", {"enum": ["fr", "en"]}, "language of the words that are ours", "fr")
_ORDER = query(
    "tri", {"enum": ["date", "nouveaute"]}, "by first date, or the newest announcement first", "date"
)
_HEADERS = {
    "ETag": {"required": True, "schema": {"type": "string"}},
    "Access-Control-Allow-Origin": {"required": True, "schema": {"const": "*"}},
}


RPDE: Mapping[str, Any] = MappingProxyType(
    {
        "type": "object",
        "required": ["next", "items", "license"],
        "properties": {
            "next": {"type": "string", "format": "uri"},
            "license": {"type": "string", "format": "uri"},
            "items": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["state", "kind", "id", "modified"],
                    "properties": {
                        "state": {"enum": ["updated", "deleted"]},
                        "kind": {"const": "Event"},
                        "id": {"type": "string"},
                        "modified": {"type": "integer"},
                        "data": {
                            "type": "object",
                            "description": "an OpenActive Event; none when deleted",
                            "additionalProperties": True,
                        },
                    },
                },
            },
        },
    }
)
"""A page of RPDE 1.0, as its chapter "Response grammar" says."""
_FOLLOWED = {
    "next": "https://agenda.example.org/agenda.rpde?afterChangeNumber=1204",
    "license": "https://agenda.example.org/sources",
    "items": [
        {"state": "deleted", "kind": "Event", "id": "k2v9q4m1x7zt@agenda.example.org", "modified": 1204}
    ],
}
_HELD = header("If-None-Match", "the ETag of the answer that is held")


def feeds(refusal: dict[str, Any], problem: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """The paths of all feeds. `refusal` is the answer 422, `problem` makes another one from its description."""
    out: dict[str, Any] = {}
    for place, where in _PLACES.items():
        for format in FORMATS.values():
            answers = {**_answers(format.media, format.schema), "422": refusal}
            if where:
                answers["404"] = problem("no such place")
            words = [*([where] if where else []), *parameters(asking.ASKED), *_own(format)]
            out[f"{place}.{format.ending}"] = _feed(format.name, words, answers)
        answers = {**_answers("application/json", dict(RPDE), _FOLLOWED), "422": refusal}
        if where:
            answers["404"] = problem("no such place")
        words = [*([where] if where else []), *parameters(changes.ASKED), *following.PARAMETERS]
        summary = "Changes, deletions included, as OpenActive RPDE 1.0: follow `next` until it is the address itself"
        out[f"{place}.rpde"] = _feed(summary, words, answers)
    for ending, media in FEEDS.items():
        limit = query(
            "limite", {"type": "integer", "minimum": 1, "maximum": news.MOST}, "articles at most", 30
        )
        what = "Deadlines of calls as iCalendar" if ending == "ics" else f"Articles as {FORMATS[ending].name}"
        schema: Mapping[str, Any] = {"type": "object"} if ending == "json" else {}
        answers = {**_answers(media, schema), "422": refusal}
        out[f"{news.ADDRESS}.{ending}"] = _feed(
            what, [*parameters(asking.ARTICLES), _LANGUAGE, limit], answers
        )
    one = path("id", "of an event", {"type": "string", "pattern": "^[a-z0-9]{1,40}$"}, "k2v9q4m1x7zt")
    out["/evenements/{id}.ics"] = _feed(
        "One event as iCalendar, by any id it ever had",
        [one],
        {
            **_answers("text/calendar", None),
            "404": problem("no such event"),
            "410": problem("no longer announced"),
        },
    )
    for feed in out.values():
        feed["get"]["responses"]["503"] = problem("the store does not answer: try again")
    return out


def _own(format: Format) -> list[dict[str, Any]]:
    """The words of a format beside the selection."""
    limit = {"type": "integer", "minimum": 1, "maximum": format.most}
    choices = [
        query(word, {"enum": list(values), "default": values[0]}, "of this format", values[-1])
        for word, values in format.choices.items()
    ]
    return [
        _LANGUAGE,
        query("limite", limit, "events at most", 30),
        *([_ORDER] if format.sorts else []),
        *choices,
    ]


def _answers(media: str, schema: Mapping[str, Any] | None, example: Any = None) -> dict[str, Any]:
    shown = {} if example is None else {"example": example}
    return {
        "200": {
            "description": "the feed",
            "headers": _HEADERS,
            "content": {media.partition(";")[0]: {**({"schema": schema} if schema else {}), **shown}},
        },
        "304": {"description": "as the answer that is held", "headers": _HEADERS},
    }


def _feed(summary: str, words: list[dict[str, Any]], answers: dict[str, Any]) -> dict[str, Any]:
    return {
        "get": {"tags": ["feeds"], "summary": summary, "parameters": [*words, _HELD], "responses": answers}
    }
