"""Where an item is by itself: its own commune, the venues that may lend it one, and those to which it lends its own.

A pure function of the item and its source's stanza; `locating` adds what other items lend.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from agregateur.communes import Area, venue_claims, within
from agregateur.communes import locate as find_commune
from agregateur.config import Stanza
from agregateur.frozen import changed, quick
from agregateur.model import Item, Located
from agregateur.store.keys import asked_about, asked_by, digest

Codes = str | Collection[str]
Locate = Callable[[Item, Mapping[str, Codes]], Located]
"""The commune of an item, given the INSEE codes that its venues are known to lie in."""


def locator(portal: Area, stanza: Stanza) -> Locate:
    """Finds the commune of an item of this source, for the portal of that territory."""

    def place(item: Item, venues: Mapping[str, Codes]) -> Located:
        found = find_commune(
            item.place,
            portal=portal,
            source=stanza.territory,
            default=stanza.default.commune,
            venues=venues,
            # An actor's own name says more of where it is than that of the map that lists it.
            name=item.title if item.kind == "actor" else stanza.name,
            title=item.title if item.kind == "event" else None,
            text=item.text if item.kind == "event" else None,
            weighing=venues.weighed.update if isinstance(venues, Memory) else None,
        )
        lost = found.insee is None and not found.outside and found.values.keys().isdisjoint(_SOMEWHERE)
        if lost and item.kind == "event" and (among := _begun(within(stanza.territory or portal))):
            return changed(found, values={**found.values, "among": list(among)})
        return found

    return place


_SOMEWHERE = frozenset({"online", "elsewhere"})


@lru_cache(maxsize=256)
def _begun(codes: frozenset[str]) -> tuple[str, ...]:
    """The first two digits of INSEE codes, a département's or overseas: where an event may be of which no more is known
    (see `candidate_keys`); none of what is wider than a région."""
    found = sorted({code[:2] for code in codes})
    return tuple(found) if len(found) <= REGION else ()


REGION = 13
"""Départements of the région that has most."""


class Memory(Mapping[str, Codes]):
    """The venues known, by the digest of their keys; remembers which were asked for, and the communes that these would
    tell apart."""

    def __init__(self, known: Mapping[int, tuple[str, ...]]) -> None:
        self._known = known
        self.asked: dict[int, None] = {}
        self.weighed: set[str] = set()

    def __getitem__(self, key: str) -> Codes:
        stored = digest(key)
        self.asked[stored] = None
        return self._known[stored]

    def __len__(self) -> int:
        return len(self._known)

    def __iter__(self) -> Iterator[str]:
        raise TypeError("venues are known by digests: only asking for one makes sense")

    def __bool__(self) -> bool:
        """True even when nothing is known: what is asked must be seen."""
        return True


@quick
@dataclass(frozen=True, slots=True)
class Own:
    """What a group says of its place by itself: its commune, the venues that may give it one (as they are stored:
    `_asks`), those it gives one to."""

    located: Located
    asks: tuple[int, ...]
    claims: tuple[str, tuple[int, ...]] | None


def own_place(item: Item, locate: Locate, *, active: bool = True) -> Own:
    """The place of an item by its own evidence; `active`: what is not shown gives no venue its commune."""
    memory = Memory({})
    located = locate(item, memory)
    return Own(located, _asks(item, memory), _claims(item, located) if active else None)


def _asks(item: Item, memory: Memory) -> tuple[int, ...]:
    """The venues that were asked for, as such, by the item's source, and for each commune that they may tell apart: a
    move concerns all that ask for a venue, or some of them (`communes.lending`)."""
    asks = set(memory.asked)
    for venue in memory.asked:
        asks.add(asked_by(venue, item.source))
        asks.update(asked_about(venue, insee) for insee in memory.weighed)
    return tuple(sorted(asks))


def _claims(item: Item, own: Located) -> tuple[str, tuple[int, ...]] | None:
    """The venues to which the item gives its commune, by its own evidence; None when there are none."""
    if own.insee is None or item.kind == "article":
        return None
    keys = venue_claims(item.place, own, actor=item.title if item.kind == "actor" else None)
    return (own.insee, tuple(sorted(set(map(digest, keys))))) if keys else None
