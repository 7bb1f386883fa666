"""A newsletter mailbox, from a real mail server to the store: what comes in, what is asked again, what never leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from agregateur.config import Settings
from tests.imap import ImapServer
from tests.pipeline.portal import Portal, calendar, vevent

SAMPLES = Path(__file__).parents[1] / "connecteurs" / "courriel"
PASSWORD = "motdepasse-très-secret"


def sample(name: str) -> bytes:
    return (SAMPLES / f"{name}.eml").read_bytes()


def mailed(name: str, content: bytes, method: str = "PUBLISH") -> bytes:
    """A mail with a calendar."""
    head = (
        "From: MJC <lettre@mjc.example>\nSubject: Agenda\nDate: Fri, 20 Nov 2026 10:00:00 +0100\n"
        f"Message-ID: <{name}@mjc>\nMIME-Version: 1.0\n"
        f"Content-Type: text/calendar; charset=utf-8; method={method}\n\n"
    )
    return head.encode() + content.replace(b"VERSION:2.0", f"VERSION:2.0\r\nMETHOD:{method}".encode())


@pytest.fixture
def mailed_portal(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Portal, ImapServer]]:
    monkeypatch.setenv("COURRIEL_MOT_DE_PASSE", PASSWORD)
    with ImapServer() as server:
        portal.settings = Settings(host_pace=0, fetch_allow=frozenset({f"127.0.0.1:{server.port}"}))
        portal.stanzas["lettre"] = {
            "kind": "courriel",
            "url": f"imap://127.0.0.1:{server.port}/INBOX",
            "options": {"user": "lettres@agenda.example", "password": "${COURRIEL_MOT_DE_PASSE}"},
        }
        yield portal, server


def fetched(server: ImapServer) -> list[str]:
    """The numbers of the messages that were fetched since."""
    found = [
        command.split()[2]
        for command in server.commands
        if command.startswith("UID FETCH") and "BODY" in command
    ]
    server.commands.clear()
    return found


def test_letters_are_news_and_calendars_events(mailed_portal: tuple[Portal, ImapServer]) -> None:
    portal, server = mailed_portal
    server.box.add(
        *map(sample, ("lettre-liste", "lettre-html", "invitation", "prive", "reponse-automatique"))
    )
    line = portal.harvest()["lettre"]
    assert (line["outcome"], line["error"], line["new"]) == ("ok", None, 3)
    assert fetched(server) == ["3", "2", "1"]
    # The letter whose words surely announce one date is an event too; the one of many dates is news.
    assert portal.titles() == ["Conseil municipal public", "[lettre-nevache] La veillée d'hiver a lieu le 12"]
    (news,) = (record for record in portal.export("records") if record["kind"] == "article")
    assert news["uid"] == "202611200912.8f3a1c@envoi.mjc.example"
    assert not server.box.flags


def test_what_is_known_is_not_fetched_again(mailed_portal: tuple[Portal, ImapServer]) -> None:
    portal, server = mailed_portal
    server.box.add(sample("lettre-liste"), sample("lettre-html"))
    portal.harvest()
    before = portal.dump()
    fetched(server)
    portal.later(hours=2)
    assert portal.harvest()["lettre"]["outcome"] == "unchanged"
    assert not fetched(server)
    server.box.add(sample("transfert"))
    portal.later(hours=2)
    line = portal.harvest()["lettre"]
    assert (line["new"], line["unchanged"]) == (1, 2)
    assert fetched(server) == ["3"]
    assert before != portal.dump()


def test_a_mailed_cancellation_is_believed(mailed_portal: tuple[Portal, ImapServer]) -> None:
    portal, server = mailed_portal
    server.box.add(sample("invitation"))
    portal.harvest()
    assert [event["status"] for event in portal.export()] == ["confirmed"]
    server.box.add(sample("annulation"))
    portal.later(hours=2)
    assert portal.harvest()["lettre"]["changed"] == 1
    assert [event["status"] for event in portal.export()] == ["cancelled"]
    # The older invitation is fetched with it, as the list changed, and changes nothing.
    portal.later(hours=2)
    server.box.add(sample("prive"))
    assert portal.harvest()["lettre"]["changed"] == 0
    assert [event["status"] for event in portal.export()] == ["cancelled"]


def test_a_message_taken_out_of_the_mailbox_withdraws_nothing(
    mailed_portal: tuple[Portal, ImapServer],
) -> None:
    portal, server = mailed_portal
    server.box.add(mailed("a", calendar(vevent("c1@mjc", "Bal", "20261205T203000"))), sample("lettre-html"))
    portal.harvest()
    server.box.messages.clear()
    for _ in range(3):
        portal.later(days=2)
        assert portal.harvest()["lettre"]["withdrawn"] == 0
    assert portal.titles() == ["Bal"]


def test_a_conversation_that_stops_midway_keeps_what_came(mailed_portal: tuple[Portal, ImapServer]) -> None:
    portal, server = mailed_portal
    server.box.add(sample("lettre-liste"), sample("lettre-html"), sample("invitation"))

    def cut(send: object, tag: str) -> None:
        server.faults.clear()

    portal.harvest()
    server.box.validity += 1
    server.box.add(mailed("a", calendar(vevent("c1@mjc", "Bal", "20261205T203000"))))
    server.faults["UID FETCH"] = cut
    portal.later(hours=2)
    line = portal.harvest()["lettre"]
    assert line["outcome"] == "failed" and line["withdrawn"] == 0
    portal.later(hours=4)
    assert portal.harvest()["lettre"]["new"] == 1


def test_a_message_that_is_too_large_is_refused_alone(mailed_portal: tuple[Portal, ImapServer]) -> None:
    portal, server = mailed_portal
    portal.settings = portal.settings.model_copy(update={"max_bytes": 100_000})
    server.box.add(sample("lettre-html"), sample("lettre-liste") + b"x" * 200_000)
    line = portal.harvest()["lettre"]
    assert (line["new"], line["rejected"]) == (1, 1)
    assert portal.rows("SELECT code FROM refusal")[0][0] == "too_large"


@pytest.mark.parametrize("password", [PASSWORD, "un-autre-mot-de-passe"])
def test_the_password_never_leaves(
    mailed_portal: tuple[Portal, ImapServer], password: str, capfd: pytest.CaptureFixture[str]
) -> None:
    portal, server = mailed_portal
    server.users["lettres@agenda.example"] = password
    # A letter that repeats the password is its sender's fault; a server that does is met by ours.
    server.box.add(sample("lettre-html"), sample("prive"), sample("winmail"))
    line = portal.harvest()["lettre"]
    assert line["outcome"] == ("ok" if password == PASSWORD else "failed")
    if password != PASSWORD:
        assert "refuses the user name or the password" in line["error"]
    with portal.database.reader() as connection:
        stored = [
            repr(row) for t in SQLModel.metadata.sorted_tables for row in connection.execute(t.select())
        ]
    shown = json.dumps(
        [line, portal.export(), portal.export("records"), stored], ensure_ascii=False, default=str
    )
    assert PASSWORD not in shown + "".join(capfd.readouterr())
