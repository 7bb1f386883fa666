"""Dates of a group: RFC 5545's own cases, what partners write instead, and what strangers send."""

from __future__ import annotations

import threading
import time
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from agregateur.contract import When
from agregateur.errors import ItemRefused
from agregateur.model import Expansion
from tests.ingest.recurring import PARIS, TUESDAY, WINDOW, at, codes, given_records, record, starts

# One date ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "start", "end"),
    [
        ({"end": at(3, 11, hour=22)}, "2026-11-03T20:00:00+01:00", "2026-11-03T22:00:00+01:00"),
        ({"duration": timedelta(hours=2)}, "2026-11-03T20:00:00+01:00", "2026-11-03T22:00:00+01:00"),
        ({}, "2026-11-03T20:00:00+01:00", None),
        ({"end": TUESDAY}, "2026-11-03T20:00:00+01:00", None),
        ({"end": date(2026, 11, 3)}, "2026-11-03T20:00:00+01:00", None),
        ({"end": date(2026, 11, 5)}, "2026-11-03T20:00:00+01:00", "2026-11-05T00:00:00+01:00"),
        (
            # All day from one day on, until a minute to midnight of another zone's clock.
            {
                "start": date(2026, 11, 3),
                "end": datetime(2026, 11, 5, 23, 59, tzinfo=ZoneInfo("America/New_York")),
            },
            "2026-11-03",
            "2026-11-06",
        ),
        (
            {"start": date(2026, 11, 3), "end": datetime(2026, 11, 5, 23, 0, tzinfo=UTC)},
            "2026-11-03",
            "2026-11-06",
        ),
        ({"start": datetime(2026, 11, 3, 20)}, "2026-11-03T20:00:00+01:00", None),
        ({"start": datetime(2026, 11, 3, 19, tzinfo=UTC)}, "2026-11-03T20:00:00+01:00", None),
        (
            {"start": datetime(2026, 7, 3, 20, tzinfo=timezone(timedelta(hours=2)))},
            "2026-07-03T20:00:00+02:00",
            None,
        ),
        (
            {"start": datetime(2026, 11, 3, 20, tzinfo=timezone(timedelta(hours=5)))},
            "2026-11-03T16:00:00+01:00",
            None,
        ),
        (
            # The hour that comes twice: from before it to its second turn, and within that.
            {
                "start": datetime(2026, 10, 25, 1, 15, tzinfo=PARIS),
                "end": datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=1),
            },
            "2026-10-25T01:15:00+02:00",
            "2026-10-25T02:15:00+01:00",
        ),
        (
            {
                "start": datetime(2026, 10, 25, 2, 45, tzinfo=PARIS),
                "end": datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=1),
            },
            "2026-10-25T02:45:00+02:00",
            "2026-10-25T02:15:00+01:00",
        ),
        (
            {
                "start": datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=1),
                "end": datetime(2026, 10, 25, 2, 45, tzinfo=PARIS, fold=1),
            },
            "2026-10-25T02:15:00+01:00",
            "2026-10-25T02:45:00+01:00",
        ),
        ({"start": date(2026, 11, 3)}, "2026-11-03", "2026-11-04"),
        ({"start": date(2026, 11, 3), "end": date(2026, 11, 6)}, "2026-11-03", "2026-11-06"),
        ({"start": date(2026, 11, 3), "end": date(2026, 11, 3)}, "2026-11-03", "2026-11-04"),
        ({"start": date(2026, 11, 3), "duration": timedelta(days=2)}, "2026-11-03", "2026-11-05"),
        ({"start": date(2026, 11, 3), "duration": timedelta(hours=5)}, "2026-11-03", "2026-11-04"),
        ({"start": date(2026, 11, 3), "end": at(4, 11, hour=0)}, "2026-11-03", "2026-11-04"),
        ({"start": date(2026, 11, 3), "end": at(4, 11, hour=18)}, "2026-11-03", "2026-11-05"),
    ],
)
def test_single_date(fields: dict[str, Any], start: str, end: str | None) -> None:
    found = given_records(record(**fields))
    (one,) = found.occurrences
    assert (one.start.isoformat(), one.end.isoformat() if one.end else None) == (start, end)
    assert found.timezone == "Europe/Paris" and not found.repairs and found.rule is None


