"""The plain lists: who does what, the news, and where all this comes from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes
from agregateur.model import Item
from agregateur.publish import leaving
from agregateur.store import directory
from agregateur.store.asking import LISTED
from agregateur.store.directory import Listed
from agregateur.store.selection import Selection
from agregateur.web import events, params
from agregateur.web.paths import language_of, local, path_of, with_query
from agregateur.web.site import Site

PER_PAGE = 50
Listing = Callable[..., tuple[list[Listed], int]]


def actors(site: Site, request: Request) -> Response:
    """`/acteurs`: the structures, by name."""
    return _list(site, request, directory.actors, "actors.html")


def articles(site: Site, request: Request) -> Response:
    """`/actualites`: the news, the latest first."""
    return _list(site, request, directory.articles, "articles.html")


def sources(site: Site, request: Request) -> Response:
    """`/sources`: who announces, where, when it was last read and how much: no fault, no grade."""
    params.read(request.query_params.multi_items(), selection=(), forgiving=True)
    with site.database.reader() as connection:
        found = directory.sources(connection)
    return site.page(request, "sources.html", sources=found)


def _list(site: Site, request: Request, listing: Listing, template: str) -> Response:
    asked = params.read(request.query_params.multi_items(), selection=LISTED, words=("page",), forgiving=True)
    with site.database.reader() as connection:
        params.check_known(connection, asked.selection)
        offset = (asked.page - 1) * PER_PAGE
        found, total = listing(connection, asked.selection, limit=PER_PAGE, offset=offset)
        names = _source_names(connection, found)
    path = local(path_of(request), language_of(request))
    return site.page(
        request,
        template,
        listed=found,
        total=total,
        sources=names,
        examples={id for id, source in names.items() if source.example},
        selection=asked.selection,
        chosen_place=_chosen_place(asked.selection),
        previous=_page(path, asked.selection, asked.page - 1) if asked.page > 1 else None,
        following=_page(path, asked.selection, asked.page + 1) if offset + PER_PAGE < total else None,
        page_number=asked.page,
        form_path=path,
        kept=[(word, value) for word, value in asked.selection.query() if word != "q"],
        excerpt=lambda item: events.shortened(item.text or "", events.EXCERPT),
        link=lambda item: leaving.http_url(item.url),
    )


def _source_names(connection: Connection, found: list[Listed]) -> dict[str, Any]:
    return directory.named_sources(connection, {source for one in found for source in one.sources})


def _chosen_place(selection: Selection) -> str:
    """The name of the one commune chosen, for the title."""
    place = communes.commune(selection.commune[0]) if len(selection.commune) == 1 else None
    return place.nom if place else ""


def _page(path: str, selection: Selection, number: int) -> str:
    more = [("page", str(number))] if number > 1 else []
    return with_query(path, [*selection.query(), *more])


def place_of(item: Item) -> str:
    """Where an actor is, on one line."""
    return leaving.place_line(item.place)
