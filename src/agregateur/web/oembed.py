"""oEmbed 1.0 (https://oembed.com): pasted into WordPress and others, the address of a page of ours becomes a frame."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree as ET

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from agregateur import communes, text
from agregateur.errors import SelectionError
from agregateur.publish.words import Lang
from agregateur.store import read
from agregateur.store.asking import refused
from agregateur.web import card, embedding, listing, params
from agregateur.web.feeds import MAX_AGE
from agregateur.web.i18n import mark, say
from agregateur.web.paths import with_query
from agregateur.web.problems import Problem
from agregateur.web.site import Site, matches, quoted
from agregateur.web.wanted import Wanted

WIDTH, CARD_HEIGHT = 600, 200
"""CSS pixels."""
_EVENT = re.compile(r"/evenements/([a-z0-9]+)(?:-[^/]*)?")
_PLACE = re.compile(r"/(communes|epci|departements)/([0-9A-Za-z]+)(?:-[^/]*)?")
_FORMAT = mark("Seuls les formats json et xml existent.")


def oembed(site: Site, request: Request) -> Response:
    """`/oembed?url=…&format=json|xml&maxwidth=…&maxheight=…`; other words that consumers add are ignored.

    404 for what is no agenda or event of ours (Problem), 501 for another format (2.3.5).
    """
    said = dict(request.query_params)
    format = said.get("format", "json")
    if format not in {"json", "xml"}:
        return JSONResponse({"error": "format", "message": say("fr", _FORMAT)}, 501)
    url = said.get("url", "")
    found = _agenda_or_event(site, url)
    width = min(WIDTH, _most(said, "maxwidth"))
    height = min(found.pop("height"), _most(said, "maxheight"))
    frame = embedding.iframe(
        found.pop("src"),
        title=found["title"],
        language=found.pop("language"),
        height=height,
        width=str(width),
    )
    # WordPress shows the quotation until the frame has told its height; others show both.
    page = embedding.link(found.pop("page"), found["title"])
    answer = {
        "version": "1.0",
        "type": "rich",
        **found,
        "provider_name": site.name,
        "provider_url": site.url("/"),
        "cache_age": MAX_AGE,
        "width": width,
        "height": height,
        "html": f"<blockquote>{page}</blockquote>{frame}",
    }
    response = _xml(answer) if format == "xml" else JSONResponse(answer)
    etag = quoted(format, bytes(response.body).decode("utf-8", "replace"))
    headers = {
        "ETag": etag,
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "Access-Control-Allow-Origin": "*",
    }
    if matches(request, etag):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


def _agenda_or_event(site: Site, url: str) -> dict[str, Any]:
    """What stands behind `url`: title, page, src, language, height. Raises Problem."""
    try:
        asked, base = urlsplit(url), urlsplit(site.settings.base_url)
    except ValueError:
        raise Problem(404) from None
    root = base.path.rstrip("/")
    ours = asked.scheme in {"http", "https"} and asked.netloc.lower() == base.netloc.lower()
    if not ours or not asked.path.startswith(root):
        raise Problem(404)
    path = asked.path.removeprefix(root).rstrip("/")
    language: Lang = "en" if path == "/en" or path.startswith("/en/") else "fr"
    if language == "en":
        path = path.removeprefix("/en")
    if event := _EVENT.fullmatch(path):
        return _event(site, event[1], language)
    return _agenda(site, path, parse_qsl(asked.query, keep_blank_values=True), language)


def _event(site: Site, id: str, language: Lang) -> dict[str, Any]:
    with site.database.reader() as connection:
        found = read.resolve(connection, id)
        if found is None or found.state == "gone":
            raise Problem(404, "event")
        event = card.leaves(read.leaving(connection, [found.id]).get(found.id))
    if event is None:
        raise Problem(404, "event")
    return {
        "title": text.one_line(event.title),
        "page": site.url(f"/evenements/{event.id}-{text.slug(event.title)}", language),
        "src": site.url(card.card_path(event.id, language)),
        "language": language,
        "height": CARD_HEIGHT,
    }


def _agenda(site: Site, path: str, query: list[tuple[str, str]], language: Lang) -> dict[str, Any]:
    try:
        said = params.read(query, words=("lieu",), scope=_scope(path), forgiving=True)
        with site.database.reader() as connection:
            params.check_known(connection, said.selection)
    except SelectionError:
        raise Problem(404) from None
    wanted = Wanted(selection=said.selection, format="widget", language=language)
    return {
        "title": listing.title(site, wanted),
        "page": site.url(wanted.page(), language),
        "src": site.url(with_query("/widget", embedding.words(wanted))),
        "language": language,
        "height": embedding.HEIGHT,
    }


def _scope(path: str) -> tuple[str, str] | None:
    """The place that the path of an agenda page names; None for the front page. Raises Problem for other pages."""
    if not path:
        return None
    place = _PLACE.fullmatch(path)
    kind, code = (place[1], place[2].upper()) if place else ("", "")
    if kind == "communes" and (commune := communes.commune(code)):
        return "commune", commune.insee
    if kind == "epci" and communes.epci(code):
        return "epci", code
    if kind == "departements" and communes.departement(code):
        return "departement", code
    raise Problem(404)


def _most(said: Mapping[str, str], word: str) -> int:
    """What the consumer has room for, in CSS pixels."""
    value = said.get(word, "99999")
    if not (value.isascii() and value.isdigit() and len(value) <= 5 and int(value)):
        raise refused(word, value, f"{word}={value[:20]!r}: a whole number of pixels.", ["1-99999"])
    return int(value)


def _xml(answer: Mapping[str, Any]) -> Response:
    root = ET.Element("oembed")
    for name, value in answer.items():
        ET.SubElement(root, name).text = text.printable(str(value))
    body = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return Response(body, media_type="text/xml; charset=utf-8")
