"""The figures that a trustworthy store must reach, and whether they are met: plain numbers out of the scores."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agregateur.evaluation import places, prose
from agregateur.evaluation.generated import Score
from agregateur.evaluation.scores import Pairs


@dataclass(frozen=True, slots=True)
class Figure:
    """One number between 0 and 1. `must` and `reach` are bounds: from below, or from above when `most`."""

    name: str
    value: float
    must: float
    reach: float
    most: bool = False
    counts: str = ""

    def meets(self, bound: float) -> bool:
        return self.value <= bound if self.most else self.value >= bound

    @property
    def verdict(self) -> str:
        """`reached`, `met` or `missed`."""
        return "reached" if self.meets(self.reach) else "met" if self.meets(self.must) else "missed"


def of_pairs(score: Pairs) -> Iterator[Figure]:
    """Pairs of records, hard pairs and events shown once."""
    yield Figure("pairs, precision", score.precision, 0.995, 0.998, counts=f"{score.merged} wrongly merged")
    yield Figure(
        "pairs, recall",
        score.recall,
        0.965,
        0.975,
        counts=f"{score.apart} of {score.right + score.apart} missed",
    )
    yield Figure("pairs, F1", score.f1, 0.98, 0.985)
    asked = sum(c["asked"] for c in score.hard.values())
    merged = sum(c["merged"] for c in score.hard.values())
    yield Figure("hard pairs wrongly merged", score.hard_merged, 0.005, 0.002, True, f"{merged} of {asked}")
    kind, part, whole = max(
        ((kind, c["merged"], c["asked"]) for kind, c in score.hard.items() if c["asked"]),
        key=lambda f: f[1] / f[2],
        default=("", 0, 1),
    )
    yield Figure("worst kind of hard pairs", part / whole, 0.05, 0.05, True, f"{kind}: {part} of {whole}")
    yield Figure(
        "events of several records shown once",
        score.once / score.several if score.several else 1.0,
        0.96,
        0.98,
        counts=f"{score.once} of {score.several}",
    )


def of_generated(score: Score) -> Iterator[Figure]:
    """All figures of a generated territory."""
    yield from of_pairs(score.pairs)
    places_asked = score.communes.asked or 1
    yield Figure(
        "communes right", score.communes.right / places_asked, 0.995, 0.998,
        counts=f"{score.communes.asked - score.communes.right} of {score.communes.asked} not",
    )  # fmt: skip
    yield Figure("communes unanswered", score.communes.unanswered / places_asked, 0.005, 0.005, True)
    for name, starts in (
        ("sets of starts exact, events", score.starts),
        ("sets of starts exact, records", score.stated),
    ):
        share = starts.exact / starts.asked if starts.asked else 1.0
        yield Figure(name, share, 0.99, 0.997, counts=f"{starts.exact} of {starts.asked}")
    if score.echo:
        before, after = score.echo
        grown = abs(after - before) / max(1, before)
        yield Figure("our own feed as a source, growth", grown, 0.0, 0.0, True, f"{before} → {after} events")
    if again := score.relinked:
        kept = again.kept / again.asked if again.asked else 1.0
        yield Figure(
            "under new uids, same event id", kept, 0.98, 1.0, counts=f"{again.kept} of {again.asked}"
        )
        growth = max(0, again.after - again.before) / max(1, again.before)
        yield Figure(
            "under new uids, growth", growth, 0.0, 0.0, True, f"{again.before} → {again.after} events"
        )


def of_places(score: places.PlaceScore) -> Iterator[Figure]:
    yield Figure(
        "places, commune right", score.right / max(1, score.cases), 0.995, 0.998, counts=f"of {score.cases}"
    )
    yield Figure("places unanswered", score.unanswered / max(1, score.cases), 0.005, 0.005, True)


def of_prose(score: prose.Score) -> Iterator[Figure]:
    yield Figure("prose dates found exactly", score.found_exactly, 0.95, 0.98, counts=f"of {score.dated}")
    yield Figure("prose dates invented", score.invented_share, 0.005, 0.0, True, f"of {score.undated}")
