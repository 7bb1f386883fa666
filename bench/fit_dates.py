"""Fit the weights of what one can attend: `python bench/fit_dates.py [--write] [--worst N]`.

The labelled texts for tuning are read as `find` reads them; each gives the signs of its best mention and whether it
announces something. Two logistic regressions that know nothing of one another: of the signs, with a ridge towards
`BY_HAND` and a stronger one towards nothing for the words (a weight by hand keeps its sign, and the bias holds a
margin); and of the phrases (`phrasing`), towards nothing. Out: what is invented and missed at several margins of both
together, the texts of each hand weighed by fits on those of all others; one line a weight of a sign, with the texts for
and against; `--write` puts the numbers into `agregateur/ingest/prose/attending.py`, rounded to a tenth, and those of
the words and phrases into `words.csv` and `phrasing.csv` beside it. The texts for the score are never read here.
It takes minutes.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from agregateur.evaluation.prose import Case, cases
from agregateur.ingest.prose import attending, barring, find, phrasing, wording

MARGIN = 0.45
"""Log-odds from which a date is that of something one can attend."""
RIDGE = 0.7
"""How much a weight by hand counts beside the texts."""
RIDGE_OF_WORDS = 4.0
"""The same for a word, whose weight by hand is nothing."""
LEAST = 0.02
"""A word that weighs less is left out."""
FEWEST = 3
"""Texts that a word is found in to be weighed."""
RIDGE_OF_PHRASES, FEWEST_PHRASES, LEAST_OF_PHRASES = 3.0, 4, 0.03
"""The same for what `phrasing` weighs."""
SWEEPS = 20
PROSE = Path(__file__).parent.parent / "src/agregateur/ingest/prose"
_BARRED = {"several", "disagrees", "holidays", "title_denies"}

BY_HAND: dict[str, float] = {
    "title_leads_2": 2.0,
    "title_leads_1": 1.0,
    "title_kind_2": 1.2,
    "title_kind_1": 0.4,
    "title_leads_-1": -1.2,
    "title_serves": -1.5,
    "title_practical": -2.0,
    "title_verb": -0.7,
    "title_tail": -2.0,
    "title_dry": -1.0,
    "overrules": 2.0,
    "title_invites": 1.0,
    "title_topic": 0.8,
    "title_gone": -3.0,
    "title_mourns": -3.0,
    "title_airs": -2.5,
    "leads_2": 2.0,
    "leads_1": 0.7,
    "leads_-1": -1.2,
    "kind_2": 1.0,
    "kind_1": 0.4,
    "invites": 2.0,
    "welcomes": 1.0,
    "asks": 0.8,
    "held": 0.4,
    "done": 0.9,
    "shown": 0.8,
    "span_named": 0.8,
    "dry": -2.0,
    "placed": 0.5,
    "empty": 0.8,
    "serves": -1.5,
    "sells": -1.0,
    "other_verb": -1.3,
    "practical": -2.0,
    "gone": -4.0,
    "mourns": -3.0,
    "airs": -2.5,
    "bare": 0.8,
    "unsigned": -1.5,
    "label": 0.5,
    "since": -1.0,
    "near_kind_2": 0.4,
    "near_invites": 0.7,
    "near_welcomes": 0.8,
    "near_price": 0.5,
    "price": 0.5,
    "past": -1.5,
    "near_asks": 0.2,
    "near_serves": -0.6,
    "near_verb": -0.2,
    "near_gone": -1.5,
    "near_airs": -0.3,
    "hour": 0.4,
    "no_hour": -0.3,
    "evening": 0.8,
    "weekend": 0.5,
    "office": -0.5,
    "span": -0.4,
    "long": -0.6,
    "repeat": 0.0,
    "comma": 0.8,
    "others": -0.2,
    "many_others": -0.2,
    "brief": 0.3,
    "exclaims": 0.5,
    "title_told": -0.8,
    "title_seeks": -1.0,
    "seeks": -0.5,
    "among": -0.8,
    "title_among": -0.8,
    "near_among": -0.3,
    "week_told": -0.8,
    "near_told": -0.8,
    "told": -1.0,
    "verbless": 0.5,
    "alone": -0.2,
    "gone_by": -0.8,
    "quoted": -0.8,
    "next": 0.6,
    "coming": 0.8,
    "closed": -0.8,
    "feast": 0.5,
}


@dataclass(frozen=True, slots=True)
class Told:
    case: Case
    signs: Sequence[str]
    phrases: Sequence[str]
    dated: bool

    @property
    def hand(self) -> str:
        """Texts that were written together have names that begin alike."""
        return self.case.name.split("-")[0]


def told() -> list[Told]:
    """The texts whose best mention only its weight decides."""
    rows: list[Told] = []
    for case in cases("tuning"):
        found = find(case.title, case.text, published=case.published, zone=case.zone)
        if found and found[0].signs and not found[0].flags & _BARRED:
            rows.append(Told(case, found[0].signs, found[0].phrases, case.dated))
    return rows


@dataclass(frozen=True, slots=True)
class Fitted:
    weights: Mapping[str, float]
    bias: float

    def odds(self, names: Sequence[str], each: float = 1.0) -> float:
        return self.bias + each * sum(self.weights.get(name, 0.0) for name in names)


@dataclass(frozen=True, slots=True)
class Row:
    """What holds in a text, what each of it counts."""

    names: Sequence[str]
    each: float
    dated: bool


def of_signs(rows: Sequence[Told]) -> Fitted:
    return fit([Row(row.signs, 1.0, row.dated) for row in rows], BY_HAND, RIDGE_OF_WORDS, FEWEST)


def of_phrases(rows: Sequence[Told]) -> Fitted:
    said = [Row(row.phrases, phrasing.weight_of_each(row.phrases), row.dated) for row in rows]
    return fit(said, {}, RIDGE_OF_PHRASES, FEWEST_PHRASES)


def fit(rows: Sequence[Row], by_hand: Mapping[str, float], ridge_of_others: float, fewest: int) -> Fitted:
    """The weights and the bias: Newton's step for one weight after another, until they rest."""
    bearing: dict[str, list[int]] = {name: [] for name in by_hand}
    for n, row in enumerate(rows):
        for name in row.names:
            bearing.setdefault(name, []).append(n)
    bearing = {name: held for name, held in bearing.items() if name in by_hand or len(held) >= fewest}
    bearing[_BIAS] = list(range(len(rows)))
    weights = {name: by_hand.get(name, 0.0) for name in bearing}
    at = [row.each * sum(weights.get(name, 0.0) for name in row.names) for row in rows]
    for _ in range(SWEEPS):
        for name, bearers in bearing.items():
            hand = by_hand.get(name, 0.0)
            ridge = RIDGE if name in by_hand else ridge_of_others if name != _BIAS else 0.0
            slope, bend = ridge * (weights[name] - hand), ridge + 1e-6
            for n in bearers:
                chance = 1 / (1 + exp(-max(-30.0, min(30.0, at[n]))))
                each = rows[n].each if name != _BIAS else 1.0
                slope += each * (chance - rows[n].dated)
                bend += each * each * chance * (1 - chance)
            moved = weights[name] - max(-1.0, min(1.0, slope / bend))
            moved = max(0.0, moved) if hand > 0 else min(0.0, moved) if hand < 0 else moved
            change = moved - weights[name]
            for n in bearers:
                at[n] += change * (rows[n].each if name != _BIAS else 1.0)
            weights[name] = moved
    bias = weights.pop(_BIAS)
    return Fitted(weights, bias)


