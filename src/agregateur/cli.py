"""The command line. Progress goes to stderr, results to stdout; an error is one sentence and an exit code.

Imports are made inside the commands: `agregateur --help` should not wait for a database library.
"""

from __future__ import annotations

import json
import logging
import os
import re
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agregateur import __version__
from agregateur.errors import AgregateurError

if TYPE_CHECKING:
    from agregateur.config import Configuration, Settings, Stanza
    from agregateur.context import Context
    from agregateur.store.database import Database
    from agregateur.store.sources import Line

app = typer.Typer(
    help="One agenda for a whole territory, made from what its partners already publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The store.", no_args_is_help=True)
app.add_typer(db, name="db")

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The sources file (default: AGREGATEUR_CONFIG).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]


def now() -> datetime:
    """The clock, read here and in the jobs and the web only."""
    return datetime.now(UTC)


def main() -> None:
    """Entry point: our own errors become one sentence on stderr and exit code 2."""
    try:
        app()
    except AgregateurError as error:
        _fail(error.message)
    except OSError as error:
        # The machine's answer to what was asked: no such folder, no right to it, no room left.
        what = f"{error.filename}: " if error.filename else ""
        _fail(f"{what}{error.strerror or error}")
    except Exception as error:
        if (told := _store_fault(error)) is None:
            raise
        _fail(told)


def _fail(message: str) -> None:
    typer.secho(_masked(message), err=True, fg="red")
    sys.exit(2)


def _store_fault(error: Exception) -> str | None:
    """What the database says when it cannot serve (no right, disk full, nobody there); None for any other error."""
    from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

    # Not their heirs: a broken constraint is a fault of ours, whose traceback is wanted.
    if type(error) not in {DatabaseError, InterfaceError, OperationalError}:
        return None
    assert isinstance(error, (DatabaseError, InterfaceError))  # noqa: S101 - for the type checker
    said = " ".join(str(error.orig).split())
    return f"the store cannot be used: {said}; see AGREGATEUR_DATABASE_URL, and the disk that it is on"


def _masked(message: str) -> str:
    from agregateur.config import mask

    return mask(message, _secrets)


_secrets: list[str] = []


# What commands share ------------------------------------------------------------------------------------------------


def _settings() -> Settings:
    from agregateur.config import read_settings, unknown_settings

    settings = read_settings()
    _log(settings)
    for warning in unknown_settings(os.environ):
        typer.secho(f"warning: {warning}", err=True, fg="yellow")
    return settings


