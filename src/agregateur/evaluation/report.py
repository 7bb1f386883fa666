"""What `agregateur eval` says: labelled sets, generated territories, figures asked for, and the worst errors."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from typing import Any

from agregateur.evaluation import figures, generated, places, prose, scenes, scores
from agregateur.evaluation.calibration import Bin
from agregateur.evaluation.figures import Figure
from agregateur.evaluation.generate import Plan
from agregateur.evaluation.scenes import HALVES, Half
from agregateur.evaluation.scores import Label, Mistake, Pairs

WORST = 10
RECORDS, HARD, SEED = 600, 300, 1
"""The generated territories that `floor.json` speaks of; others are measured against the figures asked for alone."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that was measured: its figures, counts by kind, and its errors as lines, the worst first."""

    name: str
    size: str
    figures: tuple[Figure, ...]
    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    errors: tuple[str, ...] = ()
    calibration: tuple[Bin, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The parts in order, and what fell below the floor (`below`)."""

    parts: tuple[Part, ...]

    @property
    def below(self) -> list[str]:
        """Figures that are worse than `floor.json` allows, each as a line."""
        floor = floors()
        return [
            f"{part.name}: {figure.name} is {figure.value:.4f}, the floor is {bound:.4f}"
            for part in self.parts
            for figure in part.figures
            if (bound := floor.get(part.name, {}).get(figure.name)) is not None and not figure.meets(bound)
        ]

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        parts = [
            asdict(part) | {"figures": [asdict(f) | {"verdict": f.verdict} for f in part.figures]}
            for part in self.parts
        ]
        return {"parts": parts, "below": self.below}

    def lines(self) -> Iterator[str]:
        """For a reader, in English."""
        for part in self.parts:
            yield f"== {part.name} ({part.size})"
            for figure in part.figures:
                bound = "at most" if figure.most else "at least"
                yield (
                    f"  {figure.name:38} {figure.value:8.4f}  {figure.verdict:8} "
                    f"must be {bound} {figure.must:g}, reach for {figure.reach:g}"
                    + (f"  ({figure.counts})" if figure.counts else "")
                )
            if part.kinds:
                yield "  by kind:"
            for kind, counts in part.kinds.items():
                said = ", ".join(f"{number} {what}" for what, number in counts.items() if number)
                yield f"    {kind:26} {said}"
            if part.calibration:
                yield "  probability of a verdict against the share of pairs that are truly one:"
            for one in part.calibration:
                if one.pairs:
                    said = f"said {one.mean:.4f}, true {one.observed:.4f}"
                    yield f"    {one.low:5g} to {one.high:5g}: {one.pairs:7} pairs, {said}"
            yield ""
        worst = list(self._worst())
        yield f"== The {len(worst)} worst errors" if worst else "== No error"
        yield from worst
        for line in self.below:
            yield f"BELOW THE FLOOR: {line}"

    def _worst(self) -> Iterator[str]:
        """Errors of all parts in turn."""
        left = [list(part.errors) for part in self.parts]
        told = 0
        while any(left) and told < WORST:
            for errors in left:
                if errors and told < WORST:
                    told += 1
                    yield f"{told}. {errors.pop(0)}"


def run(
    half: Half | None = None,
    *,
    records: int = RECORDS,
    hard: int = HARD,
    seed: int = SEED,
    relink: bool = True,
) -> Report:
    """Measure everything. In: one half of the labelled sets (None: both); about how many records to generate in usual
    proportions, and mostly in hard distinct events (0: none of that); the seed; whether to export all of it again
    under new uids. Out: the report. Takes half a minute of processor time by default, in a temporary
    folder."""
    parts: list[Part] = []
    for one in (half,) if half else HALVES:
        parts += [_scenes(one), _places(one), _prose(one)]
    if records:
        usual = (records, seed) == (RECORDS, SEED)
        name = "generated" if usual else f"generated, {records} records, seed {seed}"
        parts.append(_generated(name, Plan(records=records, seed=seed), relink))
    if hard:
        usual = (hard, seed) == (HARD, SEED)
        name = "generated, hard" if usual else f"generated, hard, {hard} records, seed {seed}"
        parts.append(_generated(name, Plan(records=hard, seed=seed, mix="hard"), False))
    return Report(tuple(parts))


def floors() -> dict[str, dict[str, float]]:
    """The worst that each figure of each part may be: `floor.json`, which only rises by hand."""
    found: dict[str, dict[str, float]] = json.loads(
        (files("agregateur.evaluation") / "floor.json").read_text(encoding="utf-8")
    )
    return found


# Parts ---------------------------------------------------------------------------------------------------------------


def _scenes(half: Half) -> Part:
    found = scenes.scenes(half)
    with scenes.staged(found) as portal:
        scenes.play(portal, found)
        said = portal.groups()
    labels = [label for scene in found for label in scene.labels]
    score = scores.pairs(labels, said, within=True)
    return Part(
        f"scenes, {half}",
        f"{len(found)} situations, {_pairs_in(found)} pairs",
        tuple(figures.of_pairs(score)),
        _kinds(score),
        tuple(map(told, score.worst(WORST))),
    )


def _pairs_in(found: Sequence[scenes.Scene]) -> int:
    return sum(len(scene.labels) * (len(scene.labels) - 1) // 2 for scene in found)


def _generated(name: str, plan: Plan, relink: bool) -> Part:
    score = generated.score(plan, relink=relink)
    errors = [*map(told, score.pairs.worst(WORST))]
    errors += [_misplaced(label, answer) for label, answer in score.communes.wrong_ones[:3]]
    for what, starts in (("the event", score.starts), ("the record", score.stated)):
        errors += [
            f"STARTS of {what} {one}: too many {', '.join(surplus) or '-'}; missing {', '.join(missing) or '-'}"
            for one, surplus, missing in starts.wrong_ones[:2]
        ]
    return Part(
        name,
        f"{score.records} records of {score.events} events, seed {plan.seed}; {score.articles} news left as articles",
        tuple(figures.of_generated(score)),
        _kinds(score.pairs),
        tuple(errors),
        score.calibration,
    )


def _places(half: Half) -> Part:
    score = places.score(half)
    kinds = {
        name: {"right": right, "wrong": asked - right} for name, (right, asked) in score.situations.items()
    }
    errors = tuple(
        f"COMMUNE {miss.case.insee or 'none'} expected, {miss.found.insee or 'none'} answered ({miss.found.how}, "
        f"{miss.found.sure:.2f}): {scenes.shown(miss.case.record)}"
        for miss in score.misses[:WORST]
    )
    return Part(f"places, {half}", f"{score.cases} places", tuple(figures.of_places(score)), kinds, errors)


def _prose(half: Half) -> Part:
    score = prose.score(half)
    kinds = {
        name: {"right": right, "wrong": asked - right} for name, (right, asked) in score.by_situation.items()
    }
    errors = tuple(
        f"DATE {miss.kind} ({miss.situation}, {miss.case}): “{miss.words}” read as {miss.found or 'nothing'}, "
        f"meant {miss.expected or 'nothing'}"
        for miss in score.worst
    )
    size = f"{score.dated + score.undated} texts"
    return Part(f"prose, {half}", size, tuple(figures.of_prose(score)), kinds, errors)


def _kinds(score: Pairs) -> dict[str, dict[str, int]]:
    """By kind: pairs right, missed and wrongly merged, and how many hard pairs were asked."""
    found: dict[str, dict[str, int]] = {}
    for kind in sorted({*score.kinds, *score.hard}):
        counts = score.kinds.get(kind, Counter())
        found[kind] = {
            "right": counts["right"],
            "left apart": counts["apart"],
            "wrongly merged": counts["merged"],
            "hard pairs": score.hard.get(kind, Counter())["asked"],
        }
    return found


def told(mistake: Mistake) -> str:
    """A mistake in some lines, with both records."""
    what = "WRONGLY MERGED" if mistake.merged else "LEFT APART"
    whys = dict.fromkeys(why for why in (mistake.a.why, mistake.b.why) if why)
    return f"{what} ({mistake.kind}){_record(mistake.a)}{_record(mistake.b)}\n     why: {' / '.join(whys)}"


def _record(label: Label) -> str:
    return f"\n     {label.source}: {label.shown}"


def _misplaced(label: Label, answer: str | None) -> str:
    return f"COMMUNE {label.insee} stated, {answer or 'none'} answered{_record(label)}"
