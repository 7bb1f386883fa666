"""One event as one line of a list: its hour, what the hour does not say, its place, its marks. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from agregateur import communes
from agregateur.model import Event, Occurrence
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.store.days import LOCAL
from agregateur.store.directory import SourceLine
from agregateur.store.read import Happening, Shown
from agregateur.text import slug
from agregateur.web import labels
from agregateur.web.i18n import say

NIGHT = timedelta(hours=dates.NIGHT_ENDS)
HALF_A_DAY = timedelta(hours=12)
NEXT_DATES = 3
USUAL_LENGTH = timedelta(hours=2)
"""Of what has no stated end."""


@dataclass(frozen=True, slots=True)
class Placed:
    """One happening and the local days it covers, the night counted with its evening."""

    happening: Happening
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Line:
    """One event in a list. `time` is short (`20 h 30`), `when` a phrase; `marks` are (class, words)."""

    id: str
    path: str
    title: str
    time: str = ""
    when: str = ""
    then: str = ""
    """For what comes back: its next dates."""
    place: str = ""
    commune: str | None = None
    insee: str | None = None
    marks: tuple[tuple[str, str], ...] = ()
    facts: str = ""
    lang: str = "fr"
    """The language of the title."""
    example: bool = False
    off: bool = False
    """Cancelled or postponed: the title is struck through."""


def place(happening: Happening) -> Placed:
    """The local days that a happening covers."""
    if happening.all_day:
        length = round((happening.end - happening.start) / timedelta(days=1))
        return Placed(happening, happening.day, happening.day + timedelta(days=max(0, length - 1)))
    start = happening.start.astimezone(LOCAL)
    # From midnight to midnight is a day that an exporter did not mark as one, not the end of an evening.
    evening = happening.end - happening.start < HALF_A_DAY
    first = last = (start - NIGHT if evening else start).date()
    if happening.end > happening.start:
        # A microsecond less: what ends at five ends with the night.
        last = max(first, (happening.end.astimezone(LOCAL) - NIGHT - timedelta(microseconds=1)).date())
    return Placed(happening, first, last)


def day_name(day: date, today: date, language: Lang) -> str:
    """`Aujourd'hui`, `Demain` or ''."""
    if day == today:
        return say(language, "Aujourd’hui")
    if day == today + timedelta(days=1):
        return say(language, "Demain")
    return ""


def line_of(
    known: Shown,
    sources: Mapping[str, SourceLine],
    placed: Placed,
    day: date | None,
    *,
    now: datetime,
    language: Lang,
) -> Line:
    """One event as a list shows it under `day`, or in a lane when None. `now` is aware."""
    today = now.astimezone(LOCAL).date()
    event, happening = known.event, placed.happening
    occurrence = occurrence_of(event, happening)
    status = occurrence.status if occurrence.status != "confirmed" else event.status
    where = (occurrence.venue or event.place.venue or "").strip()
    town = communes.commune(event.insee) if event.insee else None
    return Line(
        id=event.id,
        path=event_path(event),
        title=occurrence.title or event.title,
        time=_time(placed, occurrence, day, language),
        when=_when(event, known, placed, day, today, language),
        place=where or (say(language, "En ligne") if event.online and not town else ""),
        lang=event.language or "fr",
        commune=town.nom if town else event.place.city,
        insee=event.insee,
        marks=marks_of(known, status, language),
        facts=labels.name("acces", event.acces, language) or "",
        then=_next_dates(event, placed, now, language) if known.regular and day is None else "",
        example=_example(known, sources),
        off=status in {"cancelled", "postponed"},
    )


def event_path(event: Event) -> str:
    """The canonical path of an event's page."""
    return f"/evenements/{event.id}-{slug(event.title)}"


