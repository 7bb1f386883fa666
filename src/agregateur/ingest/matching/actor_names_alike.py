"""How the name of one actor names another: the same words, one within the other, letters for words, a former name; or
another sort of structure, or a part of the other."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from agregateur.communes import commune
from agregateur.ingest.matching.actor_conflicts import base, conflicts
from agregateur.ingest.matching.actor_kinds import INSIDE, MANY, UNIQUE
from agregateur.ingest.matching.actor_names import Word, joined, own, spelling, weight
from agregateur.ingest.matching.actor_words import FILLERS, KINDS, NETWORKS, SPORTS
from agregateur.ingest.matching.actors import Actor
from agregateur.ingest.matching.places_alike import small
from agregateur.ingest.matching.themes import PROPER

_SORTS = KINDS | NETWORKS
_SOFT = frozenset({"=third_place", "=farm", "=garden"})
"""Kinds that a name may well leave out."""
SMALL_TOWN = 10_000
"""Inhabitants up to which a town has one library, one pool."""
_INSIDE, _MANY, _UNIQUE = (
    frozenset(c for c in KINDS if base(c) in kinds) for kinds in (INSIDE, MANY, UNIQUE)
)


@dataclass(frozen=True, slots=True)
class Likeness:
    """Which words of two names meet, by their codes, and which are left over on each side. `letters`: by initials;
    `exact`: all that meet are spelt alike."""

    shared: frozenset[str]
    left_a: frozenset[str]
    left_b: frozenset[str]
    letters: bool
    exact: bool


def compare_names(a: Actor, b: Actor) -> tuple[str, ...]:
    """The keys of what the two names say (`actors_alike.WEIGHTS`)."""
    found = conflicts(a, b)
    if any(set(x) == set(y) for x, y in _former(a, b)):
        return (*found, "actor_name_former")
    key = _naming(a, b)
    if key == "actor_name_partly" and not found and a.sites & b.sites and _described(liken(a, b)):
        key = "actor_name_described"
    return (*found, key)


def _described(like: Likeness) -> bool:
    """Whether two names share a proper one and tell no more than of what kind it is: "Épicerie paysanne Le Panier
    d'Augusta", "Panier d'Augusta (magasin de producteurs)"."""
    proper = sum(weight(c) for c in like.shared if own(c)) >= PROPER
    more = max(sum(map(own, left)) for left in (like.left_a, like.left_b))
    inside = bool(like.left_a & _INSIDE) == bool(like.left_b & _INSIDE)
    return proper and more <= 1 and inside and not (like.left_a | like.left_b) & SPORTS


def _former(a: Actor, b: Actor) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    yield from ((f, b.codes) for f in a.former)
    yield from ((a.codes, f) for f in b.former)
    yield from ((f, g) for f in a.former for g in b.former)


def liken(a: Actor, b: Actor) -> Likeness:
    """The words of both names that meet."""
    ours, theirs = set(a.codes), set(b.codes)
    shared = ours & theirs
    rest_a, rest_b = ours - shared, theirs - shared
    letters = False
    for x, y, mine, other in ((a, b, rest_a, rest_b), (b, a, rest_b, rest_a)):
        for code in sorted(mine & x.letters):
            # "UA Gaillac rugby" is "Union athlétique gaillacoise" where both have one site.
            if len(code) < 3 and not any(own(c) for c in shared) and not a.sites & b.sites:
                continue
            covered = spelling(code, y.said, y.name)
            if covered or (len(code) >= 3 and code not in y.said and _spells_all(code, y)):
                letters = True
                # What the letters stand for may stand beside them.
                shared |= {code} | (covered & {*x.codes, *y.codes})
                mine.difference_update(covered, {code})
                other.difference_update(covered)
    exact = not letters
    for one in sorted(rest_a):
        for another in sorted(rest_b):
            if one in rest_a and another in rest_b and _alike(one, another, bool(shared)):
                rest_a.discard(one)
                rest_b.discard(another)
                shared |= {one, another}
                exact = exact and one[1:] == another[1:]
    # "Généalogie en Diois – cercle généalogique".
    rest_a, rest_b = (
        {c for c in rest if not any(_alike(c, s, False) for s in shared)} for rest in (rest_a, rest_b)
    )
    if rest_a and rest_b and _run_together(a, rest_a, b, rest_b):
        shared |= rest_a | rest_b
        rest_a, rest_b, exact = set(), set(), False
    return Likeness(frozenset(shared), frozenset(rest_a), frozenset(rest_b), letters, exact)


