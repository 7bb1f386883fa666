"""`/ecran`: what is on, for the screen of an entrance hall, read from four metres and touched by nobody.

It shows whole events only, as many as fit, upright or lying. Every ten minutes it asks whether we answer, and loads
itself again only then: without network, what is there stays. Without script it loads itself again anyway.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from agregateur.publish import dates
from agregateur.web import params, shortlist, widget
from agregateur.web.paths import language_of
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted

LIMIT, MOST = 16, 30
SECONDS = 600
"""Between two looks for news."""
MAX_AGE = 60
DAY = range(6, 22)
"""Local hours of a light screen; at night it is dark, for those who sleep across the street."""


def screen(site: Site, request: Request) -> Response:
    """The page. Raises SelectionError."""
    said = params.read(request.query_params.multi_items(), words=("langue", "limite"), most=MOST)
    language = said.langue or language_of(request)
    wanted = Wanted(selection=said.selection, format="ecran", language=language, limit=said.limite)
    now = shortlist.moment(site)
    return widget.answer(
        site,
        request,
        wanted,
        "ecran.html",
        limit=LIMIT,
        headers=widget.NO_INDEX,
        max_age=MAX_AGE,
        seconds=SECONDS,
        night=now.hour not in DAY,
        clock=dates.time_label(now, language),
        path=site.url(wanted.page(), language).removeprefix(site.url("")),
    )
