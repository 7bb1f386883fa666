"""Fit the weights of what one can attend: `python bench/fit_dates.py [--write] [--worst N]`.

The labelled texts for tuning are read as `find` reads them; each gives the signs of its best mention and whether it
announces something. Logistic regression with a ridge towards `BY_HAND`, and a stronger one towards nothing for the
words; a weight by hand keeps its sign, and the bias holds the margin that an article needs. Out: what is invented and
missed at several margins, each fifth of the texts weighed by a fit on the others; one line a weight, with the texts for
and against; `--write` puts the numbers into `agregateur/ingest/prose/attending.py`, rounded to a tenth, and those of
the words into `words.csv` beside it. The texts for the score are never read here.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from agregateur.evaluation.prose import Case, cases
from agregateur.ingest.prose import attending, barring, find, wording

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
UNDATED = 1.0
"""What a text that announces nothing counts: those for tuning are many and hard, which makes up for their harm."""
SWEEPS, FOLDS = 20, 5
PROSE = Path(__file__).parent.parent / "src/agregateur/ingest/prose"
_BARRED = {"several", "disagrees", "holidays", "title_denies"}

BY_HAND: dict[str, float] = {
    "title_leads_2": 2.0,
    "title_leads_1": 1.0,
    "title_kind_2": 1.2,
    "title_kind_1": 0.4,
    "title_leads_-1": -1.2,
    "title_leads_-2": -2.5,
    "title_hard": -1.0,
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
    "leads_-2": -2.5,
    "kind_2": 1.0,
    "kind_1": 0.4,
    "hard": -0.7,
    "invites": 2.0,
    "welcomes": 1.0,
    "asks": 0.8,
    "held": 0.4,
    "done": 0.9,
    "guests": 0.5,
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
    "near_guests": 0.3,
    "near_price": 0.5,
    "price": 0.5,
    "past": -1.5,
    "near_asks": 0.2,
    "near_serves": -0.6,
    "near_hard": -0.6,
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
}


@dataclass(frozen=True, slots=True)
class Told:
    case: Case
    signs: Sequence[str]
    dated: bool


def told() -> list[Told]:
    """The texts whose best mention only its weight decides."""
    rows: list[Told] = []
    for case in cases("tuning"):
        found = find(case.title, case.text, published=case.published, zone=case.zone)
        if found and found[0].signs and not found[0].flags & _BARRED:
            rows.append(Told(case, found[0].signs, case.dated))
    return rows


def odds(signs: Sequence[str], weights: Mapping[str, float], bias: float) -> float:
    return bias + sum(weights.get(name, 0.0) for name in signs)


def fit(rows: Sequence[Told]) -> tuple[dict[str, float], float]:
    """The weights and the bias: Newton's step for one weight after another, until they rest."""
    rows = [row for row in rows if not barring.barred(row.signs)]
    bearing: dict[str, list[int]] = {name: [] for name in BY_HAND}
    for n, row in enumerate(rows):
        for name in row.signs:
            bearing.setdefault(name, []).append(n)
    bearing = {name: held for name, held in bearing.items() if name in BY_HAND or len(held) >= FEWEST}
    bearing[_BIAS] = list(range(len(rows)))
    weights = {name: BY_HAND.get(name, 0.0) for name in bearing}
    at = [odds(row.signs, weights, 0.0) for row in rows]
    for _ in range(SWEEPS):
        for name, bearers in bearing.items():
            hand = BY_HAND.get(name, 0.0)
            ridge = RIDGE if name in BY_HAND else RIDGE_OF_WORDS if name != _BIAS else 0.0
            slope, bend = ridge * (weights[name] - hand), ridge + 1e-6
            for n in bearers:
                chance = 1 / (1 + exp(-max(-30.0, min(30.0, at[n]))))
                counts = 1.0 if rows[n].dated else UNDATED
                slope += counts * (chance - rows[n].dated)
                bend += counts * chance * (1 - chance)
            moved = weights[name] - max(-1.0, min(1.0, slope / bend))
            moved = max(0.0, moved) if hand > 0 else min(0.0, moved) if hand < 0 else moved
            for n in bearers:
                at[n] += moved - weights[name]
            weights[name] = moved
    bias = weights.pop(_BIAS)
    return weights, bias


_BIAS = "bias"


def crossed(rows: Sequence[Told]) -> list[tuple[float, Told]]:
    """Each text with its odds by a fit on the other folds; texts written together are in one fold."""
    found = []
    for fold in range(FOLDS):
        begin, stop = fold * len(rows) // FOLDS, (fold + 1) * len(rows) // FOLDS
        weights, bias = fit([*rows[:begin], *rows[stop:]])
        for row in rows[begin:stop]:
            told = odds(row.signs, weights, bias)
            found.append((min(told, attending.BARRED) if barring.barred(row.signs) else told, row))
    return found


def main(write: bool, worst: int) -> None:
    rows = told()
    dated = sum(row.dated for row in rows)
    print(f"{dated} texts with a date, {len(rows) - dated} without")
    result = crossed(rows)
    for margin in (0.0, MARGIN, 1.0, 1.5):
        invented = sum(z >= margin and not row.dated for z, row in result)
        missed = sum(z < margin and row.dated for z, row in result)
        print(f"margin {margin:.1f}: {invented} invented, {missed} missed")
    wrong = [(z, row) for z, row in result if (z >= MARGIN) != row.dated]
    for z, row in sorted(wrong, key=lambda one: -abs(one[0] - MARGIN))[:worst]:
        signs = " ".join(name for name in row.signs if name in BY_HAND)
        print(f"{z:6.1f} {'missed' if row.dated else 'invented':9}{row.case.name:20} {signs}")
        print(f"       {row.case.title} | {row.case.text[:150]!r}")
    weights, bias = fit(rows)
    for name in BY_HAND:
        held = [row.dated for row in rows if name in row.signs]
        print(f"{name:16} {weights[name]:5.1f}   for {sum(held):4} against {len(held) - sum(held):4}")
    if write:
        _write(weights, bias - MARGIN)


def _write(weights: Mapping[str, float], bias: float) -> None:
    lines = "".join(f'    "{name}": {weights[name] + 0.0:.1f},\n' for name in BY_HAND)
    file = PROSE / "attending.py"
    text = file.read_text(encoding="utf-8")
    text = re.sub(r"^BIAS = .*$", f"BIAS = {bias:.1f}", text, flags=re.MULTILINE)
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


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--worst", type=int, default=20)
    given = parser.parse_args()
    main(given.write, given.worst)