def occurrence_of(event: Event, happening: Happening) -> Occurrence:
    """The event's own occurrence behind a row of the store: it knows its zone and what a single date overrides."""
    for occurrence in event.occurrences:
        start = occurrence.start
        if occurrence.all_day == happening.all_day and (
            start == happening.start if isinstance(start, datetime) else start == happening.day
        ):
            return occurrence
    if happening.all_day:
        length = max(1, round((happening.end - happening.start) / timedelta(days=1)))
        return Occurrence(start=happening.day, end=happening.day + timedelta(days=length))
    zone = event.zone
    end = happening.end.astimezone(zone) if happening.end > happening.start else None
    return Occurrence(start=happening.start.astimezone(zone), end=end)


def with_day(line: Line, day: date, today: date, language: Lang) -> Line:
    """A line that stands alone says its day itself: `demain, 20 h 30`."""
    name = day_name(day, today, language).lower() or dates.day_label(day, language, today=today)
    return replace(line, time="", when=", ".join(part for part in (name, line.time, line.when) if part))


def _time(placed: Placed, occurrence: Occurrence, day: date | None, language: Lang) -> str:
    if day is None or not isinstance(occurrence.start, datetime) or placed.first != day:
        return ""
    return dates.time_label(occurrence.start, language) + dates.elsewhere(occurrence.start, language)


def _when(event: Event, known: Shown, placed: Placed, day: date | None, today: date, language: Lang) -> str:
    """What the hour alone does not say: how long it lasts, or its rhythm."""
    if known.regular and day is None:
        return dates.regular_label(event, language) or dates.span_label(event, today, language)
    if placed.last == placed.first:
        after = placed.happening.start.astimezone(LOCAL).date()
        if day is not None and not placed.happening.all_day and after != placed.first:
            # After midnight, under the evening before: nobody must come a night early or late.
            a, b = (dates.day_label(d, language).split()[0] for d in (placed.first, after))
            return say(language, "dans la nuit de %(a)s à %(b)s", a=a, b=b)
        return ""
    if day is None:
        begins = dates.range_label(placed.first, placed.last, language, today=today)
        return dates.until_label(placed.last, today, language) if placed.first <= today else begins
    if day == placed.last:
        return say(language, "dernier jour")
    until = dates.until_label(placed.last, day, language)
    return (
        say(language, "ouvre ce jour, %(until)s", until=until)
        if known.long and day == placed.first
        else until
    )


def _next_dates(event: Event, placed: Placed, now: datetime, language: Lang) -> str:
    """`Prochaines dates : aujourd'hui, 16 décembre, 23 décembre`: those that are not over."""
    today = now.astimezone(LOCAL).date()
    held = (
        o.day
        for o in event.occurrences
        if o.status not in {"cancelled", "postponed"} and not _is_over(o, now)
    )
    coming = sorted({day for day in held if day >= placed.first})[:NEXT_DATES]
    said = [
        day_name(day, today, language).lower() or dates.day_label(day, language, today=today, weekday=False)
        for day in coming
    ]
    if not said:
        return ""
    if len(said) == 1:
        return say(language, "Prochaine date : %(date)s", date=said[0])
    return say(language, "Prochaines dates : %(dates)s", dates=", ".join(said))


def _is_over(occurrence: Occurrence, now: datetime) -> bool:
    start, end = occurrence.start, occurrence.end
    if not isinstance(start, datetime):
        return dates.last_day(occurrence) < now.astimezone(LOCAL).date()
    return (end if isinstance(end, datetime) and end > start else start + USUAL_LENGTH) <= now


def marks_of(known: Shown, status: str, language: Lang) -> tuple[tuple[str, str], ...]:
    """The marks beside a title: what changed since it was announced."""
    out = []
    if state := labels.status(status, language):
        out.append((status, state))
    if known.missing:
        out.append(("missing", say(language, "N’est plus annoncé")))
    if known.event.sold_out:
        out.append(("sold-out", say(language, "Complet")))
    return tuple(out)


def _example(known: Shown, sources: Mapping[str, SourceLine]) -> bool:
    members = [sources[m.source] for m in known.event.members if m.source in sources]
    return bool(members) and all(source.example for source in members)
