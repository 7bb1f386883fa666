"""`/actualites.{rss,atom,json,ics}`: the articles of a selection; in a calendar, the deadlines of its calls.

A feed's validator holds the greatest change number of any article: a poll that finds nothing new reads none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes
from agregateur.publish.articles import atom, deadlines, jsonfeed, rss
from agregateur.publish.articles.told import News
from agregateur.publish.entries import Channel
from agregateur.publish.words import Lang
from agregateur.store import directory
from agregateur.store.asking import ARTICLES
from agregateur.store.directory import Listed
from agregateur.store.upgrade import portal_name
from agregateur.text import slug
from agregateur.web import labels, listing, params
from agregateur.web.cors import OPEN
from agregateur.web.i18n import mark, say
from agregateur.web.lists import FEEDS, GENRES
from agregateur.web.paths import language_of, with_query
from agregateur.web.site import Site, matches, quoted
from agregateur.web.wanted import place_name

ADDRESS = "/actualites"
WORDS = ("langue", "limite")
MAX_AGE = 900
LISTED, MOST = 30, 200
VERSION = 1
"""Raise it when the same articles are written otherwise."""
NAME = mark("Actualités – %(place)s")
DEADLINES = mark("Dates limites – %(place)s")
PLAIN = mark("Annonce")
"""The genre of what is none of the others."""
ABOUT = mark("Les nouvelles publiées par les structures du territoire.")
_WRITERS: Mapping[str, Callable[[Sequence[News], Channel], bytes]] = {
    "rss": rss.rss,
    "atom": atom.atom,
    "json": jsonfeed.jsonfeed,
}


def handler(ending: str) -> Callable[[Site, Request], Response]:
    """The handler of `/actualites.{ending}`. It raises SelectionError."""
    return lambda site, request: _answer(site, request, ending)


def _answer(site: Site, request: Request, ending: str) -> Response:
    said = params.read(request.query_params.multi_items(), words=WORDS, selection=ARTICLES, most=MOST)
    language = said.langue or language_of(request)
    with site.database.reader() as connection:
        params.check_known(connection, said.selection)
        etag = quoted(
            said.selection.canonical(),
            repr((ADDRESS, ending, language, said.limite, VERSION)),
            site.today().isoformat(),
            site.fingerprint,
            str(directory.articles_change(connection)),
        )
        file = f"{'echeances' if ending == 'ics' else 'actualites'}-{slug(place_name(said.selection) or site.name)}"
        headers = {
            "ETag": etag,
            "Cache-Control": f"public, max-age={MAX_AGE}",
            "Content-Disposition": f'inline; filename="{file}.{ending}"',
            **OPEN,
        }
        if matches(request, etag):
            return Response(status_code=304, headers=headers)
        body = _body(site, connection, said, ending, language)
    return Response(body, 200, headers, FEEDS[ending])


def _body(site: Site, connection: Connection, said: params.Asked, ending: str, language: Lang) -> bytes:
    calendar = ending == "ics"
    selection = said.selection
    if calendar and not selection.genre:
        selection = replace(selection, genre=("appel",))
    found = directory.articles(
        connection,
        selection,
        today=site.today(),
        limit=said.limite or (MOST if calendar else LISTED),
        exported=True,
        dated=calendar,
    )
    news = [_news(one, language) for one in found]
    query = [*said.selection.query(), *([("limite", str(said.limite))] if said.limite else [])]
    channel = Channel(
        title=say(language, DEADLINES if calendar else NAME, place=place_name(said.selection) or site.name),
        description=say(language, ABOUT),
        page=with_query(site.url(ADDRESS, language), said.selection.query()),
        url=with_query(
            site.url(f"{ADDRESS}.{ending}"), [*query, *([("langue", language)] if language != "fr" else [])]
        ),
        base_url=site.settings.base_url,
        now=site.now(),
        language=language,
        credits=listing.credits(connection, {one.item.source for one in news}),
        labels=labels.categories(language),
    )
    if calendar:
        return deadlines.calendar(news, channel, portal=portal_name(connection))
    return _WRITERS[ending](news, channel)


def _news(one: Listed, language: Lang) -> News:
    place = communes.commune(one.insee) if one.insee else None
    assert one.published is not None and one.updated is not None  # noqa: S101 - every article has both
    return News(
        id=one.id,
        item=one.item,
        published=one.published,
        updated=one.updated,
        genre=say(language, GENRES.get(one.item.genre or "", PLAIN)),
        insee=one.insee,
        commune=place.nom if place else None,
    )
