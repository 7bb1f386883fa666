"""The real calendars beside the project, merged alone, published, and read back: the same events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

import pytest

from agregateur.ingest.matching.merge import Announced, merge
from agregateur.ingest.recurrence import expand
from agregateur.model import Event, Item
from agregateur.publish.dates import span_label
from tests.connecteurs.real_files import FOLDER, WINDOW, files, read
from tests.publish.conftest import Read
from tests.publish.portal import Date, expected, feed, shown
from tests.publish.test_round_trip import read_back

CALENDARS = [path for kind, path in files() if kind == "ical"]

pytestmark = pytest.mark.skipif(not CALENDARS, reason=f"there are no real files in {FOLDER}")


def published(item: Item, number: int) -> Event:
    event = merge(f"e{number}", [Announced(replace(item, republication="complet"))], {})
    return replace(
        event, created=datetime(2026, 11, 1, tzinfo=UTC), updated=datetime(2026, 11, 2, tzinfo=UTC)
    )


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: path.stem)
def test_a_real_calendar_comes_back_from_our_own(path: Path, ical_js: Read) -> None:
    events = [published(item, n) for n, item in enumerate(read("ical", path).items)]
    body = feed(*events)
    found: list[Date] = []
    for _, group in groupby(read_back(body), key=lambda r: r.uid):
        members = list(group)
        zone = events[int(members[0].uid[1:].partition("@")[0].partition("-")[0])].timezone
        found += shown(members, expand(members, zone=zone, window=WINDOW).occurrences)
    assert sorted(found) == sorted(d for event in events for d in expected(event))
    assert len(ical_js(body)["events"]) == len({r.uid for r in read_back(body)})
    for event in events:
        assert span_label(event, date(2026, 11, 22))
