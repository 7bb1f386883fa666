"""OpenActive's own validators (npm), run over what we publish."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

PACKAGES = ("@openactive/data-model-validator@3.0.3", "@openactive/rpde-validator@3.0.3571")
FOLDER = Path(__file__).parents[2] / "var" / "npm" / "openactive-3.0.3571"
SCRIPT = Path(__file__).with_name("js") / "openactive.cjs"


def installed() -> Path:
    """The folder of the packages; installed once for all workers and runs. Skips the test where there is no Node."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not installed: OpenActive's validators cannot run here")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (FOLDER / "done").exists():
            command = ["npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"]
            arguments = ["--ignore-scripts", "--prefix", str(FOLDER), *PACKAGES]
            subprocess.run([*command, *arguments], check=True, timeout=240, capture_output=True)
            (FOLDER / "done").touch()
    return FOLDER


def run(what: str, *more: str, given: Any = None) -> list[list[str]]:
    """What the validator of `what` (data, feed) finds: severity, type, path…"""
    command = ["node", str(SCRIPT), str(installed()), what, *more]
    done = subprocess.run(
        command, input=json.dumps(given), capture_output=True, text=True, check=True, timeout=60
    )
    found: list[list[str]] = json.loads(done.stdout)
    return found
