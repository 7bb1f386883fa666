"""What people paste, and the addresses that are made of it."""

from __future__ import annotations

import base64

import pytest

from agregateur.detecting.pasted import understood

GOOGLE = "https://calendar.google.com/calendar/ical/{}/public/basic.ics"
GROUP = "abc123@group.calendar.google.com"
OURS = GOOGLE.format("abc123%40group.calendar.google.com")
PLAIN_CID = base64.b64encode(GROUP.encode()).decode()
SHORT_CID = PLAIN_CID.rstrip("=")
EMBED = f"https://calendar.google.com/calendar/embed?src={GROUP.replace('@', '%40')}&ctz=Europe%2FParis"
CLOUD = "https://framagenda.org/remote.php/dav/public-calendars/aBcDeFgHiJkLmNoP?export"


def addresses(text: str) -> list[str]:
    return [lead.url for lead in understood(text).leads]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # as it should be
        ("https://mjc.example/agenda", "https://mjc.example/agenda"),
        ("webcal://mjc.example/agenda.ics", "webcal://mjc.example/agenda.ics"),
        # as it comes
        ("mjc.example", "https://mjc.example"),
        ("www.mairie-embrun.fr/agenda", "https://www.mairie-embrun.fr/agenda"),
        ("  https://mjc.example/agenda \n", "https://mjc.example/agenda"),
        ("« https://mjc.example/agenda »", "https://mjc.example/agenda"),
        ("“https://mjc.example/agenda”", "https://mjc.example/agenda"),
        ("<https://mjc.example/agenda>", "https://mjc.example/agenda"),
        ("https://mjc.example/agenda.", "https://mjc.example/agenda"),
        ("Notre site : https://mjc.example/agenda, merci !", "https://mjc.example/agenda"),
        ("Site web : www.mjc.example", "https://www.mjc.example"),
        ("(https://mjc.example/a_(b))", "https://mjc.example/a_(b)"),
        ("http:// mjc.example/agenda", "http://mjc.example/agenda"),
        ("https://www. mjc .example/agenda", "https://www.mjc.example/agenda"),
        ("www. mjc .fr", "https://www.mjc.fr"),
        ("http//mjc.example/agenda", "http://mjc.example/agenda"),
        ("https:/mjc.example/agenda", "https://mjc.example/agenda"),
        ("htpp://mjc.example/agenda", "http://mjc.example/agenda"),
        ("http://https://mjc.example/agenda", "https://mjc.example/agenda"),
        ("https://mjc.example/agenda\u200b", "https://mjc.example/agenda"),
        ("https://mjc.example\u00a0", "https://mjc.example"),
        # Google Calendar
        (EMBED, OURS),
        (f"https://calendar.google.com/calendar/u/0/embed?src={GROUP}", OURS),
        (f"https://calendar.google.com/calendar/embed?src={SHORT_CID}", OURS),
        (f"https://calendar.google.com/calendar/u/0?cid={PLAIN_CID}", OURS),
        (f"https://calendar.google.com/calendar?cid={SHORT_CID}", OURS),
        (f"https://calendar.google.com/calendar/u/0/r/settings/calendar/{SHORT_CID}", OURS),
        (f"https://www.google.com/calendar/embed?src={GROUP}", OURS),
        (GROUP, OURS),
        ("mjc.embrun@gmail.com", GOOGLE.format("mjc.embrun%40gmail.com")),
        (f"Identifiant : {GROUP}", OURS),
        (OURS, OURS),
        (OURS.replace("https:", "webcal:"), OURS),
        ("https://calendar.google.com/calendar/r?cid=webcal://mjc.example/a.ics", "webcal://mjc.example/a.ics"),
        (f'<iframe src="{EMBED}" style="border: 0" width="800"></iframe>', OURS),
        (f"<iframe src=“{EMBED.replace('&', '&amp;')}” width=“800”></iframe>", OURS),
        # Nextcloud
        ("https://framagenda.org/apps/calendar/p/aBcDeFgHiJkLmNoP", CLOUD),
        ("https://framagenda.org/index.php/apps/calendar/p/aBcDeFgHiJkLmNoP/dayGridMonth/now", CLOUD),
        ("https://framagenda.org/apps/calendar/embed/aBcDeFgHiJkLmNoP/listMonth/now", CLOUD),
        ("https://framagenda.org/remote.php/dav/public-calendars/aBcDeFgHiJkLmNoP", CLOUD),
        ("https://framagenda.org/remote.php/dav/public-calendars/aBcDeFgHiJkLmNoP/?export", CLOUD),
        ("webcal://framagenda.org/remote.php/dav/public-calendars/aBcDeFgHiJkLmNoP/?export", CLOUD),
        (
            "https://mjc.example/nuage/apps/calendar/p/aBcDeFgHiJkLmNoP",
            "https://mjc.example/nuage/remote.php/dav/public-calendars/aBcDeFgHiJkLmNoP?export",
        ),
        # Microsoft, Apple, Meetup
        (
            "https://outlook.office365.com/owa/calendar/a1@mjc.example/b2/calendar.html",
            "https://outlook.office365.com/owa/calendar/a1@mjc.example/b2/calendar.ics",
        ),
        (
            "https://outlook.live.com/calendar/published/a1/b2/cid-1/calendar.html",
            "https://outlook.live.com/calendar/published/a1/b2/cid-1/calendar.ics",
        ),
        (
            "https://outlook.live.com/calendar/0/published/a1/b2/cid-1/index.html",
            "https://outlook.live.com/owa/calendar/a1/b2/cid-1/calendar.ics",
        ),
        (
            "webcal://p12-caldav.icloud.com/published/2/MTIzNDU2Nzg5",
            "https://p12-caldav.icloud.com/published/2/MTIzNDU2Nzg5",
        ),
        ("https://www.meetup.com/fr-FR/rando-gap/events/", "https://www.meetup.com/rando-gap/events/ical/"),
        ("https://www.meetup.com/rando-gap/", "https://www.meetup.com/rando-gap/events/ical/"),
        # a spreadsheet
        (
            "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKl/edit#gid=42",
            "https://docs.google.com/spreadsheets/d/1AbCdEfGhIjKl/export?format=csv&gid=42",
        ),
        (
            "https://docs.google.com/spreadsheets/d/e/2PACX-1vAbCdEf/pubhtml",
            "https://docs.google.com/spreadsheets/d/e/2PACX-1vAbCdEf/pub?output=csv",
        ),
    ],
)  # fmt: skip
def test_the_address_that_is_tried(text: str, expected: str) -> None:
    assert addresses(text)[:1] == [expected]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "nothing_pasted"),
        (" « » ", "nothing_pasted"),
        ("notre agenda", "not_an_address"),
        ("http://[", "not_an_address"),
        ("contact@mjc-embrun.fr", "mail_address"),
        ("mailto:contact@mjc-embrun.fr", "mail_address"),
        ("Écrivez à contact@mjc-embrun.fr", "mail_address"),
        ("https://calendar.google.com/calendar/u/0/r", "google_own_page"),
        ("https://calendar.google.com/calendar/u/1/r/week?pli=1", "google_own_page"),
        ("https://calendar.google.com/", "google_own_page"),
        ("https://accounts.google.com/signin?continue=x", "google_own_page"),
        ("https://framagenda.org/apps/calendar/dayGridMonth/now", "nextcloud_own_page"),
        ("https://framagenda.org/remote.php/dav/calendars/lea/perso/", "nextcloud_own_page"),
        ("https://outlook.live.com/calendar/0/view/month", "outlook_own_page"),
        ("https://outlook.office.com/calendar/view/week", "outlook_own_page"),
        ("https://www.icloud.com/calendar/", "icloud_own_page"),
        ("https://www.facebook.com/mjcembrun", "facebook_page"),
        ("https://m.facebook.com/profile.php?id=12", "facebook_page"),
        ("fb.me/mjcembrun", "facebook_page"),
        ("https://www.facebook.com/events/123456/", "facebook_event"),
        ("https://fr-fr.facebook.com/groups/mjc", "facebook_group"),
        ("https://www.instagram.com/mjc_embrun/", "instagram"),
        ("https://chat.whatsapp.com/AbCdEf", "whatsapp"),
        ("https://www.helloasso.com/associations/mjc", "helloasso"),
        ("https://www.linkedin.com/company/mjc", "social_network"),
        ("https://docs.google.com/forms/d/e/1x/viewform", "form"),
        ("https://docs.google.com/document/d/1x/edit", "document"),
    ],
)  # fmt: skip
def test_what_is_known_without_asking_anybody(text: str, code: str) -> None:
    told = understood(text)
    assert ([note.code for note in told.notes], told.leads) == ([code], ())


