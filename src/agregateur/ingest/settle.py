"""Everything below records, made again where a run touched it.

    touched groups ─► locate them, and what asks for a venue whose commune moves with them   `locating`
                   ─► score again their pairs (candidate keys)                               `pairing`
                   ─► gather each connected component of plausible pairs that they reach     `drawing`
                   ─► for the pipeline to draw from nothing, to render and to write

The result is a function of the set of current records and decisions alone, never of the order of reading. What a
transaction has just made is passed along in memory: it is written once, and read again by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass

from sqlalchemy import Connection

from agregateur.communes.lending import Listeners
from agregateur.ingest.drawing import Gathered, gather
from agregateur.ingest.judging import Sketch
from agregateur.ingest.locating import Placed, place
from agregateur.ingest.matching import comparing
from agregateur.ingest.own import Locate
from agregateur.ingest.pairing import pair
from agregateur.ingest.ready import Ready
from agregateur.ingest.sharing import Sharing
from agregateur.model import to_json
from agregateur.store import cleaned, groups
from agregateur.store.cleaned import Traces
from agregateur.store.decisions import Decisions
from agregateur.store.groups import Group


@dataclass(frozen=True, slots=True)
class Settled:
    """What is to be drawn, and what is to be kept of items, features, keys and claims that changed (`cleaned.keep`)."""

    gathered: Gathered
    changed: dict[int, tuple[Traces, str]]
    before: dict[int, Traces]


def settle(
    connection: Connection,
    touched: Iterable[int],
    *,
    locate: Locate,
    listeners: Listeners,
    decisions: Decisions,
    made: Mapping[int, Group] | None = None,
    fresh: Set[int] = frozenset(),
    told: Mapping[int, Ready] | None = None,
    sharing: Sharing,
) -> Settled:
    """Recompute what the touched groups reach. Writes places and pairs; the rest is for the caller. `made`: those of
    the touched whose items are new in this transaction, `fresh` those that are so themselves, `told` what is told
    already of items of `made`; `sharing`: with whom the work is shared.
    """
    made, told = made or {}, told or {}
    loaded = {**groups.load(connection, set(touched).difference(made)), **made}
    before = cleaned.traces(connection, loaded.keys() - fresh) if len(fresh) < len(loaded) else {}
    placed = place(connection, loaded, before, locate, {i: one.own for i, one in told.items()}, listeners)
    sketches, changed = _trace(placed, before, made.keys(), told)
    reached = {i: found.group for i, found in placed.items()}
    links, parted = pair(connection, sketches, decisions, fresh=fresh, sharing=sharing)
    gathered = gather(connection, reached, sketches, links, fresh=fresh, parted=parted)
    return Settled(gathered, changed, before)


def _trace(
    placed: Mapping[int, Placed], before: Mapping[int, Traces], made: Set[int], told: Mapping[int, Ready]
) -> tuple[dict[int, Sketch], dict[int, tuple[Traces, str]]]:
    """The groups as matching sees them, and what changed of their items, features, keys and claims, to be kept."""
    sketches, changed = {}, {}
    for group_id, found in placed.items():
        item, then = found.group.item, before.get(group_id)
        moved = group_id in made or item is not found.stated
        known = told.get(group_id) if item is found.stated else None
        if known is not None:
            now = Traces(comparing.VERSION, known.features, known.keys, found.asks, found.claims)
        elif then is None or moved or then.version != comparing.VERSION:
            seen = comparing.seen(item)
            keys = comparing.keys(item, seen)
            now = Traces(comparing.VERSION, comparing.written(seen), keys, found.asks, found.claims)
        else:
            now = Traces(then.version, then.features, then.keys, found.asks, found.claims)
        if moved or now != then:
            changed[group_id] = (now, known.item if known else to_json(item))
        sketches[group_id] = Sketch(
            group_id, item.kind, item.source, item.uid, found.group.gone, now.features, now.keys
        )
    return sketches, changed
