"""Whether matching stays as good as the territory grows: generated records, several seeds, usual and hard mixes.

    PYTHONPATH=src:. python bench/quality.py [--sizes 8000 100000] [--seeds 1 2 3] [--fixed 64] [--errors 0]

For each mix and size, over all seeds: precision, recall and F1 of pairs, hard pairs wrongly merged and the worst kind,
events of several records shown once, communes, exact sets of starts; and what two simple ways find in the same records
(F1 of equal titles on one day; F1 and hard pairs merged of `token_set_ratio` >= 90 on one day in one commune), which
tells how hard the records are. Then the differences between sizes in points.
Seeds above the first are run at the smallest size only: a territory of 100,000 records takes minutes. `--fixed N`
keeps N communes whatever the size, so that each grows denser.
"""

from __future__ import annotations

import argparse
import logging
import time

import structlog

from agregateur.evaluation import figures, generated
from agregateur.evaluation.generate import Plan
from agregateur.evaluation.report import told

SHOWN = (
    "pairs, precision",
    "pairs, recall",
    "pairs, F1",
    "hard pairs wrongly merged",
    "worst kind of hard pairs",
    "events of several records shown once",
    "communes right",
    "sets of starts exact, events",
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="+", default=[8_000, 100_000])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--mixes", nargs="+", default=["usual", "hard"])
    parser.add_argument("--fixed", type=int, default=None)
    parser.add_argument("--errors", type=int, default=0)
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    print(
        f"{'mix':6} {'records':>8} {'seed':>4} "
        + " ".join(f"{name.split(', ')[-1][:12]:>12}" for name in SHOWN)
    )
    first: dict[str, list[float]] = {}
    for mix in asked.mixes:
        for size in asked.sizes:
            for seed in asked.seeds if size == min(asked.sizes) else asked.seeds[:1]:
                values, seconds, lines = measured(size, seed, mix, asked.fixed, asked.errors)
                print(
                    f"{mix:6} {size:8} {seed:4} "
                    + " ".join(f"{v:12.4f}" for v in values)
                    + f"  {seconds:.0f} s",
                    flush=True,
                )
                print("".join(lines), end="")
                if seed == asked.seeds[0] and size == asked.sizes[0]:
                    first[mix] = values
                elif size != asked.sizes[0]:
                    points = " ".join(
                        f"{100 * (v - w):+12.2f}" for v, w in zip(values, first[mix], strict=True)
                    )
                    print(f"{mix:6} {'points':>8} {'':4} {points}")


def measured(
    size: int, seed: int, mix: str, fixed: int | None, errors: int
) -> tuple[list[float], float, list[str]]:
    """The values of `SHOWN`, how long it took, and as lines what simple ways find and the worst errors."""
    started = time.perf_counter()
    plan = Plan(records=size, seed=seed, mix=mix, communes=fixed)  # type: ignore[arg-type]
    score = generated.score(plan, relink=False, simple=True)
    found = {figure.name: figure.value for figure in figures.of_generated(score)}
    lines = []
    if score.naive:
        equal, alike = score.naive
        lines.append(
            f"  simple ways: equal titles F1 {equal.f1:.3f}; token_set_ratio >= 90 P {alike.precision:.3f}"
            f" R {alike.recall:.3f} F1 {alike.f1:.3f}, hard pairs merged {alike.hard_merged:.3f}\n"
        )
    lines += [f"  {told(mistake)}\n" for mistake in score.pairs.worst(errors)] if errors else []
    return [found[name] for name in SHOWN], time.perf_counter() - started, lines


if __name__ == "__main__":
    main()
