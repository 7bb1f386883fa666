"""Opening periods become dates: what is one span, what is each of its days, and that rules give exactly those days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from agregateur.connecting.periods import MAX_TIMINGS, Period, Told, told
from agregateur.contract import Record
from agregateur.ingest import recurrence

WINDOW = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
DAY = date(2026, 12, 5)


def days(dates: Told) -> list[date]:
    """The days that the core makes of what is told."""
    record = Record(
        uid="p",
        title="Période",
        start=dates.start,
        end=dates.end,
        rrule=dates.rrule,
        rdate=dates.rdate,
        exdate=dates.exdate,
        timings=dates.timings,
    )
    found = recurrence.expand((record,), zone="Europe/Paris", window=WINDOW)
    return sorted(one.day for one in found.occurrences)


def period(first: date, last: date | None = None, **more: object) -> Period:
    return Period(first=first, last=last or first, **more)  # type: ignore[arg-type]


def test_one_day_without_hours_is_a_whole_day():
    dates = told([period(DAY)])
    assert (dates.start, dates.end, dates.timings) == (DAY, DAY + timedelta(days=1), ())


def test_one_evening():
    dates = told([period(DAY, opens=time(20, 30), closes=time(1))])
    assert dates.start == datetime(2026, 12, 5, 20, 30)
    assert dates.end == datetime(2026, 12, 6, 1)


def test_an_hour_of_closing_equal_to_the_opening_says_nothing():
    assert told([period(DAY, opens=time(20), closes=time(20))]).end is None


@pytest.mark.parametrize("hours", [{}, {"opens": time(10), "closes": time(18)}])
def test_three_months_of_exhibition_are_one_span(hours):
    dates = told([period(date(2026, 12, 1), date(2027, 2, 28), **hours)])
    assert (dates.start, dates.end, dates.rrule) == (date(2026, 12, 1), date(2027, 3, 1), ())
    assert bool(dates.hours_left_out) is bool(hours)


def test_morning_and_afternoon_of_an_exhibition_are_the_same_span():
    months = (date(2026, 12, 1), date(2027, 2, 28))
    dates = told(
        [
            period(*months, opens=time(10), closes=time(12)),
            period(*months, opens=time(14), closes=time(18)),
        ]
    )
    assert (dates.start, dates.end, dates.timings) == (months[0], date(2027, 3, 1), ())
    assert len(dates.hours_left_out) == 2


def test_a_festival_of_three_days_with_hours_is_three_days():
    dates = told([period(DAY, DAY + timedelta(days=2), opens=time(10), closes=time(19))])
    assert days(dates) == [DAY + timedelta(days=n) for n in range(3)]


def test_evenings_of_which_only_the_beginning_is_known_are_each_told():
    dates = told([period(date(2027, 7, 1), date(2027, 8, 31), opens=time(21))])
    assert len(days(dates)) == 62 and not dates.hours_left_out


def test_days_told_one_by_one_that_follow_one_another_are_a_span():
    dates = told([period(DAY + timedelta(days=n)) for n in (2, 0, 1, 5)])
    assert dates.timings == (
        (DAY, DAY + timedelta(days=3)),
        (DAY + timedelta(days=5), DAY + timedelta(days=6)),
    )


@pytest.mark.parametrize("last", [date(2027, 12, 31), date(2029, 12, 31)])
@pytest.mark.parametrize("yearly", [False, True])
def test_a_whole_year_is_no_date(last, yearly):
    dates = told([period(date(2027, 1, 1), last, opens=time(9), closes=time(18), yearly=yearly)])
    assert dates.start is None and not dates.timings
    assert [one.code for one in dates.repairs] == ["placeholder_period"]


def test_a_whole_year_beside_a_date_leaves_the_date():
    dates = told([period(date(2026, 1, 1), date(2026, 12, 31)), period(DAY)])
    assert dates.start == DAY


def test_mondays_of_a_whole_year_are_dates():
    year = (date(2027, 1, 1), date(2027, 12, 31))
    assert len(days(told([period(*year, weekdays=frozenset({0}))]))) == 52


def test_days_added_and_taken_away():
    dates = told(
        [
            period(
                date(2027, 5, 2),
                date(2027, 5, 30),
                opens=time(8),
                weekdays=frozenset({6}),
                also=(date(2027, 5, 6),),
                but=(date(2027, 5, 16),),
            )
        ]
    )
    assert days(dates) == [date(2027, 5, n) for n in (2, 6, 9, 23, 30)]


def test_a_period_none_of_whose_days_comes_is_no_date():
    dates = told([period(DAY, DAY + timedelta(days=1), weekdays=frozenset({2}))])
    assert dates.start is None and not dates.timings


def test_every_year_is_told_up_to_the_year_after_the_last_change():
    dates = told([period(date(2019, 6, 23), opens=time(21), yearly=True)], since=2026)
    assert days(dates) == [date(2025, 6, 23), date(2026, 6, 23), date(2027, 6, 23)]
    assert [one.code for one in dates.repairs] == ["every_year"]


def test_what_nobody_looked_at_since_is_no_announcement():
    dates = told([period(date(2017, 11, 4), opens=time(17), yearly=True)], since=2017)
    assert days(dates) == [date(2017, 11, 4), date(2018, 11, 4)]


def test_several_periods_of_every_year_are_told_together():
    both = [
        period(date(2015, 7, 14), opens=time(10), yearly=True),
        period(date(2015, 8, 15), opens=time(15), yearly=True),
    ]
    told_days = {start.date() for start, _ in told(both, since=2026).timings if isinstance(start, datetime)}
    assert {date(2026, 7, 14), date(2026, 8, 15), date(2027, 8, 15)} <= told_days
    assert max(told_days) == date(2027, 8, 15)


def test_too_many_dates_lose_the_oldest():
    many = [
        period(date(2000, 1, 2) + timedelta(days=2 * n), opens=time(10)) for n in range(MAX_TIMINGS + 100)
    ]
    dates = told(many)
    assert len(dates.timings) == MAX_TIMINGS
    assert dates.timings[-1][0] == datetime.combine(many[-1].first, time(10))
    assert [one.code for one in dates.repairs] == ["early_dates_cut"]


def test_29_february_is_the_28th_where_there_is_none():
    assert period(date(2028, 2, 29)).in_year(1).first == date(2029, 2, 28)


@st.composite
def narrowed(draw: st.DrawFn) -> Period:
    first = date(2026, 1, 1) + timedelta(days=draw(st.integers(0, 500)))
    length = draw(st.integers(0, 200))
    weekdays = ordinals = None
    if draw(st.booleans()):
        weekdays = frozenset(draw(st.sets(st.integers(0, 6), min_size=1, max_size=6)))
    else:
        pair = st.tuples(st.sampled_from([1, 2, 3, 4, -1]), st.integers(0, 6))
        ordinals = frozenset(draw(st.sets(pair, min_size=1, max_size=3)))
    return Period(
        first=first,
        last=first + timedelta(days=length),
        opens=draw(st.sampled_from([None, time(10)])),
        weekdays=weekdays,
        ordinals=ordinals,
    )


@given(one=narrowed())
@settings(max_examples=150, deadline=None)
def test_the_rule_of_one_period_gives_its_days(one):
    expected = list(one.days())
    dates = told([one])
    if not expected:
        assert dates.start is None and not dates.timings
        return
    assert days(dates) == expected


@given(one=narrowed().filter(lambda p: p.ordinals is None), length=st.integers(0, 300))
@settings(max_examples=100, deadline=None)
def test_every_year_gives_its_days_of_each_year(one, length):
    yearly = Period(
        first=one.first,
        last=one.first + timedelta(days=length),
        opens=time(10),
        weekdays=one.weekdays,
        yearly=True,
    )
    if yearly.first == yearly.last or not list(yearly.days()):
        return
    # What a year without 29 February does with it is nobody's to say.
    leap = {(2, 28), (2, 29)}
    expected = {day for years in (0, 1) for day in yearly.in_year(years).days()}
    got = set(days(told([yearly])))
    assert {d for d in got ^ expected if (d.month, d.day) not in leap} == set()
