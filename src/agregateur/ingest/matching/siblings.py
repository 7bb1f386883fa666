"""Words that one source says of several things of one moment: of a theme, not of one of them.

"Téléthon", "Téléthon : parcours des pompiers" and "Téléthon : tombola" stand in one town's calendar at one minute. What
others call "Téléthon à Lisieux" is none of the parts, however many words they share: all of them are the theme's. Which
words these are is told by the source, so that no list of themes is needed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from agregateur.ingest.matching.features import Features
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.names_alike import common
from agregateur.ingest.matching.starts import UNKNOWN
from agregateur.ingest.matching.venues_alike import likeness
from agregateur.ingest.matching.vocabulary import GENERIC, SORTS

MANY = 12
"""Announcements of one source in a component from which nothing is learnt of how they differ."""
ONE, BOTH = 1.0, 2.0
"""Logits against a part and another that have only words of the theme in common, beside what these weigh: where the
other says nothing else, and where it does."""
_NAMES = frozenset({
    "title_same", "title_close", "title_within", "title_partly", "subject_in_text", "same_sort", "context_explains",
})  # fmt: skip
_COUNTED = frozenset({"visiteur", "spectateur", "personne", "participant", "an"})
_BESIDE = frozenset({"meal", "walk", "sport", "loto", "belote", "atelier"})
"""Sorts of what goes on beside others: a concert or a show may be how somebody tells of the whole."""
_PLACES = frozenset({"same_venue", "venue_in_title"})
SAME_HALL = 70
"""Likeness of two names of venues (0 to 100) from which they may be one."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of a part of a theme: the words of the theme in its title, those beside, and whether no other part
    of it is on in the same place."""

    theme: frozenset[str]
    rest: frozenset[str]
    apart: bool


def parts(names: Mapping[int, tuple[str, str]], seen: Mapping[int, Features]) -> dict[int, Part]:
    """The parts of themes, by group. In: (source, uid) by group id, and the features of each."""
    by_source: dict[str, list[int]] = defaultdict(list)
    for i in sorted(names, key=lambda i: names[i]):
        by_source[names[i][0]].append(i)
    found: dict[int, Part] = {}
    for members in by_source.values():
        if 1 < len(members) <= MANY:
            found.update(_told_by_one(members, seen))
    if not found:
        return {}
    # Who repeats a part with a word of its own ("Les pompiers en piste pour le Téléthon") tells of it, too.
    told = {}
    for i in names.keys() - found.keys():
        for part in found.values():
            rest = _rest(seen[i], part.theme)
            if not part.theme.isdisjoint(seen[i].title) and common(tuple(rest), tuple(part.rest))[0]:
                told[i] = Part(part.theme, rest, part.apart)
                break
    return found | told


def _told_by_one(members: list[int], seen: Mapping[int, Features]) -> dict[int, Part]:
    """The parts among the announcements of one source."""
    beside: dict[int, list[int]] = defaultdict(list)
    theme: dict[int, set[str]] = defaultdict(set)
    for x, y in combinations(members, 2):
        a, b = seen[x], seen[y]
        shared = set(a.title) & set(b.title)
        if a.title == b.title or not (len(shared) > 1 or shared - GENERIC):
            continue
        if a.insee != b.insee or not _at_once(a, b):
            continue
        for i, other in ((x, y), (y, x)):
            if not _longer(seen[i], seen[other]):
                beside[i].append(other)
                theme[i] |= shared
    found = {}
    for i, others in beside.items():
        words = frozenset(theme[i])
        if rest := _rest(seen[i], words):
            found[i] = Part(words, rest, all(_elsewhere(seen[i], seen[other]) for other in others))
    return found


def _elsewhere(a: Features, b: Features) -> bool:
    return bool(a.venue and b.venue) and likeness(a.venue, b.venue) < SAME_HALL


def themed(x: int, y: int, seen: Mapping[int, Features], found: Mapping[int, Part], said: Verdict) -> float:
    """Logits that a pair says too much, since it has only words of a theme in common; 0 where it has others, or where
    neither is a part of one."""
    most = 0.0
    for one, other in ((x, y), (y, x)):
        part = found.get(one)
        if part is None or (
            part.apart and any(n.code in _PLACES and (n.weight or 0.0) > 0 for n in said.evidence)
        ):
            continue
        a, b = seen[one], seen[other]
        shared = common(a.title, b.title)[0]
        rest = _rest(b, part.theme)
        if not shared or not shared <= part.theme or part.rest & b.context or rest & a.context:
            continue
        if not _sorts(part.rest).isdisjoint(_sorts(rest)):
            # "Dîner des Glorieuses", "Repas gastronomique des Glorieuses".
            continue
        named = sum(n.weight for n in said.evidence if n.code in _NAMES and n.weight and n.weight > 0)
        most = max(most, named + (BOTH if rest else ONE))
    return most


def _rest(one: Features, theme: frozenset[str]) -> frozenset[str]:
    """The words of a title beside those of a theme, else what kind of part it is; figures and visitors are counted of
    any."""
    said = frozenset(w for w in one.title if w not in theme and not w.isdigit()) - _COUNTED
    return said - GENERIC or frozenset(w for w in said if SORTS.get(w) in _BESIDE)


def _sorts(said: frozenset[str]) -> set[str]:
    return {SORTS[w] for w in said if w in SORTS}


def _longer(a: Features, b: Features) -> bool:
    """Whether the one is on at all times of the other, and longer: it is the whole."""
    return a.starts.keys() > b.starts.keys() or a.days > b.days or (b.lasts > 0 and a.lasts > 2 * b.lasts)


def _at_once(a: Features, b: Features) -> bool:
    """Whether both are on at one minute, or on one day of which one does not tell the hour."""
    for day in a.starts.keys() & b.starts.keys():
        ours, theirs = a.starts[day], b.starts[day]
        if UNKNOWN in ours or UNKNOWN in theirs or not set(ours).isdisjoint(theirs):
            return True
    return False
