"""Following a selection exactly: what changed after a number, in the order of the change numbers.

    cursor = None                                   # from nothing
    while True:
        found = page(connection, selection, cursor, limit=500, now=now)
        for change in found.changes:                # change.event, or None: delete what you hold under change.id
            …
        if found.last:                              # nothing is left: ask again later, with the same cursor
            break
        cursor = found.next

Each event is told once, at its number of today: as it may leave when it is chosen, else as a deletion (withdrawn,
hidden, merged into another, moved out of the selection, kept to our own pages). Numbers are taken in commit order
(`numbering`), so that who has seen n never meets a smaller one later.

A crawl *from nothing* bears the store's number when it began. What was not chosen before that number is left out of it,
since a newcomer never had it: but for what went lately (`LATELY`), since some begin anew each time. So is, unless `du`
is asked for, what was over 31 days before, as in all feeds. What changes while it runs is told behind it.

A page looks at some thousand rows at most, whatever the store holds, and may tell of none of them: `next` goes on. Few
communes are read by the index (insee, change), and what left them by that of `eventleft`; more than `MOST_PLACES`, or
none, in the order of the numbers.

What cannot be followed is refused, since its answer changes while no event does: days told from today (`periode`,
`jours`), the names of actors (`structure`, `sauf_structure`), the status of dates of which each leaves the store when
it is past (`statut`). `au` needs these dates too. `du` is told by the last day of an event, which moves with it alone.
The neighbours, distances and words (`q`) of an event are its own, its sources (`source`) move its number.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    TextClause,
    and_,
    bindparam,
    case,
    or_,
    select,
    text,
)

from agregateur.errors import SelectionError
from agregateur.model import WINDOW_BACK, Event
from agregateur.store import asking, read, rows, search, tables
from agregateur.store.asking import refused
from agregateur.store.days import LOCAL
from agregateur.store.reach import Reach
from agregateur.store.selection import Selection

LOOKED = 2_000
"""Rows that one page looks at, about."""
ENTRIES = 32_000
"""Entries of the index (insee, change) that a page of several communes goes over, about: 5 ms."""
MOST_PLACES = 1_000
"""Communes that are read by their index."""
LATELY = timedelta(days=8)
"""How long a crawl from nothing tells what went: RPDE 1.0 asks for 48 hours, and some portals read once a week."""
UNFOLLOWED = ("statut", "structure", "periode", "au", "jours", "sauf_structure")
"""Words of a selection that cannot be followed."""
ASKED = tuple(word for word in asking.ASKED if word not in UNFOLLOWED)
"""Those that an address which is followed may say."""
GREATEST = 2**31 - 1
"""Above every change number: the greatest INTEGER of PostgreSQL."""

_EVENT, _LEFT = tables.core(tables.Event), tables.core(tables.EventLeft)
_GROUP = tables.core(tables.UidGroup)
_NOW = select(_GROUP.c.own_id, _GROUP.c.canonical_id)


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a reader stands: it was told all up to the number `after`. `began` is the store's number when it began from
    nothing; None once it has been told all up to there."""

    after: int
    began: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One event that changed, at its `number`. `event` is what may leave of it, None when it is to be deleted; `into`
    is the id under which it goes on, when it was merged into another."""

    id: str
    number: int
    event: Event | None = None
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Changes by number, where to go on, and whether nothing was left to look at: `next` is then where one stood."""

    changes: tuple[Change, ...]
    next: Cursor
    last: bool


def check(selection: Selection) -> None:
    """Raises SelectionError (`selection_follow`) when the selection cannot be followed."""
    said = dict(selection.query())
    for word in UNFOLLOWED:
        if word in said:
            raise unfollowed(word, said[word])


def unfollowed(word: str, value: str) -> SelectionError:
    """The error that says that a word cannot be followed."""
    message = (
        f"{word} cannot be followed: what it finds changes while no event does. Choose among what comes."
    )
    return refused(word, value, message, ASKED, "follow")


def page(
    connection: Connection, selection: Selection, cursor: Cursor | None, *, limit: int, now: datetime
) -> Page:
    """What changed behind `cursor` (None: from nothing), at most `limit` changes. Raises SelectionError."""
    check(selection)
    greatest = read.change_number(connection, None)
    at = cursor or Cursor(0, greatest)
    if at.began is not None and at.began > greatest:
        at = Cursor(at.after, greatest)
    if at.after >= greatest:
        return Page((), Cursor(at.after), last=at.began is None)
    look = _Look(connection, Reach.of(connection, selection, (), exported=True), at, now)
    found, horizon = look.found()
    told = [one for one in found if one.told]
    if len(told) > limit:
        told, horizon = told[:limit], told[limit - 1].number
    if horizon is not None:
        following = Cursor(horizon, at.began)
    elif at.began is not None:
        following = Cursor(max(at.began, at.after))
    else:
        following = Cursor(found[-1].number) if found else at
    return Page(tuple(_changes(connection, told)), following, last=following == at)


@dataclass(frozen=True, slots=True)
class _Found:
    """A row that was looked at: an event chosen, one to be deleted, or one of which a newcomer is told nothing."""

    number: int
    id: str
    chosen: bool
    told: bool