def _log(settings: Settings) -> None:
    import structlog

    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper("iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


def _configuration(settings: Settings, path: Path | None, *, examples: bool | None = None) -> Configuration:
    from agregateur.config import load
    from agregateur.ingest import registry
    from agregateur.taxonomy import taxonomy

    def sound(stanza: Stanza) -> None:
        if stanza.kind is not None:
            registry.build(stanza.kind, stanza.url, stanza.options)

    wanted = settings.examples if examples is None else examples
    path = path or settings.config
    found = load(path, examples=wanted, categories=taxonomy(), check_source=sound)
    _secrets.extend(found.secrets)
    return found


def _database(settings: Settings) -> Database:
    from urllib.parse import urlsplit

    from agregateur.store import upgrade
    from agregateur.store.database import Database

    database = Database(settings.database_url)
    host = urlsplit(settings.base_url).hostname or ""
    public = "." in host and not host.replace(".", "").isdigit()
    upgrade.upgrade(database, portal_name=host if public else None)
    return database


@contextmanager
def _context(
    path: Path | None, *, examples: bool | None = None, served: str | None = None
) -> Iterator[Context]:
    """The store and the sources file. `served` is the portal's address while AGREGATEUR_BASE_URL does not say it."""
    from agregateur.context import Context

    settings = _settings()
    if served and "base_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"base_url": served})
    configuration = _configuration(settings, path, examples=examples)
    if any(stanza.example for stanza in configuration.sources):
        _write_examples(configuration)
    database = _database(settings)
    try:
        yield Context(database, configuration, settings)
    finally:
        database.dispose()


def _write_examples(configuration: Configuration) -> None:
    """Write the sample partners' files where their stanzas look for them."""
    from urllib.parse import unquote, urlsplit

    from agregateur import examples

    folders = {
        Path(unquote(urlsplit(s.url).path)).parent
        for s in configuration.sources
        if s.example and s.url.startswith("file:")
    }
    for folder in folders:
        if folder.name == "exemples" and examples.write(folder, now()):
            typer.secho(f"sample partners written to {os.path.relpath(folder)}", err=True)


# Commands -----------------------------------------------------------------------------------------------------------


@app.callback(invoke_without_command=True)
def start(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def check(
    config: ConfigOption = None,
    settings: Annotated[bool, typer.Option("--settings", help="List all settings and their values.")] = False,
) -> None:
    """Validate the sources file and the settings; name file, line and key of each mistake."""
    from agregateur.config import missing_legal, settings_table

    found = _settings()
    if settings:
        for name, value, default, meaning in settings_table(found):
            typer.echo(f"{name}={value}\n    {meaning} (default: {default or 'empty'})")
    configuration = _configuration(found, config, examples=True)
    for warning in configuration.warnings:
        typer.secho(f"warning: {warning}", err=True, fg="yellow")
    if empty := missing_legal(found):
        typer.secho(f"warning: the legal notice lacks {', '.join(empty)}", err=True, fg="yellow")
    typer.echo(f"{configuration.path}: {len(configuration.sources)} sources, no mistake")


@app.command()
def read(
    file: Path,
    kind: Annotated[str | None, typer.Option("--kind", help="The connector; else recognised.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Read a local file with one connector and the cleaning: records, repairs, refusals. Touches no store."""
    from agregateur.preview import preview

    if not file.is_file():
        address = re.match(r"(https?|webcal|file):/", str(file))
        what = "is an address: save it as a file first" if address else "no such file"
        raise typer.BadParameter(f"{file}: {'is a folder' if file.is_dir() else what}", param_hint="FILE")
    limits = _settings()
    found = preview(file, kind, now(), max_bytes=limits.max_bytes, max_items=limits.max_items)
    if as_json:
        typer.echo(json.dumps(found.plain(), ensure_ascii=False, indent=1))
    else:
        for line in found.sentences():
            typer.echo(line)
    if found.error is not None:
        typer.secho(found.error.message, err=True, fg="red")
    raise typer.Exit(2 if found.refused else 0)


@app.command()
def harvest(
    source: Annotated[list[str] | None, typer.Argument(help="Sources to read whatever their time.")] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
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
    with _context(config) as context:
        try:
            with _progress(as_json) as told:
                report = run(context, source or (), clock=now, force=force, accept=accept, told=told)
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
    typer.echo(f"{report['events']} events shown, {report['seconds']} s")


@app.command()
def export(
    what: Annotated[str, typer.Argument(help="events, records, actors or articles")],
    format_: Annotated[str, typer.Option("--format", help="jsonl or csv")] = "jsonl",
    output: Annotated[Path | None, typer.Option("--output", help="File; else standard output.")] = None,
    config: ConfigOption = None,
) -> None:
    """Write what the store holds, one line each."""
    from agregateur.exporting import KINDS, export_lines
    from agregateur.publish.export import COLUMNS, write

    if what not in KINDS:
        raise typer.BadParameter(f"{what!r} is none of {', '.join(KINDS)}", param_hint="WHAT")
    if format_ not in {"jsonl", "csv"}:
        raise typer.BadParameter(f"{format_!r} is neither jsonl nor csv", param_hint="--format")
    database = _database(_settings())
    with database.reader() as connection:
        found = export_lines(connection, what)
        if output is None:
            write(found, format_, sys.stdout, columns=COLUMNS[what])  # type: ignore[arg-type]
        else:
            partial = output.with_name(f".{output.name}.part")
            with partial.open("w", encoding="utf-8", newline="") as stream:
                write(found, format_, stream, columns=COLUMNS[what])  # type: ignore[arg-type]
            partial.replace(output)
    database.dispose()


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any.")] = 8000,
    config: ConfigOption = None,
    examples: Annotated[
        bool | None, typer.Option("--examples/--no-examples", help="Read the sample partners.")
    ] = None,
) -> None:
    """Serve the portal, and read the sources at their own pace in one collector process."""
    import structlog
    import uvicorn

    from agregateur.jobs.collector import Collector, lifespan
    from agregateur.web.app import create_app

    # Before anything is written or read: a second one on this port is a mistake to tell at once.
    with ExitStack() as stack:
        listener = stack.enter_context(_listener(host, port))
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}"
        context = stack.enter_context(_context(config, examples=examples, served=address))
        _first_reading(context)
        app = create_app(context.database, context.configuration, context.settings, now=now)
        app.router.lifespan_context = lifespan(Collector(context, now))
        structlog.get_logger().info("serving", address=address)
        # The address of a visitor is never used, so no proxy's word on it is needed.
        server = uvicorn.Server(
            uvicorn.Config(
                app,
                log_level="warning",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=SHUTDOWN_SECONDS,
            )
        )
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _first_reading(context: Context) -> None:
    """Read the sample partners before the first page is asked for: they are files, and take seconds."""
    from agregateur.jobs.harvest import harvest as run
    from agregateur.store import events

    samples = [stanza.id for stanza in context.configuration.sources if stanza.example]
    with context.database.reader() as connection:
        empty = events.count(connection) == 0
    if samples and empty:
        typer.secho("reading the sample partners…", err=True)
        run(context, samples, clock=now)


SHUTDOWN_SECONDS = 5
"""How long visitors who are being answered may hold up the end of the portal."""


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise AgregateurError(
            f"cannot listen on {host}, port {port}: {os.strerror(error.errno or 0)}; "
            "is the portal running already? Choose another port with --port",
            code="port",
        ) from None


@db.command("upgrade")
def db_upgrade() -> None:
    """Create the store, or bring it to today's schema."""
    database = _database(_settings())
    typer.echo(f"the store is up to date: {database.url.render_as_string(hide_password=True)}")
    database.dispose()


@app.command()
def backup(file: Path) -> None:
    """Write the whole store to one SQLite file."""
    from agregateur.store.backup import backup as run

    database = _database(_settings())
    run(database, file)
    typer.echo(f"{file}: {file.stat().st_size} bytes")
    database.dispose()


@app.command()
def restore(
    file: Path,
    replace: Annotated[bool, typer.Option("--replace", help="Lose what the store holds now.")] = False,
) -> None:
    """Read a backup into the store (SQLite or PostgreSQL)."""
    from agregateur.store.backup import restore as run
    from agregateur.store.database import Database

    database = Database(_settings().database_url)
    run(database, file, replace=replace)
    typer.echo(f"{file}: restored")
    database.dispose()
