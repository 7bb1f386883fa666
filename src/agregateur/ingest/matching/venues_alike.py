"""What the names of two venues say: one house, two, or a room of every town."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz import fuzz

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.meeting import ONLINE
from agregateur.ingest.matching.names_alike import town_wide
from agregateur.ingest.matching.themes import PROPER, telling
from agregateur.ingest.matching.weights import Pieces
from agregateur.text import words

BUILDINGS = frozenset(
    words("""
    salle fete polyvalente communale municipale espace centre maison foyer theatre cinema bibliotheque place eglise
    chapelle gymnase stade parc jardin musee cafe bar restaurant ferme complexe culturel sportif social rural
    culture animation commune ville rue ancien ancienne nouveau nouvelle petite petit grand grande auditorium rdc
    etage accueil association service jeune enfance musique art scene public publique intercommunale departementale
    parking devant rendez depart lieu parvis esplanade ecole college lycee municipal communal intercommunal polyvalent
    cathedrale temple ludotheque mediatheque saint palai congre station front neige
    """)
)
"""Words of which names of venues are made that every town has."""
_KINDS = frozenset(
    words("""
    eglise chapelle gymnase stade parc jardin musee cafe bar restaurant ferme theatre cinema bibliotheque ecole
    college lycee mairie place piscine patinoire camping temple cathedrale abbaye chateau librairie ludotheque port
    plage gare ehpad crypte halle refuge boulodrome hippodrome congre
    """)
)
"""Kinds of building that are not taken for one another, as "salle des fêtes" and "foyer" are."""
ONCE = frozenset(
    words("""
    cathedrale hippodrome mairie piscine patinoire port gare abbaye chateau halle boulodrome aerodrome casino musee
    mediatheque
    """)
)
"""Kinds of which a town mostly has one: without its name it is the one."""
START = frozenset({"walk", "tour"})
"""Sorts of what sets out from one place to another: either may be told."""
_ROOMY = frozenset(
    words("""
    maison centre espace complexe pole mjc mediatheque bibliotheque ludotheque ecole college lycee universite cinema
    multiplexe campus foyer hopital ehpad fabrique fablab tiers service association conservatoire palais congre mairie
    """)
)
"""Words of houses of many rooms, which hold several things at one hour."""
_HEADS = frozenset(
    words("theatre cinema musee chateau abbaye cathedrale mairie piscine hippodrome halle gare port lac")
)
"""Kinds of place that people call by several adjectives."""
_HALL = frozenset(words("salle fete polyvalente communale municipale commune village intercommunale"))
"""What people call the hall of a village."""
_DESCRIBED = frozenset(words("paroissial paroissiale village bourg principal principale"))
"""Words that describe a church or a school and name none."""
_AREAS = frozenset(words("quartier ville bord berge bourg village hameau"))
"""Words by which the names of areas begin, in which several places lie."""
_ON_THE_WAY = frozenset(
    words(
        "depart rendez parking sentier col foret lac etang bord rive berge riviere plage quai boucle chemin itineraire"
    )
)
"""Words of places from which one sets out, or along which one goes."""
_OUTDOORS = frozenset(
    words(
        "place square esplanade parvi quai parking rue avenue boulevard allee cour mail promenade rond faubourg "
        "quartier parc jardin champ pre prairie stade foirail rempart halle"
    )
)
"""Words of places in the open air, where markets and feasts are held."""
_USUAL = frozenset({"", "fr", "en", "de", "es", "it", "nl"})
"""Languages whose names of venues are told by their words; others, such as Breton, call the town itself otherwise."""
_ROOM = frozenset(words("grande petite salle hall auditorium scene rdc etage parvis plateau studio accueil"))
"""Words of rooms that name no house."""


def compare_venues(a: Features, b: Features, ratio: float, exact: bool, pieces: Pieces) -> None:
    """Adds what the venues say, `ratio` being their `likeness`; `exact`: some start is the same to the minute."""
    generic = a.venue_generic or b.venue_generic
    if ratio >= 85:
        # Every commune has a town hall: two of them are no place in common.
        together = (a.insee is not None and a.insee == b.insee) or "town_told" in pieces
        key = "same_venue" if not generic else "same_venue/generic" if together else "same_venue/elsewhere"
        if exact and key != "same_venue/elsewhere":
            # One room holds one thing at a time.
            key += "/slot"
        pieces[key] = {"percent": round(ratio)}
    elif ratio < 65 and not hosts(a, b) and not _translated(a, b):
        both = _said_elsewhere(a, b) or _said_elsewhere(b, a) or _one_address(a, b)
        both = both or (town_wide(a, b) and (_area(a) or _area(b)))
        if not both and not START.isdisjoint(a.sorts | b.sorts):
            pieces["other_venue/start"] = {"percent": round(ratio)}
        elif not both:
            vague = ratio > 50 and (generic or _plain(a.venue) or _plain(b.venue))
            # What is held in a room may be shown online too.
            vague = vague or ONLINE in {a.venue, b.venue}
            # A source that writes its own name for the place may mean another.
            vague = vague or _itself(a) or _itself(b)
            vague = vague or on_the_way(a, b)
            pieces["other_venue/generic" if vague else "other_venue"] = {"percent": round(ratio)}


def _translated(a: Features, b: Features) -> bool:
    """Whether the names of the venues are in two languages: they need not be alike."""
    if a.language != b.language and not {a.language, b.language} <= _USUAL:
        return True
    return a.abroad != b.abroad or (a.abroad and a.language != b.language)


def outdoors(a: Features) -> bool:
    """Whether the venue is a street, a square or their surroundings: a fair lies on several of them."""
    return not _OUTDOORS.isdisjoint(a.venue.split())


def _said_elsewhere(a: Features, b: Features) -> bool:
    """Whether the own words of a venue stand in the other's address, title or text."""
    own = [w for w in a.venue.split() if w not in BUILDINGS and w not in _KINDS]
    if own and all(w in b.context or w in b.title for w in own):
        return True
    return not ONCE.isdisjoint(set(a.venue.split()) & set(b.title))


