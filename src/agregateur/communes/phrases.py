"""A commune's name inside a longer line: "Foyer rural de Rambaud", "à Chorges", "Salle des fêtes Guillestre".

Only what one would read as "it is in that town" counts, and only names of the area that is asked for: a hotel, a café
or a street that bears a town's name is elsewhere more often than not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agregateur.communes import address, everyday, table
from agregateur.communes.homely import is_saintly, is_word
from agregateur.communes.passage import LARGE, Words, named, read
from agregateur.communes.short import ARTICLES, words_of
from agregateur.communes.vocabulary import (
    AT,
    DOUBLED,
    FIRST_NAMES,
    HAMLETS,
    LEAVING,
    LINKS,
    MEETING,
    MORE_EXACTLY,
    NAMED_AFTER_SAINTS,
    NEAR,
    NOT_INSIDE,
    NOT_THERE,
    OF,
    OF_SAINTS,
    PLACES,
    SAINTS,
    SELDOM_NAMED,
    WIDE,
    WITHIN,
)
from agregateur.text import words as split_words

_SPOKEN = re.compile(r"\s*\b(?:cedex(?:\s*\d{1,2})?|m[ée]tropole|agglo(?:m[ée]ration)?)\s*$", re.IGNORECASE)
"""What follows a town's name and says nothing more."""
_TELLING = 6
"""Letters of a short name ("Kaysersberg") that one word before it is enough for."""
_KNOWN = 2000
"""Inhabitants of a town that one own name before it is enough for ("Rockstore Montpellier"), or that begins a line."""
_MOST_AFTER = 5
"""Words after a town's name that begins a line; more are prose."""
_CIVIC = PLACES - frozenset(
    ("chateau", "domaine", "ferme", "fort", "jardin", "jardins", "moulin", "palais", "parc")
)
"""What a town has; a "château de Belleville" may be called after any hill, far from the village Belleville."""
_LONG_STREET = 3
"""Words of a street's whole name ("rue de la Gare"): a town follows, and no second name ("place Francis Morand")."""
_HOUSES = frozenset(
    split_words(
        "auberge bar bistrot boulangerie brasserie cafe creperie hotel librairie pizzeria pub restaurant"
    )
)
_SANCTUARIES = frozenset(
    ("eglise", "chapelle", "basilique", "cathedrale", "abbaye", "prieure", "paroisse", "crypte")
)


@dataclass(frozen=True, slots=True)
class Found:
    """Communes named in a line, by the manner in which they are: `at` ("à X"), `of` ("mairie de X"), `beside` what
    every town has ("salle des fêtes X"); `hinted`, beside words that may make one name with it ("place Durand X");
    `called`, in the name of a house ("château de X")."""

    at: frozenset[str]
    of: frozenset[str]
    beside: frozenset[str]
    hinted: frozenset[str]
    called: frozenset[str]

    @property
    def clear(self) -> frozenset[str]:
        """The codes of the strongest manner that names any."""
        return self.at or self.of or self.beside or self.called or self.hinted


def in_line(text: str, area: frozenset[str]) -> Found:
    """Communes of `area` that one piece of a place line says it is in."""
    return _in_line(text[:300], area)


@lru_cache(maxsize=16384)
def _in_line(text: str, area: frozenset[str]) -> Found:
    line = read(_SPOKEN.sub("", text))
    found = list(named(line, area))
    if not found:
        return _NOTHING
    words = line.folded
    if len(words) == found[0][1] and table.codes_named(text, area)[0]:
        return _NOTHING  # A bare name: others judge it.
    if sum(end - start for start, end, _ in found) == len(words) > 1:
        # "Antibes Juan-les-Pins" is one town, "Vannes/Arradon" are two.
        return Found(
            frozenset(), frozenset(), frozenset(code for _, _, code in found), frozenset(), frozenset()
        )
    at: set[str] = set()
    of: set[str] = set()
    beside: set[str] = set()
    hinted: set[str] = set()
    called: set[str] = set()
    street = address.is_street(text)
    several = len({code for _, _, code in found}) > 1
    for start, end, code in found:
        before = words[start - 1] if start else ""
        if before in AT:
            # "De Briançon à Gap" is a journey; "place du Marché aux Choux" has nothing of Les Choux.
            goods = before != "a" and (street or bool({"marche", "foire"} & set(words[:start])))
            if words[0] not in ("de", "depuis", "entre") and not goods:
                at.add(code)
        elif before in OF:
            # "Parvis de la gare de Gap" is in Gap, "place de Gap" hardly.
            proper = before in ("de", "d") and (line.capital[start] or not any(line.capital))
            said = words[_street_word(words) if street else 0 : start - 1]
            proper = proper and not street
            if _holds(said, proper) or (proper and _church(said, words[start:end])):
                (of if set(said) & _CIVIC else called).add(code)
        elif before not in NEAR and not (start == 0 and several):
            if start == 0 and end < len(words):
                is_there = not street and (_goes_on(line, end, code, area) or _begins(line, end, code))
            else:
                is_there = _stands_last(line, start, end, code, street) or _beside_one(
                    line, start, end, code, street
                )
            if is_there:
                (beside if start and _ordinary(words[:start], street) else hinted).add(code)
    return Found(*map(frozenset, (at, of, beside, hinted, called)))


