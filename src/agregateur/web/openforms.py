"""The forms of the answers as `/openapi.json` tells them (JSON Schema 2020-12), each with an example that fits it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Any, get_args

from agregateur.model import Republication, Status
from agregateur.taxonomy import facet, taxonomy

Form = dict[str, Any]

_STRING: Form = {"type": "string"}
_TEXT: Form = {"type": ["string", "null"]}
_TEXTS: Form = {"type": "array", "items": _STRING}
_ID: Form = {"type": "string", "pattern": "^[a-z0-9]{1,40}$", "description": "for ever: an old id leads on"}
_URL: Form = {"type": ["string", "null"], "description": "http or https"}
_MOMENT: Form = {"type": ["string", "null"], "description": "UTC, ISO 8601"}
_WHEN: Form = {
    **_MOMENT,
    "description": "UTC, ISO 8601; a plain date when it lasts all day, the end excluded",
}
_NUMBER: Form = {"type": ["number", "null"]}
_COUNT: Form = {"type": "integer", "minimum": 0}
_YES: Form = {"type": "boolean"}
_INSEE: Form = {"type": ["string", "null"], "description": "INSEE code of its commune"}


def _object(**properties: Form) -> Form:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _array(items: Form) -> Form:
    return {"type": "array", "items": items}


def _codes(codes: Collection[str], *, maybe: bool = False) -> Form:
    return {"enum": [*codes, *([None] if maybe else [])]}


def _ref(name: str) -> Form:
    return {"$ref": f"#/components/schemas/{name}"}


_PLACE: dict[str, Form] = {
    "venue": _TEXT,
    "street": _TEXT,
    "postcode": _TEXT,
    "city": _TEXT,
    "insee": _INSEE,
    "commune": _TEXT,
    "latitude": _NUMBER,
    "longitude": _NUMBER,
}
_LEAVES = [code for code in get_args(Republication) if code != "portail"]
_RIGHTS: dict[str, Form] = {
    "republication": {
        **_codes(_LEAVES),
        "description": "complet: texts and images may be shown with their credit; signalement: facts and links alone",
    },
    "image_credit": _TEXT,
    "credits": _array(_ref("Credit")),
}
_RECORDS = _array(_object(source=_STRING, uid=_STRING, url=_URL))
_OCCURRENCE: Form = {
    "type": "object",
    "properties": {
        "start": _WHEN,
        "end": _WHEN,
        "status": {**_codes(get_args(Status)), "description": "of this date, where it has one of its own"},
    },
    "required": ["start", "end"],
}
_EVENT = _object(
    id=_ID,
    title=_STRING,
    description={**_TEXT, "description": "plain text"},
    status=_codes(get_args(Status)),
    start=_WHEN,
    end=_WHEN,
    timezone=_STRING,
    occurrences=_array(_OCCURRENCE),
    **_PLACE,
    categories=_array(_codes(taxonomy())),
    public=_array(_codes(facet("public"))),
    acces=_codes(facet("acces"), maybe=True),
    price=_TEXT,
    online=_URL,
    organizer=_TEXT,
    url={**_URL, "description": "the partner's page"},
    image=_URL,
    updated={**_MOMENT, "description": "when title, dates, place, text or status last changed"},
    records=_RECORDS,
    inscription=_codes(facet("inscription"), maybe=True),
    accessibilite=_array(_codes(facet("accessibilite"))),
    sold_out=_YES,
    **_RIGHTS,
    licence={
        **_TEXT,
        "description": "the one licence of all its texts and images; null: each credit says its own",
    },
    page={"type": "string", "description": "its page on this portal"},
)
_ACTOR = _object(
    id=_ID,
    title=_STRING,
    description=_TEXT,
    **_PLACE,
    categories=_TEXTS,
    words={**_TEXTS, "description": "the partners' own categories"},
    telephone=_TEXT,
    email={**_TEXT, "description": "of a role (contact@…), never of a person"},
    url=_URL,
    image=_URL,
    updated=_MOMENT,
    records=_RECORDS,
    **_RIGHTS,
)
_ARTICLE = _object(
    id=_ID,
    title=_STRING,
    description=_TEXT,
    genre=_codes(facet("genre"), maybe=True),
    published=_MOMENT,
    insee=_INSEE,
    commune=_TEXT,
    categories=_TEXTS,
    organizer=_TEXT,
    url=_URL,
    image=_URL,
    possible_dates={**_TEXTS, "description": "words of the text that may announce a date"},
    updated=_MOMENT,
    records=_RECORDS,
    echeance={**_WHEN, "description": "deadline of a call"},
    **_RIGHTS,
)
_COMMUNE = _object(
    insee=_STRING,
    name=_STRING,
    slug=_STRING,
    epci={**_TEXT, "description": "SIREN number of its group of communes"},
    epci_name=_TEXT,
    departement=_STRING,
    departement_name=_TEXT,
    population={"type": ["integer", "null"]},
    postcodes=_TEXTS,
    latitude={"type": "number", "description": "of a point near its middle, degrees (WGS 84)"},
    longitude={"type": "number"},
    events={**_COUNT, "description": "events from today on, as /api/v1/events would list them"},
    page=_STRING,
)
_SOURCE = _object(
    id=_STRING,
    name=_STRING,
    home=_URL,
    commune=_INSEE,
    licence=_TEXT,
    republication=_codes(get_args(Republication)),
    example={**_YES, "description": "invented, to show what a portal looks like"},
    read={**_MOMENT, "description": "when it was last read whole"},
    events=_COUNT,
)
_LABEL = _object(code=_STRING, fr=_STRING, en=_STRING)
_CATEGORY = _object(code=_STRING, fr=_STRING, en=_STRING, schema_org=_STRING, discreet=_YES)
_FACETS = ("public", "acces", "inscription", "accessibilite", "statut", "genre", "mode", "periode")
_DELETED: Form = {
    **_object(
        id=_ID,
        deleted={"const": True},
        change=_COUNT,
        into={**_TEXT, "description": "the id under which it goes on, when it was merged"},
    ),
    "description": "with `updated_since` alone: forget what you hold under this id",
}
_NEXT: Form = {"type": ["string", "null"], "description": "address of the next page; null at the end"}
_PROBLEM = _object(error={"type": "string", "description": "a stable code"}, message=_STRING)


def _list(item: str, **more: Form) -> Form:
    return _object(items=_array(_ref(item)), next=_NEXT, **more)


def _followed(item: str) -> Form:
    change: Form = {
        **_COUNT,
        "description": "ask with `updated_since` and this number for what changes later",
    }
    return _object(items=_array({"anyOf": [_ref(item), _ref("Deleted")]}), next=_NEXT, change=change)


SCHEMAS: Mapping[str, Form] = MappingProxyType(
    {
        "Event": _EVENT,
        "Actor": _ACTOR,
        "Article": _ARTICLE,
        "Commune": _COMMUNE,
        "Source": _SOURCE,
        "Category": _CATEGORY,
        "Label": _LABEL,
        "Credit": {
            **_object(source=_STRING, name=_STRING, home=_URL, licence=_TEXT, licence_url=_URL, url=_URL),
            "description": "who announces it, its site, its licence and its page of this item",
        },
        "Deleted": _DELETED,
        "Events": _followed("Event"),
        "Actors": _followed("Actor"),
        "Articles": _followed("Article"),
        "Communes": _list("Commune"),
        "Sources": _list("Source"),
        "Categories": _list("Category", facets=_object(**{name: _array(_ref("Label")) for name in _FACETS})),
        "Problem": _PROBLEM,
        "Moved": _object(error={"const": "moved"}, message=_STRING, location=_STRING),
        "Refusal": _object(
            error=_STRING,
            message={"type": "string", "description": "one sentence in English"},
            word={"type": "string", "description": "the word that was not understood"},
            value=_STRING,
            allowed={**_TEXTS, "description": "what could be written instead, where that is a list"},
        ),
    }
)
