"""Measuring: `eval` says how good matching, locating and reading dates are."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from agregateur.cli import common


def eval_(
    half: Annotated[
        Literal["tuning", "score", "both"], typer.Option("--half", help="Which half of the labelled sets.")
    ] = "both",
    records: Annotated[
        int,
        typer.Option(min=0, help="About how many records to generate beside the labelled sets; 0 for none."),
    ] = 600,
    seed: Annotated[int, typer.Option(help="Of the generated territory.")] = 1,
    as_json: common.JsonOption = False,
) -> None:
    """Measure matching, communes and dates on labelled and generated data; exit 1 when a score fell below its floor."""
    from agregateur.evaluation import report

    found = report.run(None if half == "both" else half, records=records, hard=records // 2, seed=seed)
    if as_json:
        typer.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        for line in found.lines():
            typer.echo(line)
    if found.below:
        raise typer.Exit(1)