_NOTHING = Found(*[frozenset()] * 5)


def _ordinary(words: tuple[str, ...], street: bool) -> bool:
    """Are these words what every town has ("salle des fêtes", "mairie", "RDV"), or the long name of a street, so that
    what follows is no part of a hall's or a street's name ("salle Durand", "place Francis Morand")?"""
    kept = [word for word in words if word not in LINKS]
    if street:
        said = [word for word in words if not word.isdigit()]
        return len(said) >= _LONG_STREET or said[:1] in (["grande"], ["grand"]) or "bourg" in said
    alone = len(kept) > 1 or set(kept) & (MEETING | {"mairie", "gare", "bourg"})
    return bool(alone) and all(word in PLACES | MEETING or everyday.is_generic(word) for word in kept)


def at_an_end(text: str, area: frozenset[str]) -> str | None:
    """The commune of `area` whose name ends, or begins, a line: "Café de Paris Fosses", beside the postcode of Fosses.

    Only for the few communes of a postcode: a town elsewhere cannot be meant.
    """
    line = read(_SPOKEN.sub("", text))
    found = list(named(line, area))
    for at in (-1, 0):
        if found and (found[at][1] == len(line.folded) if at else found[at][0] == 0):
            return found[at][2]
    return None


def _street_word(words: tuple[str, ...]) -> int:
    """Where the words after "12 bis rue" begin."""
    at = 0
    while at < len(words) - 1 and (words[at].isdigit() or words[at] in ("bis", "ter", "quater")):
        at += 1
    return at + 1


def _holds(before: tuple[str, ...], proper: bool) -> bool:
    """Do the words before "de X" name something that a town has? Nearly anything, before a `proper` name."""
    if not before or before[-1] in NOT_THERE or before[-1] in FIRST_NAMES:
        return False
    if before[0] in NOT_THERE and before[:3] != _TOWN_HALL:
        return proper and _own_house(before)
    if set(before) & PLACES:
        return True
    return proper and not set(before) & (NOT_INSIDE | FIRST_NAMES | WIDE | LEAVING) and len(before[-1]) > 2


def _own_house(before: tuple[str, ...]) -> bool:
    """ "Café des Sports de Vars": one with a name of its own is called so in its town, and no "Hôtel de Lyon"."""
    own = [word for word in before[1:] if word not in LINKS and len(word) > 2]
    known = NOT_INSIDE | FIRST_NAMES | WIDE | LEAVING
    return before[0] in _HOUSES and bool(own) and not set(own) & known and own[-1] != "gare"


def _church(before: tuple[str, ...], town: tuple[str, ...]) -> bool:
    """ "Église Saint-Michel de Vars": the first name is a saint's, unless the saint is of that town."""
    if len(before) < 3 or before[0] not in _SANCTUARIES or not set(before[1:-1]) & SAINTS:
        return False
    return len(town) > 1 or town[0] not in OF_SAINTS


