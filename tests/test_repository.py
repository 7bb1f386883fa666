"""What holds for the repository as a whole: nothing of a developer's machine, and no dependency unsaid or unused."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Written in pieces, so that this file does not find itself.
_FOREIGN = re.compile(
    "|".join(
        [
            "py" + r"pi\.(org|python)",
            "python" + r"hosted\.org",
            "registry" + r"\.npmjs",
            "npm" + r"js\.org",
            r"crates\." + "io",
            r"(?<![\w.])/" + r"(root|home/\w+|work|Users/\w+)/",
            "file" + r":///(opt|tmp|home|root)",
        ]
    )
)
# The lower half of a dependency, whose version it fixes itself.
_PART_OF = {"starlette": "fastapi", "pydantic-core": "pydantic", "markupsafe": "jinja2"}
# Needed without being imported under their own name.
_UNIMPORTED = {
    "tzdata": "zoneinfo reads it where the system has no zones",
    "httptools": "uvicorn reads requests with it when it is there",
    "uvloop": "uvicorn waits with it when it is there",
}


def committed() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git clone")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_machine() -> None:
    found = []
    for path in committed():
        for number, line in enumerate(path.read_bytes().decode("utf-8", "replace").splitlines(), 1):
            if match := _FOREIGN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")
    assert not found


def test_the_lock_names_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > lock.count("==")


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [line for lines in project.get("optional-dependencies", {}).values() for line in lines]
    declared = {_name(line) for line in project["dependencies"]}
    optional = {_name(line) for line in extras}
    names = {_name(d) for module in _imported_modules() for d in packages_distributions().get(module, [])}
    imported = {_PART_OF.get(name, name) for name in names} - {"agregateur"}
    assert imported - declared - optional == set()
    assert declared - imported - set(_UNIMPORTED) == set()


def _imported_modules() -> set[str]:
    found: set[str] = set()
    for folder in ("src", "connecteurs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement, maxsplit=1)[0].lower().replace("_", "-").replace(".", "-")
