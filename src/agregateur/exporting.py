"""The lines of `agregateur export`: from the store to the words that other programs count on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection

from agregateur.communes import commune
from agregateur.publish import export
from agregateur.publish.personal import item_without_personal, without_personal
from agregateur.store import lines

KINDS = ("events", "records", "actors", "articles")


def export_lines(connection: Connection, what: str) -> Iterator[dict[str, Any]]:
    """One dictionary a line, streamed; `what` is one of `KINDS`. The connection must be a reader's."""
    if what == "events":
        for event in lines.all_events(connection):
            yield export.event_line(without_personal(event), commune=_name(event.insee))
    elif what == "records":
        for found in lines.all_records(connection):
            mine = [o for o in found.item.occurrences if o.record == found.recurrence_id]
            located = found.item.located
            cancelled = mine and all(o.status == "cancelled" for o in mine)
            yield export.record_line(
                found.source,
                found.record,
                mine,
                kind=found.item.kind,
                event_id=found.event,
                # A record that does not say its town is where the event it belongs to is.
                insee=located.insee or (None if located.outside else found.insee),
                status="cancelled" if cancelled else found.item.status,
                withdrawn=found.withdrawn,
            )
    elif what == "actors":
        for one in lines.all_simple(connection, "actor"):
            place = {"insee": one.insee, "commune": _name(one.insee)}
            item = item_without_personal(one.item)
            yield export.actor_line(one.id, item, **place, updated=one.updated, members=one.members)
    else:
        for one in lines.all_simple(connection, "article"):
            place = {"insee": one.insee, "commune": _name(one.insee)}
            item = item_without_personal(one.item)
            yield export.article_line(one.id, item, **place, published=one.published, updated=one.updated)


def _name(insee: str | None) -> str | None:
    found = commune(insee) if insee else None
    return found.nom if found else None
