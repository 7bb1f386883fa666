"""The programs of others that read our feeds: where they are, and what installs them.

newsboat, calcurse and Gnumeric are Debian's (`.ci/run` installs them). vdirsyncer and khal come from PyPI into an
environment of their own (`requirements.lock`, made from `requirements.in` as the project's own lock is), node-ical and
check-geojson from npm: once for all runs, under `var/`. Where one cannot be had the test says so and is passed over;
in CI (`CI=true`) it fails.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parents[2]
LOCK = Path(__file__).with_name("requirements.lock")
NPM = (
    "node-ical@0.27.2",
    "rrule-temporal@2.2.8",
    "temporal-polyfill@1.0.8",
    "@placemarkio/check-geojson@0.1.14",
)
"""With what node-ical rests on, so that a new release of that changes nothing here."""


def debian(name: str) -> str:
    """The path of a program that Debian packages."""
    found = shutil.which(name)
    return found or _absent(f"{name} is not installed (Debian's packages have it)")


def python_programs() -> Path:
    """The folder in which vdirsyncer and khal lie."""
    # Scripts name their Python by its path: another Python, or another folder, is another environment.
    state = f"{sys.version} {sys.executable} {ROOT} {LOCK.read_text()}"
    folder = ROOT / "var" / "clients" / f"python-{hashlib.sha256(state.encode()).hexdigest()[:12]}"
    python = folder / "bin" / "python"
    uv = [sys.executable, "deploy/bootstrap.py", "uv"]
    with _once(folder) as wanted:
        if wanted:
            _run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder)])
            _run([*uv, "pip", "sync", "--quiet", "--python", str(python), "--require-hashes", str(LOCK)])
    return folder / "bin"


def node_modules() -> Path:
    """The folder of the packages of `NPM`."""
    debian("node")
    debian("npm")
    folder = ROOT / "var" / "npm" / f"clients-{hashlib.sha256(' '.join(NPM).encode()).hexdigest()[:12]}"
    with _once(folder) as wanted:
        if wanted:
            folder.mkdir(parents=True, exist_ok=True)
            quiet = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
            _run(["npm", "install", *quiet, "--prefix", str(folder), *NPM])
    return folder / "node_modules"


@contextmanager
def _once(folder: Path) -> Iterator[bool]:
    """Whether the caller must fill `folder`: one worker does, the others wait for it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    done = folder.with_name(f"{folder.name}.done")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        wanted = not (done.exists() and folder.is_dir())
        yield wanted
        if wanted:
            done.touch()


def _run(command: Sequence[str]) -> None:
    try:
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, timeout=240)
    except subprocess.TimeoutExpired:
        _absent(f"{' '.join(command[:4])} did not end")
    except subprocess.CalledProcessError as failed:
        _absent(f"{' '.join(command[:4])} failed: {failed.stderr.strip()[-300:]}")


def _absent(reason: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