@dataclass(frozen=True, slots=True)
class _Look:
    """What one page looks at."""

    connection: Connection
    reach: Reach
    at: Cursor
    now: datetime

    def found(self) -> tuple[list[_Found], int | None]:
        """Rows by number, and the number up to which all were looked at; None when none is left behind them."""
        places = self.reach.places
        if places is not None and len(places) <= MOST_PLACES:
            horizon = self._horizon(sorted(places))
            left = self._left(sorted(places), horizon)
            if len(left) >= LOOKED:
                horizon = left[-1].change
            listed = self._events(horizon, sorted(places))
            out = [*self._judged(listed), *self._moved(left, places)]
            return sorted(out, key=lambda one: one.number), horizon
        listed = self._events(None, None)
        horizon = listed[-1].change if len(listed) >= LOOKED else None
        return list(self._judged(listed)), horizon

    def _horizon(self, places: Sequence[str]) -> int | None:
        """The number up to which a page looks: that of its last row among these communes. It is found in the index
        alone, up to the least number by which some commune has had its share."""
        share = min(LOOKED, max(1, ENTRIES // max(1, len(places))))
        values = {"after": self.at.after, "before": self._until(), "share": share - 1}
        lite = self.connection.dialect.name == "sqlite"
        listed = json.dumps(places) if lite else places
        query = horizon_query(self.connection.dialect.name)
        found = self.connection.execute(query, {**values, "places": listed}).scalar()
        horizon = None if found is None else int(found)
        e = _EVENT.c
        here = (rows.among(self.connection, e.insee, places), *self._between(e.change, horizon))
        last = select(e.change).where(*here).order_by(e.change).offset(LOOKED - 1).limit(1)
        full = self.connection.execute(last).scalar()
        return horizon if full is None else int(full)

    def _until(self) -> int:
        return GREATEST if self.at.began is None else self.at.began

    def _left(self, places: Sequence[str], horizon: int | None) -> Sequence[Any]:
        c = _LEFT.c
        query = (
            select(c.event_id, c.change, _EVENT.c.insee, _flag(self._lately()))
            .join(_EVENT, _EVENT.c.id == c.event_id)
            .where(rows.among(self.connection, c.insee, places), *self._between(c.change, horizon))
            .order_by(c.change)
            .limit(LOOKED)
        )
        return self.connection.execute(query).all()

    def _events(self, horizon: int | None, places: Sequence[str] | None) -> Sequence[Any]:
        return self.connection.execute(self.events_query(horizon, places)).all()

    def events_query(self, horizon: int | None, places: Sequence[str] | None) -> Select[Any]:
        """Events by their numbers: id, change, whether chosen, whether over long ago, whether it changed lately."""
        e, chosen = _EVENT.c, self.reach.selection
        conditions = self.reach.of_event()
        if places is None and self.reach.places is not None:
            conditions.append(rows.among(self.connection, e.insee, sorted(self.reach.places)))
        if chosen.du:
            conditions.append(or_(e.last.is_(None), e.last >= chosen.du.isoformat()))
        edge = (self.now.astimezone(LOCAL).date() - WINDOW_BACK).isoformat()
        query = select(
            e.id, e.change, _flag(and_(*conditions)), _flag(e.last < edge), _flag(self._lately())
        ).where(*self._between(e.change, horizon))
        if places is None:
            return query.order_by(e.change).limit(LOOKED)
        return query.where(rows.among(self.connection, e.insee, places)).order_by(e.change)

    def _between(self, number: ColumnElement[int], horizon: int | None) -> Iterator[ColumnElement[bool]]:
        yield number > self.at.after
        if horizon is not None or self.at.began is not None:
            yield number <= (self._until() if horizon is None else horizon)

    def _lately(self) -> ColumnElement[bool]:
        return _EVENT.c.updated >= self.now - LATELY

    def _judged(self, listed: Sequence[Any]) -> Iterator[_Found]:
        ids = [row[0] for row in listed if row[2]]
        bearing = self._bearing(ids)
        new, every = self.at.began is not None, self.reach.selection.du is not None
        for id, number, chosen, over, lately in listed:
            if chosen and id in bearing:
                yield _Found(number, id, True, not (new and over and not every))
            else:
                yield _Found(number, id, False, not new or bool(lately))

    def _bearing(self, ids: Sequence[str]) -> Collection[str]:
        """Those of `ids` that bear the words sought."""
        sought = self.reach.selection.q
        if not sought or not ids:
            return frozenset(ids)
        return set().union(*(search.bearing(self.connection, "event", ids, words) for words in sought))

    def _moved(self, left: Iterable[Any], places: Collection[str]) -> Iterator[_Found]:
        """Those that left the communes; of two communes, the one left last."""
        new = self.at.began is not None
        last = {id: (number, lately) for id, number, insee, lately in left if insee not in places}
        yield from (
            _Found(number, id, False, not new or bool(lately)) for id, (number, lately) in last.items()
        )


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """1 or 0: what is not known is not so."""
    return case((condition, 1), else_=0)


def horizon_query(dialect: str) -> TextClause:
    """The least of the numbers at which each of `:places` has had `:share` + 1 rows behind `:after`."""
    places = (
        "json_each(:places) AS p" if dialect == "sqlite" else "unnest(CAST(:places AS VARCHAR[])) AS p(value)"
    )
    return text(
        "SELECT min(reached) FROM (SELECT (SELECT e.change FROM event AS e WHERE e.insee = p.value"  # noqa: S608
        " AND e.change > :after AND e.change <= :before ORDER BY e.change LIMIT 1 OFFSET :share) AS reached"
        f" FROM {places}) AS shares"
    ).bindparams(bindparam("after", type_=Integer), bindparam("before", type_=Integer))


def _changes(connection: Connection, told: Sequence[_Found]) -> Iterator[Change]:
    events = read.leaving(connection, [one.id for one in told if one.chosen])
    gone = [one.id for one in told if one.id not in events]
    now = dict(map(tuple, rows.chosen(connection, _NOW, _GROUP.c.own_id, gone))) if gone else {}
    for one in told:
        if one.id in events:
            yield Change(one.id, one.number, events[one.id])
        else:
            into = now.get(one.id)
            yield Change(one.id, one.number, None, into if into != one.id else None)
