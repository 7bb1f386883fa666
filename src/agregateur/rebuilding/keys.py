"""The table of candidate keys filled again, and who meets under them.

Keys are dealt out to ranges of the table. Any process puts a range in order and tells who meets in it, while this one
writes those before: each leaf of the table once, and none of it is read.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import islice

from agregateur.rebuilding.items import Items
from agregateur.rebuilding.shared import Given, Rebuilding
from agregateur.store import cleaned, decisions, encounters
from agregateur.store.cleaned import unpacked
from agregateur.store.keys import SPAN

KEYS = 200_000
"""Keys in one range: those of some 10,000 groups, half a second."""
ONE_IN = 100
"""Groups of which one tells where the keys of all are."""

Met = set[tuple[int, int]]
"""Pairs of groups, the lower one first."""


@dataclass(frozen=True, slots=True)
class Range:
    """Keys with their groups, of the same place in both: twelve bytes each, of twenty million."""

    keys: array[int] = field(default_factory=lambda: array("q"))
    ids: array[int] = field(default_factory=lambda: array("i"))


def meet_all(this: Rebuilding, items: Items) -> dict[int, set[int]]:
    """Fill the table. Out: the pairs to judge, as the lower ends by the higher one."""
    found: dict[int, set[int]] = {}
    with this.context.database.writer() as connection:
        for low, high in decisions.in_force(connection).pairs(connection, items.near):
            found.setdefault(high, set()).add(low)
        cleaned.forget_keys(connection)
    ranges = _dealt(items)
    whole = len(ranges)
    jobs = ((number, ranges.pop()) for number in range(1, whole + 1))
    for number, (sorted_, met) in this.shared.each(_met, jobs):
        with this.context.database.writer() as connection:
            cleaned.add_keys(connection, sorted_.keys, sorted_.ids)
        for low, high in met:
            found.setdefault(high, set()).add(low)
        this.told("keys", this.total * number // whole, this.total)
    return found


def _dealt(items: Items) -> list[Range]:
    """All keys, in ranges that cut no `SPAN`, the last range first."""
    bounds = _bounds(items)
    found = [Range() for _ in range(len(bounds) + 1)]
    adding = [(one.keys.append, one.ids.append) for one in found]
    for group_id, kept in items.kept.items():
        for key in unpacked(kept.keys):
            add_key, add_id = adding[bisect_right(bounds, key)]
            add_key(key)
            add_id(group_id)
        # Nobody asks for them again.
        items.kept[group_id] = kept._replace(keys=b"")
    return found[::-1]


def _bounds(items: Items) -> list[int]:
    """Where ranges of about `KEYS` begin, but for the first: told by the keys of one group in some."""
    some = islice(items.kept.values(), 0, None, ONE_IN)
    keys = sorted(key for one in some for key in unpacked(one.keys))
    step = KEYS // ONE_IN
    return sorted({key & -SPAN for key in keys[step::step]})


def _met(given: Given, dealt: Range) -> tuple[Range, Met]:
    """The range in order, and the pairs to judge that share a key of it."""
    with given.context.database.reader() as connection:
        everyone = given.standings(connection)
    # As one number each: pairs of numbers take twice as long to sort.
    both = sorted([key << 32 | i for key, i in zip(dealt.keys, dealt.ids, strict=True)])
    entries = [(one >> 32, one & 0xFFFFFFFF) for one in both]
    ordered = Range(array("q", [key for key, _ in entries]), array("i", [i for _, i in entries]))
    return ordered, encounters.all_candidates(entries, everyone)