def _spells_all(code: str, other: Actor) -> bool:
    """Whether a short form covers words of another's name none of which tells more than the town."""
    return bool(
        spelling(code, other.said, tuple(Word(w, i, i, 0, False, False) for i, w in enumerate(other.said)))
    )


def _alike(x: str, y: str, among: bool) -> bool:
    """Whether two words are one, one of them misspelt, or a mere letter where other words are shared."""
    if x[0] in "=@" and y[0] in "=@":
        # "FCPE collège Éluard", "FCPE du collège Éluard".
        return x[1:] == y[1:]
    if x[0] in "=~+@" or y[0] in "=~+@" or x.isdigit() or y.isdigit():
        return False
    if min(len(x), len(y)) == 1 < max(len(x), len(y)):
        # "École V. Hugo".
        return among and x[0] == y[0]
    if min(len(x), len(y)) < 5:
        return False
    begun = min(len(x), len(y)) * 3 // 4
    return fuzz.ratio(x, y) >= 84 or (begun >= 8 and x[:begun] == y[:begun])


def _run_together(a: Actor, rest_a: Collection[str], b: Actor, rest_b: Collection[str]) -> bool:
    """Whether the words left over are the same letters, put apart elsewhere: "Vél'ocal", "Vélocal"."""
    x, y = (joined(tuple(c for c in one.codes if c in rest)) for one, rest in ((a, rest_a), (b, rest_b)))
    return len(x) >= 5 and (
        x == y or (len(x) >= 8 and x.isalpha() and y.isalpha() and fuzz.ratio(x, y) >= 92)
    )


def _naming(a: Actor, b: Actor) -> str:
    like = liken(a, b)
    big_a, big_b = ({c for c in left if own(c)} for left in (like.left_a, like.left_b))
    telling = [c for c in like.shared if own(c)]
    proper = any(weight(c) >= PROPER for c in telling) or sum(map(weight, telling)) >= 1.3
    common = any(c in KINDS or c in NETWORKS for c in like.shared)
    sorts_a, sorts_b = (left & _SORTS for left in (like.left_a, like.left_b))
    if sorts_a and sorts_b and (sorts_a | sorts_b) & NETWORKS:
        return "actor_name_far"
    if not big_a and not big_b:
        if like.letters:
            return "actor_name_initials/long" if telling and proper else "actor_name_initials"
        if telling:
            if (sorts_a | sorts_b) & NETWORKS or (not like.exact and (sorts_a | sorts_b) & _INSIDE):
                return "actor_name_partly"
            if sorts_a and sorts_b and {base(c) for c in sorts_a}.isdisjoint(map(base, sorts_b)):
                return "actor_name_same/kindred"
            if _kind_of(a, sorts_a) or _kind_of(b, sorts_b):
                return "actor_name_within/name"
            return "actor_name_same" if like.exact else "actor_name_close/name"
        if set(a.codes) == set(b.codes) or (common and not (sorts_a | sorts_b) & (_INSIDE | NETWORKS)):
            return _common("actor_name_same", a, b)
        return "actor_name_partly" if common and not (sorts_a and sorts_b) else "actor_name_far"
    if big_a and big_b:
        whole = fuzz.token_sort_ratio(" ".join(a.codes), " ".join(b.codes))
        if whole >= 90 and not _numbers(big_a) ^ _numbers(big_b):
            return "actor_name_close"
        held = sum(map(weight, telling))
        if held >= 1.7 and max(len(big_a), len(big_b)) <= 1 and not (big_a | big_b) & SPORTS:
            return "actor_name_partly"
        headed = _head(a) == _head(b) and proper and not (big_a | big_b) & SPORTS
        return "actor_name_within" if headed else "actor_name_far"
    large, small = (a, b) if big_a else (b, a)
    more = big_a or big_b
    if not telling:
        if common and _before(large, like.shared):
            return "actor_name_partly"
        return _held(like.shared & KINDS, a, b) if common else "actor_name_far"
    if _in_tail(large, like.shared):
        return "actor_name_far/tail" if large.kinds & _INSIDE else "actor_name_within/tail"
    less = like.left_b if big_a else like.left_a
    if less & NETWORKS:
        return "actor_name_far"
    if (less & KINDS) - _SOFT:
        return "actor_name_partly"
    if more & SPORTS:
        return "actor_name_within/name" if proper else "actor_name_within"
    if less & KINDS:
        return "actor_name_within"
    if not like.exact and len(telling) <= 2 and not _headed(large, small):
        return "actor_name_within"
    if _headed(large, small):
        return "actor_name_close/name" if proper else "actor_name_close"
    if sum(map(weight, more)) <= PROPER:
        return "actor_name_close/name" if proper else "actor_name_within"
    return "actor_name_within/name" if proper else "actor_name_within"


