"""What commands share: settings, log, sources file, store, and how an event or a record is named."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from agregateur.config import Configuration, Settings, Stanza
    from agregateur.context import Context
    from agregateur.store.database import Database

ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The sources file (default: AGREGATEUR_CONFIG).")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]

secrets: list[str] = []
"""What the sources file keeps to itself: masked in every message."""


def now() -> datetime:
    """The clock, read here and in the jobs and the web only."""
    return datetime.now(UTC)


def read_settings() -> Settings:
    from agregateur import config

    settings = config.read_settings()
    _log(settings)
    for warning in config.unknown_settings(os.environ):
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


def read_configuration(
    settings: Settings, path: Path | None, *, examples: bool | None = None
) -> Configuration:
    from agregateur.config import load
    from agregateur.ingest import registry
    from agregateur.taxonomy import taxonomy

    def sound(stanza: Stanza) -> None:
        if stanza.kind is not None:
            registry.build(stanza.kind, stanza.url, stanza.options)

    wanted = settings.examples if examples is None else examples
    path = path or settings.config
    found = load(path, examples=wanted, categories=taxonomy(), check_source=sound)
    secrets.extend(found.secrets)
    return found


def open_database(settings: Settings) -> Database:
    from urllib.parse import urlsplit

    from agregateur.store import upgrade
    from agregateur.store.database import Database

    database = Database(settings.database_url)
    host = urlsplit(settings.base_url).hostname or ""
    public = "." in host and not host.replace(".", "").isdigit()
    upgrade.upgrade(database, portal_name=host if public else None)
    return database


@contextmanager
def opened(
    path: Path | None, *, examples: bool | None = None, served: str | None = None
) -> Iterator[Context]:
    """The store and the sources file. `served` is the portal's address while AGREGATEUR_BASE_URL does not say it."""
    from agregateur.context import Context

    settings = read_settings()
    if served and "base_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"base_url": served})
    configuration = read_configuration(settings, path, examples=examples)
    if any(stanza.example for stanza in configuration.sources):
        _write_examples(configuration)
    database = open_database(settings)
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
