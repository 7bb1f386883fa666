"""ical.js, kept running beside the tests: the reader of Thunderbird and of most calendars in a browser."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

VERSION = "2.2.1"
FOLDER = Path(__file__).parents[2] / "var" / "npm" / f"ical.js-{VERSION}"

Read = Callable[[bytes], dict[str, Any]]


def _installed() -> Path:
    """The module's path; installed once for all workers and runs."""
    module = FOLDER / "node_modules" / "ical.js" / "dist" / "ical.js"
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not module.exists():
            command = ["npm", "install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund"]
            subprocess.run([*command, "--prefix", str(FOLDER), f"ical.js@{VERSION}"], check=True, timeout=120)
    return module


@pytest.fixture(scope="session")
def ical_js() -> Iterator[Read]:
    """Reads a calendar with ical.js: what tests/publish/js/read.mjs says of it."""
    if not shutil.which("node") or not shutil.which("npm"):
        pytest.skip("Node and npm are not installed: ical.js cannot read our calendars here")
    script = Path(__file__).with_name("js") / "read.mjs"
    with subprocess.Popen(
        ["node", str(script), str(_installed())], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, answers = process.stdin, process.stdout
        assert asked and answers

        def read(body: bytes) -> dict[str, Any]:
            asked.write(json.dumps({"ics": body.decode()}) + "\n")
            asked.flush()
            answer: dict[str, Any] = json.loads(answers.readline())
            assert "error" not in answer, answer["error"]
            return answer

        yield read
        asked.close()
        process.wait(10)
