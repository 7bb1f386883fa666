"""What can be told of an item before the store is asked: its own place, and what matching keeps of it.

It holds as long as no venue lends the item another commune. A pure function of the item: another process may make it.
"""

from __future__ import annotations

from dataclasses import dataclass

from agregateur.frozen import changed, quick
from agregateur.ingest.matching import comparing
from agregateur.ingest.own import Locate, Own, own_place
from agregateur.model import Item, to_json


@quick
@dataclass(frozen=True, slots=True)
class Ready:
    """An item's own place, its candidate keys there, and features and item as they are stored."""

    own: Own
    keys: tuple[int, ...]
    features: str | None
    item: str


def ready(item: Item, locate: Locate) -> tuple[Item, Ready]:
    """The item at its own place, and what is told of it there."""
    own = own_place(item, locate)
    item = changed(item, located=own.located)
    seen = comparing.seen(item)
    keys = comparing.keys(item, seen)
    return item, Ready(own, keys, comparing.written(seen), to_json(item))
