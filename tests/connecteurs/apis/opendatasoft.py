"""Opendatasoft's Explore API v2.1 and Search API v1, after help.opendatasoft.com: pages, exports, limits and errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from werkzeug import Request, Response

from tests.connecteurs.apis.base import World, answer

KEY = "0123456789abcdef0123456789abcdef"
DATASET = "agenda-du-departement"
_CATALOGUE = f"/api/explore/v2.1/catalog/datasets/{DATASET}"
_MOST, _FARTHEST = 100, 10_000
COLUMNS = {
    "uid": "text",
    "title_fr": "text",
    "timings": "text",
    "firstdate_begin": "datetime",
    "lastdate_end": "datetime",
    "location_city": "text",
}


class OpenDataSoftApi:
    kind = "opendatasoft"
    page = 100
    options: Mapping[str, Any] = {}
    wrong_key: Mapping[str, Any] | None = {"key": "fedcba9876543210fedcba9876543210"}
    states_total = True

    def url(self, base: str) -> str:
        return f"{base}/explore/dataset/{DATASET}/table/"

    def respond(self, request: Request, world: World) -> Response:
        if request.headers.get("Authorization", f"Apikey {KEY}") != f"Apikey {KEY}":
            return answer({"error": "Your API key is invalid."}, status=401)
        if request.path == _CATALOGUE:
            fields = [{"name": name, "type": kind, "label": name} for name, kind in COLUMNS.items()]
            return answer({"dataset_id": DATASET, "has_records": True, "fields": fields})
        if request.path == f"{_CATALOGUE}/records":
            return self._page(request, world, "limit", "offset", 10)
        if request.path == f"{_CATALOGUE}/exports/json":
            return answer([row(n) for n in range(world.items)])
        if request.args.get("dataset") == DATASET and request.path == "/api/records/1.0/search/":
            return self._page(request, world, "rows", "start", 10)
        if request.args.get("dataset") == DATASET and request.path == "/api/records/1.0/download/":
            return answer([_former(n) for n in range(world.items)])
        told = {"error_code": "NotFoundResource", "message": "The requested dataset does not exist."}
        return answer(told, status=404)

    def _page(self, request: Request, world: World, size: str, place: str, usual: int) -> Response:
        limit, offset = int(request.args.get(size, usual)), int(request.args.get(place, 0))
        if size == "limit" and limit > _MOST:
            return _refused(
                f"Invalid value for limit API parameter: {limit} was found but -1 <= limit <= 100"
            )
        if limit + offset > _FARTHEST:
            return _refused("Invalid value for sum of offset + limit API parameter: <= 10000 is expected.")
        for where in request.args.getlist("where"):
            asked = re.findall(r"(\w+) >= now\(days=-\d+\)", where)
            if where.count("(") != where.count(")") or any(COLUMNS.get(one) != "datetime" for one in asked):
                return answer({"error_code": "ODSQLSyntaxError", "message": f"ODSQL: {where}"}, status=400)
        first = 0 if world.circle else offset
        numbers = range(first, min(first + limit, world.items))
        total = world.items + (world.drift if offset else 0)
        if size == "rows":
            return answer({"nhits": total, "parameters": {}, "records": [_former(n) for n in numbers]})
        return answer({"total_count": total, "results": [row(n) for n in numbers]})


def row(number: int) -> dict[str, Any]:
    """One event, of OpenAgenda's shape, shortened to what tells one from another."""
    day = date(2026, 12, 1) + timedelta(days=number % 300)
    return {
        "uid": str(20_000_000 + number),
        "title_fr": f"Rencontre n° {number}",
        "timings": f'[{{"begin": "{day}T18:00:00+01:00", "end": "{day}T19:30:00+01:00"}}]',
        "firstdate_begin": f"{day}T17:00:00+00:00",
        "lastdate_end": f"{day}T18:30:00+00:00",
        "location_city": "Gap",
    }


def _former(number: int) -> dict[str, Any]:
    return {"datasetid": DATASET, "recordid": f"{number:040x}", "fields": row(number)}


def _refused(message: str) -> Response:
    return answer({"error_code": "InvalidRESTParameterError", "message": message}, status=400)


API = OpenDataSoftApi()
