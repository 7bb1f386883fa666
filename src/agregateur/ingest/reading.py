"""One source read in one child process: what came back, and why not more. The parent's side.

    Job ─► read ─► (child: fetch, parse, group, expand) ─► Reading

A source, a connector or a library can loop, eat memory, crash the interpreter or lie: the child is killed and the
parent keeps what came until then. `read` never raises for any of this.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from types import ModuleType
from typing import Any

import structlog

from agregateur.contract import Listing, Record, Rejected, Repair, Withdrawn
from agregateur.errors import AgregateurError, ReadingKilled
from agregateur.ingest import child, messages, registry
from agregateur.ingest.confine import Limits
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.grouping import Group
from agregateur.ingest.opening import opened
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Expansion

__all__ = ["Again", "Group", "Job", "Limits", "Reading", "expand_again", "read", "read_file"]

USUAL = Limits()
_OFFLINE = FetchPolicy()
START = 60.0
"""Seconds until a child must run: the first one waits for the fork server's imports."""
GRACE = 2.0
"""Seconds between the polite and the final signal: time to hand over what was read."""

Content = bytes
"""Named, since `Reading` has a number of bytes."""
Known = Mapping[str, str] | Callable[[], Mapping[str, str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """One source to read.

    `kind` None: recognised from the fetched document. `zone` is the IANA zone of times without one. `known` maps
    uids to the digests of what is stored, or gives that mapping when the document turns out to have changed.
    `body_digest` is that of the last complete `Reading`: an equal one means
    that nothing changed, and validators of `policy` are sent only while it stands for the same connector version and
    options (None: they are sent as given, to connectors that read one document).
    """

    kind: str | None
    url: str
    policy: FetchPolicy
    now: datetime
    options: Mapping[str, Any] = field(default_factory=dict)
    zone: str = "Europe/Paris"
    known: Known = field(default_factory=dict)
    body_digest: str | None = None
    max_items: int = 20_000
    max_items_paged: int = 100_000


@dataclass(kw_only=True, slots=True)
class Reading:
    """What one reading brought.

    `complete`: collect ended by itself, so what is not in `groups` or `unchanged` is absent (which means something
    only if `listing` is `complete`). `not_modified`: the server, or equal bytes, say that nothing changed; then
    nothing else is set but validators. `error`: why the reading stopped; what came before is kept. `retry_after` and
    `seconds` are in seconds. `etag`, `last_modified`, `body_digest` are to be given back next time.
    """

    kind: str | None = None
    listing: Listing | None = None
    groups: list[Group] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    repairs: list[Repair] = field(default_factory=list)
    complete: bool = False
    not_modified: bool = False
    error: AgregateurError | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    final_url: str | None = None
    """Where the first document was found after redirects, masked."""
    bytes: int = 0
    requests: int = 0
    retry_after: int | None = None
    seconds: float = 0.0
    packed: list[messages.Packed] = field(default_factory=list)
    """Groups not yet unpacked, as the child sent them."""
    prepared: list[Content] = field(default_factory=list)
    """Groups that another process has prepared to be stored, as it sent them."""

    @property
    def brought(self) -> bool:
        """Whether any group came, changed or not."""
        return bool(self.groups or self.packed or self.prepared or self.unchanged)

    def unpack(self) -> None:
        """Moves the packed groups to `groups`; the first that cannot be opened ends the reading with an error."""
        packed, self.packed = self.packed, []
        try:
            for some in packed:
                self.groups += opened(some.content)
        except pickle.UnpicklingError as exc:
            self.error, self.complete = _not_plain(exc), False


@dataclass(kw_only=True, slots=True)
class Again:
    """Dates made again: by uid, and what could not be."""

    expansions: dict[str, Expansion] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    error: AgregateurError | None = None


def read(
    job: Job, *, limits: Limits = USUAL, kinds: registry.Kinds | None = None, packed: bool = False
) -> Reading:
    """Reads one source in a child process. Never raises for a fault of the source or of its connector.

    `kinds` defaults to the registry's; ConfigError passes through when the registry itself is wrong. `packed`: leave
    the groups packed, for `unpack` in another thread than the one that waits for the child.
    """
    _say_allowed(job.policy.allow)
    return _read(job, limits, kinds, None, packed)


def read_file(
    path: Path,
    *,
    now: datetime,
    kind: str | None = None,
    options: Mapping[str, Any] | None = None,
    url: str | None = None,
    zone: str = "Europe/Paris",
    policy: FetchPolicy = _OFFLINE,
    max_items: int = 20_000,
    limits: Limits = USUAL,
    kinds: registry.Kinds | None = None,
) -> Reading:
    """Reads a local file with one connector, in the same child: the first fetch answers the file, whatever its
    address, any other answers 404, and no connection is opened. `url` is the source's address when it is known."""
    address = url or path.absolute().as_uri()
    job = Job(
        kind=kind, url=address, policy=policy, now=now, options=options or {}, zone=zone, max_items=max_items
    )
    return _read(job, limits, kinds, path, False)


def expand_again(
    groups: Sequence[tuple[str, tuple[Record, ...]]],
    *,
    zone: str,
    window: tuple[datetime, datetime],
    limits: Limits = USUAL,
) -> Again:
    """The dates of stored groups (uid, records) for another window, made in a child like the one that read them."""
    again = Again()
    task = messages.Again(groups=tuple(groups), zone=zone, window=window, limits=limits)
    for message in _converse(task, limits, 0.0, {}):
        if isinstance(message, list):
            for out in message:
                if isinstance(out, Rejected):
                    again.rejected.append(out)
                else:
                    again.expansions[out[0]] = out[1]
        elif isinstance(message, messages.Ended):
            again.error = message.error
    return again


def _read(job: Job, limits: Limits, kinds: registry.Kinds | None, path: Path | None, packed: bool) -> Reading:
    started = time.monotonic()
    task = messages.Task(
        kind=job.kind,
        url=job.url,
        options=dict(job.options),
        zone=job.zone,
        window=(job.now - WINDOW_BACK, job.now + WINDOW_AHEAD),
        policy=job.policy,
        holds=bool(job.known),
        body_digest=job.body_digest,
        max_items=job.max_items,
        max_items_paged=job.max_items_paged,
        limits=limits,
        kinds=dict(registry.kinds() if kinds is None else kinds),
        path=path,
    )
    reading = Reading(kind=job.kind)
    for message in _converse(task, limits, job.policy.deadline + job.policy.pace, job.known):
        _take(reading, message)
    if not packed:
        reading.unpack()
    reading.seconds = time.monotonic() - started
    return reading


def _take(reading: Reading, message: object) -> None:
    if isinstance(message, messages.Packed):
        reading.packed.append(message)
    elif isinstance(message, messages.Same):
        reading.unchanged += message.keys
    elif isinstance(message, list):
        for out in message:
            match out:
                case Withdrawn():
                    reading.withdrawn.append(out.key)
                case Rejected():
                    reading.rejected.append(out)
                case Repair():
                    reading.repairs.append(out)
    elif isinstance(message, messages.Begun):
        reading.kind, reading.listing = message.kind, message.listing
    elif isinstance(message, messages.Ended):
        reading.error, reading.not_modified = message.error, message.not_modified
        reading.complete = message.error is None and not message.not_modified
        reading.etag, reading.last_modified = message.etag, message.last_modified
        reading.body_digest, reading.final_url = message.body_digest, message.final_url
        reading.bytes, reading.requests = message.bytes, message.requests
        if message.error is not None:
            reading.retry_after = message.error.values.get("retry_after")


def _converse(
    task: messages.Task | messages.Again, limits: Limits, fetch_seconds: float, known: Known
) -> Iterator[object]:
    """The child's messages, ending with one `Ended`, the child's own or one made for a child that died."""
    ours, theirs = process_context().Pipe()
    with ours:
        with no_main(), theirs:
            process = process_context().Process(target=child.main, args=(theirs, task), daemon=True)
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
            yield messages.Ended(error=_not_plain(exc))
            return
        if isinstance(message, messages.Ready):
            started, allowed, most = time.monotonic(), limits.wall, limits.total
            continue
        if isinstance(message, messages.Wanted):
            _answer(ours, known() if callable(known) else known)
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


def _answer(ours: Connection, known: Mapping[str, str]) -> None:
    try:
        ours.send_bytes(pickle.dumps(dict(known), pickle.HIGHEST_PROTOCOL))
    except OSError:
        # The child died as it asked: its end is read next.
        return


def _not_plain(exc: pickle.UnpicklingError) -> ReadingKilled:
    return ReadingKilled(
        f"the reading was stopped at a message that cannot be opened: {exc}", code="not_plain"
    )


def _death(exitcode: int | None) -> ReadingKilled:
    if exitcode == -signal.SIGKILL:
        return ReadingKilled(
            "the reading was killed, out of time or memory", code="killed", exitcode=exitcode
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


@cache
def _say_allowed(allow: frozenset[str]) -> None:
    if allow:
        structlog.get_logger().warning(
            "fetch_allow",
            note="AGREGATEUR_FETCH_ALLOW lets the fetcher reach these addresses although they may be private",
            allow=sorted(allow),
        )
