"""Rooms and floors within a house, as its name, an address, a title or a text tells them.

A room is a mark of a kind of its own (`marks.py`): two events of one minute in two rooms are two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from agregateur.text import holds

_ROOM = re.compile(
    r"\b(petite|grande|premiere|seconde)\s+(salle)\b|\b(?:salle|studio|amphi|amphitheatre|atelier|court|terrain|hall|stand|box|bureau)\s+"
    r"(?:n\s*[°#]?\s*)?(\d{1,3}|[a-d](?!'))\b(?!\s*(?:h\b|h\d))"
)
_COLOURED_ROOM = re.compile(
    r"\bsalle (?:bleue|verte|rouge|jaune|rose|blanche|noire|orange|violette|grise|doree)\b"
)
_NAMED_ROOM = re.compile(
    r"(?:auditorium|amphi(?:theatre)?|foyer|hall|mezzanine|patio|verriere|cafeteria|studio(?: d[e'] ?[a-z]+)?|"
    r"salle d(?:e |')(?:danse|musique|reunion|dessin|conference|projection|spectacle|lecture|classe)|"
    + _COLOURED_ROOM.pattern
    + ")"
)
"""Rooms by their use or colour, beside the name of a house."""
_PART = re.compile(
    r"(?:l[ea] |les |l['’])?(?:grande? |petite? )?(cuisine|dojo|bar|cour|chapelle|jardin|terrasse|cave|crypte|"
    r"cloitre|galerie|preau|cantine|refectoire|plateau|mediatheque|bibliotheque|ludotheque|cafe|gymnase)\b.*"
)
"""A part of a house that is no hall: its kitchen, its court."""
_QUARTER = re.compile(
    r"(?:espace|section|secteur|coin|pole)\s+(jeunesse|adultes?|enfants?|ados?|bebes?|petite enfance|musique|"
    r"multimedia|numerique|image)\b.*"
)
"""A part of a library or a social centre, by whom or what it is for."""
_OWN_ROOM = re.compile(
    r"salle (?!(?:des fetes|polyvalente|communale|municipale|paroissiale|des sports)\b)"
    r"(?:d[eu]s? (?:la |l['’])?|d['’])?(?:[\w'’-]+[ -])??([a-z0-9]{2,})(?: (?:municipale?|communale?))?"
)
"""A room that bears a name, where the house is named beside it."""
_HOUSE = re.compile(
    r"\b(?:centre|maison|mediatheque|bibliotheque|espace|mjc|foyer|theatre|complexe|cs|chateau|abbaye|palais|musee|pole|"
    r"hotel|mairie|ecole|college|lycee|conservatoire|salle|mpt|scene|cinema|halle|ferme|grange|moulin|fabrique)\b"
)
_ROOM_WITHIN = re.compile(
    r"^(?:centre|maison|mediatheque|bibliotheque|espace|mjc|theatre|complexe|pole|mairie|conservatoire)\b"
    r".*(?<! du)(?<! de la) (auditorium|amphi(?:theatre)?|mezzanine|verriere|cafeteria|"
    r"salle d(?:e |')(?:danse|musique|reunion|dessin|conference|projection))$"
)
"""A room at the end of a house's name: "MJC salle de danse"."""
_SEGMENTS = re.compile(r"[,(),;|@–\[\]]| - ")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]\s*$")
_BARE = re.compile(
    r"(?:l[ea] |l['’])?(?:(?:grand |petit )?(?:hall|atelier|auditorium|dojo|patio|cafeteria|mezzanine|sous-sol|plateau|"
    r"accueil|club|studio|amphi|amphitheatre)(?: d['’](?:accueil|entree))?|(?:grande |petite )?cour|"
    r"(?:rez-de-chaussee|\d(?:er|e|eme) etage)|"
    r"salle d(?:e |['’])(?:l['’])?(?:animation|expositions?|activites?|jeux|cours))"
)
"""Rooms that bear no name: of whichever house it is about."""
_FLOOR = re.compile(r"\b(rez.de.chaussee|sous.sol|\d{1,2}(?=(?:er|e|eme|nd)\s+etage)|mezzanine)")
_FLOORS = ("chaussee", "sol", "etage", "mezzanine")
_NAMELESS = re.compile(r"(?<=^room:)salle (?:d[eu]s? (?:la |l')?|d')?")
_ROOMS_TOLD = ("salle", "studio", "bureau", *_FLOORS)


@lru_cache(maxsize=8192)
def rooms(folded: str) -> frozenset[str]:
    """The room or the floor within a venue, in its folded name."""
    found = {f"room:{size or number}" for size, _, number in _ROOM.findall(folded)}
    if holds(folded, _FLOORS):
        found |= {f"floor:{floor[:3]}" for floor in _FLOOR.findall(folded)}
    if "salle " in folded:
        found |= {
            f"room:{named}"
            for named in _COLOURED_ROOM.findall(folded)
            if _HOUSE.search(folded.replace(named, ""))
        }
    segments = [part.strip() for part in _SEGMENTS.split(folded) if part.strip()]
    if len(segments) == 1 and (within := _ROOM_WITHIN.search(folded)):
        found.add(f"room:{within[1]}")
    if len(segments) > 1:
        found |= {f"room:{part}" for part in segments if _NAMED_ROOM.fullmatch(part)}
        for n, part in enumerate(segments):
            within = _PART.fullmatch(part) or _QUARTER.fullmatch(part)
            if within and any(_HOUSE.search(other) for other in segments[:n]):
                found.add(f"room:{within[1].rstrip('s')}")
        own = [(part, named) for part in segments if (named := _OWN_ROOM.fullmatch(part))]
        if len(own) == 1 and any(part != own[0][0] and _HOUSE.search(part) for part in segments):
            found.add(f"room:{own[0][1][1]}")
    return _plain(found)


def is_room(folded: str) -> bool:
    """Whether a folded name is that of a room or a part of a house and nothing else: "Hall", "Grande salle"."""
    return any(kind.fullmatch(folded) for kind in (_ROOM, _NAMED_ROOM, _QUARTER, _BARE))


def room_in_text(folded: str) -> frozenset[str]:
    """The one room that a text tells by its number, letter, colour or size, or the one floor."""
    if not holds(folded, _ROOMS_TOLD):
        return frozenset()
    found = {f"room:{size or number}" for size, _, number in _ROOM.findall(folded)}
    found |= {f"room:{named}" for named in _COLOURED_ROOM.findall(folded)}
    floors = {f"floor:{floor[:3]}" for floor in _FLOOR.findall(folded)}
    return _plain(found if len(found) == 1 else ()).union(floors if len(floors) == 1 else ())


def room_in_title(folded: str) -> frozenset[str]:
    """The room that a title tells after what it is about: in brackets, or with a name of its own."""
    told = _IN_BRACKETS.search(folded)
    if told and _NAMED_ROOM.fullmatch(told[1]):
        return _plain({f"room:{told[1]}"})
    parts = [part.strip() for part in _SEGMENTS.split(folded)[1:]]
    found = {f"room:{named[1]}" for part in parts if (named := _OWN_ROOM.fullmatch(part))}
    found |= {f"room:{room[1] or room[3]}" for part in parts if (room := _ROOM.fullmatch(part))}
    return _plain(found)


def _plain(found: Iterable[str]) -> frozenset[str]:
    """Marks by what names the room alone: "salle verte" and "verte", "salle de danse" and "danse"."""
    return frozenset(_NAMELESS.sub("", mark) for mark in found)
