"""Events as they are written: the rows of each table, and what they change. No database: any process may make them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Event, Occurrence
from agregateur.store import facets
from agregateur.store.drafts import Printed
from agregateur.store.stems import event_text, tokens

Row = Sequence[Any]


@dataclass(slots=True)
class Changes:
    """What a transaction changed, to be numbered at its end."""

    events: set[str] = field(default_factory=set)
    actors: set[str] = field(default_factory=set)
    articles: set[str] = field(default_factory=set)
    communes: set[str] = field(default_factory=set)
    left: dict[str, str] = field(default_factory=dict)
    """The commune that an event was in, where it is in another one now or in none."""
    numbered: set[str] = field(default_factory=set)
    """New events, written with their numbers already."""
    shown: int = 0
    """How many more events are shown."""

    def add(self, more: Changes) -> None:
        """What changed besides."""
        self.events |= more.events
        self.actors |= more.actors
        self.articles |= more.articles
        self.communes |= more.communes
        self.left |= more.left
        self.numbered |= more.numbered
        self.shown += more.shown

    def __bool__(self) -> bool:
        return bool(self.events or self.actors or self.articles)


@dataclass(slots=True)
class Lines:
    """Events as they are written: the rows of each table, and what they change. Plain values, made anywhere."""

    new: list[Row] = field(default_factory=list)
    known: list[Row] = field(default_factory=list)
    occurrences: list[Row] = field(default_factory=list)
    categories: list[Row] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    words: dict[str, list[str]] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)

    def add(self, more: Lines) -> None:
        """Those of other events."""
        self.new += more.new
        self.known += more.known
        self.occurrences += more.occurrences
        self.categories += more.categories
        self.sources += more.sources
        self.words |= more.words
        self.changes.add(more.changes)


def lines(printed: Iterable[Printed], now: datetime, render_version: int) -> Lines:
    """Events with their VEVENT text, occurrences, categories, sources and search words, as they are written."""
    found = Lines()
    changes = found.changes
    for one in printed:
        r = one.rendered
        event = r.event
        (found.known if r.before else found.new).append(_event_row(one, render_version))
        found.occurrences += occurrence_rows(event, now)
        found.categories += [(event.id, code) for code in dict.fromkeys(event.categories)]
        listed = [m.source for m in event.members if m.missing_since is None]
        names = listed or [m.source for m in event.members]
        found.sources += [(event.id, name) for name in dict.fromkeys(names)]
        found.words[event.id] = tokens(event_text(event))
        changes.shown += r.before is None or r.before.gone
        if r.moved:
            changes.events.add(event.id)
            before = r.before.insee if r.before else None
            changes.communes.update(i for i in (event.insee, before) if i)
            if before and before != event.insee:
                changes.left[event.id] = before
    return found


EVENT_COLUMNS = (
    "title", "insee", "status", "first", "last", *facets.COLUMNS, "republication", "long", "regular", "missing", "data",
    "leaving", "digest", "ical", "render_version", "sequence", "created", "updated", "gone_at",
)  # fmt: skip
OCCURRENCE_COLUMNS = ("event_id", "start", "end", "all_day", "day", "status", "insee")


def _event_row(printed: Printed, render_version: int) -> tuple[Any, ...]:
    """The values of `EVENT_COLUMNS`, then the id."""
    rendered = printed.rendered
    event = rendered.event
    missing = all(m.missing_since is not None for m in event.members)
    return (
        event.title, event.insee, event.status, event.first.isoformat() if event.first else None,
        event.last.isoformat() if event.last else None, *facets.of(event), event.republication, printed.long,
        printed.regular, missing, rendered.data, rendered.left, rendered.digest, printed.ical, render_version,
        event.sequence, event.created, event.updated, None, event.id,
    )  # fmt: skip


def occurrence_rows(event: Event, now: datetime) -> list[Row]:
    """Rows (`OCCURRENCE_COLUMNS`) of the occurrences that meet the stored window, one a start."""
    zone = ZoneInfo(event.timezone)
    low, high = now - WINDOW_BACK, now + WINDOW_AHEAD
    found: dict[datetime, Row] = {}
    for one in event.occurrences:
        start, end = utc_span(one, zone)
        if end >= low and start <= high and start not in found:
            found[start] = (event.id, start, end, one.all_day, one.day.isoformat(), one.status, event.insee)
    return list(found.values())


def utc_span(occurrence: Occurrence, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Start and end of an occurrence in UTC; a day begins at local midnight; without an end, the start twice."""
    start = _instant(occurrence.start, zone)
    end = _instant(occurrence.end, zone) if occurrence.end is not None else start
    return start, max(start, end)


def _instant(value: date | datetime, zone: ZoneInfo) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return datetime(value.year, value.month, value.day, tzinfo=zone).astimezone(UTC)
