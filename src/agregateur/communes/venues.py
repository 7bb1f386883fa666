"""Venues known by name: the key of a name, the keys that a place looks up, and those it gives its commune to.

    venue_keys(place)             what a place may learn its commune from
    venue_claims(place, located)  what a place teaches others, when its own evidence is good

Whoever keeps the memory gathers claims (key -> INSEE codes) and hands the codes of `venue_keys(place)` to `locate`. No
circle arises, because a claim follows from `located` only when that was found without any lent venue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from agregateur.communes import address, everyday, table
from agregateur.communes.vocabulary import INNS, PLACES, SOCIETIES
from agregateur.model import Located, Place
from agregateur.text import fold, words

SURE_ENOUGH = 0.75
"""Least `Located.sure` of a record that gives its venue a commune. A contradiction (x 0.7) takes 0.98 to 0.69."""
SURE_ENOUGH_ACTOR = 0.6
"""The same for an actor, who speaks of its own house."""
_OWN_EVIDENCE = frozenset(("insee", "postcode_name", "name", "postcode"))
_LINKS = frozenset(("de", "du", "des", "la", "le", "les", "l", "d", "a", "au", "aux", "et", "en"))
_STREETS_EVERYWHERE = re.compile(
    r"^(?:rue|avenue|boulevard|place|placette|chemin|route|impasse|allee|allees|quai|cours|square|parking|parvis)\b"
)
_ROOMS = re.compile(
    r"(?:petite |grande )?(?:salle|salon|hall|studio|atelier)"
    r" (?:bleue?|verte?|jaune|blanche?|noire?|rose|violette|orange|[a-z]|n ?\d+)"
)
_POSTCODE = re.compile(r"\d{5}")
_MOST_KEYS = 8
"""Keys of one place: a line of address has few parts; what has more is prose."""


@lru_cache(maxsize=16384)
def venue_key(name: str | None) -> str | None:
    """The key under which a venue is known: its folded words without articles. None when it is not a name by itself.

    `Théâtre La passerelle` and `THEATRE DE LA PASSERELLE` give `theatre passerelle`. Halls, churches, schools and
    streets that every town has ("salle des fêtes", "église Saint-Pierre", "place Jean-Jaurès"), rooms ("salle 2",
    "1er étage"), brands ("Intermarché"), what bars and cinemas are called ("Le Central", "Le Rex") and words for no
    place ("à préciser") give None, unless a word makes them one's own ("salle des fêtes de
    Guillestre").
    """
    if not name or everyday.is_online(name):
        return None
    folded = _spelt(name[:200])
    kept = [word for word in folded if word not in _LINKS]
    line = " ".join(folded)
    common = not kept or everyday.is_common(name) or _STREETS_EVERYWHERE.match(line) or _ROOMS.fullmatch(line)
    if common or address.is_street(name):
        return None
    if "," in name and not any(map(venue_key, name.split(","))):
        return None  # "Maison des associations, salle B": every town has both.
    joined = " ".join(kept)
    # One short word ("Bar", "Dôme 2") is too little to know a place by.
    return joined if len(joined.replace(" ", "")) >= 4 else None


def tells_town(key: str, code: str) -> bool:
    """Whether a venue's key holds the name of the commune it is known in ("salle fetes panossas", Panossas)."""
    return {word for word in _spelt(table.at(code).nom) if word not in _LINKS} <= set(key.split())


def _spelt(name: str) -> list[str]:
    return [{"st": "saint", "ste": "sainte"}.get(word, word) for word in words(name)]


def venue_keys(place: Place) -> tuple[str, ...]:
    """The keys under which a known venue may give `place` its commune, the surest first: the whole name, then parts
    of it ("Salle 2, MJC du Briançonnais"); at most eight. Whoever calls `locate` has to look all of them up.
    """
    return tuple(key for key, _ in names_of(place))


def venue_claims(place: Place, located: Located, *, actor: str | None = None) -> tuple[str, ...]:
    """The keys of the venues that `place` shows to lie in `located.insee`; () when its evidence is too weak.

    `located` is what `locate` answers WITHOUT `venues`: the record's own evidence (a stated code, postcode and town, or
    a town clearly named), never a lent commune, a point or a default. `actor` is the name of the actor when the record
    is one: it gives itself as a venue, on somewhat weaker evidence (a point too).
    """
    if located.insee is None:
        return ()
    own = located.how in _OWN_EVIDENCE or (actor is not None and located.how == "coordinates")
    if not own or located.sure < (SURE_ENOUGH if actor is None else SURE_ENOUGH_ACTOR):
        return ()
    if actor is not None:
        keys = (venue_key(actor), venue_key(place.venue))
        return tuple(dict.fromkeys(key for key in keys if key))
    # The name of a town is no venue of the town next to it.
    return tuple(key for key, name in names_of(place) if not table.codes_named(name)[0])


@lru_cache(maxsize=8192)
def names_of(place: Place) -> tuple[tuple[str, str], ...]:
    """(key, name as written) of everything in `place` that may be a venue's name."""
    line, venue = address.split(place.text or ""), address.split(place.venue or "")
    names = (place.venue, line.venue, *venue.pieces, *line.pieces)
    found: dict[str, str] = {}
    for name in names:
        # "05100 Briançon" is no venue, and would be a key of half the town.
        if name and not _POSTCODE.search(name) and (key := venue_key(name)):
            found.setdefault(key, name)
            if len(found) == _MOST_KEYS:
                break
    return tuple(found.items())


def is_house(name: str) -> bool:
    """Is the name that of what people meet in ("Maison des associations"), and not of a society ("Amis du musée")?"""
    called = [word for word in words(name) if word not in _LINKS]
    if not called or called[0] in SOCIETIES:
        return False
    return not _HOUSES.isdisjoint(called) or not INNS.isdisjoint(called[:2])


def organises(name: str | None, text: str | None) -> bool:
    """Is the name that of a society, or of whom the text speaks otherwise than of where one is ("Contact : Les Lutins",
    but no "on se voit au Bocal", nor "Le Bocal vous accueille")? Not a house's."""
    if is_house(name or ""):
        return False
    return not SOCIETIES.isdisjoint(words(name or "")) or any(_leads(name, text))


def invites(name: str, text: str) -> bool:
    """Does the text say outright that the house of that name organises ("Proposé par la Maison du lac", "Orga : …")?"""
    return any(lead.endswith(":") or "par" in words(lead)[-2:] for lead in _leads(name, text))


def _leads(name: str | None, text: str | None) -> Iterator[str]:
    """What leads to a name in its sentences, where it does not lead to a place."""
    folded = fold(text or "")
    for at in re.finditer(re.escape(fold(name)), folded) if name else ():
        lead = folded[max(0, at.start() - _LEAD) : at.start()].rstrip(' «"(')
        if lead and lead[-1] not in ".!?;\n•" and _LOCAL.isdisjoint(words(lead)[-2:]):
            yield lead


_LEAD = 20
"""Characters before a name that tell why it is there."""
_LOCAL = frozenset(
    (
        "a",
        "au",
        "aux",
        "chez",
        "dans",
        "sur",
        "lieu",
        "ou",
        "rdv",
        "rendez",
        "vous",
        "adresse",
        "accueil",
        "depart",
    )
)
_HOUSES = PLACES - frozenset(words("amicale association comite club commune"))
