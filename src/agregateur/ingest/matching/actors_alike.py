"""Are two entries of partners' maps one actor? A verdict with its reasons, as for events.

A near name needs the same place, and a federation is not its local branch.
"""

from __future__ import annotations

from rapidfuzz import fuzz

from agregateur.communes import distance
from agregateur.ingest.matching.actor_names import joined, own
from agregateur.ingest.matching.actor_names_alike import compare_names, of_many
from agregateur.ingest.matching.actor_words import SMALL
from agregateur.ingest.matching.actors import Actor
from agregateur.ingest.matching.match import Outcome, Verdict
from agregateur.ingest.matching.places_alike import metres_between
from agregateur.model import Note

WEIGHTS = {
    "actor_bias": -3.0,
    "actor_name_same": 4.0,
    "actor_name_same/common": 1.0,
    "actor_name_same/many": 2.4,
    "actor_name_same/kindred": 1.4,
    "actor_name_close": 3.2,
    "actor_name_close/name": 3.7,
    "actor_name_within": 1.2,
    "actor_name_within/name": 2.4,
    "actor_name_within/common": 0.6,
    "actor_name_within/unique": 1.9,
    "actor_name_within/tail": -0.5,
    "actor_name_initials": 2.8,
    "actor_name_initials/long": 3.5,
    "actor_name_former": 3.5,
    "actor_name_described": 1.6,
    "actor_name_of_site": 0.2,
    "actor_name_partly": -3.0,
    "actor_name_far": -3.5,
    "actor_name_far/tail": -3.0,
    "actor_same_commune": 1.2,
    "actor_neighbour_commune": -2.0,
    "actor_other_commune": -7.0,
    "actor_town_unknown": -0.8,
    "actor_same_street": 1.5,
    "actor_other_street": -1.2,
    "actor_other_street/house": -1.8,
    "actor_near_place": 1.2,
    "actor_near_place/500": 0.5,
    "actor_far_place": -2.0,
    "actor_far_place/many": -2.5,
    "actor_same_site": 2.0,
    "actor_same_host": 0.8,
    "actor_other_site": -0.6,
    "actor_same_mail": 1.6,
    "actor_same_domain": 0.6,
    "actor_same_phone": 1.6,
    "actor_same_uid": 2.5,
    "actor_level_differs": -8.0,
    "actor_branch_differs": -7.0,
    "actor_kind_differs": -7.0,
    "actor_part_of": -7.0,
    "actor_twice": 6.0,
}
"""Logits by hand, as are the two thresholds: the labelled pairs of actors are too few to fit them."""
SAME, DOUBTFUL = 1.7, 0.0
_AGAINST = frozenset({
    "actor_other_commune", "actor_level_differs", "actor_branch_differs", "actor_kind_differs", "actor_part_of",
})  # fmt: skip
_FAR = frozenset({"actor_name_far", "actor_name_partly", "actor_name_of_site"})
"""What no way to be reached makes up for."""


def actor_verdict(a: Actor, b: Actor, *, replaced: bool = False) -> Verdict:
    """Judge two actors; `replaced` as for events: the source of one no longer lists it. Symmetric and pure."""
    if (b.source, b.uid) < (a.source, a.uid):
        a, b = b, a
    if a.source == b.source and not replaced:
        if _twice(a, b):
            note = _note("actor_twice")
            return Verdict("same", round(WEIGHTS["actor_bias"] + (note.weight or 0.0), 2), (note,))
        return Verdict("distinct", 0.0, (Note(code="same_source"),))
    reach = _reach(a, b)
    notes = (*_name(a, b), *_where(a, b), *reach)
    score = round(WEIGHTS["actor_bias"] + sum(n.weight or 0.0 for n in notes), 2)
    codes = {n.code for n in notes}
    # A name alone, or a way to reach somebody alone (one secretary serves five societies), is no proof.
    anchored = codes & {"actor_same_commune", "actor_near_place", "actor_same_street", "actor_same_site"}
    named = not codes & _FAR
    outcome: Outcome = "compatible"
    if codes & _AGAINST:
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
    keys = list(compare_names(a, b))
    if keys[-1].startswith("actor_name_far") and len(keys) == 1 and _site_names(a, b):
        keys = ["actor_name_of_site"]
    percent = round(fuzz.token_sort_ratio(" ".join(a.codes), " ".join(b.codes)))
    measured = ("actor_name_far", "actor_name_close")
    return [_note(k, percent=percent) if k.startswith(measured) else _note(k) for k in keys]


