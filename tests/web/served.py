"""A portal behind a real HTTP server, for software that is not ours."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from agregateur.config import Settings
from tests.web.conftest import Portal


@contextmanager
def served(portal: Portal) -> Iterator[str]:
    """Serves the portal on a free port of this machine, under that address. Gives its base URL."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        there = Portal(portal.database, portal.now, Settings(base_url=base))
        server = uvicorn.Server(uvicorn.Config(there.app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield base
        finally:
            server.should_exit = True
            thread.join(10)
