"""What surrounds a date, of which its signs are told (`attending`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agregateur.ingest.prose.clause import Clause


@dataclass(frozen=True, slots=True)
class Around:
    """What surrounds a date: the article's title, its own sentence, the beginning of the text without it."""

    title: Clause
    own: Clause
    main: Clause
    near: Clause
    in_title: bool
    since: bool
    labelled: bool
    topic: bool
    anew: bool
    """The date is the new one of what was put off."""
    practical: bool
    title_practical: bool
    comma: bool
    """A comma follows the date and its hour."""
    others: int
    """Other days, or repeats, that the article names."""
    brief: bool
    exclaims: bool
    habit: bool
    """A repeat that no word such as "tous les" states: `le jeudi de 14h à 17h`."""
    alone: bool = False
    """A weekday without a number."""
    gone_by: bool = False
    """Such a weekday was just before the article came out."""
    quoted: bool = False
    undated: bool = False
    """The same, or a number without a month."""
    to_come: bool = False
    """The clause that leads to the date speaks of what will be."""
    next_one: bool = False
    """It says that the date is the next of its kind."""
    words: Sequence[str] = ()
    """The words of the article, as signs (`wording.worded`)."""
    heading: str = ""
    """The title, folded."""
