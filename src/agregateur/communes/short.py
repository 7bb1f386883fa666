"""Short names of towns: "Brive" for Brive-la-Gaillarde, "La Seyne", "St-Bonnet", where they mean one commune.

A short name is the whole first words of a name, up to "sur", "en", "la", "Saint"... ("Aix | en-Provence"), or a first
word of five letters ("Laragne | -Montéglin"). Of the communes of an area that begin so, the one five times larger
than any other is meant; a commune elsewhere that bears the short name itself, and is larger, is meant instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from agregateur.communes import address, table
from agregateur.communes.names import SPELT_OUT
from agregateur.text import fold
from agregateur.text import words as split_words

TOKEN = re.compile(r"[^\W_]+")
ARTICLES = ("la", "le", "les", "l")
_SAINTS = ("saint", "sainte", "saints", "saintes")
_LINKS = frozenset(split_words("sur sous les lez en la le l de d du des saint sainte et pres au aux devant"))
_TIMES = 5
"""How much larger than its namesakes a town is that people mean by the name they share."""
_KNOWN = 2000
"""Inhabitants from which a short name of three or four letters ("Fos", "Aix") is used."""
_ELSEWHERE_TIMES = 4
"""How much larger a namesake far away has to be to be meant in our territory too ("Chartres")."""
_NEAR = 1.0
"""Degrees of latitude and longitude, together, within which a larger namesake is meant."""
_SHORTEST = 3
_LONG = 5
_NO_TOWN = frozenset(
    split_words("""
    air arc arcs argent bain bains ban barre basse batie baume belle bois bon bonne bons bordes bourbon bourgs
    brain bretagne cap camps celles champ champagne champs charmes chasse coin coteaux divers etoile fontaines
    foret forest forges fosse gorges grand grande grandes grands gue haut haute hautes hauts ile iles ille isle
    isles jard lion livre loir loire lys manche mas mauves mer messe mont montagne monts moulins mur murs neuf
    neuve nord nouveau nouvelle noyers nuits or orge orme ormes palais parent pas perche petit petite petites
    petits pierre pin pins plaisance ponts porte portes pre pres puy reine rive rives riviere roc roche rosiers
    sables sains salon scene seiches sens serre serres sources sports terre terres trans trois val vallee
    vallees vallons vals vaux vert verte vic vie vieille vieilles vieux vigne vignes village villages villeneuve
    villes vivier viviers voie baie saints
    """)
)
"""First words of many names that mean no town alone ("Port", "Château" and the like: `address.may_be_town`)."""


def folded(tokens: Sequence[str]) -> tuple[str, ...]:
    """Words as names are compared: folded, St and Ste spelt out."""
    return tuple(map(_spelt_out, tokens))


@lru_cache(maxsize=65536)
def _spelt_out(token: str) -> str:
    word = fold(token)
    return SPELT_OUT.get(word, word)


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, as they are compared."""
    return folded(TOKEN.findall(name))


def meant(name: str, area: frozenset[str]) -> str | None:
    """The commune of `area` that a short name means, its article included ("La Seyne"); else None."""
    return short_names(area).get(words_of(name))


@lru_cache(maxsize=256)
def short_names(area: frozenset[str]) -> Mapping[tuple[str, ...], str]:
    """Short name (its words) -> the commune of `area` that it means. No name that a commune of `area` bears."""
    bearers = [(words_of(table.at(code).nom), code) for code in area]
    named = {words for words, _ in bearers}
    begun: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    usual: dict[tuple[str, ...], set[str]] = {}
    for words, code in bearers:
        population = table.at(code).population
        for start, follows in _starts(words):
            begun.setdefault(start, []).append((population, code))
            letters = len(start[-1])
            known = follows in _LINKS and (len(start) > 1 or population >= _KNOWN)
            if letters >= _LONG or known:
                usual.setdefault(start, set()).add(code)
        # "Monêtier" may be Le Monêtier-les-Bains as well as Monêtier-Allemont.
        for start, _ in _starts(words[1:]) if words[0] in ARTICLES and len(words) > 1 else ():
            begun.setdefault(start, []).append((population, code))
    found = {}
    for start, codes in usual.items():
        (population, code), *rivals = sorted(begun[start], reverse=True)
        alone = not rivals or population >= _TIMES * rivals[0][0]
        if alone and code in codes and start not in named and not _borne_elsewhere(start, code):
            found[start] = code
    return found


def _starts(words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The starts of a name that may be said alone, each with the word that follows it."""
    least = 2 if words[0] in ARTICLES else 1
    for count in range(least, len(words)):
        start = words[:count]
        if start[-1] in _LINKS or start[-1] in _SAINTS or len(start[-1]) < _SHORTEST:
            continue
        if count == least and (start[-1] in _NO_TOWN or not address.may_be_town("-".join(start))):
            continue
        yield start, words[count]


def _borne_elsewhere(start: tuple[str, ...], code: str) -> bool:
    """Does a commune bear that very name which is larger, and near or much larger? Many are called after a saint."""
    here = table.at(code)
    codes, kind = table.codes_named(" ".join(start))
    return kind == "name" and any(
        there.population > here.population
        and _overseas(there.insee) == _overseas(code)
        and (
            start[0] in _SAINTS
            or there.population >= _ELSEWHERE_TIMES * here.population
            or abs(there.lat - here.lat) + abs(there.lon - here.lon) < _NEAR
        )
        for there in map(table.at, codes)
    )


@lru_cache(maxsize=256)
def ends(area: frozenset[str]) -> Mapping[tuple[str, ...], str]:
    """The last words, two or more, of a name of many ("Ville-Vieille") -> the commune of `area` that alone ends so."""
    found: dict[tuple[str, ...], set[str]] = {}
    for code in area:
        words = words_of(table.at(code).nom)
        for at in range(1, len(words) - 1):
            end = words[at:]
            joined = words[at - 1] in _LINKS or words[at] in _LINKS
            if not (joined or set(end) & _NO_TOWN - {"vieille"} or address.is_generic(" ".join(end))):
                found.setdefault(end, set()).add(code)
    return {end: next(iter(codes)) for end, codes in found.items() if len(codes) == 1}


def _overseas(code: str) -> bool:
    return code[:2] in ("97", "98")
