"""The agenda on other sites: the framed page, the script that puts it there, and the bare fragment.

    /widget        a whole small page, the only one that may be framed; needs no script
    /widget.js     puts the frame where it stands and follows its height
    /widget.css    the colours that an address asks for
    /widget.html   the list alone, for inclusion by another server

Nothing is kept about those who look: no cookie, no request to anybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from agregateur.web import card, colours, listing, params, shortlist
from agregateur.web.feeds import MAX_AGE
from agregateur.web.paths import language_of, with_query
from agregateur.web.rendering import environment
from agregateur.web.site import HTML, Site, matches, quoted
from agregateur.web.wanted import Wanted, placed

LIMIT, MOST = 10, 50
LEVELS = ("2", "1", "3", "4", "5")
"""Of the first heading of the fragment; the days stand one below."""
SHEET_AGE = 86_400
NO_INDEX = {"X-Robots-Tag": "noindex"}
NO_CHOICES: Mapping[str, tuple[str, ...]] = {}


def framed(site: Site, request: Request) -> Response:
    """`/widget`: the page to be framed. Raises SelectionError, also for colours that cannot be read."""
    if card.WORD in request.query_params:
        return card.card(site, request)
    said = _read(request, words=colours.WORDS)
    chosen = colours.read(said.own)
    wanted = _wanted(request, said, "widget", colours.words(chosen))
    sheet = with_query("/widget.css", colours.words(chosen).items()) if chosen else None
    return answer(site, request, wanted, "widget.html", limit=LIMIT, headers=NO_INDEX, level=1, sheet=sheet)


def fragment(site: Site, request: Request) -> Response:
    """`/widget.html`: a section without page, style, script or id, whose links are whole. Raises SelectionError."""
    said = _read(request, choices={"niveau": LEVELS})
    wanted = _wanted(request, said, "fragment", said.options)
    level = int(said.options.get("niveau", LEVELS[0]))
    headers = {**NO_INDEX, "Access-Control-Allow-Origin": "*"}
    return answer(site, request, wanted, "widget_list.html", limit=LIMIT, headers=headers, level=level)


def colour_sheet(site: Site, request: Request) -> Response:
    """`/widget.css?couleur=…&fond=…&lien=…`: refused where text could not be read. Raises SelectionError."""
    said = params.read(request.query_params.multi_items(), selection=(), words=colours.WORDS)
    return _kept(request, colours.sheet(colours.read(said.own)).encode(), "text/css; charset=utf-8", {})


def script(site: Site, request: Request) -> Response:
    """`/widget.js`: one address for ever, hence asked again every day."""
    params.read(request.query_params.multi_items(), selection=())
    content = (files("agregateur.web") / "static" / "widget.js").read_bytes()
    return _kept(request, content, "text/javascript; charset=utf-8", {"Access-Control-Allow-Origin": "*"})


def answer(
    site: Site,
    request: Request,
    wanted: Wanted,
    template: str,
    *,
    limit: int,
    headers: Mapping[str, str],
    max_age: int = MAX_AGE,
    **context: Any,
) -> Response:
    """The few next events of `wanted` in `template`, or 304 without reading an event. Raises SelectionError."""
    now = shortlist.moment(site)
    language = wanted.language
    with site.database.reader() as connection:
        params.check_known(connection, wanted.selection)
        etag = shortlist.validator(site, connection, wanted, now)
        sent = {
            **headers,
            "ETag": etag,
            "Cache-Control": f"public, max-age={max_age}",
            "Content-Language": language,
        }
        if matches(request, etag):
            return Response(status_code=304, headers=sent)
        short = shortlist.coming(site, connection, wanted, now, limit=wanted.limit or limit)
    inside = placed(wanted.selection)[1]
    body = environment(language).get_template(template).render(
        language=language,
        site_name=site.name,
        title=listing.title(site, wanted),
        short=short,
        show_commune=inside.voisines or not (inside.scope and inside.scope[0] == "commune"),
        page=site.url(wanted.page(), language),
        url=lambda path: site.url(path, language),
        now=now,
        today=now.date(),
        **context,
    )  # fmt: skip
    return Response(body.encode("utf-8", "replace"), 200, sent, HTML)


def _read(
    request: Request, *, words: tuple[str, ...] = (), choices: Mapping[str, tuple[str, ...]] = NO_CHOICES
) -> params.Asked:
    return params.read(
        request.query_params.multi_items(), words=("langue", "limite", *words), choices=choices, most=MOST
    )


def _wanted(request: Request, said: params.Asked, format: str, options: Mapping[str, str]) -> Wanted:
    return Wanted(
        selection=said.selection,
        format=format,
        language=said.langue or language_of(request),
        limit=said.limite,
        options=options,
    )


def _kept(request: Request, content: bytes, media: str, headers: Mapping[str, str]) -> Response:
    """Bytes that depend on their address alone, with a strong validator."""
    etag = quoted(media, blake2b(content, digest_size=16).hexdigest())
    sent = {**headers, "ETag": etag, "Cache-Control": f"public, max-age={SHEET_AGE}"}
    return (
        Response(status_code=304, headers=sent)
        if matches(request, etag)
        else Response(content, 200, sent, media)
    )
