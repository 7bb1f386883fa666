"""Apidae's API v002 on a local server: `query` in JSON, `first` and `count` (200 at most), keys, refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

from werkzeug import Request, Response

from tests.connecteurs.apis.base import World, answer

PROJECT, KEY = 2792, "cle-apidae-essai"
_PATH = "/api/v002/recherche/list-objets-touristiques"


class Apidae:
    kind = "apidae"
    page = 200
    options: ClassVar[Mapping[str, Any]] = {"project": PROJECT, "key": KEY, "selections": [64123]}
    wrong_key: ClassVar[Mapping[str, Any]] = {"project": PROJECT, "key": "mauvaise-cle-apidae"}
    states_total = True

    def url(self, base: str) -> str:
        return f"{base}{_PATH}"

    def respond(self, request: Request, world: World) -> Response:
        if request.path.rstrip("/") != _PATH:
            return answer({"errorType": "NOT_FOUND", "message": "Service inconnu"}, 404)
        try:
            query = json.loads(request.args["query"])
        except (KeyError, ValueError):
            return answer(
                {
                    "errorType": "INVALID_PARAMETER",
                    "message": "Erreur lors du traitement des données pour le paramètre 'query'",
                },
                400,
            )
        if query.get("projetId") != PROJECT or query.get("apiKey") != KEY:
            return answer(
                {"errorType": "UNAUTHENTICATED", "message": "Le projet ou sa clé ne sont pas reconnus"}, 401
            )
        if query.get("criteresQuery") != "type:FETE_ET_MANIFESTATION" or not query.get("responseFields"):
            return answer({"errorType": "INVALID_PARAMETER", "message": "criteresQuery"}, 400)
        if query["count"] > 200:
            return answer({"errorType": "INVALID_PARAMETER", "message": "count: 200 au plus"}, 400)
        first = 0 if world.circle else query["first"]
        total = world.items + (world.drift if query["first"] else 0)
        numbers = range(first, min(first + query["count"], world.items))
        value: dict[str, Any] = {"query": query, "numFound": total, "formatVersion": "v002"}
        if numbers:
            # Without any object, the list is left out.
            value["objetsTouristiques"] = [_object(number) for number in numbers]
        return answer(value)


def _object(number: int) -> dict[str, Any]:
    day = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}"
    return {
        "type": "FETE_ET_MANIFESTATION",
        "id": 5_000_000 + number,
        "nom": {"libelleFr": f"Veillée contée n° {number}"},
        "state": "PUBLISHED",
        "localisation": {
            "adresse": {"codePostal": "05100", "commune": {"id": 1, "code": "05023", "nom": "Briançon"}}
        },
        "ouverture": {
            "periodesOuvertures": [
                {
                    "dateDebut": day,
                    "dateFin": day,
                    "horaireOuverture": "20:30:00",
                    "type": "OUVERTURE_TOUS_LES_JOURS",
                    "tousLesAns": False,
                }
            ]
        },
    }


API = Apidae()
