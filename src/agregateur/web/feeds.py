"""Feeds: `.ics` and `.rss` of each agenda, `.ics` of one event.

A feed's validator is a digest of (canonical selection, format, language, local day, release and settings, greatest
change number among its communes): a poll that finds nothing new is answered 304 without reading an event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Occurrence
from agregateur.publish import ical, rss
from agregateur.publish.leaving import Credit
from agregateur.publish.words import Lang
from agregateur.store import asking, directory, read
from agregateur.store.days import Window
from agregateur.store.reach import Reach
from agregateur.store.selection import Selection
from agregateur.store.upgrade import portal_name
from agregateur.text import slug
from agregateur.web import agenda, agenda_line, labels, params
from agregateur.web.i18n import mark, say
from agregateur.web.paths import commune_path, language_of, local, with_query
from agregateur.web.problems import Problem
from agregateur.web.site import Site, matches, quoted

MAX_AGE = 900
ICAL_BYTES = 1_000_000
"""Google and others cut or drop larger calendars; what is farthest away is left out first."""
RSS_ITEMS, RSS_MOST, RSS_DAYS = 30, 200, 60
_PAGE = 500
WORDS = ("langue", "limite", "tri")
_TYPES = {"ics": "text/calendar; charset=utf-8", "rss": "application/rss+xml; charset=utf-8"}
NAME = mark("Agenda – %(place)s")


@dataclass(frozen=True, slots=True)
class Feed:
    """One feed as asked for: what, in which format and language, and under which names."""

    selection: Selection
    format: str
    language: Lang
    title: str
    path: str
    page: str
    limit: int | None
    newest: bool


def handler(format: str) -> Callable[[Site, Request], Response]:
    """The handler of every `…/agenda.{format}`."""
    return lambda site, request: _feed(site, request, format)


def _feed(site: Site, request: Request, format: str) -> Response:
    scope, name, page = _place(site, request)
    asked = params.read(request.query_params.multi_items(), words=WORDS, scope=scope, most=RSS_MOST)
    if asked.tri == "nouveaute" and format == "ics":
        raise asking.refused("tri", asked.tri, "a calendar has no order: tri is for RSS.", ("date",))
    language = asked.langue or language_of(request)
    query = tuple(
        (word, value) for word, value in request.query_params.multi_items() if not params.tracking(word)
    )
    wanted = Feed(
        selection=asked.selection,
        format=format,
        language=language,
        title=say(language, NAME, place=name),
        path=with_query(local(request.url.path, "fr"), query),
        page=with_query(site.url(page, language), asked.selection.query()),
        limit=asked.limite,
        newest=asked.tri == "nouveaute",
    )
    with site.database.reader() as connection:
        params.check_known(connection, wanted.selection)
        etag = _etag(site, wanted, read.change_number(connection, wanted.selection.watched()))
        headers = _headers(etag, format, f"agenda-{slug(name)}")
        if matches(request, etag):
            return Response(status_code=304, headers=headers)
        content = _ics(site, connection, wanted) if format == "ics" else _rss(site, connection, wanted)
    return Response(content, 200, headers, _TYPES[format])


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
        etag = quoted(
            "event", event.id, str(event.change), site.fingerprint, str(ical.version(site.settings.base_url))
        )
        headers = _headers(etag, "ics", slug(event.title))
        if matches(request, etag):
            return Response(status_code=304, headers=headers)
        texts = _texts(site, connection, [event.id])
    if not any(texts):
        raise Problem(404, "event")
    language = language_of(request)
    page = site.url(agenda_line.event_path(event), language)
    parts = ical.calendar(texts, name=event.title, url=site.url(f"/evenements/{event.id}.ics"), page=page)
    return Response(b"".join(parts), 200, headers, _TYPES["ics"])


def _place(site: Site, request: Request) -> tuple[tuple[str, str] | None, str, str]:
    """(scope, name, path of the page) of the place that the path names."""
    given = request.path_params
    if "place" in given:
        code = given["place"].partition("-")[0].upper()
        if (found := communes.commune(code)) is None:
            raise Problem(404, "commune")
        return ("commune", found.insee), found.nom, commune_path(found.insee)
    if "siren" in given:
        if (group := communes.epci(given["siren"])) is None:
            raise Problem(404, "epci")
        return ("epci", group.siren), group.nom, f"/epci/{group.siren}"
    if "code" in given:
        if (departement := communes.departement(given["code"].upper())) is None:
            raise Problem(404, "departement")
        return ("departement", departement.code), departement.nom, f"/departements/{departement.code}"
    return None, site.name, "/"


def _etag(site: Site, wanted: Feed, change: int) -> str:
    asked = (
        wanted.selection.canonical(),
        wanted.format,
        wanted.language,
        wanted.path,
        wanted.limit,
        wanted.newest,
    )
    return quoted(
        repr(asked),
        site.today().isoformat(),
        site.fingerprint,
        str(ical.version(site.settings.base_url)),
        str(change),
    )


def _headers(etag: str, format: str, name: str) -> dict[str, str]:
    return {
        "ETag": etag,
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "Access-Control-Allow-Origin": "*",
        "Content-Disposition": f'inline; filename="{name}.{format}"',
    }


# iCalendar -----------------------------------------------------------------------------------------------------------


def _ics(site: Site, connection: Connection, wanted: Feed) -> bytes:
    today = site.today()
    ids = _within_budget(connection, wanted, today)
    if wanted.limit:
        ids = ids[: wanted.limit]
    return b"".join(
        ical.calendar(
            _texts(site, connection, ids),
            name=wanted.title,
            description=say(wanted.language, DESCRIPTION),
            url=site.settings.base_url.rstrip("/") + wanted.path,
            page=wanted.page,
        )
    )


DESCRIPTION = mark(
    "Rendez-vous annoncés par les structures du territoire, réunis et mis à jour automatiquement."
)


def _within_budget(connection: Connection, wanted: Feed, today: date) -> list[str]:
    """Ids of the events of the window, those to come first, as far as `ICAL_BYTES` reach."""
    chosen = wanted.selection
    windows = chosen.windows(today, first=today - WINDOW_BACK, last=today + WINDOW_AHEAD)
    coming = tuple(Window(max(w.first, today), w.last) for w in windows if w.last >= today)
    taken: dict[str, None] = {}
    size = 0
    for part in (coming, windows):
        reach = Reach.of(connection, chosen, part, exported=True)
        after = None
        while size < ICAL_BYTES:
            rows = read.events(connection, reach, limit=_PAGE, after=after)
            fresh = [id for id, _ in rows if id not in taken]
            sizes = read.sizes(connection, fresh)
            for id in fresh:
                size += sizes.get(id, 0)
                if size > ICAL_BYTES:
                    return list(taken)
                taken[id] = None
            if len(rows) < _PAGE:
                break
            after = (rows[-1][1], rows[-1][0])
    return list(taken)


def _texts(site: Site, connection: Connection, ids: Sequence[str]) -> Iterable[str]:
    """The VEVENT texts of `ids`, those of an older version rendered again."""
    found = read.fragments(connection, ids)
    version = ical.version(site.settings.base_url)
    stale = [f.event_id for f in found if f.render_version != version]
    fresh: dict[str, str] = {}
    if stale:
        events = read.leaving(connection, stale)
        portal = portal_name(connection)
        names = credits(connection, {m.source for event in events.values() for m in event.members})
        for id, event in events.items():
            fresh[id] = ical.vevent(
                event,
                portal=portal,
                base_url=site.settings.base_url,
                credits=names,
                labels=labels.categories("fr"),
            )
    return [fresh.get(f.event_id, f.ical) for f in found]


def credits(connection: Connection, ids: Iterable[str]) -> dict[str, Credit]:
    """How feeds name the sources of `ids`."""
    named = directory.named_sources(connection, set(ids))
    return {id: Credit(name=s.name, home=s.home, licence=s.licence) for id, s in named.items()}


# RSS -----------------------------------------------------------------------------------------------------------------


def _rss(site: Site, connection: Connection, wanted: Feed) -> bytes:
    today = site.today()
    last = today + timedelta(days=RSS_DAYS) if not wanted.selection.dated() else today + WINDOW_AHEAD
    windows = wanted.selection.windows(today, first=today, last=last)
    reach = Reach.of(connection, wanted.selection, windows, exported=True)
    limit = wanted.limit or RSS_ITEMS
    if wanted.newest:
        ids = read.newest(connection, reach, limit=limit)
        starts = read.starts(connection, reach, ids)
    else:
        rows = read.events(connection, reach, limit=limit)
        ids, starts = [id for id, _ in rows], dict(rows)
    events = read.leaving(connection, ids)
    entries = []
    for id in ids:
        if id not in events or id not in starts:
            continue
        event = events[id]
        occurrence = _occurrence(event.occurrences, starts[id].timestamp())
        if occurrence is not None:
            place = communes.commune(event.insee) if event.insee else None
            entries.append(
                rss.FeedEntry(event=event, occurrence=occurrence, commune=place.nom if place else None)
            )
    return rss.rss(
        entries,
        title=wanted.title,
        description=say(wanted.language, DESCRIPTION),
        link=wanted.page,
        self_url=site.settings.base_url.rstrip("/") + wanted.path,
        base_url=site.settings.base_url,
        now=site.now(),
        language=wanted.language,
        credits=credits(connection, {m.source for event in events.values() for m in event.members}),
        labels=labels.categories(wanted.language),
    )


def _occurrence(occurrences: Sequence[Occurrence], start: float) -> Occurrence | None:
    """The occurrence that starts at that moment, else the first one (dates of the event that may leave can differ)."""
    return min(occurrences, key=lambda o: abs(agenda.moment(o.start).timestamp() - start), default=None)
