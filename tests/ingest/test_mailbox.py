"""Mailboxes as documents, against a real server on a real socket: honest, slow, broken and hostile."""

from __future__ import annotations

import base64
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from agregateur.contract import Document
from agregateur.errors import AddressRefused, FetchError, HttpStatus, Incomplete, TooLarge, TooSlow
from agregateur.ingest import addresses, mailbox
from agregateur.ingest.fetch import Fetcher
from agregateur.ingest.imap import quoted
from tests.imap import Fault, ImapServer, serving_tls, trusting_tls
from tests.ingest.fetching import QUICK

USER, PASSWORD = "lettres@agenda.example", "motdepasse-très-secret"
LETTER = b"""From: MJC <mjc@mjc.example>
To: lettres@agenda.example
Message-ID: <lettre-1@mjc.example>
List-Id: Lettre de la
 MJC <lettre.mjc.example>
Subject: Programme
Content-Type: text/plain; charset=utf-8

Bonjour
"""
INVITATION = b"""From: Mairie <mairie@mairie.example>
Message-ID: <invitation-1@mairie.example>
Subject: Conseil
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain

Bonjour
--x
Content-Type: text/calendar; method=REQUEST; name="conseil \\"municipal\\".ics"

BEGIN:VCALENDAR
END:VCALENDAR
--x--
"""

Mail = Callable[..., ImapServer]


@pytest.fixture
def mail() -> Iterator[Mail]:
    with ExitStack() as stack:
        yield lambda **options: stack.enter_context(ImapServer(**options))


def basic(user: str = USER, password: str = PASSWORD) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def address(server: ImapServer, path: str = "/INBOX", scheme: str = "imap", host: str = "127.0.0.1") -> str:
    return f"{scheme}://{host}:{server.port}{path}"


def fetcher(server: ImapServer, **changes: Any) -> Fetcher:
    policy = replace(QUICK, allow=frozenset({f"127.0.0.1:{server.port}", f"agenda.example:{server.port}"}))
    return Fetcher(replace(policy, **changes), look=lambda host, _: ["127.0.0.1"], tls=trusting_tls())


def get(server: ImapServer, path: str = "/INBOX", **changes: Any) -> Document:
    with fetcher(server, **changes) as fetch:
        return fetch(address(server, path), headers=basic())


def lines(document: Document) -> list[str]:
    return document.content.decode().split("\r\n")


# --- what an honest server gives


def test_the_list_tells_what_is_worth_fetching_newest_first(mail: Mail) -> None:
    server = mail()
    server.box.add(LETTER, INVITATION)
    document = get(server)
    assert (document.media_type, document.url) == ("text/uri-list", address(server))
    assert lines(document) == [
        "# 2 of 2 messages",
        "# From: Mairie <mairie@mairie.example>",
        "# Message-ID: <invitation-1@mairie.example>",
        "# Holds: text/calendar",
        address(server, "/INBOX;UIDVALIDITY=1700000000/;UID=2"),
        "# From: MJC <mjc@mjc.example>",
        "# To: lettres@agenda.example",
        "# Message-ID: <lettre-1@mjc.example>",
        "# List-Id: Lettre de la MJC <lettre.mjc.example>",
        address(server, "/INBOX;UIDVALIDITY=1700000000/;UID=1"),
        "",
    ]


def test_a_message_comes_byte_for_byte_and_is_left_unread(mail: Mail) -> None:
    server = mail()
    server.box.add(LETTER, INVITATION)
    with fetcher(server) as fetch:
        for place in reversed(
            [line for line in lines(fetch(address(server), headers=basic())) if line[:1] == "i"]
        ):
            document = fetch(place, headers=basic())
            assert document.url == place
            assert document.media_type == "message/rfc822"
            assert document.content == server.box.messages[int(place.rpartition("=")[2])]
        assert fetch.documents == fetch.requests == 3
    assert server.connections == 1
    assert not server.box.flags
    assert set(server.verbs()) <= {"CAPABILITY", "AUTHENTICATE", "EXAMINE", "FETCH", "UID FETCH", "LOGOUT"}
    assert server.verbs()[-1] == "LOGOUT"