def test_an_event_elsewhere_keeps_its_own_clock() -> None:
    montreal = ZoneInfo("America/Toronto")
    found = given_records(record(datetime(2026, 11, 3, 20, tzinfo=montreal)))
    assert (found.timezone, starts(found)) == ("America/Toronto", ["2026-11-03T20:00:00-05:00"])


def test_an_end_before_the_start_is_dropped_and_said() -> None:
    found = given_records(record(end=at(3, 11, hour=19)))
    assert found.occurrences[0].end is None and codes(found) == ["end_before_start"]
    assert codes(given_records(record(duration=-timedelta(hours=1)))) == ["end_before_start"]
    assert codes(given_records(record(end=datetime(9999, 12, 31, tzinfo=UTC)))) == ["end_out_of_range"]


def test_a_time_that_spring_takes_away_is_moved_on() -> None:
    # RFC 5545 3.3.5: read with the offset before the gap, so 02:30 becomes 03:30.
    found = given_records(
        record(datetime(2026, 3, 29, 2, 30, tzinfo=PARIS), end=datetime(2026, 3, 29, 3, 15, tzinfo=PARIS))
    )
    assert starts(found) == ["2026-03-29T03:30:00+02:00"] and found.occurrences[0].end is None


def test_a_time_that_comes_twice_is_the_first_unless_stated() -> None:
    first = given_records(record(datetime(2026, 10, 25, 2, 30)))
    second = given_records(record(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)))
    assert starts(first) == ["2026-10-25T02:30:00+02:00"] and starts(second) == ["2026-10-25T02:30:00+01:00"]


def test_exact_lengths_cross_the_clock_change_exactly() -> None:
    found = given_records(record(at(24, 10, hour=23), duration=timedelta(hours=6)))
    assert found.occurrences[0].end == datetime(2026, 10, 25, 4, tzinfo=PARIS)


# Rules -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (at(20, 10), ["2026-10-20T20:00:00+02:00", "2026-10-27T20:00:00+01:00"]),
        (at(23, 3, 2027), ["2027-03-23T20:00:00+01:00", "2027-03-30T20:00:00+02:00"]),
        # A rule stated in UTC recurs in UTC (RFC 5545 3.3.10), whatever its dates look like on our clocks.
        (datetime(2026, 10, 20, 18, tzinfo=UTC), ["2026-10-20T20:00:00+02:00", "2026-10-27T19:00:00+01:00"]),
        # A fixed offset that is the place's own means the place's clock.
        (
            datetime(2026, 10, 20, 20, tzinfo=timezone(timedelta(hours=2))),
            ["2026-10-20T20:00:00+02:00", "2026-10-27T20:00:00+01:00"],
        ),
        (datetime(2026, 10, 20, 20), ["2026-10-20T20:00:00+02:00", "2026-10-27T20:00:00+01:00"]),
        (date(2026, 10, 20), ["2026-10-20", "2026-10-27"]),
    ],
)
def test_weekly_over_the_clock_change(start: When, expected: list[str]) -> None:
    found = given_records(record(start, rrule=("FREQ=WEEKLY;COUNT=2",)))
    assert starts(found) == expected
    assert (found.rule is None) == (isinstance(start, datetime) and start.tzinfo is UTC)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=WEEKLY;COUNT=3", ["2026-11-03", "2026-11-10", "2026-11-17"]),
        ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["2026-11-03", "2026-11-05", "2026-11-10"]),
        ("freq=weekly; count=2", ["2026-11-03", "2026-11-10"]),
        ("RRULE:AnythingRandom;FREQ=WEEKLY;COUNT=2", ["2026-11-03", "2026-11-10"]),
        ("FREQ=MONTHLY;BYDAY=1TU;COUNT=3", ["2026-11-03", "2026-12-01", "2027-01-05"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3", ["2026-11-03", "2026-11-30", "2026-12-31"]),
        ("FREQ=YEARLY;COUNT=2", ["2026-11-03", "2027-11-03"]),
        ("FREQ=DAILY;INTERVAL=10;UNTIL=20261123", ["2026-11-03", "2026-11-13", "2026-11-23"]),
        # The same end written as a date, in UTC, and as a local time.
        ("FREQ=WEEKLY;UNTIL=20261110", ["2026-11-03", "2026-11-10"]),
        ("FREQ=WEEKLY;UNTIL=20261110T190000Z", ["2026-11-03", "2026-11-10"]),
        ("FREQ=WEEKLY;UNTIL=20261110T200000", ["2026-11-03", "2026-11-10"]),
        ("FREQ=WEEKLY;UNTIL=20261110T185959Z", ["2026-11-03"]),
        ("FREQ=WEEKLY;UNTIL=20261110T120000", ["2026-11-03"]),
        ("FREQ=WEEKLY;UNTIL=20261103", ["2026-11-03"]),
        ("FREQ=WEEKLY;COUNT=2;X-NOTE=1", ["2026-11-03", "2026-11-10"]),
        ("FREQ=HOURLY;INTERVAL=48;COUNT=2", ["2026-11-03", "2026-11-05"]),
        # The start counts as the first date, even where the rule does not give it (RFC 5545 3.8.5.3).
        ("FREQ=WEEKLY;BYDAY=SA;COUNT=3", ["2026-11-03", "2026-11-07", "2026-11-14"]),
    ],
)
def test_rules(rule: str, expected: list[str]) -> None:
    found = given_records(record(rrule=(rule,)))
    assert [o.day.isoformat() for o in found.occurrences] == expected
    assert not found.endless and found.last == date.fromisoformat(expected[-1])


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20261117", "2026-11-17"),
        ("20261117T000000Z", "2026-11-17"),
        ("20261116T230000Z", "2026-11-17"),
        ("20261117T225959Z", "2026-11-17"),
        ("20261116T225959Z", "2026-11-10"),
    ],
)
def test_the_end_of_an_all_day_rule_may_be_a_time(until: str, last: str) -> None:
    found = given_records(record(date(2026, 11, 3), rrule=(f"FREQ=WEEKLY;UNTIL={until}",)))
    assert starts(found)[-1] == last


