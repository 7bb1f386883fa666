"""The web application: which address goes where, and what surrounds every answer."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib.resources import files
from pathlib import PurePath

from fastapi import FastAPI
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from agregateur.config import Configuration, Settings
from agregateur.errors import SelectionError
from agregateur.web import (
    api,
    events,
    feeds,
    following,
    health,
    lists,
    news,
    oembed,
    openapi,
    pages,
    qr,
    screen,
    widget,
)
from agregateur.web.beside import beside
from agregateur.web.cors import METHODS, preflight
from agregateur.web.formats import FORMATS
from agregateur.web.front import Front
from agregateur.web.paths import without_slash
from agregateur.web.problems import Problem, problem_page, selection_problem
from agregateur.web.security import Safe
from agregateur.web.site import Site, Store
from agregateur.web.subscribing import guard, saved
from agregateur.web.subscribing import page as subscribing

Handler = Callable[[Site, Request], Response]
Write = Callable[[Site, Request, saved.Fields], Response]

PAGES: tuple[tuple[str, Handler], ...] = (
    ("/", pages.front),
    ("/communes/{place}", pages.commune),
    ("/epci/{siren}", pages.group),
    ("/departements/{code}", pages.departement),
    ("/evenements/{event}.ics", feeds.event_ics),
    ("/evenements/{event}", events.event),
    ("/acteurs", lists.actors),
    ("/actualites", lists.articles),
    ("/sources", lists.sources),
    ("/flux", subscribing.flux),
    ("/flux/{token}", saved.show),
    ("/flux/{token}/modifier/{key}", saved.edit),
    ("/qr.svg", qr.qr),
    ("/widget", widget.framed),
    ("/widget.html", widget.fragment),
    ("/widget.css", widget.colour_sheet),
    ("/widget.js", widget.script),
    ("/oembed", oembed.oembed),
    ("/ecran", screen.screen),
)
FOR_SCRIPTS = frozenset(("/evenements/{event}.ics", "/widget.html", "/oembed"))
"""Those of them that scripts of other sites may read."""
WRITES: tuple[tuple[str, Write], ...] = (
    ("/flux", saved.create),
    ("/flux/{token}/modifier/{key}", saved.change),
)
FEEDS: tuple[str, ...] = (
    "/agenda",
    "/communes/{place}/agenda",
    "/epci/{siren}/agenda",
    "/departements/{code}/agenda",
)

RETRY_AFTER = {429: 3600, 503: 60}
"""Seconds after which it is worth to ask again (RFC 9110, 10.2.3), by status."""


def portal(
    database: Store, configuration: Configuration, settings: Settings, now: Callable[[], datetime]
) -> tuple[FastAPI, Front]:
    """The application, and what stands before it and is served."""
    app = create_app(database, configuration, settings, now)
    return app, Front(app, app.state.site.state)


def create_app(
    database: Store, configuration: Configuration, settings: Settings, now: Callable[[], datetime]
) -> FastAPI:
    """The portal over a store. `now` gives the present (aware); nothing else here reads the clock."""
    site = Site(database, configuration, settings, now)
    app = FastAPI(openapi_url=None)  # we describe it ourselves; its pages fetch scripts from elsewhere
    app.state.site = site
    app.add_middleware(Safe)
    app.router.redirect_slashes = False  # it would repeat the Host header, which anyone may write
    app.router.routes.extend(_routes(site))

    async def chosen(request: Request, error: Exception) -> Response:
        assert isinstance(error, SelectionError)  # noqa: S101
        return await beside(selection_problem, site, request, error)

    async def problem(request: Request, error: Exception) -> Response:
        status, code = (error.status, error.code) if isinstance(error, Problem) else (500, "fault")
        if isinstance(error, HTTPException):
            if error.status_code == 404 and (path := without_slash(request)):
                return RedirectResponse(path, 301)
            status, code = error.status_code, "method" if error.status_code == 405 else "page"
        elif isinstance(error, SQLAlchemyError):
            status, code = 503, "fault"
        answer = await beside(problem_page, site, request, status, code)
        if status == 405:
            answer.headers["Allow"] = _allowed(error)
        elif status in RETRY_AFTER:
            answer.headers["Retry-After"] = str(RETRY_AFTER[status])
        return answer

    app.add_exception_handler(SelectionError, chosen)
    for kind in (Problem, HTTPException, SQLAlchemyError, Exception):
        app.add_exception_handler(kind, problem)
    return app


def _routes(site: Site) -> list[BaseRoute]:
    """Every address in French, and pages and feeds again under `/en`. A GET route answers HEAD too."""
    routes: list[BaseRoute] = [
        Route("/healthz", _given(site, health.healthz), methods=["GET"]),
        Route("/readyz", _given(site, health.readyz), methods=["GET"]),
        Route("/static/{name}", _static(), methods=["GET"]),
    ]
    programs = (*api.ROUTES, ("/openapi.json", openapi.handler(site.release)))
    routes += [_open(site, path, handler) for path, handler in programs]
    routes += [_open(site, f"{path}.rpde", following.feed) for path in FEEDS]
    for prefix in ("", "/en"):
        for path in FEEDS:
            for format in FORMATS.values():
                routes.append(_open(site, f"{prefix}{path}.{format.ending}", feeds.handler(format)))
        for format in FORMATS.values():
            path = f"{prefix}/flux/{{token}}.{format.ending}"
            routes.append(_open(site, path, saved.handler(format)))
        routes += [
            _open(site, f"{prefix}{news.ADDRESS}.{ending}", news.handler(ending)) for ending in lists.FEEDS
        ]
        if prefix:
            routes.append(Route(prefix, _given(site, pages.front), methods=["GET"]))
        for path, handler in PAGES:
            if path in FOR_SCRIPTS:
                routes.append(_open(site, f"{prefix}{path}", handler))
            else:
                routes.append(Route(f"{prefix}{path}", _given(site, handler), methods=["GET"]))
        for path, write in WRITES:
            routes.append(Route(f"{prefix}{path}", _posted(site, write), methods=["POST"]))
    return routes


def _given(site: Site, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        # Handlers wait for the store: they run beside the event loop.
        return await beside(handler, site, request)

    return answer


def _open(site: Site, path: str, handler: Handler) -> Route:
    """An address that scripts of other sites may read: it answers what their browsers ask first."""

    def answer(site: Site, request: Request) -> Response:
        return preflight() if request.method == "OPTIONS" else handler(site, request)

    return Route(path, _given(site, answer), methods=METHODS)


def _allowed(error: Exception) -> str:
    """The methods of an address, as the router names them (RFC 9110, 10.2.1)."""
    said = (error.headers or {}).get("Allow", "") if isinstance(error, HTTPException) else ""
    return ", ".join(sorted(name.strip() for name in said.split(","))) if said else "GET, HEAD"


def _posted(site: Site, write: Write) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await beside(write, site, request, await guard.posted(request))

    return answer


_STATIC_NAME = re.compile(r"(?P<stem>[a-z]+)(?:-[0-9a-f]{12})?(?P<ending>\.[a-z]+)")
_STATIC_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def _static() -> Callable[[Request], Awaitable[Response]]:
    folder = files("agregateur.web") / "static"
    held = {
        file.name: file.read_bytes()
        for file in folder.iterdir()
        if PurePath(file.name).suffix in _STATIC_TYPES
    }

    async def answer(request: Request) -> Response:
        match = _STATIC_NAME.fullmatch(request.path_params["name"])
        content = held.get(match["stem"] + match["ending"]) if match else None
        if match is None or content is None:
            raise Problem(404)
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return Response(content, 200, headers, _STATIC_TYPES[match["ending"]])

    return answer
