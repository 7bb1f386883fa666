"""What a source holds and does not mean for us: told by its operator's words, before anything leaves the reading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from agregateur.contract import Record
from agregateur.text import fold

HIDDEN = frozenset({"private", "excluded", "not_included"})
"""Codes of refusals that are no fault of an item: it is not for the public. One that was shown goes at once."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a stanza: an item that bears one of `exclude` is left out, and with `include` one that bears none of
    these. They are looked for in titles, texts and categories, as whole words, whatever their case and accents."""

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()

    def refuse(self, records: Sequence[Record]) -> str | None:
        """The code by which a group is left out; None when it comes in. One record that is excluded excludes all: a
        series is told with all its dates."""
        if not self.exclude and not self.include:
            return None
        said = [fold("\n".join(filter(None, _texts(record)))) for record in records]
        if self.exclude and any(_any_of(self.exclude).search(text) for text in said):
            return "excluded"
        if self.include and not any(_any_of(self.include).search(text) for text in said):
            return "not_included"
        return None


def _texts(record: Record) -> tuple[str | None, ...]:
    return (record.title, record.summary, record.description, *record.categories)


EVERYTHING = Words()


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    # "#interne" is bounded on its right alone: what stands before a hash is of no matter.
    return re.compile("|".join(rf"(?<!\w){re.escape(fold(word))}(?!\w)" for word in words))
