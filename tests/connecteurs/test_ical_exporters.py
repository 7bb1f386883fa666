"""What is known of the programs that write calendars: whose days, whose uids, and what of them is not for the public.

The sample files of `tests/connecteurs/ical` say what is read from a whole document of each.
"""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from agregateur.contract import Record, Rejected, Said, Unchanged
from agregateur.text import encode_when
from connecteurs.ical import ICal
from connecteurs.ical.exporters import exporter
from connecteurs.ical.joining import holds_door, is_door, without_joining, without_room
from tests.connecteurs.samples import Answers, samples

YESWIKI = "-//https://wiki.example/?//YesWiki doryphore 4.4.5//EN"
EVENTS = "-//Les Amis de l&#039;Orgue - ECPv6.15.8//NONSGML v1.0//EN"
MODERN = "-//WordPress - MECv7.14.0//EN"
OTHER = "-//Google Inc//Google Calendar 70.9054//EN"


def document(prodid: str, *events: str) -> bytes:
    return f"BEGIN:VCALENDAR\nPRODID:{prodid}\n{''.join(events)}END:VCALENDAR\n".encode()


def event(uid: str, *lines: str, start: str = "20261205T190000Z", end: str = "20261205T210000Z") -> str:
    stated = start if start.startswith("DTSTART") else f"DTSTART:{start}"
    return "\n".join(
        ["BEGIN:VEVENT", f"UID:{uid}", stated, f"DTEND:{end}", "SUMMARY:Bal", *lines, "END:VEVENT", ""]
    )


def read(content: bytes, known: dict[str, str] | None = None) -> list[Said]:
    return list(ICal(url="https://asso.example/agenda.ics").collect(Answers(content, {}), known or {}))


def one(content: bytes) -> Record:
    (record,) = (said for said in read(content) if isinstance(said, Record))
    return record


@pytest.mark.parametrize(
    ("prodid", "name"),
    [
        (YESWIKI, "yeswiki"), (EVENTS, "tec"), (MODERN, "mec"), (OTHER, ""), ("", ""),
        ("SPIP https://www.spip.net", "spip"), ("-//Amis de SPIP//Agenda//FR", ""),
        ("-//Meetup//Meetup Calendar 1.0//EN", "meetup"), ("-//Meetup de Gap//Agenda//FR", ""),
    ],
)  # fmt: skip
def test_an_exporter_is_known_by_its_prodid(prodid: str, name: str) -> None:
    assert exporter(prodid) == name


# Days --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "read_as"),
    [
        ("20261211T230000Z", "20261213T230000Z", ("2026-12-12", "2026-12-14")),
        ("20270619T220000Z", "20270620T220000Z", ("2027-06-20", "2027-06-21")),
        # From winter into summer: each midnight by its own offset.
        ("20270326T230000Z", "20270328T220000Z", ("2027-03-27", "2027-03-29")),
        ("20261205T000000Z", "20261206T000000Z", ("2026-12-05", "2026-12-06")),
        ("20261205T000000Z", "20261205T000000Z", ("2026-12-05", None)),
        ("20261205T000000", "20261206T000000", ("2026-12-05", "2026-12-06")),
        # Until midnight, and an hour of summer in winter.
        ("20261205T190000Z", "20261205T230000Z", ("2026-12-05T19:00:00Z", "2026-12-05T23:00:00Z")),
        ("20261205T220000Z", "20261206T220000Z", ("2026-12-05T22:00:00Z", "2026-12-06T22:00:00Z")),
    ],
)
def test_a_wiki_writes_a_day_from_midnight_to_midnight(
    start: str, end: str, read_as: tuple[str, str | None]
) -> None:
    record = one(document(YESWIKI, event("https://wiki.example/?Bal", start=start, end=end)))
    assert record.start and (encode_when(record.start), record.end and encode_when(record.end)) == read_as
    mended = [repair.code for repair in record.repairs]
    assert mended == ([] if isinstance(record.start, datetime) else ["all_day_as_hours"])


def test_midnights_of_others_are_what_they_say() -> None:
    midnights = {"start": "20261211T230000Z", "end": "20261212T230000Z"}
    assert isinstance(one(document(OTHER, event("x", **midnights))).start, datetime)
    # The wiki's own property tells it where its name was lost on the way.
    assert one(document("", event("x", "DATE-MOD:20261103T153000Z", **midnights))).start == date(2026, 12, 12)


# Uids --------------------------------------------------------------------------------------------------------------


def told(said: list[Said]) -> dict[str, str]:
    return {one.uid: one.digest or "" for one in said if isinstance(one, Record)}


