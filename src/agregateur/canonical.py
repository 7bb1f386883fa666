"""What records become: everything that touched groups reach is settled, rendered, written and numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agregateur.context import Context
from agregateur.ingest.drawing import Drawn, drawn
from agregateur.ingest.ready import Ready
from agregateur.ingest.settle import settle
from agregateur.ingest.sharing import Sharing
from agregateur.printing import Printer, Printing, Wanted, printed
from agregateur.store import cleaned, decisions, events, groups, listed, numbering
from agregateur.store.drafts import Draft, Stored
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
    moved it. `sharing`: with whom the work of comparing and rendering is shared.
    """
    ids = set(touched)
    if not ids:
        return
    settling, sharing = decisions.in_force(connection), sharing or Sharing()
    settled = settle(
        connection,
        ids,
        locate=context.locate,
        listeners=context.listeners,
        decisions=settling,
        made=made,
        fresh=fresh,
        told=told,
        sharing=sharing,
    )
    before = events.stored(connection, settled.gathered.names())
    begun = Printing(printer(context), now, sharing)

    def print_it(draft: Draft, group_ids: Sequence[int]) -> None:
        begun.add(Wanted(draft, before.get(draft.event.id), not rolled.isdisjoint(group_ids), passing))

    out = drawn(settled.gathered, context.facts, settling, print_it)
    cleaned.keep(connection, settled.changed, settled.before)
    groups.set_canonical(connection, out.moved)
    put(connection, Finished(_gone(out, before), begun.lines(), out.actors, out.articles), now)


@dataclass(frozen=True, slots=True)
class Finished:
    """What was drawn, as it is written: `gone` events are withdrawn; actors and articles by id, None gone."""

    gone: list[str]
    lines: Lines
    actors: dict[str, Entry | None]
    articles: dict[str, Entry | None]


def write(context: Context, connection: Connection, drawn: Drawn, now: datetime) -> None:
    """Render what was drawn, write what changed, and number it; see `settle_and_write`."""
    before = events.stored(connection, drawn.events.keys() - drawn.fresh)
    put(connection, finish(context, drawn, before, now), now)


def finish(
    context: Context,
    drawn: Drawn,
    before: Mapping[str, Stored],
    now: datetime,
    *,
    rolled: Set[int] = frozenset(),
) -> Finished:
    """Number and render what was drawn and is not as it was; see `settle_and_write`. It asks the store nothing."""
    rolling = {drawn.homes[i] for i in rolled if i in drawn.homes}
    wanted = (
        Wanted(draft, before.get(event_id), event_id in rolling, passing=False)
        for event_id, draft in drawn.events.items()
        if draft is not None
    )
    lines = printed(printer(context), wanted, now)
    return Finished(_gone(drawn, before), lines, drawn.actors, drawn.articles)


def _gone(drawn: Drawn, before: Mapping[str, Stored]) -> list[str]:
    return [event_id for event_id in before if event_id in drawn.events and drawn.events[event_id] is None]


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
