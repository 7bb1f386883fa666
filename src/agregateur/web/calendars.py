"""The iCalendar of a selection: stored VEVENT texts strung together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection

from agregateur.model import WINDOW_AHEAD, WINDOW_BACK
from agregateur.publish import ical
from agregateur.store import read
from agregateur.store.days import Window
from agregateur.store.reach import Reach
from agregateur.store.upgrade import portal_name
from agregateur.web import labels
from agregateur.web.listing import channel, credits
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted

MOST_BYTES = 1_000_000
"""Google and others cut or drop larger calendars; what is farthest away is left out first."""
_PAGE = 500


def calendar(site: Site, connection: Connection, wanted: Wanted) -> bytes:
    """The events of the window, those to come first: as many as asked for, else as far as `MOST_BYTES` reach."""
    about = channel(site, connection, wanted)
    return b"".join(
        ical.calendar(
            texts(site, connection, _ids(connection, wanted, site.today())),
            name=about.title,
            description=about.description,
            url=about.url,
            page=about.page,
        )
    )


def _ids(connection: Connection, wanted: Wanted, today: date) -> list[str]:
    """Ids of the events of the feed, what is to come first."""
    out: list[str] = []
    size = 0
    for batch in _batches(connection, wanted, today):
        if wanted.limit:
            out += batch[: wanted.limit - len(out)]
            if len(out) == wanted.limit:
                return out
            continue
        sizes = read.sizes(connection, batch)
        for id in batch:
            size += sizes.get(id, 0)
            if size > MOST_BYTES:
                return out
            out.append(id)
    return out


def _batches(connection: Connection, wanted: Wanted, today: date) -> Iterator[list[str]]:
    chosen = wanted.selection
    windows = chosen.windows(today, first=today - WINDOW_BACK, last=today + WINDOW_AHEAD)
    coming = tuple(Window(max(w.first, today), w.last) for w in windows if w.last >= today)
    taken: set[str] = set()
    for part in (coming, windows):
        reach = Reach.of(connection, chosen, part, exported=True)
        after = None
        while True:
            limit = wanted.limit or _PAGE
            rows = read.events(connection, reach, limit=limit, after=after)
            fresh = [id for id, _ in rows if id not in taken]
            taken.update(fresh)
            yield fresh
            if len(rows) < limit:
                break
            after = (rows[-1][1], rows[-1][0])


def texts(site: Site, connection: Connection, ids: Sequence[str]) -> Iterable[str]:
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
