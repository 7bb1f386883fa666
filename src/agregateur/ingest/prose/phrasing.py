"""A second opinion on whether people attend: from the words of an article alone and how they follow one another.

It knows none of the signs that people have named (`attending`): the stems of the article, the letters of its title, the
words and pairs of words of the date's own sentence, and those right before and behind the date, each with a weight
learnt from labelled texts (`phrasing.csv` beside this file, `phrase,weight`, written by `bench/fit_dates.py`). The two
err on different texts, so that both together are right far more often than either (CONTRIBUTING tells how much).
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import pairwise

from agregateur.ingest.prose import wording
from agregateur.ingest.prose.vocabulary import MONTHS, WEEKDAYS

LETTERS = 4
"""Letters that stand together in a title."""
BESIDE = 4
"""Words before and behind a date."""
USUAL, FEWEST = 150, 50
"""Phrases of an article that count one each: the more there are, the less each says, and fewer say no more."""
MAX_TITLE, MAX_SENTENCE = 200, 600
"""Characters that are looked at."""
_NAMES = sorted(
    {name for name in (*WEEKDAYS, *MONTHS) if len(name) > 4 or name in {"mars", "mai", "juin", "aout"}}
)
_DATES = frozenset((*_NAMES, "heure", "heures"))
_DATED = re.compile(rf"\d\w*|[^a-z]+|\b(?:{'|'.join(sorted(_DATES))})\b")
_WORD = re.compile(r"[a-z]{2,}")


def phrases(title: str, article: Sequence[str], sentence: str, before: str, after: str) -> tuple[str, ...]:
    """What is weighed of a date, in alphabetical order; all texts are folded.

    `article` are its words (`wording.worded`), `sentence` the date's own without its days and hours ("" for a date in
    the title), `before` and `after` what stands beside the date there.
    """
    letters = f" {' '.join(_DATED.sub(' ', title[:MAX_TITLE]).split())} "
    said = _stems(sentence[:MAX_SENTENCE])
    return tuple(
        sorted(
            {
                *article,
                *(f"t:{letters[i : i + LETTERS]}" for i in range(len(letters) - LETTERS + 1)),
                *(f"c:{stem}" for stem in said),
                *(f"g:{one}_{next_one}" for one, next_one in pairwise(["^", *said, "$"])),
                *(f"l:{stem}" for stem in _stems(before)[-BESIDE:]),
                *(f"r:{stem}" for stem in _stems(after)[:BESIDE]),
            }
        )
    )


def _stems(said: str) -> list[str]:
    return [word[: wording.STEM] for word in _WORD.findall(said) if word not in _DATES]


def weight_of_each(found: Sequence[str]) -> float:
    """What each phrase of an article counts, so that a long one is no surer than a short one."""
    return math.sqrt(USUAL / max(len(found), FEWEST))


def odds(found: Sequence[str]) -> float:
    """Log-odds that people attend."""
    known = weights()
    said: float = sum(known.get(name, 0.0) for name in found)
    return known[BIAS] + weight_of_each(found) * said


BIAS = "="
"""The name of the bias among the weights."""


@cache
def weights() -> Mapping[str, float]:
    """What each phrase weighs, by its name."""
    text = resources.files(__package__).joinpath("phrasing.csv").read_text(encoding="utf-8")
    return {name: float(weight) for name, weight in csv.reader(text.splitlines())}
