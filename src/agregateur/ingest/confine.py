"""The limits that a reading child puts on itself before it touches anything from outside."""

from __future__ import annotations

import fcntl
import multiprocessing
import os
import resource
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_STOPS = (signal.SIGTERM, signal.SIGXCPU)
NICE = 5
"""A third of the processor time of what runs beside it, when there is not enough for all."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What one child may use. Seconds and bytes.

    An ordinary feed takes 11 ms in such a child, the worst hostile bodies would take hours; 20,000 events
    of iCalendar take about 15 s of processor time to parse and expand.
    """

    cpu: float = 30.0
    wall: float = 90.0
    """Without the time that the fetcher may wait, which its policy bounds."""
    per_item: float = 0.002
    """Added to `cpu` and `wall` for each item."""
    total: float = 1_800.0
    """Wall time, whatever the number of items and requests."""
    memory: int = 1 << 30
    """Address space beyond what the preloaded child starts with."""
    occurrences: int = 500_000
    """Dates in one reading: beyond, groups are refused one by one."""
    sent: int = 256_000_000
    """Bytes that the child may hand to its parent."""


class Stopped(BaseException):
    """The child's time is up. Not an Exception: no connector may swallow it."""


def confine(limits: Limits, items: int) -> None:
    """Dies with its parent, writes nowhere, and bears limits of memory and processor time for at most `items`."""
    _die_with_parent()
    # What a connector or a C library prints is not part of anybody's output.
    null = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(null, stream)
    # The parent, which stores what several children read, and the portal's pages go first.
    os.nice(NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for number in _STOPS:
        signal.signal(number, _stop)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(
        resource.RLIMIT_CPU, (_whole(limits.cpu), _whole(limits.cpu + limits.per_item * items) + 5)
    )
    space = limits.memory + _address_space()
    resource.setrlimit(resource.RLIMIT_AS, (space, space))


def grant(limits: Limits, items: int) -> None:
    """Raises the soft limit of processor time to what `items` items may use."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (min(_whole(limits.cpu + limits.per_item * items), hard), hard))


def deaf() -> None:
    """From now on only SIGKILL ends this process: what is left to do is to report."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Holds back the signals that raise Stopped: half a message on the pipe would lose all that follows."""
    signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


def _die_with_parent() -> None:
    # The fork server is our parent process, and lives as long as we do: the pipe to the one who asked is what ends
    # when that one is killed. The kernel turns its end into SIGKILL, whatever code holds the interpreter then.
    asked_by = multiprocessing.parent_process()
    if asked_by is None or sys.platform != "linux":
        return
    fcntl.fcntl(asked_by.sentinel, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(asked_by.sentinel, fcntl.F_SETSIG, signal.SIGKILL)
    flags = fcntl.fcntl(asked_by.sentinel, fcntl.F_GETFL)
    fcntl.fcntl(asked_by.sentinel, fcntl.F_SETFL, flags | os.O_ASYNC)
    if select.select([asked_by.sentinel], [], [], 0)[0]:
        os._exit(1)  # it died before we listened


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def _whole(seconds: float) -> int:
    return max(1, round(seconds + 0.499))


def _address_space() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()
