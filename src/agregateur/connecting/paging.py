"""A walk over the pages of an API that ends by itself, and never takes half a list for a whole one.

A walk that cannot be trusted raises, after what came was told: the reading is then `partial`, and withdraws nothing.
"""

from __future__ import annotations

from typing import Any

from agregateur.errors import HttpStatus, ParseError

MAX_PAGES = 5_000
"""More than any source holds at the least page size of the APIs that are read (20 items, 100,000 items a source)."""


class Walk:
    """Guards one walk: call `step` with the place of each page before it is fetched, `took` with what it held, and
    `end` when there is no next page."""

    def __init__(self) -> None:
        self._seen: set[str] = set()
        self.items = 0
        """Distinct items so far, as `took` was told."""
        self._total: int | None = None

    def step(self, place: Any) -> None:
        """`place`: whatever names the next page (a cursor, an address, a number). Raises ParseError (`paging_loop`)
        when the walk was there before, or never ends."""
        mark = repr(place)
        if mark in self._seen:
            raise ParseError(
                "The list of pages turns in a circle: the server names a page again that was read before. "
                "What was read so far is kept.",
                code="paging_loop",
            )
        if len(self._seen) >= MAX_PAGES:
            raise ParseError(f"The list has more than {MAX_PAGES} pages.", code="paging_loop")
        self._seen.add(mark)

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


def refused_key(error: HttpStatus, option: str) -> ParseError | HttpStatus:
    """The error to raise for an API that answers 401 or 403 to the key given by `option`; any other as it is."""
    if error.values.get("status") not in {401, 403}:
        return error
    return ParseError(
        f"The server refuses the key (option {option}): it is wrong, has expired, or may not read this. "
        "Ask for it again where it was given, and change it in the stanza.",
        code="key_refused",
        option=option,
    )
