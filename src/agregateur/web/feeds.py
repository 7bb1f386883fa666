"""Feeds: `/agenda.{…}` of every place in every format, and `.ics` of one event.

A feed's validator is a digest of (canonical selection, format, language, local day, what was read when, release and
settings, greatest change number among its communes): a poll that finds nothing new is answered 304 without reading an
event.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes
from agregateur.publish import ical
from agregateur.store import asking, read
from agregateur.text import slug
from agregateur.web import agenda_line, calendars, params
from agregateur.web.formats import FORMATS, Format
from agregateur.web.paths import language_of
from agregateur.web.problems import Problem
from agregateur.web.site import Site, matches, quoted
from agregateur.web.wanted import Wanted, place_name

MAX_AGE = 900
WORDS = ("langue", "limite", "tri")


def handler(format: Format) -> Callable[[Site, Request], Response]:
    """The handler of every `…/agenda.{ending}`."""
    return lambda site, request: answer(site, request, asked(request, format, place_of(request)))


def asked(
    request: Request,
    format: Format,
    scope: tuple[str, str] | None,
    *,
    selection: tuple[str, ...] = asking.ASKED,
) -> Wanted:
    """What the address asks for; it may say the words of `selection`. Raises SelectionError."""
    said = params.read(
        request.query_params.multi_items(),
        words=WORDS,
        choices=format.choices,
        selection=selection,
        scope=scope,
        most=format.most,
    )
    if said.tri == "nouveaute" and not format.sorts:
        raise asking.refused("tri", said.tri, f"{format.name} has no order of its own.", ("date",))
    return Wanted(
        selection=said.selection,
        format=format.ending,
        language=said.langue or language_of(request),
        limit=said.limite,
        newest=said.tri == "nouveaute",
        options=said.options,
    )


def answer(site: Site, request: Request, wanted: Wanted) -> Response:
    """The feed, or 304. Raises SelectionError for a source or structure that never was."""
    format = FORMATS[wanted.format]
    with site.database.reader() as connection:
        params.check_known(connection, wanted.selection)
        etag = _etag(site, connection, wanted)
        name = wanted.name or place_name(wanted.selection) or site.name
        headers = _headers(etag, f"agenda-{slug(name)}.{format.ending}")
        if matches(request, etag):
            return Response(status_code=304, headers=headers)
        return Response(format.body(site, connection, wanted), 200, headers, format.media)


def event_ics(site: Site, request: Request) -> Response:
    """`/evenements/{id}.ics`: one event, by any id it ever had."""
    id = request.path_params["event"]
    with site.database.reader() as connection:
        found = read.resolve(connection, id)
        if found is None:
            raise Problem(404, "event")
        if found.state == "gone":
            raise Problem(410, "gone")
        known = found.shown or read.shown(connection, [found.id])[found.id]
        event = known.event
        language = language_of(request)
        version = str(ical.version(site.settings.base_url))
        etag = quoted("event", event.id, str(event.change), language, site.fingerprint, version)
        headers = _headers(etag, f"{slug(event.title)}.ics")
        if matches(request, etag):
            return Response(status_code=304, headers=headers)
        fragment = read.fragment(connection, event.id)
        texts = [
            one.ical for one in calendars.finished(site, connection, [fragment] if fragment else [], language)
        ]
    if not any(texts):
        raise Problem(404, "event")
    page = site.url(agenda_line.event_path(event), language)
    parts = ical.calendar(texts, name=event.title, url=site.url(f"/evenements/{event.id}.ics"), page=page)
    return Response(b"".join(parts), 200, headers, FORMATS["ics"].media)


def place_of(request: Request) -> tuple[str, str] | None:
    """The place that the path names, as a scope of the selection."""
    given = request.path_params
    if "place" in given:
        if (found := communes.commune(given["place"].partition("-")[0].upper())) is None:
            raise Problem(404, "commune")
        return "commune", found.insee
    if "siren" in given:
        if communes.epci(given["siren"]) is None:
            raise Problem(404, "epci")
        return "epci", given["siren"]
    if "code" in given:
        if (departement := communes.departement(given["code"].upper())) is None:
            raise Problem(404, "departement")
        return "departement", departement.code
    return None


def _etag(site: Site, connection: Connection, wanted: Wanted) -> str:
    own = (wanted.token, wanted.name)
    said = (wanted.format, wanted.language, wanted.limit, wanted.newest, sorted(wanted.options.items()), own)
    return quoted(
        wanted.selection.canonical(),
        repr(said),
        site.today().isoformat(),
        site.readings.at(connection, site.now()).told(),
        site.fingerprint,
        str(ical.version(site.settings.base_url)),
        str(read.change_number(connection, wanted.selection.watched())),
    )


def _headers(etag: str, file: str) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "Access-Control-Allow-Origin": "*",
        "Content-Disposition": f'inline; filename="{file}"',
    }
