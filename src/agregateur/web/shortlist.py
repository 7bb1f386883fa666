"""The few next events of a selection, for small places: a frame on another site, a screen in a hall.

As on pages, one-off dates come first, day by day, without what is already over; what comes back every week and what
lasts fill the places left. These leave our pages: as in feeds, an event is shown as its sources let it leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from agregateur.model import WINDOW_AHEAD
from agregateur.publish import leaving
from agregateur.publish.rights import credited
from agregateur.store import directory, read
from agregateur.store.days import LOCAL
from agregateur.store.reach import Reach
from agregateur.web import agenda, listing
from agregateur.web.agenda import Plan
from agregateur.web.agenda_line import NIGHT, Line
from agregateur.web.pages import MOST_ROWS
from agregateur.web.site import Site, quoted
from agregateur.web.wanted import Wanted

DAYS = 30
STEP = timedelta(minutes=15)
"""How often what is over leaves the list."""
WHOLE_DAYS_FIRST = 3


@dataclass(frozen=True, slots=True)
class ShortDay:
    """One day and its lines."""

    day: date
    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Short:
    """The list; `credits` name those who announce what is on it, each with its licence."""

    days: tuple[ShortDay, ...]
    weekly: tuple[Line, ...]
    ongoing: tuple[Line, ...]
    credits: tuple[str, ...]

    @property
    def empty(self) -> bool:
        return not (self.days or self.weekly or self.ongoing)


def moment(site: Site) -> datetime:
    """The present as these lists know it: it moves on by `STEP`, so that a validator can say it."""
    seconds = int(site.now().timestamp())
    return datetime.fromtimestamp(seconds - seconds % int(STEP.total_seconds()), LOCAL)


def validator(site: Site, connection: Connection, wanted: Wanted, now: datetime) -> str:
    """Changes when the list may: reads no event."""
    said = (wanted.format, wanted.language, wanted.limit, sorted(wanted.options.items()))
    return quoted(
        wanted.selection.canonical(),
        repr(said),
        now.isoformat(),
        site.fingerprint,
        str(read.change_number(connection, wanted.selection.watched())),
    )


def coming(site: Site, connection: Connection, wanted: Wanted, now: datetime, *, limit: int) -> Short:
    """At most `limit` events from `now` on, over `DAYS` days unless the selection says which."""
    selection = wanted.selection
    today = now.astimezone(LOCAL).date()
    last = today + (WINDOW_AHEAD if selection.dated() else timedelta(days=DAYS - 1))
    windows = selection.windows(today, first=today, last=last)
    reach = Reach.of(connection, selection, windows, spill=NIGHT, exported=True)
    found = read.happenings(connection, reach, limit=MOST_ROWS)
    few_days = sum((w.last - w.first).days + 1 for w in windows) <= 3
    left = [h for h in found if h.all_day or not agenda.is_over(h, now)]
    plan = few(agenda.plan(left, windows, today=today, most=limit, folded=few_days), limit)
    events = _events(connection, plan)
    members = [m for known in events.values() for m in leaving.leaving_members(known.event)]
    announced = {member.source for member in members}
    sources = directory.named_sources(connection, announced)
    built = agenda.build(plan, events, sources, now=now, language=wanted.language, windows=windows)
    return Short(
        days=tuple(ShortDay(day.day, day.name, _lines(day)) for day in built.days),
        weekly=built.weekly,
        ongoing=built.ongoing,
        credits=tuple(
            dict.fromkeys(
                f"{one.name} ({one.licence})" if one.licence else one.name
                for one in credited(members, listing.credits(connection, announced))
            )
        ),
    )


def few(plan: Plan, limit: int) -> Plan:
    """The first `limit` lines of a plan: days, then what comes back every week, then what lasts. Pure."""
    out = Plan()
    left = limit
    for day in sorted({*plan.dated, *plan.regular}):
        for here, there in ((plan.dated, out.dated), (plan.regular, out.regular)):
            ordered = sorted(here.get(day, ()), key=lambda p: (p.first < day, p.happening.start))
            if kept := ordered[:left]:
                there[day] = kept
                left -= len(kept)
    dated = set(out.ids())
    for lane, there_too in ((plan.weekly, out.weekly), (plan.ongoing, out.ongoing)):
        waiting = sorted((p.happening.start, id) for id, p in lane.items() if id not in dated)
        for _, id in waiting[:left]:
            there_too[id] = lane[id]
        left -= min(left, len(waiting))
    return out


def _events(connection: Connection, plan: Plan) -> Mapping[str, read.Shown]:
    """The events of a plan as they may leave."""
    ids = plan.ids()
    known = read.shown(connection, ids)
    out = {}
    for id, event in read.leaving(connection, ids).items():
        allowed = leaving.may_leave(event)
        if allowed is not None and id in known:
            out[id] = replace(known[id], event=allowed)
    return out


def _lines(day: agenda.Day) -> tuple[Line, ...]:
    """Three at most of what lasts all day come before the hours."""
    first, rest = day.all_day[:WHOLE_DAYS_FIRST], day.all_day[WHOLE_DAYS_FIRST:]
    return (*first, *day.timed, *rest, *day.regular)
