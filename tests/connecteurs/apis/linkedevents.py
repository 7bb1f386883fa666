"""The Linked Events API as City-of-Helsinki/linkedevents answers (events/api.py, events/api_pagination.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from werkzeug import Request, Response

from tests.connecteurs.apis.base import World, answer

_FIRST = datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
_ROOT = "/linkedevents/v1/"
_MOST = 100
_USUAL = 20


def place(base: str) -> dict[str, Any]:
    return {
        "id": "tprek:8740",
        "data_source": "tprek",
        "name": {"fi": "Malmitalo", "sv": "Malms kulturhus"},
        "street_address": {"fi": "Ala-Malmin tori 1"},
        "postal_code": "00700",
        "address_locality": {"fi": "Helsinki"},
        "position": {"type": "Point", "coordinates": [25.0113, 60.2507]},
        "deleted": False,
        "replaced_by": None,
        "@id": f"{base}{_ROOT}place/tprek:8740/",
        "@context": "http://schema.org",
        "@type": "Place",
    }


def keyword(base: str) -> dict[str, Any]:
    name = {"fi": "musiikki", "en": "music"}
    return {"id": "yso:p1808", "name": name, "@id": f"{base}{_ROOT}keyword/yso:p1808/", "@type": "Keyword"}


def event(number: int, base: str, include: set[str]) -> dict[str, Any]:
    start = _FIRST + timedelta(hours=number % 2000)
    where, about = place(base), keyword(base)
    return {
        "id": f"kulke:{number}",
        "location": where if "location" in include else {"@id": where["@id"]},
        "keywords": [about if "keywords" in include else {"@id": about["@id"]}],
        "super_event": None,
        "event_status": "EventScheduled",
        "external_links": [],
        "offers": [{"is_free": True, "price": None, "description": None, "info_url": None}],
        "data_source": "kulke",
        "publisher": "ahjo:u4804001050",
        "sub_events": [],
        "images": [],
        "audience": [],
        "created_time": "2026-11-07T13:18:18.806625Z",
        "last_modified_time": "2026-11-08T14:14:28.766834Z",
        "start_time": f"{start:%Y-%m-%dT%H:%M:%SZ}",
        "end_time": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M:%SZ}",
        "super_event_type": None,
        "deleted": False,
        "replaced_by": None,
        "name": {"fi": f"Konsertti {number}", "sv": f"Konsert {number}"},
        "short_description": {"fi": "Lauluja."},
        "description": {"fi": "<p>Lauluja ja runoja.</p>"},
        "info_url": {"fi": f"https://kulttuuri.example/{number}"},
        "@id": f"{base}{_ROOT}event/kulke:{number}/",
        "@context": "http://schema.org",
        "@type": "Event/LinkedEvent",
    }


class LinkedEventsApi:
    kind = "linkedevents"
    page = _MOST
    options: Mapping[str, Any] = {}
    wrong_key = None
    states_total = True

    def url(self, base: str) -> str:
        return f"{base}{_ROOT}"

    def respond(self, request: Request, world: World) -> Response:
        base = request.host_url.rstrip("/")
        if request.path == f"{_ROOT}place/tprek:8740/":
            return answer(place(base))
        if request.path == f"{_ROOT}keyword/yso:p1808/":
            return answer(keyword(base))
        if request.path != f"{_ROOT}event/":
            return answer({"detail": "Ei löytynyt."}, 404)
        size = min(request.args.get("page_size", _USUAL, int), _MOST)
        number = request.args.get("page", 1, int)
        pages = max(-(-world.items // size), 1)
        if not 1 <= number <= pages:
            return answer({"detail": "Virheellinen sivu."}, 404)
        include = set(request.args.get("include", "").split(","))
        following = 1 if world.circle else number + 1
        more = number < pages
        asked = {name: value for name, value in request.args.items() if name != "page"}

        def link(to: int) -> str:
            # A proxy ends the encryption: the server does not know its own scheme.
            return f"https://behind.example{_ROOT}event/?{urlencode({**asked, 'page': to})}"

        return answer(
            {
                "meta": {
                    "count": world.items + (world.drift if number > 1 else 0),
                    "next": link(following) if more else None,
                    "previous": link(number - 1) if number > 1 else None,
                },
                "data": [
                    event(n, base, include)
                    for n in range((number - 1) * size, min(number * size, world.items))
                ],
            }
        )


API = LinkedEventsApi()
