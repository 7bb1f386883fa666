"""What a set of items becomes: the real verdicts and the real clustering, without a store."""

from __future__ import annotations

from collections.abc import Sequence, Set
from datetime import UTC, datetime
from itertools import combinations

from pydantic import TypeAdapter

from agregateur.ingest.matching.candidate_keys import candidate_keys
from agregateur.ingest.matching.clusters import Link, clusters
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import Verdict, verdict
from agregateur.model import Item, Note
from agregateur.store.groups import Group

_EVIDENCE = TypeAdapter(tuple[Note, ...])
THEN = datetime(2026, 11, 1, tzinfo=UTC)


def meet(ours: Set[str], theirs: Set[str]) -> bool:
    """Whether two items share a key under which one of them asks: one with `?` only lists, one with `!` only asks."""
    asked, listed = (
        [{key[0] + key[key.index("|") :] for key in keys if key[1:3] != alone} for keys in (ours, theirs)]
        for alone in ("?|", "!|")
    )
    return not asked[0].isdisjoint(listed[1]) or not asked[1].isdisjoint(listed[0])


def events_of(items: Sequence[Item]) -> set[frozenset[str]]:
    """The uids of each event that `items` make; their uids must differ."""
    loaded = {
        n: Group(n, f"id{n}", None, "event", item, THEN, None, None, retired=False)
        for n, item in enumerate(items)
    }
    seen = {n: features(group.item) for n, group in loaded.items()}
    keys = {n: candidate_keys(group.item, seen[n]) for n, group in loaded.items()}

    def judged(a: int, b: int) -> Verdict:
        return verdict(seen[a], seen[b])

    links = {}
    for a, b in combinations(loaded, 2):
        found = judged(a, b)
        if meet(keys[a], keys[b]) and found.outcome in {"same", "doubtful"}:
            links[a, b] = Link(found.outcome, found.score, _EVIDENCE.dump_json(found.evidence).decode())
    names = {n: (group.item.source, group.item.uid) for n, group in loaded.items()}
    found_clusters = clusters(names, links, seen, judged)
    return {frozenset(loaded[n].item.uid for n in cluster) for cluster in found_clusters}
