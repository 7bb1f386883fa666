"""The exact set of starts of what calendars state, from bytes to UTC, beside dateutil on the same dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from agregateur.contract import Record, Repair
from agregateur.ingest.reading import read_file
from agregateur.ingest.recurrence import expand
from connecteurs.ical import ICal
from tests.connecteurs.samples import Answers

URL = "https://mjc.example/agenda.ics"
PARIS = ZoneInfo("Europe/Paris")
LOW = datetime(2026, 10, 22, tzinfo=UTC)
HIGH = LOW + timedelta(days=180)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def document(*events: Iterable[str], head: Iterable[str] = ()) -> bytes:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", *head]
    for event in events:
        lines += ["BEGIN:VEVENT", "UID:x", "SUMMARY:Chorale", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def dates(content: bytes, times: str = "as-written") -> list[str]:
    """Starts of the event x, in UTC to the minute, days as days; cancelled dates are left out."""
    connector = ICal(url=URL, times=times)  # type: ignore[arg-type]
    records = [one for one in connector.collect(Answers(content, {}), {}) if isinstance(one, Record)]
    found = expand(
        records, zone="Europe/Paris", window=(LOW - timedelta(days=31), HIGH + timedelta(days=200))
    )
    return [
        f"{o.start.astimezone(UTC):%Y-%m-%dT%H:%MZ}" if isinstance(o.start, datetime) else o.start.isoformat()
        for o in found.occurrences
        if o.status != "cancelled"
    ]


@pytest.mark.parametrize(("duration", "end"), [("PT24H", 17), ("P1D", 16), ("PT2H", 19), ("P1DT1H", 17)])
def test_days_are_those_of_the_calendar_and_hours_exact(duration: str, end: int) -> None:
    # The clock goes forward in the night to 28 March (RFC 5545 3.3.6).
    content = document(["DTSTART;TZID=Europe/Paris:20270327T180000", f"DURATION:{duration}"])
    records = [one for one in ICal(url=URL).collect(Answers(content, {}), {}) if isinstance(one, Record)]
    (found,) = expand(records, zone="Europe/Paris", window=(LOW, HIGH)).occurrences
    assert isinstance(found.end, datetime) and found.end.astimezone(UTC).hour == end


# How hours are stated ------------------------------------------------------------------------------------------------

BROKEN = (
    "BEGIN:VTIMEZONE", "TZID:Fuseau de la mairie", "BEGIN:STANDARD", "DTSTART:20251026T030000",
    "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", "END:STANDARD",
    "BEGIN:DAYLIGHT", "DTSTART:20250330T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "END:DAYLIGHT", "END:VTIMEZONE",
)  # fmt: skip


@pytest.mark.parametrize(
    ("start", "head", "expected"),
    [
        ("DTSTART:20261205T193000Z", (), "2026-12-05T19:30Z"),
        ("DTSTART;TZID=Europe/Paris:20261205T203000", (), "2026-12-05T19:30Z"),
        ("DTSTART;TZID=Europe/Paris:20261205T193000Z", (), "2026-12-05T19:30Z"),
        ("DTSTART:20261205T203000", (), "2026-12-05T19:30Z"),
        ("DTSTART:20261205T203000", ("X-WR-TIMEZONE:Europe/London",), "2026-12-05T20:30Z"),
        ("DTSTART:20261205T203000", ("X-WR-TIMEZONE:UTC",), "2026-12-05T19:30Z"),
        ("DTSTART;TZID=Romance Standard Time:20261205T203000", (), "2026-12-05T19:30Z"),
        ("DTSTART;TZID=W. Europe Standard Time:20260705T203000", (), "2026-07-05T18:30Z"),
        ('DTSTART;TZID="(UTC+01:00) Bruxelles, Copenhague, Madrid, Paris":20261205T203000', (), "2026-12-05T19:30Z"),
        ("DTSTART;TZID=/freeassociation.sourceforge.net/Europe/Paris:20261205T203000", (), "2026-12-05T19:30Z"),
        ("DTSTART;TZID=Fuseau de la mairie:20260705T203000", BROKEN, "2026-07-05T18:30Z"),
        ("DTSTART;TZID=Fuseau de la mairie:20260705T203000", (), "2026-07-05T18:30Z"),
        ("DTSTART;TZID=GMT::20261205T193000", (), "2026-12-05T19:30Z"),
        ("DTSTART:20261205T203000+0100", (), "2026-12-05T19:30Z"),
        # A day's 25th hour is the next day's first, a leap second the second before.
        ("DTSTART;TZID=Europe/Paris:20261205T240000", (), "2026-12-05T23:00Z"),
        ("DTSTART:20261205T193060Z", (), "2026-12-05T19:30Z"),
        ("DTSTART;TZID=UTC:20261205T193000", ("X-WR-TIMEZONE:Europe/Paris",), "2026-12-05T19:30Z"),
        ("DTSTART;VALUE=DATE:20261205T000000", (), "2026-12-05"),
        ("DTSTART;VALUE=DATE:20261205", (), "2026-12-05"),
        ("DTSTART:20261205", (), "2026-12-05"),
        # The hours that the clock changes of March and October take away and give twice.
        ("DTSTART;TZID=Europe/Paris:20270328T023000", (), "2027-03-28T01:30Z"),
        ("DTSTART;TZID=Europe/Paris:20261025T023000", (), "2026-10-25T00:30Z"),
    ],
)  # fmt: skip
def test_one_start(start: str, head: tuple[str, ...], expected: str) -> None:
    assert dates(document([start], head=head)) == [expected]


@pytest.mark.parametrize(
    ("times", "start", "expected"),
    [
        ("local", "DTSTART:20261205T203000Z", "2026-12-05T19:30Z"),
        ("local", "DTSTART;TZID=Europe/Paris:20261205T203000Z", "2026-12-05T19:30Z"),
        ("local", "DTSTART;TZID=Europe/Paris:20261205T203000", "2026-12-05T19:30Z"),
        ("local", "DTSTART;VALUE=DATE:20261205", "2026-12-05"),
        ("utc", "DTSTART;TZID=Europe/Paris:20261205T193000", "2026-12-05T19:30Z"),
        ("utc", "DTSTART:20261205T193000", "2026-12-05T19:30Z"),
        ("utc", "DTSTART:20261205T193000Z", "2026-12-05T19:30Z"),
        ("shifted", "DTSTART;TZID=America/New_York:20260405T040000", "2026-04-05T12:00Z"),
        ("shifted", "DTSTART;TZID=Europe/Paris:20261205T213000", "2026-12-05T19:30Z"),
        ("shifted", "DTSTART:20261205T193000Z", "2026-12-05T19:30Z"),
    ],
)
@pytest.mark.parametrize("head", [(), ("X-WR-TIMEZONE:Europe/Paris",)])
def test_hours_that_the_operator_knows_to_be_mislabelled(
    times: str, start: str, head: tuple[str, ...], expected: str
) -> None:
    assert dates(document([start], head=head), times) == [expected]


def test_a_mislabelled_series_keeps_its_local_hour_and_its_last_date() -> None:
    event = [
        "DTSTART:20261020T183000Z",
        "RRULE:FREQ=WEEKLY;UNTIL=20261103T183000Z",
        "EXDATE:20261027T183000Z",
    ]
    assert dates(document(event)) == ["2026-10-20T18:30Z", "2026-11-03T18:30Z"]
    assert dates(document(event), "local") == ["2026-10-20T16:30Z", "2026-11-03T17:30Z"]
    event = ["DTSTART;TZID=Europe/Paris:20261020T163000", "RRULE:FREQ=WEEKLY;UNTIL=20261103T173000"]
    assert dates(document(event), "utc") == ["2026-10-20T16:30Z", "2026-10-27T17:30Z", "2026-11-03T17:30Z"]


def test_an_unknown_word_for_times_is_refused() -> None:
    with pytest.raises(ValueError, match="times"):
        ICal(url=URL, times="Paris")  # type: ignore[arg-type]


def test_hours_that_look_mislabelled_are_told_with_their_remedy(tmp_path: Path) -> None:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nSUMMARY:Soirée\r\nDESCRIPTION:À {17 + n % 4} h 30\r\n"
        f"DTSTART:202612{n + 1:02}T{17 + n % 4}3000Z\r\nEND:VEVENT\r\n"
        for n in range(8)
    )
    path = tmp_path / "agenda.ics"
    path.write_text(f"BEGIN:VCALENDAR\r\n{events}END:VCALENDAR\r\n", "utf-8")
    now = datetime(2026, 11, 22, tzinfo=UTC)
    reading = read_file(path, now=now)
    assert reading.repairs == [Repair(code="hours_look_local", detail="times: local (8/8 texts)")]
    mended = read_file(path, now=now, kind="ical", options={"times": "local"})
    starts = [g.expansion.occurrences[0].start for g in mended.groups if g.expansion]
    assert not mended.repairs and starts[0] == datetime(2026, 12, 1, 17, 30, tzinfo=PARIS)


# Lists, periods and exceptions ---------------------------------------------------------------------------------------

WEEKLY = ("DTSTART;TZID=Europe/Paris:20261103T200000", "RRULE:FREQ=WEEKLY;COUNT=3")


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["EXDATE;TZID=Europe/Paris:20261110T200000"], ["3", "17"]),
        (["EXDATE:20261110T190000Z"], ["3", "17"]),
        (["EXDATE;VALUE=DATE:20261110"], ["3", "17"]),
        (["EXDATE:20261110"], ["3", "17"]),
        # A midnight that is no slot is how some write the day.
        (["EXDATE:20261110T000000"], ["3", "17"]),
        (["EXDATE;TZID=Europe/Paris:20261110T000000"], ["3", "17"]),
        (["EXDATE:20261110T000000Z"], ["3", "17"]),
        (["EXDATE:20261110T140000Z"], ["3", "10", "17"]),
        (["EXDATE:20261103T190000Z,20261117T190000Z"], ["10"]),
        (["EXRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2"], ["10"]),
        (["EXRULE:FREQ=WEEKLY;INTERVAL=2"], ["10"]),
        (["EXRULE:FREQ=DAILY;INTERVAL=7;UNTIL=20261110T190000Z"], ["17"]),
        (["EXRULE:FREQ=WEEKLY;BYDAY=WE"], ["3", "10", "17"]),
        (["EXRULE:TOUS LES DEUX MARDIS"], ["3", "10", "17"]),
        (["RDATE;TZID=Europe/Paris:20261104T200000"], ["3", "4", "10", "17"]),
        (["RDATE;VALUE=DATE:20261104,20261105"], ["3", "4", "5", "10", "17"]),
        (["RDATE;VALUE=PERIOD:20261104T190000Z/PT30M"], ["3", "4", "10", "17"]),
        (["RDATE;VALUE=PERIOD:20261104T190000Z/PT30M", "EXDATE:20261104T190000Z"], ["3", "10", "17"]),
        (["RDATE;VALUE=PERIOD:20261104T190000Z/PT30M", "EXDATE;VALUE=DATE:20261104"], ["3", "10", "17"]),
    ],
)
def test_lists_beside_a_rule(lines: list[str], expected: list[str]) -> None:
    assert [f"{int(start[8:10])}" for start in dates(document([*WEEKLY, *lines]))] == expected


def test_a_period_has_an_end_of_its_own() -> None:
    content = document(
        [
            *WEEKLY,
            "DURATION:PT2H",
            "RDATE;VALUE=PERIOD:20261104T190000Z/PT30M,20261105T190000Z/20261105T220000Z",
        ]
    )
    (record,) = [one for one in ICal(url=URL).collect(Answers(content, {}), {}) if isinstance(one, Record)]
    found = expand([record], zone="Europe/Paris", window=(LOW, HIGH))
    lengths = [
        o.end - o.start
        for o in found.occurrences
        if isinstance(o.start, datetime) and isinstance(o.end, datetime)
    ]
    assert lengths == [timedelta(hours=h) for h in (2, 0.5, 3, 2, 2)] and found.rule is None


@pytest.mark.parametrize("slot", ["20261110T190000Z", "20261110", "20261110T000000", "20261110T000000Z"])
@pytest.mark.parametrize("first", [True, False])
def test_a_single_date_moved(slot: str, first: bool) -> None:
    moved = [f"RECURRENCE-ID:{slot}", "DTSTART;TZID=Europe/Paris:20261112T180000"]
    parts = [moved, WEEKLY] if first else [WEEKLY, moved]
    assert dates(document(*parts)) == ["2026-11-03T19:00Z", "2026-11-12T17:00Z", "2026-11-17T19:00Z"]


def test_a_rule_that_would_make_millions_is_refused_and_its_neighbours_stand() -> None:
    bomb = ["DTSTART:20261103T190000Z", "RRULE:FREQ=DAILY", "EXRULE:FREQ=SECONDLY"]
    with pytest.raises(Exception, match="more than an agenda can hold"):
        dates(document(bomb))


# Beside dateutil -----------------------------------------------------------------------------------------------------


@st.composite
def series(draw: st.DrawFn) -> tuple[list[str], list[datetime]]:
    """Lines of a series at home in Paris, and its walls by dateutil."""
    start = datetime(2026, 9, 1) + timedelta(
        days=draw(st.integers(0, 200)), minutes=30 * draw(st.integers(12, 46))
    )
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    rule = f"FREQ={freq};INTERVAL={draw(st.integers(1, 3))}"
    if freq == "WEEKLY":
        others = draw(st.lists(st.sampled_from(DAYS), max_size=2))
        rule += ";BYDAY=" + ",".join(sorted({DAYS[start.weekday()], *others}))
    elif freq == "MONTHLY":
        rule += f";BYDAY={(start.day - 1) // 7 + 1}{DAYS[start.weekday()]}"
    last = start + timedelta(days=draw(st.integers(0, 300)))
    ending, theirs = draw(
        st.sampled_from([
            (";COUNT=12", ";COUNT=12"),
            (f";UNTIL={last.replace(tzinfo=PARIS).astimezone(UTC):%Y%m%dT%H%M%SZ}", f";UNTIL={last:%Y%m%dT%H%M%S}"),
            ("", f";UNTIL={HIGH + timedelta(days=100):%Y%m%dT%H%M%S}"),
        ])
    )  # fmt: skip
    walls = rruleset()
    walls.rrule(rrulestr(rule + theirs, dtstart=start))  # type: ignore[arg-type]
    lines = [f"DTSTART;TZID=Europe/Paris:{start:%Y%m%dT%H%M%S}", f"RRULE:{rule}{ending}"]
    some = list(rrulestr(rule + theirs, dtstart=start))[1:20]
    for gone in draw(st.lists(st.sampled_from(some), max_size=3)) if some else []:
        walls.exdate(gone)
        written = draw(
            st.sampled_from([
                f";TZID=Europe/Paris:{gone:%Y%m%dT%H%M%S}",
                f":{gone.replace(tzinfo=PARIS).astimezone(UTC):%Y%m%dT%H%M%SZ}",
                f";VALUE=DATE:{gone:%Y%m%d}",
            ])
        )  # fmt: skip
        lines.append(f"EXDATE{written}")
    for days in draw(st.lists(st.integers(1, 120), max_size=2)):
        added = start + timedelta(days=days, minutes=1)
        walls.rdate(added)
        lines.append(f"RDATE;TZID=Europe/Paris:{added:%Y%m%dT%H%M%S}")
    return lines, list(walls)


@settings(max_examples=150, deadline=None)
@given(series(), st.data())
def test_starts_are_those_of_dateutil(made: tuple[list[str], list[datetime]], data: st.DataObject) -> None:
    lines, walls = made
    excepted = {line[-8:] for line in lines if line.startswith("EXDATE;VALUE=DATE")}
    walls = [wall for wall in walls if f"{wall:%Y%m%d}" not in excepted]
    events: list[list[str]] = [lines]
    moved = data.draw(st.lists(st.sampled_from(walls), unique=True, max_size=2)) if walls else []
    for wall in moved:
        to = wall + timedelta(days=data.draw(st.integers(-1, 1)), minutes=7)
        events.append([
            f"RECURRENCE-ID:{wall.replace(tzinfo=PARIS).astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;TZID=Europe/Paris:{to:%Y%m%dT%H%M%S}",
        ])  # fmt: skip
        walls = [to if one == wall else one for one in walls]
    if not walls:
        return
    expected = {w.replace(tzinfo=PARIS).astimezone(UTC) for w in walls}
    found = {datetime.fromisoformat(start) for start in dates(document(*data.draw(st.permutations(events))))}
    assert {s for s in found if LOW <= s < HIGH} == {s for s in expected if LOW <= s < HIGH}
