"""Feeds that were given a name: making one, `/flux/{token}` and its formats, and the private link that changes it.

The private link is shown to whoever made the feed, and to nobody else: it is kept out of caches, search engines and
Referer headers. Reading it changes nothing, since mail programs open links to look into them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import cast

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agregateur.publish.words import Lang
from agregateur.store import savedfeeds
from agregateur.store.asking import parse
from agregateur.store.savedfeeds import Saved
from agregateur.store.selection import Selection
from agregateur.text import one_line
from agregateur.web import feeds, pace, params, security
from agregateur.web.formats import Format
from agregateur.web.i18n import mark
from agregateur.web.pages import places_meant
from agregateur.web.paths import language_of, local, path_of, with_query
from agregateur.web.problems import Problem
from agregateur.web.site import Site
from agregateur.web.subscribing import form, page
from agregateur.web.wanted import Wanted

LONGEST_NAME = 100
NO_NAME = mark("Donnez un nom : quelques mots suffisent.")
PRIVATE = {**security.PRIVATE, **page.HEADERS}
Fields = Sequence[tuple[str, str]]
_OWN = frozenset(("nom", "faire", "oui"))
"""What the forms say beside the words of a selection."""


def create(site: Site, request: Request, fields: Fields) -> Response:
    """POST `/flux`: saves the selection under a name, and leads to its private link."""
    language = language_of(request)
    name, selection = _told(fields)
    with site.database.reader() as connection:
        params.check_known(connection, selection)
    if not name:
        return _nameless(site, request, selection)
    now = site.now()
    if not site.pace.allows(pace.visitor(request), now):
        raise Problem(429, "often")
    with site.database.writer() as connection:
        token, key = savedfeeds.make(connection, name=name, selection=selection, language=language, now=now)
    return _moved(f"{local(f'/flux/{token}', language)}/modifier/{key}?fait=cree")


def show(site: Site, request: Request) -> Response:
    """`/flux/{token}`: what the feed gives, and how to subscribe to it."""
    saved, selection = _found(site, request)
    language = language_of(request)
    asked = params.read(request.query_params.multi_items(), selection=(), words=("porte",), forgiving=True)
    door = asked.own.get("porte", "telephone")
    if door not in form.DOORS:
        door = "telephone"
    path = local(path_of(request), language)
    told = form.Told(selection=selection, door=door)
    wanted = _wanted(saved, selection, "ics", language)
    with site.database.reader() as connection:
        context = page.choice(site, connection, told, language, path)
    context["doors"] = [
        (code, with_query(path, [("porte", code)]), code == door) for code in form.DOORS if code != "bulletin"
    ]
    context["receive"] = page.receive(site, wanted, door, language)
    headers = {**page.HEADERS, "X-Robots-Tag": "noindex"}
    return site.page(request, "flux_saved.html", headers=headers, saved=saved, **context)


def handler(format: Format) -> Callable[[Site, Request], Response]:
    """The handler of every `/flux/{token}.{ending}`."""

    def feed(site: Site, request: Request) -> Response:
        saved, selection = _found(site, request)
        asked = feeds.asked(request, format, None, selection=())
        own = _wanted(saved, selection, format.ending, asked.language)
        language = asked.language if _speaks(request) else own.usual
        return feeds.answer(
            site,
            request,
            replace(own, language=language, limit=asked.limit, newest=asked.newest, options=asked.options),
        )

    return feed


def edit(site: Site, request: Request) -> Response:
    """GET of the private link: the name and the choice to change. What the query says is only looked at."""
    saved, selection = _opened(site, request)
    return _editing(site, request, saved, selection)


def change(site: Site, request: Request, fields: Fields) -> Response:
    """POST of the private link: saves the choice that was looked at, or deletes the feed."""
    saved, _ = _opened(site, request)
    language = language_of(request)
    said = dict(fields)
    if said.get("faire") == "supprimer":
        if said.get("oui") != "oui":
            return _moved(local(path_of(request), language))
        with site.database.writer() as connection:
            savedfeeds.delete(connection, saved.token, site.now())
        return site.page(request, "flux_deleted.html", headers=PRIVATE)
    name, selection = _told(fields)
    with site.database.reader() as connection:
        params.check_known(connection, selection)
    if not name:
        return _editing(site, request, saved, selection, wrong=NO_NAME)
    with site.database.writer() as connection:
        savedfeeds.change(
            connection, saved.token, name=name, selection=selection, language=saved.language, now=site.now()
        )
    return _moved(local(path_of(request), language) + "?fait=oui")


def _editing(
    site: Site, request: Request, saved: Saved, selection: Selection, *, wrong: str = ""
) -> Response:
    language = language_of(request)
    path = local(path_of(request), language)
    pairs = [pair for pair in request.query_params.multi_items() if pair[0] != "fait"]
    kept = [("porte", "autres"), *selection.plain().query()]
    told = form.read(pairs or kept, lambda text: places_meant(site, text))
    if told.submitted and not told.errors:
        moved = _moved(with_query(path, told.query(door="autres")))
        moved.headers.update(PRIVATE)
        return moved
    with site.database.reader() as connection:
        params.check_known(connection, told.selection)
        context = page.choice(site, connection, told, language, path)
    return site.page(
        request,
        "flux_edit.html",
        status=422 if wrong or (told.errors and not told.candidates) else 200,
        headers=PRIVATE,
        saved=saved,
        public=site.url(f"/flux/{saved.token}", cast(Lang, saved.language)),
        private=site.url(path_of(request), language),
        done=request.query_params.get("fait", ""),
        looked_at=bool(pairs),
        wrong=wrong,
        **context,
    )


def _nameless(site: Site, request: Request, selection: Selection) -> Response:
    return site.page(
        request,
        "flux_name.html",
        status=422,
        headers=page.HEADERS,
        words=list(selection.plain().query()),
        form_path=local("/flux", language_of(request)),
        wrong=NO_NAME,
    )


def _told(fields: Fields) -> tuple[str, Selection]:
    """The name and the selection of a posted form. Raises SelectionError: left out, a word would widen the choice."""
    name = one_line(next((value for word, value in fields if word == "nom"), ""))[:LONGEST_NAME].strip()
    return name, parse([(word, value) for word, value in fields if word not in _OWN])


def _found(site: Site, request: Request) -> tuple[Saved, Selection]:
    with site.database.reader() as connection:
        saved = savedfeeds.find(connection, request.path_params["token"])
    if saved is None:
        raise Problem(404, "feed")
    if saved.deleted:
        raise Problem(410, "feed_gone")
    return saved, saved.selection()


def _opened(site: Site, request: Request) -> tuple[Saved, Selection]:
    saved, selection = _found(site, request)
    if not saved.opened_by(request.path_params["key"]):
        raise Problem(404, "feed")
    return saved, selection


def _wanted(saved: Saved, selection: Selection, format: str, language: Lang) -> Wanted:
    usual: Lang = "en" if saved.language == "en" else "fr"
    return Wanted(
        selection=selection, format=format, language=language, name=saved.name, token=saved.token, usual=usual
    )


def _speaks(request: Request) -> bool:
    """Whether the address itself says in which language."""
    return "langue" in request.query_params or language_of(request) == "en"


def _moved(address: str) -> RedirectResponse:
    """Elsewhere, to be asked with GET; what leads there is kept by nobody."""
    return RedirectResponse(address, 303, {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"})
