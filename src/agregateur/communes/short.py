"""Short names of towns: "Brive" for Brive-la-Gaillarde, "La Seyne", "St-Bonnet", where they mean one commune.

Also a name said by its last word alone ("Hossegor" for Soorts-Hossegor), or with words cut down ("Bg de Péage").

A short name is the whole first words of a name, up to "sur", "en", "la", "Saint"... ("Aix | en-Provence"), or a first
word of five letters ("Laragne | -Montéglin"). Of the communes of an area that begin so, the one five times larger
than any other is meant; a commune elsewhere that bears the short name itself, and is larger, is meant instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from agregateur.communes import address, everyday, table
from agregateur.communes.names import NUMBERS, SPELT_OUT
from agregateur.text import fold
from agregateur.text import words as split_words

TOKEN = re.compile(r"[^\W_]+")
ARTICLES = ("la", "le", "les", "l")
_SAINTS = ("saint", "sainte", "saints", "saintes")
_LINKS = frozenset(split_words("sur sous les lez en la le l de d du des saint sainte et pres au aux devant"))
_TIMES = 5
"""How much larger than its namesakes a town is that people mean by the name they share."""
_TIMES_OF_TWO, _KNOWN_OF_TWO = 3, 4000
"""The same where there is one namesake, for a town of as many inhabitants that bears no saint's name."""
_KNOWN = 2000
"""Inhabitants from which a short name of three or four letters ("Fos", "Aix") is used."""
_ELSEWHERE_TIMES = 4
"""How much larger a namesake far away has to be to be meant in our territory too ("Chartres")."""
_OWN_SAINT, _KNOWN_SAINT = 3000, 30_000
"""Inhabitants of a town that may be meant by the name of a saint, which so many bear and so many halls; and of one far
away that is meant in its stead."""
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
    villes vivier viviers voie baie saints milieu
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
        # "Banyuls": of two, the one by the sea.
        pair = len(rivals) == 1 and population >= _KNOWN_OF_TWO and start[0] not in _SAINTS
        alone = not rivals or population >= (_TIMES_OF_TWO if pair else _TIMES) * rivals[0][0]
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
            (start[0] in _SAINTS and (here.population < _OWN_SAINT or there.population >= _KNOWN_SAINT))
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
            joined = words[at - 1] in _LINKS or words[at] in _LINKS or "a" in (words[at - 1], words[at])
            if not (joined or set(end) & _NO_TOWN - {"vieille"} or everyday.is_generic(" ".join(end))):
                found.setdefault(end, set()).add(code)
    return {end: next(iter(codes)) for end, codes in found.items() if len(codes) == 1}


@lru_cache(maxsize=256)
def lesser_names(area: frozenset[str]) -> Mapping[tuple[str, ...], str]:
    """The same of four letters ("Pocé" for Pocé-sur-Cisse), whatever the town's size, where no other begins so: for
    what stands last in a line."""
    named = {words_of(table.at(code).nom) for code in area}
    return {
        start: codes[0][1]
        for start, codes in _begun(area).items()
        if len(codes) == 1 and len(start[-1]) >= _LONG - 1 and start not in named
        if not _borne_elsewhere(start, codes[0][1]) and not everyday.is_common(" ".join(start))
    }


def outgrown(words: tuple[str, ...], code: str, area: frozenset[str]) -> bool:
    """Does the name of a larger town of `area` begin with these words, by which the commune `code` was called once?"""
    here = _begun(area).get(words, ())
    return any(population >= _TWICE * table.at(code).population for population, one in here if one != code)


_TWICE = 2


@lru_cache(maxsize=256)
def _begun(area: frozenset[str]) -> Mapping[tuple[str, ...], Sequence[tuple[int, str]]]:
    found: dict[tuple[str, ...], list[tuple[int, str]]] = {}
    for code in area:
        for start, _ in _starts(words_of(table.at(code).nom)):
            found.setdefault(start, []).append((table.at(code).population, code))
    return found


@lru_cache(maxsize=256)
def ordinary_names(area: frozenset[str]) -> Mapping[str, str]:
    """A first word that means no town alone ("Salon", "Bourg") -> the city of `area` that is called so for short."""
    begun: dict[str, list[tuple[int, str]]] = {}
    for code in area:
        words = words_of(table.at(code).nom)
        begun.setdefault(words[0], []).append((table.at(code).population, code))
    found = {}
    for start, codes in begun.items():
        (population, code), *rivals = sorted(codes, reverse=True)
        ordinary = start in _NO_TOWN or not address.may_be_town(start)
        longer = len(words_of(table.at(code).nom)) > 1
        alone = not rivals or population >= _TIMES * rivals[0][0]
        if ordinary and longer and alone and len(start) >= _LONG and population >= _CITY:
            found[start] = code
    return found


_CITY = 40_000
"""Inhabitants of a town that people call by a first word that is a common noun."""


@lru_cache(maxsize=256)
def last_words(area: frozenset[str]) -> Mapping[str, str]:
    """The last word of a name joined of two ("Soorts-Hossegor") -> the commune of `area` that alone has it."""
    bearers: dict[str, set[str]] = {}
    joined: dict[str, str] = {}
    for code in area:
        words = words_of(table.at(code).nom)
        for word in words:
            bearers.setdefault(word, set()).add(code)
        *_, before, last = ("", *words)
        plain = before not in _LINKS | _NO_TOWN and len(before) >= _SHORTEST
        saintly = not set(words).isdisjoint(_SAINTS)
        if plain and not saintly and len(last) > _LONG and last not in _NO_TOWN and address.may_be_town(last):
            joined[last] = code
    return {
        last: code
        for last, code in joined.items()
        if len(bearers[last]) == 1 and not (everyday.is_generic(last) or table.codes_named(last)[0])
    }


@lru_cache(maxsize=8192)
def abbreviated(name: str, area: frozenset[str]) -> str | None:
    """The one commune of `area` whose words `name` has, each whole or by some of its letters ("Bg de Péage", "St Jean
    de Mnne"), one of four letters at least whole; else None."""
    said = tuple(NUMBERS.get(word, word) for word in words_of(name))
    if not 2 <= len(said) <= _MOST_WORDS or not any(
        len(word) >= _WHOLE and word not in _SAINTS for word in said
    ):
        return None
    found = {code for code in _of_length(area, len(said)).get(said[0][:1], ()) if _cut(said, code)}
    return found.pop() if len(found) == 1 else None


_MOST_WORDS, _WHOLE = 6, 4


@lru_cache(maxsize=512)
def _of_length(area: frozenset[str], count: int) -> Mapping[str, Sequence[str]]:
    """Initial -> communes of `area` whose names have so many words."""
    found: dict[str, list[str]] = {}
    for code in area:
        words = words_of(table.at(code).nom)
        if len(words) == count:
            found.setdefault(words[0][0], []).append(code)
    return found


def _cut(said: tuple[str, ...], code: str) -> bool:
    words = words_of(table.at(code).nom)
    kept = [word for word, whole in zip(said, words, strict=True) if word == whole]
    if not any(len(word) >= _WHOLE and word not in _SAINTS for word in kept):
        return False
    return all(
        word == whole or (word not in _LINKS and whole not in _LINKS and _letters(word, whole))
        for word, whole in zip(said, words, strict=True)
    )


def _letters(word: str, whole: str) -> bool:
    """Are these some letters of a word, in order, from its first on?"""
    rest = iter(whole)
    return len(word) < len(whole) and word[0] == whole[0] and all(letter in rest for letter in word)


def _overseas(code: str) -> bool:
    return code[:2] in ("97", "98")
