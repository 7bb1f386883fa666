"""What is larger than a town at the end of an address: départements, régions, countries, towns across the border."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from agregateur.communes.index import index
from agregateur.communes.table import codes_named, departements
from agregateur.text import words

_NUMBER = re.compile(r"\d{2}|2[ab]|97\d")


@cache
def wider_places() -> frozenset[str]:
    """Folded names that stand in long addresses beside the town and say nothing more."""
    regions = {" ".join(words(one.region_nom)) for one in departements().values() if len(one.code) == 2}
    return frozenset(regions | {"france metropolitaine", "paca", "region paca", "region sud"})


@cache
def _departement_names() -> dict[str, str]:
    # Saint-Barthélemy and Saint-Martin are towns of the mainland too.
    return {
        " ".join(words(one.nom)): one.code
        for one in departements().values()
        if one.code not in ("977", "978")
    }


def is_wider(piece: str) -> bool:
    """Is it a département, a région or a country rather than a town?"""
    said = " ".join(words(piece))
    return said in wider_places() or departement_named(piece) is not None or said in _countries()


@lru_cache(maxsize=8192)
def departement_named(piece: str) -> str | None:
    """The code of the département that a piece is ("Hautes-Alpes", "05"), else None. Paris is a town first."""
    folded = " ".join(words(piece))
    if folded == "paris":
        return None
    if _NUMBER.fullmatch(folded):
        return folded.upper() if folded.upper() in departements() else None
    return _departement_names().get(folded)


def departements_of(postcode: str) -> tuple[str, ...]:
    """Départements that a postcode's first digits name: 05100 -> 05, 20200 -> 2A and 2B, 97411 -> 974; () if none."""
    if postcode.startswith("20"):
        return ("2A", "2B")
    code = postcode[:3] if postcode[:2] in {"97", "98"} else postcode[:2]
    return (code,) if code in departements() else ()


_ACROSS_THE_BORDER = {
    "IT": "torino turin bardonecchia oulx susa sestriere claviere cesana cuneo coni pinerolo aosta aoste courmayeur"
    " ivrea milano milan genova genes ventimiglia vintimille sanremo imperia",
    "CH": "geneve lausanne montreux vevey sion martigny fribourg neuchatel bale basel zurich berne bern nyon",
    "BE": "bruxelles brussel liege namur mons tournai charleroi mouscron courtrai kortrijk gand gent anvers arlon",
    "DE": "kehl karlsruhe sarrebruck saarbrucken freiburg offenburg baden berlin",
    "ES": "barcelona barcelone girona gerone figueres bilbao irun jaca huesca",
    "LU": "luxembourg",
    "GB": "londres london",
    "CA": "quebec",
}


@cache
def _foreign_towns() -> dict[str, str]:
    return {town: code for code, towns in _ACROSS_THE_BORDER.items() for town in towns.split()}


def foreign(name: str | None) -> str | None:
    """The country of a well-known town near the border that no French commune shares its name with; else None."""
    found = _foreign_towns().get(" ".join(words(name or "")))
    return None if found and codes_named(name or "")[1] == "name" else found


_FRENCH = frozenset(("FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC", "TF", "CP"))


@cache
def _countries() -> dict[str, str]:
    """Folded name -> ISO 3166 code, in French and English and in the neighbours' own words."""
    found = dict(index("pays.tsv").rows())
    found.update({"usa": "US", "uk": "GB", "etats unis d amerique": "US", "suisse romande": "CH"})
    return found


@lru_cache(maxsize=8192)
def country_code(name: str | None) -> str | None:
    """ISO code of a country written as a name or code; every French territory is "FR"; None when it is no country."""
    folded = " ".join(words(name or ""))
    if len(folded) == 2 and (name or "").strip().isupper() and folded.upper() in set(_countries().values()):
        code: str | None = folded.upper()
    elif folded == "fra":
        code = "FR"
    else:
        code = _countries().get(folded)
    # "Saint-Martin" is a country to ISO 3166, and a town to everyone else.
    if code in _FRENCH and code != "FR" and codes_named(name or "")[1] == "name":
        return None
    return "FR" if code in _FRENCH else code
