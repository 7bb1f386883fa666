"""What can be told of an item before the store is asked: its own place, and what matching keeps of it.

It holds as long as no venue lends the item another commune. A pure function of the item: another process may make it.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def ready(items: Iterable[Item], locate: Locate) -> list[tuple[Item, Ready]]:
    """Items of one source at their own places, and what is told of each there.

    One step for all of them, then the next: what a step needs stays at hand (as in `normalise`).
    """
    owns = [(item, own_place(item, locate)) for item in items]
    placed = [changed(item, located=own.located) for item, own in owns]
    seen = [comparing.seen(item) for item in placed]
    keyed = [comparing.keys(item, found) for item, found in zip(placed, seen, strict=True)]
    told = zip(placed, owns, keyed, map(comparing.written, seen), map(to_json, placed), strict=True)
    return [(item, Ready(own, keys, features, text)) for item, (_, own), keys, features, text in told]