def test_an_empty_mailbox(mail: Mail) -> None:
    assert lines(get(mail())) == ["# 0 of 0 messages", ""]


def test_the_newest_only(mail: Mail, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mailbox, "NEWEST", 3)
    server = mail()
    server.box.add(*[LETTER] * 10)
    found = lines(get(server))
    assert found[0] == "# 3 of 10 messages"
    assert [line.rpartition("=")[2] for line in found if line.startswith("imap:")] == ["10", "9", "8"]


@pytest.mark.parametrize("name", ["Lettres d’été", "INBOX/Lettres & agendas", 'a"b\\c', "100 %", "日本"])
def test_names_of_mailboxes_in_any_letters(mail: Mail, name: str) -> None:
    server = mail()
    server.boxes[name] = server.boxes["INBOX"]
    server.box.add(LETTER)
    place = addresses.check_mailbox(address(server), frozenset({f"127.0.0.1:{server.port}"}))
    found = lines(get(server, "/" + quote(name)))
    assert found[0] == "# 1 of 1 messages"
    assert (
        get(server, found[-2].removeprefix(f"imap://127.0.0.1:{place.port}")).content
        == server.box.messages[1]
    )


def test_modified_utf7() -> None:
    # The example of RFC 3501 5.1.3.
    assert quoted("~peter/mail/台北/日本語") == '"~peter/mail/&U,BTFw-/&ZeVnLIqe-"'


def test_login_when_authenticate_is_not_offered(mail: Mail) -> None:
    server = mail(capabilities="IMAP4rev1")
    server.users["a b"] = 'mot "de" passe\\'
    with fetcher(server) as fetch:
        fetch(address(server), headers=basic("a b", 'mot "de" passe\\'))
    assert "LOGIN" in server.verbs()


def test_the_name_of_the_certificate_is_checked_although_the_socket_goes_to_a_literal(mail: Mail) -> None:
    server = mail(tls=serving_tls())
    server.box.add(LETTER)
    with fetcher(server) as fetch:
        assert (
            "# 1 of 1"
            in fetch(address(server, "/", "imaps", "agenda.example"), headers=basic()).content.decode()
        )
        with pytest.raises(FetchError) as caught:
            fetch(address(server, "/", "imaps"), headers=basic())
    assert caught.value.code == "certificate"
    assert server.verbs().count("AUTHENTICATE") == 1


def test_starttls_before_any_password(mail: Mail) -> None:
    server = mail(starttls=serving_tls())
    server.box.add(LETTER)
    with fetcher(server) as fetch:
        fetch(address(server, "/", "imap", "agenda.example"), headers=basic())
    assert {command.split()[0] for command in server.in_clear} == {"CAPABILITY", "STARTTLS"}


# --- what is refused


def test_no_password_goes_in_clear_to_a_host_that_is_not_ours(
    mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = mail()
    monkeypatch.setattr(addresses, "is_public", lambda _: True)
    monkeypatch.setattr(addresses, "MAIL_PORTS", {"imap": server.port, "imaps": 993})
    with fetcher(server, allow=frozenset()) as fetch, pytest.raises(FetchError) as caught:
        fetch(address(server), headers=basic())
    assert caught.value.code == "not_secure"
    assert set(server.verbs()) == {"CAPABILITY"}


def test_what_comes_along_with_the_answer_to_starttls_is_refused(mail: Mail) -> None:
    def inject(send: Callable[[bytes], None], tag: str) -> None:
        send(f"{tag} OK Begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n".encode())

    server = mail(capabilities="IMAP4rev1 STARTTLS", faults={"STARTTLS": inject})
    with pytest.raises(FetchError) as caught:
        get(server)
    assert caught.value.code == "not_secure"


@pytest.mark.parametrize(
    "wrong",
    ["imap://127.0.0.1:{port}/INBOX", "imaps://127.0.0.1/INBOX", "imap://[::1]/INBOX", "imap://127.0.0.1:22/",
     "imap://a:b@imap.example/", "imap://imap.example/INBOX?SUBJECT", "imap://imap.example/INBOX;UID=1",
     "imap://imap.example/IN%0d%0aBOX", "imap://imap.example:80/"],
)  # fmt: skip
def test_addresses_that_are_not_read(mail: Mail, wrong: str) -> None:
    server = mail()
    with fetcher(server, allow=frozenset()) as fetch, pytest.raises(AddressRefused):
        fetch(wrong.format(port=server.port), headers=basic())
    assert server.connections == 0


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Basic ?"},
        basic("", "x"),
        basic("x", ""),
        basic("a\r\nb", "x"),
        {"Authorization": "Bearer x"},
    ],
)
def test_without_a_user_nothing_is_asked(mail: Mail, headers: dict[str, str]) -> None:
    server = mail()
    with fetcher(server) as fetch, pytest.raises(FetchError) as caught:
        fetch(address(server), headers=headers)
    assert caught.value.code == "login_needed"
    assert server.connections == 0


