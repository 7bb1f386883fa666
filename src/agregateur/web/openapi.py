"""What `/openapi.json` says beside the routes of the API: the forms of its answers, and the feeds."""

from __future__ import annotations

from typing import Any

from agregateur.store import asking
from agregateur.web.formats import FORMATS, Format
from agregateur.web.openwords import parameters

_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_TEXTS: dict[str, Any] = {"type": "array", "items": {"type": "string"}}
_MOMENT: dict[str, Any] = {
    "type": "string",
    "description": "UTC, ISO 8601; a plain date when it lasts all day, the end excluded",
}
_END: dict[str, Any] = {**_MOMENT, "type": ["string", "null"]}
_NUMBER: dict[str, Any] = {"type": ["number", "null"]}


def _object(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _array(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


EVENT = _object(
    id={"type": "string", "description": "for ever: an event that was merged answers under its old ids too"},
    title={"type": "string"},
    description=_TEXT,
    status={"enum": ["confirmed", "tentative", "cancelled", "postponed"]},
    start=_MOMENT,
    end=_END,
    timezone={"type": "string"},
    occurrences=_array(_object(start=_MOMENT, end=_END)),
    venue=_TEXT,
    street=_TEXT,
    postcode=_TEXT,
    city=_TEXT,
    insee=_TEXT,
    commune=_TEXT,
    latitude=_NUMBER,
    longitude=_NUMBER,
    categories=_TEXTS,
    public=_TEXTS,
    acces=_TEXT,
    price=_TEXT,
    online=_TEXT,
    organizer=_TEXT,
    url=_TEXT,
    image=_TEXT,
    updated=_TEXT,
    records=_array(_object(source={"type": "string"}, uid={"type": "string"}, url=_TEXT)),
)
PAGE = _object(
    items=_array(EVENT),
    next={"type": ["string", "null"], "description": "address of the next page; null at the end"},
)
PROBLEM = _object(
    error={"type": "string"},
    message={"type": "string"},
    word={"type": "string"},
    value={"type": "string"},
    allowed=_TEXTS,
)


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


NOT_MODIFIED = {"description": "unchanged since the ETag of If-None-Match"}
REFUSED = _json("a word or value that is not known; nothing is ever silently left out", PROBLEM)
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: _json("events by their first date in the selection", PAGE),
    304: NOT_MODIFIED,
    422: REFUSED,
}

_PLACES = {
    "/agenda": None,
    "/communes/{insee}/agenda": "INSEE code of a commune",
    "/epci/{siren}/agenda": "SIREN number of a group of communes",
    "/departements/{code}/agenda": "code of a département",
}


def with_feeds(document: dict[str, Any]) -> dict[str, Any]:
    """The document with the feeds, which take the selection words of `/api/v1/events`."""
    selection = parameters(asking.ASKED)
    language = query("langue", {"enum": ["fr", "en"]}, "language of the words that are ours")
    order = query("tri", {"enum": ["date", "nouveaute"]}, "first date first, or newest announcement first")
    for place, means in _PLACES.items():
        for format in FORMATS.values():
            limit = {"type": "integer", "minimum": 1, "maximum": format.most}
            own = [query(word, {"enum": list(values)}, "form") for word, values in format.choices.items()]
            document["paths"][f"{place}.{format.ending}"] = {
                "get": {
                    "tags": ["feeds"],
                    "summary": format.name,
                    "parameters": [
                        *([_path(place, means)] if means else []),
                        *selection,
                        language,
                        query("limite", limit, "events at most"),
                        *([order] if format.sorts else []),
                        *own,
                    ],
                    "responses": {
                        "200": {
                            "description": "the feed",
                            "content": {format.media.partition(";")[0]: _body(format)},
                        },
                        "304": NOT_MODIFIED,
                        "404": {"description": "no such place"},
                        "422": REFUSED,
                    },
                }
            }
    document["paths"]["/evenements/{id}.ics"] = {
        "get": {
            "tags": ["feeds"],
            "summary": "One event as iCalendar, by any id it ever had",
            "parameters": [_path("/evenements/{id}", "id of an event")],
            "responses": {
                "200": {"description": "the calendar", "content": {"text/calendar": {}}},
                "304": NOT_MODIFIED,
                "404": {"description": "no such event"},
                "410": {"description": "no longer announced"},
            },
        }
    }
    return document


def _body(format: Format) -> dict[str, Any]:
    return {"schema": format.schema} if format.schema else {}


def query(name: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    """One parameter of an address."""
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _path(template: str, description: str) -> dict[str, Any]:
    name = template[template.index("{") + 1 : template.index("}")]
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string"},
        "description": description,
    }
