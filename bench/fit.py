"""Fit the weights of matching: `python bench/fit.py [--seeds 0 1] [--hard 2] [--records 6000] [--write]`.

Pairs come from the labelled scenes for tuning and from generated territories of tuning seeds (0 to 9): items of two
sources that share a candidate key (within a scene: all pairs) and are not set apart before anything is weighed. A
weight is fitted by logistic regression with a ridge towards `BY_HAND`, and keeps its sign; what the data cannot teach
(every generated telephone number is the same, say) is `HELD`. Out: one line a weight, with its pairs against and for;
`--write` puts the numbers into `agregateur/ingest/matching/weights.py`, rounded to a tenth.

The labelled scenes for the score, and seeds from 100 on, are never read here.
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from math import exp
from pathlib import Path

from agregateur.evaluation.generate import Plan, territory
from agregateur.evaluation.portal import Portal
from agregateur.evaluation.scenes import play, scenes, staged
from agregateur.ingest.matching.candidate_keys import candidate_keys
from agregateur.ingest.matching.dates_alike import compare_dates
from agregateur.ingest.matching.features import Features, features
from agregateur.ingest.matching.match import pieces_of
from agregateur.ingest.matching.weights import BIAS, WEIGHTS
from agregateur.model import Item

RIDGE = 3.0
"""How much a weight by hand counts beside the pairs."""
SCENE, GENERATED = 2.0, 0.12
"""What one pair counts: scenes are few and hard, generated pairs many and of one manner."""
STEPS = 400
WEIGHTS_FILE = Path(__file__).parent.parent / "src/agregateur/ingest/matching/weights.py"

BY_HAND: dict[str, float] = {
    "same_start": 2.0,
    "same_start/rare": 2.5,
    "same_date": 1.5,
    "near_start": 1.3,
    "near_start/30": 0.9,
    "same_day": 0.5,
    "same_period": 2.0,
    "within_period": 0.5,
    "hour_in_text": 1.2,
    "hour_elsewhere": -1.0,
    "odd_hour": 0.8,
    "text_hour": 1.2,
    "many_dates": 1.0,
    "some_other_hours": -1.0,
    "few_dates": -2.0,
    "length_differs": -1.0,
    "length_differs/other_title": -3.0,
    "part_of_whole": -5.0,
    "part_of_whole/same_start": -2.0,
    "same_commune": 1.0,
    "same_commune/small": 1.5,
    "other_village": -4.0,
    "postal_town": -0.7,
    "neighbour_commune/stated": -6.0,
    "neighbour_commune/common": -5.0,
    "town_name": -1.0,
    "other_commune": -8.0,
    "other_commune/weak": -2.5,
    "town_unknown": -1.0,
    "town_unknown/common": -2.5,
    "town_told/other": -4.0,
    "town_told": 0.8,
    "same_venue": 1.8,
    "same_venue/slot": 2.4,
    "same_venue/generic": 0.9,
    "same_venue/generic/slot": 1.4,
    "same_venue/elsewhere": 0.0,
    "venue_in_title": 0.8,
    "other_venue": -2.2,
    "other_venue/generic": -0.8,
    "same_street": 0.8,
    "near_place": 1.0,
    "far_place": -2.0,
    "title_same/0": 0.8,
    "title_same/common": 1.6,
    "title_same/long": 1.6,
    "other_subject": -1.5,
    "title_same/1": 3.2,
    "title_same/2": 4.4,
    "title_close/1": 2.6,
    "title_close/2": 3.8,
    "title_within/place": 0.3,
    "title_same/town": 0.8,
    "title_within/1": 1.6,
    "title_within/2": 3.0,
    "title_within/3": 3.6,
    "title_partly/1": 0.4,
    "title_partly/1/both": -1.0,
    "title_partly/2/both": 1.0,
    "title_partly/2": 1.6,
    "title_far": -2.8,
    "title_far/copied": -1.5,
    "title_far/foreign": -0.8,
    "title_vague": -1.0,
    "title_vague/alike": 1.0,
    "title_headline": -1.5,
    "title_generic": -0.7,
    "title_more": -0.5,
    "context_explains": 0.9,
    "subject_in_text/1": 1.4,
    "subject_in_text/2": 2.8,
    "mark_differs": -9.0,
    "mark_on_one": -0.7,
    "mark_on_one/language": -6.0,
    "sort_differs": -2.0,
    "sort_differs/kindred": -0.6,
    "same_sort": 0.6,
    "opening_differs": -6.0,
    "same_page": 3.0,
    "same_uid": 3.0,
    "same_image": 1.5,
    "same_contact": 0.6,
    "same_price": 0.3,
    "text_close": 1.2,
    "text_copied": 2.5,
    "same_organizer": 0.7,
    "other_organizer/generic": -2.5,
    "told_again": 2.5,
    "one_a_date": 7.0,
    "other_organizer": -0.3,
}
"""What a careful volunteer would say, in logits."""
HELD: dict[str, float] = {
    "default_hour": -0.6,
    "default_hour/day": -0.2,
    "default_hour/sitting": -3.1,
    "hour_in_text": 1.6,
    "odd_hour": 0.8,
    "other_organizer": -1.2,
    "other_organizer/generic": -2.5,
    "other_subject/meeting": -3.2,
    "postal_town": -0.6,
    "postal_town/common": -2.2,
    "same_contact": 0.4,
    "same_venue/elsewhere": 0.0,
    "sort_differs": -3.2,
    "sort_differs/kindred": -0.4,
    "text_close": 0.9,
    "text_copied": 2.4,
    "title_partly/1/both": -1.0,
    "title_partly/2/both": 1.6,
    "title_same/0": -0.2,
    "town_told": 1.8,
    "town_unknown/common": -2.2,
    "mark_on_one/part": -2.2,
    "text_differs/names": -6.5,
}
"""Weights that are not fitted: the pairs at hand would teach something wrong."""

Pattern = frozenset[str]
Counts = dict[Pattern, list[float]]


def pattern(a: Features, b: Features) -> Pattern | None:
    """The keys of evidence for a pair; None when it is set apart before anything is weighed."""
    if (b.source, b.uid) < (a.source, a.uid):
        a, b = b, a
    times = compare_dates(a, b)
    if times.unmet:
        return None
    found = frozenset(pieces_of(a, b, times))
    return None if "other_commune" in found else found


def scene_pairs() -> Iterator[tuple[Pattern, bool]]:
    """All pairs of each scene for tuning."""
    found = scenes("tuning")
    with staged(found) as portal:
        play(portal, found)
        items = {(i.source, i.uid): i for i in portal.items() if i.kind == "event" and not i.echo}
    for scene in found:
        events = {label.key: label.event for label in scene.labels if label.key in items}
        seen = {key: features(items[key]) for key in events}
        for a, b in combinations(sorted(events), 2):
            if a[0] != b[0] and (keys := pattern(seen[a], seen[b])) is not None:
                yield keys, events[a] == events[b]


def generated_pairs(plan: Plan) -> Iterator[tuple[Pattern, bool]]:
    """Pairs of a generated territory that share a candidate key."""
    found = territory(plan)
    with Portal(found.stanzas(), {"departements": list(found.departements)}) as portal:
        portal.open(plan.now)
        for source, _, content in found.documents():
            portal.document(source, content, plan.now)
        items = [i for i in portal.items() if i.kind == "event" and not i.echo]
    yield from keyed_pairs(items, {key: truth.event for key, truth in found.truth.items()})


def keyed_pairs(
    items: Iterable[Item], events: Mapping[tuple[str, str], str]
) -> Iterator[tuple[Pattern, bool]]:
    seen = {(i.source, i.uid): features(i) for i in items}
    under: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for item in items:
        for key in candidate_keys(item, seen[item.source, item.uid]):
            under[key].append((item.source, item.uid))
    met = {
        (min(a, b), max(a, b)) for ends in under.values() for a, b in combinations(ends, 2) if a[0] != b[0]
    }
    for a, b in sorted(met):
        if (keys := pattern(seen[a], seen[b])) is not None:
            yield keys, events[a] == events[b]


def fit(counts: Counts) -> dict[str, float]:
    """The weights that fit best: Newton's steps on each, dampened, held to their sign. Those without a value by hand
    stay as they are."""
    weights = {**WEIGHTS, **BY_HAND, **HELD}
    for _ in range(STEPS):
        slope: dict[str, float] = defaultdict(float)
        bend: dict[str, float] = defaultdict(float)
        for keys, (no, yes) in counts.items():
            score = BIAS + sum(weights[key] for key in keys)
            p = 1 / (1 + exp(-max(-30.0, min(30.0, score))))
            for key in keys:
                slope[key] += yes - (no + yes) * p
                bend[key] += (no + yes) * p * (1 - p)
        moved = 0.0
        for key, hand in BY_HAND.items():
            if key in HELD:
                continue
            step = (slope[key] - RIDGE * (weights[key] - hand)) / (3 * bend[key] + RIDGE)
            after = weights[key] + max(-0.5, min(0.5, step))
            after = max(0.0, after) if hand > 0 else min(0.0, after) if hand < 0 else after
            moved = max(moved, abs(after - weights[key]))
            weights[key] = after
        if moved < 1e-3:
            break
    return {key: round(weight, 1) for key, weight in weights.items()}


def write(weights: Mapping[str, float]) -> None:
    """Put the numbers into weights.py, in place."""
    text = WEIGHTS_FILE.read_text(encoding="utf-8")
    text = re.sub(
        r'^    "([a-z_/0-9]+)": -?[0-9.]+,$', lambda m: f'    "{m[1]}": {weights[m[1]]},', text, flags=re.M
    )
    WEIGHTS_FILE.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1])
    parser.add_argument("--hard", type=int, nargs="*", default=[2])
    parser.add_argument("--records", type=int, default=6000)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    if any(seed >= 100 for seed in (*asked.seeds, *asked.hard)):
        parser.error("seeds from 100 on are for the score")
    counts: Counts = defaultdict(lambda: [0.0, 0.0])
    for keys, one in scene_pairs():
        counts[keys][one] += SCENE
    plans = [Plan(records=asked.records, seed=seed) for seed in asked.seeds]
    plans += [Plan(records=asked.records, seed=seed, mix="hard") for seed in asked.hard]
    for plan in plans:
        for keys, one in generated_pairs(plan):
            counts[keys][one] += GENERATED
    weights = fit(counts)
    for key in sorted(weights):
        no, yes = (sum(n[side] for keys, n in counts.items() if key in keys) for side in (0, 1))
        hand = BY_HAND.get(key, WEIGHTS[key])
        print(f"{key:28} {hand:5.1f} -> {weights[key]:5.1f}   against {no:7.1f}   for {yes:7.1f}")
    if asked.write:
        write(weights)


if __name__ == "__main__":
    main()
