"""A guard that notices every file and every connection that is opened while a connector reads.

Audit hooks cannot be taken away (PEP 578), so one is installed a process, and listens only inside `watched()`.
"""

from __future__ import annotations

import importlib
import sys
import sysconfig
import threading
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

# It binds a socket when it is first imported, to see whether IPv6 is there: a parsing library may bring it.
with suppress(ImportError):
    importlib.import_module("urllib3")

# What the interpreter itself may open late: modules, and time-zone data.
_OWN = tuple(
    str(Path(folder).resolve())
    for folder in {*sysconfig.get_paths().values(), sys.prefix, sys.base_prefix, *zoneinfo.TZPATH}
    if folder
)
_REPOSITORY = Path(__file__).resolve().parents[2]
_CODE = tuple(str(_REPOSITORY / folder) for folder in ("src", "connecteurs"))
_FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "urllib.Request",
    "http.client",
    "ftplib.",
)


class _Hook:
    def __init__(self) -> None:
        self.thread: int | None = None
        self.seen: list[str] = []

    def __call__(self, event: str, values: tuple[Any, ...]) -> None:
        if self.thread != threading.get_ident():
            return
        if event == "open":
            path = values[0]
            if isinstance(path, bytes):
                path = path.decode("utf-8", "replace")
            if not (isinstance(path, str) and self._is_own(path)):
                self.seen.append(f"open {path!r}")
        elif event.startswith(_FORBIDDEN):
            self.seen.append(f"{event} {values!r}"[:200])

    @staticmethod
    def _is_own(path: str) -> bool:
        full = str(Path(path).absolute())
        return full.startswith(_OWN) or (full.startswith(_CODE) and full.endswith((".py", ".pyc")))


_hook: list[_Hook] = []


@contextmanager
def watched() -> Iterator[list[str]]:
    """What was opened inside the block, the interpreter's own modules and time-zone data left out."""
    if not _hook:
        _hook.append(_Hook())
        sys.addaudithook(_hook[0])
    hook = _hook[0]
    hook.seen, hook.thread = [], threading.get_ident()
    seen = hook.seen
    try:
        yield seen
    finally:
        hook.thread = None