def refusal(server: ImapServer, path: str = "/INBOX", password: str = PASSWORD, **changes: Any) -> FetchError:
    with fetcher(server, **changes) as fetch, pytest.raises(FetchError) as caught:
        fetch(address(server, path), headers=basic(password=password))
    told = f"{caught.value} {caught.value.values}"
    assert password not in told and USER not in told
    return caught.value


@pytest.mark.parametrize("capabilities", ["IMAP4rev1", "IMAP4rev1 AUTH=PLAIN"])
def test_a_refused_password_is_told_without_it(mail: Mail, capabilities: str) -> None:
    assert refusal(mail(capabilities=capabilities), password="faux-mot-de-passe").code == "login_refused"


@pytest.mark.parametrize("capabilities", ["IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED", "IMAP4rev1"])
def test_a_server_that_takes_no_such_password(mail: Mail, capabilities: str) -> None:
    server = mail(capabilities=capabilities)
    assert refusal(server).code == "login_not_offered"
    assert not {"LOGIN", "AUTHENTICATE"} & set(server.verbs())


def test_a_mailbox_that_is_not_there(mail: Mail) -> None:
    assert refusal(mail(), "/Lettres").code == "mailbox_missing"


def test_a_message_that_is_no_longer_there_leaves_the_conversation_whole(mail: Mail) -> None:
    server = mail()
    server.box.add(LETTER)
    with fetcher(server) as fetch:
        with pytest.raises(HttpStatus) as caught:
            fetch(address(server, "/INBOX;UIDVALIDITY=1700000000/;UID=9"), headers=basic())
        assert caught.value.values["status"] == 404
        assert fetch(address(server, "/INBOX;UIDVALIDITY=1700000000/;UID=1"), headers=basic()).content
    assert server.connections == 1


def test_a_mailbox_that_was_numbered_anew(mail: Mail) -> None:
    server = mail()
    server.box.add(LETTER)
    assert refusal(server, "/INBOX;UIDVALIDITY=3/;UID=1").code == "mailbox_changed"


def test_a_message_that_is_too_large_is_not_even_sent(mail: Mail) -> None:
    server = mail()
    server.box.add(LETTER + b"x" * 50_000_000, LETTER)
    with fetcher(server) as fetch:
        with pytest.raises(TooLarge):
            fetch(address(server, "/INBOX;UIDVALIDITY=1700000000/;UID=1"), headers=basic())
        assert fetch(address(server, "/INBOX;UIDVALIDITY=1700000000/;UID=2"), headers=basic()).content
    assert server.connections == 1


# --- servers that break, lie or tarry


def says(answer: bytes) -> Fault:
    return lambda send, tag: send(answer.replace(b"TAG", tag.encode()))


