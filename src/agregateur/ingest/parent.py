"""The parent's side of a child process: it is begun, listened to, answered, and killed in time.

A source, a connector or a library can loop, eat memory, crash the interpreter or lie; whatever becomes of the child,
its messages end with one `Ended`.
"""

from __future__ import annotations

import json
import multiprocessing
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from types import ModuleType
from typing import Any

from agregateur.errors import ReadingKilled
from agregateur.ingest import child, messages, registry
from agregateur.ingest.confine import Limits
from agregateur.ingest.opening import opened

START = 60.0
"""Seconds until a child must run: the first one waits for the fork server's imports."""
GRACE = 2.0
"""Seconds between the polite and the final signal: time to hand over what was read."""
Known = Mapping[str, str] | Callable[[], str]
"""The digests of what is stored, by uid, or what gives them, as a JSON object, when they are asked for."""
Work = Callable[[Connection, Any], None]
"""What a child runs: given its end of the pipe and the task. A function of a module, so that it is found by name."""


def converse(
    task: object, limits: Limits, fetch_seconds: float, known: Known, work: Work = child.main
) -> Iterator[object]:
    """The messages of a child that does `work` on `task`, ending with one `Ended`, the child's own or one made for a
    child that died."""
    ours, theirs = process_context().Pipe()
    with ours:
        with no_main(), theirs:
            process = process_context().Process(target=work, args=(theirs, task), daemon=True)
            try:
                process.start()
            except (OSError, EOFError) as exc:
                # The fork server itself died, or the machine has no process or file left to give.
                error = ReadingKilled(f"the reading could not begin: {exc}", code="not_started")
                yield messages.Ended(error=error)
                return
        try:
            yield from _messages(ours, process, limits, fetch_seconds, known)
        finally:
            if process.is_alive():
                process.join(GRACE)
            process.kill()
            process.join()
            process.close()


def _messages(
    ours: Connection, process: ForkServerProcess, limits: Limits, fetch_seconds: float, known: Known
) -> Iterator[object]:
    started, allowed, most, asked_to_stop = time.monotonic(), START, START, False
    while True:
        left = min(allowed, most) - (time.monotonic() - started)
        if not ours.poll(max(left, 0.0)):
            if asked_to_stop:
                error = ReadingKilled("the reading took too long and was killed", code="too_slow")
                yield messages.Ended(error=error)
                return
            process.terminate()
            asked_to_stop, allowed = True, time.monotonic() - started + GRACE
            most = allowed
            continue
        try:
            message = _opened(ours.recv_bytes())
        except (EOFError, OSError):
            process.join(GRACE)
            yield messages.Ended(error=_death(process.exitcode))
            return
        except pickle.UnpicklingError as exc:
            yield messages.Ended(error=not_plain(exc))
            return
        if isinstance(message, messages.Ready):
            started, allowed, most = time.monotonic(), limits.wall, limits.total
            continue
        if isinstance(message, messages.Wanted):
            _answer(ours, known() if callable(known) else json.dumps(dict(known)))
            continue
        yield message
        if isinstance(message, messages.Ended):
            return
        if not asked_to_stop:
            allowed += fetch_seconds if isinstance(message, messages.Fetching) else 0.0
            allowed += limits.per_item * _items(message)


def _opened(data: bytes) -> object:
    if data[:1] == messages.PACKED:
        return messages.Packed.from_bytes(data)
    return opened(data)


def _items(message: object) -> int:
    match message:
        case list():
            return len(message)
        case messages.Packed():
            return message.count
        case messages.Same():
            return len(message.keys)
    return 0


def _answer(ours: Connection, known: str) -> None:
    try:
        ours.send_bytes(known.encode())
    except OSError:
        # The child died as it asked: its end is read next.
        return


def not_plain(exc: pickle.UnpicklingError) -> ReadingKilled:
    """The error of a reading that sent what `opened` refuses."""
    return ReadingKilled(
        f"the reading was stopped at a message that cannot be opened: {exc}", code="not_plain"
    )


def _death(exitcode: int | None) -> ReadingKilled:
    if exitcode == -signal.SIGKILL:
        return ReadingKilled(
            "the reading was killed, out of time or memory", code="killed", exitcode=exitcode
        )
    if exitcode == -signal.SIGABRT:
        # What a library in another language does where Python raises MemoryError: Rust aborts.
        return ReadingKilled(
            "the reading was aborted, out of memory", code="too_much_memory", exitcode=exitcode
        )
    return ReadingKilled(f"the reading died (exit code {exitcode})", code="died", exitcode=exitcode)


@cache
def process_context() -> ForkServerContext:
    """Where processes come from: a fork server that has what reading needs."""
    context = multiprocessing.get_context("forkserver")
    modules = {connector.__module__ for connector in registry.kinds().values()}
    context.set_forkserver_preload([*sorted(modules), "agregateur.ingest.warm"])
    return context


_starting = threading.Lock()


@contextmanager
def no_main() -> Iterator[None]:
    """Processes that begin within the block do not run the main script again."""
    # multiprocessing runs the parent's main script again in each child, under another name: here that would be the
    # whole command line, for nothing. It looks for it in sys.modules.
    with _starting:
        main = sys.modules.get("__main__")
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            yield
        finally:
            if main is not None:
                sys.modules["__main__"] = main
