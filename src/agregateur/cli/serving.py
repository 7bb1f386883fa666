"""Serving: the portal and its collector, until they are stopped."""

from __future__ import annotations

import os
import socket
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, Annotated

import typer

from agregateur.cli import common
from agregateur.errors import AgregateurError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from agregateur.context import Context


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any.")] = 8000,
    config: common.ConfigOption = None,
    examples: Annotated[
        bool | None, typer.Option("--examples/--no-examples", help="Read the sample partners.")
    ] = None,
) -> None:
    """Serve the portal, and read the sources at their own pace in one collector process."""
    import structlog

    from agregateur.ingest.heap import settle
    from agregateur.jobs.collector import Collector, lifespan
    from agregateur.web.app import portal

    # Before anything is written or read: a second one on this port is a mistake to tell at once.
    with ExitStack() as stack:
        listener = stack.enter_context(_listener(host, port))
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}"
        context = stack.enter_context(common.opened(config, examples=examples, served=address))
        _first_reading(context)
        app, front = portal(context.database, context.configuration, context.settings, now=common.now)
        app.router.lifespan_context = lifespan(Collector(context, common.now))
        structlog.get_logger().info("serving", address=address)
        settle()
        with suppress(KeyboardInterrupt):
            server(front).run(sockets=[listener])


def server(front: ASGIApp) -> uvicorn.Server:
    """The HTTP server. The address of a visitor is never used, so no proxy's word on it is needed."""
    import uvicorn

    from agregateur.web.wire import Wire

    return uvicorn.Server(
        uvicorn.Config(
            front,
            http=Wire,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        )
    )


def _first_reading(context: Context) -> None:
    """Read the sample partners before the first page is asked for: they are files, and take seconds."""
    from agregateur.jobs.harvest import harvest as run
    from agregateur.store import numbering

    samples = [stanza.id for stanza in context.configuration.sources if stanza.example]
    with context.database.reader() as connection:
        empty = numbering.events_shown(connection) == 0
    if samples and empty:
        typer.secho("reading the sample partners…", err=True)
        run(context, samples, clock=common.now)


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
