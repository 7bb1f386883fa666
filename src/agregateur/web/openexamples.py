"""An example of each answer that `/openapi.json` describes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from agregateur.taxonomy import facet, taxonomy

_HOME = "https://agenda.example"
_RIGHTS = {
    "republication": "complet",
    "image_credit": "Harmonie de Briançon",
    "credits": [
        {
            "source": "mjc-briancon",
            "name": "MJC du Briançonnais",
            "home": "https://mjc.example/",
            "licence": "CC-BY-SA-4.0",
            "licence_url": "https://creativecommons.org/licenses/by-sa/4.0/",
            "url": "https://mjc.example/concert",
        }
    ],
}
_RECORDS = [{"source": "mjc-briancon", "uid": "concert@mjc.example", "url": "https://mjc.example/concert"}]
_PLACE = {
    "venue": "MJC-Centre social",
    "street": "35 rue Pasteur",
    "postcode": "05100",
    "city": "Briançon",
    "insee": "05023",
    "commune": "Briançon",
    "latitude": 44.8964,
    "longitude": 6.6323,
}
_EVENT = {
    "id": "k2v9q4m1x7zt",
    "title": "Concert de Noël de l’Harmonie",
    "description": "Un programme de fête.",
    "status": "confirmed",
    "start": "2026-12-12T19:30:00Z",
    "end": "2026-12-12T21:30:00Z",
    "timezone": "Europe/Paris",
    "occurrences": [{"start": "2026-12-12T19:30:00Z", "end": "2026-12-12T21:30:00Z"}],
    **_PLACE,
    "categories": ["musique"],
    "public": ["tout-public"],
    "acces": "gratuit",
    "price": None,
    "online": None,
    "organizer": "Harmonie de Briançon",
    "url": "https://mjc.example/concert",
    "image": "https://mjc.example/concert.jpg",
    "updated": "2026-11-23T08:00:00Z",
    "records": _RECORDS,
    "inscription": "sans",
    "accessibilite": ["moteur"],
    "sold_out": False,
    **_RIGHTS,
    "licence": "CC-BY-SA-4.0",
    "page": f"{_HOME}/evenements/k2v9q4m1x7zt-concert-de-noel-de-l-harmonie",
}
_ACTOR = {
    "id": "p7r3t5w8y2bc",
    "title": "Ressourcerie La Miraille",
    "description": "Réemploi et ateliers.",
    **_PLACE,
    "categories": ["transition"],
    "words": ["Réemploi"],
    "telephone": "04 92 00 00 00",
    "email": "contact@miraille.example",
    "url": "https://miraille.example/",
    "image": None,
    "updated": "2026-11-23T08:00:00Z",
    "records": [{"source": "carte", "uid": "12", "url": "https://carte.example/12"}],
    **_RIGHTS,
}
_ARTICLE = {
    "id": "d4f6h8j2l3mn",
    "title": "Appel à bénévoles",
    "description": "Nous cherchons des bras pour la fête.",
    "genre": "benevolat",
    "published": "2026-11-20T09:00:00Z",
    "insee": "05023",
    "commune": "Briançon",
    "categories": [],
    "organizer": None,
    "url": "https://journal.example/1",
    "image": None,
    "possible_dates": ["samedi 5 décembre"],
    "updated": "2026-11-23T08:00:00Z",
    "records": [{"source": "journal", "uid": "1", "url": "https://journal.example/1"}],
    "echeance": None,
    **_RIGHTS,
}
_COMMUNE = {
    "insee": "05023",
    "name": "Briançon",
    "slug": "briancon",
    "epci": "240500439",
    "epci_name": "CC du Briançonnais",
    "departement": "05",
    "departement_name": "Hautes-Alpes",
    "population": 10700,
    "postcodes": ["05100"],
    "latitude": 44.9,
    "longitude": 6.65,
    "events": 12,
    "page": f"{_HOME}/communes/05023-briancon",
}
_SOURCE = {
    "id": "mjc-briancon",
    "name": "MJC du Briançonnais",
    "home": "https://mjc.example/",
    "commune": "05023",
    "licence": "CC-BY-SA-4.0",
    "republication": "complet",
    "example": False,
    "read": "2026-11-23T08:00:00Z",
    "events": 12,
}
_MUSIC = taxonomy()["musique"]
_CATEGORY = {
    "code": _MUSIC.code,
    "fr": _MUSIC.fr,
    "en": _MUSIC.en,
    "schema_org": _MUSIC.schema_org,
    "discreet": _MUSIC.discreet,
}
_FREE = {"code": "gratuit", "fr": facet("acces")["gratuit"].fr, "en": facet("acces")["gratuit"].en}
_NO_FACETS: dict[str, list[Any]] = {
    name: [] for name in ("public", "inscription", "accessibilite", "statut", "genre", "mode", "periode")
}


def _list(kind: str, item: Any, **more: Any) -> dict[str, Any]:
    return {"items": [item], "next": f"{_HOME}/api/v1/{kind}?limite=1&curseur=WyJrMnY5cTRtMXg3enQiXQ", **more}


EXAMPLES: Mapping[str, Any] = MappingProxyType(
    {
        "Event": _EVENT,
        "Events": _list("events", _EVENT, change=1234),
        "Actor": _ACTOR,
        "Actors": _list("actors", _ACTOR, change=1234),
        "Article": _ARTICLE,
        "Articles": _list("articles", _ARTICLE, change=1234),
        "Communes": _list("communes", _COMMUNE),
        "Sources": _list("sources", _SOURCE),
        "Categories": {"items": [_CATEGORY], "next": None, "facets": {"acces": [_FREE], **_NO_FACETS}},
        "Problem": {"error": "gone", "message": "Ce rendez-vous n’est plus annoncé."},
        "Moved": {
            "error": "moved",
            "message": "This id leads to /api/v1/events/k2v9q4m1x7zt now.",
            "location": "/api/v1/events/k2v9q4m1x7zt",
        },
        "Refusal": {
            "error": "selection_value",
            "message": "gratuit='yes' is not known; allowed: oui, non.",
            "word": "gratuit",
            "value": "yes",
            "allowed": ["oui", "non"],
        },
    }
)
"""By the name of its form."""
