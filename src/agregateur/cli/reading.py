"""Reading: `check` the sources file, `read` one file, `harvest` the sources."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agregateur.cli import common

if TYPE_CHECKING:
    from agregateur.store.sources import Line


def check(
    config: common.ConfigOption = None,
    settings: Annotated[bool, typer.Option("--settings", help="List all settings and their values.")] = False,
) -> None:
    """Validate the sources file and the settings; name file, line and key of each mistake."""
    from agregateur.config import missing_legal, settings_table

    found = common.read_settings()
    if settings:
        for name, value, default, meaning in settings_table(found):
            typer.echo(f"{name}={value}\n    {meaning} (default: {default or 'empty'})")
    configuration = common.read_configuration(found, config, examples=True)
    for warning in configuration.warnings:
        typer.secho(f"warning: {warning}", err=True, fg="yellow")
    if empty := missing_legal(found):
        typer.secho(f"warning: the legal notice lacks {', '.join(empty)}", err=True, fg="yellow")
    typer.echo(f"{configuration.path}: {len(configuration.sources)} sources, no mistake")


def read(
    file: Path,
    kind: Annotated[str | None, typer.Option("--kind", help="The connector; else recognised.")] = None,
    as_json: common.JsonOption = False,
) -> None:
    """Read a local file with one connector and the cleaning: records, repairs, refusals. Touches no store."""
    from agregateur.hushed import keyless
    from agregateur.preview import preview

    if not file.is_file():
        address = re.match(r"(https?|webcal|file):/", str(file))
        what = "is an address: save it as a file first" if address else "no such file"
        raise typer.BadParameter(f"{file}: {'is a folder' if file.is_dir() else what}", param_hint="FILE")
    limits = common.read_settings()
    found = preview(file, kind, common.now(), max_bytes=limits.max_bytes, max_items=limits.max_items)
    if as_json:
        typer.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        for line in found.sentences():
            typer.echo(line)
    if found.error is not None:
        typer.secho(keyless(found.error.message), err=True, fg="red")
    raise typer.Exit(2 if found.refused else 0)


def harvest(
    source: Annotated[list[str] | None, typer.Argument(help="Sources to read whatever their time.")] = None,
    config: common.ConfigOption = None,
    as_json: common.JsonOption = False,
    force: Annotated[bool, typer.Option("--force", help="Read all, without validators or digests.")] = False,
    accept: Annotated[
        bool, typer.Option("--accept", help="Believe the named sources although they shrank.")
    ] = False,
    supervised: Annotated[bool, typer.Option("--supervised", hidden=True)] = False,
) -> None:
    """Read the sources that are due now, or those that are named."""
    from agregateur.jobs.collector import end_with_stdin
    from agregateur.jobs.harvest import harvest as run

    if supervised:
        end_with_stdin()
    if accept and not source:
        raise typer.BadParameter(
            "name the sources to believe: harvest --accept SOURCE_ID", param_hint="--accept"
        )
    with common.opened(config) as context:
        try:
            with _progress(as_json) as told:
                report = run(context, source or (), clock=common.now, force=force, accept=accept, told=told)
        except KeyboardInterrupt:
            typer.echo("interrupted; what was stored before is whole", err=True)
            # Readings under way would be waited for; their children end with this process.
            os._exit(130)
        if as_json:
            plain = report.plain(context.configuration.secrets)
            typer.echo(json.dumps(plain, ensure_ascii=False))
        else:
            _table(report.plain(context.configuration.secrets))


@contextmanager
def _progress(quiet: bool) -> Iterator[Callable[[Line, int], None] | None]:
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)

        def told(line: Line, total: int) -> None:
            bar.update(task, total=total, advance=1, description=line.id)

        yield told


def _table(report: dict[str, Any]) -> None:
    columns = ("received", "new", "changed", "unchanged", "withdrawn", "rejected")
    wide = max([len(line["id"]) for line in report["sources"]] or [6])
    typer.echo(f"{'source':{wide}}  {'outcome':10}" + "".join(f"{name:>10}" for name in columns))
    for line in report["sources"]:
        typer.echo(
            f"{line['id']:{wide}}  {line['outcome']:10}" + "".join(f"{line[name]:>10}" for name in columns)
        )
        if line["error"]:
            typer.echo(f"{'':{wide}}  {line['error']}")
        for sentence in line["advice"]:
            typer.echo(f"{'':{wide}}  {sentence}")
    typer.echo(f"{report['events']} events shown, {report['seconds']} s")
