"""What every reader of our calendars must find in them, worked out from the event alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime

from agregateur.contract import Record
from agregateur.model import Event, Occurrence
from agregateur.publish import ical
from agregateur.text import one_line

PORTAL = "hautes-alpes.example"
BASE = "https://agenda.example"

Date = tuple[str, str | None, str, str]
"""Start, end (UTC ISO 8601 or a plain date), title, status."""


def feed(*events: Event, name: str = "Agenda de Gap", **more: object) -> bytes:
    fragments = [ical.vevent(e, portal=PORTAL, base_url=BASE).encode() for e in events]
    return b"".join(ical.calendar(fragments, name=name, url=f"{BASE}/agenda.ics", **more))  # type: ignore[arg-type]


def expected(event: Event) -> list[Date]:
    return sorted(_date(event, o) for o in event.occurrences)


def _date(event: Event, o: Occurrence) -> Date:
    end = o.end if o.end is not None and o.end > o.start else None
    status = event.status if o.status == "confirmed" else o.status
    shown = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE"}.get(status, "CANCELLED")
    return (
        written(o.start),
        written(end) if end else None,
        one_line(o.title or "") or one_line(event.title),
        shown,
    )


def shown(records: Sequence[Record], occurrences: Iterable[Occurrence]) -> list[Date]:
    """The same of what our connector and expansion made of one group."""
    master = next(r for r in records if r.recurrence_id is None)
    words = {"confirmed": "CONFIRMED", "tentative": "TENTATIVE"}
    usual = "CANCELLED" if master.status not in words.values() else master.status or ""
    return [
        (
            written(o.start),
            written(o.end) if o.end else None,
            one_line(o.title or master.title),
            usual if o.status == "confirmed" else words.get(o.status, "CANCELLED"),
        )
        for o in occurrences
    ]


def written(when: date | datetime) -> str:
    if isinstance(when, datetime):
        return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return when.isoformat()
