"""Things of schema.org as plain dictionaries, whatever the syntax that stated them, and the events among them.

A thing is what JSON-LD makes of it: `{"@type": …, "@id": …, "name": …}`. Names may bear the address of the vocabulary,
or the prefix `schema:`. Vocabulary: https://schema.org/Event.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from agregateur.connecting.values import text_of

Thing = dict[str, Any]

VOCABULARY = re.compile(r"^(?:https?://(?:www\.)?schema\.org/|schema:)")
_PREFIXES = ("", "schema:", "http://schema.org/", "https://schema.org/")
_EVENTS = frozenset(["Festival", "Hackathon", "EventSeries", "CourseInstance"])
"""The subtypes of Event whose names do not end in it."""
_BROADCASTS = frozenset(["PublicationEvent", "BroadcastEvent", "OnDemandEvent", "DeliveryEvent"])
"""Subtypes of Event that nobody attends."""
_NOT_INTO = frozenset(["superEvent", "previousEvent"])
"""Properties that lead from an event to another one, which is not announced here."""
_MOST = 200_000
"""Things in one page; a real one has some thousands."""


def local(name: str) -> str:
    """`Event` of `https://schema.org/Event`, `schema:Event` or `Event`; a name of another vocabulary as it is."""
    return VOCABULARY.sub("", name.strip())


def types_of(thing: Thing) -> list[str]:
    stated = thing.get("@type")
    return [local(one) for one in (stated if isinstance(stated, list) else [stated]) if isinstance(one, str)]


def is_event(thing: Thing) -> bool:
    return any(
        name in _EVENTS or (name.endswith("Event") and name.isalpha() and name not in _BROADCASTS)
        for name in types_of(thing)
    )


class Graph:
    """The things of one page. A thing named by its `@id` alone is the one that says more under the same `@id`."""

    def __init__(self, roots: Iterable[Any]) -> None:
        self.events: list[Thing] = []
        """In the order of the page, each once."""
        self._lists: list[Thing] = []
        self._named: dict[str, Thing] = {}
        for thing in _things(roots):
            name = thing.get("@id")
            if isinstance(name, str) and len(thing) > len(self._named.get(name, ())):
                self._named[name] = thing
            if is_event(thing):
                self.events.append(thing)
            elif "ItemList" in types_of(thing):
                self._lists.append(thing)
        self.events = [one for one in self.events if self._whole(one) is one]

    @property
    def listed(self) -> Iterator[str]:
        """The addresses that lists name and say no more of: each is the page of one thing (Google's "carousel")."""
        for thing in self._lists:
            for one in self.all(thing, "itemListElement"):
                stated = (
                    text_of(one) or self.text(one, "url") or self.text(self.first(one, "item"), "url", "@id")
                )
                if stated := stated or text_of(self.first(one, "item")):
                    yield stated

    def _whole(self, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("@id"), str):
            known = self._named.get(value["@id"])
            # Two things may bear one @id (each "#event"): only a mere reference gives way.
            if known is not None and set(value) <= {"@id", "@type"}:
                return known
        return value

    def all(self, thing: Any, name: str) -> list[Any]:
        """What `thing` states under `name`: one level of list, references followed, nothing empty."""
        if not isinstance(thing, dict):
            return []
        stated = next((thing[key] for prefix in _PREFIXES if (key := prefix + name) in thing), None)
        listed = stated if isinstance(stated, list) else [stated]
        return [self._whole(one) for one in listed if one not in (None, "", [], {})]

    def first(self, thing: Any, name: str) -> Any:
        return next(iter(self.all(thing, name)), None)

    def text(self, thing: Any, *names: str) -> str | None:
        """The first text that `thing` states under one of `names`; of a thing in its place, its name."""
        for name in names:
            for value in self.all(thing, name):
                if found := self.said(value):
                    return found
        return None

    def said(self, value: Any) -> str | None:
        if not isinstance(value, dict):
            return text_of(value)
        return text_of(value.get("@value")) or text_of(self.first(value, "name")) or text_of(value.get("@id"))

    def texts(self, thing: Any, name: str) -> list[str]:
        return [text for value in self.all(thing, name) if (text := self.said(value))]


def _things(roots: Iterable[Any]) -> Iterator[Thing]:
    """Every thing in `roots`, at any depth, in order. By a list and not by recursion: depth is the page's to choose."""
    pending = list(roots)[::-1]
    count = 0
    while pending and count < _MOST:
        value = pending.pop()
        count += 1
        if isinstance(value, list):
            pending += value[::-1]
        elif isinstance(value, dict):
            yield value
            inside = [one for key, one in value.items() if local(key) not in _NOT_INTO]
            pending += [one for one in reversed(inside) if isinstance(one, dict | list)]
