"""Our iCalendar text: its lines, its UIDs, and what the icalendar library reads in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr
from hypothesis import given

from agregateur.model import Event, Member, Occurrence, Place, Rule
from agregateur.publish import ical
from agregateur.publish.leaving import Credit
from agregateur.publish.zones import VTIMEZONES
from agregateur.text import one_line
from tests.publish.portal import BASE, PORTAL, Date, expected, feed, written
from tests.publish.strategies import events

PARIS = ZoneInfo("Europe/Paris")


def at(*parts: int, zone: ZoneInfo = PARIS) -> datetime:
    year, month, day, hour, minute = (*parts, 0)[:5]
    return datetime(year, month, day, hour, minute, tzinfo=zone)


def concert(**changes: object) -> Event:
    event = Event(
        id="k3v9",
        title="Concert de Noël",
        text="Chorale, puis vin chaud.",
        occurrences=(Occurrence(start=at(2026, 12, 12, 20, 30), end=at(2026, 12, 12, 22)),),
        place=Place(venue="MJC", street="2 rue du Temple", postcode="05100", city="Briançon"),
        members=(Member(source="mjc", uid="1", republication="complet"),),
        republication="complet",
        created=datetime(2026, 11, 1, tzinfo=UTC),
        updated=datetime(2026, 11, 2, 3, 4, 5, tzinfo=UTC),
        sequence=2,
    )
    return replace(event, **changes)  # type: ignore[arg-type]


def rendered(event: Event) -> str:
    return ical.vevent(event, portal=PORTAL, base_url=BASE)


def unfolded(fragment: str) -> list[str]:
    return fragment.replace("\r\n ", "").split("\r\n")


def uids(event: Event) -> list[str]:
    return [line[4:] for line in unfolded(rendered(event)) if line.startswith("UID:")]


def read(body: bytes) -> dict[str, list[Date]]:
    """UID -> its dates, as icalendar and dateutil understand them."""
    calendar: Any = icalendar.Calendar.from_ical(body)
    found: dict[str, list[Date]] = {}
    overridden = {
        (str(e["UID"]), written(e["RECURRENCE-ID"].dt)) for e in calendar.events if "RECURRENCE-ID" in e
    }
    for e in calendar.events:
        assert not e.errors
        uid, start = str(e["UID"]), e.decoded("DTSTART")
        end = e.decoded("DTEND") if "DTEND" in e else None
        starts = [start]
        if "RRULE" in e:
            # The wall clock drives a rule: expanded as naive times, put back in their zone.
            zone = start.tzinfo if isinstance(start, datetime) else None
            naive = (
                datetime.combine(start, datetime.min.time()) if zone is None else start.replace(tzinfo=None)
            )
            text = re.sub(r";?UNTIL=[^;]+", "", e["RRULE"].to_ical().decode())
            until = e["RRULE"].get("UNTIL", [None])[0]
            stated = e.get("EXDATE", [])
            out = {
                written(x.dt) for one in (stated if isinstance(stated, list) else [stated]) for x in one.dts
            }
            starts = []
            for moment in rrulestr(text, dtstart=naive):
                one = moment.date() if zone is None else moment.replace(tzinfo=zone)
                if until is not None and written(one) > written(until):
                    break
                if written(one) not in out and (uid, written(one)) not in overridden:
                    starts.append(one)
        found.setdefault(uid, []).extend(
            (
                written(s),
                written(s + (end - start)) if end else None,
                str(e.get("SUMMARY", "")),
                str(e["STATUS"]),
            )
            for s in starts
        )
    return found


@given(events())
def test_every_line_is_sound(event: Event) -> None:
    body = feed(event)
    assert body.endswith(b"END:VCALENDAR\r\n")
    lines = body.split(b"\r\n")
    for line in lines:
        assert len(line) <= 75
        assert not re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", line.decode())
    assert lines.count(b"BEGIN:VEVENT") == body.count(b"\r\nDTSTAMP:")


@given(events())
def test_icalendar_reads_the_same_dates_and_titles(event: Event) -> None:
    found = read(feed(event))
    assert sorted(d for dates in found.values() for d in dates) == expected(event)


@given(events(ruled=False))
def test_icalendar_reads_the_same_texts(event: Event) -> None:
    calendar: Any = icalendar.Calendar.from_ical(feed(event))
    for e in calendar.events:
        said = str(e["DESCRIPTION"])
        assert said.endswith(str(e["URL"]))
        assert int(e["SEQUENCE"]) == event.sequence
        assert event.updated and e["DTSTAMP"].dt == event.updated.replace(microsecond=0)
        if event.text and one_line(event.text):
            assert one_line(said).startswith(one_line(event.text))


def test_a_concert_reads_as_written() -> None:
    lines = unfolded(
        ical.vevent(
            concert(categories=("musique",), url="https://mjc.example/noel", acces="gratuit"),
            portal=PORTAL,
            base_url=BASE,
            credits={"mjc": Credit(name="MJC du Briançonnais", licence="CC-BY-SA-4.0")},
            labels={"musique": "Concerts et musique"},
        )
    )
    assert lines == [
        "BEGIN:VEVENT",
        "UID:k3v9@hautes-alpes.example",
        "DTSTART;TZID=Europe/Paris:20261212T203000",
        "DTEND;TZID=Europe/Paris:20261212T220000",
        "DTSTAMP:20261102T030405Z",
        "CREATED:20261101T000000Z",
        "LAST-MODIFIED:20261102T030405Z",
        "SEQUENCE:2",
        "SUMMARY:Concert de Noël",
        r"LOCATION:MJC\, 2 rue du Temple\, 05100 Briançon",
        "STATUS:CONFIRMED",
        r"DESCRIPTION:Chorale\, puis vin chaud.\n\nGratuit\nPlus d’informations : https://mjc.example/noel\n"
        r"Source : MJC du Briançonnais (CC-BY-SA-4.0)\nhttps://agenda.example/evenements/k3v9-concert-de-noel",
        "CATEGORIES:Concerts et musique",
        "URL:https://agenda.example/evenements/k3v9-concert-de-noel",
        'LINK;LINKREL="via";VALUE=URI:https://mjc.example/noel',
        "X-LICENCE:CC-BY-SA-4.0",
        'LINK;LINKREL="license";VALUE=URI:https://creativecommons.org/licenses/by-sa/4.0/',
        "X-REPUBLICATION:complet",
        "END:VEVENT",
        "",
    ]


# --- UIDs --------------------------------------------------------------------------------------------------------


def test_uid_survives_title_hour_day_place_and_source() -> None:
    before = uids(concert())
    assert before == ["k3v9@hautes-alpes.example"]
    for change in (
        {"title": "Noël en musique"},
        {"occurrences": (Occurrence(start=at(2026, 12, 12, 18)),)},
        {"occurrences": (Occurrence(start=date(2026, 12, 13), end=date(2026, 12, 14)),)},
        {
            # A night that ends after the day has, as the store counts its last day.
            "occurrences": (Occurrence(start=at(2026, 12, 19, 22), end=at(2026, 12, 20, 2)),),
            "first": date(2026, 12, 19),
            "last": date(2026, 12, 20),
        },
        {"place": Place(city="Gap"), "sequence": 9},
        {"members": (Member(source="office", uid="77", republication="complet"),)},
    ):
        assert uids(concert(**change)) == before


def test_dated_uids_survive_a_change_of_hour_and_count_within_a_day() -> None:
    def dates(*hours: tuple[int, int]) -> Event:
        return concert(occurrences=tuple(Occurrence(start=at(2026, 12, day, hour)) for day, hour in hours))

    three = uids(dates((12, 17), (12, 20), (13, 17)))
    assert three == [f"k3v9-{tail}@hautes-alpes.example" for tail in ("20261212", "20261212-2", "20261213")]
    assert uids(dates((13, 9), (12, 21), (12, 15))) == three


def test_the_last_date_left_keeps_its_dated_uid() -> None:
    last = (Occurrence(start=at(2026, 12, 20, 17)),)
    remains = concert(occurrences=last, first=date(2026, 10, 4), last=date(2026, 12, 20))
    assert uids(remains) == ["k3v9-20261220@hautes-alpes.example"]
    alone = concert(occurrences=last, first=date(2026, 12, 20), last=date(2026, 12, 20))
    assert uids(alone) == ["k3v9@hautes-alpes.example"]


@given(events())
def test_uids_are_unique_and_depend_on_nothing_but_id_and_days(event: Event) -> None:
    lines = unfolded(rendered(event))
    pairs = [
        (line, lines[i + 1] if lines[i + 1].startswith("RECURRENCE-ID") else "")
        for i, line in enumerate(lines)
        if line.startswith("UID:")
    ]
    assert len(set(pairs)) == len(pairs)
    other = replace(event, title="Autre", text=None, place=Place(), members=(), sequence=event.sequence + 1)
    assert uids(other) == uids(event)


# --- rules -------------------------------------------------------------------------------------------------------


def weekly(rrule: str = "FREQ=WEEKLY;COUNT=4", **changes: object) -> Event:
    slots = [at(2026, 10, 13, 18) + timedelta(days=7 * i) for i in range(4)]
    dates = tuple(Occurrence(start=s, end=s + timedelta(hours=1)) for s in slots)
    rule = Rule(start=slots[0], end=slots[0] + timedelta(hours=1), rrule=rrule)
    return concert(**{"occurrences": dates, "rule": rule, **changes})


def test_a_rule_is_one_event_across_the_change_of_clocks() -> None:
    found = read(feed(weekly()))
    assert list(found) == ["k3v9@hautes-alpes.example"]
    assert [d[0] for d in found["k3v9@hautes-alpes.example"]] == [
        "2026-10-13T16:00:00Z", "2026-10-20T16:00:00Z", "2026-10-27T17:00:00Z", "2026-11-03T17:00:00Z",
    ]  # fmt: skip


@pytest.mark.parametrize("until", ["20261103", "20261103T180000", "20261103T170000Z"])
def test_until_is_written_in_utc_whatever_the_partner_wrote(until: str) -> None:
    event = weekly(f"UNTIL={until};FREQ=WEEKLY")
    assert "RRULE:FREQ=WEEKLY;UNTIL=20261103T170000Z" in unfolded(rendered(event))
    assert len(read(feed(event))["k3v9@hautes-alpes.example"]) == 4


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=HOURLY;COUNT=4",
        "FREQ=WEEKLY;COUNT=4\r\nSUMMARY:évil",
        "COUNT=4",
        "FREQ=WEEKLY;FREQ=DAILY",
        "FREQ=WEEKLY;X",
    ],
)
def test_an_odd_rule_is_written_as_dates(rrule: str) -> None:
    lines = unfolded(rendered(weekly(rrule)))
    assert not [line for line in lines if line.startswith("RRULE")]
    assert sum(line.startswith("UID:k3v9-2026") for line in lines) == 4


def test_a_rule_in_a_foreign_zone_is_written_as_dates_in_utc() -> None:
    zone = ZoneInfo("America/New_York")
    slots = [at(2026, 10, 20, 18, zone=zone) + timedelta(days=7 * i) for i in range(3)]
    event = concert(
        timezone="America/New_York",
        occurrences=tuple(Occurrence(start=s) for s in slots),
        rule=Rule(start=slots[0], end=None, rrule="FREQ=WEEKLY;COUNT=3"),
    )
    starts = [line for line in unfolded(rendered(event)) if line.startswith("DTSTART")]
    assert starts == ["DTSTART:20261020T220000Z", "DTSTART:20261027T220000Z", "DTSTART:20261103T230000Z"]


def test_a_rule_in_utc_stays_in_utc() -> None:
    slots = [at(2026, 10, 20, 18, zone=ZoneInfo("UTC")) + timedelta(days=7 * i) for i in range(3)]
    event = concert(
        occurrences=tuple(Occurrence(start=s.astimezone(PARIS)) for s in slots),
        rule=Rule(start=slots[0], end=None, rrule="FREQ=WEEKLY;COUNT=3"),
    )
    assert sorted(d for dates in read(feed(event)).values() for d in dates) == expected(event)
    assert "DTSTART:20261020T180000Z" in unfolded(rendered(event))


def test_the_second_of_two_equal_wall_times_is_said_in_utc() -> None:
    start = at(2026, 10, 25, 2, 30).replace(fold=1)
    lines = unfolded(
        rendered(concert(occurrences=(Occurrence(start=start, end=start + timedelta(hours=2)),)))
    )
    assert lines[2:4] == ["DTSTART:20261025T013000Z", "DTEND:20261025T033000Z"]


# --- what may leave ----------------------------------------------------------------------------------------------


def test_portail_never_leaves() -> None:
    assert rendered(concert(republication="portail")) == ""
    assert b"VEVENT" not in feed(concert(republication="portail"))


def test_signalement_lets_out_facts_and_credit_alone() -> None:
    event = concert(republication="signalement", image="https://mjc.example/i.jpg", image_credit="Jo")
    fragment = rendered(event)
    assert "vin chaud" not in fragment and "IMAGE" not in fragment and "Jo" not in fragment
    assert "SUMMARY:Concert de Noël" in fragment and "Source : mjc" in fragment


def test_a_member_kept_to_our_pages_is_not_named() -> None:
    members = (
        Member(source="secret", uid="1", url="https://secret.example/1", republication="portail"),
        Member(source="office", uid="2", url="https://office.example/2", republication="complet"),
    )
    event = concert(members=members, url="https://secret.example/1", provenance={"url": ("secret", "1")})
    assert "secret" not in rendered(event)
    assert "https://office.example/2" in "".join(unfolded(rendered(event)))


def test_a_long_event_leaves_the_reader_free() -> None:
    exhibition = Occurrence(start=date(2026, 12, 1), end=date(2026, 12, 9))
    assert "TRANSP:TRANSPARENT" in rendered(concert(occurrences=(exhibition,)))
    week = Occurrence(start=date(2026, 12, 1), end=date(2026, 12, 8))
    assert "TRANSP" not in rendered(concert(occurrences=(week,)))


# --- the calendar ------------------------------------------------------------------------------------------------


def test_an_empty_calendar_is_one_still() -> None:
    calendar: Any = icalendar.Calendar.from_ical(
        feed(name="Agenda de Gap", description="Rien, pour l'instant")
    )
    assert str(calendar["X-WR-CALNAME"]) == "Agenda de Gap"
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert [str(z["TZID"]) for z in calendar.timezones] == ["Europe/Paris"]


def test_zones_come_before_the_events_that_name_them_once_each() -> None:
    zone = ZoneInfo("Indian/Reunion")
    far = [
        concert(
            id=f"r{i}", timezone=zone.key, occurrences=(Occurrence(start=at(2026, 12, 1, 20, zone=zone)),)
        )
        for i in range(2)
    ]
    body = feed(concert(), *far).decode()
    assert body.count("TZID:Indian/Reunion") == 1
    assert body.index("TZID:Indian/Reunion") < body.index("UID:r0@")


@pytest.mark.parametrize("tzid", VTIMEZONES)
def test_the_constant_zones_tell_the_time_as_the_tz_database_does(tzid: str) -> None:
    text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{VTIMEZONES[tzid]}END:VCALENDAR\r\n"
    zone = icalendar.Calendar.from_ical(text.encode()).timezones[0].to_tz(lookup_tzid=False)
    for hours in range(0, 24 * 365 * 2, 11):
        moment = datetime(2026, 1, 1, 12) + timedelta(hours=hours)
        assert moment.replace(tzinfo=zone).utcoffset() == moment.replace(tzinfo=ZoneInfo(tzid)).utcoffset(), (
            moment
        )
