"""Options that several connectors share, checked: each raises ValueError that names its option, for `__post_init__`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, get_args

_COMMUNE = re.compile(r"(?:\d\d|2[AB])\d{3}", re.ASCII)
_DEPARTEMENT = re.compile(r"\d\d|2[AB]|9[78]\d", re.ASCII)


def check_word(option: str, word: str, words: Any) -> None:
    """One of `words`, a Literal. The core holds stanzas to it before; this is for who builds a connector by hand."""
    if word not in get_args(words):
        raise ValueError(f"option {option}: one of {', '.join(get_args(words))}, not {word!r}")


def check_communes(option: str, codes: Iterable[str]) -> None:
    """INSEE codes of communes (Code officiel géographique: five characters, 2A and 2B in Corsica)."""
    for code in codes:
        if not _COMMUNE.fullmatch(code):
            raise ValueError(f'option {option}: write INSEE codes of communes, as in ["05046"]')


def check_departements(option: str, codes: Iterable[str]) -> None:
    """Codes of départements: two characters, three overseas."""
    for code in codes:
        if not _DEPARTEMENT.fullmatch(code):
            raise ValueError(f'option {option}: write codes of départements, as in ["05", "2A", "974"]')


def check_numbers(option: str, numbers: Iterable[int]) -> None:
    """Numbers by which a platform knows things."""
    if any(number < 1 for number in numbers):
        raise ValueError(f"option {option}: write whole numbers above 0")
