"""The agenda pages: the front page, a commune, a group of communes, a département."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agregateur import communes
from agregateur.communes import Commune
from agregateur.model import WINDOW_AHEAD
from agregateur.publish.words import Lang
from agregateur.store import directory, read
from agregateur.store.days import Window
from agregateur.store.reach import Reach
from agregateur.store.selection import Selection
from agregateur.web import agenda, labels, params, told
from agregateur.web.agenda_line import NIGHT, Line, with_day
from agregateur.web.chosen import chosen
from agregateur.web.described import sentence
from agregateur.web.formats import FORMATS
from agregateur.web.paths import commune_path, language_of, local, path_of, with_query
from agregateur.web.problems import Problem
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted, lasting, receive_path

FRONT_DAYS = 7
COMMUNE_DAYS, COMMUNE_MORE_DAYS = 30, 90
FEW_EVENTS = 10
MOST_LINES = 120
"""Dated lines on one page; the day that passes it is shown whole, the next one is a link away."""
MOST_ROWS = 2000
BESIDE_DAYS, BESIDE_LINES = 14, 8
NEIGHBOURS = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agenda page needs beside the request: a name, a place, and how far it looks ahead."""

    params: params.Asked
    days: int
    more_days: int | None = None


def front(site: Site, request: Request) -> Response:
    """`/`: asks for the commune first, then what is on in the whole territory."""
    asked = params.read(request.query_params.multi_items(), words=("lieu",), forgiving=True)
    candidates: tuple[Commune, ...] = ()
    if asked.lieu:
        candidates = places_meant(site, asked.lieu)
        if len(candidates) == 1:
            path = local(commune_path(candidates[0].insee), language_of(request))
            return RedirectResponse(path, 302)
    with site.database.reader() as connection:
        etag = site.validator(request, connection, asked.selection.watched())
        if held := site.unchanged(request, etag):
            return held
        shown = read_agenda(site, connection, request, Asked(asked, FRONT_DAYS))
    return site.page(
        request,
        "front.html",
        etag=etag,
        asked_place=asked.lieu or "",
        candidates=candidates,
        **_common(site, request, asked.selection, shown),
    )


def places_meant(site: Site, text: str) -> tuple[Commune, ...]:
    """The communes that `text` may mean: one if it is plain which, those of the territory if there are any."""
    territory = site.territory
    named, kind = communes.codes_named(text, territory)
    if len(named) == 1 and kind in {"name", "article"}:
        return tuple(c for code in named if (c := communes.commune(code)))
    found = communes.search(text, 12, first=territory)
    inside = tuple(c for c in found if c.insee in territory)
    return inside or found


def commune(site: Site, request: Request) -> Response:
    """`/communes/{insee}-{slug}`; an old code, a bare code or another slug leads to the address of today."""
    code = request.path_params["place"].partition("-")[0].upper()
    found = communes.commune(code)
    if found is None:
        raise Problem(404, "commune")
    language = language_of(request)
    canonical = commune_path(found.insee)
    if path_of(request) != canonical:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(local(canonical, language) + query, 301)
    asked = params.read(request.query_params.multi_items(), scope=("commune", found.insee), forgiving=True)
    if found.insee not in site.territory:
        return site.page(request, "outside.html", place=found, near=_near_inside(site, found))
    with site.database.reader() as connection:
        etag = site.validator(request, connection, _watched(found, asked.selection))
        if held := site.unchanged(request, etag):
            return held
        shown = read_agenda(site, connection, request, Asked(asked, COMMUNE_DAYS, COMMUNE_MORE_DAYS))
        beside = (
            None if asked.selection.dated() else _beside(site, connection, request, found, asked.selection)
        )
    group = communes.epci(found.epci) if found.epci else None
    return site.page(
        request,
        "commune.html",
        etag=etag,
        place=found,
        group=group,
        beside=beside,
        neighbours=[c for c in communes.neighbours(found.insee, NEIGHBOURS) if c.insee in site.territory],
        **_common(site, request, asked.selection, shown),
    )


