"""What a paper bulletin prints of a selection: a list to tick, and the text of what stays ticked.

What is cancelled or postponed is never printed (users.md, 4). An event that comes back is told once, with its rhythm.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from agregateur import text
from agregateur.model import WINDOW_AHEAD, Event, Occurrence
from agregateur.publish import dates
from agregateur.publish.entries import Entry
from agregateur.publish.leaving import Credit, leaving_members, partner_url, place_line, status_of, title_of
from agregateur.publish.words import Lang, facts
from agregateur.store.days import LOCAL, Window
from agregateur.store.selection import Selection
from agregateur.web import listing
from agregateur.web.i18n import mark, say
from agregateur.web.wanted import Wanted

MOST = 150
"""Events of one bulletin: the form that ticks them is an address, of at most some eight thousand characters."""
_UNPRINTED = frozenset(("cancelled", "postponed"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Printed:
    """One event of the list. `short` is its one line; `kept` whether it stays in the text."""

    id: str
    short: str
    kept: bool
    lang: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Bulletin:
    """The list, and the text of what is kept. `full` when there was more than a list can hold."""

    lines: tuple[Printed, ...]
    text: str
    kept: int
    full: bool


def bulletin(
    connection: Connection,
    selection: Selection,
    language: Lang,
    *,
    today: date,
    removed: Collection[str],
    medium: bool,
) -> Bulletin:
    """The bulletin of `selection` from `today` (local) on, without the events of `removed` (ids)."""
    windows = selection.windows(today, first=today, last=today + WINDOW_AHEAD)
    wanted = Wanted(selection=selection, format="ics", language=language)
    entries = listing.entries(connection, wanted, today, limit=MOST + 1, ahead=None, back=False)
    full = len(entries) > MOST
    printable = [one for entry in entries[:MOST] if (one := _printable(entry, windows))]
    kept = [entry for entry in printable if entry.event.id not in removed]
    first = windows[0].first if windows else today
    written = [
        _medium(entry, language, first) if medium else _short(entry, language, first) for entry in kept
    ]
    credits = listing.credits(connection, listing.announcers(kept))
    told = _credit(kept, credits, language)
    joint = "\n\n" if medium else "\n"
    return Bulletin(
        lines=tuple(
            Printed(
                id=entry.event.id,
                short=_short(entry, language, first),
                kept=entry.event.id not in removed,
                lang=entry.event.language or "fr",
            )
            for entry in printable
        ),
        text=joint.join(written) + (f"\n\n{told}" if told else ""),
        kept=len(kept),
        full=full,
    )


def _printable(entry: Entry, windows: Iterable[Window]) -> Entry | None:
    """The entry with the dates that are held within the windows; None when there is none."""
    event = entry.event
    held = [
        one
        for one in event.occurrences
        if status_of(event, one) not in _UNPRINTED and any(_touches(one, window) for window in windows)
    ]
    if not held:
        return None
    return replace(entry, event=replace(event, occurrences=tuple(held)), occurrence=held[0])


def _touches(one: Occurrence, window: Window) -> bool:
    start = one.start.astimezone(LOCAL).date() if isinstance(one.start, datetime) else one.start
    return start <= window.last and max(dates.last_day(one), start) >= window.first


def _when(event: Event, language: Lang, first: date, *, short: bool) -> str:
    """Its date or dates; the year only when it is not that of the bulletin."""
    if len(event.occurrences) == 1:
        return dates.when_label(event.occurrences[0], language, today=first, short=short, end=not short)
    return dates.span_label(event, first, language)


def _short(entry: Entry, language: Lang, first: date) -> str:
    """`sam. 9 janv., 20 h 30 – Concert – MJC, Briançon – Gratuit. Sans inscription`."""
    event = entry.event
    place = event.place
    where = ", ".join(
        part
        for part in dict.fromkeys((entry.occurrence.venue or place.venue, entry.commune or place.city))
        if part
    )
    parts = (
        _when(event, language, first, short=True),
        title_of(event, entry.occurrence),
        text.one_line(where),
        ". ".join(facts(event, language)[:2]),
    )
    return " – ".join(text.one_line(part) for part in parts if part)


def _medium(entry: Entry, language: Lang, first: date) -> str:
    """Three lines: what; when and where; at what price, who, and where to learn more."""
    event = entry.event
    when = _when(event, language, first, short=False)
    where = text.one_line(place_line(event.place, entry.occurrence.venue)) or (entry.commune or "")
    more = [*facts(event, language), event.organizer or "", partner_url(event) or ""]
    lines = (
        title_of(event, entry.occurrence),
        ". ".join(part for part in (when[:1].upper() + when[1:], where) if part),
        ". ".join(text.one_line(part) for part in more if part),
    )
    return "\n".join(line for line in lines if line)


def _credit(kept: Iterable[Entry], credits: Mapping[str, Credit], language: Lang) -> str:
    """Whom the facts come from, each once, by name."""
    ids = {member.source for entry in kept for member in leaving_members(entry.event)}
    names = sorted(credits[id].name for id in ids if id in credits)
    return say(language, mark("D’après : %(names)s."), names=", ".join(names)) if names else ""
