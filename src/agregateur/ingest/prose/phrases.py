"""Lists of words as patterns, for `roles`, `notices` and others: words are separated by spaces, `~` stands for a space
inside one, `_` for a few words in between. They see short folded slices of one sentence, so that their work is
bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable

_APART = r"[^.;]{0,30}"


def alternatives(words: Iterable[str]) -> str:
    """One alternative of all lines of words; `_` is up to thirty characters of a sentence."""
    return "|".join(w.replace("_", _APART).replace("~", " ") for line in words for w in line.split())


def whole(*lines: str) -> re.Pattern[str]:
    """Any of these words."""
    return re.compile(rf"\b(?:{alternatives(lines)})\b")


def leading(*lines: str, gap: int = 0) -> re.Pattern[str]:
    """These words, at most `gap` characters, and the article that leads to the date."""
    article = r"[\s:,(\-]*(?:le|du|au|les|des|ce|en~date~du)?[\s:(]*$".replace("~", " ")
    return re.compile(rf"\b(?:{alternatives(lines)})\b[^.;]{{0,{gap}}}?{article}")