def group(site: Site, request: Request) -> Response:
    """`/epci/{siren}`: what is on in a group of communes."""
    siren = request.path_params["siren"]
    found = communes.epci(siren)
    if found is None:
        raise Problem(404, "epci")
    inside = [c for code in found.communes if (c := communes.commune(code))]
    return _area(site, request, ("epci", siren), found.nom, inside)


def departement(site: Site, request: Request) -> Response:
    """`/departements/{code}`: what is on in a département."""
    given = request.path_params["code"]
    found = communes.departement(given.upper())
    if found is None:
        raise Problem(404, "departement")
    code = found.code
    if given != code:
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(local(f"/departements/{code}", language_of(request)) + query, 301)
    return _area(site, request, ("departement", code), found.nom, communes.communes_of(code))


def _area(
    site: Site, request: Request, scope: tuple[str, str], name: str, inside: Iterable[Commune]
) -> Response:
    asked = params.read(request.query_params.multi_items(), scope=scope, forgiving=True)
    with site.database.reader() as connection:
        etag = site.validator(request, connection, asked.selection.watched())
        if held := site.unchanged(request, etag):
            return held
        shown = read_agenda(site, connection, request, Asked(asked, COMMUNE_DAYS))
    listed = sorted((c for c in inside if c.insee in site.territory), key=lambda c: c.slug)
    return site.page(
        request,
        "area.html",
        etag=etag,
        area_name=name,
        inside=listed,
        **_common(site, request, asked.selection, shown),
    )


# The agenda of a selection ------------------------------------------------------------------------------------------


def read_agenda(site: Site, connection: Connection, request: Request, asked: Asked) -> agenda.Agenda:
    """The agenda of a selection from today on; widened once when it holds few events and nobody said which days."""
    today = site.today()
    selection = asked.params.selection
    params.check_known(connection, selection)
    ahead = today + (WINDOW_AHEAD if selection.dated() else timedelta(days=asked.days - 1))
    out = _plan(connection, selection, today, ahead)
    if asked.more_days and not selection.dated() and out.plan.count() < FEW_EVENTS:
        out = _plan(connection, selection, today, today + timedelta(days=asked.more_days - 1))
    return _finish(site, connection, out, language_of(request))


def upcoming(site: Site, connection: Connection, selection: Selection, language: Lang) -> agenda.Agenda:
    """What comes next, without a request's words: beside an event that is gone."""
    today = site.today()
    planned = _plan(connection, selection, today, today + timedelta(days=COMMUNE_DAYS - 1), most=10)
    return _finish(site, connection, planned, language)


@dataclass(frozen=True, slots=True)
class _Planned:
    plan: agenda.Plan
    windows: tuple[Window, ...]


def _plan(
    connection: Connection, selection: Selection, today: date, last: date, *, most: int = MOST_LINES
) -> _Planned:
    windows = selection.windows(today, first=today, last=last)
    reach = Reach.of(connection, selection, windows, spill=NIGHT)
    found = read.happenings(connection, reach, limit=MOST_ROWS)
    few_days = sum((w.last - w.first).days + 1 for w in windows) <= 3
    plan = agenda.plan(found, windows, today=today, most=most, folded=few_days)
    return _Planned(plan, windows)


def _finish(site: Site, connection: Connection, planned: _Planned, language: Lang) -> agenda.Agenda:
    events = read.shown(connection, planned.plan.ids())
    sources = directory.named_sources(
        connection, {m.source for s in events.values() for m in s.event.members}
    )
    return agenda.build(
        planned.plan, events, sources, now=site.moment(), language=language, windows=planned.windows
    )


