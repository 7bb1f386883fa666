"""One event as a card to be framed on another site: `/widget?evenement={id}`, which oEmbed leads to."""

from __future__ import annotations

from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agregateur import communes
from agregateur.model import Event, Occurrence
from agregateur.publish import dates, leaving, rights
from agregateur.store import directory, read
from agregateur.web import agenda_line, colours, labels, params
from agregateur.web.paths import language_of, with_query
from agregateur.web.problems import Problem
from agregateur.web.rendering import environment
from agregateur.web.site import HTML, Site, matches, quoted

MAX_AGE = 900
WORD = "evenement"


def card_path(id: str, language: str = "fr") -> str:
    """The address of an event's card."""
    return with_query("/widget", [(WORD, id), *([("langue", language)] if language != "fr" else [])])


def card(site: Site, request: Request) -> Response:
    """When, where, at what price, announced by whom. Raises SelectionError; Problem when it may not leave our pages."""
    said = params.read(
        request.query_params.multi_items(), selection=(), words=(WORD, "langue", *colours.WORDS)
    )
    chosen = colours.read(said.own)
    language = said.langue or language_of(request)
    today = site.today()
    with site.database.reader() as connection:
        found = read.resolve(connection, said.own[WORD])
        if found is None:
            raise Problem(404, "event")
        if found.state == "gone":
            raise Problem(410, "gone")
        if found.state == "moved":
            return RedirectResponse(card_path(found.id, language), 302)
        event = leaves(read.leaving(connection, [found.id]).get(found.id))
        known = read.shown(connection, [found.id])[found.id]
        if event is None:
            raise Problem(404, "event")
        sources = directory.named_sources(connection, {m.source for m in leaving.leaving_members(event)})
    asked = repr((chosen, language, today))
    headers = {
        "ETag": quoted("card", event.id, str(known.event.change), asked, site.fingerprint),
        "Cache-Control": f"public, max-age={MAX_AGE}",
        "Content-Language": language,
        "X-Robots-Tag": "noindex",
    }
    if matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    credits = {
        id: leaving.Credit(name=source.name, home=source.home, licence=source.licence)
        for id, source in sources.items()
    }
    main = coming(event, today)
    body = environment(language).get_template("widget_event.html").render(
        language=language,
        site_name=site.name,
        event=event,
        page=site.url(agenda_line.event_path(known.event), language),
        when=dates.when_label(main, language, today=today) if main else dates.span_label(event, today, language),
        where=where(event, main),
        marks=agenda_line.marks_of(known, leaving.status_of(event, main) if main else event.status, language),
        facts=labels.name("acces", event.acces, language),
        credit=rights.rights(event, credits).line(language),
        sheet=with_query("/widget.css", colours.words(chosen).items()) if chosen else None,
    )  # fmt: skip
    return Response(body.encode("utf-8", "replace"), 200, headers, HTML)


def leaves(event: Event | None) -> Event | None:
    """The event as it may leave our pages, if it may."""
    return None if event is None else leaving.may_leave(event)


def coming(event: Event, today: date) -> Occurrence | None:
    """Its next date that is held, else its next one."""
    left = [o for o in event.occurrences if dates.last_day(o) >= today]
    return next((o for o in left if o.status not in {"cancelled", "postponed"}), left[0] if left else None)


def where(event: Event, main: Occurrence | None) -> str:
    """`MJC, Briançon`: venue and commune."""
    place = communes.commune(event.insee) if event.insee else None
    venue = (main.venue if main else None) or event.place.venue
    town = place.nom if place else event.place.city
    return ", ".join(dict.fromkeys(part for part in (venue, town) if part))
