"""What is particular to mailboxes: whose mail comes in, what speaks of its one reader, what is asked of the server."""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from typing import Any

import pytest

from agregateur.contract import Document, Enclosed, Record, Rejected, Said
from agregateur.errors import ConfigError, FetchError, HttpStatus, Incomplete, ParseError, TooLarge
from agregateur.ingest import registry
from connecteurs.courriel.letter import Words
from connecteurs.courriel.message import is_message, read, words
from connecteurs.courriel.personal import Personal
from tests.connecteurs.samples import records, samples

BOX = "imaps://mail.agenda.example/INBOX"
OPTIONS = {"user": "lettres@agenda.example", "password": "motdepasse-de-la-boite"}
LETTER = (
    "From: MJC <lettre@mjc.example>\nTo: lettre@mjc.example\nMessage-ID: <a@mjc.example>\nSubject: Programme\n"
    "Date: Fri, 20 Nov 2026 10:12:04 +0100\n"
)
READER = Personal(["lettres@agenda.example"], ["https://mjc.example/adieu?x=1"])


def said(text: str | bytes, **options: Any) -> list[Said]:
    """What a saved message says."""
    connector = registry.build("courriel", "https://partenaire.example/a.eml", options)
    content = text.encode() if isinstance(text, str) else text
    return list(connector.collect(lambda url, **_: Document(url=url, content=content), {}))


def codes(found: list[Said]) -> list[str]:
    return [one.code for one in found if isinstance(one, Rejected)]


def letter(more: str = "", body: str = "Bonjour", **options: Any) -> list[Said]:
    return said(f"{LETTER}{more}\n{body}\n", **options)


# --- whose mail comes in


@pytest.mark.parametrize(
    "field",
    ["List-Id: <l.mjc.example>", "List-Unsubscribe: <mailto:a@b.example>", "List-Post: NO", "Precedence: bulk",
     "LIST-ID: x"],
)  # fmt: skip
def test_a_letter_to_a_list_comes_in(field: str) -> None:
    assert [r.title for r in records(letter(f"{field}\n"))] == ["Programme"]


def test_a_letter_that_says_nothing_is_refused() -> None:
    damaged = (
        LETTER.replace("Subject:", "TSubject:")
        + "List-Id: <l.mjc.example>\nContent-Type: multipart/ boundary=x\n\n"
    )
    found = said(damaged)
    assert not records(found) and codes(found) == ["empty_item"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ("", "private"),
        ("List-Id: <l>\nIn-Reply-To: <b@c.example>\n", "private"),
        ("List-Id: <l>\nAuto-Submitted: auto-replied\n", "private"),
        ("List-Id: <l>\nX-Autoreply: yes\n", "private"),
        ("List-Id: <l>\nReturn-Path: <>\n", "private"),
        ("List-Id: <l>\nX-Spam-Flag: YES\n", "spam"),
        ("List-Id: <l>\nX-Spam-Status: Yes, score=9\n", "spam"),
    ],
)
def test_what_does_not_come_in(fields: str, code: str) -> None:
    assert codes(letter(fields)) == [code]
    assert not records(letter(fields))


@pytest.mark.parametrize("sender", ["mjc.example", "@mjc.example", "LETTRE@mjc.example", "example"])
def test_named_senders(sender: str) -> None:
    assert records(letter("List-Id: <l>\n", senders=[sender]))


@pytest.mark.parametrize(
    "sender", ["jc.example", "autre@mjc.example", "mjc.example.org", "listes.mjc.example"]
)
def test_others_are_told_apart(sender: str) -> None:
    assert codes(letter("List-Id: <l>\n", senders=[sender])) == ["other_sender"]


def test_a_blind_copy_of_a_named_sender_is_a_letter_and_a_word_to_the_mailbox_is_not() -> None:
    blind = "Delivered-To: lettres@agenda.example\n"
    assert records(letter(blind, senders=["mjc.example"]))
    assert codes(letter(blind)) == ["private"]
    assert codes(letter(f"{blind}Cc: Lettres <Lettres@Agenda.example>\n", senders=["mjc.example"])) == [
        "private"
    ]


def test_a_calendar_comes_in_without_a_list_and_its_answers_do_not() -> None:
    calendar = "BEGIN:VCALENDAR\nMETHOD:{}\nBEGIN:VEVENT\nUID:a\nEND:VEVENT\nEND:VCALENDAR\n"
    head = "Content-Type: text/calendar\n"
    assert [type(one) for one in letter(head, calendar.format("REQUEST"))] == [Enclosed]
    for method in ("REPLY", "COUNTER", "REFRESH", "DECLINECOUNTER"):
        assert codes(letter(head, calendar.format(method))) == ["private"]


