"""What can be told of an item before the store is asked: its own place, and what matching keeps of it.

It holds as long as no venue lends the item another commune. A pure function of the item: another process may make it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from agregateur.ingest import comparing
from agregateur.ingest.comparing import Seen
from agregateur.ingest.locating import Locate, Own, own_place
from agregateur.model import Item, to_json


@dataclass(frozen=True, slots=True)
class Ready:
    """An item's own place, its features and candidate keys there, and item and features as they are stored."""

    own: Own
    seen: Seen | None
    keys: tuple[int, ...]
    features: str | None
    item: str


def ready(item: Item, locate: Locate) -> tuple[Item, Ready]:
    """The item at its own place, and what is told of it there."""
    own = own_place(item, locate)
    item = replace(item, located=own.located)
    seen = comparing.seen(item)
    keys = comparing.keys(item, seen)
    return item, Ready(own, seen, keys, comparing.written(seen), to_json(item))
