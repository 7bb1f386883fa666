"""A text cut into tokens: dates and hours in figures, numbers, words, punctuation, and what is no date at all.

Everything takes linear time: one pass of one pattern whose pieces are all bounded. Text is folded one character for
one, so that the place of a token is its place in the text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from agregateur.ingest.prose.vocabulary import (
    DAY_WORDS,
    DAYS_IN_WORDS,
    HOUR_WORDS,
    MINUTE_WORDS,
    MONTHS_IN_FULL,
    WEEKDAYS,
    hour_of,
    minute_of,
)

_ASIDE = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("’‘ʼ´`", "'"), **dict.fromkeys("⇒➔➜►", "→"), "º": "°"}
)


@lru_cache(maxsize=4096)
def _bare(character: str) -> str:
    """The letter without its accent; any space but a line's end as a plain one. Always one character."""
    if character.isspace():
        return "\n" if character in "\n\r\x0b\x0c\x1e\x1f\u2028\u2029" else " "
    base = unicodedata.normalize("NFKD", character)[:1]
    return base if len(base) == 1 and base.isprintable() and base.isascii() else character


def bare(text: str) -> str:
    """`text` without accents and typographic variants, its case kept; as long as `text`."""
    return text if text.isascii() else "".join(map(_bare, text.translate(_ASIDE)))


def written(text: str) -> str:
    """`text` in small letters with its accents, without typographic variants."""
    return text.translate(_ASIDE).lower()


@dataclass(frozen=True, slots=True)
class Token:
    """`kind`: date (a=day, b=month, c=year or 0), time (a=hour, b=minute), number (a), word, mark, line, noise.

    `text` is folded. `ordinal`: 1er, 2e.
    """

    kind: str
    text: str
    start: int
    end: int
    a: int = 0
    b: int = 0
    c: int = 0
    ordinal: bool = False


