"""A walk over the pages of an API that ends by itself, and never takes half a list for a whole one.

A walk that cannot be trusted raises, after what came was told: the reading is then `partial`, and withdraws nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from agregateur.errors import ParseError

_T = TypeVar("_T")

MAX_PAGES = 5_000
"""More than any source holds at the least page size of the APIs that are read (20 items, 100,000 items a source)."""


class Walk:
    """Guards one walk: call `step` with the place of each page before it is fetched, `took` with what it held
    (`fresh` finds what no page before had), and `end` when there is no next page."""

    def __init__(self) -> None:
        self._places: set[str] = set()
        self._met: set[str] = set()
        self.items = 0
        """Distinct items so far, as `took` was told."""
        self._total: int | None = None

    def step(self, place: Any) -> None:
        """`place`: whatever names the next page (a cursor, an address, a number). Raises ParseError (`paging_loop`)
        when the walk was there before, or never ends."""
        mark = repr(place)
        if mark in self._places:
            raise ParseError(
                "The list of pages turns in a circle: the server names a page again that was read before. "
                "What was read so far is kept.",
                code="paging_loop",
            )
        if len(self._places) >= MAX_PAGES:
            raise ParseError(f"The list has more than {MAX_PAGES} pages.", code="paging_loop")
        self._places.add(mark)

    def fresh(self, items: Iterable[_T], name: Callable[[_T], str | None]) -> list[_T]:
        """Those of a page's `items` that did not come before: a list that grows while it is read tells one again.

        `name` gives what an item is known by; one that has no name is always new.
        """
        new: list[_T] = []
        for item in items:
            mark = name(item)
            if mark is not None:
                if mark in self._met:
                    continue
                self._met.add(mark)
            new.append(item)
        return new

    def took(self, items: int, total: Any = None) -> None:
        """One page held `items` items that no page before had, and said that there are `total` in all."""
        self.items += items
        if isinstance(total, int) and not isinstance(total, bool):
            # The greatest: when an item is taken away meanwhile, the total falls and another one slides out unseen.
            self._total = max(total, self._total or 0)

    def end(self) -> None:
        """The last page was read. Raises ParseError (`pages_shifted`) when fewer items came than some page said there
        are: the list moved under the walk, and an item that is absent may still be there."""
        if self._total is not None and self.items < self._total:
            raise ParseError(
                f"The list changed while it was read: {self.items} items came of {self._total}. "
                "What came is kept; the rest comes with the next reading.",
                code="pages_shifted",
                items=self.items,
                total=self._total,
            )
