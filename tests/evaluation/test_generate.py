"""Generated territories: the same seed gives the same bytes, and real connectors read what was meant."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import icalendar
import pytest
from dateutil.rrule import rrulestr

from agregateur.communes import commune
from agregateur.evaluation.generate import Plan, Territory, again, stream, territory
from agregateur.evaluation.portal import Portal
from agregateur.evaluation.repeats import repeat


@pytest.fixture(scope="module")
def small() -> Territory:
    return territory(Plan(records=400, seed=5))


def test_a_plan_always_gives_the_same_bytes(small: Territory) -> None:
    assert list(territory(Plan(records=400, seed=5)).documents()) == list(small.documents())
    assert list(territory(Plan(records=400, seed=6)).documents()) != list(small.documents())


def test_a_stream_gives_what_a_territory_holds(small: Territory) -> None:
    told = [(source, one.records[0].uid) for found in stream(small.plan) for source, one in found.told]
    assert told and set(told) == set(small.truth)
    assert len(told) == len(small.truth), "no uid is used twice in one source"


def test_the_number_of_events_may_be_asked_instead() -> None:
    events = sum(1 for _ in stream(Plan(events=100, records=0, sources=8, communes=10)))
    assert 100 <= events < 110, "a situation is never cut"


@pytest.mark.parametrize("mix", ["usual", "hard"])
def test_every_record_is_read_with_the_dates_that_were_meant(mix: str) -> None:
    found = territory(Plan(records=500, seed=2, mix=mix))  # type: ignore[arg-type]
    with Portal(found.stanzas(), {"departements": list(found.departements)}) as portal:
        portal.open(found.plan.now)
        for source, _, content in found.documents():
            line = portal.document(source, content, found.plan.now)
            assert not line.rejected, line.rejections
        said = portal.groups()
    assert said.keys() == found.truth.keys()
    last = (found.plan.now + timedelta(days=180)).date().isoformat()
    first = found.plan.now.date().isoformat()
    for key, truth in found.truth.items():
        if said[key].kind == "article":
            continue  # a news item whose date was not sure enough
        meant = {start for start in truth.starts if first < start[:10] < last}
        assert {start for start in said[key].starts if first < start[:10] < last} == meant, key


def test_calendars_are_valid_and_as_long_as_real_ones(small: Territory) -> None:
    sizes = []
    for _, kind, content in small.documents():
        if kind == "ical":
            assert all(len(line) <= 75 for line in content.split(b"\r\n"))
            sizes += [len(event.to_ical()) for event in icalendar.Calendar.from_ical(content).events]
    assert 600 < sum(sizes) / len(sizes) < 1500, "bytes of a VEVENT"


def test_communes_of_the_truth_exist_and_rivals_are_several(small: Territory) -> None:
    assert all(commune(event.insee) for event in small.events.values())
    rivals = Counter(event.rivals for event in small.events.values() if event.rivals)
    assert rivals and min(rivals.values()) >= 2


def test_again_changes_every_uid_and_nothing_else(small: Territory) -> None:
    other = again(small)
    assert not other.truth.keys() & small.truth.keys()
    assert sorted(t.event for t in other.truth.values()) == sorted(t.event for t in small.truth.values())


@pytest.mark.parametrize("seed", range(60))
def test_the_dates_of_a_rule_are_those_that_a_library_gives(seed: int) -> None:
    start = datetime(2026, 12, 1 + seed % 28, 18, 30)
    found = repeat(Random(seed), start, 4 + seed % 9)
    # UNTIL is in UTC there, which the library refuses beside a start without zone.
    rule = rrulestr(found.rule.replace("Z", ""), dtstart=start)
    assert tuple(date for date, _ in zip(rule, found.slots, strict=False)) == found.slots
    assert found.endless or len(list(rule)) == len(found.slots)
