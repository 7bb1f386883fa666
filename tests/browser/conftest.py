"""The portal of the page tests on a port of its own, and a browser to look at it."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn

from agregateur.store.database import Database
from tests.browser import chromium
from tests.web.conftest import Portal, briancon, stores  # noqa: F401  (a fixture is found by its name)
from tests.web.factory import Filler


@pytest.fixture(scope="module")
def served(stores: Callable[[str, Callable[[Filler], None]], Path]) -> Iterator[str]:  # noqa: F811
    """The portal of the page tests on a port of its own."""
    portal = Portal(Database(f"sqlite:///{stores('browser', briancon)}"))
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(portal.app, log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()
    portal.database.dispose()


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[chromium.Page]:
    program = chromium.found()
    assert program is not None
    with chromium.browser(program, tmp_path_factory.mktemp("profile")) as found:
        yield found
