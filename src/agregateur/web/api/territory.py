"""`/api/v1/communes`: the communes that addresses name by their INSEE code, and how much is on in each."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes as table
from agregateur.communes import Commune
from agregateur.model import WINDOW_AHEAD
from agregateur.store import read
from agregateur.store.asking import refused
from agregateur.store.days import Window
from agregateur.store.reach import Reach
from agregateur.store.selection import Selection
from agregateur.web.api import answers, cursors
from agregateur.web.api.items import written
from agregateur.web.paths import commune_path
from agregateur.web.site import Site

PATH = "/api/v1/communes"
WORDS = ("commune", "epci", "departement", "autour", "rayon", "voisines", "q")
_MOST_FOUND = 500
"""Communes that one name or postcode may mean: the beginnings of names are found too."""


def communes(site: Site, request: Request) -> Response:
    """Communes by INSEE code, of the portal's territory unless a word says otherwise; with `q`, the likeliest first."""
    said = answers.asked(request, selection=WORDS)
    limit = said.limite or answers.PER_PAGE
    found = _found(site, said.selection)
    begin = _place(found, said.curseur) + 1 if said.curseur is not None else 0
    codes = found[begin : begin + limit]
    with site.database.reader() as connection:
        change = read.change_number(connection, frozenset(codes))
        etag = answers.validator(site, request, said, change)
        if held := answers.unchanged(request, etag):
            return held
        today = site.today()
        window = Window(today, today + WINDOW_AHEAD)
        reach = Reach.of(connection, Selection(commune=tuple(codes)), [window], exported=True)
        coming = read.by_commune(connection, reach) if codes else {}
    following = None
    if begin + limit < len(found):
        cursor = cursors.written(codes[-1])
        following = answers.next_page(site, PATH, said.selection, limit, curseur=cursor)
    items = (
        written(_commune(site, place, coming.get(code, 0)))
        for code in codes
        if (place := table.commune(code))
    )
    return answers.page(items, following, etag)


def _found(site: Site, selection: Selection) -> list[str]:
    """INSEE codes in the order of the list."""
    places = selection.places()
    if places is not None and selection.autour:
        places = places & selection.centres()
    if not selection.q:
        return sorted(site.territory if places is None else places)
    named: dict[str, None] = {}
    for text in selection.q:
        named |= dict.fromkeys(c.insee for c in table.search(text, _MOST_FOUND, site.territory))
    return [code for code in named if places is None or code in places]


def _place(found: list[str], cursor: str) -> int:
    (code,) = cursors.parts(cursor, 1)
    if code not in found:
        raise refused("curseur", cursor, "curseur: take it from `next`, as it is.")
    return found.index(code)


def _commune(site: Site, place: Commune, events: int) -> dict[str, Any]:
    departement = table.departement(place.departement)
    return {
        "insee": place.insee,
        "name": place.nom,
        "slug": place.slug,
        "epci": place.epci,
        "epci_name": place.epci_nom,
        "departement": place.departement,
        "departement_name": departement.nom if departement else None,
        "population": place.population or None,
        "postcodes": list(place.codes_postaux),
        "latitude": place.lat,
        "longitude": place.lon,
        "events": events,
        "page": site.url(commune_path(place.insee)),
    }
