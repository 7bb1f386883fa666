"""The bootstrap: what it hands on from pip, when it installs again, and what it says to those it cannot help."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "bootstrap.py"


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script as a module, at home in an empty folder."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name, folder in (
        ("ROOT", "."),
        ("VENV", ".venv"),
        ("TOOLS", ".venv-tools"),
        ("STAMP", ".venv/stamp"),
    ):
        monkeypatch.setattr(module, name, tmp_path / folder)
    (tmp_path / "requirements.lock").write_text("")
    (tmp_path / "pyproject.toml").write_text("")
    return module


def program(folder: Path, name: str, text: str) -> Path:
    """An executable shell script."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def test_pips_configuration_reaches_uv(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    listing = (
        "global.index-url='https://mirror.example.org/simple'\n"
        f":env:.extra-index-url='https://more.example.org/simple file://{tmp_path}/absent'\n"
        f"global.find-links='{wheels} {tmp_path}/absent'\n"
        "global.timeout='60'\n"
    )
    fake = program(tmp_path, "python", f"cat <<'END'\n{listing}END")
    monkeypatch.setattr(bootstrap.sys, "executable", str(fake))
    assert bootstrap.from_pip() == {
        "UV_DEFAULT_INDEX": "https://mirror.example.org/simple",
        "UV_INDEX": "https://more.example.org/simple",
        "UV_FIND_LINKS": str(wheels),
        "UV_INDEX_STRATEGY": "unsafe-best-match",
    }


def test_what_the_operator_says_to_uv_wins(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = program(tmp_path, "python", "echo \"global.index-url='https://mirror.example.org/simple'\"")
    program(tmp_path / "bin", "uv", "exit 0")
    monkeypatch.setattr(bootstrap.sys, "executable", str(fake))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    monkeypatch.setenv("UV_DEFAULT_INDEX", "https://own.example.org/simple")
    found, environment = bootstrap.find_uv()
    assert found == str(tmp_path / "bin" / "uv")
    assert environment["UV_DEFAULT_INDEX"] == "https://own.example.org/simple"
    assert environment["UV_PYTHON"] == str(fake)


def test_an_installation_is_renewed_only_when_something_changed(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def call(command: list[object], environment: dict[str, str]) -> None:
        calls.append(" ".join(str(part) for part in command[1:3]))
        program(tmp_path / ".venv" / "bin", "python", "exit 1")

    monkeypatch.setattr(bootstrap, "call", call)
    monkeypatch.setattr(bootstrap, "find_uv", lambda: ("uv", {}))
    bootstrap.install()
    assert calls == ["venv --quiet", "pip sync", "pip install"]
    calls.clear()
    bootstrap.install()
    assert calls == []
    (tmp_path / "requirements.lock").write_text("more")
    bootstrap.install()
    assert "pip sync" in calls


def test_an_installation_that_failed_is_begun_again(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path / ".venv" / "bin", "python", "exit 1")
    bootstrap.STAMP.write_text("older")

    def call(command: list[object], environment: dict[str, str]) -> None:
        raise subprocess.CalledProcessError(1, [str(part) for part in command])

    monkeypatch.setattr(bootstrap, "call", call)
    monkeypatch.setattr(bootstrap, "find_uv", lambda: ("uv", {}))
    assert bootstrap.main(["install"]) == 1
    assert not bootstrap.STAMP.exists()


def test_without_venv_pip_and_uv_it_says_the_one_command(
    bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap.sys, "executable", str(program(tmp_path, "python", "exit 1")))
    with pytest.raises(SystemExit, match="sudo apt install python3-venv"):
        bootstrap.fetch_uv()


def test_an_old_python_is_told_so(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 13))
    assert bootstrap.main(["run"]) == 1
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


@pytest.mark.parametrize(("arguments", "code"), [([], 0), (["--help"], 0), (["instal"], 2)])
def test_help(arguments: list[str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False, env=os.environ
    )
    assert done.returncode == code
    assert "run " in done.stdout
