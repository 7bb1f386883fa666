"""The window for which dates are made and stored, and which item time will bring more dates of."""

from __future__ import annotations

from datetime import datetime

from agregateur.ingest.messages import Window
from agregateur.model import WINDOW_AHEAD, WINDOW_BACK, Item


def window_at(now: datetime) -> Window:
    """The window that occurrences are stored for."""
    return (now - WINDOW_BACK, now + WINDOW_AHEAD)


def window_until(end: datetime) -> Window:
    """The window that ended at `end` when dates were made for it."""
    return window_at(end - WINDOW_AHEAD)


def until_of(item: Item, window: Window) -> datetime | None:
    """The end of the window when the item has dates beyond it, so that time must bring them in."""
    end = window[1]
    return end if item.endless or (item.last is not None and item.last >= end.date()) else None
