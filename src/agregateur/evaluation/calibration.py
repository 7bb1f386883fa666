"""Whether a verdict's probability means what it says: predicted against the observed share of true pairs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from agregateur.evaluation.scores import Key
from agregateur.ingest.matching.candidate_keys import candidate_keys
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import verdict
from agregateur.model import Item

BOUNDS = (0.0, 0.01, 0.05, 0.2, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 1.0)
CROWDED = 64
"""A key that more items share is left out here: its pairs meet under another, or are strangers."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose probability lies from `low` to `high`: how many, how many are truly one, mean probability."""

    low: float
    high: float
    pairs: int
    one: int
    mean: float

    @property
    def observed(self) -> float:
        return self.one / self.pairs if self.pairs else 0.0


def table(items: Iterable[Item], events: Mapping[Key, str]) -> list[Bin]:
    """Judge every pair of items of two sources that share a candidate key. `events` is the true event of each."""
    held = {(item.source, item.uid): item for item in items if item.kind == "event" and not item.echo}
    seen = {key: features(item) for key, item in held.items()}
    under: dict[str, list[Key]] = {}
    for key, item in held.items():
        for word in candidate_keys(item, seen[key]):
            under.setdefault(word, []).append(key)
    met = {
        (min(a, b), max(a, b))
        for keys in under.values()
        if len(keys) <= CROWDED
        for a, b in combinations(keys, 2)
        if a[0] != b[0]
    }
    found: list[list[tuple[float, bool]]] = [[] for _ in BOUNDS[1:]]
    for a, b in met:
        said = verdict(seen[a], seen[b])
        if not any(note.weight for note in said.evidence):
            continue  # two that share no hour are no candidates: nothing was weighed
        at = next(i for i, high in enumerate(BOUNDS[1:]) if said.probability <= high)
        found[at].append((said.probability, events[a] == events[b]))
    return [
        Bin(low, high, len(pairs), sum(one for _, one in pairs), sum(p for p, _ in pairs) / (len(pairs) or 1))
        for low, high, pairs in zip(BOUNDS, BOUNDS[1:], found, strict=False)
    ]
