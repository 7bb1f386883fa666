"""Structures: which events are an actor's, for `structure=` and `sauf_structure=`.

An event is an actor's when its organiser bears the actor's name, when a source of that name announces it, or when it
takes place in the commune and the house of that name. A name that every town has ("Mairie"), or that two actors bear
("Comité des fêtes"), means the one of its own commune only. Nothing is stored beside the names: an actor that appears
later has its events.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, false, or_, select, union

from agregateur import communes
from agregateur.store import facets, rows, search, tables

_TABLES = tables.Event.metadata.tables
_ACTOR, _GROUP, _EVENT = _TABLES["actor"], _TABLES["uidgroup"], _TABLES["event"]
_SOURCE, _EVENT_SOURCE = _TABLES["source"], _TABLES["eventsource"]
_NOW = select(_GROUP.c.own_id, _GROUP.c.canonical_id)
_NAMED = select(_ACTOR.c.id, _ACTOR.c.name, _ACTOR.c.insee)


@dataclass(frozen=True, slots=True)
class Structure:
    """An actor as a selection means it: its name and key, its commune, the sources that bear its name."""

    id: str
    name: str
    key: str | None
    insee: str | None
    sources: tuple[str, ...] = ()
    only_here: bool = False
    """Whether others bear its name elsewhere."""


def found(connection: Connection, ids: Collection[str]) -> dict[str, Structure]:
    """The actors that `ids` lead to now, by the id asked for; an id that never was an actor's is not there."""
    actors = _actors(connection, ids)
    if not actors:
        return {}
    named: dict[str | None, list[str]] = {}
    for source in connection.execute(select(_SOURCE.c.id, _SOURCE.c.name)):
        named.setdefault(facets.name_key(source.name), []).append(source.id)
    out = {}
    for id, actor in actors.items():
        key = facets.name_key(actor.name)
        sources = tuple(sorted(named.get(key, ()))) if key else ()
        shared = communes.venue_key(actor.name) is None or _borne_twice(connection, actor.name, key)
        out[id] = Structure(id, actor.name, key, actor.insee, sources, shared and actor.insee is not None)
    return out


def _borne_twice(connection: Connection, name: str, key: str | None) -> bool:
    """Whether two actors have names of this key."""
    ids = search.matching(connection.dialect.name, "actor", name)
    if ids is None:
        return False
    a = _ACTOR.c
    alike = connection.execute(select(a.name).where(a.id.in_(ids), a.gone_at.is_(None)))
    return sum(facets.name_key(row.name) == key for row in alike) > 1


def unknown(connection: Connection, ids: Collection[str]) -> list[str]:
    """Those of `ids` that no actor ever bore."""
    known = names(connection, ids)
    return sorted(id for id in ids if id not in known)


def names(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    """The names of the actors that `ids` lead to now, by the id asked for."""
    return {id: actor.name for id, actor in _actors(connection, ids).items()}


def _actors(connection: Connection, ids: Collection[str]) -> dict[str, Row[Any]]:
    if not ids:
        return {}
    own = dict(tuple(row) for row in rows.chosen(connection, _NOW, _GROUP.c.own_id, ids))
    today = {id: own.get(id) or id for id in ids}
    here = {row.id: row for row in rows.chosen(connection, _NAMED, _ACTOR.c.id, today.values())}
    return {id: here[now] for id, now in today.items() if now in here}


def events_of(structures: Collection[Structure]) -> Select[tuple[str]]:
    """The ids of their events."""
    e = _EVENT.c
    arms = []
    for one in structures:
        if one.key is None:
            continue
        arms.append(select(e.id).where(e.organizer_key == one.key, *_here(one)))
        if one.insee is not None:
            arms.append(select(e.id).where(e.insee == one.insee, e.venue_key == one.key))
    sources = sorted({source for one in structures for source in one.sources})
    if sources:
        arms.append(select(_EVENT_SOURCE.c.event_id).where(_EVENT_SOURCE.c.source_id.in_(sources)))
    chosen = union(*arms).subquery() if arms else select(e.id).where(false()).subquery()
    return select(chosen.c[0])


def _here(one: Structure) -> list[ColumnElement[bool]]:
    e = _EVENT.c
    return [or_(e.insee == one.insee, e.insee.is_(None))] if one.only_here else []
