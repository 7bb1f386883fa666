"""Rules without end, dates far ahead, and the window that moves: nothing goes stale, and time alone changes nothing."""

from __future__ import annotations

from tests.pipeline.portal import Portal, calendar, vevent

WEEKLY = "RRULE:FREQ=WEEKLY"


def sequences(portal: Portal) -> list[tuple[str, int]]:
    return [
        tuple(r)
        for r in portal.rows("SELECT title, sequence FROM event WHERE gone_at IS NULL ORDER BY title")
    ]


def utc_class(hour: int) -> str:
    """A weekly class whose hour is stated in UTC, as many programs do: no rule in local time says the same."""
    event = vevent("1@mjc", "Yoga du soir", "20261201T180000", more=[WEEKLY])
    return event.replace("DTSTART;TZID=Europe/Paris:20261201T180000", f"DTSTART:20261201T{hour}0000Z")


def test_a_new_hour_of_an_endless_rule_in_utc_is_seen(portal: Portal) -> None:
    portal.put("mjc", calendar(utc_class(17)))
    portal.harvest()
    [before] = portal.export()
    portal.put("mjc", calendar(utc_class(18)))
    portal.later(hours=1)
    portal.harvest()
    [after] = portal.export()
    assert before["occurrences"][0]["start"] == "2026-12-01T17:00:00Z"
    assert after["occurrences"][0]["start"] == "2026-12-01T18:00:00Z"
    assert sequences(portal) == [("Yoga du soir", 1)]


def test_one_date_of_an_endless_rule_cancelled_by_another_source_is_seen(portal: Portal) -> None:
    series = vevent("1@mjc", "Chorale des Écrins", "20261201T180000", more=[WEEKLY])
    dated = vevent("9@ot", "Chorale des Écrins", "20261208T180000")
    portal.put("mjc", calendar(series))
    portal.put("ot", calendar(dated))
    portal.harvest()
    assert sequences(portal) == [("Chorale des Écrins", 0)]
    portal.put("ot", calendar(dated.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY")))
    portal.later(hours=1)
    portal.harvest()
    rows = portal.rows("SELECT day, status FROM occurrence WHERE status != 'confirmed'")
    assert [tuple(r) for r in rows] == [("2026-12-08", "cancelled")]
    assert sequences(portal) == [("Chorale des Écrins", 1)]
    [row] = portal.rows("SELECT ical FROM event WHERE gone_at IS NULL")
    assert "RRULE:FREQ=WEEKLY" in row.ical and "STATUS:CANCELLED" in row.ical


def test_a_date_beyond_the_window_comes_in_with_time(portal: Portal) -> None:
    portal.put("fete", calendar(vevent("1@fete", "Fête du livre", "20280520T100000")))
    portal.harvest()
    assert portal.rows("SELECT * FROM occurrence") == []
    while portal.now.year < 2028:
        portal.later(days=30)
        portal.harvest()
    assert len(portal.rows("SELECT * FROM occurrence")) == 1
    assert sequences(portal) == [("Fête du livre", 0)]
    before = portal.dump()
    portal.later(hours=1)
    portal.harvest()
    assert portal.dump() == before, "once in the window, it is left alone"


def test_time_alone_never_moves_a_sequence(portal: Portal) -> None:
    """Two partners tell one endless series and were read days apart; one of its dates was moved, and passes."""
    series = vevent("1@mjc", "Chorale des Écrins", "20260901T180000", more=[WEEKLY])
    moved = vevent("1@mjc", "Chorale des Écrins", "20261202T190000").replace(
        "DTSTART", "RECURRENCE-ID;TZID=Europe/Paris:20261201T180000\r\nDTSTART", 1
    )
    portal.put("mjc", calendar(series, moved))
    portal.put("ot", calendar(series.replace("1@mjc", "9@ot")), every="1d")
    portal.harvest("mjc")
    portal.later(days=3)
    portal.harvest("ot")
    [event] = portal.export()
    assert len(event["records"]) == 2
    start = sequences(portal)
    for _ in range(15):
        portal.later(days=4)
        portal.harvest()
        [row] = portal.rows("SELECT ical FROM event WHERE gone_at IS NULL")
        assert "RRULE:FREQ=WEEKLY" in row.ical, "one rule explains the series, whenever each partner was read"
        assert sequences(portal) == start


def test_a_partner_that_repeats_a_series_date_by_date_keeps_its_rule(portal: Portal) -> None:
    portal.put("mjc", calendar(vevent("1@mjc", "Chorale des Écrins", "20260901T180000", more=[WEEKLY])))
    days = ["20260908", "20260915", "20261201", "20261208"]
    portal.put("ot", calendar(*(vevent(f"{d}@ot", "Chorale des Écrins", f"{d}T180000") for d in days)))
    portal.harvest()
    [event] = [e for e in portal.export() if len(e["records"]) > 1]
    assert event["occurrences"][0]["start"] >= "2026-10-20"
    [row] = portal.rows(f"SELECT ical FROM event WHERE id = '{event['id']}'")
    assert "RRULE:FREQ=WEEKLY" in row.ical