def _one_address(a: Features, b: Features) -> bool:
    return bool(a.street) and a.street == b.street and any(c.isdigit() for c in a.street)


def _area(a: Features) -> bool:
    return a.venue.split()[0] in _AREAS


def _itself(a: Features) -> bool:
    """Whether a venue is called as who holds it is."""
    own = set(a.venue.split()) - BUILDINGS
    return bool(own) and own <= a.host and a.venue.split()[0] not in BUILDINGS


def on_the_way(a: Features, b: Features) -> bool:
    """Whether a venue is one from which one sets out, or along which one goes: it is no other than one farther on."""
    return not _ON_THE_WAY.isdisjoint((*a.venue.split(), *b.venue.split()))


def roomy(a: Features, b: Features) -> bool:
    """Whether two may have met in a house of many rooms: one names a room, or both a house or no venue."""
    if any(m.startswith(("room:", "floor:")) for m in a.marks | b.marks):
        return True
    return all(not f.venue or not _ROOMY.isdisjoint(f.venue.split()) for f in (a, b))


def _plain(venue: str) -> bool:
    return all(w in BUILDINGS for w in venue.split())


def hosts(a: Features, b: Features) -> bool:
    """Whether a venue field holds the organiser's name."""
    for venue, holder in ((a.venue, b.host), (b.venue, a.host)):
        own = set(venue.split()) - BUILDINGS
        if own and venue.split()[0] not in BUILDINGS and own <= holder:
            # "Au fil des Séounes" is the name of the other source.
            return True
    for venue in (a.venue, b.venue):
        for host in (a.organizer, b.organizer):
            if host and (set(venue.split()) <= set(host.split()) or likeness(venue, host) >= 85):
                return True
    return False


@lru_cache(maxsize=131072)
def likeness(x: str, y: str) -> float:
    """How alike two names of venues are, 0 to 100: rooms and kinds of building left out where both have a name."""
    if not x or not y:
        return 70.0
    if x == y or x.replace(" ", "") == y.replace(" ", ""):
        return 100.0
    ours, theirs = x.split(), y.split()
    if _ROOM.issuperset(ours) or _ROOM.issuperset(theirs):
        # A house that tells of its own "Grande salle" does not name itself.
        return 70.0
    own, its = _own(ours), _own(theirs)
    if own and its and (set(own) <= set(its) or set(its) <= set(own)):
        short, long = sorted((len(own), len(its)))
        return 95.0 if short * 2 >= long or short >= 2 else 86.0
    if own and its:
        if any(w in its and len(w) > 3 and telling(w) >= PROPER for w in own):
            # "Mascarin, Les Colimaçons", "Mascarin, jardin botanique".
            return 75.0
        if _HEADS & set(ours) & set(theirs) and all(telling(w) < PROPER for w in (*own, *its)):
            # "Théâtre antique", "Théâtre romain".
            return 70.0
        if _initials(ours, theirs) or _initials(theirs, ours):
            return 90.0
        return fuzz.token_sort_ratio(" ".join(own), " ".join(its))
    if _initials(ours, theirs) or _initials(theirs, ours):
        return 90.0
    if (
        not own
        and not its
        and _KINDS & set(ours)
        and _KINDS & set(theirs)
        and not _KINDS & set(ours) & set(theirs)
    ):
        return 40.0
    if not own and not its:
        if ONCE & set(ours) & set(theirs) and min(len(ours), len(theirs)) == 1:
            # "Musée", "Musée municipal".
            return 86.0
        # Two kinds of building: "salle des fêtes" and "salle polyvalente" may be one house, "église" is another.
        return (
            72.0
            if set(ours) & set(theirs) - {"salle", "petite", "grande"} or _HALL.issuperset({*ours, *theirs})
            else 62.0
            if set(ours) & set(theirs)
            else 40.0
        )
    if ONCE & set(ours) & set(theirs) and min(len(ours), len(theirs)) == 1:
        return 86.0
    # A name against a kind of building says nothing, unless the kinds differ.
    if set(ours) & set(theirs):
        return 75.0
    return 40.0 if _KINDS & set(ours) and _KINDS & set(theirs) else 61.0


def _own(name: list[str]) -> list[str]:
    """The words of a venue that name it, beside what sort of place it is and how such places are described."""
    own = [w for w in name if w not in BUILDINGS and not w.isdigit()]
    return own if _KINDS.isdisjoint(name) else [w for w in own if w not in _DESCRIBED]


def _initials(short: list[str], long: list[str]) -> bool:
    """Whether a word of one is made of the other's initials: MJC, maison des jeunes et de la culture."""
    letters = "".join(w[0] for w in long)
    for word in short:
        if not 2 < len(word) <= 6 or re.search(r"\d", word):
            continue
        # "TDB" is the Théâtre du Briançonnais: a small word may lend its letter.
        bare = word.replace("d", "").replace("l", "")
        if (word in letters and len(long) >= 3) or (bare != word and len(bare) >= 2 and bare == letters):
            return True
    return False
