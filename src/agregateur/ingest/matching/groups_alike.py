"""What numbers of groups, levels, ages and languages say of a pair, where both or one of the two state them."""

from __future__ import annotations

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.marks import conflict
from agregateur.ingest.matching.weights import Pieces

OWN_KINDS = (
    "group:", "level:", "part:", "session:", "age:", "team:", "language:", "version:", "km:", "sex:", "size:", "with:",
)  # fmt: skip
"""Marks that, on one of two announcements only, speak a little against: the others are often left out."""
_UNSAID = frozenset({"age:25-55", "team:first"})
"""Whom a "Café des parents" is for is no part of it, and a club's match is its first team's."""


def compare_marks(a: Features, b: Features, together: bool, pieces: Pieces) -> None:
    """What numbers of groups, levels, ages and languages say, where both or one of the two state them."""
    kind = conflict(a.marks, b.marks)
    if kind:
        # Group 1 and group 2, beginners and advanced, part one and part two are two events.
        pieces["mark_differs"] = {"kind": kind, "a": sorted(a.marks), "b": sorted(b.marks)}
    elif (a.labels or b.labels) and (kind := conflict(_with_labels(a), _with_labels(b))):
        pieces["mark_differs/told"] = {
            "kind": kind,
            "a": sorted(_with_labels(a)),
            "b": sorted(_with_labels(b)),
        }
    elif (a.labels or b.labels) and _own(_with_labels(a)) == _own(_with_labels(b)):
        pass
    elif _figures(a.marks) and _figures(a.marks) == _figures(b.marks):
        # "Jeudis de l'Ouvèze #3", "épisode 3".
        pass
    elif a.marks != b.marks and _own(a.marks) != _own(b.marks):
        # Who does not say the language means French.
        spoken = {m.partition(":")[2] for m in a.marks ^ b.marks if m.startswith("language:")} - {"francais"}
        said = a.context.union(a.title) if spoken and _own(b.marks) else b.context.union(b.title)
        foreign = any(not any(w.startswith(s[:5]) for w in said) for s in spoken)
        if foreign or (not spoken and not {"language:francais"} >= _own(a.marks) ^ _own(b.marks)):
            # "Corrida : 10 km", "Corrida : enfants" may be one race of several, unless they begin together.
            heads = len((a if _own(a.marks) else b).parts) > 1
            run = not together and (heads or any(m.startswith("km:") for m in a.marks ^ b.marks))
            key = "mark_on_one/language" if foreign else "mark_on_one/part" if run else "mark_on_one"
            pieces[key] = {"a": sorted(a.marks), "b": sorted(b.marks)}


def _with_labels(a: Features) -> frozenset[str]:
    """The marks of the title, and those of other kinds that its text tells."""
    kinds = {m.partition(":")[0] for m in a.marks}
    return a.marks.union(m for m in a.labels if m.partition(":")[0] not in kinds)


def _figures(marks: frozenset[str]) -> set[str]:
    """What parts and numbers are told, if nothing else is that others may leave out."""
    own = _own(marks)
    told = {m.partition(":")[2] for m in marks if m.startswith(("part:", "number:"))}
    return told if all(m.startswith("part:") for m in own) else set()


def _own(marks: frozenset[str]) -> set[str]:
    return {m for m in marks if m.startswith(OWN_KINDS) and m not in _UNSAID}
