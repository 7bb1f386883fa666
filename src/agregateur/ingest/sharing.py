"""Work that this process shares with a helper beside it: each piece is done by whichever of the two comes first to it.

    give ─► waiting ─► the helper takes the first ones, few ahead
                  └──► this process takes what it needs, or has nothing else to do than

So neither of the two cores waits for the other. Without a helper, or when it dies or stumbles, all is done here.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Any

import structlog

from agregateur.ingest import parent, workers
from agregateur.ingest.confine import NICE

AHEAD = 2
"""Pieces that the helper holds: the one that it works on, and the next."""
TURN = 0.0005
"""Seconds after which a thread that computes lets the others have the interpreter, instead of Python's 0.005: those
that hand pieces on, and empty the pipes of reading children, do little each time, and both processes wait for them."""


@dataclass(frozen=True, slots=True)
class Made:
    """What the helper made, as it came: opened when it is needed, by the thread that needs it, instead of by the one
    that hands pieces on."""

    content: bytes


class _Stumbled(Exception):
    """The helper raised something, its cause, over a piece."""


def _stumbled(error: BaseException) -> _Stumbled:
    found = _Stumbled()
    found.__cause__ = error
    return found


@dataclass(slots=True, eq=False)
class Piece:
    """A call of a module's function; what it is given and what it makes can be pickled."""

    work: Callable[..., Any]
    given: tuple[Any, ...]
    result: Future[Any] = field(default_factory=Future)


class Sharing:
    """A helper, once it is started, and the pieces that wait for it or for this process. Threads may share it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._off = workers.cores() < 2
        self._waiting: deque[Piece] = deque()
        self._held = 0
        self._helps = False

    @property
    def started(self) -> bool:
        return self._pool is not None and not self._off

    def start(self, warm: Callable[[], object]) -> None:
        """Begin the process, where a second core can run it. `warm`, a module's function, imports and reads there what
        work needs: until it has, which takes a second or two, what waits is this process's."""
        with self._lock:
            if self._off or self._pool is not None:
                return
            self._pool = ProcessPoolExecutor(1, mp_context=parent.process_context(), initializer=_begin)
            with parent.no_main():  # the process begins with the first task
                warmed = self._pool.submit(warm)
        warmed.add_done_callback(self._ready)

    def _ready(self, _: Future[Any]) -> None:
        self._helps = True
        self._hand_on()

    def stop(self, *, wait: bool) -> None:
        """End the process; what waits is not begun any more."""
        self._off = True
        if self._pool is not None:
            self._pool.shutdown(wait=wait, cancel_futures=True)

    def give(self, piece: Piece, *, urgent: bool = False) -> None:
        """Let a piece be done; an `urgent` one before the others."""
        with self._lock:
            (self._waiting.appendleft if urgent else self._waiting.append)(piece)
        self._hand_on()

    def results(self, pieces: Sequence[Piece]) -> Iterator[Any]:
        """What comes of pieces that are needed now, in their order."""
        for piece in reversed(pieces):
            self.give(piece, urgent=True)
        self.hurry(pieces)
        return map(self.result, pieces)

    def hurry(self, pieces: Sequence[Piece]) -> None:
        """Do here those that the helper has not begun, the last ones first."""
        for piece in reversed(pieces):
            self.help(piece)

    def help(self, piece: Piece | None = None) -> bool:
        """Do a piece that waits here, this one or the next; False when it does not wait any more, or none does."""
        with self._lock:
            if piece is None:
                piece = self._waiting.popleft() if self._waiting else None
            elif piece in self._waiting:
                self._waiting.remove(piece)
            else:
                piece = None
        if piece is None:
            return False
        try:
            piece.result.set_result(piece.work(*piece.given))
        except Exception as error:
            # Raised where the result is asked for.
            piece.result.set_exception(error)
        return True

    def result(self, piece: Piece) -> Any:
        """What came of a piece that somebody does, others being done here meanwhile; raises what it raised."""
        while not piece.result.done() and self.help():
            pass
        try:
            made = piece.result.result()
        except BrokenProcessPool:
            if not self._off:
                structlog.get_logger().warning("helper_died")
            self._off = True
            return piece.work(*piece.given)
        except _Stumbled as stumbled:
            # Over the piece, or over itself (what cannot be handed to it or back): here it is seen which.
            structlog.get_logger().warning("helper_stumbled", error=repr(stumbled.__cause__)[:300])
            return piece.work(*piece.given)
        return pickle.loads(made.content) if isinstance(made, Made) else made  # noqa: S301 - our own helper's

    def _hand_on(self) -> None:
        """Give the helper what it may hold."""
        while True:
            with self._lock:
                pool = self._pool if self._helps and not self._off else None
                if pool is None or self._held >= AHEAD or not self._waiting:
                    return
                piece = self._waiting.popleft()
                self._held += 1
            try:
                handed = pool.submit(_make, piece.work, *piece.given)
            except (BrokenProcessPool, RuntimeError) as error:
                piece.result.set_exception(BrokenProcessPool(str(error)))
                return
            handed.add_done_callback(partial(self._came, piece))

    def _came(self, piece: Piece, made: Future[Any]) -> None:
        with self._lock:
            self._held -= 1
        self._hand_on()
        if made.cancelled():
            piece.result.cancel()
        elif error := made.exception():
            piece.result.set_exception(error if isinstance(error, BrokenProcessPool) else _stumbled(error))
        else:
            piece.result.set_result(made.result())


@contextmanager
def shared() -> Iterator[Sharing]:
    """Work may be shared within the block; an interruption of it waits for nothing."""
    sharing = Sharing()
    finished = False
    turn = sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        yield sharing
        finished = True
    finally:
        sys.setswitchinterval(turn)
        sharing.stop(wait=finished)


def _make(work: Callable[..., Any], *given: Any) -> Made:
    return Made(pickle.dumps(work(*given), pickle.HIGHEST_PROTOCOL))


def _begin() -> None:
    # An interruption at the terminal is the parent's to answer.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # The harvest waits for who stores: what is read and prepared ahead gives way to it.
    os.nice(NICE)
    workers.begin()
