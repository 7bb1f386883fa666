"""What in two names keeps two actors apart, whatever else they share: sorts of structures, levels, parts of a whole."""

from __future__ import annotations

from agregateur.ingest.matching.actor_kinds import INSIDE, TOGETHER
from agregateur.ingest.matching.actor_names import own
from agregateur.ingest.matching.actor_words import FILLERS, KINDS, NETWORKS, SPORTS
from agregateur.ingest.matching.actors import Actor

_WHOLES = frozenset({"third_place"})
"""What is the house itself more often than something in a house."""


def conflicts(a: Actor, b: Actor) -> tuple[str, ...]:
    """The keys (`actors_alike.WEIGHTS`) of what keeps the two apart. Symmetric."""
    if set(a.codes) == set(b.codes):
        return ()
    found = []
    numbers = ({c for c in one.codes if c.isdigit()} for one in (a, b))
    if all(both := list(numbers)) and both[0].isdisjoint(both[1]):
        found.append("actor_branch_differs")
    if max(a.level, b.level) == 2 > min(a.level, b.level) + 1 or {a.level, b.level} == {1, -1}:
        found.append("actor_level_differs")
    if a.kinds and b.kinds and not any(together(x, y) for x in a.kinds for y in b.kinds):
        found.append("actor_kind_differs")
    elif any(_former(x, y) or _section(x, y) or _belongs(x, y) for x, y in ((a, b), (b, a))):
        found.append("actor_part_of")
    return tuple(found)


def _whole(a: Actor, b: Actor) -> bool:
    """Whether `a` is all of `b`, be its name governed by "de" or not, since one is reached as the other is: "Le
    Tiers-Lieu des Charmilles", "Les Charmilles"."""
    hosts = ({*one.domains, *(page.partition("/")[0] for page in one.pages)} for one in (a, b))
    reached = set.intersection(*hosts) or a.mails & b.mails or a.phones & b.phones
    return bool(reached) and not b.kinds and {base(k) for k in a.kinds} == _WHOLES


def base(code: str) -> str:
    """A kind without what sorts it: "lycee" of "=lycee/trade" and of "@lycee"."""
    return code[1:].partition("/")[0]


def together(x: str, y: str) -> bool:
    """Whether one structure may be called by both kinds."""
    if base(x) == base(y):
        return x == y or not ("/" in x and "/" in y)
    return frozenset((base(x), base(y))) in TOGETHER


def _former(a: Actor, b: Actor) -> bool:
    """Whether `a` is the building in which something like `b` once was: "L'Ancienne Gare"."""
    return "=former_place" in a.kinds and "=former_place" not in b.codes


def _section(a: Actor, b: Actor) -> bool:
    """Whether `a` is a section of the club `b`: "US Gap judo"."""
    ours, theirs = set(a.codes), set(b.codes)
    sports = (ours & SPORTS) - theirs
    return bool(sports and not theirs & SPORTS and ours & theirs & NETWORKS) and not any(
        own(c) for c in ours & theirs
    )


def _belongs(a: Actor, b: Actor) -> bool:
    """Whether `a` is something of `b`, and bears its name behind "de": "la cantine du Zéphyr".

    All that tells who `b` is stands in the name of `a`, its first word governed by "de", and before it a word of its
    own, or a kind of what may belong to another.
    """
    theirs = [w.code for w in b.name if own(w.code) or w.code in NETWORKS or w.code in KINDS]
    held = {_plain(c): n for n, c in reversed(list(enumerate(a.codes)))}
    shared = [c for c in theirs if _plain(c) in held]
    if not shared or any(own(c) and _plain(c) not in held for c in theirs) or _whole(a, b):
        return False
    at = held[_plain(shared[0])]
    bases = {_plain(c) for c in theirs}
    return _governed(a, at) and any(
        w.part == a.name[at].part
        and _plain(w.code) not in bases
        and (_heads(w.code) or w.code in SPORTS or (w.code in KINDS and shared[0] in NETWORKS))
        for w in a.name[:at]
    )


def _heads(code: str) -> bool:
    """Whether what a word names may belong to another structure."""
    return base(code) in INSIDE if code[0] in "=@" else own(code)


def _plain(code: str) -> str:
    return f"={base(code)}" if code[0] in "=@" else code


def _governed(a: Actor, at: int) -> bool:
    """Whether "de" stands before a word of a name, or before what describes it: "de la compagnie Chabraque"."""
    while not a.name[at].of:
        before = a.name[at - 1] if at else None
        if before is None or before.part != a.name[at].part:
            return False
        if before.code not in FILLERS and before.code[0] not in "=@":
            return False
        at -= 1
    return True
