"""The words of generated territories: lists and patterns from `data/vocabulary.yaml`, filled by a seeded chance."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of event: `parts` are chosen once an event (the first identifies it), all else is a pattern of them."""

    name: str
    weight: int
    category: tuple[str, ...]
    label: tuple[str, ...]
    parts: Mapping[str, str]
    titles: tuple[str, ...]
    headlines: tuple[str, ...]
    english: tuple[str, ...]
    gist: tuple[str, ...]
    hours: tuple[int, ...]
    """Usual starts, in minutes since midnight."""
    minutes: tuple[int, ...]

    @property
    def main(self) -> str:
        return next(iter(self.parts))


@dataclass(frozen=True, slots=True)
class Generic:
    """An event that every commune holds under one name."""

    titles: tuple[str, ...]
    hours: tuple[int, ...]
    minutes: int
    category: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    lists: Mapping[str, tuple[str, ...]]
    sorts: tuple[Sort, ...]
    generics: tuple[Generic, ...]
    weekly: tuple[tuple[str, ...], ...]
    filler: tuple[str, ...]
    rewritten: tuple[str, ...]

    def fill(self, pattern: str, chance: Random, given: Mapping[str, str] | None = None) -> str:
        """`pattern` with each {name} from `given`, else one of the list of that name, itself filled."""

        def one(match: re.Match[str]) -> str:
            name = match[1]
            if given and name in given:
                return given[name]
            found = chance.choice(self.lists[name])
            return self.fill(found, chance) if "{" in found else found

        return _SLOT.sub(one, pattern)


def minutes(hour: str) -> int:
    """ "20:30" in minutes since midnight."""
    hours, _, rest = hour.partition(":")
    return int(hours) * 60 + int(rest)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sort(name: str, said: Mapping[str, Any]) -> Sort:
    def several(key: str) -> tuple[str, ...]:
        return tuple(said[key])

    return Sort(
        name, said["weight"], several("category"), several("label"), said["parts"], several("titles"),
        several("headlines"), several("english"), several("gist"), tuple(map(minutes, said["hours"])),
        tuple(said["minutes"]),
    )  # fmt: skip


def _generic(said: Mapping[str, Any]) -> Generic:
    return Generic(
        tuple(said["titles"]), tuple(map(minutes, said["hours"])), said["minutes"], said["category"]
    )


@cache
def vocabulary() -> Vocabulary:
    """The words of the package."""
    text = (files("agregateur.evaluation") / "data" / "vocabulary.yaml").read_text(encoding="utf-8")
    said = yaml.load(text, yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader)  # noqa: S506
    return Vocabulary(
        {name: tuple(words) for name, words in said["lists"].items()},
        tuple(_sort(name, sort) for name, sort in said["sorts"].items()),
        tuple(map(_generic, said["generics"])),
        tuple(map(tuple, said["weekly"])),
        tuple(said["filler"]),
        tuple(said["rewritten"]),
    )


def weighted(chance: Random, choices: Sequence[tuple[float, str]]) -> str:
    """One of the names, by its weight."""
    return chance.choices([name for _, name in choices], [weight for weight, _ in choices])[0]
