"""The names of communes as people type them: one key for "Saint-Véran", "ST VERAN" and "saint veran"."""

from __future__ import annotations

import re
from functools import lru_cache

from agregateur.text import fold

_ARTICLES = frozenset({"la", "le", "les", "l"})
SPELT_OUT = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "mt": "mont"}
"""Words of names that are written short."""
_CUT_SHORT = {
    **SPELT_OUT,
    "gd": "grand", "gde": "grande", "gds": "grands", "gdes": "grandes", "pt": "petit", "pte": "petite",
}  # fmt: skip
"""The same, where a whole name is looked up: in a line "Pt" may be a bridge."""
_OUR_LADY = re.compile(r"^n[. -]{0,2}d\b[. -]*(?=[a-z])")
""" "ND de Bellecombe", "N.-D.-de-Monts"."""
NUMBERS = {
    "2": "deux",
    "3": "trois",
    "4": "quatre",
    "5": "cinq",
    "7": "sept",
    "8": "huit",
    "9": "neuf",
    "10": "dix",
}
"""Numbers in names: "St Paul 3 Châteaux", "Les 2 Alpes"."""
# La Poste writes CEDEX, and a number for big towns, after the name (norm NF Z10-011).
_CEDEX = re.compile(r"\bcedex\b(?:\s*\d{1,2}\b)?", re.I)
# "Athies s/s Laon" is sous; "Chalon s/S" and "Chalon s/ Saône" are sur.
_UNDER = re.compile(r"\bs\s?/\s?s\s+(?=\w)", re.I)
_ON = re.compile(r"\bs/", re.I)
_WORDS = re.compile(r"[a-z0-9]+")
# Only Paris, Lyon and Marseille have municipal districts (Code général des collectivités territoriales, L2511-1).
_DISTRICT = re.compile(
    r"^(paris|lyon|marseille)\s*\(?\s*(?:0?(\d{1,2})\s*(?:er|ere|e|eme|nd|nde|de)?)\b\s*(?:arr(?:ondissement|dt|\.)?)?\s*\)?$"
)


@lru_cache(maxsize=16384)
def key(name: str) -> str:
    """The key under which a name is looked up: `article|rest`, without blanks, accents, CEDEX, `St` spelt out.

    `La Roche-de-Rame` gives `la|rochederame`, `SAVINES LE LAC CEDEX` gives `|savineslelac`; '' when no letter is left.
    """
    folded = _CEDEX.sub(" ", fold(name))
    if "/" in folded:
        folded = _ON.sub(" sur ", _UNDER.sub(" sous ", folded))
    folded = folded.strip(" ,;.-")
    district = _DISTRICT.match(folded)
    if district:
        return "|" + district[1]
    if folded.startswith("n"):
        folded = _OUR_LADY.sub("notre dame ", folded)
    words = [_CUT_SHORT.get(word, word) for word in _WORDS.findall(folded)]
    if any(word in NUMBERS for word in words) and len(words) > 2:
        words = [NUMBERS.get(word, word) for word in words]
    if not words or not any(word.isalpha() for word in words):
        return ""
    if words[0] in _ARTICLES and len(words) > 1:
        return f"{words[0]}|{''.join(words[1:])}"
    return "|" + "".join(words)


def parts(name_key: str) -> tuple[str, str]:
    """(strict, loose) forms of a key: with its leading article, and without it."""
    return name_key.replace("|", ""), name_key.partition("|")[2]
