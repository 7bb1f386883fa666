"""The REST API of The Events Calendar, as src/Tribe/REST/V1/Endpoints/Archive_Event.php answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from werkzeug import Request, Response

from tests.connecteurs.apis.base import World, answer

_FIRST = datetime(2026, 12, 1, 20, 30)
_MOST = 50


def event(number: int, base: str) -> dict[str, Any]:
    start = _FIRST + timedelta(hours=number % 2000)
    end = start + timedelta(hours=2)
    return {
        "id": 1000 + number,
        "global_id": f"foyer.example?id={1000 + number}",
        "global_id_lineage": [f"foyer.example?id={1000 + number}"],
        "status": "publish",
        "modified_utc": "2026-11-02 09:00:00",
        "url": f"{base}/agenda/soiree-{number}/",
        "title": f"Soirée jeux n&rsquo;o {number}",
        "description": "<p>Jeux de société au foyer.</p>\n",
        "excerpt": "",
        "image": False,
        "all_day": False,
        "start_date": f"{start:%Y-%m-%d %H:%M:%S}",
        "end_date": f"{end:%Y-%m-%d %H:%M:%S}",
        "utc_start_date": f"{start - timedelta(hours=1):%Y-%m-%d %H:%M:%S}",
        "utc_end_date": f"{end - timedelta(hours=1):%Y-%m-%d %H:%M:%S}",
        "timezone": "Europe/Paris",
        "cost": "",
        "website": "",
        "categories": [],
        "tags": [],
        "venue": [],
        "organizer": [],
    }


class EventsCalendarApi:
    kind = "events_calendar"
    page = _MOST
    options: Mapping[str, Any] = {}
    wrong_key = None
    states_total = True

    def url(self, base: str) -> str:
        return f"{base}/wp-json/tribe/events/v1/events"

    def respond(self, request: Request, world: World) -> Response:
        base = request.host_url.rstrip("/")
        if request.path.rstrip("/") != "/wp-json/tribe/events/v1/events":
            return answer({"code": "rest_no_route", "message": "Aucun chemin.", "data": {"status": 404}}, 404)
        size = min(request.args.get("per_page", 10, int), _MOST)
        asked = request.args.get("page", 1, int)
        # A cache in front of the site that answers the same page whatever is asked.
        number = 1 if world.circle else asked
        pages = -(-world.items // size)
        if number > max(pages, 1):
            refused = {"code": "event-archive-page-not-found", "data": {"status": 404}}
            return answer({**refused, "message": "La page d'archives demandée n'existe pas."}, 404)
        numbers = range((number - 1) * size, min(number * size, world.items))
        value: dict[str, Any] = {"events": [event(n, base) for n in numbers], "rest_url": self.url(base)}
        if number < pages:
            value["next_rest_url"] = f"{self.url(base)}/?page={number + 1}&per_page={size}"
        value |= {"total": world.items + (world.drift if number > 1 else 0), "total_pages": pages}
        headers = {"X-TEC-Total": str(value["total"]), "X-TEC-TotalPages": str(pages)}
        return answer(value, headers=headers)


API = EventsCalendarApi()
