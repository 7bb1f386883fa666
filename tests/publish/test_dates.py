"""Dates in words."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agregateur.model import Event, Occurrence
from agregateur.publish import dates

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 22)  # a Sunday


def at(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def event(*occurrences: Occurrence) -> Event:
    return Event(id="e1", title="Yoga", occurrences=occurrences)


def every(
    days: int, count: int, hours: tuple[int, int] | None = (18, 19), first: date = date(2026, 12, 1)
) -> Event:
    """`count` dates from `first` (a Tuesday), every `days` days."""
    found = []
    for i in range(count):
        day = first + timedelta(days=days * i)
        if hours is None:
            found.append(Occurrence(start=day, end=day + timedelta(days=1)))
        else:
            start, end = (datetime(day.year, day.month, day.day, hour, tzinfo=PARIS) for hour in hours)
            found.append(Occurrence(start=start, end=end))
    return event(*found)


def whole(first: date, last: date) -> Occurrence:
    return Occurrence(start=first, end=last + timedelta(days=1))


@pytest.mark.parametrize(
    ("hour", "minute", "french", "english"),
    [
        (20, 30, "20 h 30", "8:30 pm"),
        (18, 0, "18 h", "6 pm"),
        (0, 5, "0 h 05", "12:05 am"),
        (12, 0, "12 h", "12 pm"),
    ],
)
def test_hours(hour: int, minute: int, french: str, english: str) -> None:
    moment = at(12, 12, hour, minute)
    assert dates.time_label(moment) == french
    assert dates.time_label(moment, "en") == english


@pytest.mark.parametrize(
    ("day", "long", "short", "english"),
    [
        (date(2026, 12, 12), "samedi 12 décembre", "sam. 12 déc.", "Saturday 12 December"),
        (date(2026, 12, 1), "mardi 1er décembre", "mar. 1er déc.", "Tuesday 1 December"),
        (date(2027, 1, 1), "vendredi 1er janvier 2027", "ven. 1er janv. 2027", "Friday 1 January 2027"),
        (date(2025, 5, 31), "samedi 31 mai 2025", "sam. 31 mai 2025", "Saturday 31 May 2025"),
    ],
)
def test_days_say_their_year_when_it_is_another(day: date, long: str, short: str, english: str) -> None:
    assert dates.day_label(day, today=TODAY) == long
    assert dates.day_label(day, today=TODAY, short=True) == short
    assert dates.day_label(day, "en", today=TODAY) == english


@pytest.mark.parametrize(
    ("first", "last", "french", "english"),
    [
        (date(2026, 7, 3), date(2026, 7, 5), "du 3 au 5 juillet", "3–5 July"),
        (date(2026, 7, 1), date(2026, 7, 5), "du 1er au 5 juillet", "1–5 July"),
        (date(2026, 6, 28), date(2026, 7, 1), "du 28 juin au 1er juillet", "28 June – 1 July"),
        (date(2027, 6, 28), date(2027, 7, 3), "du 28 juin au 3 juillet 2027", "28 June – 3 July 2027"),
        (date(2026, 12, 28), date(2027, 1, 3), "du 28 décembre 2026 au 3 janvier 2027",
         "28 December 2026 – 3 January 2027"),
        (date(2026, 7, 3), date(2026, 7, 3), "vendredi 3 juillet", "Friday 3 July"),
    ],
)  # fmt: skip
def test_ranges(first: date, last: date, french: str, english: str) -> None:
    assert dates.range_label(first, last, today=TODAY) == french
    assert dates.range_label(first, last, "en", today=TODAY) == english


@pytest.mark.parametrize(
    ("last", "french"),
    [
        (date(2026, 11, 22), "jusqu'à ce soir"),
        (date(2026, 11, 23), "jusqu'à demain"),
        (date(2026, 11, 28), "jusqu'à samedi"),
        (date(2026, 11, 29), "jusqu'au 29 novembre"),
        (date(2026, 12, 1), "jusqu'au 1er décembre"),
        (date(2027, 1, 15), "jusqu'au 15 janvier 2027"),
    ],
)
def test_until(last: date, french: str) -> None:
    assert dates.until_label(last, TODAY) == french


@pytest.mark.parametrize(
    ("occurrence", "french", "bare"),
    [
        (Occurrence(start=at(12, 12, 20, 30)), "samedi 12 décembre, 20 h 30", "sam. 12 déc., 20 h 30"),
        (
            Occurrence(start=at(12, 12, 20), end=at(12, 12, 22)),
            "samedi 12 décembre, 20 h–22 h",
            "sam. 12 déc., 20 h",
        ),
        (
            Occurrence(start=at(12, 12, 22), end=at(12, 13, 4)),
            "samedi 12 décembre, 22 h–4 h",
            "sam. 12 déc., 22 h",
        ),
        (Occurrence(start=at(12, 12, 14), end=at(12, 13, 18)), "du 12 au 13 décembre", "du 12 au 13 déc."),
        (
            whole(date(2026, 12, 12), date(2026, 12, 12)),
            "samedi 12 décembre, toute la journée",
            "sam. 12 déc.",
        ),
        (whole(date(2026, 12, 12), date(2026, 12, 14)), "du 12 au 14 décembre", "du 12 au 14 déc."),
    ],
)
def test_one_date(occurrence: Occurrence, french: str, bare: str) -> None:
    assert dates.when_label(occurrence, today=TODAY) == french
    assert dates.when_label(occurrence, today=TODAY, short=True, end=False) == bare


def test_an_end_told_in_another_zone_is_shown_in_the_local_one() -> None:
    occurrence = Occurrence(start=at(12, 12, 20), end=datetime(2026, 12, 12, 21, tzinfo=ZoneInfo("UTC")))
    assert dates.when_label(occurrence) == "samedi 12 décembre, 20 h–22 h"


@pytest.mark.parametrize(
    ("days", "count", "french", "english"),
    [
        (7, 9, "tous les mardis, 18 h–19 h", "every Tuesday, 6 pm–7 pm"),
        (14, 5, "un mardi sur deux, 18 h–19 h", "every other Tuesday, 6 pm–7 pm"),
        (1, 20, "tous les jours, 18 h–19 h", "every day, 6 pm–7 pm"),
        (28, 4, None, None),
    ],
)
def test_rhythms(days: int, count: int, french: str | None, english: str | None) -> None:
    if french:
        assert dates.regular_label(every(days, count)) == french
        assert dates.regular_label(every(days, count), "en") == english
    assert dates.is_regular(every(days, count))


def test_other_rhythms() -> None:
    def on(*days: date) -> Event:
        return event(*(whole(day, day) for day in days))

    weeks = [timedelta(days=7 * i) for i in range(4)]
    tuesday, thursday = date(2026, 12, 1), date(2026, 12, 3)
    assert (
        dates.regular_label(on(*(d + w for w in weeks for d in (tuesday, thursday))))
        == "les mardis et jeudis"
    )
    working = [date(2026, 11, 30) + timedelta(days=i) for i in range(5)]
    assert dates.regular_label(on(*(d + w for w in weeks for d in working))) == "du lundi au vendredi"
    firsts = on(date(2026, 12, 5), date(2027, 1, 2), date(2027, 2, 6), date(2027, 3, 6))
    assert dates.regular_label(firsts) is None
    assert dates.span_label(firsts, TODAY) == "chaque 1er samedi du mois"
    assert dates.regular_label(every(7, 10)) == dates.span_label(every(7, 10), TODAY)
    assert (
        dates.regular_label(on(*(date(2026, 12, 1) + timedelta(days=d) for d in (0, 21, 42, 63))))
        == "certains mardis"
    )
    assert dates.regular_label(on(*(date(2026, 12, d) for d in (1, 4, 12, 20)))) == "4 dates"


def test_holidays_interrupt_a_rhythm_without_ending_it() -> None:
    course = every(7, 12)
    without = tuple(o for i, o in enumerate(course.occurrences) if i not in {3, 4})
    assert dates.regular_label(event(*without)) == "tous les mardis, 18 h–19 h"


def test_three_dates_or_far_ones_are_not_regular() -> None:
    assert not dates.is_regular(every(7, 3))
    assert not dates.is_regular(every(32, 8))
    assert dates.regular_label(every(32, 8)) is None


def test_a_cancelled_date_does_not_make_a_rhythm() -> None:
    four = every(7, 4).occurrences
    cancelled = Occurrence(start=four[0].start, end=four[0].end, status="cancelled")
    assert not dates.is_regular(event(cancelled, *four[1:]))


@pytest.mark.parametrize(
    ("occurrences", "french"),
    [
        ([], ""),
        ([whole(date(2026, 11, 1), date(2027, 1, 15))], "En ce moment, jusqu'au 15 janvier 2027"),
        ([whole(date(2026, 12, 1), date(2027, 1, 15))], "du 1er décembre 2026 au 15 janvier 2027"),
        ([whole(date(2026, 11, 20), date(2026, 11, 26))], "jusqu'à jeudi"),
        ([whole(date(2026, 12, 5), date(2026, 12, 5))], "samedi 5 décembre, toute la journée"),
        ([Occurrence(start=at(12, 12, hour)) for hour in (17, 20)], "samedi 12 décembre, 17 h et 20 h"),
        (
            [Occurrence(start=at(12, day, 17)) for day in (12, 13, 20)],
            "samedi 12 décembre, dimanche 13 décembre et dimanche 20 décembre, 17 h",
        ),
        ([Occurrence(start=at(m, 3, 17)) for m in (6, 8, 10, 12)], "4 dates du 3 juin au 3 décembre, 17 h"),
    ],
)  # fmt: skip
def test_all_dates_in_one_phrase(occurrences: list[Occurrence], french: str) -> None:
    assert dates.span_label(event(*occurrences), TODAY) == french


def test_what_lasts_long() -> None:
    assert dates.is_long(event(whole(date(2026, 12, 1), date(2026, 12, 8))))
    assert not dates.is_long(event(whole(date(2026, 12, 1), date(2026, 12, 7))))
    assert not dates.is_long(every(1, 30, hours=None))


@pytest.mark.parametrize(
    ("zone", "fr", "en"),
    [
        ("Europe/Paris", "18 h–19 h", "6 pm–7 pm"),
        ("Indian/Reunion", "18 h–19 h", "6 pm–7 pm"),
        ("Europe/Brussels", "18 h–19 h", "6 pm–7 pm"),
        ("Europe/London", "18 h–19 h (heure : Londres)", "6 pm–7 pm (London time)"),
        ("America/New_York", "18 h–19 h (heure : New York)", "6 pm–7 pm (New York time)"),
    ],
)
def test_an_hour_of_another_clock_says_whose(zone: str, fr: str, en: str) -> None:
    start = datetime(2026, 12, 1, 18, tzinfo=ZoneInfo(zone))
    end = start + timedelta(hours=1)
    assert (dates.hours_label(start, end), dates.hours_label(start, end, "en")) == (fr, en)
    assert dates.when_label(Occurrence(start=start), today=TODAY).endswith(fr.replace("–19 h", ""))
