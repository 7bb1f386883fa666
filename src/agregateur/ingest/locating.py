"""Where groups are, and what their venues lend to others.

A group that says by its own evidence where it is gives its venues its commune; one that does not asks for it. What
`locate` looked up is what it asked. A lent commune never lends on, so that no order of reading plays a part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from agregateur.communes.lending import Listeners
from agregateur.frozen import changed
from agregateur.ingest.own import Locate, Memory, Own, own_place
from agregateur.model import Item, Located
from agregateur.store import cleaned, groups, venues
from agregateur.store.cleaned import Traces
from agregateur.store.groups import Group
from agregateur.store.keys import asked_about, asked_by


def own(group: Group, locate: Locate) -> Own:
    """The place of a group by its own evidence. One that asks nothing has its commune already."""
    return own_place(group.item, locate, active=group.active)


@dataclass(frozen=True, slots=True)
class Placed:
    """A group with its place, and its item as it came. `asks` and `claims` are for `Traces`."""

    group: Group
    stated: Item
    asks: tuple[int, ...]
    claims: tuple[str, tuple[int, ...]] | None


def place(
    connection: Connection,
    loaded: Mapping[int, Group],
    before: dict[int, Traces],
    locate: Locate,
    known_own: Mapping[int, Own],
    listeners: Listeners,
) -> dict[int, Placed]:
    """Locate groups, count what they claim, and locate again those others whose venue's commune moves with it.

    `known_own`: of those of `loaded` for which it is known already; `listeners`: whom a venue's move concerns. Out: all
    of `loaded`, and the others that moved, whose traces are added to `before`.
    """
    found = {i: known_own.get(i) or own(group, locate) for i, group in loaded.items()}
    changes: Counter[tuple[int, str]] = Counter()
    for group_id, now in found.items():
        then = before[group_id].claims if group_id in before else None
        if now.claims != then:
            _count(changes, now.claims, 1)
            _count(changes, then, -1)
    moved = venues.claim(connection, changes)
    others = _reached(connection, moved, listeners) - loaded.keys()
    traces = cleaned.traces(connection, others) if others else {}
    asked = {key for one in found.values() for key in one.asks}
    asked |= {key for one in traces.values() for key in one.asks}
    known = venues.venue_codes(connection, asked) if asked else {}
    placed = {}
    for group_id, group in loaded.items():
        one = found[group_id]
        told = any(key in known for key in one.asks)
        located = locate(group.item, Memory(known)) if told else one.located
        placed[group_id] = Placed(at(group, located), group.item, one.asks, one.claims)
    for group_id, group in groups.load(connection, others).items() if others else ():
        located = locate(group.item, Memory(known))
        if located != group.item.located:
            before[group_id] = traces[group_id]
            placed[group_id] = Placed(
                at(group, located), group.item, traces[group_id].asks, traces[group_id].claims
            )
    return placed


def _reached(connection: Connection, moved: Mapping[int, set[str]], listeners: Listeners) -> set[int]:
    """The groups whose commune may be another since the communes of a venue moved."""
    codes = venues.venue_codes(connection, moved) if moved else {}
    asked: set[int] = set()
    for venue, came_or_went in moved.items():
        after = frozenset(codes.get(venue, ()))
        before = after ^ came_or_went
        if listeners.all(before, after):
            asked.add(venue)
        else:
            asked.update(asked_by(venue, source) for source in listeners.sources(before, after))
            asked.update(asked_about(venue, insee) for insee in came_or_went)
    return venues.askers(connection, asked)


def at(group: Group, located: Located) -> Group:
    """The group, at that place."""
    if located == group.item.located:
        return group
    return replace(group, item=changed(group.item, located=located))


def _count(changes: Counter[tuple[int, str]], claims: tuple[str, tuple[int, ...]] | None, sign: int) -> None:
    if claims is not None:
        insee, keys = claims
        for key in keys:
            changes[key, insee] += sign
