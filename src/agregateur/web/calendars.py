"""The iCalendar of a selection: stored VEVENT texts strung together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial

from sqlalchemy import Connection

from agregateur.model import WINDOW_AHEAD, WINDOW_BACK
from agregateur.publish import ical
from agregateur.publish.words import Lang
from agregateur.store import read
from agregateur.store.days import Window
from agregateur.store.reach import Reach
from agregateur.store.read import Fragment
from agregateur.store.upgrade import portal_name
from agregateur.web import labels
from agregateur.web.i18n import mark, say
from agregateur.web.listing import channel, credits
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted

MOST_BYTES = 1_000_000
"""Google and others cut or drop larger calendars; what is farthest away is left out first."""
CUT = mark(
    "Il s’arrête à 1 Mo, un millier de rendez-vous environ : les plus lointains y entrent avec le temps."
)
_PAGE = 1000


def calendar(site: Site, connection: Connection, wanted: Wanted) -> bytes:
    """The events of the window, those to come first: as many as asked for, else as far as `MOST_BYTES` reach."""
    chosen, cut = _all_of_few(site, connection, wanted), False
    if not chosen:
        chosen, cut = _coming_first(site, connection, wanted)
    silent = site.readings.at(connection, site.now()).stale
    announcing = read.announcing(connection, [one.event_id for one in chosen], silent)
    about = channel(site, connection, wanted, announcing)
    return b"".join(
        ical.calendar(
            (one.ical for one in chosen),
            name=about.title,
            description=f"{about.description} {say(wanted.language, CUT)}" if cut else about.description,
            url=about.url,
            page=about.page,
        )
    )


def _all_of_few(site: Site, connection: Connection, wanted: Wanted) -> Sequence[Fragment]:
    """The events of most feeds, in one statement; [] when they are too many for that."""
    if wanted.limit:
        return []
    today = site.today()
    windows = wanted.selection.windows(today, first=today - WINDOW_BACK, last=today + WINDOW_AHEAD)
    reach = Reach.of(connection, wanted.selection, windows, exported=True)
    found = read.fragments(connection, reach, limit=_PAGE)
    if len(found) == _PAGE or sum(len(one.ical) for one in found) > MOST_BYTES:
        return []
    return finished(site, connection, found, wanted.language)


def _coming_first(site: Site, connection: Connection, wanted: Wanted) -> tuple[Sequence[Fragment], bool]:
    """The events, and whether `MOST_BYTES` left some out."""
    out: list[Fragment] = []
    size = 0
    for one in _walk(site, connection, wanted):
        size += len(one.ical)
        if not wanted.limit and size > MOST_BYTES:
            return out, True
        out.append(one)
        if len(out) == wanted.limit:
            break
    return out, False


def _walk(site: Site, connection: Connection, wanted: Wanted) -> Iterator[Fragment]:
    """What is to come or lasts, then what is past."""
    chosen, today = wanted.selection, site.today()
    windows = chosen.windows(today, first=today - WINDOW_BACK, last=today + WINDOW_AHEAD)
    yesterday = today - timedelta(days=1)
    coming = [Window(max(w.first, today), w.last) for w in windows if w.last >= today]
    past = [Window(w.first, min(w.last, yesterday)) for w in windows if w.first < today]
    held = site.texts[wanted.language]
    finish = partial(finished, site, connection, language=wanted.language)
    taken: set[str] = set()  # by the first part: an event may have been, and be to come
    for part in (coming, past):
        reach = Reach.of(connection, chosen, part, exported=True)
        for ids in read.ids(connection, reach, at_once=wanted.limit or _PAGE):
            found = held.of(connection, [id for id in ids if id not in taken], finish, day=today)
            yield from (one for one in found if one.usual or not reach.plain)
            taken.update(ids)


def finished(
    site: Site, connection: Connection, found: Sequence[Fragment], language: Lang
) -> Sequence[Fragment]:
    """The same with texts of today's version in `language`: those that are not stored so are rendered now."""
    version = ical.version(site.settings.base_url)
    stale = [one.event_id for one in found if one.render_version != version or language != "fr"]
    if not stale:
        return found
    events = read.leaving(connection, stale)
    portal = portal_name(connection)
    names = credits(connection, {m.source for event in events.values() for m in event.members})
    fresh: dict[str, bytes] = {}
    for id, event in events.items():
        text = ical.vevent(
            event,
            portal=portal,
            base_url=site.settings.base_url,
            credits=names,
            labels=labels.categories(language),
            language=language,
        )
        fresh[id] = text.encode()
    return [one._replace(ical=fresh.get(one.event_id, one.ical)) for one in found]