def test_dates_that_share_a_number_are_one_thing_in_any_order_and_when_one_of_them_is_gone() -> None:
    dates = [
        event(f"900-17967510{n:02}-17967564{n:02}@orgue.example", start=f"202612{n + 8:02}T173000Z")
        for n in range(3)
    ]
    for some in (dates, dates[::-1], dates[1:], dates[:1]):
        records = [one for one in read(document(EVENTS, *some)) if isinstance(one, Record)]
        assert {one.uid for one in records} == {"900@orgue.example"} and len(records) == len(some)
        assert [one.recurrence_id is None for one in records] == [True] + [False] * (len(some) - 1)


@pytest.mark.parametrize(
    "sample",
    ["yeswiki-journees", "the-events-calendar-fuseaux", "modern-events-calendar-journees", "spip-agenda"],
)
def test_a_second_reading_finds_nothing_new(sample: str) -> None:
    content = next(one for one in samples("ical") if one.path.stem == sample).content
    known = told(read(content))
    assert {said.key for said in read(content, known) if isinstance(said, Unchanged)} == set(known)


# Zones -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prodid", "tzid", "start"),
    [
        (MODERN, "UTC+1", "2027-07-14T21:00:00+02:00[Europe/Paris]"),
        (MODERN, "UTC+2", "2027-07-14T21:00:00+02:00[Europe/Paris]"),
        (EVENTS, "+01:00", "2027-07-14T21:00:00+02:00[Europe/Paris]"),
        (EVENTS, "UTC+4", "2027-07-14T21:00:00+04:00"),
        (MODERN, '"Europe/Paris"', "2027-07-14T21:00:00+02:00[Europe/Paris]"),
        (OTHER, "UTC+1", "2027-07-14T21:00:00+01:00"),
        (OTHER, "+01:00", "2027-07-14T21:00:00+01:00"),
        (OTHER, "-0400", "2027-07-14T21:00:00-04:00"),
    ],
)
def test_offsets_in_place_of_a_zone(prodid: str, tzid: str, start: str) -> None:
    found = one(document(prodid, event("x", start=f"DTSTART;TZID={tzid}:20270714T210000"))).start
    assert found and encode_when(found) == start


# Articles ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prodid", "uid", "stamp", "refused"),
    [
        ("SPIP https://www.spip.net", "article12 @ https://a.example", "20261205T190000Z", True),
        ("SPIP https://www.spip.net", "breve3 @ https://a.example", "20261205T190000Z", True),
        ("SPIP https://www.spip.net", "evenement12 @ https://a.example", "20261205T190000Z", False),
        ("SPIP https://www.spip.net", "article12 @ https://a.example", "20261101T090000Z", False),
        (OTHER, "article12 @ https://a.example", "20261205T190000Z", False),
    ],
)
def test_articles_are_no_events(prodid: str, uid: str, stamp: str, refused: bool) -> None:
    said = read(document(prodid, event(uid, f"DTSTAMP:{stamp}")))
    assert (Rejected(uid, "article_not_event", "bal") in said) is refused
    assert bool(told(said)) is not refused


# Online meetings ---------------------------------------------------------------------------------------------------

MEET = "-::~:~::~:~:~:~:~:~:~:~:~:~:~:~::~:~::-"
LINE = "_" * 80
TEAMS = (
    "Réunion Microsoft Teams\nRejoindre : https://teams.microsoft.com/meet/263?p=rRYC\nCode secret : Ax3Zj3Mx"
)
HELP = "Besoin d'aide ?<https://aka.ms/JoinTeamsMeeting?omkt=fr-FR>\nNuméro de conférence : 766 918 553#"


@pytest.mark.parametrize(
    ("text", "public"),
    [
        (f"Venez !\n{MEET}\nhttps://meet.google.com/abc-defg-hij\n{MEET}\nÀ bientôt", "Venez !\nÀ bientôt"),
        (f"Venez !\n{MEET}\nhttps://meet.google.com/abc-defg-hij", "Venez !"),
        (f"{MEET}\na\n{MEET}\nVenez !\n{MEET}\nb\n{MEET}", "Venez !"),
        (f"Venez !\n{LINE}\n{TEAMS}\n{LINE[:34]}\n{HELP}\n{LINE}\nÀ bientôt", "Venez !\nÀ bientôt"),
        (f"{LINE}\n{TEAMS}\n{HELP}\n{LINE}", ""),
        (f"{TEAMS}\n{HELP}", ""),
        (f"Venez !\n\n{TEAMS}\n{HELP}", "Venez !"),
        ("Venez !\n──────────\nhttps://us02web.zoom.us/j/836?pwd=Dfa\nCode secret: 3162\n──────────", "Venez !"),
        # Texts that people write.
        (f"Programme\n{LINE}\nInscription : https://zoom.us/webinar/register/WN_x\n{LINE}\nBuffet", None),
        ("Formation Microsoft Teams\nApprendre à tenir une réunion.", None),
        ("Réunion Microsoft Teams\nApprendre à tenir une réunion.", None),
        ("Sur https://us02web.zoom.us/j/836?pwd=Dfa, ouvert à tous.", None),
        ("", None),
    ],
)  # fmt: skip
def test_blocks_of_calendar_programs_are_left_out(text: str, public: str | None) -> None:
    found = without_joining(text)
    assert found == (text if public is None else public)
    assert (found is text) is (public is None)


