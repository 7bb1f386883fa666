"""What the writers of `publish` are given: the events of a feed one by one, and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from agregateur import communes
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Occurrence
from agregateur.publish import dates
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.leaving import Credit
from agregateur.store import directory, read
from agregateur.store.days import Window
from agregateur.store.reach import Reach
from agregateur.web import agenda, labels, told
from agregateur.web.i18n import mark, say
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted, lasting

DESCRIPTION = mark(
    "Rendez-vous annoncés par les structures du territoire, réunis et mis à jour automatiquement."
)
READ_ON = mark("Dernière lecture : %(day)s.")
STALE = mark("Pas relu depuis le %(day)s : %(name)s.")


def title(site: Site, wanted: Wanted) -> str:
    """The name of a feed."""
    return wanted.name or told.title(site, wanted.selection, wanted.language)


def channel(site: Site, connection: Connection, wanted: Wanted, sources: Iterable[str] = ()) -> Channel:
    """What the feed says of itself; `sources` are the ids of those that announce its events."""
    language = wanted.language
    named = directory.named_sources(connection, set(sources))
    fresh = site.readings.at(connection, site.now())
    stale = tuple(sorted((named[id].name, day) for id, day in fresh.stale.items() if id in named))
    # vdirsyncer carries a calendar's words into each event, and would make all of them anew on every day of reading.
    read_on = None if wanted.format == "ics" else fresh.read_on
    # A text is printed: what it leads to must still hold when its month is over.
    page = replace(wanted, selection=lasting(wanted.selection)) if wanted.format == "txt" else wanted
    return Channel(
        title=title(site, wanted),
        description=_description(site, wanted, read_on, stale),
        page=site.url(page.page(), language),
        url=site.url(wanted.address()),
        base_url=site.settings.base_url,
        now=site.now(),
        language=language,
        credits={id: Credit(name=s.name, home=s.home, licence=s.licence) for id, s in named.items()},
        labels=labels.categories(language),
        types=labels.schema_types(),
        read_on=fresh.read_on,
        stale=stale,
        options=wanted.options,
    )


def _description(site: Site, wanted: Wanted, read_on: date | None, stale: Iterable[tuple[str, date]]) -> str:
    language, today = wanted.language, site.today()
    said = [f"{told.sentence(site, wanted.selection, language)}.", say(language, DESCRIPTION)]
    if read_on:
        said.append(say(language, READ_ON, day=dates.day_label(read_on, language, today=today)))
    for name, day in stale:
        since = dates.day_label(day, language, today=today, weekday=False)
        said.append(say(language, STALE, day=since, name=name))
    return " ".join(said)


def entries(
    connection: Connection, wanted: Wanted, today: date, *, limit: int, ahead: timedelta | None, back: bool
) -> list[Entry]:
    """The events of the feed, each at its first chosen date, at most `limit`.

    When the selection names no days: from today on for `ahead` (default: the whole window), and what is past and still
    in the window too if `back`.
    """
    shown = windows(wanted, today, ahead=ahead, back=back)
    reach = Reach.of(connection, wanted.selection, shown, exported=True)
    if wanted.newest:
        chosen = read.newest(connection, reach, limit=limit)
    else:
        chosen = read.events(connection, reach, limit=limit)
    events = read.leaving(connection, [id for id, _ in chosen])
    found = []
    for id, start in chosen:
        event = events.get(id)
        if event is None:
            continue
        occurrence = _occurrence(event.occurrences, start.timestamp())
        if occurrence is not None:
            place = communes.commune(event.insee) if event.insee else None
            found.append(Entry(event=event, occurrence=occurrence, commune=place.nom if place else None))
    return found


def windows(wanted: Wanted, today: date, *, ahead: timedelta | None, back: bool) -> tuple[Window, ...]:
    """The days that the feed is about, in order (see `entries`)."""
    first = today - WINDOW_BACK if back else today
    last = today + (ahead if ahead and not wanted.selection.dated() else WINDOW_AHEAD)
    return wanted.selection.windows(today, first=first, last=last)


def announcers(listed: Sequence[Entry]) -> set[str]:
    """Ids of the sources that announce the events listed."""
    return {member.source for entry in listed for member in entry.event.members}


def credits(connection: Connection, ids: Iterable[str]) -> dict[str, Credit]:
    """How feeds name the sources of `ids`."""
    named = directory.named_sources(connection, set(ids))
    return {id: Credit(name=s.name, home=s.home, licence=s.licence) for id, s in named.items()}


def _occurrence(occurrences: Sequence[Occurrence], start: float) -> Occurrence | None:
    """The occurrence that starts at that moment, else the nearest (dates of the event that may leave can differ)."""
    if len(occurrences) == 1:
        return occurrences[0]
    return min(occurrences, key=lambda o: abs(agenda.moment(o.start).timestamp() - start), default=None)
