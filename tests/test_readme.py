"""Every command of README, run as written in a clean copy of the repository (all but `make test`, which runs this)."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_NOT_COPIED = (
    ".git",
    ".venv",
    ".venv-tools",
    "var",
    "node_modules",
    "dist",
    ".*_cache",
    "__pycache__",
    ".hypothesis",
)
_SERVES = {"make run"}
_LEFT_OUT = {"make test"}
_PATIENCE = 240.0
"""Seconds for an installation and a first harvest on a slow machine."""


def blocks() -> list[str]:
    """The `sh` blocks of README, in order."""
    return [
        block.strip()
        for block in re.findall(r"^```sh\n(.*?)^```$", (ROOT / "README.md").read_text(), re.M | re.S)
    ]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    copy = tmp_path / "clone"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*_NOT_COPIED))
    return copy


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def environment(port: int) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AGREGATEUR_", "VIRTUAL_ENV", "PYTHON"))}
    tools = os.pathsep.join([str(ROOT / ".venv-tools" / "bin"), str(Path(sys.base_prefix) / "bin")])
    return {**kept, "PATH": f"{tools}{os.pathsep}{kept['PATH']}", "ARGS": f"--port {port}"}


@pytest.mark.slow
def test_every_command_of_readme(clone: Path, environment: dict[str, str], port: int) -> None:
    commands = blocks()
    assert len(commands) >= 6
    assert set(commands) >= _SERVES | _LEFT_OUT
    for command in commands:
        if command in _SERVES:
            with served(command, clone, environment):
                wait_for(f"http://127.0.0.1:{port}/readyz", "")
                wait_for(f"http://127.0.0.1:{port}/", "/evenements/")
        elif command not in _LEFT_OUT:
            run(command, clone, environment)


def run(command: str, folder: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}"


@contextmanager
def served(command: str, folder: Path, environment: dict[str, str]) -> Iterator[None]:
    """`command` in the background, stopped as Ctrl-C does, and gone afterwards."""
    with (folder / "served.log").open("w+") as log:
        process = subprocess.Popen(
            ["bash", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield
        except AssertionError as wrong:
            log.seek(0)
            raise AssertionError(f"{wrong}\n{log.read()[-4000:]}") from None
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise AssertionError(f"{command} did not stop within 20 s of Ctrl-C") from None
        # The server of children notices by its closed pipe that nobody needs it: 0.4 s measured.
        patience = time.monotonic() + 5
        while (left := working_in(folder)) and time.monotonic() < patience:
            time.sleep(0.1)
        assert not left, f"{command} left processes behind"


def working_in(folder: Path) -> list[str]:
    """The processes whose working folder is `folder`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if entry.joinpath("cwd").readlink() == folder:
                found.append(entry.name)
    return found


def wait_for(url: str, text: str) -> None:
    """Return once `url` answers with `text` in it: the server starts first, then the first harvest ends."""
    end = time.monotonic() + _PATIENCE
    seen = "nothing yet"
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                seen = answer.read().decode()
        except OSError as not_yet:
            seen = str(not_yet)
        else:
            if text in seen:
                return
        time.sleep(0.5)
    raise AssertionError(f"{url} never answered {text!r}, but: {seen[:2000]}")
