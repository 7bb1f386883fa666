"""Two simple ways of finding duplicates, to tell how hard a generated territory is for them.

Measured on hand-made pairs that are hard to tell apart: exact title and date F1 0.31; `token_set_ratio` of 90 on one
day in one commune F1 0.73, with 12 % of the hard pairs merged. Data on which they do better is too easy to say much.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from rapidfuzz.fuzz import token_set_ratio

from agregateur.evaluation.portal import Found
from agregateur.evaluation.scores import Key, Label, Pairs, pairs
from agregateur.text import fold

ALIKE = 90
"""The likeness of titles, 0 to 100, from which the second way takes two records of one day and commune for one."""
_WORDS = re.compile(r"[a-z0-9]+")
_PARIS = ZoneInfo("Europe/Paris")


def by_title(labels: Collection[Label], titles: Mapping[Key, str], said: Mapping[Key, Found]) -> Pairs:
    """Equal folded titles on one day are one event. `said`: what the store says of each uid, for its dates."""
    together: dict[Hashable, list[Key]] = defaultdict(list)
    for key, found in _events(labels, said):
        for day in _days(found):
            together[_plain(titles[key]), day].append(key)
    return _scored(labels, said, (pairwise(keys) for keys in together.values()))


def by_likeness(labels: Collection[Label], titles: Mapping[Key, str], said: Mapping[Key, Found]) -> Pairs:
    """Titles alike by `ALIKE` on one day in one commune are one event; communes are those that the store found."""
    together: dict[Hashable, list[Key]] = defaultdict(list)
    for key, found in _events(labels, said):
        for day in _days(found) if found.insee else ():
            together[found.insee, day].append(key)
    folded = {label.key: _plain(titles[label.key]) for label in labels}

    def alike(keys: Iterable[Key]) -> Iterator[tuple[Key, Key]]:
        for a, b in combinations(keys, 2):
            if token_set_ratio(folded[a], folded[b], score_cutoff=ALIKE):
                yield a, b

    return _scored(labels, said, map(alike, together.values()))


def _events(labels: Iterable[Label], said: Mapping[Key, Found]) -> Iterator[tuple[Key, Found]]:
    for label in labels:
        found = said.get(label.key)
        if found is not None and found.kind == "event":
            yield label.key, found


def _plain(title: str) -> str:
    return " ".join(_WORDS.findall(fold(title)))


def _days(found: Found) -> set[str]:
    """The days of its starts on the clock of Paris (ISO dates)."""
    return {_day(start) for start in found.starts}


def _day(start: str) -> str:
    if len(start) == 10:
        return start
    return datetime.fromisoformat(start).replace(tzinfo=UTC).astimezone(_PARIS).date().isoformat()


def _scored(
    labels: Collection[Label], said: Mapping[Key, Found], joined: Iterable[Iterable[tuple[Key, Key]]]
) -> Pairs:
    """The score of the groups that the pairs connect."""
    parent: dict[Key, Key] = {}

    def root(one: Key) -> Key:
        while (above := parent.get(one, one)) != one:
            parent[one] = one = parent.get(above, above)
        return one

    for some in joined:
        for a, b in some:
            parent[root(a)] = root(b)
    told = {key: replace(found, event="|".join(root(key))) for key, found in said.items()}
    return pairs(labels, told)
