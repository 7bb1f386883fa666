"""A last resort against work that every other bound let through."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from agregateur.errors import ItemRefused


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Processor time for the block; past it, ItemRefused (`rule_too_many`). Does nothing outside the main thread."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(_signal: int, _frame: object) -> None:
        raise ItemRefused("the rule takes too much work; give its dates otherwise", code="rule_too_many")

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
