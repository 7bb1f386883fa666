"""OpenAgenda's API v2 and its public export, after OpenAgenda/dev-doc (docs/evenements/lecture.md,
docs/agendas/recherche.md, docs/authentification.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from werkzeug import Request, Response

from tests.connecteurs.apis.base import World, answer

UID = 70011223
KEY = "cle-publique-0123456789"
_MOST = 300


class OpenAgendaApi:
    kind = "openagenda"
    page = 100
    options: Mapping[str, Any] = {"key": KEY}
    wrong_key: Mapping[str, Any] | None = {"key": "cle-perdue-0123456789"}
    states_total = True

    def url(self, base: str) -> str:
        return f"{base}/v2/agendas/{UID}/events"

    def respond(self, request: Request, world: World) -> Response:
        if request.path == "/v2/agendas":
            found = [{"uid": UID, "slug": "ville-de-gap", "title": "Ville de Gap"}]
            asked = request.args.getlist("slug[]") or request.args.getlist("slug")
            agendas = [one for one in found if one["slug"] in asked]
            return answer({"success": True, "agendas": agendas, "total": len(agendas), "after": None})
        open_to_all = re.fullmatch(rf"/agendas/{UID}/events\.v2\.json", request.path)
        if not open_to_all and request.path != f"/v2/agendas/{UID}/events":
            return answer({"success": False, "message": "agenda not found"}, status=404)
        if not open_to_all and request.headers.get("key") != KEY:
            return answer({"success": False, "message": "key is invalid"}, status=403)
        size = int(request.args.get("size", "20"))
        if size > _MOST:
            return answer({"success": False, "message": f"size must not exceed {_MOST}"}, status=400)
        if request.args.get("removed") == "1":
            notes = [
                {"uid": 90_000_000 + n, "removed": True, "updatedAt": "2026-11-20T09:00:00.000Z"}
                for n in (1, 2)
            ]
            return answer({"success": True, "total": len(notes), "events": notes, "after": None})
        after = request.args.getlist("after[]")
        first = int(after[-1]) + 1 if after else 0
        last = min(first + size, world.items)
        more = last < world.items
        cursor: list[str] | None = ["0", "1758472200000", str(last - 1)] if more else None
        if world.circle:
            cursor = ["0", "1758472200000", "-1"]
        return answer(
            {
                "success": True,
                "total": world.items + (world.drift if first else 0),
                "events": [event(n) for n in range(first, last)],
                "after": cursor,
                "sort": "timingsWithFeatured.asc",
            }
        )


def event(number: int) -> dict[str, Any]:
    """One event, as detailed=1 tells it, shortened to what tells one from another."""
    day = date(2026, 12, 1) + timedelta(days=number % 300)
    return {
        "uid": 10_000_000 + number,
        "slug": f"rencontre-{number}",
        "title": {"fr": f"Rencontre n° {number}"},
        "description": {"fr": "On se retrouve."},
        "state": 2,
        "status": 1,
        "attendanceMode": 1,
        "timings": [{"begin": f"{day}T18:00:00+01:00", "end": f"{day}T19:30:00+01:00"}],
        "location": {"uid": 1, "name": "Maison des associations", "city": "Gap", "insee": "05061"},
        "originAgenda": {"uid": UID, "title": "Ville de Gap", "slug": "ville-de-gap"},
    }


API = OpenAgendaApi()
