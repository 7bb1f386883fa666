"""An agenda as a page shows it: days with their dates, the lanes beside them, one line an event. Pure.

    happenings (store) ─► plan: which line goes under which day or lane ─► ids to read ─► lines ─► Agenda

A day holds its one-off dates by hour, then what lasts all day; a night belongs to the evening before it until 5 in
the morning. What comes back every week and what lasts for more than a week stand in lanes, so that they do not bury
the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from agregateur.contract import When
from agregateur.publish.words import Lang
from agregateur.store.days import LOCAL, Window
from agregateur.store.directory import SourceLine
from agregateur.store.read import Happening, Shown
from agregateur.web.agenda_line import USUAL_LENGTH, Line, Placed, day_name, line_of, place

LAST_DAYS = timedelta(days=6)
"""A long event is dated again when its last seven days begin."""


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
            if not any(max(today, w.first) < placed.first <= w.last for w in windows):
                # What begins later within the page is told on the day it begins.
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
        return line_of(known, sources, placed, day, now=now, language=language) if known else None

    days = []
    for day in sorted({*plan.dated, *plan.regular}):
        here = sorted(plan.dated.get(day, ()), key=lambda p: (p.first < day, p.happening.start))
        timed = [p for p in here if not p.happening.all_day and p.first == day and not p.happening.long]
        whole = [p for p in here if p not in timed]
        over = [p for p in timed if is_over(p.happening, now)]
        days.append(
            Day(
                day=day,
                name=day_name(day, today, language),
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


def is_over(happening: Happening, now: datetime) -> bool:
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


def moment(when: When) -> datetime:
    """The moment a date or time begins, aware; a day at local midnight."""
    return when if isinstance(when, datetime) else datetime.combine(when, time(), LOCAL)
