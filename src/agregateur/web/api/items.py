"""The items of the API: the lines of `publish.export` of what may leave, whom they are credited to, and their page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic_core import PydanticSerializationError, to_json
from sqlalchemy import Connection

from agregateur import communes
from agregateur.frozen import changed
from agregateur.model import Event
from agregateur.publish import export, leaving, rights
from agregateur.publish.leaving import Credit
from agregateur.store import read
from agregateur.store.simple import Simple
from agregateur.web.site import Site

Line = dict[str, Any]
Items = dict[str, bytes]
"""Items as JSON, by their ids."""


def written(value: Any) -> bytes:
    """A value as JSON."""
    try:
        return to_json(value)
    except PydanticSerializationError:  # a partner's text may hold a lone surrogate
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def events(site: Site, connection: Connection, ids: Sequence[str]) -> Items:
    """Events by their ids; one that may not leave is not there. What did not change is held."""
    known = read.changes(connection, ids)
    credits = site.lines.credits(connection, site.now(), max(known.values(), default=0))

    def make(missing: list[str]) -> Items:
        return _events(site, read.leaving(connection, missing), credits)

    found = site.lines.get(list(known.items()), make)
    return {id: line for id, line in found.items() if line is not None}


def of(site: Site, connection: Connection, given: Mapping[str, Event], change: int) -> Items:
    """Events that were read already, by their ids; one that may not leave is not there. `change`: the greatest of
    their numbers."""
    return _events(site, given, site.lines.credits(connection, site.now(), change))


def _events(site: Site, given: Mapping[str, Event], credits: Mapping[str, Credit]) -> Items:
    found = ((id, leaving.may_leave(one)) for id, one in given.items())
    return {id: written(_event(site, one, credits)) for id, one in found if one is not None}


def actors(site: Site, connection: Connection, rows: Iterable[Simple]) -> Items:
    """Actors by their ids, as `events`."""
    return _simple(site, connection, rows, "actor")


def articles(site: Site, connection: Connection, rows: Iterable[Simple]) -> Items:
    """Articles by their ids, as `events`."""
    return _simple(site, connection, rows, "article")


def _event(site: Site, event: Event, credits: Mapping[str, Credit]) -> Line:
    held = rights.rights(event, credits)
    named = changed(event, members=tuple(leaving.leaving_members(event)), url=held.link)
    return {
        **export.event_line(named, commune=_name(event.insee), held=held),
        "image_credit": held.image_credit,
        "page": leaving.page_url(site.settings.base_url, event),
    }


def _simple(site: Site, connection: Connection, rows: Iterable[Simple], kind: str) -> Items:
    found = {row.id: out for row in rows if (out := _may_leave(row)) is not None}
    credits = site.lines.credits(
        connection, site.now(), max((row.change for row in found.values()), default=0)
    )
    line = _actor if kind == "actor" else _article
    return {
        id: written(
            {**line(one), "credits": [export.credit(c) for c in rights.credited(one.members, credits)]}
        )
        for id, one in found.items()
    }


def _may_leave(row: Simple) -> Simple | None:
    """An actor or article as it may leave, or None: no text of one that is only signalled."""
    item = leaving.item_may_leave(row.item)
    members = tuple(m for m in row.members if m.republication != "portail" and m.missing_since is None)
    if item is None or not members:
        return None
    return replace(row, item=item, members=members)


def _actor(one: Simple) -> Line:
    place = {"insee": one.insee, "commune": _name(one.insee)}
    return export.actor_line(one.id, one.item, **place, updated=one.updated, members=one.members)


def _article(one: Simple) -> Line:
    place = {"insee": one.insee, "commune": _name(one.insee)}
    return export.article_line(one.id, one.item, **place, published=one.published, updated=one.updated)


def _name(insee: str | None) -> str | None:
    found = communes.commune(insee) if insee else None
    return found.nom if found else None
