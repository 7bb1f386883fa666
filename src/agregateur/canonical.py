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
from agregateur.ingest.sharing import Sharing
from agregateur.printing import Printer, Wanted, printed, printing
from agregateur.store import cleaned, decisions, drafts, events, groups, listed, numbering
from agregateur.store.groups import Group
from agregateur.store.listed import Entry
from agregateur.store.printed import Changes, Lines


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
    sharing: Sharing | None = None,
) -> None:
    """Make again all that the touched groups reach, render it and write it; last, number what changed.

    `made`: groups among them whose items are new in this transaction, `fresh`: that are so themselves, `told`:
    what is told of them already. `rolled`: groups
    whose stored window moved, so that their occurrences are written although nothing changed; `passing`: time alone
    moved it. `sharing`: with whom the work of rendering is shared.
    """
    ids = set(touched)
    if not ids:
        return
    settled = settle(
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
    drawn = settled.drawn
    before = known(connection, drawn)
    wanted = _wanted(drawn, before, rolled, passing)
    begun = printing(printer(context), wanted, now, sharing or Sharing())
    # While the helper prints some.
    cleaned.keep(connection, settled.changed, settled.before)
    groups.set_canonical(connection, drawn.moved)
    put(connection, Finished(_gone(drawn, before), begun.lines(), drawn.actors, drawn.articles), now)


@dataclass(frozen=True, slots=True)
class Finished:
    """What was drawn, as it is written: `gone` events are withdrawn; actors and articles by id, None gone."""

    gone: list[str]
    lines: Lines
    actors: dict[str, Entry | None]
    articles: dict[str, Entry | None]


def write(context: Context, connection: Connection, drawn: Drawn, now: datetime) -> None:
    """Render what was drawn, write what changed, and number it; see `settle_and_write`."""
    put(connection, finish(context, drawn, known(connection, drawn), now), now)


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
) -> Finished:
    """Number and render what was drawn and is not as it was; see `settle_and_write`. It asks the store nothing."""
    lines = printed(printer(context), _wanted(drawn, before, rolled, passing=False), now)
    return Finished(_gone(drawn, before), lines, drawn.actors, drawn.articles)


def _gone(drawn: Drawn, before: Mapping[str, drafts.Stored]) -> list[str]:
    return [event_id for event_id in before if drawn.events[event_id] is None]


def _wanted(
    drawn: Drawn, before: Mapping[str, drafts.Stored], rolled: Set[int], passing: bool
) -> list[Wanted]:
    rolling = {drawn.homes[i] for i in rolled if i in drawn.homes}
    return [
        Wanted(draft, before.get(event_id), event_id in rolling, passing)
        for event_id, draft in drawn.events.items()
        if draft is not None
    ]


def printer(context: Context) -> Printer:
    return Printer(
        context.portal,
        context.settings.base_url,
        context.credits,
        dict(context.labels),  # what passes to another process is pickled
        context.render_version,
    )


def put(connection: Connection, found: Finished, now: datetime) -> None:
    """Write what is finished, and number what changed, last thing in the transaction."""
    changes = Changes()
    events.withdraw(connection, found.gone, now, changes)
    events.write(connection, found.lines, changes)
    listed.write(connection, "actor", found.actors, now, changes)
    listed.write(connection, "article", found.articles, now, changes)
    numbering.take_numbers(connection, changes)
