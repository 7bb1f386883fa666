"""Articles out: `told` says what of one may leave; one writer a format (RSS, Atom, JSON Feed, iCalendar)."""

from __future__ import annotations
