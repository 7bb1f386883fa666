"""The whole store made again from the records as stated and the decisions: `agregateur rebuild`.

    items (cleaned, at their own places, with features and keys)          `items`
        ─► venues, and the places that they lend                          `items`
        ─► the table of keys, filled again; who meets in it               `keys`
        ─► pairs, each once                                               `pairs`
        ─► connected components, drawn and rendered                       `drawn`
        ─► what belongs to no record goes

What comes of it is what the history gave, since everything below records is a function of them: nothing that did not
change is written, so that no number moves. Of a large store the work is shared between processes, batch by batch: each
reads and works out, this one alone writes. Each step leaves a store that pages can be read from; a note in the store
says that it is not at its end, and the next harvest begins with another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from agregateur.context import Context
from agregateur.ingest.heap import seldom_collected
from agregateur.ingest.workers import workers
from agregateur.rebuilding.drawn import draw_all, sweep
from agregateur.rebuilding.items import ROLL_AHEAD, lend, make_items
from agregateur.rebuilding.keys import meet_all
from agregateur.rebuilding.pairs import pair_all
from agregateur.rebuilding.shared import Given, Rebuilding, Told
from agregateur.store import groups, numbering, search, sources

__all__ = ["ROLL_AHEAD", "Rebuilt", "Told", "rebuild", "wanted"]


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """Groups made again, sources that could not be (their items stay as they were), and events shown."""

    groups: int
    failed: tuple[str, ...]
    events: int


def wanted(connection: Connection) -> bool:
    """Whether a rebuild is asked for: by an upgrade, or by one that did not come to its end."""
    return sources.note(connection, "rebuild") is not None


@seldom_collected()
def rebuild(context: Context, now: datetime, *, told: Told | None = None) -> Rebuilt:
    """Make the whole store again. The caller holds the collector's lock, and has brought the sources file in."""
    database = context.database
    with database.writer() as connection:
        sources.set_note(connection, "rebuild", "wanted")
    with database.reader() as connection:
        listed = {s: groups.ids_of_source(connection, s) for s in sorted(sources.all_ids(connection))}
    total = sum(map(len, listed.values()))
    # What a context remembers stays with its process.
    given = Given(Context(database, context.configuration, context.settings), now)
    with workers(given, total) as shared, database.bulk():
        this = Rebuilding(given, shared, told or _silent, total)
        items = make_items(this, listed)
        lend(this, items)
        pair_all(this, items, meet_all(this, items))
        draw_all(this, items)
    with database.writer() as connection:
        sweep(context, connection, now)
        for source_id, state in sources.states(connection, context.stanzas).items():
            if state.settings_digest and source_id not in items.failed:
                digest = context.settings_digest(context.stanzas[source_id])
                sources.set_settings_digest(connection, source_id, digest)
        search.compact(connection)
        sources.set_note(connection, "rebuild", None)
        return Rebuilt(total, tuple(items.failed), numbering.count_shown(connection))


def _silent(_step: str, _done: int, _all: int) -> None:
    return None
