"""The words of a selection as `/openapi.json` tells them: once, for the API and the feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from agregateur.store.asking import MAX_DAYS, MODES, MOST_KM
from agregateur.store.days import PERIODS
from agregateur.store.selection import RADIUS
from agregateur.taxonomy import facet, taxonomy

_DAY: dict[str, Any] = {"type": "string", "format": "date", "examples": ["2026-12-31"]}
_YES_NO: dict[str, Any] = {"enum": ["oui", "non"]}


def _codes(codes: Iterable[str]) -> dict[str, Any]:
    return {"type": "array", "items": {"enum": list(codes)}}


def _texts(example: str) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "examples": [example]}}


def _known() -> Mapping[str, tuple[dict[str, Any], str]]:
    categories, audience = _codes(taxonomy()), _codes(facet("public"))
    return {
        "commune": (_texts("05023"), "INSEE codes"),
        "epci": (_texts("240500439"), "SIREN numbers of groups of communes"),
        "departement": (_texts("05"), "codes of départements"),
        "autour": (_texts("05023"), "INSEE codes, or a latitude and a longitude in degrees"),
        "rayon": (
            {"type": "integer", "minimum": 1, "maximum": MOST_KM, "default": RADIUS},
            "kilometres around, as the crow flies",
        ),
        "voisines": (_YES_NO, "the neighbours of each commune too"),
        "categorie": (categories, "categories"),
        "public": (audience, "for whom; enfants also finds familles and tout-petits"),
        "acces": (_codes(facet("acces")), "free, pay what you want, paid"),
        "gratuit": (_YES_NO, "free of charge alone"),
        "inscription": (_codes(facet("inscription")), "whether to book"),
        "accessibilite": (_codes(facet("accessibilite")), "accessible to"),
        "statut": (_codes(facet("statut")), "status of the date"),
        "mode": (_codes(MODES), "at a place, on the net"),
        "longs": (_YES_NO, "what lasts more than seven days: alone, or left out"),
        "regulier": (_YES_NO, "what comes back regularly: alone, or left out"),
        "structure": (_texts("k2v9q4m1x7zt"), "identifiers of actors who organise, announce or receive"),
        "source": (_texts("mjc-briancon"), "sources, one of which announces it"),
        "q": (_texts("concert"), "words, all of them"),
        "periode": (_codes(PERIODS), "days that have a name"),
        "du": (_DAY, "first day"),
        "au": (_DAY, "last day, included"),
        "jours": (
            {"type": "integer", "minimum": 1, "maximum": MAX_DAYS},
            "number of days from `du`, else from today",
        ),
        "sauf_categorie": (categories, "categories left out"),
        "sauf_structure": (_texts("k2v9q4m1x7zt"), "actors whose events are left out"),
        "sauf_source": (_texts("mjc-briancon"), "sources none of which announces it"),
    }


def parameters(words: Sequence[str]) -> list[dict[str, Any]]:
    """The parameters of a route that takes `words`, all of `asking.ASKED`.

    Repeats or commas mean OR inside a word; words are joined by AND.
    """
    known = _known()
    return [_parameter(word, *known[word]) for word in words]


def _parameter(word: str, schema: dict[str, Any], description: str) -> dict[str, Any]:
    out = {"name": word, "in": "query", "required": False, "schema": schema, "description": description}
    # Commas are read as well, but RFC 6570 knows one form a parameter.
    return {**out, "style": "form", "explode": True} if schema.get("type") == "array" else out
