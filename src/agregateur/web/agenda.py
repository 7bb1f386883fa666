"""An agenda as a page shows it: days with their dates, the lanes beside them, one line an event. Pure.

    happenings (store) ─► plan: which line goes under which day or lane ─► ids to read ─► lines ─► Agenda

A day holds its one-off dates by hour, then what lasts all day; a night belongs to the evening before it until 5 in
the morning. What comes back every week and what lasts for more than a week stand in lanes, so that they do not bury
the rest (reference: users, section 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from agregateur import communes
from agregateur.contract import When
from agregateur.model import Event, Occurrence
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.store.directory import SourceLine
from agregateur.store.read import Happening, Shown
from agregateur.store.selection import LOCAL, Window
from agregateur.text import slug
from agregateur.web import labels
from agregateur.web.i18n import say

USUAL_LENGTH = timedelta(hours=2)
NIGHT = timedelta(hours=dates.NIGHT_ENDS)
NEXT_DATES = 3
LAST_DAYS = timedelta(days=6)
"""A long event is dated again when its last seven days begin."""


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


@dataclass(frozen=True, slots=True)
class Day:
    """One day of an agenda."""

    day: date
    name: str
    """`Aujourd'hui`, `Demain` or ''."""
    timed: tuple[Line, ...] = ()
    over: tuple[Line, ...] = ()
    """Today's, already over."""
    all_day: tuple[Line, ...] = ()
    regular: tuple[Line, ...] = ()

    @property
    def count(self) -> int:
        return len(self.timed) + len(self.over) + len(self.all_day) + len(self.regular)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the template walks over. `until` is the last day shown; `following` the first one left out, if any."""

    days: tuple[Day, ...] = ()
    ongoing: tuple[Line, ...] = ()
    weekly: tuple[Line, ...] = ()
    until: date | None = None
    following: date | None = None
    categories: frozenset[str] = frozenset()
    """The codes present among what is shown."""

    @property
    def empty(self) -> bool:
        return not (self.days or self.ongoing or self.weekly)


@dataclass(slots=True)
class Plan:
    """Which happening goes where, before any event is read."""

    dated: dict[date, list[Placed]] = field(default_factory=dict)
    regular: dict[date, list[Placed]] = field(default_factory=dict)
    ongoing: dict[str, Placed] = field(default_factory=dict)
    weekly: dict[str, Placed] = field(default_factory=dict)
    following: date | None = None

    def ids(self) -> list[str]:
        placed = [p for group in (self.dated, self.regular) for day in group.values() for p in day]
        placed += [*self.ongoing.values(), *self.weekly.values()]
        return list(dict.fromkeys(p.happening.event_id for p in placed))

    def count(self) -> int:
        """Different events planned."""
        return len(self.ids())


def place(happening: Happening) -> Placed:
    """The local days that a happening covers."""
    if happening.all_day:
        length = round((happening.end - happening.start) / timedelta(days=1))
        return Placed(happening, happening.day, happening.day + timedelta(days=max(0, length - 1)))
    first = (happening.start.astimezone(LOCAL) - NIGHT).date()
    last = first
    if happening.end > happening.start:
        # A microsecond less: what ends at five ends with the night.
        last = max(first, (happening.end.astimezone(LOCAL) - NIGHT - timedelta(microseconds=1)).date())
    return Placed(happening, first, last)


def plan(
    happenings: Iterable[Happening], windows: Sequence[Window], *, today: date, most: int, folded: bool
) -> Plan:
    """Sorts happenings into days and lanes. `most` dated lines are enough: the day that passes it is the last one.

    `folded` keeps regular ones inside their day (a page of one to three days) rather than in their lane.
    """
    out = Plan()
    for happening in happenings:
        placed = place(happening)
        shown_on = _first_inside(placed, windows)
        if shown_on is None:
            continue
        if happening.long:
            out.ongoing.setdefault(happening.event_id, placed)
            for day in {placed.first, placed.last - LAST_DAYS, placed.last}:
                if any(w.first <= day <= w.last for w in windows) and day >= min(shown_on, today):
                    out.dated.setdefault(day, []).append(placed)
        elif happening.regular and not folded:
            kept = out.weekly.get(happening.event_id)
            if kept is None or (kept.happening.status == "cancelled" and happening.status != "cancelled"):
                out.weekly[happening.event_id] = placed
        elif happening.regular:
            out.regular.setdefault(shown_on, []).append(placed)
        else:
            out.dated.setdefault(shown_on, []).append(placed)
    _cut(out, most)
    return out


def _first_inside(placed: Placed, windows: Sequence[Window]) -> date | None:
    for window in windows:
        if placed.first <= window.last and placed.last >= window.first:
            return max(placed.first, window.first)
    return None


def _cut(plan: Plan, most: int) -> None:
    total = 0
    days = sorted({*plan.dated, *plan.regular})
    for n, day in enumerate(days):
        total += len(plan.dated.get(day, ())) + len(plan.regular.get(day, ()))
        if total >= most and n + 1 < len(days):
            plan.following = days[n + 1]
            for late in days[n + 1 :]:
                plan.dated.pop(late, None)
                plan.regular.pop(late, None)
            return


def build(
    plan: Plan,
    events: Mapping[str, Shown],
    sources: Mapping[str, SourceLine],
    *,
    now: datetime,
    language: Lang,
    windows: Sequence[Window],
) -> Agenda:
    """The agenda of a plan, once its events are read. `now` is aware."""
    today = now.astimezone(LOCAL).date()

    def line(placed: Placed, day: date | None) -> Line | None:
        known = events.get(placed.happening.event_id)
        return line_of(known, sources, placed, day, today=today, language=language) if known else None

    days = []
    for day in sorted({*plan.dated, *plan.regular}):
        here = sorted(plan.dated.get(day, ()), key=lambda p: (p.first < day, p.happening.start))
        timed = [p for p in here if not p.happening.all_day and p.first == day and not p.happening.long]
        whole = [p for p in here if p not in timed]
        over = [p for p in timed if _is_over(p.happening, now)]
        days.append(
            Day(
                day=day,
                name=_day_name(day, today, language),
                timed=_lines(line(p, day) for p in _spread(timed, events) if p not in over),
                over=_lines(line(p, day) for p in over),
                all_day=_lines(line(p, day) for p in whole),
                regular=_lines(line(p, day) for p in plan.regular.get(day, ())),
            )
        )
    shown = [day for day in days if day.count]
    weekly = sorted(plan.weekly.values(), key=lambda p: p.happening.start)
    ongoing = sorted(plan.ongoing.values(), key=lambda p: (p.last, p.happening.event_id))
    present = {code for known in events.values() for code in known.event.categories}
    return Agenda(
        tuple(shown),
        _lines(line(p, None) for p in ongoing),
        _lines(line(p, None) for p in weekly),
        max((w.last for w in windows), default=None),
        plan.following,
        frozenset(present),
    )


def _is_over(happening: Happening, now: datetime) -> bool:
    """Whether it has ended; without a stated end, two hours after its start."""
    end = happening.end if happening.end > happening.start else happening.start + USUAL_LENGTH
    return end <= now


def _spread(placed: list[Placed], events: Mapping[str, Shown]) -> list[Placed]:
    """At most two in a row of one structure, as far as others begin at the same time."""
    out: list[Placed] = []
    rest = list(placed)

    def owner(one: Placed) -> str:
        known = events.get(one.happening.event_id)
        return known.event.members[0].source if known and known.event.members else ""

    while rest:
        tied = [p for p in rest if p.happening.start == rest[0].happening.start]
        last = [owner(p) for p in out[-2:]]
        crowded = len(last) == 2 and last[0] == last[1]
        chosen = next((p for p in tied if not crowded or owner(p) != last[0]), rest[0])
        rest.remove(chosen)
        out.append(chosen)
    return out


def _lines(lines: Iterable[Line | None]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line is not None)


def _day_name(day: date, today: date, language: Lang) -> str:
    if day == today:
        return say(language, "Aujourd’hui")
    if day == today + timedelta(days=1):
        return say(language, "Demain")
    return ""


# One line --------------------------------------------------------------------------------------------------------


def line_of(
    known: Shown,
    sources: Mapping[str, SourceLine],
    placed: Placed,
    day: date | None,
    *,
    today: date,
    language: Lang,
) -> Line:
    """One event as a list shows it under `day`, or in a lane when None."""
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
        then=_next_dates(event, placed, today, language) if known.regular and day is None else "",
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


def moment(when: When) -> datetime:
    """The moment a date or time begins, aware; a day at local midnight."""
    return when if isinstance(when, datetime) else datetime.combine(when, time(), LOCAL)


def with_day(line: Line, day: date, today: date, language: Lang) -> Line:
    """A line that stands alone says its day itself: `demain, 20 h 30`."""
    name = _day_name(day, today, language).lower() or dates.day_label(day, language, today=today)
    return replace(line, time="", when=", ".join(part for part in (name, line.time, line.when) if part))


def _time(placed: Placed, occurrence: Occurrence, day: date | None, language: Lang) -> str:
    if day is None or not isinstance(occurrence.start, datetime) or placed.first != day:
        return ""
    return dates.time_label(occurrence.start, language)


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


def _next_dates(event: Event, placed: Placed, today: date, language: Lang) -> str:
    """`Prochaines dates : aujourd'hui, 16 décembre, 23 décembre`."""
    held = (o.day for o in event.occurrences if o.status not in {"cancelled", "postponed"})
    coming = sorted({day for day in held if day >= placed.first})[:NEXT_DATES]
    said = [
        _day_name(day, today, language).lower() or dates.day_label(day, language, today=today, weekday=False)
        for day in coming
    ]
    if not said:
        return ""
    if len(said) == 1:
        return say(language, "Prochaine date : %(date)s", date=said[0])
    return say(language, "Prochaines dates : %(dates)s", dates=", ".join(said))


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
