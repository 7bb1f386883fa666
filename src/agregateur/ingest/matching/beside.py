"""Evidence beside date, place and title: pages, uids, pictures, prices, copied texts, and who holds it."""

from __future__ import annotations

from collections.abc import Set

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.themes import PROPER, telling
from agregateur.ingest.matching.towns import town_words
from agregateur.ingest.matching.vocabulary import BODIES, GENERIC, REPEATERS, stem
from agregateur.ingest.matching.weights import Pieces

INWARD = frozenset({"assemblee", stem("generale")})
"""The words of titles whose subject is who holds them."""
_HOUSES = REPEATERS | {
    "maison", "centre", "espace", "mjc", "mediatheque", "bibliotheque", "ludotheque", "ecole", "college", "lycee",
    "universite", "cinema", "theatre", "musee", "foyer", "conservatoire", "federation", "reseau", "paroisse", "parc",
}  # fmt: skip
"""Who holds several things at one hour."""
_STEM = 5
"""Letters that two names of one society have in common at least."""


def beside(a: Features, b: Features) -> Pieces:
    """Evidence beside date, place and title."""
    pieces: Pieces = {}
    if pages := a.pages & b.pages:
        pieces["same_page"] = {"url": min(pages)}
    if a.ids & b.ids:
        pieces["same_uid"] = {}
    if a.image and a.image == b.image:
        pieces["same_image"] = {}
    if a.contact & b.contact:
        pieces["same_contact"] = {}
    if a.price and a.price == b.price:
        pieces["same_price"] = {}
    least = min(len(a.print), len(b.print))
    shared = len(a.print & b.print) if least >= 3 else 0
    if shared >= 4 and shared * 2 >= least:
        pieces["text_copied"] = {"percent": round(100 * shared / least)}
    elif shared >= 3 and shared * 4 >= least:
        pieces["text_close"] = {"percent": round(100 * shared / least)}
    if INWARD.issubset(a.title) and INWARD.issubset(b.title):
        pieces.update(_inward(a, b))
    elif a.held and b.held:
        towns = {*a.city.split(), *b.city.split(), *town_words(a.insee), *town_words(b.insee)}
        ours, theirs = set(a.held.split()) - towns, set(b.held.split()) - towns
        if ours <= theirs or theirs <= ours:
            if a.organizer or b.organizer or _HOUSES.isdisjoint(ours | theirs):
                pieces["same_organizer"] = {}
        elif not (ours & theirs) - GENERIC and not _initials(ours, theirs):
            # Who holds it is all that tells two lotos of one evening apart.
            bare = len(a.named & b.named) < 2
            pieces["other_organizer/generic" if bare else "other_organizer"] = {}
    elif a.headline != b.headline and _another_body(*((a, b) if a.headline else (b, a))):
        pieces["other_organizer/generic"] = {}
    return pieces


def one_holder(a: Features, b: Features) -> bool:
    """Whether one society holds both, by field or text, that is no house where several things are on at one hour."""
    towns = {*a.city.split(), *b.city.split(), *town_words(a.insee), *town_words(b.insee)}
    ours, theirs = ({w for w in f.held.split() if w not in towns} for f in (a, b))
    if not (_HOUSES.isdisjoint(ours) and _HOUSES.isdisjoint(theirs)):
        return False
    if ours and theirs:
        own, its = (side - BODIES - GENERIC for side in (ours, theirs))
        return (ours == theirs and len(ours) > 1) or (bool(own and its) and (own <= its or its <= own))
    for holder, other in ((ours, b), (theirs, a)):
        own = holder - BODIES - GENERIC
        if own and own <= other.context and (len(own) > 1 or any(telling(w) >= PROPER for w in own)):
            return True
    return False


def _another_body(bare: Features, named: Features) -> bool:
    """Whether a bare title ("Permanence") is one body's, as its organiser says, and the other title names another."""
    holder = bare.host if bare.organizer else frozenset()
    rival = named.proper.intersection(named.telling) - bare.context
    return bool(holder and rival) and not (holder & named.context or _initials(set(holder), set(rival)))


def _inward(a: Features, b: Features) -> Pieces:
    """What is said of the society that assembles: it is the subject, and its own calendar does not name it."""
    ours, theirs = ((set(f.telling) - {"annuelle"} - BODIES) or f.subjects or f.host for f in (a, b))
    if not (ours and theirs):
        return {}
    if ours & b.context or theirs & a.context or _kin(ours, theirs) or _initials(ours, theirs):
        return {"same_organizer/subject": {}}
    return {"other_organizer/subject": {}}


def _kin(ours: Set[str], theirs: Set[str]) -> bool:
    """Whether a word of one begins as one of the other does: "cyclos", "cyclotouriste"."""
    return bool(ours & theirs) or not {w[:_STEM] for w in ours if len(w) >= _STEM}.isdisjoint(
        w[:_STEM] for w in theirs
    )


def _initials(ours: Set[str], theirs: Set[str]) -> bool:
    """Whether one organiser may be the other's initials: APE, parents d'élèves."""
    return any(
        len(x) == 1 and len(next(iter(x))) <= 5 < sum(map(len, y)) and len(y) > 1
        for x, y in ((ours, theirs), (theirs, ours))
    )
