"""What a selection means in SQL: a few SELECTs that go through the indexes, whatever the size of the store.

An occurrence is chosen when it touches one of the windows. That is asked in two arms, each of which bounds `start` for
the index: what began at most eight days before the first window, and long events that began earlier. One OR over both
would make the engine read the table from one end to the other.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    exists,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from agregateur.store import search, tables
from agregateur.store.selection import Selection, Window

LONGEST_SHORT = timedelta(days=8)
"""An occurrence that lasts longer belongs to an event marked `long` (more than seven days on end)."""

_TABLES = tables.Event.metadata.tables
_EVENT, _OCCURRENCE = _TABLES["event"], _TABLES["occurrence"]
_CATEGORY, _SOURCE = _TABLES["eventcategory"], _TABLES["eventsource"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """A selection made concrete: the days asked, the communes meant, and what the surface leaves out.

    `exported`: for feeds and the API, events that may be shown on our own pages only are left out. `spill` moves the
    end of each window: pages read nights until 5 in the morning.
    """

    selection: Selection
    windows: tuple[Window, ...]
    dialect: str
    exported: bool = False
    spill: timedelta = timedelta()
    places: frozenset[str] | None = None

    @classmethod
    def of(cls, selection: Selection, windows: Sequence[Window], dialect: str, **more: Any) -> Reach:
        """The reach of `selection` over `windows`; `dialect` is that of the connection."""
        places = selection.places()
        return cls(selection=selection, windows=tuple(windows), dialect=dialect, places=places, **more)

    @property
    def empty(self) -> bool:
        """Nothing can be found, whatever the store holds."""
        return not self.windows or self.places == frozenset()

    def _touches(self, columns: Any) -> ColumnElement[bool]:
        return or_(
            *(
                and_(
                    columns.start < w.end() + self.spill,
                    or_(columns.end > w.begin(), columns.start >= w.begin()),
                )
                for w in self.windows
            )
        )

    def _arms(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Two conditions that exclude each other: begun lately, or long ago and long."""
        o = _OCCURRENCE.c
        begin = min(w.begin() for w in self.windows)
        end = max(w.end() for w in self.windows) + self.spill
        lately = and_(o.start >= begin - LONGEST_SHORT, o.start < end)
        before = and_(o.start < begin - LONGEST_SHORT, o.end > begin, _EVENT.c.long.is_(True))
        return lately, before

    def _conditions(self) -> list[ColumnElement[bool]]:
        """What an occurrence joined with its event must fulfil, in either arm."""
        chosen, o, e = self.selection, _OCCURRENCE.c, _EVENT.c
        out: list[ColumnElement[bool]] = [e.gone_at.is_(None), self._touches(o)]
        if self.places is not None:
            out.append(o.insee.in_(sorted(self.places)))
        if self.exported:
            out.append(e.republication != "portail")
        if chosen.categorie:
            category = _CATEGORY.c
            out.append(exists().where(category.event_id == e.id, category.code.in_(chosen.categorie)))
        if chosen.source:
            source = _SOURCE.c
            out.append(exists().where(source.event_id == e.id, source.source_id.in_(chosen.source)))
        if chosen.q:
            found = (search.matching(self.dialect, "event", q) for q in chosen.q)
            out.append(or_(*(e.id.in_(ids) for ids in found if ids is not None)))
        return out

    def _chosen(self, columns: Sequence[Any], *more: ColumnElement[bool]) -> CompoundSelect[Any]:
        joined = _OCCURRENCE.join(_EVENT)
        conditions = [*self._conditions(), *more]
        return union_all(
            *(select(*columns).select_from(joined).where(arm, *conditions) for arm in self._arms())
        )


def happenings(reach: Reach) -> CompoundSelect[Any]:
    """Each occurrence chosen: event_id, start, end, all_day, day, status, long, regular; by start, then event."""
    o, e = _OCCURRENCE.c, _EVENT.c
    columns = (o.event_id, o.start, o.end, o.all_day, o.day, o.status, e.long, e.regular)
    return reach._chosen(columns).order_by("start", "event_id")


def events(
    reach: Reach, *, after: tuple[datetime, str] | None = None, ids: Collection[str] | None = None
) -> CompoundSelect[Any]:
    """Each event chosen, once, at its first chosen occurrence: event_id, start; by start, then event.

    `after` (start, event_id) goes on behind that row; `ids` asks about these events only. An event is left to its first
    occurrence by looking for an earlier one under the same primary key, so that nothing is grouped.
    """
    o = _OCCURRENCE.c
    earlier = _OCCURRENCE.alias("earlier")
    sooner = exists().where(
        earlier.c.event_id == o.event_id, earlier.c.start < o.start, reach._touches(earlier.c)
    )
    more: list[ColumnElement[bool]] = [~sooner.correlate(_OCCURRENCE)]
    if after is not None:
        more.append(tuple_(o.start, o.event_id) > tuple_(literal(after[0], o.start.type), literal(after[1])))
        more.append(o.start >= after[0])  # the engines use an index for this one
    if ids is not None:
        more.append(o.event_id.in_(sorted(ids)))
    return reach._chosen((o.event_id, o.start), *more).order_by("start", "event_id")


def newest(reach: Reach) -> Select[Any]:
    """Ids of the events chosen, the one seen last first."""
    e = _EVENT.c
    chosen = reach._chosen((_OCCURRENCE.c.event_id,)).subquery()
    return select(e.id).where(e.id.in_(select(chosen.c.event_id))).order_by(e.created.desc(), e.id)


def count(reach: Reach) -> Select[Any]:
    """The number of occurrences chosen."""
    return select(func.count()).select_from(reach._chosen((_OCCURRENCE.c.event_id,)).subquery())
