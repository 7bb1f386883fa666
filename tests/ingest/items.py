"""Items written in one line, for tests of matching and merging."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.model import Item, Located, Occurrence, Place

PARIS = ZoneInfo("Europe/Paris")
BRIANCON, GAP, EMBRUN, PUY_ST_PIERRE = "05023", "05061", "05046", "05109"


def at(text: str) -> datetime | date:
    """`2026-12-05 20:30` in Paris, or `2026-12-05`."""
    if len(text) == 10:
        return date.fromisoformat(text)
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


def item(
    source: str,
    title: str,
    *starts: str,
    uid: str | None = None,
    hours: float | None = None,
    days: int = 1,
    insee: str | None = BRIANCON,
    venue: str | None = None,
    city: str | None = None,
    **more: Any,
) -> Item:
    """An event of `source` on `starts`; `hours` long when timed, `days` when all-day."""
    occurrences = []
    for text in starts:
        start = at(text)
        if isinstance(start, datetime):
            end: Any = start + timedelta(hours=hours) if hours else None
        else:
            end = start + timedelta(days=days)
        occurrences.append(Occurrence(start=start, end=end))
    located = Located(insee=insee, how="name", sure=0.9) if insee else Located()
    return Item(
        source=source,
        uid=uid or f"{title}@{source}",
        kind="event",
        title=title,
        occurrences=tuple(occurrences),
        first=min((o.day for o in occurrences), default=None),
        last=max((o.day for o in occurrences), default=None),
        place=Place(venue=venue, city=city),
        located=located,
        **more,
    )