_BIAS = "bias"


def crossed(rows: Sequence[Told]) -> list[tuple[float, Told]]:
    """Each text with its odds by fits on the texts of all other hands."""
    found = []
    for hand in sorted({row.hand for row in rows}):
        others = [row for row in rows if row.hand != hand]
        signs, phrases = of_signs(others), of_phrases(others)
        for row in rows:
            if row.hand == hand:
                found.append((both(row, signs, phrases), row))
    return found


def both(row: Told, signs: Fitted, phrases: Fitted) -> float:
    """`attending.agreed` by other weights, without its margin."""
    said = phrases.odds(row.phrases, phrasing.weight_of_each(row.phrases))
    odds = (
        attending.SHARE * (signs.odds(row.signs) - MARGIN) + (1 - attending.SHARE) * attending.STRETCH * said
    )
    return odds - attending.FORBIDDEN * barring.barred(row.signs)


def main(write: bool, worst: int) -> None:
    rows = told()
    dated = sum(row.dated for row in rows)
    print(f"{dated} texts with a date, {len(rows) - dated} without")
    result = crossed(rows)
    for margin in (0.0, 0.4, attending.MARGIN, 1.0, 1.5):
        invented = sum(z >= margin and not row.dated for z, row in result)
        missed = sum(z < margin and row.dated for z, row in result)
        print(f"margin {margin:.1f}: {invented} invented, {missed} missed")
    wrong = [(z - attending.MARGIN, row) for z, row in result if (z >= attending.MARGIN) != row.dated]
    for z, row in sorted(wrong, key=lambda one: -abs(one[0]))[:worst]:
        signs = " ".join(name for name in row.signs if name in BY_HAND)
        print(f"{z:6.1f} {'missed' if row.dated else 'invented':9}{row.case.name:20} {signs}")
        print(f"       {row.case.title} | {row.case.text[:150]!r}")
    fitted = of_signs(rows)
    for name in BY_HAND:
        held = [row.dated for row in rows if name in row.signs]
        print(f"{name:16} {fitted.weights[name]:5.1f}   for {sum(held):4} against {len(held) - sum(held):4}")
    if write:
        _write(fitted)
        _write_phrases(of_phrases(rows))


def _write(fitted: Fitted) -> None:
    weights = fitted.weights
    lines = "".join(f'    "{name}": {weights[name] + 0.0:.1f},\n' for name in BY_HAND)
    file = PROSE / "attending.py"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^BIAS = .*$", f"BIAS = {fitted.bias - MARGIN:.1f}", text, flags=re.MULTILINE)
    text = re.sub(
        r"(WEIGHTS: dict\[str, float\] = \{\n).*?(\n\})",
        lambda m: m[1] + lines.rstrip("\n") + m[2],
        text,
        flags=re.DOTALL,
    )
    file.write_text(text, encoding="utf-8")
    words = {name.removeprefix(wording.MARK): weights[name] for name in weights if name not in BY_HAND}
    told = "".join(f"{stem},{weight:.2f}\n" for stem, weight in sorted(words.items()) if abs(weight) >= LEAST)
    (PROSE / "words.csv").write_text(told, encoding="utf-8")


def _write_phrases(fitted: Fitted) -> None:
    kept = {name: weight for name, weight in fitted.weights.items() if abs(weight) >= LEAST_OF_PHRASES}
    kept[phrasing.BIAS] = fitted.bias
    lines = "".join(f"{name},{weight:.2f}\n" for name, weight in sorted(kept.items()))
    (PROSE / "phrasing.csv").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--worst", type=int, default=20)
    given = parser.parse_args()
    main(given.write, given.worst)
