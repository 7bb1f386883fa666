"""`/api/v1/actors` and `/api/v1/articles`: lists, and one by any id it ever had."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from agregateur.store import read, simple
from agregateur.store.asking import ACTORS, ARTICLES
from agregateur.store.changes import Change, Cursor
from agregateur.store.simple import Kind, Simple
from agregateur.web import params
from agregateur.web.api import answers, cursors, following, items
from agregateur.web.params import Asked
from agregateur.web.problems import Problem
from agregateur.web.site import Site, quoted

PATHS: dict[Kind, str] = {"actor": "/api/v1/actors", "article": "/api/v1/articles"}
WORDS: dict[Kind, tuple[str, ...]] = {"actor": ACTORS, "article": ARTICLES}
_LINES = {"actor": items.actors, "article": items.articles}


def actors(site: Site, request: Request) -> Response:
    """The structures, by id."""
    return _list(site, request, "actor")


def articles(site: Site, request: Request) -> Response:
    """The news, the latest first."""
    return _list(site, request, "article")


def actor(site: Site, request: Request) -> Response:
    """One structure."""
    return _one(site, request, "actor")


def article(site: Site, request: Request) -> Response:
    """One article."""
    return _one(site, request, "article")


def _list(site: Site, request: Request, kind: Kind) -> Response:
    said = answers.asked(request, selection=WORDS[kind], words=answers.FOLLOWED)
    if following.WORD in said.own:
        return _changes(site, request, said, kind)
    after = _after(kind, said.curseur) if said.curseur is not None else None
    limit = said.limite or answers.PER_PAGE
    with site.database.reader() as connection:
        params.check_known(connection, said.selection)
        change = read.change_number(connection, None)
        etag = answers.validator(site, request, said, change)
        if held := answers.unchanged(request, etag):
            return held
        rows = simple.page(connection, kind, said.selection, today=site.today(), limit=limit + 1, after=after)
        lines = _LINES[kind](site, connection, rows[:limit])
    after_this = None
    if len(rows) > limit:
        cursor = _cursor(rows[limit - 1])
        after_this = answers.next_page(site, PATHS[kind], said.selection, limit, curseur=cursor)
    return answers.page(lines.values(), after_this, etag, change=change)


def _changes(site: Site, request: Request, said: Asked, kind: Kind) -> Response:
    """What changed of a list, by number."""
    limit = said.limite or answers.PER_PAGE
    with site.database.reader() as connection:
        params.check_known(connection, said.selection)
        greatest = read.change_number(connection, None)
        etag = answers.validator(site, request, said, greatest)
        at = following.position(said, greatest) or Cursor(0, greatest)
        if held := answers.unchanged(request, etag):
            return held
        found = simple.changes(connection, kind, said.selection, at, limit=limit)
        lines = _LINES[kind](site, connection, [one for one in found.changed if one.id in found.listed])
    listed = [lines.get(one.id) or following.deleted(Change(one.id, one.change)) for one in found.changed]
    return following.answer(site, PATHS[kind], said, listed, found.next, last=found.last, etag=etag)


def _one(site: Site, request: Request, kind: Kind) -> Response:
    answers.asked(request, selection=(), words=("langue",))
    id = request.path_params["id"]
    with site.database.reader() as connection:
        found = simple.resolve(connection, kind, id)
        if found is None:
            raise Problem(404, kind)
        if found.state == "moved":
            return answers.elsewhere(f"{PATHS[kind]}/{found.id}")
        if found.state == "gone" or found.one is None:
            raise Problem(410, f"{kind}_gone")
        lines = _LINES[kind](site, connection, [found.one])
    if id not in lines:
        raise Problem(404, kind)  # of our own pages only
    etag = quoted(PATHS[kind], id, str(found.one.change), site.fingerprint)
    return answers.unchanged(request, etag) or answers.one(lines[id], etag)


def _cursor(row: Simple) -> str:
    return cursors.written(row.published.isoformat(), row.id) if row.published else cursors.written(row.id)


def _after(kind: Kind, cursor: str) -> tuple[datetime | None, str]:
    if kind == "article":
        return cursors.moment(cursor)
    return None, cursors.parts(cursor, 1)[0]
