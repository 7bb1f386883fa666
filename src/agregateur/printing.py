"""Drafts numbered and rendered, ready to be written. It asks the store nothing: another process may do it."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agregateur.frozen import quick
from agregateur.ingest.sharing import Piece, Sharing
from agregateur.publish import dates, ical
from agregateur.publish.leaving import Credit
from agregateur.store import drafts
from agregateur.store.drafts import Draft, Stored
from agregateur.store.printed import Lines, lines

TOGETHER = 100
"""Drafts in one piece of work: some 30 ms."""
WORTH = 3 * TOGETHER
"""Drafts from which on a helper is asked to share in them."""


@dataclass(frozen=True, slots=True)
class Printer:
    """What texts depend on beside the event: the portal's name and address, how sources are named, the French names of
    categories, and the version of it all."""

    portal: str
    base_url: str
    credits: Mapping[str, Credit]
    labels: Mapping[str, str]
    version: int


@quick
@dataclass(frozen=True, slots=True)
class Wanted:
    """An event to be written if it moved. `before`: as it is stored; `rolls`: the stored window of one of its records
    moved, `passing`: as time alone did."""

    draft: Draft
    before: Stored | None
    rolls: bool
    passing: bool


def printed(printer: Printer, wanted: Iterable[Wanted], now: datetime) -> Lines:
    """What is written of those events that are not as they were."""
    found = []
    for one in wanted:
        rendered = drafts.number(one.draft, one.before, now, rolled=one.rolls and one.passing)
        if rendered.moved or one.rolls:
            found.append(_print(printer, rendered))
    return lines(found, now, printer.version)


def _print(printer: Printer, rendered: drafts.Rendered) -> drafts.Printed:
    leaving = rendered.leaving
    text = ""
    if leaving is not None:
        text = ical.vevent(
            leaving,
            portal=printer.portal,
            base_url=printer.base_url,
            credits=printer.credits,
            labels=printer.labels,
        )
    event = rendered.event
    return drafts.Printed(rendered, text, long=dates.is_long(event), regular=dates.is_regular(event))


# Shared with another process ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Printing:
    """Events on their way to be printed."""

    sharing: Sharing
    pieces: list[Piece]

    def lines(self) -> Lines:
        """What is written of them, in their order."""
        self.sharing.hurry(self.pieces)
        found = Lines()
        for piece in self.pieces:
            made = self.sharing.result(piece)
            found.add(made if isinstance(made, Lines) else pickle.loads(made))  # noqa: S301 - our own helper's
        return found


def printing(printer: Printer, wanted: list[Wanted], now: datetime, sharing: Sharing) -> Printing:
    """Begin to print events, shared with the helper when it has nothing else to do and they are many: to pass one to it
    and back costs a third of printing it."""
    size = TOGETHER if sharing.idle and len(wanted) >= WORTH else max(len(wanted), 1)
    pieces = [
        Piece(_printed_there, printed, (printer, wanted[at : at + size], now))
        for at in range(0, len(wanted), size)
    ]
    # The last one given is the first one done.
    for piece in reversed(pieces):
        sharing.give(piece, urgent=True)
    return Printing(sharing, pieces)


def _printed_there(printer: Printer, wanted: list[Wanted], now: datetime) -> bytes:
    return pickle.dumps(printed(printer, wanted, now), pickle.HIGHEST_PROTOCOL)
