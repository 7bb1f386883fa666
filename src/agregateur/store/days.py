"""The days that a selection is about: local days, both included, and the periods that have names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Europe/Paris")
"""The zone in which "today" and the days of a selection are meant."""

PERIODS = ("aujourdhui", "demain", "weekend", "semaine", "mois", "mois-prochain")


@dataclass(frozen=True, slots=True)
class Window:
    """Local days, both included."""

    first: date
    last: date

    def begin(self) -> datetime:
        """The first moment, aware."""
        return datetime.combine(self.first, time(), LOCAL)

    def end(self) -> datetime:
        """The first moment after, aware."""
        return datetime.combine(self.last + timedelta(days=1), time(), LOCAL)


def period(name: str, today: date) -> Window:
    """The days of one of `PERIODS`, seen from `today`; weeks begin on Monday."""
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    following = (month + timedelta(days=31)).replace(day=1)
    if name == "aujourdhui":
        return Window(today, today)
    if name == "demain":
        return Window(today + timedelta(days=1), today + timedelta(days=1))
    if name == "weekend":
        return Window(monday + timedelta(days=5), monday + timedelta(days=6))
    if name == "semaine":
        return Window(monday, monday + timedelta(days=6))
    if name == "mois":
        return Window(month, following - timedelta(days=1))
    after = (following + timedelta(days=31)).replace(day=1)
    return Window(following, after - timedelta(days=1))


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """The same days in the fewest windows, in order."""
    out: list[Window] = []
    for window in sorted(windows, key=lambda w: (w.first, w.last)):
        if out and window.first <= out[-1].last + timedelta(days=1):
            out[-1] = Window(out[-1].first, max(out[-1].last, window.last))
        else:
            out.append(window)
    return tuple(out)
