"""`/flux`: « Recevoir l’agenda ». What is chosen, what it gives, and the addresses that follow it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agregateur import communes
from agregateur.model import WINDOW_AHEAD
from agregateur.publish import dates, plaintext
from agregateur.publish.leaving import place_line, title_of
from agregateur.publish.words import Lang
from agregateur.store import directory, read, structures
from agregateur.store.reach import Reach
from agregateur.store.selection import Selection
from agregateur.web import agenda_line, described, embedding, listing, params
from agregateur.web.pages import places_meant
from agregateur.web.paths import language_of, local, with_query
from agregateur.web.security import POLICY
from agregateur.web.site import Site
from agregateur.web.subscribing import bulletin as printing
from agregateur.web.subscribing import doors, form, options
from agregateur.web.subscribing.form import Told
from agregateur.web.wanted import Wanted

MOST_COUNTED = 500
"""Events counted one by one; beyond, it is said that there are more."""
SHOWN = 10
MOST_FOUND = 8
"""Structures that a name finds."""
HEADERS = {"Content-Security-Policy": f"{POLICY}; script-src 'self'"}
"""One small script of ours copies an address when asked to; without it the address is selected by hand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """One line of what a selection gives."""

    path: str
    when: str
    title: str
    place: str
    lang: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Given:
    """What a selection gives. `count` is at most `MOST_COUNTED`, `more` when there are more; `coming` unless the days
    chosen begin before today.
    """

    sentence: str
    count: int
    more: bool
    coming: bool
    first: tuple[Happening, ...]
    everything: str
    """The page that shows them all."""


def flux(site: Site, request: Request) -> Response:
    """The page. What a form said leads to the address that says the same in the words of the selection."""
    told = form.read(request.query_params.multi_items(), lambda text: places_meant(site, text))
    language = language_of(request)
    path = local("/flux", language)
    if told.submitted and not told.errors:
        return RedirectResponse(with_query(path, told.query()), 302)
    with site.database.reader() as connection:
        params.check_known(connection, told.selection)
        context = choice(site, connection, told, language, path)
        if told.door and not told.errors:
            context |= door(site, connection, told, language)
    status = 422 if told.errors and not told.candidates else 200
    template = "flux.html" if told.door else "flux_open.html"
    return site.page(request, template, status=status, headers=HEADERS, **context)


def choice(site: Site, connection: Connection, told: Told, language: Lang, path: str) -> dict[str, Any]:
    """What the form and the summary of a choice show; `path` is where the form leads."""
    chosen = told.selection
    actors = structures.names(connection, (*chosen.structure, *chosen.sauf_structure))
    sources = directory.sources(connection)
    partners = {source.id: source.name for source in sources}
    retired = {*chosen.source, *chosen.sauf_source} - set(partners)
    partners |= {id: s.name for id, s in directory.named_sources(connection, retired).items()}
    found = directory.actors(connection, Selection(q=(told.who,)), limit=MOST_FOUND)[0] if told.who else []
    taken = {*chosen.structure, *chosen.sauf_structure}
    return {
        "told": told,
        "options": options.of(told, language, today=site.today(), territory=site.configuration.territory),
        "form_path": path,
        "actors": actors,
        "partners": partners,
        "own_sources": [(s.id, s.name) for s in sources if s.id not in chosen.sauf_source],
        "found": [one for one in found if one.id not in taken],
        "doors": [(code, with_query(path, told.at(code)), code == told.door) for code in form.DOORS],
        "door_names": doors.NAMES,
        "door_about": doors.ABOUT,
        "candidates": [(c, with_query(path, _meant(told, c))) for c in told.candidates],
        "outside": told.here is not None and told.here.insee not in site.territory,
        "kept": [pair for pair in told.query(door=None) if pair[0] not in {"ici", *_PLACES}],
        "places_kept": [pair for pair in told.selection.plain().query() if pair[0] in _PLACES],
        "words": list(chosen.plain().query()),
        "given": None
        if told.errors
        else given(site, connection, chosen, language, actors=actors, sources=partners),
        "receive": None,
    }


_PLACES = ("commune", "epci", "departement", "autour", "rayon", "voisines")


def _meant(told: Told, here: communes.Commune) -> list[tuple[str, str]]:
    """The words that say the same around one of the communes that a text may mean."""
    place = [("lieu", form.label(here)), ("ici", here.insee), ("etendue", told.extent), ("km", told.radius)]
    return [*told.query(), *place]


def given(
    site: Site,
    connection: Connection,
    chosen: Selection,
    language: Lang,
    *,
    actors: Mapping[str, str],
    sources: Mapping[str, str],
) -> Given:
    """The selection in a sentence, how many events it holds from today on, and the first ones."""
    today = site.today()
    windows = chosen.windows(today, first=today, last=today + WINDOW_AHEAD)
    reach = Reach.of(connection, chosen, windows, exported=True)
    count = len(read.events(connection, reach, limit=MOST_COUNTED + 1))
    wanted = Wanted(selection=chosen, format="ics", language=language)
    entries = listing.entries(connection, wanted, today, limit=SHOWN, ahead=None, back=False)
    return Given(
        sentence=described.sentence(
            chosen, language, today=today, site_name=site.name, structures=actors, sources=sources
        ),
        count=min(count, MOST_COUNTED),
        more=count > MOST_COUNTED,
        coming=not chosen.du or chosen.du >= today,
        first=tuple(
            Happening(
                path=agenda_line.event_path(one.event),
                when=dates.when_label(one.occurrence, language, today=today, short=True, end=False),
                title=title_of(one.event, one.occurrence),
                place=one.commune or place_line(one.event.place),
                lang=one.event.language or "fr",
            )
            for one in entries
        ),
        everything=local(wanted.page(), language),
    )


def door(site: Site, connection: Connection, told: Told, language: Lang) -> dict[str, Any]:
    """What a door shows beneath a choice."""
    assert told.door is not None  # noqa: S101
    length = (
        {plaintext.FORM: told.text} if told.door == "bulletin" and told.text != plaintext.FORMS[0] else {}
    )
    wanted = Wanted(selection=told.selection, format="ics", language=language, options=length)
    out: dict[str, Any] = {"receive": receive(site, wanted, told.door, language), "bulletin": None}
    if told.door == "bulletin":
        out["bulletin"] = printing.bulletin(site, connection, replace(wanted, format="txt"), told.removed)
        out["ticked"] = [pair for pair in told.query() if pair[0] not in {"texte", "retires"}]
    return out


def receive(site: Site, wanted: Wanted, name: str, language: Lang) -> dict[str, Any]:
    """The addresses of a door, and what a webmaster pastes."""
    every = {one.id: one for one in doors.addresses(site, wanted, doors.ordered("autres"), language)}
    title = listing.title(site, wanted)
    return {
        "door": name,
        "title": title,
        "every": every,
        "addresses": doors.addresses(site, wanted, doors.ordered(name), language),
        # A frame says the choice itself: it would not follow a saved one that changes.
        "embed": embedding.snippets(site, wanted, title=title)
        if name == "site" and not wanted.token
        else None,
    }
