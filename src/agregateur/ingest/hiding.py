"""What a source holds and does not mean for us: told by its operator's words, before anything leaves the reading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from agregateur.contract import Record
from agregateur.ingest.characters import mended, unescaped, unslashed
from agregateur.text import fold

HIDDEN = frozenset({"private", "shown_unclear", "excluded", "not_included"})
"""Codes of refusals that are no fault of an item: it is not for the public. One that was shown goes at once."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a stanza: an item that bears one of `exclude` is left out, and with `include` one that bears none of
    these. They are looked for in titles, texts and categories, as whole words, whatever their case and accents. A
    category is the tag of its name (`#interne` finds the category "Interne"): most formats tell tags without their #.
    """

    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()

    def refuse(self, records: Sequence[Record]) -> str | None:
        """The code by which a group is left out; None when it comes in. One record that is excluded excludes all: a
        series is told with all its dates."""
        if not self.exclude and not self.include:
            return None
        said = [fold("\n".join(_texts(record))) for record in records]
        if self.exclude and any(_any_of(self.exclude).search(text) for text in said):
            return "excluded"
        if self.include and not any(_any_of(self.include).search(text) for text in said):
            return "not_included"
        return None


def _texts(record: Record) -> Iterator[str]:
    """What people read of a record: as it is written, and as it will be shown."""
    for text in (record.title, record.summary, record.description, *record.categories, *_tags(record)):
        if text:
            yield text
            if _DRESSED.search(text):
                read = unescaped(unslashed(mended(text, [], "")))
                yield _UNSEEN.sub("", _TAG.sub("", read))


def _tags(record: Record) -> Iterator[str]:
    yield from (f"#{category.strip()}" for category in record.categories)


_DRESSED = re.compile(r"[<&\\]|[^\x00-\x7f]")
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Soft hyphens, joiners and marks of direction, which stand within words and are not seen."""


EVERYTHING = Words()


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(_whole, words)))


def _whole(word: str) -> str:
    # "#interne" is bounded on its right alone: what stands before a hash is of no matter.
    pieces = fold(word).split()
    spaced = r"\s+".join(map(re.escape, pieces))
    begins, ends = (re.match(r"\w", one) is not None for one in (pieces[0], pieces[-1][-1]))
    return (r"(?<!\w)" if begins else "") + spaced + (r"(?!\w)" if ends else "")
