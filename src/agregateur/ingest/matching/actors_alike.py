"""Are two entries of partners' maps one actor? A verdict with its reasons, as for events.

A near name needs the same place, and a federation is not its local branch.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from agregateur.communes import distance
from agregateur.ingest.matching.actors import ABOVE, LEGAL, Actor
from agregateur.ingest.matching.match import Outcome, Verdict
from agregateur.ingest.matching.places_alike import metres_between
from agregateur.ingest.matching.themes import PROPER, telling
from agregateur.ingest.matching.vocabulary import stem
from agregateur.model import Note
from agregateur.text import words

WEIGHTS = {
    "actor_bias": -3.0,
    "actor_name_same": 4.0,
    "actor_name_close": 3.2,
    "actor_name_close/name": 3.7,
    "actor_name_within": 1.2,
    "actor_name_initials": 2.6,
    "actor_name_far": -3.5,
    "actor_same_commune": 1.2,
    "actor_neighbour_commune": -2.0,
    "actor_other_commune": -7.0,
    "actor_town_unknown": -0.8,
    "actor_same_street": 1.5,
    "actor_other_street": -1.2,
    "actor_near_place": 1.2,
    "actor_far_place": -2.0,
    "actor_same_site": 2.0,
    "actor_other_site": -0.6,
    "actor_same_mail": 1.6,
    "actor_same_phone": 1.6,
    "actor_same_uid": 2.5,
    "actor_level_differs": -8.0,
    "actor_branch_differs": -7.0,
}
"""Logits by hand, as are the two thresholds: the labelled pairs of actors are too few to fit them."""
SAME, DOUBTFUL = 1.7, 0.0
_INSIDE = frozenset(words("cafe cantine boutique bar restaurant creche amis ccas ecole ludotheque"))
"""What may live within another structure, and bears its name: the café of the MJC, the friends of the library."""


def actor_verdict(a: Actor, b: Actor, *, replaced: bool = False) -> Verdict:
    """Judge two actors; `replaced` as for events: the source of one no longer lists it. Symmetric and pure."""
    if (b.source, b.uid) < (a.source, a.uid):
        a, b = b, a
    if a.source == b.source and not replaced:
        return Verdict("distinct", 0.0, (Note(code="same_source"),))
    notes = (*_name(a, b), *_where(a, b), *_reach(a, b))
    score = round(WEIGHTS["actor_bias"] + sum(n.weight or 0.0 for n in notes), 2)
    codes = {n.code for n in notes}
    # A name alone, or a way to reach somebody alone (one secretary serves five societies), is no proof.
    anchored = codes & {"actor_same_commune", "actor_near_place", "actor_same_street", "actor_same_site"}
    named = not codes & {"actor_name_far"}
    outcome: Outcome = "compatible"
    if codes & {"actor_other_commune", "actor_level_differs", "actor_branch_differs"}:
        outcome = "distinct" if score < SAME else "doubtful"
    elif score >= SAME and anchored and named:
        outcome = "same"
    elif score >= DOUBTFUL:
        outcome = "doubtful"
    elif "actor_name_far" in codes:
        outcome = "distinct"
    return Verdict(outcome, score, notes)


def _note(key: str, **values: object) -> Note:
    return Note(code=key.partition("/")[0], values=values, weight=WEIGHTS[key])


def _name(a: Actor, b: Actor) -> list[Note]:
    notes = []
    if a.above != b.above and not (b if a.above else a).area:
        notes.append(_note("actor_level_differs"))
    if a.branches and b.branches and not a.branches & b.branches:
        notes.append(_note("actor_branch_differs"))
    x, y = set(a.telling), set(b.telling)
    if a.above and b.above:
        # "Fédération départementale", "Fédération des Hautes-Alpes".
        x, y = x - ABOVE or x, y - ABOVE or y
    percent = round(fuzz.token_sort_ratio(" ".join(a.telling), " ".join(b.telling)))
    inside = (x ^ y) & _INSIDE and (len(x ^ y) >= 2 or (x ^ y) & {"amis", "ccas"})
    if a.name == b.name or (x and x == y):
        notes.append(_note("actor_name_same"))
    elif _initials(a, b) or _initials(b, a):
        notes.append(_note("actor_name_initials"))
    elif inside:
        # The café of the MJC bears its name, its address and its telephone.
        notes.append(_note("actor_name_far", percent=percent))
    elif percent >= 86 or _headed(a, b) or ((x <= y or y <= x) and len(x & y) >= 1 and len(x ^ y) <= 1):
        # "Foyer rural" and "Foyer rural du bourg" may be two; a name of its own is borne by one.
        own = _headed(a, b) or any(telling(stem(w)) >= PROPER for w in x & y)
        notes.append(_note("actor_name_close/name" if own else "actor_name_close", percent=percent))
    elif x and y and (x <= y or y <= x):
        notes.append(_note("actor_name_within"))
    elif percent < 70:
        notes.append(_note("actor_name_far", percent=percent))
    return notes


def _headed(a: Actor, b: Actor) -> bool:
    """Whether one is called what the other is called before a bracket or a dash."""
    return len(a.head) > 5 and a.head == b.head and (a.head == a.name) != (b.head == b.name)


def _initials(a: Actor, b: Actor) -> bool:
    """Whether a word of `b` is made of initials of `a`, and the rest of their words agree: MJC Lucie-Aubrac."""
    # The café of the MJC bears the short form too, beside a name of its own.
    if b.acronym and b.acronym == b.name and _shortened(b.acronym, a.said):
        return True
    for word in b.telling:
        at = a.initials.find(word) if 3 <= len(word) <= 6 else -1
        if at >= 0:
            rest = {w for n, w in enumerate(a.telling) if not at <= n < at + len(word)}
            return rest - {word} == set(b.telling) - {word}
    return False


def _shortened(short: str, said: Sequence[str]) -> bool:
    """Whether `short` is made of the initials of a name in their order, those of small words left out or not."""
    at = 0
    for word in said:
        if at < len(short) and word[0] == short[at]:
            at += 1
        elif word not in LEGAL:
            return False
    return at == len(short)


def _where(a: Actor, b: Actor) -> list[Note]:
    notes = []
    street = bool(a.street and a.street == b.street)
    if a.insee and b.insee:
        if a.insee == b.insee:
            notes.append(_note("actor_same_commune", insee=a.insee))
        elif (distance(a.insee, b.insee) or 0.0) <= 8:
            notes.append(_note("actor_neighbour_commune", a=a.insee, b=b.insee))
        else:
            notes.append(_note("actor_other_commune", a=a.insee, b=b.insee))
    else:
        notes.append(_note("actor_town_unknown"))
    if street:
        notes.append(_note("actor_same_street"))
    elif a.street and b.street and fuzz.token_set_ratio(a.street, b.street) < 60:
        notes.append(_note("actor_other_street"))
    metres = metres_between(a, b)
    if metres is not None:
        if metres <= 200:
            notes.append(_note("actor_near_place", metres=round(metres)))
        elif metres > 5000:
            notes.append(_note("actor_far_place", metres=round(metres)))
    return notes


def _reach(a: Actor, b: Actor) -> list[Note]:
    notes = []
    if a.sites & b.sites:
        notes.append(_note("actor_same_site", url=min(a.sites & b.sites)))
    elif a.sites and b.sites:
        notes.append(_note("actor_other_site"))
    if a.mails & b.mails:
        notes.append(_note("actor_same_mail"))
    if a.phones & b.phones:
        notes.append(_note("actor_same_phone"))
    if a.ids & b.ids:
        notes.append(_note("actor_same_uid"))
    return notes
