"""DATAtourisme's API on a local server: X-API-Key, page and page_size (100 at most), meta with `next`, refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from werkzeug import Request, Response

from tests.connecteurs.apis.base import World, answer

KEY = "cle-datatourisme-essai"
_PATHS = {"/v1/catalog", "/v1/entertainmentAndEvent"}


class DataTourisme:
    kind = "datatourisme"
    page = 100
    options: ClassVar[Mapping[str, Any]] = {"key": KEY, "departements": ["05"]}
    wrong_key: ClassVar[Mapping[str, Any]] = {"key": "mauvaise-cle-datatourisme"}
    states_total = True

    def url(self, base: str) -> str:
        return f"{base}/v1/entertainmentAndEvent"

    def respond(self, request: Request, world: World) -> Response:
        if request.path not in _PATHS:
            return answer({"error": "Unknown object"}, 404)
        key = request.headers.get("X-API-Key") or request.args.get("api_key")
        if key is None:
            return answer({"message": "Missing API key in request"}, 401)
        if key != KEY:
            return answer({"message": "Invalid API key in request"}, 401)
        if not (set(request.args) <= {"page", "page_size", "fields", "lang", "department", "api_key"}):
            return answer({"error": "Unknown parameter"}, 400)
        page, size = int(request.args.get("page", 1)), int(request.args.get("page_size", 20))
        if size > 100:
            return answer({"error": "page_size: 100 at most"}, 400)
        pages = max(1, -(-world.items // size))
        numbers = range((page - 1) * size, min(page * size, world.items))
        meta: dict[str, Any] = {
            "total": world.items + (world.drift if page > 1 else 0),
            "page": page,
            "page_size": size,
            "total_pages": pages,
        }
        following = 1 if world.circle else page + 1
        if world.circle or page < pages:
            asked = {**request.args, "page": following, "api_key": KEY}
            query = "&".join(f"{name}={value}" for name, value in asked.items())
            # As the documentation shows it: another host, and the key within.
            meta["next"] = f"http://api.datatourisme.example/v1/entertainmentAndEvent?{query}"
        return answer({"objects": [_object(number) for number in numbers], "meta": meta})


def _object(number: int) -> dict[str, Any]:
    day = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}"
    return {
        "uuid": f"22222222-0000-3000-8000-{number:012d}",
        "uri": f"https://data.datatourisme.fr/5/11111111-0000-3000-8000-{number:012d}",
        "label": {"@fr": f"Concert n° {number}"},
        "type": ["EntertainmentAndEvent", "Concert", "PointOfInterest"],
        "takesPlaceAt": [{"startDate": day, "endDate": day, "startTime": "20:30"}],
        "isLocatedAt": [
            {"address": [{"addressLocality": "Gap", "hasAddressCity": {"insee": "05061"}}], "geo": {}}
        ],
    }


API = DataTourisme()
