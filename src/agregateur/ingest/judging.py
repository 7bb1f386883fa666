"""Pairs of groups, judged. It asks the store nothing, and needs none of its libraries: another process may do it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from pydantic import TypeAdapter

from agregateur.ingest.matching import comparing
from agregateur.ingest.matching.comparing import MATTERS, Seen
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.sharing import Piece, Sharing
from agregateur.model import Note

Name = tuple[str, str]
"""(source, uid) of a group."""
Decided = Mapping[frozenset[Name], Literal["same", "distinct"]]
"""What humans settled on pairs."""
Pairs = dict[tuple[int, int], tuple[str, float, str]]
"""Plausible pairs (`same` and `doubtful`) by ids, lower first: outcome, score, evidence as JSON."""

TOGETHER = 200
"""Pairs in one piece of work: some 15 ms."""
_EVIDENCE = TypeAdapter(tuple[Note, ...])
_HEADLINE = '"headline":true'


@dataclass(frozen=True)
class Sketch:
    """A group as matching sees it. `features` are as written; None for what never meets another, whose `keys` are
    empty.
    """

    id: int
    kind: str
    source: str
    uid: str
    gone: bool
    features: str | None
    keys: tuple[int, ...] = ()

    @cached_property
    def seen(self) -> Seen | None:
        """The features, opened when they are first asked for: many a group meets nobody."""
        return comparing.read(self.kind, self.features)

    @property
    def headline(self) -> bool | None:
        """Whether the title names no subject (`Features.headline`), looked for in what is written: to open it costs
        a hundred times as much. None when there is nothing."""
        return None if self.features is None else _HEADLINE in self.features

    def __getstate__(self) -> dict[str, object]:
        """Without what is opened of it."""
        return {name: value for name, value in vars(self).items() if name != "seen"}

    @property
    def name(self) -> Name:
        return (self.source, self.uid)


def all_plausible(
    wanted: Iterable[tuple[int, int]], known: Mapping[int, Sketch], decided: Decided, sharing: Sharing
) -> Pairs:
    """As `plausible`; of many pairs, the work is shared with a helper."""
    order = sorted(wanted)
    if not sharing.started or len(order) <= TOGETHER:
        return plausible(order, known, decided)
    pieces = []
    for at in range(0, len(order), TOGETHER):
        some = order[at : at + TOGETHER]
        given = (some, {i: known[i] for ends in some for i in ends}, decided)
        pieces.append(Piece(plausible, given))
    found: Pairs = {}
    for made in sharing.results(pieces):
        found |= made
    return found


def plausible(wanted: Iterable[tuple[int, int]], known: Mapping[int, Sketch], decided: Decided) -> Pairs:
    """Those of the pairs that are `same` or `doubtful`."""
    found: Pairs = {}
    for low, high in sorted(wanted):
        judged = judge(known[low], known[high], decided)
        if judged.outcome in {"same", "doubtful"}:
            evidence = _EVIDENCE.dump_json(judged.evidence, exclude_defaults=True).decode()
            found[low, high] = (judged.outcome, judged.score, evidence)
    return found


def judge(a: Sketch, b: Sketch, decided: Decided) -> Verdict:
    """The verdict on two groups: what a human settled, else what the evidence says."""
    if a.seen is None or b.seen is None or a.kind != b.kind:
        return Verdict("distinct", 0.0, (Note(code="other_kind" if a.kind != b.kind else "echo"),))
    if decided and (settled := decided.get(frozenset((a.name, b.name)))) is not None:
        return Verdict(settled, 0.0, (Note(code="decision"),))
    return MATTERS[a.kind].verdict(a.seen, b.seen, replaced=a.gone != b.gone)
