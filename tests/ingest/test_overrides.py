"""What changes single dates of a series."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from agregateur.contract import When
from tests.ingest.recurring import TUESDAY, at, given_records, record, starts


@pytest.mark.parametrize(
    "exdate",
    [at(10, 11), datetime(2026, 11, 10, 19, tzinfo=UTC), datetime(2026, 11, 10, 20), date(2026, 11, 10),
     datetime(2026, 11, 10, 14, tzinfo=ZoneInfo("America/New_York"))],
)  # fmt: skip
def test_excepted_dates(exdate: When) -> None:
    found = given_records(record(rrule=("FREQ=WEEKLY;COUNT=3",), exdate=(exdate,)))
    assert [o.day.day for o in found.occurrences] == [3, 17]
    assert found.rule is not None and found.rule.exdates == (at(10, 11),)


def test_excepted_dates_of_an_all_day_series() -> None:
    for exdate in (
        date(2026, 11, 10),
        datetime(2026, 11, 10),
        datetime(2026, 11, 10, tzinfo=UTC),
        at(10, 11, hour=0),
    ):
        found = given_records(record(date(2026, 11, 3), rrule=("FREQ=WEEKLY;COUNT=3",), exdate=(exdate,)))
        assert starts(found) == ["2026-11-03", "2026-11-17"]


def test_the_first_date_may_be_excepted() -> None:
    found = given_records(record(rrule=("FREQ=WEEKLY;COUNT=3",), exdate=(TUESDAY,)))
    assert [o.day.day for o in found.occurrences] == [10, 17]


@pytest.mark.parametrize("rid", [at(10, 11), datetime(2026, 11, 10, 19, tzinfo=UTC), date(2026, 11, 10)])
@pytest.mark.parametrize("first", [True, False])
def test_a_moved_date(rid: When, first: bool) -> None:
    master = record(end=at(3, 11, hour=22), rrule=("FREQ=WEEKLY;COUNT=3",))
    moved = record(
        at(11, 11, hour=18), recurrence_id=rid, title="Chorale, chez Anne", location="Salle du bas"
    )
    found = given_records(*([moved, master] if first else [master, moved]))
    assert [o.day.day for o in found.occurrences] == [3, 11, 17]
    one = found.occurrences[1]
    assert (one.title, one.venue, one.slot) == ("Chorale, chez Anne", "Salle du bas", at(10, 11))
    assert one.end == at(11, 11, hour=20) and one.record and found.occurrences[0].title is None
    assert found.rule is not None and found.rule.rrule == "FREQ=WEEKLY;COUNT=3"


def test_a_cancelled_date_stays_visible() -> None:
    master = record(rrule=("FREQ=WEEKLY;COUNT=3",))
    gone = record(None, recurrence_id=at(10, 11), status="CANCELLED")
    found = given_records(master, gone)
    assert [(o.day.day, o.status) for o in found.occurrences] == [
        (3, "confirmed"),
        (10, "cancelled"),
        (17, "confirmed"),
    ]


def test_cancelling_a_date_that_is_none_adds_nothing() -> None:
    found = given_records(
        record(rrule=("FREQ=WEEKLY;COUNT=2",)), record(at(4, 11), recurrence_id=at(4, 11), status="CANCELLED")
    )
    assert [o.day.day for o in found.occurrences] == [3, 10]


def test_overrides_without_their_series_are_dates() -> None:
    found = given_records(
        record(at(11, 11), recurrence_id=at(10, 11)),
        record(at(17, 11), recurrence_id=at(17, 11), status="CANCELLED"),
    )
    assert [(o.day.day, o.status) for o in found.occurrences] == [(11, "confirmed"), (17, "cancelled")]
    assert found.rule is None and found.last == date(2026, 11, 17)


def test_further_dates_stated_under_their_own_start() -> None:
    found = given_records(
        record(), record(at(4, 11), recurrence_id=at(4, 11)), record(at(5, 11), recurrence_id=at(5, 11))
    )
    assert [o.day.day for o in found.occurrences] == [3, 4, 5]


def test_the_newest_of_several_versions_of_a_date_stands() -> None:
    master = record(rrule=("FREQ=WEEKLY;COUNT=2",))
    old = record(at(11, 11), recurrence_id=at(10, 11), sequence=1)
    new = record(at(12, 11), recurrence_id=at(10, 11), sequence=2)
    assert given_records(master, old, new).occurrences == given_records(new, old, master).occurrences
    assert [o.day.day for o in given_records(master, new, old).occurrences] == [3, 12]


def test_this_and_future() -> None:
    master = record(end=at(3, 11, hour=22), rrule=("FREQ=WEEKLY;COUNT=4",))
    later = record(
        at(11, 11, hour=18), end=at(11, 11, hour=19), recurrence_id=at(10, 11), this_and_future=True
    )
    single = record(at(25, 11, hour=10), recurrence_id=at(24, 11))
    found = given_records(master, later, single)
    assert [(o.day.day, f"{o.start:%H}-{o.end:%H}") for o in found.occurrences] == [
        (3, "20-22"), (11, "18-19"), (18, "18-19"), (25, "10-12"),
    ]  # fmt: skip
    assert found.rule is None


@pytest.mark.parametrize("rid", [date(2026, 11, 10), datetime(2026, 11, 10)])
def test_this_and_future_may_name_the_day_alone(rid: When) -> None:
    master = record(rrule=("FREQ=WEEKLY;COUNT=4",))
    later = record(at(10, 11, hour=21), recurrence_id=rid, this_and_future=True)
    found = given_records(master, later)
    assert [f"{o.start:%d %H}" for o in found.occurrences] == ["03 20", "10 21", "17 21", "24 21"]


def test_this_and_future_may_become_all_day_or_end_or_follow_the_last() -> None:
    master = record(rrule=("FREQ=WEEKLY;COUNT=3",))
    day = record(date(2026, 11, 11), recurrence_id=at(10, 11), this_and_future=True)
    assert starts(given_records(master, day)) == ["2026-11-03T20:00:00+01:00", "2026-11-11", "2026-11-18"]
    gone = record(at(10, 11), recurrence_id=at(10, 11), this_and_future=True, status="CANCELLED")
    assert [o.status for o in given_records(master, gone).occurrences] == ["confirmed", *["cancelled"] * 2]
    last = record(at(1, 12), recurrence_id=at(24, 11), this_and_future=True)
    assert [o.day.day for o in given_records(master, last).occurrences] == [3, 10, 17, 1]


def test_a_date_may_become_all_day() -> None:
    master = record(end=at(3, 11, hour=22), rrule=("FREQ=WEEKLY;COUNT=2",))
    found = given_records(master, record(date(2026, 11, 10), recurrence_id=at(10, 11)))
    assert starts(found) == ["2026-11-03T20:00:00+01:00", "2026-11-10"]
    assert found.occurrences[1].end == date(2026, 11, 11)


def test_a_date_moved_onto_another_is_shown_once() -> None:
    master = record(rrule=("FREQ=WEEKLY;COUNT=3",))
    found = given_records(master, record(at(17, 11), recurrence_id=at(10, 11), title="Les deux groupes"))
    assert [(o.day.day, o.title) for o in found.occurrences] == [(3, None), (17, "Les deux groupes")]


def test_a_midnight_that_is_no_slot_names_its_day() -> None:
    master = record(rrule=("FREQ=WEEKLY;COUNT=3",))
    found = given_records(master, record(at(11, 11), recurrence_id=datetime(2026, 11, 10)))
    assert [o.day.day for o in found.occurrences] == [3, 11, 17]
    midnight = record(at(3, 11, hour=0), rrule=("FREQ=WEEKLY;COUNT=3",), exdate=(at(10, 11, hour=0),))
    assert [o.day.day for o in given_records(midnight).occurrences] == [3, 17]
