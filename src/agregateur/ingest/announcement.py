"""An article that announces an event: the date that its words state, when that is sure, becomes its dates."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from agregateur.config import Stanza
from agregateur.contract import Record, Repair
from agregateur.errors import ItemRefused
from agregateur.ingest import prose
from agregateur.ingest.prose import elements
from agregateur.ingest.prose.hours import Hours
from agregateur.ingest.recurrence import expand
from agregateur.model import Expansion

MAX_POSSIBLE = 5
"""Mentions kept for a moderator."""
_OLD = timedelta(days=366)
"""Without a day of publication, what lies further back than that is history."""
_WORDS = 120
"""Characters of a mention shown to a moderator."""


@dataclass(frozen=True, slots=True)
class Announcement:
    """`expansion`: the dates of the event that an article announces, None when it stays an article; `possible`: the
    words that may announce one; `repair` says which words were believed."""

    expansion: Expansion | None = None
    possible: tuple[str, ...] = ()
    repair: Repair | None = None


NOTHING = Announcement()


def read(
    record: Record, title: str, text: str | None, stanza: Stanza, window: tuple[datetime, datetime]
) -> Announcement:
    """What the article `record` announces, by its cleaned `title` and plain `text`.

    Option `items` of the stanza: `events` (every item announces one, so that less proof is asked), `articles` (none
    does). `window` (aware) bounds repeats without end. The dates lean on the day of publication, never on today: the
    same article always says the same.
    """
    items = stanza.options.get("items", "auto")
    if items == "articles" or stanza.options.get("as") == "article":
        return NOTHING
    published = record.published or record.updated
    found = prose.find(title, text or "", published=published, zone=stanza.timezone)
    possible = tuple(dict.fromkeys(one.words[:_WORDS] for one in found))[:MAX_POSSIBLE]
    one = prose.announced(found, believed=items == "events")
    if one is not None and published is None and _day(one.timings[0][0]) < window[0].date() - _OLD:
        return NOTHING
    expansion = _expanded(record, one, stanza, window) if one is not None else None
    if one is None or expansion is None:
        return Announcement(possible=possible)
    return Announcement(expansion, (), Repair(code="date_from_text", detail=one.words[:_WORDS]))


def is_dated_by_title(record: Record) -> bool:
    """Whether the date of `record` stands in its title only: a feed without a field for it."""
    return any(one.code == "date_in_title" for one in record.repairs)


def without_date(title: str, record: Record) -> str:
    """The cleaned title of `record` without the date in brackets that a feed writes there for want of a field."""
    return _BRACKETED.sub("", title) if is_dated_by_title(record) else title


_BRACKETED = re.compile(r"^\s*\[[^\]]{6,10}\]\s*(?=\S)")


def hour_beside(
    record: Record, title: str, text: str | None, stanza: Stanza, window: tuple[datetime, datetime]
) -> Announcement:
    """The hour of a `record` whose only date is the one in its title (`date_in_title`), when its words tell one for
    that day alone; else nothing."""
    if not is_dated_by_title(record) or isinstance(record.start, datetime):
        return NOTHING
    found = prose.find(title, text or "", published=record.published, zone=stanza.timezone)
    one = prose.announced(found, believed=True)
    if one is None or one.rrule or len(one.timings) != 1:
        return NOTHING
    start = one.timings[0][0]
    if not isinstance(start, datetime) or start.date() != record.start:
        return NOTHING
    return Announcement(
        _expanded(record, one, stanza, window), (), Repair(code="hour_from_text", detail=one.words[:_WORDS])
    )


def hour_in_title(title: str, expansion: Expansion) -> Repair | None:
    """A note that the title of a single all-day event states one hour that its date field lacks.

    The date stays as stated: programs show all-day events apart, and the hour of a title may be that of a part ("repas
    à 12h"); matching lets a partner's timed record speak for the hour.
    """
    if len(expansion.occurrences) != 1 or not expansion.occurrences[0].all_day or not _HOUR.search(title):
        return None
    hours = [e for e in elements.read(title).elements if isinstance(e, Hours) and e.slots]
    if len(hours) != 1 or len(hours[0].slots) != 1:
        return None
    hour, minute = hours[0].slots[0].start
    return Repair(code="hour_in_title", detail=f"{hour}:{minute:02}")


_HOUR = re.compile(r"\d\s?(?:h|:\d\d|heures)", re.IGNORECASE)


def _day(when: date) -> date:
    return when.date() if isinstance(when, datetime) else when


def _expanded(
    record: Record, found: prose.Found, stanza: Stanza, window: tuple[datetime, datetime]
) -> Expansion | None:
    """The dates as if the record had stated them; None when no date comes of it."""
    stated = replace(record, kind="event", recurrence_id=None, timings=(), rrule=(), rdate=(), exdate=())
    (start, end), *others = found.timings
    if others:
        stated = replace(stated, start=None, end=None, duration=None, timings=found.timings)
    else:
        rrule = (found.rrule,) if found.rrule else ()
        stated = replace(stated, start=start, end=end, duration=None, rrule=rrule)
    try:
        return expand([stated], zone=stanza.timezone, window=window)
    except ItemRefused:
        return None
