"""`/api/v1/events`: the selection as JSON, by date, and one event by any id it ever had."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from agregateur.model import WINDOW_AHEAD
from agregateur.store import asking, read
from agregateur.store.reach import Reach
from agregateur.web import params
from agregateur.web.api import answers, cursors, items
from agregateur.web.problems import Problem
from agregateur.web.site import Site, quoted

PATH = "/api/v1/events"


def events(site: Site, request: Request) -> Response:
    """The events of a selection from today on, each once, by its first date there."""
    said = answers.asked(request, selection=asking.ASKED)
    today = site.today()
    after = cursors.moment(said.curseur) if said.curseur is not None else None
    limit = said.limite or answers.PER_PAGE
    with site.database.reader() as connection:
        params.check_known(connection, said.selection)
        etag = answers.validator(
            site, request, said, read.change_number(connection, said.selection.watched())
        )
        if held := answers.unchanged(request, etag):
            return held
        windows = said.selection.windows(today, first=today, last=today + WINDOW_AHEAD)
        reach = Reach.of(connection, said.selection, windows, exported=True)
        rows = read.events(connection, reach, limit=limit + 1, after=after)
        chosen = rows[:limit]
        found = items.events(site, connection, [id for id, _ in chosen])
    following = None
    if len(rows) > limit:
        id, start = chosen[-1]
        cursor = cursors.written(start.isoformat(), id)
        following = answers.next_page(site, PATH, said.selection, limit, curseur=cursor)
    return answers.page((found[id] for id, _ in chosen if id in found), following, etag)


def event(site: Site, request: Request) -> Response:
    """One event: 301 to the id of today when it was merged, 410 when nobody announces it any more."""
    answers.asked(request, selection=(), words=("langue",))
    id = request.path_params["id"]
    with site.database.reader() as connection:
        found = read.resolve(connection, id)
        if found is None:
            raise Problem(404, "event")
        if found.state == "gone":
            raise Problem(410, "gone")
        if found.state == "moved":
            return answers.elsewhere(f"{PATH}/{found.id}")
        lines = items.events(site, connection, [id])
    if id not in lines or found.shown is None:
        raise Problem(404, "event")  # of our own pages only
    etag = quoted(PATH, id, str(found.shown.event.change), site.fingerprint)
    return answers.unchanged(request, etag) or answers.one(lines[id], etag)
