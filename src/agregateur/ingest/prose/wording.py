"""How announcements are worded: a small weight for each word of an article, learnt from labelled texts.

`words.csv` beside this file holds them (`stem,weight`, log-odds), written by `bench/fit_dates.py`. They stand beside
the signs that people have named (`attending`), and no word decides alone: each is held close to zero by the fit.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from agregateur.ingest.prose.vocabulary import MONTHS, WEEKDAYS

MAX_WORDED = 1000
"""Characters of a text whose words are weighed."""
STEM = 6
"""Letters of a word that count: its endings do not."""
MARK = "~"
"""What a word begins with among the signs."""
_WORD = re.compile(r"[a-z]{3,}")
_DATES = frozenset(word[:STEM] for word in (*WEEKDAYS, *MONTHS, "heure"))


def worded(title: str, text: str) -> tuple[str, ...]:
    """The stems of a folded title and text as signs, in alphabetical order, days and months left out."""
    found = {word[:STEM] for word in _WORD.findall(f"{title}\n{text[:MAX_WORDED]}")}
    return tuple(sorted(MARK + stem for stem in found - _DATES))


@cache
def weights() -> Mapping[str, float]:
    """What each word weighs, by its sign."""
    text = resources.files(__package__).joinpath("words.csv").read_text(encoding="utf-8")
    return {MARK + stem: float(weight) for stem, weight in csv.reader(text.splitlines())}