def test_hours_of_visit() -> None:
    found = given_records(record(at(7, 11, hour=10), rrule=("FREQ=HOURLY;BYHOUR=10,11,14;BYDAY=SA;COUNT=4",)))
    assert starts(found) == [
        "2026-11-07T10:00:00+01:00", "2026-11-07T11:00:00+01:00", "2026-11-07T14:00:00+01:00",
        "2026-11-14T10:00:00+01:00",
    ]  # fmt: skip
    assert found.rule is None


def test_an_endless_rule_gives_its_window_only() -> None:
    found = given_records(record(at(6, 1, 2015), rrule=("FREQ=WEEKLY",)))
    assert (
        found.endless and found.last is None and found.until == WINDOW[1] and found.first == date(2015, 1, 6)
    )
    assert starts(found)[0] == "2026-10-27T20:00:00+01:00" and len(found.occurrences) == 61
    assert found.rule is not None and found.rule.rrule == "FREQ=WEEKLY"


def test_what_began_before_the_window_and_still_lasts_is_in_it() -> None:
    found = given_records(record(date(2026, 10, 19), end=date(2026, 10, 24), rrule=("FREQ=YEARLY",)))
    assert starts(found) == ["2026-10-19", "2027-10-19"]


@pytest.mark.parametrize(
    "rule", ["FREQ=DAILY;COUNT=100000", "FREQ=DAILY;UNTIL=20991231", "FREQ=DAILY;UNTIL=99991231T235959Z"]
)
def test_a_finite_rule_of_too_many_dates_gives_its_window(rule: str) -> None:
    found = given_records(record(at(1, 1, 2020), rrule=(rule,)))
    assert found.endless and len(found.occurrences) == 427 and found.rule is not None


def test_several_rules_and_added_dates() -> None:
    found = given_records(
        record(
            rrule=("FREQ=WEEKLY;COUNT=2", "FREQ=DAILY;INTERVAL=2;COUNT=2"),
            rdate=(date(2026, 12, 1), at(2, 12, hour=18)),
        )
    )
    assert starts(found) == [
        "2026-11-03T20:00:00+01:00", "2026-11-05T20:00:00+01:00", "2026-11-10T20:00:00+01:00",
        "2026-12-01T20:00:00+01:00", "2026-12-02T18:00:00+01:00",
    ]  # fmt: skip
    assert found.rule is None


