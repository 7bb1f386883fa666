"""`/api/v1/sources` and `/api/v1/categories`: what the words of an address may say, so that programs can offer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from agregateur.publish import leaving
from agregateur.publish.export import when
from agregateur.store import directory
from agregateur.store.directory import SourceLine
from agregateur.store.selection import Selection
from agregateur.taxonomy import Facet, Label, facet, taxonomy
from agregateur.web import chosen_days, described_words
from agregateur.web.api import answers, cursors
from agregateur.web.i18n import say
from agregateur.web.site import Site

FACETS: tuple[Facet, ...] = ("public", "acces", "inscription", "accessibilite", "statut", "genre")


def sources(site: Site, request: Request) -> Response:
    """The sources that are read, by id, as the public page shows them: no address that is read, no fault, no grade."""
    said = answers.asked(request, selection=())
    after = cursors.parts(said.curseur, 1)[0] if said.curseur is not None else ""
    limit = said.limite or answers.PER_PAGE
    with site.database.reader() as connection:
        listed = directory.sources(connection, site.announced.at(connection))
    found = sorted(listed, key=lambda source: source.id)
    rest = [source for source in found if source.id > after]
    following = None
    if len(rest) > limit:
        cursor = cursors.written(rest[limit - 1].id)
        following = answers.next_page(site, "/api/v1/sources", Selection(), limit, curseur=cursor)
    return answers.by_content(request, map(_source, rest[:limit]), following)


def _source(source: SourceLine) -> dict[str, Any]:
    return {
        "id": source.id,
        "name": source.name,
        "home": leaving.http_url(source.home),
        "commune": source.commune,
        "licence": source.licence,
        "republication": source.republication,
        "example": source.example,
        "read": when(source.read_at),
        "events": source.events,
    }


def categories(site: Site, request: Request) -> Response:
    """The categories, and in `facets` the values of the other words that take a few."""
    answers.asked(request, selection=(), words=("langue",))
    items = [
        {**_label(one), "schema_org": one.schema_org, "discreet": one.discreet} for one in taxonomy().values()
    ]
    facets: dict[str, Any] = {name: [_label(one) for one in facet(name).values()] for name in FACETS}
    facets |= {"mode": _said(described_words.MODES), "periode": _said(chosen_days.PERIODS)}
    return answers.by_content(request, items, None, facets=facets)


def _label(one: Label) -> dict[str, str]:
    return {"code": one.code, "fr": one.fr, "en": one.en}


def _said(words: Mapping[str, str]) -> list[dict[str, str]]:
    labels: Iterable[Label] = (
        Label(code=code, fr=say("fr", sentence), en=say("en", sentence)) for code, sentence in words.items()
    )
    return [_label(one) for one in labels]