def _beside_one(line: Words, start: int, end: int, code: str, street: bool) -> bool:
    """ "RDV Gap", "salle 2 Gap", "Rockstore Montpellier": last, after one word."""
    words = line.folded
    if street or words[0] in NOT_THERE or end != len(words) or not start:
        return False
    before = [word for word in words[:start] if not word.isdigit()]
    said = [word for word in before if word not in MEETING]
    if not said:
        return True
    if len(said) > 1 or said[0] in FIRST_NAMES | LINKS | NOT_INSIDE | LEAVING | AT:
        return False
    ordinary = said[0] in PLACES or everyday.is_generic(said[0])
    if ordinary and words[start] in ARTICLES:
        return False  # "EHPAD Les Lilas"
    if not (_whole(line, start, end, code) or (not ordinary and len(words[end - 1]) >= _TELLING)):
        return False
    least = 0 if said[0] in SELDOM_NAMED else LARGE if ordinary else _KNOWN
    if not (line.capital[start] and table.at(code).population >= least):
        return False
    return line.capital[0] or len(before) < start


def _goes_on(line: Words, end: int, code: str, area: frozenset[str]) -> bool:
    """ "Montgenèvre 1850", "Gap 1er étage", "Orcières Merlette", "Le Teil d'Ardèche": the town, more exactly."""
    words = line.folded
    after, town = words[end:], table.at(code).nom
    if everyday.is_adjective(town):
        return False  # "Vieux Lavoir", "Grand Théâtre"
    if after[0] in PLACES or after[0].isdigit():
        return (
            after[0] in PLACES
            or len(after) <= 2
            or all(word in WITHIN or word[0].isdigit() for word in after)
        )
    if len(after) <= 2 and (after[0] in MORE_EXACTLY or line.capital[end]) and not is_word(code):
        return True
    # A name of the past will do: "Belleville sur Saône" is Belleville-en-Beaujolais.
    if not _whole(line, 0, end, code):
        once = after[0] in ("sous", "sur", "lez") and words[0] not in SAINTS
        if not (once and table.codes_named(" ".join(words[:end]), area)[0]):
            return False
    if all(word in WITHIN or word[0].isdigit() for word in after):
        return True
    # "Montreuil sous bois" is the town, and no fair "Gap en fête".
    exactly = after[0] in ("sous", "sur", "lez") or (after[0] in ("d", "de") and line.capital[-1])
    return (
        exactly
        and 1 < len(after) <= 3
        and not set(after) & PLACES
        and not (is_word(code) or everyday.is_generic(town))
    )


def _begins(line: Words, end: int, code: str) -> bool:
    """ "St-Péray CEP du Prieuré": a town that stands alone, then what is in it."""
    words = line.folded
    if (
        words[end] in LINKS | NEAR | AT | {"en", "et"}
        or len(words) - end > _MOST_AFTER
        or set(words) & LEAVING
    ):
        return False
    if not (_whole(line, 0, end, code) and line.capital[0] and line.capital[end]):
        return False
    town = table.at(code)
    alone = len(table.codes_named(town.nom)[0]) == 1
    return (
        alone
        and (end > 1 or town.population >= _KNOWN)
        and not (is_word(code) or everyday.is_generic(town.nom))
    )


def _stands_last(line: Words, start: int, end: int, code: str, street: bool) -> bool:
    """ "Salle des fêtes Guillestre", "12 rue Carnot Gap": last, after more than one word."""
    words = line.folded
    if end != len(words) or start == 0 or (words[0] in NOT_THERE and not street and words[:3] != _TOWN_HALL):
        return False
    before = [word for word in words[:start] if not word.isdigit()]
    if before[:1] and before[0] in HAMLETS and set(before[1:]) <= {"dit", *LINKS}:
        return False
    if before in (["mairie"], ["gare"]):
        return True
    if before == ["eglise"]:
        # "Église Limonest", but saints have churches everywhere.
        return not (is_saintly(words[start:end]) or everyday.is_generic(" ".join(words[start:end])))
    if len(before) < 2 or before[-1] in LINKS:
        return False
    if before[-1] in FIRST_NAMES and before[-2] not in SAINTS | (FIRST_NAMES - DOUBLED):
        return False
    if is_word(code) and not _ordinary(words[:start], street):
        return False  # "Le Moulin Rouge", "Auberge du Vieux Puits"
    # "Place de l'église Saint-Médard" is the church; "rue de la Mairie Saint-Jean-de-Tholome" is a town.
    name = words[start:end]
    return not (street and len(name) == 2 and name[0] in SAINTS and before[-1] in NAMED_AFTER_SAINTS)


_TOWN_HALL = ("hotel", "de", "ville")


def _whole(line: Words, start: int, end: int, code: str) -> bool:
    """Is the whole name of the town said, and no short one?"""
    return "".join(line.folded[start:end]) == "".join(words_of(table.at(code).nom))
