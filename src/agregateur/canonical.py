"""What records become: everything that touched groups reach is settled, rendered, written and numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agregateur.context import Context
from agregateur.ingest.drawing import Drawn
from agregateur.ingest.ready import Ready
from agregateur.ingest.settle import settle
from agregateur.publish import dates, ical
from agregateur.store import decisions, drafts, events, listed, numbering
from agregateur.store.groups import Group
from agregateur.store.listed import Entry


def settle_and_write(
    context: Context,
    connection: Connection,
    touched: Iterable[int],
    now: datetime,
    *,
    made: Mapping[int, Group] | None = None,
    fresh: Set[int] = frozenset(),
    told: Mapping[int, Ready] | None = None,
    rolled: Set[int] = frozenset(),
    passing: bool = False,
) -> None:
    """Make again all that the touched groups reach, render it and write it; last, number what changed.

    `made`: groups among them whose items are new in this transaction, `fresh`: that are so themselves, `told`:
    what is told of them already. `rolled`: groups
    whose stored window moved, so that their occurrences are written although nothing changed; `passing`: time alone
    moved it.
    """
    ids = set(touched)
    if not ids:
        return
    drawn = settle(
        connection,
        ids,
        locate=context.locate,
        listeners=context.listeners,
        facts=context.facts,
        decisions=decisions.in_force(connection),
        made=made,
        fresh=fresh,
        told=told,
    )
    write(context, connection, drawn, now, rolled=rolled, passing=passing)


@dataclass(frozen=True, slots=True)
class Finished:
    """What was drawn, as it is written: `gone` events are withdrawn; actors and articles by id, None gone."""

    gone: list[str]
    lines: events.Lines
    actors: dict[str, Entry | None]
    articles: dict[str, Entry | None]


def write(
    context: Context,
    connection: Connection,
    drawn: Drawn,
    now: datetime,
    *,
    rolled: Set[int] = frozenset(),
    passing: bool = False,
) -> None:
    """Render what was drawn, write what changed, and number it; see `settle_and_write`."""
    before = known(connection, drawn)
    put(connection, finish(context, drawn, before, now, rolled=rolled, passing=passing), now)


def known(connection: Connection, drawn: Drawn) -> dict[str, drafts.Stored]:
    """What the store holds of the events that were drawn."""
    ids = drawn.events.keys() - drawn.fresh
    return events.stored(connection, ids) if ids else {}


def finish(
    context: Context,
    drawn: Drawn,
    before: Mapping[str, drafts.Stored],
    now: datetime,
    *,
    rolled: Set[int] = frozenset(),
    passing: bool = False,
) -> Finished:
    """Number and render what was drawn and is not as it was; see `settle_and_write`. It asks the store nothing."""
    gone = [event_id for event_id in before if drawn.events[event_id] is None]
    rolling = {drawn.homes[i] for i in rolled if i in drawn.homes}
    printed = []
    for event_id, draft in drawn.events.items():
        if draft is None:
            continue
        rolls = event_id in rolling
        rendered = drafts.number(draft, before.get(event_id), now, rolled=rolls and passing)
        if rendered.moved or rolls:
            printed.append(_print(context, rendered))
    return Finished(gone, events.lines(printed, now, context.render_version), drawn.actors, drawn.articles)


def put(connection: Connection, found: Finished, now: datetime) -> None:
    """Write what is finished, and number what changed, last thing in the transaction."""
    changes = numbering.Changes()
    events.withdraw(connection, found.gone, now, changes)
    events.write(connection, found.lines, changes)
    listed.write(connection, "actor", found.actors, now, changes)
    listed.write(connection, "article", found.articles, now, changes)
    numbering.take_numbers(connection, changes)


def _print(context: Context, rendered: drafts.Rendered) -> drafts.Printed:
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
    return drafts.Printed(rendered, text, long=dates.is_long(event), regular=dates.is_regular(event))
