"""What records become: everything that touched groups reach is settled, rendered, written and numbered."""

from __future__ import annotations

from collections.abc import Iterable, Set
from datetime import datetime

from sqlalchemy import Connection

from agregateur.communes import venue_keys
from agregateur.context import Context
from agregateur.ingest.settle import settle
from agregateur.publish import dates, ical
from agregateur.store import decisions, events, groups


def settle_and_write(
    context: Context,
    connection: Connection,
    touched: Iterable[int],
    now: datetime,
    *,
    rolled: Set[int] = frozenset(),
    passing: bool = False,
) -> None:
    """Make again all that the touched groups reach, render it and write it; last, number what changed.

    `rolled`: groups whose stored window moved, so that their occurrences are written although nothing changed;
    `passing`: time alone moved it.
    """
    ids = set(touched)
    if not ids:
        return
    settled = settle(
        connection,
        ids,
        locate=context.locate,
        venue_keys=venue_keys,
        facts=context.facts,
        decisions=decisions.in_force(connection),
    )
    changes = events.Changes()
    before = events.stored(connection, settled.drafts)
    gone = [event_id for event_id, draft in settled.drafts.items() if draft is None]
    events.withdraw(connection, gone, now, changes)
    rolling = {g.canonical_id for g in groups.load(connection, rolled).values()}
    printed = []
    for event_id, draft in settled.drafts.items():
        if draft is None:
            continue
        rolls = event_id in rolling
        rendered = events.number(draft, before.get(event_id), now, rolled=rolls and passing)
        if rendered.moved or rolls:
            printed.append(_print(context, rendered))
    events.write(connection, printed, now, context.render_version, changes)
    for kind in ("actor", "article"):
        items = {
            group.own_id: (group.item, group.first_seen) if group.kind == kind and group.active else None
            for group in settled.reached.values()
        }
        events.write_simple(connection, kind, items, now, changes)
    events.take_numbers(connection, changes)


def _print(context: Context, rendered: events.Rendered) -> events.Printed:
    leaving = rendered.leaving
    text = ""
    if leaving is not None:
        text = ical.vevent(
            leaving,
            portal=context.portal,
            base_url=context.settings.base_url,
            credits=context.credits,
            labels=context.labels,
        )
    event = rendered.event
    return events.Printed(rendered, text, long=dates.is_long(event), regular=dates.is_regular(event))
