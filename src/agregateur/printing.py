"""Drafts numbered and rendered, ready to be written. It asks the store nothing: another process may do it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from agregateur.frozen import changed, quick
from agregateur.ingest.sharing import Piece, Sharing
from agregateur.model import Event
from agregateur.publish import dates, ical
from agregateur.publish.leaving import Credit
from agregateur.publish.personal import forgotten, is_past, public_contact, without_personal
from agregateur.store import drafts
from agregateur.store.drafts import Draft, Stored
from agregateur.store.printed import Lines, lines

TOGETHER = 100
"""Drafts in one piece of work: some 15 ms, of which 4 are what it costs to pass them to the helper and back."""


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
    # One step for all of them, then the next: what a step needs stays at hand.
    numbered = [
        (one, drafts.number(_told(one.draft, now), one.before, now, rolled=one.rolls and one.passing))
        for one in wanted
    ]
    found = [rendered for one, rendered in numbered if rendered.moved or one.rolls]
    texts = [text(printer, rendered.leaving) for rendered in found]
    made = [
        drafts.Printed(one, text, long=dates.is_long(one.event), regular=dates.is_regular(one.event))
        for one, text in zip(found, texts, strict=True)
    ]
    return lines(made, now, printer.version)


def _told(draft: Draft, now: datetime) -> Draft:
    """The draft with people's own contacts where they may stand: on our pages alone, and not for ever."""
    event = forgotten(draft.event) if is_past(draft.event, now.date()) else draft.event
    leaving = draft.leaving
    if leaving is not None:
        leaving = without_personal(event if leaving is draft.event else leaving)
        if leaving is not event:  # else nothing is stored apart, and the last door does it
            leaving = changed(leaving, contact=public_contact(leaving.contact))
    same = event is draft.event and leaving is draft.leaving
    return draft if same else Draft(event, leaving, draft.dates)


def text(printer: Printer, leaving: Event | None) -> str:
    """The VEVENT text of what may leave."""
    if leaving is None:
        return ""
    return ical.vevent(
        leaving,
        portal=printer.portal,
        base_url=printer.base_url,
        credits=printer.credits,
        labels=printer.labels,
    )


# Shared with another process ------------------------------------------------------------------------------------------


class Printing:
    """Events on their way to be printed: by the helper as they come, when it is there and they are many; the others
    here, at the end."""

    def __init__(self, printer: Printer, now: datetime, sharing: Sharing) -> None:
        self._printer, self._now, self._sharing = printer, now, sharing
        self._waiting: list[Wanted] = []
        self._pieces: list[Piece] = []

    def add(self, wanted: Wanted) -> None:
        """One more."""
        self._waiting.append(wanted)
        if len(self._waiting) >= TOGETHER and self._sharing.started:
            piece = Piece(printed, (self._printer, self._waiting, self._now))
            self._pieces.append(piece)
            self._sharing.give(piece, urgent=True)
            self._waiting = []

    def lines(self) -> Lines:
        """What is written of all of them."""
        found = printed(self._printer, self._waiting, self._now)
        self._sharing.hurry(self._pieces)
        for piece in self._pieces:
            found.add(self._sharing.result(piece))
        return found
