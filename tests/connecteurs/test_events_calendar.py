"""What The Events Calendar teaches beyond the samples: where its API is found, how its pages end, its hours."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from agregateur.contract import Document, Page, Record, Rejected, Repair
from agregateur.errors import HttpStatus, ParseError
from agregateur.ingest import registry
from connecteurs.events_calendar import EventsCalendar
from connecteurs.events_calendar.address import in_page, list_address
from tests.connecteurs.samples import Answers, records

SITE = "https://foyer.example"
LIST = f"{SITE}/wp-json/tribe/events/v1/events"
EVENT = {
    "id": 1,
    "global_id": "foyer.example?id=1",
    "title": "Bal",
    "start_date": "2027-07-14 21:00:00",
    "end_date": "2027-07-14 23:30:00",
    "utc_start_date": "2027-07-14 19:00:00",
    "utc_end_date": "2027-07-14 21:30:00",
    "timezone": "Europe/Paris",
}


def page_of(*numbers: int, **more: Any) -> bytes:
    return json.dumps({"events": [{**EVENT, "id": n} for n in numbers], **more}).encode()


def serving(pages: dict[int, bytes]) -> Callable[..., Document]:
    def fetch(url: str, **_: Any) -> Document:
        number = int(url.rpartition("page=")[2])
        if number not in pages:
            raise HttpStatus("404", url=url, status=404)
        return Document(url=url, content=pages[number])

    return fetch


def one(**changes: Any) -> Record:
    content = json.dumps({"events": [{**EVENT, **changes}]}).encode()
    (record,) = records(EventsCalendar(url=LIST).collect(Answers(content, {}), {}))
    return record


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (LIST, LIST),
        (f"{LIST}/", LIST),
        (f"{LIST}?per_page=5&page=2&categories=concert,bal", f"{LIST}?categories=concert,bal"),
        (f"{LIST}/812", LIST),
        (f"{SITE}/wp-json", LIST),
        (f"{SITE}/wp-json/", LIST),
        (f"{SITE}/wp-json/tribe/events/v1/", LIST),
        (f"{SITE}/blog/api/tribe/events/v1", f"{SITE}/blog/api/tribe/events/v1/events"),
        (f"{SITE}/?rest_route=/", f"{SITE}/?rest_route=/tribe/events/v1/events"),
        (
            f"{SITE}/index.php?rest_route=/tribe/events/v1/events/3&page=4",
            f"{SITE}/index.php?rest_route=/tribe/events/v1/events",
        ),
        (f"{SITE}/wp-json/wp/v2/posts", None),
        (SITE, None),
        (f"{SITE}/agenda/", None),
        ("file:///srv/agenda.json", None),
        ("http://[", None),
    ],
)
def test_the_list_is_found_from_any_address_of_the_api(url: str, expected: str | None) -> None:
    assert list_address(url) == expected


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (f'<link rel="https://api.w.org/" href="{SITE}/wp-json/" />', LIST),
        (
            f"<link rel='https://api.w.org/' href='{SITE}/index.php?rest_route=/&#038;lang=fr' />",
            f"{SITE}/index.php?rest_route=/tribe/events/v1/events&lang=fr",
        ),
        (f'<link href="{SITE}/api/" rel="https://api.w.org/">', f"{SITE}/api/tribe/events/v1/events"),
        (
            # Below an event's own page, the plug-in names that event; tickets have an API of the same name.
            f'<link rel="https://theeventscalendar.com/" href="{SITE}/wp-json/tribe/tickets/v1/"/>'
            f'<link rel="alternate" href="{SITE}/wp-json/tribe/events/v1/events/12"/>',
            LIST,
        ),
        ('<link rel="https://api.w.org" href="/wp-json/">', LIST),
        ('<link rel="stylesheet" href="/style.css">', None),
        ('<link rel="https://api.w.org/" href="javascript:alert(1)">', None),
    ],
)
def test_the_api_is_found_in_a_page(head: str, expected: str | None) -> None:
    source = f"<!DOCTYPE html><html><head>{head}</head></html>"
    assert in_page(source, f"{SITE}/une-page/") == expected
    assert list(EventsCalendar.propose(Page(url=f"{SITE}/une-page/", source=source))) == [expected] * bool(
        expected
    )


def test_the_api_is_guessed_where_a_site_hides_it() -> None:
    style = '<link href="https://foyer.example/blog/wp-content/plugins/the-events-calendar/common/a.css">'
    assert list(EventsCalendar.propose(Page(url=f"{SITE}/blog/a/", source=style))) == [
        f"{SITE}/blog/wp-json/tribe/events/v1/events",
        f"{SITE}/blog/?rest_route=/tribe/events/v1/events",
    ]
    bare = '<div class="tribe-events-widget"></div>'
    assert next(EventsCalendar.propose(Page(url=f"{SITE}/a/", source=bare))) == LIST
    assert list(EventsCalendar.propose(Page(url=f"{SITE}/a/", source="<p>Bonjour</p>"))) == []


def test_a_home_page_without_api_is_no_agenda() -> None:
    fetch = Answers(b"<!DOCTYPE html><html><head></head></html>", {})
    with pytest.raises(ParseError) as raised:
        list(EventsCalendar(url=SITE).collect(fetch, {}))
    assert raised.value.code == "html_instead"
    assert fetch.asked == [SITE]


def test_pages_are_asked_by_number_from_the_address_that_was_given() -> None:
    # Behind a proxy, the site may name itself by an address that only it can reach.
    elsewhere = "http://10.0.0.5/wp-json/tribe/events/v1/events?page=2"
    fetch = Answers(
        page_of(1, 2, total=3, total_pages=2, next_rest_url=elsewhere),
        {f"{LIST}?venue=4&per_page=50&page=2": page_of(3, total=3, total_pages=2)},
    )
    read = records(EventsCalendar(url=f"{LIST}?venue=4").collect(fetch, {}))
    assert [one.uid for one in read] == ["1", "2", "3"]
    assert fetch.asked == [f"{LIST}?venue=4&per_page=50&page=1", f"{LIST}?venue=4&per_page=50&page=2"]


def test_a_last_page_that_went_away_ends_the_list() -> None:
    # The 51st event was deleted between two pages: the site says so itself.
    said = EventsCalendar(url=LIST).collect(serving({1: page_of(1, total=1, total_pages=2)}), {})
    assert [one.uid for one in records(said)] == ["1"]


@pytest.mark.parametrize(
    "pages",
    [
        # One of the first page was deleted after it was read: 3 is now there, and nowhere else.
        {1: page_of(1, 2, total=4, total_pages=2), 2: page_of(4, total=3, total_pages=2)},
        {1: page_of(1, 2, total=3, total_pages=2)},
        # One was added.
        {1: page_of(1, 2, total=3, total_pages=2), 2: page_of(2, 3, total=4, total_pages=2)},
    ],
)
def test_a_list_that_moved_is_no_whole(pages: dict[int, bytes]) -> None:
    with pytest.raises(ParseError) as raised:
        list(EventsCalendar(url=LIST).collect(serving(pages), {}))
    assert raised.value.code == "pages_shifted"


def test_events_that_a_site_counts_and_keeps_for_its_members_are_no_fault() -> None:
    # Membership plug-ins take events out of the answer after they were counted.
    pages = {1: page_of(1, total=3, total_pages=2), 2: page_of(3, total=3, total_pages=2)}
    said = list(EventsCalendar(url=LIST).collect(serving(pages), {}))
    assert [one.uid for one in records(said)] == ["1", "3"]
    assert [(one.code, one.detail) for one in said if isinstance(one, Repair)] == [("items_hidden", "1 / 3")]


def test_a_page_that_fails_is_no_end() -> None:
    def fetch(url: str, **_: Any) -> Document:
        if url.endswith("page=2"):
            raise HttpStatus("403", url=url, status=403)
        return Document(url=url, content=page_of(1, total=2, total_pages=2))

    with pytest.raises(HttpStatus):
        list(EventsCalendar(url=LIST).collect(fetch, {}))


def test_an_event_that_slid_to_the_next_page_is_told_once() -> None:
    pages = {1: page_of(1, 2, total=3, total_pages=2), 2: page_of(2, 3, total=3, total_pages=2)}
    said = list(EventsCalendar(url=LIST).collect(serving(pages), {}))
    assert [one.uid for one in records(said)] == ["1", "2", "3"]
    assert not [one for one in said if isinstance(one, Rejected)]


@pytest.mark.parametrize(
    ("changes", "start"),
    [
        ({}, datetime(2027, 7, 14, 21, tzinfo=ZoneInfo("Europe/Paris"))),
        ({"timezone": "Indian/Reunion"}, datetime(2027, 7, 14, 21, tzinfo=ZoneInfo("Indian/Reunion"))),
        ({"timezone": "UTC+2"}, datetime(2027, 7, 14, 19, tzinfo=UTC)),
        ({"timezone": "../../etc/passwd"}, datetime(2027, 7, 14, 19, tzinfo=UTC)),
        ({"timezone": "Europe"}, datetime(2027, 7, 14, 19, tzinfo=UTC)),
        ({"timezone": None, "utc_start_date": None}, datetime(2027, 7, 14, 21)),
        ({"all_day": True}, date(2027, 7, 14)),
    ],
)
def test_hours_are_those_of_the_event_s_zone(changes: dict[str, Any], start: date) -> None:
    record = one(**changes)
    assert record.start == start
    if isinstance(start, datetime) and isinstance(record.start, datetime):
        assert record.start.tzinfo == start.tzinfo


@pytest.mark.parametrize(
    ("zone", "codes"), [("Europe/Paris", []), ("UTC", []), ("", []), ("UTC+1", ["zone_by_offset"])]
)
def test_an_offset_that_stands_for_a_zone_is_told(zone: str, codes: list[str]) -> None:
    assert [repair.code for repair in one(timezone=zone).repairs] == codes


def test_recognises_its_addresses_and_its_answers_only() -> None:
    assert EventsCalendar.recognise(LIST, None) >= registry.SURE
    assert EventsCalendar.recognise(f"{SITE}/?rest_route=/tribe/events/v1/events", None) >= registry.SURE
    assert EventsCalendar.recognise(f"{SITE}/wp-json/", None) == 0
    posts = json.dumps([{"id": 1, "title": {"rendered": "Billet"}, "date": "2026-01-01T00:00:00"}])
    assert EventsCalendar.recognise(LIST, Document(url=LIST, content=posts.encode())) == 0


def test_an_event_behind_a_password_is_private():
    form = '<form action="/wp-login.php?action=postpass" class="post-password-form" method="post">'
    sentence = "<p>Il n&rsquo;y a pas d&rsquo;extrait, car cette publication est protégée.</p>"
    for locked in ({"description": form}, {"description": "", "excerpt": sentence}):
        content = json.dumps({"events": [{**EVENT, "title": "Protégé : Conseil", **locked}]}).encode()
        said = list(EventsCalendar(url=LIST).collect(Answers(content, {}), {}))
        assert said == [Rejected("1", "private", "password")]
    assert one(title="Protégé : le patrimoine").title == "Protégé : le patrimoine"


class TestLocks:
    """Events behind a password, by version of the plug-in."""

    EVENTS = json.dumps(
        {"events": [{**EVENT, "id": n, "description": "<p>Le code du portail est 4512.</p>"} for n in (1, 2)]}
    )

    def serve(self, posts: bytes | Exception, asked: list[str]) -> Callable[..., Document]:
        def fetch(url: str, **_: Any) -> Document:
            asked.append(url)
            if "wp/v2" in url:
                if isinstance(posts, Exception):
                    raise posts
                return Document(url=url, content=posts)
            return Document(url=url, content=self.EVENTS.encode())

        return fetch

    @pytest.mark.parametrize(
        ("url", "expected"),
        [
            (
                f"{LIST}?categories=bal",
                f"{SITE}/wp-json/wp/v2/tribe_events?include=1,2&_fields=id,content.protected&per_page=50",
            ),
            (
                f"{SITE}/?rest_route=/tribe/events/v1/events",
                f"{SITE}/?rest_route=/wp/v2/tribe_events&include=1,2&_fields=id,content.protected&per_page=50",
            ),
        ],
    )
    def test_an_older_one_gives_the_text_and_wordpress_tells_that_it_is_locked(self, url: str, expected: str):
        posts = json.dumps(
            [{"id": 1, "content": {"protected": False}}, {"id": 2, "content": {"protected": True}}]
        )
        asked: list[str] = []
        said = list(EventsCalendar(url=url).collect(self.serve(posts.encode(), asked), {}))
        assert asked[1:] == [expected]
        assert [one.uid for one in records(said)] == ["1"]
        assert Rejected("2", "private", "password") in said
        assert "4512" not in repr([one for one in said if not isinstance(one, Record)])

    @pytest.mark.parametrize(
        "answer", [HttpStatus("404", status=404), HttpStatus("401", status=401), b"{}", b"<html>"]
    )
    def test_a_site_that_does_not_tell_is_read_all_the_same(self, answer: bytes | Exception):
        said = list(EventsCalendar(url=LIST).collect(self.serve(answer, []), {}))
        assert [one.uid for one in records(said)] == ["1", "2"]

    @pytest.mark.parametrize("status", [429, 503])
    def test_a_site_that_may_tell_later_shows_nothing_meanwhile(self, status: int):
        collected = EventsCalendar(url=LIST).collect(self.serve(HttpStatus("busy", status=status), []), {})
        with pytest.raises(HttpStatus):
            list(collected)

    def test_a_site_that_does_not_tell_is_asked_once(self):
        asked: list[str] = []

        def fetch(url: str, **_: Any) -> Document:
            asked.append(url)
            if "wp/v2" in url:
                raise HttpStatus("404", url=url, status=404)
            number = int(url.rpartition("page=")[2])
            event = {**EVENT, "id": number, "description": "Bal"}
            return Document(url=url, content=json.dumps({"events": [event], "total_pages": 3}).encode())

        assert len(records(EventsCalendar(url=LIST).collect(fetch, {}))) == 3
        assert sum("wp/v2" in url for url in asked) == 1

    def test_a_newer_one_empties_it(self):
        emptied: dict[str, Any] = {
            "description": "",
            "excerpt": "",
            "all_day": None,
            "venue": [],
            "featured": None,
        }
        content = json.dumps({"events": [{**EVENT, **emptied}]}).encode()
        said = list(EventsCalendar(url=LIST).collect(Answers(content, {}), {}))
        assert said == [Rejected("1", "private", "password")]
