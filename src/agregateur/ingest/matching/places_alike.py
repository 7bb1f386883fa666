"""Evidence of place for a pair: communes, venues by name, streets, points."""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol

from agregateur.communes import NEIGHBOURS_KM, commune, communes_at, distance, kilometres
from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.meeting import ONLINE
from agregateur.ingest.matching.themes import PROPER, telling
from agregateur.ingest.matching.towns import town_words
from agregateur.ingest.matching.venues_alike import (
    BUILDINGS,
    ONCE,
    compare_venues,
    hosts,
    likeness,
    on_the_way,
)
from agregateur.ingest.matching.weights import Pieces

FAR_METRES, NEAR_METRES = 5000, 250
SPOT_METRES = 400
"""Two points so near are one spot, whatever communes are said."""
POINT_KM, GUESSED_KM = 30, 100
"""How far a bare point leads astray, and the town of a source or of a text: the breadth of a département. What is
surely farther away is another, however alike the titles: of many one says "Le spectacle dont tout le monde parle"."""
SMALL_TOWN = 3000
"""Inhabitants up to which two things at one hour are rarely two."""
LARGE_TOWN = 40_000
"""Inhabitants from which they often are."""


_OF_THE_LAND = frozenset({
    "barrage", "belvedere", "cap", "cascade", "cirque", "col", "gorge", "grotte", "ile", "lac", "mont", "phare", "pic",
    "plateau", "pointe", "refuge", "sommet",
})  # fmt: skip
"""What a venue's name begins with that stands in the land, and not once in each village."""


def compare_places(a: Features, b: Features, exact: bool) -> Pieces:
    """Pieces of evidence by key; `exact`: some start is the same to the minute. `other_commune` comes alone."""
    pieces: Pieces = {}
    metres = metres_between(a, b)
    venue = likeness(a.venue, b.venue)
    proper = venue >= 85 and not (a.venue_generic or b.venue_generic)
    if a.insee and b.insee:
        if a.insee == b.insee and (lent := _lent(a, b)):
            pieces[lent] = {"a": a.home or a.insee, "b": b.home or b.insee}
        elif a.insee == b.insee:
            pieces[f"same_commune{_size(a.insee)}"] = {"insee": a.insee}
            if _villages_differ(a, b):
                pieces["other_village"] = {}
        else:
            key = _other_town(a, b, metres, proper)
            pieces[key] = {"a": a.insee, "b": b.insee}
            if key == "other_commune":
                return pieces
    elif a.venue == b.venue == ONLINE:
        pass
    elif (told := _town_told(a, b)) is not None:
        pieces["town_told" if told else "town_told/other"] = {}
    elif _apart(a, b):
        pieces["town_unknown/common" if _copied(a, b) else "town_unknown/apart"] = {}
    else:
        pieces["town_unknown" if _named(a, b) or proper else "town_unknown/common"] = {}
    if a.venue and b.venue:
        compare_venues(a, b, venue, exact, pieces)
    elif a.venue or b.venue:
        named, other = (a, b) if a.venue else (b, a)
        own = [w for w in named.venue.split() if w not in BUILDINGS and len(w) > 1]
        # "Une toile géante au jardin public"
        whole = named.venue.split() if len(named.venue.split()) > 1 else []
        if (own and all(w in other.context or w in other.title for w in own)) or (
            whole and all(w in other.title for w in whole)
        ):
            pieces["venue_in_title"] = {}
        elif not ONCE.isdisjoint(named.venue.split()) and not ONCE.isdisjoint(
            set(named.venue.split()) & set(other.title)
        ):
            # "Les trotteurs à l'hippodrome"
            pieces["venue_in_title/kind"] = {}
    if a.street and a.street == b.street and any(c.isdigit() for c in a.street):
        pieces["same_street"] = {}
    if metres is not None:
        if metres <= NEAR_METRES:
            pieces["near_place"] = {"metres": round(metres)}
        elif metres > FAR_METRES:
            pieces["far_place"] = {"metres": round(metres)}
    return pieces