def test_listed_dates() -> None:
    timings = ((at(3, 11), at(3, 11, hour=22)), (date(2026, 11, 8), None), (at(5, 11), None))
    found = given_records(record(None, timings=timings))
    assert starts(found) == ["2026-11-03T20:00:00+01:00", "2026-11-05T20:00:00+01:00", "2026-11-08"]
    assert (found.first, found.last) == (date(2026, 11, 3), date(2026, 11, 8))


# What is written wrongly -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    ["", "FREQ=TOUS LES MARDIS", "BYDAY=TU", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;COUNT=0",
     "FREQ=DAILY;COUNT=-1", "FREQ=WEEKLY;UNTIL=demain", "FREQ=WEEKLY;UNTIL=20261345", "FREQ=WEEKLY;BYDAY=MARDI",
     "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYEASTER=0", "FREQ=DAILY;RSCALE=HEBREW",
     "FREQ=HOURLY;INTERVAL=7;BYDAY=MO", "FREQ=DAILY;INTERVAL=" + "9" * 5000, "FREQ=HOURLY;BYSETPOS=1;BYDAY=MO"],
)  # fmt: skip
def test_an_unreadable_rule_does_not_lose_the_event(rule: str) -> None:
    if len(rule) > 3200:
        with pytest.raises(ItemRefused, match="characters"):
            given_records(record(rrule=(rule,)))
        return
    found = given_records(record(rrule=(rule,), rdate=(at(5, 11),)))
    assert [o.day.day for o in found.occurrences] == [3, 5] and codes(found) == ["rrule_unreadable"]


@pytest.mark.parametrize(
    "rule",
    ["FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
     "FREQ=MONTHLY;BYMONTH=4,6;BYMONTHDAY=31", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=300",
     "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6", "FREQ=WEEKLY;BYMONTH=2;BYMONTHDAY=30;BYDAY=MO"],
)  # fmt: skip
def test_an_impossible_rule_keeps_the_first_date(rule: str) -> None:
    began = time.process_time()
    found = given_records(record(rrule=(rule,)))
    assert len(found.occurrences) == 1 and codes(found) == ["rule_impossible"]
    assert time.process_time() - began < 1.5


def test_an_unknown_zone_of_the_source_is_said() -> None:
    found = given_records(record(datetime(2026, 11, 3, 20)), zone="Europe/Briançon")
    assert found.timezone == "Europe/Paris" and codes(found) == ["zone_unknown"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"start": None}, "no_date"),
        ({"rrule": ("FREQ=WEEKLY;UNTIL=20261001",)}, "no_occurrence"),
        ({"rrule": ("FREQ=WEEKLY;COUNT=1",), "exdate": (TUESDAY,)}, "no_occurrence"),
        ({"start": date(1, 1, 1)}, "date_out_of_range"),
        ({"start": datetime(9999, 12, 31, 23, 59, tzinfo=UTC)}, "date_out_of_range"),
        ({"start": datetime(1, 1, 1, tzinfo=UTC), "rrule": ("FREQ=DAILY",)}, "date_out_of_range"),
        ({"exdate": (TUESDAY,) * 2001}, "dates_too_many"),
        ({"rdate": (TUESDAY,) * 200_000}, "dates_too_many"),
        ({"rrule": ("FREQ=DAILY",) * 11}, "rule_too_many"),
        (
            {"rrule": ("FREQ=YEARLY;BYYEARDAY=" + ",".join(map(str, [*range(1, 367), *range(-60, 0)])),)},
            "rule_too_many",
        ),
    ],
)
def test_refusals(fields: dict[str, Any], code: str) -> None:
    with pytest.raises(ItemRefused) as refused:
        given_records(record(**fields))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "rule",
    ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=HOURLY", "freq=secondly;interval=2", "FREQ=DAILY;FREQ=SECONDLY",
     "FREQ=SECONDLY;UNTIL=20991231", "FREQ=MINUTELY;COUNT=99999999", "FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30",
     "FREQ=MINUTELY;BYDAY=MO",
     "FREQ=DAILY;BYHOUR=" + ",".join(map(str, range(24))) + ";BYMINUTE=" + ",".join(map(str, range(60)))],
)  # fmt: skip
@pytest.mark.parametrize("year", [1970, 2026])
def test_bombs(rule: str, year: int) -> None:
    began = time.process_time()
    with pytest.raises(ItemRefused) as refused:
        given_records(record(datetime(year, 1, 1, 9, tzinfo=PARIS), rrule=(rule,)))
    assert refused.value.code == "rule_too_many"
    assert time.process_time() - began < 1.5


