#!/usr/bin/env python3
"""From a bare clone to a running portal, with nothing but Python 3.11: `python3 deploy/bootstrap.py COMMAND`.

    install   make or renew `.venv` from requirements.lock
    run       install, then `agregateur serve` (more arguments are passed on)
    test      install, then the tests on all cores (or pytest with the arguments given)
    uv        run uv itself with the arguments given, set up as for `install` (to renew requirements.lock, to build)

uv does the installing: the one on PATH, else one that `python -m venv` or `pip --target` fetches into
`.venv-tools`. A machine's own pip configuration (mirror, certificates) is handed on to uv and written nowhere.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
STAMP = VENV / "installed.sha256"
# uv does not read pip's configuration: what each of pip's settings is called there.
FROM_PIP = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "cert": "SSL_CERT_FILE",
}


def main(arguments: list[str]) -> int:
    command, *rest = arguments or ["help"]
    if command not in {"install", "run", "test", "uv"}:
        print(__doc__)
        return 0 if command in {"help", "-h", "--help"} else 2
    if sys.version_info < (3, 11):
        print(
            f"agregateur needs Python 3.11 or newer; this is {sys.version.split()[0]} ({sys.executable}).\n"
            "Start again with a newer one, for example: python3.12 deploy/bootstrap.py run",
            file=sys.stderr,
        )
        return 1
    if command == "uv":
        uv, environment = find_uv()
        return subprocess.run([uv, *rest], env=environment, check=False).returncode
    try:
        install()
    except subprocess.CalledProcessError as failed:
        print(
            f"Installing stopped: {' '.join(map(str, failed.cmd))} ended with {failed.returncode}.",
            file=sys.stderr,
        )
        return 1
    if command == "run":
        program: list[str | Path] = [VENV / "bin" / "agregateur", "serve", *rest]
    elif command == "test":
        program = [VENV / "bin" / "python", "-m", "pytest", *(rest or ["-n", "auto", "--dist", "worksteal"])]
    else:
        return 0
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execv(program[0], [str(part) for part in program])  # noqa: S606


def install() -> None:
    """Bring `.venv` to what requirements.lock says; does nothing when it is there already."""
    wanted = digest()
    if STAMP.exists() and STAMP.read_text() == wanted and (VENV / "bin" / "python").exists():
        return
    uv, environment = find_uv()
    STAMP.unlink(missing_ok=True)
    python = VENV / "bin" / "python"
    if not same_python(python):
        shutil.rmtree(VENV, ignore_errors=True)
        call([uv, "venv", "--quiet", "--python", sys.executable, VENV], environment)
    call(
        [uv, "pip", "sync", "--quiet", "--python", python, "--require-hashes", "requirements.lock"],
        environment,
    )
    call([uv, "pip", "install", "--quiet", "--python", python, "--no-deps", "--editable", "."], environment)
    STAMP.write_text(wanted)


def digest() -> str:
    """Digest of all that an installation depends on."""
    state = hashlib.sha256(f"{sys.version} {sys.executable} {ROOT}".encode())
    for name in ("requirements.lock", "pyproject.toml"):
        state.update((ROOT / name).read_bytes())
    return state.hexdigest()


def same_python(python: Path) -> bool:
    """Whether `.venv` exists already and was made with the Python that runs this."""
    if not python.exists():
        return False
    asked = subprocess.run(
        [python, "-c", "import sys; print(sys.version)"], capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() == sys.version.strip()


def find_uv() -> tuple[str, dict[str, str]]:
    """The uv program, fetched if need be, and the environment to run it in."""
    found = shutil.which("uv") or shutil.which("uv", path=str(TOOLS / "bin"))
    if not found:
        print("Fetching uv, once, to install the rest…", file=sys.stderr)
        found = fetch_uv()
    return found, {**from_pip(), **os.environ, "UV_PYTHON": sys.executable}


def fetch_uv() -> str:
    """uv by pip: in a virtual environment, else (no ensurepip: Debian without python3-venv) by `--target`."""
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", TOOLS], capture_output=True, check=False)
    if made.returncode == 0:
        call([TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "uv"], dict(os.environ))
    elif (
        subprocess.run(
            [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
        ).returncode
        == 0
    ):
        shutil.rmtree(TOOLS, ignore_errors=True)
        call([sys.executable, "-m", "pip", "install", "--quiet", "--target", TOOLS, "uv"], dict(os.environ))
    else:
        shutil.rmtree(TOOLS, ignore_errors=True)
        sys.exit(
            "This Python has neither venv nor pip, and there is no uv. On Debian or Ubuntu:\n"
            "  sudo apt install python3-venv"
        )
    return str(TOOLS / "bin" / "uv")


def from_pip() -> dict[str, str]:
    """pip's settings on this machine, from its files and its environment, under uv's names."""
    python = next((p for p in (TOOLS / "bin" / "python", Path(sys.executable)) if p.exists()), sys.executable)
    asked = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    out: dict[str, str] = {}
    for line in asked.stdout.splitlines():
        key, _, value = line.partition("=")
        name = FROM_PIP.get(key.rpartition(".")[2])
        if name:
            # pip's lists are parted by blanks, and so are uv's, but for UV_FIND_LINKS.
            values = [part for part in value.strip("'\"").replace("\\n", " ").split() if there(part)]
            if not values:
                continue
            out[name] = ("," if name == "UV_FIND_LINKS" else " ").join(values)
    if "UV_INDEX" in out:
        # As pip: the best version over all indexes. The lock's hashes decide what is accepted.
        out["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return out


def there(address: str) -> bool:
    """Whether an index may be used: pip passes over a folder that does not exist, uv stops."""
    path = address.removeprefix("file://")
    return "://" in path or Path(path).exists()


def call(command: list[str | Path], environment: dict[str, str]) -> None:
    subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
