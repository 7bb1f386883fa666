"""What a selection means in SQL: a few SELECTs that go through the indexes, whatever the size of the store.

An occurrence is chosen when it touches one of the windows. That is asked in two arms, each of which bounds `start` for
the index: what began at most eight days before the first window, and long events that began earlier. One OR over both
would make the engine read the table from one end to the other.

Days and communes are parameters, so that `statements` can be kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import cos, radians
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union_all,
)

from agregateur.frozen import changed, quick
from agregateur.store import facets, rows, search, structures, tables
from agregateur.store.days import Window
from agregateur.store.selection import Selection
from agregateur.store.structures import Structure
from agregateur.taxonomy import STATUS_CODES

LONGEST_SHORT = timedelta(days=8)
"""An occurrence that lasts longer belongs to an event marked `long` (more than seven days on end)."""

_TABLES = tables.Event.metadata.tables
_EVENT, _OCCURRENCE = _TABLES["event"], _TABLES["occurrence"]
_CATEGORY, _SOURCE = _TABLES["eventcategory"], _TABLES["eventsource"]
_CATEGORY_OF = exists().where(_CATEGORY.c.event_id == _EVENT.c.id)
_SOURCE_OF = exists().where(_SOURCE.c.event_id == _EVENT.c.id)
_KM_PER_DEGREE = 111.195
"""Of a great circle on a globe of 6,371 km radius."""
_ANY = (Window(date.min, date.min),)
_ONE, _SEVERAL = frozenset(("",)), frozenset(("", "…"))


@quick
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
    structures: tuple[Structure, ...] = ()
    without: tuple[Structure, ...] = ()

    @classmethod
    def of(
        cls,
        connection: Connection,
        selection: Selection,
        windows: Sequence[Window],
        *,
        exported: bool = False,
        spill: timedelta = timedelta(),
    ) -> Reach:
        """The reach of `selection` over `windows` in the store of `connection`; unknown structures are left out."""
        asked = structures.found(connection, (*selection.structure, *selection.sauf_structure))
        return cls(
            selection=selection,
            windows=tuple(windows),
            dialect=connection.dialect.name,
            exported=exported,
            spill=spill,
            places=selection.places(),
            structures=tuple(asked[id] for id in selection.structure if id in asked),
            without=tuple(asked[id] for id in selection.sauf_structure if id in asked),
        )

    def shape(self) -> Reach:
        """What its statements depend on: the same without its days and communes, but for how many there are."""
        selection = changed(
            self.selection, scope=None, commune=(), epci=(), departement=(), voisines=False, periode=(), du=None,
            au=None, jours=None,
        )  # fmt: skip
        places = self.places if self.places is None else _ONE if len(self.places) == 1 else _SEVERAL
        return changed(
            self, selection=selection, windows=_ANY * len(self.windows), places=places, spill=timedelta()
        )

    def values(self) -> dict[str, Any]:
        """The parameters of a statement of its shape."""
        ends = [w.end() + self.spill for w in self.windows]
        out: dict[str, Any] = {f"end{n}": end for n, end in enumerate(ends)}
        out |= {f"begin{n}": w.begin() for n, w in enumerate(self.windows)}
        first = min(w.begin() for w in self.windows)
        out |= {"first": first, "last": max(ends), "early": first - LONGEST_SHORT}
        if self.places is not None:
            several = sorted(self.places)
            out["places"] = several[0] if len(several) == 1 else rows.listed(self.dialect, several)
        return out

    @property
    def empty(self) -> bool:
        """Nothing can be found, whatever the store holds."""
        nobody = bool(self.selection.structure) and not self.structures
        return not self.windows or self.places == frozenset() or nobody

    @property
    def plain(self) -> bool:
        """Nothing is asked but days and communes."""
        return self.shape().selection == Selection()

    def happens(self, columns: Any) -> ColumnElement[bool]:
        """Whether an occurrence touches a window, with a status that is asked for."""
        touches = or_(
            *(
                and_(
                    columns.start < moment(f"end{n}"),
                    or_(columns.end > moment(f"begin{n}"), columns.start >= moment(f"begin{n}")),
                )
                for n in range(len(self.windows))
            )
        )
        if not self.selection.statut:
            return touches
        asked = [status for status, word in STATUS_CODES.items() if word in self.selection.statut]
        own = and_(columns.status != "confirmed", columns.status.in_(asked))
        return and_(touches, or_(own, and_(columns.status == "confirmed", _EVENT.c.status.in_(asked))))

    def _arms(self) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Two conditions that exclude each other: begun lately, or long ago and long."""
        o = _OCCURRENCE.c
        lately = and_(o.start >= moment("early"), o.start < moment("last"))
        before = and_(o.start < moment("early"), o.end > moment("first"), _EVENT.c.long.is_(True))
        return lately, before

    def _conditions(self, judged: bool) -> list[ColumnElement[bool]]:
        """What an occurrence, when `judged` joined with its event, must fulfil in either arm."""
        chosen, o, e = self.selection, _OCCURRENCE.c, _EVENT.c
        out = [*(self.of_event() if judged else ()), self.happens(o)]
        if self.places is not None:
            one = self.places == _ONE
            out.append(
                o.insee == bindparam("places") if one else rows.among_listed(self.dialect, o.insee, "places")
            )
        if chosen.q:
            found = (search.matching(self.dialect, "event", q) for q in chosen.q)
            out.append(or_(*(e.id.in_(ids) for ids in found if ids is not None)))
        if self.structures:
            out.append(e.id.in_(structures.events_of(self.structures)))
        return out

    def of_event(self) -> list[ColumnElement[bool]]:
        """What an event must fulfil whatever its dates; its communes, the words sought and whose it is left aside."""
        chosen, e = self.selection, _EVENT.c
        out: list[ColumnElement[bool]] = [e.gone_at.is_(None)]
        if self.exported:
            out.append(e.republication != "portail")
        if chosen.categorie:
            out.append(_CATEGORY_OF.where(_CATEGORY.c.code.in_(chosen.categorie)))
        if chosen.source:
            out.append(_SOURCE_OF.where(_SOURCE.c.source_id.in_(chosen.source)))
        if chosen.autour:
            out.append(self._near())
        return [*out, *self._facets(), *self._exceptions()]

    def _facets(self) -> Iterator[ColumnElement[bool]]:
        """What is asked of the event itself."""
        chosen, e = self.selection, _EVENT.c
        for column, values in ((e.acces, chosen.acces), (e.inscription, chosen.inscription)):
            if values:
                yield column.in_(values)
        if chosen.public:
            yield facets.any_of(e.public, _audience(chosen.public))
        else:
            yield or_(e.public.is_(None), e.public != facets.written(("scolaires",)))
        if chosen.accessibilite:
            yield facets.any_of(e.accessibilite, chosen.accessibilite)
        if chosen.mode:
            yield e.mode.in_({stored for asked in chosen.mode for stored in facets.MODES[asked]})
        if chosen.longs is not None:
            yield e.long.is_(chosen.longs)
        if chosen.regulier is not None:
            yield e.regular.is_(chosen.regulier)

    def _exceptions(self) -> Iterator[ColumnElement[bool]]:
        chosen, e = self.selection, _EVENT.c
        if chosen.sauf_categorie:
            yield ~_CATEGORY_OF.where(_CATEGORY.c.code.in_(chosen.sauf_categorie))
        if chosen.sauf_source:
            yield ~_SOURCE_OF.where(_SOURCE.c.source_id.in_(chosen.sauf_source))
        if self.without:
            yield e.id.not_in(structures.events_of(self.without))

    def _near(self) -> ColumnElement[bool]:
        """Within the radius of a point: by the event's own point, else by the centre of its commune.

        On a plane that touches the globe at the point: at 100 km and 60° of latitude that is less than 1 % wrong.
        """
        e = _EVENT.c
        arms: list[ColumnElement[bool]] = []
        for point in self.selection.around():
            north = (e.latitude - point.latitude) * _KM_PER_DEGREE
            east = (e.longitude - point.longitude) * (_KM_PER_DEGREE * cos(radians(point.latitude)))
            arms.append(north * north + east * east <= self.selection.radius**2)
        pointless = or_(e.latitude.is_(None), e.longitude.is_(None))
        return or_(*arms, and_(pointless, e.insee.in_(sorted(self.selection.centres()))))

    def chosen(
        self, columns: Sequence[Any], *more: ColumnElement[bool], judged: bool = True
    ) -> CompoundSelect[Any]:
        """`columns` of the occurrences chosen, joined with their events, that fulfil `more` besides.

        Not `judged` is for a `plain` reach: what keeps an event out of everything is left aside (`statements.of_ids`
        tells it), so that most events need not be looked at.
        """
        conditions = [*self._conditions(judged), *more]
        lately, before = self._arms()
        joined = _OCCURRENCE.join(_EVENT)
        return union_all(
            select(*columns).select_from(joined if judged else _OCCURRENCE).where(lately, *conditions),
            select(*columns).select_from(joined).where(before, *conditions),
        )


def _audience(codes: Collection[str]) -> set[str]:
    """What is for families or toddlers is for children too (users.md, 3)."""
    return {*codes, *(("familles", "tout-petits") if "enfants" in codes else ())}


def moment(name: str) -> ColumnElement[datetime]:
    """A moment that is a parameter."""
    return bindparam(name, type_=_OCCURRENCE.c.start.type)
