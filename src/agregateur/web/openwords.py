"""The words of a selection as `/openapi.json` tells them: once, for the API and the feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agregateur.store.asking import MAX_DAYS, MAX_TEXT, MODES, MOST_KM
from agregateur.store.days import PERIODS
from agregateur.store.selection import RADIUS
from agregateur.taxonomy import facet, taxonomy

Form = dict[str, Any]

_DAY: Form = {"type": "string", "format": "date"}
_YES_NO: Form = {"enum": ["oui", "non"]}


def _codes(codes: Iterable[str]) -> Form:
    return {"type": "array", "items": {"enum": list(codes)}, "minItems": 1}


def _texts(pattern: str) -> Form:
    return {"type": "array", "items": {"type": "string", "pattern": pattern}, "minItems": 1}


_ID, _SOURCE, _INSEE = "^[a-z0-9]{1,40}$", "^[a-z0-9-]{1,100}$", "^[0-9][0-9ABab][0-9]{3}$"
_AROUND = f"{_INSEE}|^-?[0-9]{{1,2}}([.][0-9]{{1,12}})?,-?[0-9]{{1,3}}([.][0-9]{{1,12}})?$"


def _known() -> Mapping[str, tuple[Form, str, Any]]:
    """Word -> form, meaning, example."""
    categories, audience = _codes(taxonomy()), _codes(facet("public"))
    kilometres = {"type": "integer", "minimum": 1, "maximum": MOST_KM, "default": RADIUS}
    search = {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "maxLength": MAX_TEXT},
        "minItems": 1,
    }
    days = {"type": "integer", "minimum": 1, "maximum": MAX_DAYS}
    return {
        "commune": (_texts(_INSEE), "INSEE codes", ["05023"]),
        "epci": (_texts("^[0-9]{9}$"), "SIREN numbers of groups of communes", ["240500439"]),
        "departement": (_texts("^[0-9][0-9ABab][0-9]?$"), "codes of départements", ["05"]),
        "autour": (_texts(_AROUND), "INSEE codes, or a latitude and a longitude in degrees", ["05023"]),
        "rayon": (kilometres, "kilometres around, as the crow flies; with `autour`", 20),
        "voisines": (_YES_NO, "the neighbours of each commune too; with `commune`", "oui"),
        "genre": (_codes(facet("genre")), "kinds of articles", ["appel"]),
        "categorie": (categories, "categories", ["musique", "spectacles"]),
        "public": (audience, "for whom; enfants also finds familles and tout-petits", ["enfants"]),
        "acces": (_codes(facet("acces")), "free, pay what you want, paid", ["gratuit", "prix-libre"]),
        "gratuit": (_YES_NO, "free of charge alone", "oui"),
        "inscription": (_codes(facet("inscription")), "whether to book", ["sans"]),
        "accessibilite": (_codes(facet("accessibilite")), "accessible to", ["moteur"]),
        "statut": (_codes(facet("statut")), "status of the date", ["prevu"]),
        "mode": (_codes(MODES), "at a place, on the net", ["sur-place"]),
        "longs": (_YES_NO, "what lasts more than seven days: alone, or left out", "non"),
        "regulier": (_YES_NO, "what comes back regularly: alone, or left out", "non"),
        "structure": (_texts(_ID), "ids of actors who organise, announce or receive", ["k2v9q4m1x7zt"]),
        "source": (_texts(_SOURCE), "sources, one of which announces it", ["mjc-briancon"]),
        "q": (search, "words, all of them", ["concert"]),
        "periode": (_codes(PERIODS), "days that have a name", ["weekend"]),
        "du": (_DAY, "first day, in the territory's zone", "2026-12-01"),
        "au": (_DAY, "last day, included", "2026-12-31"),
        "jours": (days, "number of days from `du`, else from today", 30),
        "sauf_categorie": (categories, "categories left out", ["politique", "culte"]),
        "sauf_structure": (_texts(_ID), "actors whose events are left out", ["k2v9q4m1x7zt"]),
        "sauf_source": (_texts(_SOURCE), "sources none of which announces it", ["mjc-briancon"]),
    }


def parameters(words: Sequence[str]) -> list[Form]:
    """The parameters of a route that takes `words`, all of `asking.ASKED`.

    Repeats or commas mean OR inside a word; words are joined by AND.
    """
    known = _known()
    return [query(word, *known[word]) for word in words]


def query(name: str, schema: Form, description: str, example: Any = None) -> Form:
    """One word of an address. Commas are read as well, but RFC 6570 knows one form a parameter."""
    listed = {"style": "form", "explode": True} if schema.get("type") == "array" else {}
    return {**_parameter("query", name, schema, description, example), **listed}


def path(name: str, description: str, schema: Form, example: Any) -> Form:
    """One part of a path."""
    return {**_parameter("path", name, schema, description, example), "required": True}


def header(name: str, description: str) -> Form:
    """One header of the request."""
    return _parameter("header", name, {"type": "string"}, description, None)


def _parameter(where: str, name: str, schema: Form, description: str, example: Any) -> Form:
    out = {"name": name, "in": where, "required": False, "schema": schema, "description": description}
    return out if example is None else {**out, "example": example}