def exclude(a: Features, b: Features) -> bool:
    """Whether the places exclude each other."""
    if a.insee and b.insee and a.insee != b.insee and not _near(*sorted((a.insee, b.insee))):
        return a.sure and b.sure
    return (
        bool(a.venue and b.venue)
        and likeness(a.venue, b.venue) < 60
        and not hosts(a, b)
        and not (a.venue_generic or b.venue_generic or on_the_way(a, b))
    )


def _other_town(a: Features, b: Features, metres: float | None, proper: bool) -> str:
    assert a.insee and b.insee  # noqa: S101 - told to the type checker
    if metres is not None and metres <= SPOT_METRES:
        return "postal_town"
    near = _near(*sorted((a.insee, b.insee)))
    if near and (_names(a, b.insee) or _names(b, a.insee)):
        return "postal_town"
    if "seat" in (a.how, b.how):
        # Who organises is at home there, and the event may be anywhere around.
        return "postal_town" if near and (proper or _named(a, b)) else "other_commune/weak"
    postal = near == "postcode" and (_posted(a, b) or _confirmed(a, b))
    if near and a.sure and b.sure and not postal:
        # Both say their commune, and neither is the post town of the other.
        return "neighbour_commune/stated"
    if near and "default" in (a.how, b.how):
        # Who lies elsewhere than usual mostly says so; a name of a hall is borne in several towns.
        alike = bool(a.venue and b.venue) and likeness(a.venue, b.venue) >= 85
        return "postal_town" if (alike and _borne(a, b)) or _copied(a, b) else "neighbour_commune/default"
    if near and (proper or _named(a, b)):
        return "postal_town"
    if postal:
        return "postal_town/common"
    if near:
        return "neighbour_commune/common"
    if "default" in (a.how, b.how) and not _elsewhere(a, b, proper):
        return "other_commune"
    if not (a.sure and b.sure) and (proper or _named(a, b)):
        most = POINT_KM if "coordinates" in (a.how, b.how) else GUESSED_KM
        within = (distance(a.insee, b.insee) or 0.0) <= most
        return "other_commune/weak" if within or _copied(a, b) else "other_commune"
    if a.city and a.city == b.city and proper:
        return "town_name"
    return "other_commune"


def _elsewhere(a: Features, b: Features, proper: bool) -> bool:
    """Whether a source may tell of another town than its own without saying so, far away: on 14 July two town halls
    tell the same of a square of the same name."""
    if a.how == b.how:
        return _names(a, b.insee or "") or _names(b, a.insee or "")
    return (proper and _borne(a, b)) or _copied(a, b)


def _town_told(a: Features, b: Features) -> bool | None:
    """Whether the announcement without a commune names the other's town, or its postcode, in its title, place or text;
    None when it names none."""
    known, other = (a, b) if a.insee else (b, a)
    here = commune(known.insee) if known.insee else None
    if here is None or other.insee:
        return None
    if other.postcodes:
        return not other.postcodes.isdisjoint(here.codes_postaux)
    return all(w in other.context or w in other.title for w in town_words(here.insee)) or None


def _apart(a: Features, b: Features) -> bool:
    """Whether the source of what has no commune tells of other départements than where the other surely is, or may be;
    or its town, one of several so called, has another name."""
    known, other = (a, b) if a.insee else (b, a)
    if known.insee is None:
        return bool(a.among and b.among) and a.among.isdisjoint(b.among)
    if not known.sure:
        return False
    if other.towns and other.towns.isdisjoint(town_words(known.insee)):
        return True
    return bool(other.among) and known.insee[:2] not in other.among


def _names(one: Features, insee: str) -> bool:
    """Whether an announcement says the name of a commune that is not the one it was located in."""
    town = town_words(insee)
    # "Valence" stands in "Bourg-lès-Valence".
    return bool(town) and not town <= town_words(one.insee) and town <= one.around.union(one.title)


