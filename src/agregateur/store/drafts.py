"""A canonical event on its way to the store: as it should be, with its numbers, printed. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agregateur.frozen import changed, quick
from agregateur.model import Event, to_json


@quick
@dataclass(frozen=True, slots=True)
class Draft:
    """A canonical event as it should now be. `leaving` is what may leave in feeds (None: nothing may).

    `dates` is the written form of the dates as stated: rules rather than the window they were expanded to.
    """

    event: Event
    leaving: Event | None
    dates: str


@quick
@dataclass(frozen=True, slots=True)
class Stored:
    """What the store holds of an event before it is written again."""

    digest: str
    sequence: int
    created: datetime
    updated: datetime
    change: int
    insee: str | None
    render_version: int
    gone: bool


@quick
@dataclass(frozen=True, slots=True)
class Rendered:
    """A draft with the numbers it will bear, ready to be rendered. `moved`: readers must see a change."""

    event: Event
    leaving: Event | None
    digest: str
    data: str
    """The event as JSON, with its numbers."""
    left: str | None
    """What leaves as JSON, with its numbers, when it is not the same."""
    before: Stored | None
    moved: bool


@quick
@dataclass(frozen=True, slots=True)
class Printed:
    """A numbered draft with its VEVENT text, and whether it is long or regular (`publish.dates`)."""

    rendered: Rendered
    ical: str
    long: bool
    regular: bool


def number(draft: Draft, before: Stored | None, now: datetime, *, rolled: bool = False) -> Rendered:
    """The draft with SEQUENCE, CREATED and LAST-MODIFIED (RFC 5545 3.8.7), which move only when what readers see of it
    does: title, dates as stated, place, description, status, url, image, category, price or organiser; not for
    sources, credits, window or release. `rolled`: it was made again for its window alone, so that an exception to its
    rule that came into the window or left it is no news.
    """
    event, leaving = draft.event, draft.leaving
    data = to_json(event)
    left = None if leaving is None else data if leaving is event else to_json(leaving)
    facts, dates = _digest(_seen(leaving or event)), _digest(draft.dates)
    same = left == data
    whole = _whole(_unrolled(event, data), None if same else _unrolled(leaving, left) or "", draft.dates)
    created = before.created if before else now
    sequence, updated = 0, now
    if before:
        sequence, updated = before.sequence, before.updated
        told = before.digest.split(":")
        if told[0] != facts or (told[1] != dates and not rolled):
            sequence, updated = before.sequence + 1, now
    digest = f"{facts}:{dates}:{whole}"
    stamp: dict[str, Any] = {"created": created, "updated": updated, "sequence": sequence}
    stamp["change"] = before.change if before else 0
    stamped = changed(event, **stamp)
    return Rendered(
        event=stamped,
        leaving=stamped if same else changed(leaving, **stamp) if leaving else None,
        digest=digest,
        data=_stamp(data, stamped),
        left=None if same or left is None else _stamp(left, stamped),
        before=before,
        moved=before is None or before.gone or before.digest != digest,
    )


def _whole(event: str | None, leaving: str | None, dates: str) -> str:
    """Digest of everything shown. `leaving` is None when it is the event, '' when nothing leaves."""
    found = hashlib.blake2b(digest_size=12)
    for part in (event or "", "=" if leaving is None else leaving, dates):
        found.update(part.encode("utf-8", "surrogatepass"))
        found.update(b"\x00")
    return found.hexdigest()


def _stamp(text: str, event: Event) -> str:
    """The written event with its numbers, which it had none of: the rest need not be written again."""
    stamps = {"created": event.created, "updated": event.updated}
    written = "".join(f',"{name}":"{at.isoformat()}"' for name, at in stamps.items() if at is not None)
    return f'{text[:-1]}{written},"sequence":{event.sequence},"change":{event.change}}}'


def _unrolled(event: Event | None, text: str | None) -> str | None:
    """What is compared of an event: a rolling window is never a change."""
    return to_json(changed(event, occurrences=())) if event is not None and event.endless else text


def _seen(event: Event) -> tuple[Any, ...]:
    return (
        event.title, to_json(event.place), event.insee, event.description, event.status, event.sold_out,
        event.url, event.image, event.categories, event.price, event.acces, event.organizer, event.online,
    )  # fmt: skip


def _digest(value: object) -> str:
    return hashlib.blake2b(repr(value).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