_UNITS = (
    r"km|m2|m²|m3|m|cm|mm|min|mn|minutes?|secondes?|kg|kgs|g|gr|l|cl|ans?|mois|jours?|semaines?|nuits?|annees?"
    r"|personnes?|places?|pts?|points?|ha|kw|kwh|lots?|exposants?|equipes?|joueurs?|joueuses?|enfants?|adultes?"
    r"|habitants?|participants?|spectateurs?|artistes?|films?|concerts?|spectacles?|livres?|entrees?|tours?|euros?|eur"
    r"|benevoles?|stands?|familles?|logements?|voix|buts?|sets?|pages?|photos?|oeuvres?|toiles?|fois|parcours|tables?"
)
_NO_WEEKDAY = "".join(rf"(?<!\b{name}{point} )" for name in WEEKDAYS for point in ("", r"\."))
"""`Jeu 15 - 9 km`: the number of a weekday begins no measure."""
_PATTERN = re.compile(
    r"(?P<link>(?:https?://|www\.)[^\s<>]{1,300}|[\w.+-]{1,64}@[\w.-]{1,100})"
    r"|(?P<iso>(?<![\d-])(?P<iy>(?:19|20)\d\d)-(?P<im>[01]\d)-(?P<id>[0-3]\d)(?!\d))"
    r"|(?P<dmy>(?<![\d/.,-])(?P<d>[0-3]?\d)(?P<s1>\s?[/.-]\s?)(?P<m>[01]?\d)(?P=s1)(?P<y>(?:19|20)\d\d|\d\d)(?![\d/-]|[.,]\d|\s(?:janv|fev|mars|avr|mai|juin|juil|aout|sep|oct|nov|dec)))"
    r"|(?P<phone>(?<![\d+])(?:\+33[ .]?(?:\(0\))?|0)[1-9](?:[ .\-/]?\d\d){4}(?!\d))"
    r"|(?P<price>(?<![\d,.])\d{1,6}(?:[.,]\d{1,2})?(?:\s?(?:[/-]|a|et|ou)\s?\d{1,6}(?:[.,]\d{1,2})?){0,4}\s?(?:€|e(?:uros?|ur)\b)"
    r"(?:\d\d\b)?)"
    r"|(?P<colon>(?<![\d:])(?P<ch>[01]?\d|2[0-4]):(?P<cm>[0-5]\d)(?::[0-5]\d)?(?![\d:]|\s?(?:km|€)))"
    r"|(?P<hm>(?<![\d,.])(?P<h1>[01]?\d|2[0-4])\s?(?:h|hrs?|heures?)(?:[.:](?=\d)|[ ])?"
    r"(?P<m1>[0-5]\d)(?!\d|\s?(?:km|€|%|ans\b)|\s?[-/]\s?\d\d?\s?ans\b)(?:\s?mi?n\b)?)"
    r"|(?P<h>(?<![\d,.])(?P<h2>[01]?\d|2[0-4])\s?(?:heures?|hrs?|h)(?![a-z0-9](?<!(?-i:[A-Z])))(?:\s(?P<hx>"
    + MINUTE_WORDS
    + r")\b)?)"
    r"|(?P<hw>\b(?P<hww>" + HOUR_WORDS + r")\s(?:heures?|h)\b(?:\s(?P<hwm>" + MINUTE_WORDS + r")\b)?)"
    r"|(?P<dw>\b(?:" + DAYS_IN_WORDS + r")(?=\s(?:" + MONTHS_IN_FULL + r")\b))"
    r"|(?P<ages>" + _NO_WEEKDAY + r"(?<![\d,.])\d{1,3}\s?(?:-|/|a|et|ou)\s?\d{1,3}\s?(?:" + _UNITS + r")\b)"
    r"|(?P<measure>(?<![\d,.])\d{1,6}(?:[.,]\d{1,3})?\s?(?:(?:" + _UNITS + r")\b|[%°²]))"
    r"|(?P<numero>\bn\s?(?:°|o\b|os\b)\s?\d[\d/-]{0,12})"
    r"|(?P<dm>(?<![\d/.,-])(?P<d2>[0-3]?\d)(?P<s2>[/.])(?P<m2>[01]?\d)(?![\d/]|[.,-]\d|\s(?:janv|fev|mars|avr|mai|juin|juil|aout|sep|oct|nov|dec)))"
    r"|(?P<decimal>\d{1,9}[.,]\d{1,9})"
    r"|(?P<ordinal>(?<![\d,.])(?P<on>\d{1,3})\s?(?:ers?|eres?|emes?|es?|nde?s?)\b)"
    r"|(?P<number>\d{1,12})"
    r"|(?P<afternoon>\bapres[ -]midis?\b)"
    r"|(?P<word>[a-z]{1,40})"
    r"|(?P<line>\n)"
    r"|(?P<mark>[^\s\w])",
    re.IGNORECASE,
)


def tokens(text: str) -> list[Token]:
    """The tokens of `text`, which `bare` has made plain."""
    return [_token(found) for found in _PATTERN.finditer(text)]


def _token(found: re.Match[str]) -> Token:
    start, end = found.span()
    text = found[0].lower()

    def make(kind: str, a: int = 0, b: int = 0, c: int = 0, *, ordinal: bool = False) -> Token:
        return Token(kind, text, start, end, a, b, c, ordinal)

    name = found.lastgroup or ""
    match name:
        case "iso":
            return make("date", int(found["id"]), int(found["im"]), int(found["iy"]))
        case "dmy":
            year = int(found["y"])
            return make("date", int(found["d"]), int(found["m"]), year + 2000 if year < 100 else year)
        case "dm":
            return make("date", int(found["d2"]), int(found["m2"]))
        case "colon":
            return make("time", int(found["ch"]), int(found["cm"]))
        case "hm":
            return make("time", int(found["h1"]), int(found["m1"]))
        case "h":
            return make("time", int(found["h2"]), minute_of(found["hx"].lower() if found["hx"] else None))
        case "hw":
            return make("time", hour_of(found["hww"].lower()), minute_of((found["hwm"] or "").lower()))
        case "ordinal":
            return make("number", int(found["on"]), ordinal=True)
        case "dw":
            return make("number", DAY_WORDS[text])
        case "number":
            return make("number", int(found[0]))
        case "word":
            if text in {"midi", "minuit"}:
                return make("time", 12 if text == "midi" else 24)
            return make("word")
        case "afternoon" | "line" | "mark":
            return make({"afternoon": "word"}.get(name, name))
        case _:
            return make("noise")
