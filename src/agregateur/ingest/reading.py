"""One source read in one child process: what came back, and why not more.

    Job ─► read ─► (child: fetch, parse, group, expand) ─► Reading

What came until a child was killed is kept; `read` never raises for what a source or its connector does.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import structlog

from agregateur.contract import Document, Listing, Record, Rejected, Repair, Withdrawn
from agregateur.errors import AgregateurError
from agregateur.hushed import secrets_of
from agregateur.ingest import messages, registry
from agregateur.ingest.confine import Limits
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.grouping import Group
from agregateur.ingest.hiding import EVERYTHING, Words
from agregateur.ingest.opening import opened
from agregateur.ingest.parent import Known, converse, not_plain
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Expansion

__all__ = ["Again", "Group", "Job", "Limits", "Reading", "expand_again", "read", "read_file"]

USUAL = Limits()
_OFFLINE = FetchPolicy()

Onto = Callable[[messages.Packed], None]
"""What takes groups on, as they come from the child."""


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
    words: Words = EVERYTHING
    given: Mapping[str, Document] = field(default_factory=dict)
    """Documents fetched a moment ago, by address: they are not asked for again."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """What nothing that comes back may hold, beside what `url` and `options` state in clear."""


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
    handed: int = 0
    """Groups that were handed on as they came, and are in neither."""

    @property
    def brought(self) -> bool:
        """Whether any group came, changed or not."""
        return bool(self.groups or self.packed or self.handed or self.unchanged)

    def unpack(self) -> None:
        """Moves the packed groups to `groups`; the first that cannot be opened ends the reading with an error."""
        packed, self.packed = self.packed, []
        try:
            for some in packed:
                self.groups += opened(some.content)
        except pickle.UnpicklingError as exc:
            self.error, self.complete = not_plain(exc), False


@dataclass(kw_only=True, slots=True)
class Again:
    """Dates made again: by uid, and what could not be."""

    expansions: dict[str, Expansion] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    error: AgregateurError | None = None


def read(
    job: Job, *, limits: Limits = USUAL, kinds: registry.Kinds | None = None, onto: Onto | None = None
) -> Reading:
    """Reads one source in a child process. Never raises for a fault of the source or of its connector.

    `kinds` defaults to the registry's; ConfigError passes through when the registry itself is wrong. `onto` takes the
    groups as they come, packed, and not the reading.
    """
    _say_allowed(job.policy.allow)
    return _read(job, limits, kinds, None, onto)


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
    words: Words = EVERYTHING,
) -> Reading:
    """Reads a local file with one connector, in the same child: the first fetch answers the file, whatever its
    address, any other answers 404, and no connection is opened. `url` is the source's address when it is known."""
    address = url or path.absolute().as_uri()
    job = Job(
        kind=kind,
        url=address,
        policy=policy,
        now=now,
        options=options or {},
        zone=zone,
        max_items=max_items,
        words=words,
    )
    return _read(job, limits, kinds, path, None)


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
    for message in converse(task, limits, 0.0, {}):
        if isinstance(message, list):
            for out in message:
                if isinstance(out, Rejected):
                    again.rejected.append(out)
                else:
                    again.expansions[out[0]] = out[1]
        elif isinstance(message, messages.Ended):
            again.error = message.error
    return again


def _read(
    job: Job, limits: Limits, kinds: registry.Kinds | None, path: Path | None, onto: Onto | None
) -> Reading:
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
        words=job.words,
        given=dict(job.given),
        secrets=(*job.secrets, *secrets_of(job.url, job.options)),
    )
    reading = Reading(kind=job.kind)
    for message in converse(task, limits, job.policy.deadline + job.policy.pace, job.known):
        if onto is not None and isinstance(message, messages.Packed):
            reading.handed += message.count
            onto(message)
        else:
            _take(reading, message)
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


@cache
def _say_allowed(allow: frozenset[str]) -> None:
    if allow:
        structlog.get_logger().warning(
            "fetch_allow",
            note="AGREGATEUR_FETCH_ALLOW lets the fetcher reach these addresses although they may be private",
            allow=sorted(allow),
        )