def test_what_is_withheld_is_never_repeated() -> None:
    for one in (*letter(), *letter("X-Spam-Flag: YES\n")):
        assert not {word for word in ("Programme", "Bonjour", "mjc.example") if word in repr(one)}


# --- what speaks of its one reader


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("https://mjc.example/agenda/fete-de-la-musique-2026", True),
        ("https://mjc.example/programme20262027", True),
        ("https://mjc.example/abonnement-saison?page=2", True),
        ("https://www.helloasso.com/associations/mjc/evenements/bal-trad-2026", True),
        ("https://www.facebook.com/events/1234567890123456/", True),
        ("https://docs.google.com/forms/d/e/1FAIpQLSd0aB1cD2eF3gH4iJ5kL6mN7oP8qR9/viewform", True),
        ("https://youtu.be/dQw4w9WgXcQ", True),
        ("tel:+33492210000", True),
        ("mailto:contact@mjc.example", True),
        ("https://mjc.us1.list-manage.com/track/click?u=5f3a9c0d1e2b4a6c8d0e1f2a3&id=0a1b2c3d4e&e=5f3a9c0d1e", False),
        ("https://x0k9.mjt.lu/lnk/AVkAADq3xT0AAAAAAAAAAA/1/abcDEfGHijKLmnOP/aHR0cHM6Ly9", False),
        ("https://u1234567.ct.sendgrid.net/ls/click?upn=aB3dE5fG7hJ9kL1mN3", False),
        ("https://mjc.example/?mailpoet_router&endpoint=track&action=click&data=WyI0IiwiYTFiMmMzIl0", False),
        ("https://listes.example/lists/?p=preferences&uid=0123456789abcdef0123456789abcdef", False),
        ("https://listes.example/lists/lt.php?tid=eRRVBlVWAwYHAUoEUlAD", False),
        ("https://listes.example/sympa/auto_signoff/lettre", False),
        ("https://listes.example/mailman/options/lettre/lettres--at--agenda.example", False),
        ("https://mjc.example/lettre?email=lettres%40agenda.example", False),
        ("https://mjc.example/lettre?qui=lettres@agenda.example", False),
        ("https://mjc.example/lettre/0f8fad5b-d9cb-469f-a165-70867728950e", False),
        ("https://mjc.example/adieu?x=1", False),
        ("https://mjc.example/se-desinscrire", False),
        ("https://mjc.example/index.php?option=com_acym&task=click&subid=48", False),
        ("mailto:lettre+unsubscribe@mjc.example", False),
        ("mailto:contact@mjc.example?subject=x", False),
        ("mailto:lettres@agenda.example", False),
        ("https://jeanne:motdepasse@mjc.example/", False),
        ("javascript:alert(1)", False),
        ("http://[", False),
        ("https://mjc.example/" + "x" * 3000, False),
    ],
)  # fmt: skip
def test_links_that_leave(address: str, public: bool) -> None:
    assert READER.public(address) == (address if public else None)


def test_marks_of_campaigns_are_left_out() -> None:
    stated = "https://mjc.example/bal?utm_source=lettre&page=2&mc_eid=5f3a9c0d1e&fbclid=a"
    assert READER.public(stated) == "https://mjc.example/bal?page=2"
    assert READER.public("https://mailchi.mp/mjc/decembre?e=5f3a9c0d1e") == "https://mailchi.mp/mjc/decembre"


def test_a_letter_keeps_its_words_and_not_its_reader() -> None:
    page = Words(
        '<style>p{}</style><p hidden>Caché</p><div>Bonjour <b>à tous</b></div><div style="display: none">x</div>'
        '<p>Écrit à LETTRES@agenda.example <a href="https://mjc.example/x">Désabonnement</a> &amp; &lt;fin&gt;</p>'
        '<a href="https://mjc.example/lettre/12">Lire la lettre en ligne</a><a href="https://mjc.example/"><img></a>',
        READER,
    )
    assert page.html == "<p>Bonjour <b>à tous</b></p>\n<p>Écrit à …  &amp; &lt;fin&gt;</p>"
    assert page.online == "https://mjc.example/lettre/12"


def test_pictures_alone_leave_the_plain_text() -> None:
    body = (
        "--x\nContent-Type: text/plain\n\nBal samedi\nDésinscription : https://mjc.example/a\n"
        "--x\nContent-Type: text/html\n\n<p><img src='https://mjc.example/affiche.jpg'></p>\n--x--"
    )
    (record,) = records(letter("List-Id: <l>\nContent-Type: multipart/alternative; boundary=x\n", body))
    assert (record.description, record.markup) == ("Bal samedi", False)


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ("List-Archive: <https://l.example/arc>\n", "https://l.example/arc"),
        (
            "Archived-At: <https://l.example/arc/12>\nList-Archive: <https://l.example/arc>\n",
            "https://l.example/arc/12",
        ),
        ("Archived-At: <https://l.example/arc/aB3dE5fG7hJ9kL1mN3>\n", None),
        ("List-Archive: <mailto:l@l.example>\n", None),
    ],
)
def test_the_address_of_a_letter_is_the_same_for_all(fields: str, url: str | None) -> None:
    (record,) = records(letter(f"List-Id: <l>\n{fields}"))
    assert record.url == url


