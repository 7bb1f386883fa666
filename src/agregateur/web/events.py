"""One event: its page, what became of an old id, and why its announcements were taken for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agregateur import communes
from agregateur.model import Event, Occurrence
from agregateur.publish import dates, jsonld, leaving
from agregateur.publish.personal import forgotten, is_past
from agregateur.publish.words import Lang
from agregateur.store import directory, read
from agregateur.store.directory import SourceLine
from agregateur.store.read import Shown
from agregateur.store.selection import Selection
from agregateur.web import agenda_line, copying, labels, pages, sentences
from agregateur.web.freshness import SILENCE
from agregateur.web.i18n import say
from agregateur.web.paths import language_of, local, path_of
from agregateur.web.problems import Problem
from agregateur.web.site import Site
from agregateur.web.wanted import receive_path

EXCERPT = 300
"""Characters of a text that nobody agreed to let us repeat."""
NEXT_DATES = 3
MOST_DATES = 60


@dataclass(frozen=True, slots=True)
class Date:
    """One date as the page lists it."""

    label: str
    marks: tuple[str, ...] = ()
    off: bool = False


@dataclass(frozen=True, slots=True)
class Announcer:
    """One source of the event: its name, where it says so, under which licence."""

    name: str
    url: str | None
    host: str
    licence: str | None
    example: bool
    missing: bool


def event(site: Site, request: Request) -> Response:
    """`/evenements/{id}-{slug}`: 200, a redirect to the event of today, or a readable 410."""
    id = request.path_params["event"].partition("-")[0]
    language = language_of(request)
    with site.database.reader() as connection:
        found = read.resolve(connection, id)
        if found is None:
            raise Problem(404, "event")
        if found.state == "gone":
            return _gone(site, request, connection, found.shown)
        known = found.shown or read.shown(connection, [found.id])[found.id]
        canonical = agenda_line.event_path(known.event)
        if path_of(request) != canonical:
            # What is one event today may be two tomorrow: never 301.
            return RedirectResponse(local(canonical, language), 302)
        sources = directory.named_sources(connection, {m.source for m in known.event.members})
        left = read.leaving(connection, [known.event.id]).get(known.event.id)
    copied = copying.text_to_copy(site, left, language)
    about = _context(site, known, sources, language)
    if left and (out := leaving.may_leave(left)):  # what stays on our pages is told to people alone
        about |= {
            "jsonld": _jsonld(site, out, sources),
            "ics": local(f"/evenements/{out.id}.ics", language),
        }
    return site.page(request, "event.html", copied=copied, **about)


def _gone(site: Site, request: Request, connection: Connection, shown: Shown | None) -> Response:
    """410: who announced it, and what else is on there."""
    event = shown.event if shown else None
    place = communes.commune(event.insee) if event and event.insee else None
    members = {m.source for m in event.members} if event else set()
    sources = directory.named_sources(connection, members)
    chosen = Selection(scope=("commune", place.insee)) if place else Selection()
    found = pages.upcoming(site, connection, chosen, language_of(request))
    return site.page(
        request,
        "gone.html",
        status=410,
        event=event,
        place=place,
        announcers=[sources[id].name for id in sorted(members) if id in sources],
        agenda=found,
    )


def _context(site: Site, known: Shown, sources: Mapping[str, SourceLine], language: Lang) -> dict[str, Any]:
    event, today = known.event, site.today()
    if is_past(event, today):
        event = forgotten(event)
    coming, main = _coming(event, today)
    others = [o for o in coming if o is not main]
    status = event.status
    place = communes.commune(event.insee) if event.insee else None
    description, excerpt = described(event)
    return {
        "receive_href": local(receive_path(Selection(commune=(place.insee,) if place else ())), language),
        "event": event,
        "known": known,
        "marks": agenda_line.marks_of(known, status, language),
        "off": status in {"cancelled", "postponed"},
        "phrase": _phrase(event, main, today, language),
        "changes": _date(event, main, today, language).marks if main else (),
        "rhythm": dates.regular_label(event, language) if known.regular and main else None,
        "state": _state(event, main, site.now(), language),
        "unconfirmed": _unconfirmed(event, sources, site.now()),
        "next_dates": [_date(event, o, today, language) for o in others[:NEXT_DATES]],
        "more_dates": [_date(event, o, today, language) for o in others[NEXT_DATES:MOST_DATES]],
        "beyond": len(others) > MOST_DATES or event.endless,
        "place": place,
        "place_lines": _place_lines(event, place is not None),
        "price": copying.price_label(event, language),
        "booking": labels.name("inscription", event.inscription, language),
        "access": labels.names("accessibilite", event.accessibilite, language),
        "audience": labels.names("public", event.public, language),
        "categories": [names[c] for c in event.categories if c in (names := labels.categories(language))],
        "description": description,
        "excerpt": excerpt,
        "online": leaving.http_url(event.online),
        "page_url": leaving.http_url(event.url),
        "announcers": announcers(event, sources),
        "reasons": sentences.reasons(event.reasons, {id: s.name for id, s in sources.items()}, language),
        "jsonld": "",
        "ics": None,
        "summary": summary(event, description, excerpt),
    }  # fmt: skip


def _unconfirmed(event: Event, sources: Mapping[str, SourceLine], now: datetime) -> datetime | None:
    """When an announcer was last read, if none of them could be read for `SILENCE`; else None."""
    read_at = [sources[m.source].read_at for m in event.members if m.source in sources]
    last = max((moment for moment in read_at if moment), default=None)
    return last if last and now - last > SILENCE else None


def described(event: Event) -> tuple[str | None, str | None]:
    """(safe HTML to show whole, or None; else the short excerpt that may be quoted)."""
    origin = event.provenance.get("description")
    if origin and not origin[0]:  # written by hand here: nobody's permission is needed
        return event.description, None
    terms = {(m.source, m.uid): m.republication for m in event.members}
    agreed = terms.get((origin[0], origin[1]), event.republication) if origin else event.republication
    if agreed != "signalement":
        return event.description, None
    return None, shortened(event.text or "", EXCERPT) or None


def shortened(text: str, limit: int) -> str:
    """`text` on one line, cut at a word, an ellipsis in place of the rest."""
    line = " ".join(text.split())
    if len(line) <= limit:
        return line
    return line[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def summary(event: Event, description: str | None, excerpt: str | None) -> str:
    """A sentence for search engines: never more of a text than the page itself may show."""
    return shortened(event.text or "", 160) if description else shortened(excerpt or "", 160)


def announcers(event: Event, sources: Mapping[str, SourceLine]) -> Sequence[Announcer]:
    """Those who announce it, each source once, those that still do first."""
    out: dict[str, Announcer] = {}
    for member in sorted(event.members, key=lambda m: (m.missing_since is not None, m.source, m.uid)):
        source = sources.get(member.source)
        url = leaving.http_url(member.url) or leaving.http_url(source.home if source else None)
        name = source.name if source else member.source
        if member.source not in out:
            host = (url or "").split("/")[2].removeprefix("www.") if url else ""
            out[member.source] = Announcer(
                name, url, host, source.licence if source else None, bool(source and source.example),
                member.missing_since is not None,
            )  # fmt: skip
    return tuple(out.values())


def _phrase(event: Event, main: Occurrence | None, today: date, language: Lang) -> str:
    """The line that says when, in large type."""
    if main is None:
        return dates.span_label(event, today, language)
    if dates.lasts_long(main) or main.day < today:
        first, last = main.day, dates.last_day(main)
        if main.day <= today:
            return dates.until_label(last, today, language)
        return dates.range_label(first, last, language, today=today)
    label = dates.when_label(main, language, today=today)
    if main.day == today:
        return say(language, "Aujourd’hui, %(when)s", when=label)
    if main.day == today + timedelta(days=1):
        return say(language, "Demain, %(when)s", when=label)
    return label


def _state(event: Event, main: Occurrence | None, now: datetime, language: Lang) -> str:
    """`Terminé`, `En ce moment` or `Dernier jour`, when one of them says more than the date."""
    if main is None:
        return say(language, "Ce rendez-vous est passé.")
    if event.status in {"cancelled", "postponed"} or main.status in {"cancelled", "postponed"}:
        return ""
    today = now.astimezone(event.zone).date()
    if dates.lasts_long(main) and main.day <= today:
        return (
            say(language, "Dernier jour") if dates.last_day(main) == today else say(language, "En ce moment")
        )
    if isinstance(main.start, datetime) and isinstance(main.end, datetime):
        if main.end <= now:
            return say(language, "Terminé")
        return say(language, "En ce moment") if main.start <= now else ""
    return ""


def _date(event: Event, occurrence: Occurrence, today: date, language: Lang) -> Date:
    status = leaving.status_of(event, occurrence)
    marks = []
    if status != event.status and (said := labels.status(status, language)):
        marks.append(said)
    if occurrence.slot is not None and status not in {"cancelled", "postponed"}:
        moved = _moved_from(occurrence, today, language)
        if moved:
            marks.append(moved)
    if occurrence.venue and occurrence.venue != event.place.venue:
        marks.append(say(language, "lieu : %(venue)s", venue=occurrence.venue))
    if occurrence.title and occurrence.title != event.title:
        marks.append(occurrence.title)
    label = dates.when_label(occurrence, language, today=today)
    return Date(label, tuple(marks), status in {"cancelled", "postponed"})


def _moved_from(occurrence: Occurrence, today: date, language: Lang) -> str | None:
    """What a moved date was before: the day, or the hour of the same day."""
    slot = occurrence.slot
    if slot is None or slot == occurrence.start:
        return None
    day = slot.date() if isinstance(slot, datetime) else slot
    if day != occurrence.day:
        return say(language, "au lieu du %(day)s", day=dates.day_label(day, language, today=today))
    if isinstance(slot, datetime):
        return say(language, "au lieu de %(hour)s", hour=dates.time_label(slot, language))
    return None


def _place_lines(event: Event, known: bool) -> list[str]:
    """Venue, street, and the town unless its page is linked below."""
    place = event.place
    town = " ".join(part for part in (place.postcode, place.city) if part)
    lines = [place.venue, place.street, None if known else town]
    if not place.venue and not place.street:
        lines.insert(0, place.text)
    return [line for line in dict.fromkeys(lines) if line]


def _coming(event: Event, today: date) -> tuple[list[Occurrence], Occurrence | None]:
    """The dates that are not over, and the one that the page is about: the first of them that is held, if any is."""
    coming = [o for o in event.occurrences if dates.last_day(o) >= today]
    return coming, next((o for o in coming if o.status != "cancelled"), coming[0] if coming else None)


def _jsonld(site: Site, event: Event, sources: Mapping[str, SourceLine]) -> str:
    """What search engines and other portals read: what may leave of an event, nobody's own number."""
    place = communes.commune(event.insee) if event.insee else None
    return jsonld.event_jsonld(
        event,
        base_url=site.settings.base_url,
        occurrence=_coming(event, site.today())[1],
        commune=place.nom if place else None,
        types=labels.schema_types(),
        credits={
            id: leaving.Credit(name=s.name, home=s.home, licence=s.licence) for id, s in sources.items()
        },
    )