def _beside(
    site: Site, connection: Connection, request: Request, here: Commune, selection: Selection
) -> tuple[Line, ...]:
    """ "Juste à côté": one-off dates of the same group of communes, then of the nearest communes.

    Filtered as the page is; communes that the page itself shows (`voisines=oui`) are not beside it.
    """
    today = site.today()
    shown = selection.places() or frozenset()
    filtered = replace(
        selection, scope=None, commune=(), epci=(), departement=(), autour=(), rayon=None, voisines=False
    )
    lines: dict[str, Line] = {}
    for around in _around(here):
        codes = tuple(code for code in around if code not in shown)
        if not codes or len(lines) >= BESIDE_LINES:
            continue
        beside = replace(filtered, commune=codes)
        planned = _plan(connection, beside, today, today + timedelta(days=BESIDE_DAYS - 1))
        plan = agenda.Plan(dated=planned.plan.dated)
        found = _finish(site, connection, replace(planned, plan=plan), language_of(request))
        for day in found.days:
            for line in (*day.timed, *day.all_day):
                if len(lines) < BESIDE_LINES:
                    lines.setdefault(line.id, with_day(line, day.day, today, language_of(request)))
    return tuple(lines.values())


def _around(here: Commune) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """INSEE codes: of the other communes of its group, and of the nearest others."""
    group = communes.epci(here.epci) if here.epci else None
    same = tuple(code for code in (group.communes if group else ()) if code != here.insee)
    return same, tuple(c.insee for c in communes.neighbours(here.insee, NEIGHBOURS) if c.insee not in same)


def _watched(here: Commune, selection: Selection) -> frozenset[str] | None:
    """The communes whose events the page of a commune shows."""
    watched = selection.watched()
    return None if watched is None else watched.union(*_around(here))


def _near_inside(site: Site, place: Commune) -> Sequence[Commune]:
    nearest = communes.nearest(place.lat, place.lon, 5, among=site.territory)
    return [c for _, code in nearest if (c := communes.commune(code))]


def _common(site: Site, request: Request, selection: Selection, shown: agenda.Agenda) -> dict[str, Any]:
    """What every agenda page gives its template."""
    language = language_of(request)
    path = local(path_of(request), language)
    # A feed follows the selection, but never one page's days.
    feeds = {
        ending: site.url(Wanted(selection=lasting(selection), format=ending, language=language).address())
        for ending in FORMATS
    }
    categories = {
        code: name
        for code, name in labels.categories(language).items()
        if code in shown.categories or code in selection.categorie or not labels.discreet(code)
    }
    actors, partners = told.names(site, selection)
    following = None
    if shown.following:
        pairs = [*_kept(selection), ("du", shown.following.isoformat())]
        following = with_query(path, pairs)
    return {
        "agenda": shown,
        "selection": selection,
        "chosen": chosen(selection, language, today=site.today(), structures=actors, sources=partners),
        "described": sentence(
            selection,
            language,
            today=site.today(),
            site_name=site.name,
            structures=actors,
            sources=partners,
        ),
        "feeds": feeds,
        "feed_types": {ending: format.media.partition(";")[0] for ending, format in FORMATS.items()},
        "receive_href": local(receive_path(selection), language),
        "tabs": _tabs(path, selection),
        "form_path": path,
        "categories": categories,
        "following": following,
        "kept": [(word, value) for word, value in selection.query() if word not in {"categorie", "q"}],
        "everything": path,
    }


def _kept(selection: Selection) -> list[tuple[str, str]]:
    return list(selection.query(du=None, au=None, jours=None, periode=()))


def _tabs(path: str, selection: Selection) -> list[tuple[str, str, bool]]:
    """The links to other days: (label code, address, current)."""
    said = dict(selection.query())
    chosen = (said.get("periode"), said.get("jours"), said.get("du"), said.get("au"))
    tabs = []
    for name, words in (
        ("toutes", ()),
        ("aujourdhui", (("periode", "aujourdhui"),)),
        ("demain", (("periode", "demain"),)),
        ("weekend", (("periode", "weekend"),)),
        ("semaine", (("jours", "7"),)),
        ("mois", (("jours", "30"),)),
    ):
        here = dict(words)
        current = chosen == (here.get("periode"), here.get("jours"), None, None)
        tabs.append((name, with_query(path, [*_kept(selection), *words]), current))
    return tabs