# --- words


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("=?utf-8?Q?F=C3=AAte?= =?utf-8?Q?_d'=C3=A9t=C3?=\n =?utf-8?Q?=A9?=", "Fête d'été"),
        ("=?ISO-8859-1?B?RulicnVhcnk=?=", "Fébruary"),
        ("=?x-rien?Q?F=EAte?=", "Fête"),
        ("=?utf-8?B?x?=", "=?utf-8?B?x?="),
        ("=?utf-8?Z?a?=", "=?utf-8?Z?a?="),
        ("Fête", "Fête"),
        (b"F\xeate".decode("ascii", "surrogateescape"), "Fête"),
        ("", ""),
    ],
)
def test_encoded_words(raw: str, plain: str) -> None:
    assert words(raw.replace("\n", "")) == plain


def test_lines_that_flow_on() -> None:
    (record,) = records(
        letter(
            "List-Id: <l>\nContent-Type: text/plain; format=flowed\n",
            "Le bal \naura lieu\nsamedi.\n-- \nLa MJC",
        )
    )
    assert record.description == "Le bal aura lieu\nsamedi.\n-- \nLa MJC"


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCALENDAR\nPRODID:x\n", b"From here on\nTo there\nSubject to change\n\n", b"a: b\nc: d\n\n",
        b"<html>From: a\nTo: b\nSubject: c\n\n", b'{"From": "a"}', b"",
    ],
)  # fmt: skip
def test_what_is_no_message(content: bytes) -> None:
    assert not is_message(content)


# --- hostile messages


@pytest.mark.parametrize(
    "content",
    [
        LETTER + "Content-Type: multipart/mixed; boundary=x\n\n" + "--x\n\n\n" * 5_000,
        LETTER + "X: y\n" * 500_000 + "\nBonjour",
        LETTER + "Content-Type: message/rfc822\n\n" + (LETTER + "Content-Type: message/rfc822\n\n") * 3_000,
        LETTER + "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000)),
    ],
    ids=["parts", "fields", "messages within messages", "parts within parts"],
)
def test_bombs_are_refused_soon(content: str) -> None:
    started = time.monotonic()
    try:
        found = said(content)
    except ParseError:
        found = []
    assert not records(found)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "piece", ["<div>", "<b>", "<a href=x>y", "<table><tr><td>", "<!--", "&#", "<ul><li>"]
)
def test_markup_that_is_deep_is_read_soon(piece: str) -> None:
    started = time.monotonic()
    letter("List-Id: <l>\nContent-Type: text/html\n", piece * 200_000)
    assert time.monotonic() - started < 8


def test_a_mail_that_is_cut_says_so() -> None:
    (record,) = records(
        letter(
            "List-Id: <l>\nContent-Type: multipart/mixed; boundary=x\n",
            "--x\nContent-Type: text/plain\n\nBonj",
        )
    )
    assert [repair.code for repair in record.repairs] == ["truncated"]


def test_winmail_beside_a_letter_is_noted() -> None:
    body = "--x\n\nBonjour\n--x\nContent-Type: application/ms-tnef\n\nx\n--x--"
    (record,) = records(letter("List-Id: <l>\nContent-Type: multipart/mixed; boundary=x\n", body))
    assert [repair.code for repair in record.repairs] == ["winmail"]


def test_files_beside_the_letter_are_no_words_of_it() -> None:
    body = "--x\n\nBonjour\n--x\nContent-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nx\n--x--"
    (record,) = records(letter("List-Id: <l>\nContent-Type: multipart/mixed; boundary=x\n", body))
    assert record.description == "Bonjour"
    assert read(LETTER.encode() + b"\n").text == []


# --- what is asked of the server


