"""A town served anew for each client, from a store that is harvested once; and how a client is run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clients import programs
from tests.clients.town import Town, before, serve

Run = Callable[..., str]


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder of npm's packages. One attempt to install them a session."""
    return programs.node_modules()


@pytest.fixture(scope="session")
def python_programs() -> Path:
    """The folder of vdirsyncer and khal. One attempt to install them a session."""
    return programs.python_programs()


@pytest.fixture(scope="session")
def _harvested(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the town before anything changed."""
    folder = tmp_path_factory.mktemp("town")
    store = folder / "store.sqlite"
    shutil.copyfile(_sqlite_template, store)
    portal = before(folder / "sources", f"sqlite:///{store}")
    assert portal.harvest()["mjc"]["outcome"] == "ok"
    with portal.database.writer() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    portal.database.dispose()
    return store


@pytest.fixture
def town(_harvested: Path, tmp_path: Path) -> Iterator[Town]:
    store = tmp_path / "store.sqlite"
    shutil.copyfile(_harvested, store)
    portal = before(tmp_path / "sources", f"sqlite:///{store}")
    with serve(portal) as found:
        yield found
    portal.database.dispose()


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a program in Paris, in a home of its own, and gives what it printed; it must end well, without a word."""
    home = tmp_path / "home"
    home.mkdir()
    there = {"TZ": "Europe/Paris", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "HOME": str(home)}
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}

    def ran(*command: str | Path, given: str | None = None) -> str:
        done = subprocess.run(
            [str(part) for part in command],
            input=given,
            env=kept | there,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return ran
