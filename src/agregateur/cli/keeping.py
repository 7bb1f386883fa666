"""The store as a whole: `export`, `rebuild`, `db upgrade`, `backup`, `restore`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from agregateur.cli import common


def export(
    what: Annotated[str, typer.Argument(help="events, records, actors or articles")],
    format_: Annotated[str, typer.Option("--format", help="jsonl or csv")] = "jsonl",
    output: Annotated[Path | None, typer.Option("--output", help="File; else standard output.")] = None,
    licence: Annotated[
        list[str] | None, typer.Option("--licence", help="Records under this licence alone (repeats).")
    ] = None,
    republishable: Annotated[
        bool, typer.Option("--republishable", help="What may be republished, as in feeds, and no more.")
    ] = False,
    config: common.ConfigOption = None,
) -> None:
    """Write what the store holds, one line each: all of it, or what may be passed on."""
    from agregateur.exporting import KINDS, export_lines
    from agregateur.licensed import Terms
    from agregateur.publish.export import COLUMNS, write
    from agregateur.publish.rights import licence_key

    if what not in KINDS:
        raise typer.BadParameter(f"{what!r} is none of {', '.join(KINDS)}", param_hint="WHAT")
    if format_ not in {"jsonl", "csv"}:
        raise typer.BadParameter(f"{format_!r} is neither jsonl nor csv", param_hint="--format")
    if any(licence_key(one) is None for one in licence or ()):
        raise typer.BadParameter("say which licence, as partners state it", param_hint="--licence")
    terms = Terms.of(licence or ()) if licence or republishable else None
    database = common.open_database(common.read_settings())
    with database.reader() as connection:
        found = export_lines(connection, what, terms)
        if output is None:
            write(found, format_, sys.stdout, columns=COLUMNS[what])  # type: ignore[arg-type]
        else:
            partial = output.with_name(f".{output.name}.part")
            with partial.open("w", encoding="utf-8", newline="") as stream:
                write(found, format_, stream, columns=COLUMNS[what])  # type: ignore[arg-type]
            partial.replace(output)
    database.dispose()


def rebuild(config: common.ConfigOption = None) -> None:
    """Make the whole store again from the records as stated and the decisions. What did not change is not rewritten."""
    from agregateur import pipeline
    from agregateur.rebuilding import rebuild as run

    with common.opened(config) as context, context.database.collector_lock():
        now = common.now()
        pipeline.prepare(context, now)
        with _progress() as told:
            done = run(context, now, told=told)
    for source in done.failed:
        typer.secho(
            f"{source}: its items could not be made again and stay as they were", err=True, fg="yellow"
        )
    typer.echo(f"{done.groups} items made again, {done.events} events shown")


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None] | None]:
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def told(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=total)
            bar.update(tasks[step], completed=done)

        yield told


def db_upgrade() -> None:
    """Create the store, or bring it to today's schema."""
    database = common.open_database(common.read_settings())
    typer.echo(f"the store is up to date: {database.url.render_as_string(hide_password=True)}")
    database.dispose()


def backup(file: Path) -> None:
    """Write the whole store to one SQLite file."""
    from agregateur.store.backup import backup as run

    database = common.open_database(common.read_settings())
    run(database, file)
    typer.echo(f"{file}: {file.stat().st_size} bytes")
    database.dispose()


def restore(
    file: Path,
    replace: Annotated[bool, typer.Option("--replace", help="Lose what the store holds now.")] = False,
) -> None:
    """Read a backup into the store (SQLite or PostgreSQL)."""
    from agregateur.store.backup import restore as run
    from agregateur.store.database import Database

    database = Database(common.read_settings().database_url)
    run(database, file, replace=replace)
    typer.echo(f"{file}: restored")
    database.dispose()