def test_a_secret_google_address_is_read_and_said_to_be_one() -> None:
    told = understood(
        "https://calendar.google.com/calendar/ical/abc%40gmail.com/private-0123456789abcdef/basic.ics"
    )
    assert [note.code for note in told.notes] == ["google_secret"]
    assert [lead.kind for lead in told.leads] == ["ical"]


def test_an_embed_code_may_hold_several_calendars() -> None:
    code = '<iframe src="https://calendar.google.com/calendar/embed?src=a%40gmail.com&amp;src=b%40gmail.com"></iframe>'
    assert addresses(code) == [GOOGLE.format("a%40gmail.com"), GOOGLE.format("b%40gmail.com")]


def test_several_nextcloud_calendars_in_one_link() -> None:
    link = "https://framagenda.org/apps/calendar/p/aBcDeFgH-iJkLmNoP"
    assert [url.rpartition("/")[2] for url in addresses(link)] == ["aBcDeFgH?export", "iJkLmNoP?export"]


def test_a_blank_within_a_path_is_tried_both_ways() -> None:
    assert addresses("https://mjc.example/agenda 2026.ics") == [
        "https://mjc.example/agenda%202026.ics",
        "https://mjc.example/agenda",
    ]


def test_the_mail_address_of_a_stranger_is_not_told_to_google() -> None:
    assert addresses("lea@orange.fr") == []


@pytest.mark.parametrize(
    "text", ["a" * 100_000, "<" * 100_000, "https://" * 20_000, "." * 50_000, "<iframe src=" * 5_000]
)
def test_hostile_text_ends_soon(text: str) -> None:
    understood(text)
