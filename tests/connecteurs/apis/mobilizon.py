"""The GraphQL API of Mobilizon, as lib/graphql/resolvers/event.ex, group.ex and lib/storage/page.ex answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from werkzeug import Request, Response

from tests.connecteurs.apis.base import World, answer

_FIRST = datetime(2026, 12, 1, 19, 30)
GROUP = "communs"


def event(number: int, base: str = "https://mobilizon.example") -> dict[str, Any]:
    start = _FIRST + timedelta(hours=number % 2000)
    uuid = str(UUID(int=number + 1))
    return {
        "uuid": uuid,
        "url": f"{base}/events/{uuid}",
        "local": True,
        "title": f"Réunion {number}",
        "description": "<p>Ouverte à toutes et tous.</p>",
        "language": "fr",
        "beginsOn": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "endsOn": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        "status": "CONFIRMED",
        "visibility": "PUBLIC",
        "draft": False,
        "category": "MEETING",
        "onlineAddress": None,
        "insertedAt": "2026-10-01T08:00:00Z",
        "updatedAt": "2026-11-02T17:40:11Z",
        "picture": None,
        "physicalAddress": None,
        "attributedTo": {"name": "Collectif des communs", "preferredUsername": GROUP},
        "organizerActor": {"name": "Alix", "preferredUsername": "alix"},
        "tags": [],
        "options": {
            "timezone": "Europe/Paris",
            "isOnline": False,
            "showStartTime": True,
            "showEndTime": True,
        },
    }


class MobilizonApi:
    kind = "mobilizon"
    page = 50
    options: Mapping[str, Any] = {}
    wrong_key = None
    states_total = True

    def url(self, base: str) -> str:
        return f"{base}/@{GROUP}"

    def respond(self, request: Request, world: World) -> Response:
        if request.path != "/api" or request.method != "POST":
            return Response("<!DOCTYPE html><html></html>", status=404, content_type="text/html")
        asked = request.get_json()
        variables = asked["variables"]
        query, limit = asked["query"], variables["limit"]
        number = 1 if world.circle else variables["page"]
        numbers = range((number - 1) * limit, min(number * limit, world.items))
        found = {
            "total": world.items + (world.drift if number > 1 else 0),
            "elements": [event(n, request.host_url.rstrip("/")) for n in numbers],
        }
        if "organizedEvents" in query:
            if variables["group"] != GROUP:
                fault = {
                    "message": "Group not found",
                    "code": "not_found",
                    "status_code": 404,
                    "path": ["group"],
                }
                return answer({"data": {"group": None}, "errors": [fault]})
            return answer({"data": {"group": {"organizedEvents": found}}})
        if limit >= 100:
            return answer({"data": {"events": None}, "errors": [{"message": "events_max_limit_reached"}]})
        return answer({"data": {"searchEvents" if "searchEvents" in query else "events": found}})


API = MobilizonApi()