FAULTS: dict[str, tuple[str, bytes, str]] = {
    "no mail server": ("GREETING", b"HTTP/1.1 400 Bad Request\r\n\r\n", "bad_answer"),
    "bye at once": ("GREETING", b"* BYE Too many connections\r\n", "mail_unavailable"),
    "nothing": ("GREETING", b"", "incomplete"),
    "bye": ("FETCH", b"* BYE Shutting down for motdepasse-tr\xc3\xa8s-secret\r\n", "mail_unavailable"),
    "cut in a line": ("FETCH", b"* 1 FETCH (UID 1 BODYSTRU", "incomplete"),
    "cut in a literal": ("FETCH", b"* 1 FETCH (UID 1 BODY[HEADER.FIELDS (FROM)] {500}\r\nFrom: a", "incomplete"),
    "literal bomb": ("FETCH", b"* 1 FETCH (UID 1 BODY[HEADER] {4000000000}\r\n", "too_large"),
    "literal of many digits": ("FETCH", b"* 1 FETCH (BODY[] {" + b"9" * 5000 + b"}\r\n", "bad_answer"),
    "many literals": ("FETCH", (b"* 1 FETCH (UID 1 BODY[] {100000}\r\n" + b"x" * 100_000 + b")\r\n") * 20, "too_large"),
    "a line without end": ("FETCH", b"* 1 FETCH " + b"(" * 1_150_000, "too_large"),
    "another's tag": ("FETCH", b"ZZZZ9 OK\r\n", "bad_answer"),
    "bad": ("FETCH", b"TAG BAD motdepasse-tr\xc3\xa8s-secret\r\n", "bad_answer"),
    "not ours to read": ("EXAMINE", b"TAG NO [NOPERM] No\r\n", "mailbox_missing"),
    "no number": ("EXAMINE", b"* x EXISTS\r\nTAG OK Done\r\n", "bad_answer"),
    "trouble": ("AUTHENTICATE", b"TAG NO [UNAVAILABLE] Temporary failure\r\n", "mail_unavailable"),
    "trouble at the door": ("AUTHENTICATE", b"* BYE motdepasse\r\n", "mail_unavailable"),
    "a challenge that is none": ("AUTHENTICATE", b"+ ???\r\n", "incomplete"),
    "bytes": ("CAPABILITY", bytes(range(256)) + b"\r\n", "bad_answer"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_a_server_that_breaks(mail: Mail, name: str) -> None:
    verb, answer, code = FAULTS[name]
    server = mail(faults={verb: says(answer)})
    server.box.add(LETTER)
    assert refusal(server).code == code


def test_a_server_that_drips_meets_the_deadline(mail: Mail) -> None:
    def drip(send: Callable[[bytes], None], tag: str) -> None:
        for _ in range(200):
            send(b"* 1 RECENT\r\n")
            time.sleep(0.05)

    started = time.monotonic()
    server = mail(faults={"EXAMINE": drip})
    assert isinstance(refusal(server, deadline=1.0), TooSlow)
    assert time.monotonic() - started < 4


def test_after_a_fault_the_next_message_is_asked_for_anew(mail: Mail) -> None:
    server = mail(faults={"UID FETCH": says(b"* 1 FETCH (UID 1 RFC822.SIZE")})
    server.box.add(LETTER)
    place = address(server, "/INBOX;UIDVALIDITY=1700000000/;UID=1")
    with fetcher(server) as fetch:
        with pytest.raises(Incomplete):
            fetch(place, headers=basic())
        server.faults.clear()
        assert fetch(place, headers=basic()).content == server.box.messages[1]
    assert server.connections == 2


def test_the_pace_is_that_of_the_host(mail: Mail) -> None:
    server = mail()
    with fetcher(server, pace=0.3) as fetch:
        started = time.monotonic()
        fetch(address(server), headers=basic())
        fetch(address(server), headers=basic())
    assert time.monotonic() - started >= 0.3


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with (
        Fetcher(replace(QUICK, allow=frozenset({f"127.0.0.1:{port}"}))) as fetch,
        pytest.raises(FetchError) as caught,
    ):
        fetch(f"imap://127.0.0.1:{port}/", headers=basic())
    assert caught.value.code == "unreachable"
