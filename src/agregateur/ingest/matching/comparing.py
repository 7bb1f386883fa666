"""How groups of one kind are compared: features, candidate keys and verdict, for events and for actors alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import lru_cache
from operator import attrgetter
from typing import Any

from pydantic_core import to_json

from agregateur.ingest.matching import actors, actors_alike, candidate_keys, features, match
from agregateur.ingest.matching.match import Verdict
from agregateur.model import Item, from_json
from agregateur.store import keys as stored_keys

Seen = features.Features | actors.Actor
"""One item as matching sees it."""

VERSION = 38
"""Raise it with any change of features or candidate keys: what is kept of another version is made again."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What comparing a kind of groups takes. `features` of an item, located; its keys, and the commune beyond whose
    neighbours none has its like (None: anywhere); the verdict on two of them."""

    of: type[Any]
    features: Callable[[Item], Any]
    keys: Callable[[Item, Any], frozenset[str]]
    home: Callable[[Any], str | None]
    verdict: Callable[..., Verdict]


MATTERS = {
    "event": Matter(
        features.Features,
        features.features,
        candidate_keys.candidate_keys,
        candidate_keys.home,
        match.verdict,
    ),
    "actor": Matter(
        actors.Actor, actors.actor_features, actors.actor_keys, lambda _: None, actors_alike.actor_verdict
    ),
}
"""Articles are one group each."""


def seen(item: Item) -> Seen | None:
    """The features of an item; None for what never meets another."""
    matter = MATTERS.get(item.kind)
    return None if matter is None or item.echo else matter.features(item)


def keys(item: Item, found: Seen | None) -> tuple[int, ...]:
    """The candidate keys of an item as they are stored, sorted: see `store.keys`."""
    if found is None:
        return ()
    matter = MATTERS[item.kind]
    told = matter.keys(item, found)
    home = matter.home(found)
    where = stored_keys.place(home) if home else 0
    stored = set()
    for key in told:
        if key[1:2] == "|":
            stored.add(stored_keys.key(key, where))
            continue
        mark, plain = key[1:3], key[0] + key[2:]
        if mark == "=|":
            stored.add(stored_keys.key(plain) | stored_keys.SERIES)
        elif mark == "!|":
            stored.add(stored_keys.key(plain, stored_keys.NOWHERE))
        elif mark != "?|":
            stored.add(stored_keys.key(key, where))
        elif plain not in told:
            stored.add(stored_keys.key(plain, where) | stored_keys.LISTS)
    return tuple(sorted(stored))


def written(found: Seen | None) -> str | None:
    """Features as they are stored: sets sorted, since each process has an order of its own, and equal ones must be."""
    if found is None:
        return None
    names, values, sets, nested = _FIELDS[type(found)]
    told = dict(zip(names, values(found), strict=True))
    for name in sets:
        told[name] = sorted(told[name])
    for name in nested:
        told[name] = _ordered(told[name])
    return to_json(told).decode()


def _ordered(value: Any) -> Any:
    """A value with its sets sorted, those within tuples too."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_ordered(part) for part in value]
    return value


def _fields(kind: type[Any]) -> tuple[tuple[str, ...], Callable[[Any], Any], list[str], list[str]]:
    """The names of a kind's fields, what gives their values, and the names of those that are sets, or hold some."""
    types = {field.name: str(field.type) for field in fields(kind)}
    sets = [name for name, told in types.items() if told.startswith("frozenset[") and "|" not in told]
    nested = [name for name, told in types.items() if "frozenset[" in told and name not in sets]
    return tuple(types), attrgetter(*types), sets, nested


_FIELDS = {kind: _fields(kind) for kind in (features.Features, actors.Actor)}


@lru_cache(maxsize=8192)
def read(kind: str, text: str | None) -> Seen | None:
    """Features as `written`. Remembered: one group is compared with those of many sources, one after another."""
    return None if text is None else from_json(MATTERS[kind].of, text)
