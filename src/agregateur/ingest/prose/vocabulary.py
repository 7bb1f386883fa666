"""The words of French dates, folded (no accents, lower case), and what people write instead of them."""

from __future__ import annotations

import re

WEEKDAYS = {
    "lundi": 0, "lun": 0, "mardi": 1, "mar": 1, "mercredi": 2, "mer": 2, "merc": 2, "jeudi": 3, "jeu": 3,
    "vendredi": 4, "ven": 4, "vend": 4, "samedi": 5, "sam": 5, "dimanche": 6, "dim": 6,
    "lundis": 0, "mardis": 1, "mercredis": 2, "jeudis": 3, "vendredis": 4, "samedis": 5, "dimanches": 6,
}  # fmt: skip
"""Names and abbreviations, Monday 0. `mar`, `mer` and `sam` alone are other words: they count beside a number."""
SHORT_WEEKDAYS = frozenset({"lun", "mar", "mer", "merc", "jeu", "ven", "vend", "sam", "dim"})
RFC_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

MONTHS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4,
    "mai": 5, "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "sep": 9,
    "octobre": 10, "oct": 10, "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip

ORDINALS = {
    "premier": 1, "premiers": 1, "premiere": 1, "deuxieme": 2, "deuxiemes": 2, "second": 2, "seconds": 2,
    "troisieme": 3, "troisiemes": 3, "quatrieme": 4, "quatriemes": 4, "dernier": -1, "derniers": -1,
}  # fmt: skip

_HOURS = {
    "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17,
    "dix-huit": 18, "dix-neuf": 19, "vingt": 20, "vingt et une": 21, "vingt-et-une": 21, "vingt-deux": 22,
    "vingt-trois": 23,
}  # fmt: skip
_MINUTES = {"quinze": 15, "et quart": 15, "trente": 30, "et demie": 30, "quarante-cinq": 45}
HOUR_WORDS = "|".join(sorted(map(re.escape, _HOURS), key=len, reverse=True))
MINUTE_WORDS = "|".join(sorted(map(re.escape, _MINUTES), key=len, reverse=True))


_UNITS = ("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
DAY_WORDS = {
    **{word: n for n, word in enumerate(_UNITS, 2)},
    "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "dix-sept": 17,
    "dix-huit": 18, "dix-neuf": 19, "vingt": 20, "vingt et un": 21, "vingt-et-un": 21, "trente": 30,
    "trente et un": 31, "trente-et-un": 31, **{f"vingt-{word}": n for n, word in enumerate(_UNITS, 22)},
}  # fmt: skip
"""Days of the month in words."""
DAYS_IN_WORDS = "|".join(sorted(map(re.escape, DAY_WORDS), key=len, reverse=True))
MONTHS_IN_FULL = "|".join(m for m in MONTHS if len(m) > 4 or m in {"mars", "mai", "juin", "aout"})


def hour_of(words: str) -> int:
    """`dix-huit` -> 18. Raises KeyError."""
    return _HOURS[" ".join(words.replace("dix ", "dix-").replace("vingt d", "vingt-d").split())]


def minute_of(words: str | None) -> int:
    """`et demie` -> 30; None -> 0. Raises KeyError."""
    return _MINUTES[words] if words else 0


def several(words: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(words.split())


def singular(word: str) -> str:
    """Without the mark of the plural, be it one or not: `repas` is `repa`."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and not word.endswith("ss") else word


def nouns(words: str) -> frozenset[str]:
    """The words of a text as `singular` leaves them."""
    return frozenset(map(singular, words.split()))
