"""Our own calendars, read back by our own connector and expansion, give the same events."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby

from hypothesis import given

from agregateur.contract import Document, Record
from agregateur.ingest.recurrence import expand
from agregateur.model import Event
from connecteurs.ical import ICal
from tests.publish.portal import BASE, PORTAL, Date, expected, feed, shown
from tests.publish.strategies import events

WINDOW = (datetime(2023, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))


def read_back(body: bytes) -> list[Record]:
    url = f"{BASE}/agenda.ics"
    said = list(ICal(url=url).collect(lambda *_, **__: Document(url=url, content=body), {}))
    assert all(isinstance(one, Record) for one in said), said
    return [one for one in said if isinstance(one, Record)]


def _begun(dates: list[Date]) -> list[Date]:
    """Dates with the beginning of their titles: the connector cuts lines of thousands of characters."""
    return sorted((start, end, title[:1000], status) for start, end, title, status in dates)


@given(events())
def test_the_same_dates_titles_and_status_come_back(event: Event) -> None:
    records = read_back(feed(event))
    found: list[Date] = []
    for _, group in groupby(records, key=lambda r: r.uid):
        members = list(group)
        found += shown(members, expand(members, zone=event.timezone, window=WINDOW).occurrences)
    assert _begun(found) == _begun(expected(event))


@given(events())
def test_the_rest_comes_back_and_is_known_for_ours(event: Event) -> None:
    for record in read_back(feed(event)):
        assert record.uid.endswith(f"@{PORTAL}")
        assert (record.url or "").startswith(f"{BASE}/evenements/{event.id}-")
        assert record.sequence == event.sequence
        assert record.updated == event.updated and record.published == event.created
        if event.place.latitude is not None:
            assert record.latitude is not None and abs(record.latitude - event.place.latitude) < 1e-6
