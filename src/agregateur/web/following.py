"""`/agenda.rpde`: what changed in a selection, page after page, for portals that follow it (OpenActive RPDE 1.0).

`afterChangeNumber` is RPDE's own word. `debut` is ours: the store's number when a crawl began from nothing, of which a
newcomer is told nothing that was gone before (`store.changes`); it comes and goes with `next`, which readers take as
it is. A reader that writes `afterChangeNumber` by itself is told of everything behind it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes, taxonomy
from agregateur.publish import rpde
from agregateur.publish.leaving import may_leave
from agregateur.publish.rpde import About
from agregateur.store import changes, read
from agregateur.store.asking import refused
from agregateur.store.changes import Cursor, Page
from agregateur.store.selection import Selection
from agregateur.store.upgrade import portal_name
from agregateur.web import labels, params
from agregateur.web.feeds import place_of
from agregateur.web.listing import credits
from agregateur.web.openwords import query
from agregateur.web.paths import with_query
from agregateur.web.site import Site, matches, quoted
from agregateur.web.wanted import placed

PER_PAGE = 500
"""RPDE 1.0 suggests 500 items a page."""
MOST = 1_000
SETTLED, LAST = 3600, 8
"""Seconds that a page may be kept: one that is followed by another, and the last one (what
OpenActive's validator holds feeds to)."""
WORDS = ("afterChangeNumber", "debut", "limite")
PARAMETERS = (
    query("afterChangeNumber", {"type": "integer", "minimum": 0}, "changes behind this number", 0),
    query("debut", {"type": "integer", "minimum": 0}, "from `next`"),
    query("limite", {"type": "integer", "minimum": 1, "maximum": MOST}, "items a page", 20),
)


def feed(site: Site, request: Request) -> Response:
    """`/agenda.rpde`, of the whole agenda or of a place. Raises SelectionError."""
    said = request.query_params.multi_items()
    for word, value in said:
        if word in changes.UNFOLLOWED:
            raise changes.unfollowed(word, value)
    asked = params.read(said, words=WORDS, selection=changes.ASKED, scope=place_of(request), most=MOST)
    after, began = _number(asked.own, "afterChangeNumber"), _number(asked.own, "debut")
    if began is not None and after is None:
        raise refused(
            "debut",
            str(began),
            "debut goes with afterChangeNumber: take `next` as it is.",
            ("afterChangeNumber",),
            "alone",
        )
    limit = asked.limite or PER_PAGE
    with site.database.reader() as connection:
        params.check_known(connection, asked.selection)
        etags = [
            _etag(site, connection, asked.selection, (after, began, limit), last) for last in (False, True)
        ]
        for etag, kept in zip(etags, (SETTLED, LAST), strict=True):
            if matches(request, etag):
                return Response(status_code=304, headers=_headers(etag, kept))
        cursor = None if after is None else Cursor(after, began)
        found = changes.page(connection, asked.selection, cursor, limit=limit, now=site.now())
        items = _items(site, connection, found)
    address = _address(site, asked.selection, found.next, asked.limite)
    content = rpde.page(items, following=address, licence=site.url("/sources"))
    headers = _headers(etags[found.last], LAST if found.last else SETTLED)
    return Response(content, 200, headers, "application/json")


def _etag(
    site: Site, connection: Connection, selection: Selection, at: tuple[int | None, ...], last: bool
) -> str:
    """Two validators a page, so that a 304 says how long the page may be kept without a look at what it holds."""
    after, began, _ = at
    fresh = after is None or began is not None
    return quoted(
        "rpde",
        selection.canonical(),
        repr((at, last)),
        site.today().isoformat() if fresh else "",
        site.fingerprint,
        str(read.change_number(connection, selection.watched())),
    )


def _headers(etag: str, kept: int) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": f"public, max-age={kept}",
        "Access-Control-Allow-Origin": "*",
    }


def _items(site: Site, connection: Connection, found: Page) -> list[Mapping[str, Any]]:
    told = [(change, may_leave(change.event) if change.event else None) for change in found.changes]
    sources = {member.source for _, event in told if event for member in event.members}
    about = About(
        base_url=site.settings.base_url,
        portal=portal_name(connection),
        credits=credits(connection, sources),
        labels=labels.categories("fr"),
        access={code: one.text("fr") for code, one in taxonomy.facet("accessibilite").items()},
    )
    out: list[Mapping[str, Any]] = []
    for change, event in told:
        id = rpde.uid(change.id, about)
        if event is None:
            out.append(rpde.deleted(id, change.number))
        else:
            commune, departement = _names(event.insee)
            data = rpde.data(event, about, commune=commune, departement=departement)
            out.append(rpde.updated(id, change.number, data))
    return out


def _names(insee: str | None) -> tuple[str | None, str | None]:
    """The names of a commune and of its département."""
    place = communes.commune(insee) if insee else None
    if place is None:
        return None, None
    around = communes.departement(place.departement)
    return place.nom, around.nom if around else None


def _address(site: Site, selection: Selection, at: Cursor, limit: int | None) -> str:
    """The same words always in the same order, so that the last page's `next` is its own address."""
    path, rest = placed(selection)
    pairs = [
        *rest.query(),
        *([("limite", str(limit))] if limit else []),
        ("afterChangeNumber", str(at.after)),
    ]
    if at.began is not None:
        pairs.append(("debut", str(at.began)))
    return site.url(with_query(f"{path}/agenda.rpde", pairs))


def _number(own: Mapping[str, str], word: str) -> int | None:
    value = own.get(word)
    if value is None:
        return None
    if not (value.isascii() and value.isdigit() and len(value) <= 19):
        raise refused(word, value, f"{word}={value!r}: take it from `next`, as it is.")
    return int(value)
