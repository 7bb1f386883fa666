"""`/api/v1/events`: the selection as JSON, by date, and one event by any id it ever had."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from agregateur.model import WINDOW_AHEAD
from agregateur.store import asking, changes, read
from agregateur.store.reach import Reach
from agregateur.web import params
from agregateur.web.api import answers, cursors, following, items
from agregateur.web.params import Asked
from agregateur.web.problems import Problem
from agregateur.web.site import Site, quoted

PATH = "/api/v1/events"


def events(site: Site, request: Request) -> Response:
    """The events of a selection from today on, each once, by its first date there."""
    said = answers.asked(request, selection=asking.ASKED, words=answers.FOLLOWED)
    if following.WORD in said.own:
        return _changes(site, request, said)
    today = site.today()
    after = cursors.moment(said.curseur) if said.curseur is not None else None
    limit = said.limite or answers.PER_PAGE
    with site.database.reader() as connection:
        params.check_known(connection, said.selection)
        change = read.change_number(connection, said.selection.watched())
        etag = answers.validator(site, request, said, change)
        if held := answers.unchanged(request, etag):
            return held
        windows = said.selection.windows(today, first=today, last=today + WINDOW_AHEAD)
        reach = Reach.of(connection, said.selection, windows, exported=True)
        rows = read.events(connection, reach, limit=limit + 1, after=after)
        chosen = rows[:limit]
        found = items.events(site, connection, [id for id, _ in chosen])
    after_this = None
    if len(rows) > limit:
        id, start = chosen[-1]
        cursor = cursors.written(start.isoformat(), id)
        after_this = answers.next_page(site, PATH, said.selection, limit, curseur=cursor)
    listed = (found[id] for id, _ in chosen if id in found)
    return answers.page(listed, after_this, etag, change=change)


def _changes(site: Site, request: Request, said: Asked) -> Response:
    """What changed of a selection, by number."""
    limit = said.limite or answers.PER_PAGE
    with site.database.reader() as connection:
        params.check_known(connection, said.selection)
        greatest = read.change_number(connection, None)
        etag = answers.validator(site, request, said, greatest)
        at = following.position(said, greatest)
        changes.check(said.selection)
        if held := answers.unchanged(request, etag):
            return held
        found = changes.page(connection, said.selection, at, limit=limit, now=site.now())
        given = {one.id: one.event for one in found.changes if one.event is not None}
        lines = items.of(site, connection, given, max((one.number for one in found.changes), default=0))
    listed = [lines.get(one.id) or following.deleted(one) for one in found.changes]
    return following.answer(site, PATH, said, listed, found.next, last=found.last, etag=etag)


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
