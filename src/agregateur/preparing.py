"""What is made of each group before the store is asked, in this process or, of large harvests, in a helper too.

    groups as read ─► clean ─► own place ─► features, candidate keys ─► written forms

A pure function of the group, the stanza and a few facts of the portal: while this process stores one source, its
helper prepares the next, and does so as its groups come (`sharing`). The helper runs our own code alone; what is not
trusted ran in the reading child.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from threading import Lock
from typing import TYPE_CHECKING

import structlog

from agregateur.communes import Area, commune
from agregateur.config import Stanza
from agregateur.contract import Rejected
from agregateur.ingest.messages import Packed, Window
from agregateur.ingest.normalise import clean_all
from agregateur.ingest.opening import opened
from agregateur.ingest.own import locator
from agregateur.ingest.parent import not_plain
from agregateur.ingest.reading import Group, Reading
from agregateur.ingest.ready import Ready, ready
from agregateur.ingest.sharing import Piece, Sharing
from agregateur.ingest.windows import until_of, window_at
from agregateur.store.stated import Stated, written

if TYPE_CHECKING:
    # The helper needs neither it nor the database libraries under it, which take seconds to import.
    from agregateur.context import Context

WORTH = 3_000
"""Groups that a harvest is expected to bring from which on a helper shares the work: starting it takes as long as
preparing so many (one to three seconds of processor time, for its imports). One that finds few changes never does."""


@dataclass(frozen=True, slots=True)
class Task:
    """What preparing depends on beside the group. `our`: portal name and base URL."""

    stanza: Stanza
    territory: Area
    our: tuple[str, str]
    window: Window


@dataclass(slots=True)
class Prepared:
    """Groups ready to be saved, with what is told of each, by key; and those that cleaning refused."""

    stated: list[Stated] = field(default_factory=list)
    ready: dict[str, Ready] = field(default_factory=dict)
    refused: list[Rejected] = field(default_factory=list)

    def add(self, more: Prepared) -> None:
        self.stated += more.stated
        self.ready |= more.ready
        self.refused += more.refused


def task(context: Context, stanza: Stanza, now: datetime) -> Task:
    our = (context.portal, context.settings.base_url)
    return Task(stanza, context.configuration.territory, our, window_at(now))


def prepared(given: Task, groups: Iterable[Group]) -> Prepared:
    """Groups, one by one: one that our cleaning stumbles over is refused alone."""
    done = Prepared()
    for group in groups:
        try:
            done.add(_prepare(given, (group,)))
        except Exception as error:
            # The border between items: one that our cleaning stumbles over must not take its neighbours along.
            structlog.get_logger().error("not_cleaned", source=given.stanza.id, uid=group.key, exc_info=True)
            reason = f"cleaning it failed ({type(error).__name__})"
            done.refused.append(Rejected(group.key, "fault", reason))
    return done


def _prepare(given: Task, groups: Sequence[Group]) -> Prepared:
    done = Prepared()
    items = clean_all(groups, given.stanza, our=given.our, window=given.window)
    told = ready(items, locator(given.territory, given.stanza))
    for group, (item, one) in zip(groups, told, strict=True):
        until = until_of(item, given.window)
        done.stated.append(Stated(group.key, group.digest, written(group.records), item, until))
        done.ready[group.key] = one
    return done


# Shared with another process ------------------------------------------------------------------------------------------


class Preparation:
    """The readings of a harvest of so many `sources` on their way to be stored. The helper is started when many groups
    are to be expected from those that came."""

    def __init__(self, sources: int, sharing: Sharing, told: Callable[[], None] = lambda: None) -> None:
        """`told` is called after groups have come."""
        self._sharing, self._told = sharing, told
        self._lock = Lock()
        self._sources, self._begun, self._came = sources, 0, 0

    def begin(self, given: Task) -> Coming:
        """One more reading."""
        with self._lock:
            self._begun += 1
        return Coming(given, self._sharing, self._count)

    def usual(self) -> float:
        """Groups that one reading brings, as far as they came."""
        with self._lock:
            return self._came / max(self._begun, 1)

    def _count(self, groups: int) -> None:
        with self._lock:
            self._came += groups
            many = self._came * self._sources >= WORTH * self._begun
        if many and not self._sharing.started:
            self._sharing.start(warm)
        self._told()


@dataclass(slots=True)
class Coming:
    """The groups of one reading, given to be prepared as they come."""

    given: Task
    sharing: Sharing
    counted: Callable[[int], None]
    pieces: list[tuple[Packed, Piece]] = field(default_factory=list)

    def add(self, some: Packed) -> None:
        """Groups that the reading child sent."""
        piece = Piece(_prepare_packed, (self.given, some.content))
        self.pieces.append((some, piece))
        self.sharing.give(piece)
        self.counted(some.count)

    def prepared(self, came: Reading) -> Prepared:
        """All groups of the reading; what cannot be opened ends it with an error."""
        self.sharing.hurry([piece for _, piece in self.pieces])
        done = Prepared()
        for some, piece in self.pieces:
            try:
                made = self.sharing.result(piece)
            except Exception:
                # One of them is not what it should be, or our cleaning stumbles over it: it is left out alone.
                structlog.get_logger().debug("not_prepared", source=self.given.stanza.id, exc_info=True)
                try:
                    groups = opened(some.content)
                except pickle.UnpicklingError as exc:
                    came.error, came.complete = not_plain(exc), False
                    break
                done.add(prepared(self.given, groups))
            else:
                done.add(made)
        return done


def warm() -> None:
    """In the helper, before its first work: what that imports, and the communes, are there."""
    # What this process is asked for beside: imported before it is.
    for name in ("agregateur.printing", "agregateur.ingest.judging"):
        import_module(name)
    commune("")


def _prepare_packed(given: Task, content: bytes) -> Prepared:
    return _prepare(given, opened(content))