class Server:
    """A `fetch` that answers a list, and messages by address."""

    def __init__(self, *entries: str, messages: Mapping[str, str | FetchError] | None = None) -> None:
        listed = "".join(f"{entry}\n" for entry in entries)
        self.answers: dict[str, str | FetchError] = {BOX: f"# {len(entries)} of 9 messages\n{listed}"}
        self.answers |= messages or {}
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def __call__(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        self.asked.append((url, headers or {}))
        answer = self.answers.get(url, HttpStatus("404", url=url, status=404))
        if isinstance(answer, FetchError):
            raise answer
        return Document(url=url, content=answer.encode())

    def read(self, url: str = BOX, known: Mapping[str, str] | None = None, **options: Any) -> list[Said]:
        return list(registry.build("courriel", url, {**OPTIONS, **options}).collect(self, known or {}))

    @property
    def fetched(self) -> list[str]:
        return [url.rpartition("=")[2] for url, _ in self.asked[1:]]


def place(uid: int) -> str:
    return f"{BOX};UIDVALIDITY=1/;UID={uid}"


def entry(uid: int, *fields: str) -> str:
    return "\n".join([*(f"# {one}" for one in ("From: lettre@mjc.example", *fields)), place(uid)])


def test_only_what_may_matter_is_fetched_and_each_with_the_password_of_the_mailbox() -> None:
    server = Server(
        entry(6, "Message-ID: <prive@x>", "To: lettres@agenda.example"),
        entry(5, "Message-ID: <spam@x>", "List-Id: <l>", "X-Spam-Flag: YES"),
        entry(4, "Message-ID: <lettre@x>", "List-Id: <l>"),
        entry(3, "Message-ID: <tnef@x>", "Holds: application/ms-tnef"),
        entry(2, "Message-ID: <transfert@x>", "Holds: message/rfc822"),
        entry(1, "Message-ID: <ics@x>", "Holds: text/calendar", "Holds: message/rfc822"),
    )
    assert codes(server.read()) == ["private", "spam"]
    assert server.fetched == ["4", "3", "2", "1"]
    word = base64.b64encode(f"{OPTIONS['user']}:{OPTIONS['password']}".encode()).decode()
    assert {tuple(headers.items()) for _, headers in server.asked} == {(("Authorization", f"Basic {word}"),)}


def test_a_letter_delivered_twice_is_fetched_once() -> None:
    text = LETTER + "List-Id: <l>\n\nBonjour"
    server = Server(
        *(entry(uid, "Message-ID: <a@mjc.example>", "List-Id: <l>") for uid in (3, 2)),
        messages={place(3): text},
    )
    assert len(records(server.read())) == 1
    assert server.fetched == ["3"]


def test_the_password_is_for_no_other_server() -> None:
    stranger = entry(1, "List-Id: <l>").replace("mail.agenda.example", "mail.ailleurs.example")
    server = Server(stranger)
    assert not server.read() and not server.fetched
    elsewhere = Server()
    elsewhere.answers = {"https://mjc.example/liste": Server(entry(1, "List-Id: <l>")).answers[BOX]}
    with pytest.raises(ParseError):
        elsewhere.read("https://mjc.example/liste")
    assert elsewhere.asked == [("https://mjc.example/liste", {})]


@pytest.mark.parametrize(
    ("error", "code"),
    [(TooLarge("trop"), "too_large"), (TooLarge("trop", code="too_many_requests"), ""), (Incomplete("coupé"), ""),
     (HttpStatus("500", status=500), "")],
)  # fmt: skip
def test_what_goes_wrong_with_one_message(error: FetchError, code: str) -> None:
    fields = ("Message-ID: <a@mjc.example>", "List-Id: <l>")
    text = LETTER.replace("<a@", "<b@") + "List-Id: <l>\n\nBonjour"
    server = Server(entry(2, *fields), entry(1, "List-Id: <l>"), messages={place(2): error, place(1): text})
    if code:
        found = server.read()
        assert codes(found) == [code] and len(records(found)) == 1
    else:
        with pytest.raises(type(error)):
            server.read()


def test_a_bad_message_is_refused_alone() -> None:
    good = LETTER + "List-Id: <l>\n\nBonjour"
    server = Server(
        entry(3, "List-Id: <l>"), entry(2, "List-Id: <l>"), entry(1, "List-Id: <l>"),
        messages={place(3): "", place(2): "rien", place(1): good},
    )  # fmt: skip
    found = server.read()
    assert codes(found) == ["unreadable", "unreadable"] and len(records(found)) == 1


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"user": "a"},
        {"password": "b"},
        {"user": "a:b", "password": "c"},
        {"user": "a\n", "password": "c"},
        {"user": "a", "password": "b", "senders": ["MJC de Gap"]},
        {"user": "a", "password": "b", "items": "x"},
    ],
)
def test_wrong_options(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as caught:
        registry.build("courriel", BOX, options)
    assert "option" in caught.value.message


def test_every_letter_of_the_samples_is_silent_about_its_reader() -> None:
    for sample in samples("courriel"):
        if "error" not in sample.expected:
            shown = repr([one for one in sample.read() if isinstance(one, Record)]).lower()
            assert "lettres@" not in shown and "lettres%40" not in shown and "7nvu1" not in shown