@pytest.mark.parametrize(
    ("address", "door"),
    [
        ("https://teams.microsoft.com/l/meetup-join/19%3ameeting_x/0", True),
        ("https://teams.live.com/meet/9312?p=x", True),
        ("https://meet.google.com/abc-defg-hij", True),
        ("https://us02web.zoom.us/j/83674139672?pwd=Dfa", True),
        ("https://ville.webex.com/ville/j.php?MTID=m1", True),
        ("https://us02web.zoom.us/webinar/register/WN_x", False),
        ("https://events.teams.microsoft.com/event/abc", False),
        ("https://meet.jit.si/assemblee", False),
        ("https://visio.example/b/manufacture", False),
    ],
)
def test_an_address_that_holds_its_key(address: str, door: bool) -> None:
    assert is_door(address) is door


@pytest.mark.parametrize(
    ("location", "invited", "place"),
    [
        ("Réunion Microsoft Teams; Salle du conseil", False, ("Salle du conseil", True)),
        ("Microsoft Teams Meeting", False, ("", True)),
        ("https://meet.google.com/abc-defg-hij", True, ("", True)),
        # Who writes it as the place, and no program did, means it for all.
        ("https://meet.google.com/abc-defg-hij", False, ("https://meet.google.com/abc-defg-hij", False)),
        ("Café Team; Gap", True, ("Café Team; Gap", False)),
        ("MJC, Gap", True, ("MJC, Gap", False)),
    ],
)
def test_rooms_that_are_no_place(location: str, invited: bool, place: tuple[str, bool]) -> None:
    assert without_room(location, invited) == place


@pytest.mark.parametrize(
    "line",
    [
        "X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij",
        "X-MICROSOFT-SKYPETEAMSMEETINGURL:https://teams.microsoft.com/l/meetup-join/19",
        "CONFERENCE;VALUE=URI:https://meet.google.com/abc-defg-hij",
        f"DESCRIPTION:{MEET}\\nhttps://meet.google.com/abc-defg-hij\\n{MEET}",
        "X-ALT-DESC;FMTTYPE=text/html:<p>Venez</p><a href='https://us02web.zoom.us/j/8?pwd=x'>Zoom</a>",
    ],
)
def test_a_meeting_is_told_without_the_way_in(line: str) -> None:
    record = one(document(OTHER, event("x", line, "LOCATION:https://meet.google.com/abc-defg-hij")))
    assert (record.attendance, record.online, record.location) == ("online", None, None)
    assert [repair.code for repair in record.repairs] == ["join_details_left_out"]
    assert "meet.google" not in repr(record) and "zoom" not in repr(record)
    in_town = one(document(OTHER, event("x", line, "LOCATION:MJC")))
    assert (in_town.attendance, in_town.location) == (None, "MJC")


@pytest.mark.parametrize("sample", ["google-visio", "outlook-teams", "nextcloud-public"])
def test_neither_guests_nor_keys_come_out(sample: str) -> None:
    content = next(one for one in samples("ical") if one.path.stem == sample).content
    said = repr(read(content))
    for secret in (
        "Camille",
        "durand",
        "pwd=",
        "meetup-join",
        "meet.google",
        "Code secret",
        "PIN",
        "group.calendar",
    ):
        assert secret not in said


@pytest.mark.parametrize(
    "text",
    [
        "-::~:~::" * 25_000, MEET * 5_000, "-::~:~::" + "~:" * 100_000, "_" * 200_000, "________" + "_ " * 100_000,
        ("_" * 20 + "a") * 9_000, "──────────" * 20_000, "Réunion Microsoft Teams\n" * 8_000,
        "Microsoft Teams" + "\t" * 180_000,
    ],
)  # fmt: skip
def test_no_text_makes_it_slow(text: str) -> None:
    began = time.process_time()
    without_joining(text)
    holds_door(text)
    is_door("https://" + text[:5000])
    # Generous: the slowest takes some milliseconds.
    assert time.process_time() - began < 3


# Texts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "text", "mended"),
    [
        ("Eau\\\\nDéchets", "Eau\nDéchets", True),
        ("Eau\\\\, déchets", "Eau, déchets", True),
        ("C:\\\\notes", "C:\\notes", False),
        ("Eau\\nDéchets", "Eau\nDéchets", False),
    ],
)
def test_line_ends_escaped_once_too_often(written: str, text: str, mended: bool) -> None:
    record = one(document(OTHER, event("x", f"DESCRIPTION:{written}")))
    assert record.description == text
    assert ("escaped_twice" in [repair.code for repair in record.repairs]) is mended