@lru_cache(maxsize=4096)
def _size(insee: str) -> str:
    here = commune(insee)
    if here is None:
        return ""
    return "/small" if here.population <= SMALL_TOWN else "/large" if here.population >= LARGE_TOWN else ""


@lru_cache(maxsize=4096)
def small(insee: str, most: int = SMALL_TOWN) -> bool:
    here = commune(insee)
    return here is not None and here.population <= most


def _villages_differ(a: Features, b: Features) -> bool:
    """Whether two former communes of one commune are named."""
    if a.village and b.village and not a.village & b.village:
        return True
    town = town_words(a.insee)
    ours, theirs = set(a.city.split()), set(b.city.split())
    return bool(ours and theirs) and not (ours & theirs or ours & town or theirs & town)


class Spot(Protocol):
    """What may state a point, in degrees."""

    @property
    def latitude(self) -> float | None: ...

    @property
    def longitude(self) -> float | None: ...


def metres_between(a: Spot, b: Spot) -> float | None:
    """The distance of two points; None when one of them is not stated."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    return 1000 * kilometres(a.latitude, a.longitude, b.latitude, b.longitude)


@lru_cache(maxsize=65536)
def _near(x: str, y: str) -> str:
    """`postcode` or `km` when one place may be said to lie in both communes, else ''."""
    one, two = commune(x), commune(y)
    if one is None or two is None:
        return ""
    if set(one.codes_postaux) & set(two.codes_postaux):
        return "postcode"
    return "km" if (distance(x, y) or 0.0) <= NEIGHBOURS_KM else ""


def _confirmed(a: Features, b: Features) -> bool:
    """Whether what two of one postcode tell beside shows that one was told by any town of it: who holds it, a page, a
    telephone."""
    if not any(one.how.startswith("postcode") for one in (a, b)):
        return False
    return bool(a.pages & b.pages or a.contact & b.contact or (a.held and a.held == b.held))


def _posted(a: Features, b: Features) -> bool:
    """Whether one of two that share a postcode was told by it, and maybe by the name of its post town: that stands in
    addresses of the others. Who names a town and no postcode means the town."""
    return any(
        one.how.startswith("postcode") and _seat(one.insee or "", other.insee or "")
        for one, other in ((a, b), (b, a))
    )


@lru_cache(maxsize=65536)
def _seat(x: str, y: str) -> bool:
    """Whether the first of two communes is the most populous of a postcode that they share."""
    one, two = commune(x), commune(y)
    if one is None or two is None:
        return False
    return any(
        max(communes_at(code), key=lambda c: (c.population, c.insee)).insee == x
        for code in set(one.codes_postaux) & set(two.codes_postaux)
    )


def _lent(a: Features, b: Features) -> str:
    """The key where one has its commune from its venue's name alone, and its source is at home elsewhere: halls of one
    name stand in several towns. '' when it says its town, or who comes is named, or of a col or a lake near by."""
    for one, other in ((a, b), (b, a)):
        if one.home and other.how != "venue" and not _borne(a, b):
            near = _near(*sorted((one.home, one.insee or one.home)))
            if near and not _OF_THE_LAND.isdisjoint(one.venue.split()[:1]):
                return ""
            return "neighbour_commune/default" if near else "other_commune/weak"
    return ""


def _borne(a: Features, b: Features) -> bool:
    """Whether two names stand in both titles, or one text is the other's: more than "Permanence du conciliateur"."""
    return sum(telling(w) >= PROPER for w in a.named & b.named) >= 2 or _copied(a, b)


def _copied(a: Features, b: Features) -> bool:
    least = min(len(a.print), len(b.print))
    return least >= 4 and len(a.print & b.print) * 2 >= least


def _named(a: Features, b: Features) -> bool:
    """Whether two words at least that every commune does not use stand in both titles, or one text is the other's."""
    if len(a.named & b.named) >= 2:
        return True
    return _copied(a, b)