def _before(large: Actor, shared: Collection[str]) -> bool:
    """Whether a name says something of its own before what it shares: "Conseiller numérique France services"."""
    first = next(w for w in large.name if w.code in shared and w.code in _SORTS)
    return any(
        own(w.code) and w.code not in shared and w.part == first.part
        for w in large.name
        if w.first < first.first
    )


def _kind_of(one: Actor, sorts: Collection[str]) -> bool:
    """Whether a kind that one name has more stands before "de" and what both share: "Musée de la Halle", "La Halle"."""
    pairs = zip(one.name, one.name[1:], strict=False)
    return any(w.code in sorts and after.of and own(after.code) for w, after in pairs)


def _common(key: str, a: Actor, b: Actor) -> str:
    """A name that says no more than its kind is one within one commune only, and in a town not even there."""
    if not a.insee or a.insee != b.insee:
        return f"{key}/common"
    return f"{key}/many" if of_many(a, b) and not small(a.insee) else key


def of_many(a: Actor, b: Actor) -> bool:
    """Whether both names say no more than that they are of a kind of which a town has several."""
    codes = {*a.codes, *b.codes}
    return not any(own(c) for c in codes) and any(c in _MANY for c in codes)


def _numbers(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(c for c in codes if c.isdigit())


def _held(kinds: Collection[str], a: Actor, b: Actor) -> str:
    """ "Médiathèque" and "Médiathèque du Born" are one where there is one at most."""
    here = commune(a.insee) if a.insee and a.insee == b.insee else None
    alone = here is not None and here.population <= SMALL_TOWN and any(c in _UNIQUE for c in kinds)
    return "actor_name_within/unique" if alone else "actor_name_within/common"


def _headed(large: Actor, small: Actor) -> bool:
    """Whether one is called what the other is called before a bracket or a dash."""
    return _head(large) == {c for c in small.codes if c not in FILLERS}


def _head(one: Actor) -> set[str]:
    return {w.code for w in one.name if w.part == one.name[0].part} - FILLERS


def _in_tail(large: Actor, shared: Collection[str]) -> bool:
    """Whether what the names share stands only behind a dash or in brackets, and the head is of a kind of its own."""
    at = large.name[0].part
    head = [w.code for w in large.name if w.part == at]
    kinds = {c for c in head if c in KINDS}
    return bool(kinds) and kinds.isdisjoint(shared) and not any(c in shared and own(c) for c in head)
