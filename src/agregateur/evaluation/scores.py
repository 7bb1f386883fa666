"""How far what a store says is from the truth: pairs, hard pairs, events shown once, communes, starts.

Everything here is a pure function of labels (the truth of each uid group) and of what a portal says of them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from agregateur.evaluation.portal import Found

Key = tuple[str, str]
"""(source, uid)"""


@dataclass(frozen=True, slots=True)
class Label:
    """The truth of one uid group. `event`: which true event it is (equal labels are one event). `kind`: the sort of
    difficulty. `rivals`: groups with the same word and another event are hard to tell apart ('' when none). `insee`:
    the commune that the record states. `shown`: the record in one line, for those who read the errors."""

    source: str
    uid: str
    event: str
    kind: str
    rivals: str = ""
    insee: str | None = None
    shown: str = ""
    why: str = ""

    @property
    def key(self) -> Key:
        return self.source, self.uid


@dataclass(frozen=True, slots=True)
class Mistake:
    """Two groups taken for one event (`merged`), or one event shown apart. The worse, the greater `weight`."""

    merged: bool
    kind: str
    a: Label
    b: Label
    weight: float


@dataclass(slots=True)
class Pairs:
    """Pairs of uid groups: right, wrongly merged, wrongly left apart; by kind too. Hard pairs: asked, merged."""

    right: int = 0
    merged: int = 0
    apart: int = 0
    kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    hard: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    once: int = 0
    several: int = 0
    once_kinds: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    mistakes: list[Mistake] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.merged)

    @property
    def recall(self) -> float:
        return _share(self.right, self.right + self.apart)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def hard_merged(self) -> float:
        return 1 - _share(
            sum(c["asked"] - c["merged"] for c in self.hard.values()),
            sum(c["asked"] for c in self.hard.values()),
        )

    def worst(self, count: int = 10) -> list[Mistake]:
        """The worst mistakes, of as many kinds as there are: first one a kind, then the next."""
        ranks: Counter[tuple[bool, str]] = Counter()
        order: list[tuple[int, float, int, Mistake]] = []
        for mistake in sorted(self.mistakes, key=lambda m: (-m.weight, m.a.key, m.b.key)):
            kind = mistake.merged, mistake.kind
            ranks[kind] += 1
            order.append((ranks[kind], -mistake.weight, len(order), mistake))
        return [mistake for *_, mistake in sorted(order, key=lambda o: o[:3])[:count]]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def pairs(labels: Collection[Label], said: Mapping[Key, Found], *, within: bool = False) -> Pairs:
    """Score the store's events against the labels.

    A pair that is truly one counts when its sources differ, and with `within` also when they do not (a series told
    date by date has so many such pairs that they would drown the others). A pair wrongly merged counts wherever it is.
    Groups that the store does not hold are events of their own.
    """
    score = Pairs()
    belongs: dict[Key, Hashable] = {}
    for label in labels:
        found = said.get(label.key)
        belongs[label.key] = found.event if found and found.event else ("none", label.key)
    true, stated = _by(labels, lambda label: label.event), _by(labels, lambda label: belongs[label.key])
    for members in true.values():
        for a, b in combinations(members, 2):
            if a.source == b.source and not within:
                continue
            one = belongs[a.key] == belongs[b.key]
            score.right += one
            score.apart += not one
            score.kinds[a.kind]["right" if one else "apart"] += 1
            if not one:
                score.mistakes.append(Mistake(False, a.kind, a, b, 1.0))
        if len({label.source for label in members}) > 1:
            homes = {belongs[label.key] for label in members}
            whole = len(homes) == 1 and all(o.event == members[0].event for o in stated[homes.pop()])
            score.several += 1
            score.once += whole
            score.once_kinds[members[0].kind]["asked"] += 1
            score.once_kinds[members[0].kind]["once"] += whole
    for members in stated.values():
        for a, b in combinations(members, 2):
            if a.event != b.event:
                kind = a.kind if a.rivals and a.rivals == b.rivals else "strangers"
                score.merged += 1
                score.kinds[kind]["merged"] += 1
                score.mistakes.append(Mistake(True, kind, a, b, 3.0 if kind == "strangers" else 2.0))
    for rivals, members in _by(labels, lambda label: label.rivals).items():
        for a, b in combinations(members, 2) if rivals else ():
            if a.event != b.event:
                score.hard[a.kind]["asked"] += 1
                score.hard[a.kind]["merged"] += belongs[a.key] == belongs[b.key]
    return score


def _by(labels: Iterable[Label], key: Callable[[Label], Hashable]) -> dict[Hashable, list[Label]]:
    found: dict[Hashable, list[Label]] = defaultdict(list)
    for label in labels:
        found[key(label)].append(label)
    return found


@dataclass(frozen=True, slots=True)
class Communes:
    """Groups whose record states its commune: right, wrong, unanswered; `wrong_ones` (label, answer)."""

    asked: int
    right: int
    unanswered: int
    wrong_ones: tuple[tuple[Label, str | None], ...]


def communes(labels: Iterable[Label], said: Mapping[Key, Found]) -> Communes:
    """How many groups got the commune that they state."""
    asked = right = unanswered = 0
    wrong = []
    for label in labels:
        if label.insee is None:
            continue
        answer = said[label.key].insee if label.key in said else None
        asked += 1
        right += answer == label.insee
        unanswered += answer is None
        if answer != label.insee:
            wrong.append((label, answer))
    return Communes(asked, right, unanswered, tuple(wrong))


@dataclass(frozen=True, slots=True)
class Starts:
    """Sets of starts compared: how many, how many exact, and the others as (label, too many, missing)."""

    asked: int
    exact: int
    wrong_ones: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]


def starts(
    truth: Mapping[str, Sequence[frozenset[str]]],
    stated: Mapping[str, frozenset[str] | None],
    first: str,
    last: str,
) -> Starts:
    """Compare the starts of each name. In: for each date, the starts that are right; what is stated (None: nothing
    is shown, so not asked); the days from `first` on and before `last` (ISO dates) count."""
    asked = exact = 0
    wrong = []
    for name, right in truth.items():
        found = stated.get(name)
        if found is None:
            continue
        asked += 1
        held = sorted(start for start in found if first <= start[:10] < last)
        surplus, missing = _match(held, right)
        exact += not surplus and not missing
        if surplus or missing:
            wrong.append((name, surplus, missing))
    return Starts(asked, exact, tuple(wrong))


def _match(held: Sequence[str], right: Sequence[frozenset[str]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is held beyond the truth, and what of the truth is not held. The fewest choices are met first."""
    left = list(held)
    missing = []
    for choices in sorted(right, key=len):
        found = next((start for start in left if start in choices), None)
        if found is None:
            missing.append(min(choices))
        else:
            left.remove(found)
    return tuple(left), tuple(missing)


def shares(counts: Mapping[str, Counter[str]], part: str, whole: str) -> Iterator[tuple[str, int, int]]:
    """(kind, part, whole) by kind, the worst first."""
    found = [(kind, c[part], c[whole]) for kind, c in counts.items() if c[whole]]
    yield from sorted(found, key=lambda f: (f[1] / f[2], f[0]))
