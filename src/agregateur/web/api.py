"""`/api/v1/events`: the selection as JSON, page after page, for programs."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from agregateur import communes
from agregateur.model import WINDOW_AHEAD, Event
from agregateur.publish.export import event_line
from agregateur.publish.leaving import leaving_members, may_leave, partner_url
from agregateur.store import asking, read
from agregateur.store.reach import Reach
from agregateur.web import params
from agregateur.web.openapi import ANSWERS, query
from agregateur.web.openwords import parameters
from agregateur.web.paths import with_query
from agregateur.web.site import Site, matches, quoted

PER_PAGE = 50
MOST = 200
OWN_WORDS = ("limite", "curseur", "langue")
OWN_PARAMETERS = (
    query("limite", {"type": "integer", "minimum": 1, "maximum": MOST}, "events a page"),
    query("curseur", {"type": "string"}, "from `next`"),
    query("langue", {"enum": ["fr", "en"]}, "the answer is the same"),
)


def router(site: Site) -> APIRouter:
    """The routes of version 1."""
    routes = APIRouter(prefix="/api/v1", tags=["events"])

    @routes.get(
        "/events",
        summary="Events of a selection, by date",
        description="Repeats or commas mean OR inside a word; words are joined by AND.",
        responses=ANSWERS,
        response_class=Response,
        # The words are read in one place, as everywhere: the framework is told of them alone.
        openapi_extra={"parameters": [*parameters(asking.ASKED), *OWN_PARAMETERS]},
    )
    @routes.head("/events", include_in_schema=False)
    def events(request: Request) -> Response:
        return _events(site, request)

    return routes


def _events(site: Site, request: Request) -> Response:
    asked = params.read(
        request.query_params.multi_items(), words=OWN_WORDS, selection=asking.ASKED, most=MOST
    )
    today = site.today()
    after = _after(asked.curseur)
    limit = asked.limite or PER_PAGE
    with site.database.reader() as connection:
        params.check_known(connection, asked.selection)
        windows = asked.selection.windows(today, first=today, last=today + WINDOW_AHEAD)
        reach = Reach.of(connection, asked.selection, windows, exported=True)
        change = read.change_number(connection, asked.selection.watched())
        etag = quoted(
            asked.selection.canonical(),
            str(after),
            str(limit),
            today.isoformat(),
            site.fingerprint,
            str(change),
        )
        headers = {
            "ETag": etag,
            "Cache-Control": "public, max-age=300",
            "Access-Control-Allow-Origin": "*",
        }
        if matches(request, etag):
            return Response(status_code=304, headers=headers)
        rows = read.events(connection, reach, limit=limit + 1, after=after)
        chosen = rows[:limit]
        found = read.leaving(connection, [id for id, _ in chosen])
    items = [line for id, _ in chosen if id in found and (line := _line(found[id]))]
    following = None
    if len(rows) > limit:
        id, start = chosen[-1]
        pairs = [*asked.selection.query(), ("limite", str(limit)), ("curseur", _cursor(start, id))]
        following = site.url(with_query("/api/v1/events", pairs))
    answer: dict[str, Any] = {"items": items, "next": following}
    content = json.dumps(answer, ensure_ascii=False, separators=(",", ":"), default=str).encode(
        "utf-8", "replace"
    )
    return Response(content, 200, headers, "application/json")


def _line(event: Event) -> dict[str, Any] | None:
    """The line of `agregateur export events`, of what may leave alone."""
    out = may_leave(event)
    if out is None:
        return None
    place = communes.commune(out.insee) if out.insee else None
    named = replace(out, members=tuple(leaving_members(out)), url=partner_url(out))
    return event_line(named, commune=place.nom if place else None)


def _cursor(start: datetime, id: str) -> str:
    said = f"{start.astimezone(UTC).isoformat()} {id}"
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def _after(cursor: str | None) -> tuple[datetime, str] | None:
    if cursor is None:
        return None
    try:
        said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        start, _, id = said.partition(" ")
        moment = datetime.fromisoformat(start)
        if moment.tzinfo is None or not id.isalnum():
            raise ValueError(said)
        return moment.astimezone(UTC), id
    except (ValueError, OverflowError, binascii.Error):  # astimezone in the years 1 and 9999
        raise asking.refused("curseur", cursor, "curseur: take it from `next`, as it is.") from None
