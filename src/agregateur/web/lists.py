"""The plain lists: who does what, the news, and where all this comes from."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes, taxonomy
from agregateur.model import Item
from agregateur.publish import dates, leaving
from agregateur.publish.words import Lang
from agregateur.store import directory
from agregateur.store.asking import ACTORS, ARTICLES
from agregateur.store.directory import Listed
from agregateur.store.selection import Selection
from agregateur.web import events, labels, params
from agregateur.web.chosen import chosen
from agregateur.web.i18n import mark, say
from agregateur.web.paths import language_of, local, path_of, with_query
from agregateur.web.site import Site
from agregateur.web.wanted import receive_path, where

PER_PAGE = 50
FEEDS: Mapping[str, str] = {
    "rss": "application/rss+xml; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "json": "application/feed+json",
    "ics": "text/calendar; charset=utf-8",
}
"""The feeds of articles by the ending of their address, with their media types."""
GENRES: Mapping[str, str] = {
    "appel": mark("Appel à projets"),
    "benevolat": mark("Bénévolat"),
    "emploi": mark("Emploi"),
    "echange": mark("Prêt ou coup de main"),
    "pratique": mark("Info pratique"),
    "publication": mark("Publication"),
}
"""What one article is called; news is what needs no name."""


def actors(site: Site, request: Request) -> Response:
    """`/acteurs`: the structures, by name."""
    asked = _asked(request, ACTORS)
    with site.database.reader() as connection:
        params.check_known(connection, asked.selection)
        found, total = directory.actors(
            connection, asked.selection, limit=PER_PAGE, offset=(asked.page - 1) * PER_PAGE
        )
        names = _source_names(connection, found)
        present = directory.present(connection, "actor")
    shown = _listing(site, request, asked, found, total, names, present)
    return site.page(request, "actors.html", **shown)


def articles(site: Site, request: Request) -> Response:
    """`/actualites`: the news, the latest first; calls alone, the nearest deadline first."""
    asked = _asked(request, ARTICLES)
    with site.database.reader() as connection:
        params.check_known(connection, asked.selection)
        today, offset = site.today(), (asked.page - 1) * PER_PAGE
        found = directory.articles(connection, asked.selection, today=today, limit=PER_PAGE, offset=offset)
        total = directory.count_articles(connection, asked.selection, today=today)
        names = _source_names(connection, found)
        present = directory.present(connection, "article")
    shown = _listing(site, request, asked, found, total, names, present)
    language = language_of(request)
    return site.page(
        request,
        "articles.html",
        feeds=_feeds(site, asked.selection, language),
        tabs=_tabs(shown["form_path"], asked.selection, language),
        marks=lambda item: _marks(site, item, language),
        **shown,
    )


def sources(site: Site, request: Request) -> Response:
    """`/sources`: who announces, where, when it was last read and how much: no fault, no grade."""
    params.read(request.query_params.multi_items(), selection=(), forgiving=True)
    with site.database.reader() as connection:
        found = directory.sources(connection, site.announced.at(connection))
    return site.page(request, "sources.html", sources=found)


def _asked(request: Request, words: tuple[str, ...]) -> params.Asked:
    return params.read(request.query_params.multi_items(), selection=words, words=("page",), forgiving=True)


def _listing(
    site: Site,
    request: Request,
    asked: params.Asked,
    found: Sequence[Listed],
    total: int,
    names: Mapping[str, directory.SourceLine],
    present: Collection[str],
) -> dict[str, Any]:
    """What both lists give their template; `present` are the categories that something has."""
    language = language_of(request)
    path = local(path_of(request), language)
    selection = asked.selection
    # A single genre is told by its tab.
    told = replace(selection, genre=()) if len(selection.genre) == 1 else selection
    return {
        "receive_href": local(receive_path(where(selection)), language),
        "listed": found,
        "total": total,
        "sources": names,
        "examples": {id for id, source in names.items() if source.example},
        "selection": selection,
        "chosen": chosen(told, language, today=site.today()),
        "chosen_place": _chosen_place(selection),
        "categories": {
            code: name
            for code, name in labels.categories(language).items()
            if code in present or code in selection.categorie
        },
        "previous": _page(path, selection, asked.page - 1) if asked.page > 1 else None,
        "following": _page(path, selection, asked.page + 1) if asked.page * PER_PAGE < total else None,
        "page_number": asked.page,
        "form_path": path,
        "kept": [(word, value) for word, value in selection.query() if word not in {"q", "categorie"}],
        "excerpt": lambda item: events.shortened(item.text or "", events.EXCERPT),
        "link": lambda item: leaving.http_url(item.url),
    }


def _feeds(site: Site, selection: Selection, language: Lang) -> dict[str, tuple[str, str]]:
    """Ending -> (media type, whole address) of each feed of the same selection."""
    query = [*selection.query(), *([("langue", language)] if language != "fr" else [])]
    return {
        ending: (media.partition(";")[0], with_query(site.url(f"/actualites.{ending}"), query))
        for ending, media in FEEDS.items()
    }


def _tabs(path: str, selection: Selection, language: Lang) -> list[tuple[str, str, bool]]:
    """The links to one genre each, all of them first: (name, address, current)."""
    tabs = [(say(language, mark("Toutes")), with_query(path, selection.query(genre=())), not selection.genre)]
    for code, label in taxonomy.facet("genre").items():
        address = with_query(path, selection.query(genre=(code,)))
        tabs.append((label.text(language), address, code in selection.genre))
    return tabs


def _marks(site: Site, item: Item, language: Lang) -> list[tuple[str, str]]:
    """(kind, words) of the small labels of an article: its genre, until when one may answer."""
    marks = []
    if item.genre and item.genre in GENRES:
        marks.append(("genre", say(language, GENRES[item.genre])))
    if item.echeance:
        marks.append(("deadline", _until(item.echeance, site.today(), language)))
    return marks


def _until(day: date, today: date, language: Lang) -> str:
    if day == today:
        return say(language, mark("dernier jour"))
    label = dates.day_label(day, language, today=today, weekday=False)
    return say(language, mark("jusqu’au %(day)s"), day=label)


def _source_names(connection: Connection, found: Sequence[Listed]) -> dict[str, directory.SourceLine]:
    return directory.named_sources(connection, {source for one in found for source in one.sources})


def _chosen_place(selection: Selection) -> str:
    """The name of the one commune chosen, for the title."""
    place = communes.commune(selection.commune[0]) if len(selection.commune) == 1 else None
    return place.nom if place else ""


def _page(path: str, selection: Selection, number: int) -> str:
    more = [("page", str(number))] if number > 1 else []
    return with_query(path, [*selection.query(), *more])
