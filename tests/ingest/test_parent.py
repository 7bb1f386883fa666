"""A child and its parent: the parent's script is not run again, and no child outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path


def test_the_child_does_not_run_the_parents_script_again(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        textwrap.dedent(
            f"""
            from datetime import UTC, datetime
            from pathlib import Path
            from agregateur.ingest.reading import read_file
            open({str(tmp_path / "ran")!r}, "a").write("x")
            read_file(Path({str(tmp_path / "none")!r}), now=datetime.now(UTC))
            """
        )
    )
    subprocess.run([sys.executable, str(script)], env=environment(), timeout=60, check=True)
    assert (tmp_path / "ran").read_text() == "x"


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    """kill -9 of the parent: neither the child that was reading nor the fork server lives on."""
    script = textwrap.dedent(
        """
        from datetime import UTC, datetime
        from agregateur.ingest.reading import FetchPolicy, Job, read
        from tests.ingest.behaviours import KINDS
        read(Job(kind="sleeper", url="https://a.example/", policy=FetchPolicy(), now=datetime.now(UTC)), kinds=KINDS)
        """
    )
    pid_file = tmp_path / "pid"
    parent = subprocess.Popen([sys.executable, "-c", script], env=environment() | {"PID_FILE": str(pid_file)})
    try:
        wait_for(lambda: pid_file.exists() and pid_file.read_text() != "")
        child = int(pid_file.read_text())
        assert alive(child)
    finally:
        parent.kill()
        parent.wait()
    wait_for(lambda: not alive(child))


def environment() -> dict[str, str]:
    root = Path(__file__).parents[2]
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)])}


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
