"""Where groups are, and what their venues lend to others.

A group that says by its own evidence where it is gives its venues its commune; one that does not asks for it. What
`locate` looked up is what it asked. A lent commune never lends on, so that no order of reading plays a part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from agregateur.communes.lending import may_mean
from agregateur.frozen import changed
from agregateur.ingest.own import Locate, Memory, Own, own_place
from agregateur.model import Item, Located, from_json
from agregateur.store import cleaned, groups, venues
from agregateur.store.cleaned import Traces
from agregateur.store.groups import Group

Matters = Callable[[str, Set[str], Set[str]], bool]
"""Whether it may matter to what a source asks for that the codes of a venue were those, and are now these."""


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
    matters: Matters,
) -> dict[int, Placed]:
    """Locate groups, count what they claim, and locate again those others whose venue's commune moves with it.

    `known_own`: of those of `loaded` for which it is known already; `matters`: to which sources a move does. Out: all
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
    others = _reached(connection, moved, matters) - loaded.keys()
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


def _reached(connection: Connection, moved: Mapping[int, set[str]], matters: Matters) -> set[int]:
    """The groups that ask for a venue whose communes moved, where that may matter."""
    asked = venues.askers(connection, moved)
    codes = venues.venue_codes(connection, {key for key, *_ in asked}) if asked else {}
    now = {key: frozenset(codes.get(key, ())) for key in moved}
    # One name is asked for by many groups of few sources.
    known: dict[tuple[int, str], bool] = {}
    reached: set[int] = set()
    others: dict[int, list[int]] = {}
    for key, group_id, source in asked:
        if (key, source) not in known:
            known[key, source] = matters(source, now[key] ^ moved[key], now[key])
        if known[key, source]:
            reached.add(group_id)
        else:
            others.setdefault(group_id, []).append(key)
    # Communes of one name or postcode are told apart by their venues, wherever they are.
    for group_id, item in cleaned.items(connection, others.keys() - reached):
        place = from_json(Item, item).place
        if any(may_mean(place, insee) for key in others[group_id] for insee in moved[key]):
            reached.add(group_id)
    return reached


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