def test_seven_visits_a_day_are_an_agenda() -> None:
    found = given_records(record(at(1, 11), rrule=("FREQ=DAILY;BYHOUR=9,10,11,14,15,16,17",)))
    assert len(found.occurrences) == 2000 and codes(found) == ["dates_cut"] and found.rule is None


def test_ten_thousand_overrides_are_refused_and_a_thousand_are_quick() -> None:
    master = record(rrule=("FREQ=DAILY;COUNT=2000",))
    overrides = [
        record(TUESDAY + timedelta(days=n, hours=1), recurrence_id=TUESDAY + timedelta(days=n))
        for n in range(999)
    ]
    began = time.process_time()
    assert len(given_records(master, *overrides).occurrences) == 2000
    assert time.process_time() - began < 3
    with pytest.raises(ItemRefused) as refused:
        given_records(master, *overrides * 10)
    assert refused.value.code == "overrides_too_many"


def test_the_processor_time_of_one_group_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agregateur.ingest.recurrence.CPU_SECONDS", 0.05)
    rule = "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"
    with pytest.raises(ItemRefused, match="too much work"):
        given_records(record(rrule=(rule,) * 10))
    # A thread has no alarm: the bounds before it must do.
    found: list[Expansion] = []
    worker = threading.Thread(target=lambda: found.append(given_records(record(rrule=(rule,)))))
    worker.start()
    worker.join()
    assert codes(found[0]) == ["rule_impossible"]


# Properties --------------------------------------------------------------------------------------------------------


@given(
    freq=st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    interval=st.integers(1, 5),
    count=st.integers(1, 12),
    day=st.dates(date(1999, 1, 1), date(2040, 12, 28)),
    byday=st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), unique=True, max_size=3),
)
def test_rules_give_what_dateutil_gives(
    freq: str, interval: int, count: int, day: date, byday: list[str]
) -> None:
    rule = f"FREQ={freq};INTERVAL={interval};COUNT={count}" + (f";BYDAY={','.join(byday)}" if byday else "")
    start = datetime(day.year, day.month, day.day, 20)
    expected = list(rrulestr(rule, dtstart=start))
    if expected[:1] != [start]:
        expected = [start, *expected[: count - 1]]
    found = given_records(record(start.replace(tzinfo=PARIS), rrule=(rule,)))
    walls = [o.start.replace(tzinfo=None) for o in found.occurrences if isinstance(o.start, datetime)]
    assert found.endless or walls == expected
    if found.rule is not None:
        again = given_records(record(found.rule.start, rrule=(found.rule.rrule,)))
        assert again.occurrences == found.occurrences


@given(order=st.permutations(range(5)))
def test_the_order_of_records_changes_nothing(order: list[int]) -> None:
    records = [
        record(rrule=("FREQ=WEEKLY;COUNT=6",), exdate=(at(1, 12),)),
        record(at(11, 11), recurrence_id=at(10, 11), title="Déplacée"),
        record(at(18, 11), recurrence_id=at(17, 11), status="CANCELLED"),
        record(at(12, 11), recurrence_id=at(10, 11), sequence=3),
        record(at(20, 12), recurrence_id=at(20, 12)),
    ]
    assert given_records(*(records[n] for n in order)) == given_records(*records)


@given(
    start=st.one_of(
        st.dates(date(1990, 1, 1), date(2100, 1, 1)),
        st.datetimes(
            datetime(1990, 1, 1),
            datetime(2100, 1, 1),
            timezones=st.sampled_from(
                [None, UTC, PARIS, ZoneInfo("America/Toronto"), timezone(timedelta(hours=2))]
            ),
        ),
    ),
    length=st.one_of(st.none(), st.timedeltas(timedelta(hours=-3), timedelta(days=3))),
    day=st.booleans(),
    status=st.sampled_from([None, "CANCELLED", "TENTATIVE", "autre"]),
)
def test_a_single_date_is_what_a_list_of_one_is(
    start: date, length: timedelta | None, day: bool, status: str | None
) -> None:
    fields: dict[str, Any] = {"start": start, "status": status, "duration": length, "location": "Ici"}
    if length is not None and day:
        fields |= {"duration": None, "end": start + length}
    assert given_records(record(**fields)) == given_records(record(**fields, rdate=(start,)))
