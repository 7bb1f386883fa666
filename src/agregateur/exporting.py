"""The lines of `agregateur export`: from the store to the words that other programs count on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Literal

from sqlalchemy import Connection

from agregateur import licensed
from agregateur.communes import commune
from agregateur.frozen import changed
from agregateur.licensed import Terms
from agregateur.model import Event
from agregateur.publish import export, leaving
from agregateur.publish.leaving import Credit
from agregateur.publish.personal import item_without_personal, without_personal
from agregateur.publish.rights import rights
from agregateur.store import lines

KINDS = ("events", "records", "actors", "articles")


def export_lines(connection: Connection, what: str, terms: Terms | None = None) -> Iterator[dict[str, Any]]:
    """One dictionary a line, streamed; `what` is one of `KINDS`. The connection must be a reader's.

    `terms`: what may be passed on under them alone; else all that is held, whatever its terms.
    """
    credits = licensed.credits(connection)
    if what == "events":
        whole = terms is None
        found = lines.all_events(connection) if terms is None else licensed.events(connection, terms, credits)
        yield from (_event(event, credits, whole=whole) for event in found)
    elif what == "records":
        yield from _records(connection, terms, credits)
    else:
        kind: Literal["actor", "article"] = "actor" if what == "actors" else "article"
        listed = lines.all_simple(connection, kind)
        if terms is not None:
            listed = licensed.simple(connection, kind, terms, credits)
        yield from (_simple(one, kind) for one in listed)


def _event(event: Event, credits: Mapping[str, Credit], *, whole: bool) -> dict[str, Any]:
    held = rights(event, credits)
    if not whole:
        event = changed(event, members=tuple(leaving.leaving_members(event)), url=held.link)
    elif any(member.republication == "portail" for member in event.members):
        held = replace(held, licence=None)  # its words may be those of a record that is named nowhere
    return export.event_line(without_personal(event), commune=_name(event.insee), held=held)


def _records(
    connection: Connection, terms: Terms | None, credits: Mapping[str, Credit]
) -> Iterator[dict[str, Any]]:
    for found in lines.all_records(connection):
        if terms is not None and not terms.allow(found.item, credits):
            continue
        mine = [o for o in found.item.occurrences if o.record == found.recurrence_id]
        located = found.item.located
        cancelled = mine and all(o.status == "cancelled" for o in mine)
        # A record that does not say its town is where the event it belongs to is, as other records may say.
        lent = None if located.outside or (terms and terms.licences) else found.insee
        yield export.record_line(
            found.source,
            found.record,
            mine,
            kind=found.item.kind,
            event_id=found.event,
            insee=located.insee or lent,
            status="cancelled" if cancelled else found.item.status,
            withdrawn=found.withdrawn,
        )


def _simple(one: lines.Simple, kind: Literal["actor", "article"]) -> dict[str, Any]:
    place = {"insee": one.insee, "commune": _name(one.insee)}
    item = item_without_personal(one.item)
    if kind == "actor":
        return export.actor_line(one.id, item, **place, updated=one.updated, members=one.members)
    return export.article_line(one.id, item, **place, published=one.published, updated=one.updated)


def _name(insee: str | None) -> str | None:
    found = commune(insee) if insee else None
    return found.nom if found else None