def _site_names(a: Actor, b: Actor) -> bool:
    """Whether the site of one bears the name of the other: a society's legal name, and its sign."""
    for one, other in ((a, b), (b, a)):
        names = (
            joined(tuple(c for c in other.codes if own(c))),
            "".join(w for w in other.said if w not in SMALL),
        )
        for site in one.sites:
            label = "".join(c for c in site.rpartition(".")[0] if c.isalnum())
            if any(len(name) >= 5 and fuzz.ratio(label, name) >= 85 for name in names):
                return True
    return False


def _where(a: Actor, b: Actor) -> list[Note]:
    notes = []
    if a.insee and b.insee:
        if a.insee == b.insee:
            notes.append(_note("actor_same_commune", insee=a.insee))
        elif (distance(a.insee, b.insee) or 0.0) <= 8:
            notes.append(_note("actor_neighbour_commune", a=a.insee, b=b.insee))
        else:
            notes.append(_note("actor_other_commune", a=a.insee, b=b.insee))
    else:
        notes.append(_note("actor_town_unknown"))
    if a.street and b.street:
        one_house = not (a.number and b.number) or a.number == b.number
        if _one_street(a, b):
            notes += [_note("actor_same_street")] if one_house else []
        else:
            both = a.number and b.number
            notes.append(_note("actor_other_street/house" if both else "actor_other_street"))
    metres = metres_between(a, b)
    if metres is not None:
        if metres > 400 and of_many(a, b):
            notes.append(_note("actor_far_place/many", metres=round(metres)))
        elif metres <= 200:
            notes.append(_note("actor_near_place", metres=round(metres)))
        elif metres <= 500:
            notes.append(_note("actor_near_place/500", metres=round(metres)))
        elif metres > 5000:
            notes.append(_note("actor_far_place", metres=round(metres)))
    return notes


def _one_street(a: Actor, b: Actor) -> bool:
    """Whether both name one street, be it with more words or misspelt."""
    if a.street <= b.street or b.street <= a.street:
        return True
    x, y = ("".join(sorted(one.street)) for one in (a, b))
    return fuzz.ratio(x, y) >= 85 or len(a.street & b.street) * 2 >= max(len(a.street), len(b.street))


def _reach(a: Actor, b: Actor) -> list[Note]:
    notes = []
    if one := (a.sites & b.sites) | (a.pages & b.pages):
        notes.append(_note("actor_same_site", url=min(one)))
    elif _host_of(a, b) or _host_of(b, a):
        notes.append(_note("actor_same_host"))
    elif a.sites and b.sites:
        notes.append(_note("actor_other_site"))
    if a.mails & b.mails:
        notes.append(_note("actor_same_mail"))
    elif not notes and a.domains & b.domains:
        notes.append(_note("actor_same_domain"))
    if a.phones & b.phones:
        notes.append(_note("actor_same_phone"))
    if a.ids & b.ids:
        notes.append(_note("actor_same_uid"))
    return notes


def _host_of(a: Actor, b: Actor) -> bool:
    """Whether a page of `b` stands within the site of `a`."""
    return any(page.partition("/")[0] in a.sites for page in b.pages)


def _twice(a: Actor, b: Actor) -> bool:
    """Whether one source lists a structure twice: one name, one house, one way to be reached, and none that differs."""
    if set(a.codes) != set(b.codes) or a.insee != b.insee or a.level != b.level:
        return False
    house = a.street and a.street == b.street and a.number == b.number
    near = metres_between(a, b)
    ways = ((a.sites | a.pages, b.sites | b.pages), (a.mails, b.mails), (a.phones, b.phones))
    common = any(x & y for x, y in ways)
    differ = any(x and y and not x & y for x, y in ways)
    return bool(house and common and not differ and (near is None or near <= 60))
