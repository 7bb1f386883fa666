"""Calendars within mails: several documents that tell of one event, the newest first."""

from __future__ import annotations

from agregateur.contract import Document, Enclosed, Record, Rejected, Said
from agregateur.ingest import registry
from agregateur.ingest.enclosed import with_enclosed

SERIES = "DTSTART:20261201T183000Z\nRRULE:FREQ=WEEKLY;COUNT=4\n"


def calendar(*events: str, method: str = "REQUEST") -> Enclosed:
    inside = "".join(f"BEGIN:VEVENT\n{event}END:VEVENT\n" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:{method}\n{inside}END:VCALENDAR\n"
    return Enclosed(Document(url="imaps://mail.example/INBOX#1", content=text.encode()), kind="ical")


def event(uid: str, title: str, more: str = "DTSTART:20261205T183000Z\n") -> str:
    return f"UID:{uid}\nSUMMARY:{title}\n{more}"


def said(*stated: Said, known: dict[str, str] | None = None) -> list[Said]:
    return list(with_enclosed(stated, known or {}, registry.kinds()))


def titles(found: list[Said]) -> list[str]:
    return [one.title for one in found if isinstance(one, Record)]


def test_what_stands_around_it_keeps_its_place() -> None:
    article = Record(uid="lettre", kind="article", title="Lettre")
    assert titles(said(calendar(event("a", "Bal")), article)) == ["Bal", "Lettre"]


def test_the_newest_document_is_believed_of_each_event() -> None:
    newer = calendar(event("a", "Bal déplacé"))
    older = calendar(event("a", "Bal"), event("b", "Loto"))
    assert titles(said(newer, older)) == ["Bal déplacé", "Loto"]


def test_a_cancellation_comes_before_what_it_cancels() -> None:
    found = said(calendar(event("a", "Bal"), method="CANCEL"), calendar(event("a", "Bal")))
    assert [one.status for one in found if isinstance(one, Record)] == ["CANCELLED"]


def test_one_date_that_a_newer_mail_cancels_joins_its_series() -> None:
    one = event("a", "Chorale", "RECURRENCE-ID:20261208T183000Z\nDTSTART:20261208T183000Z\n")
    found = said(calendar(one, method="CANCEL"), calendar(event("a", "Chorale", SERIES)))
    records = [r for r in found if isinstance(r, Record)]
    assert [(r.recurrence_id is None, r.status) for r in records] == [(True, None), (False, "CANCELLED")]
    assert {r.digest for r in records} == {None}


def test_the_newest_word_on_one_date_wins() -> None:
    def moved(hour: str) -> str:
        return event(
            "a", f"Chorale à {hour} h", f"RECURRENCE-ID:20261208T183000Z\nDTSTART:20261208T{hour}0000Z\n"
        )

    found = said(
        calendar(moved("20")), calendar(moved("19")), calendar(event("a", "Chorale", SERIES), moved("18"))
    )
    assert titles(found) == ["Chorale", "Chorale à 20 h"]


def test_one_date_alone_never_takes_the_place_of_a_stored_series() -> None:
    one = event("a", "Chorale", "RECURRENCE-ID:20261208T183000Z\nDTSTART:20261208T190000Z\n")
    assert [r.code for r in said(calendar(one), known={"a": "…"}) if isinstance(r, Rejected)] == [
        "override_alone"
    ]
    assert titles(said(calendar(one))) == ["Chorale"]


def test_a_bad_document_is_refused_alone() -> None:
    bad = Enclosed(Document(url="imaps://mail.example/INBOX#1", content=b"..."), kind="ical")
    found = said(bad, calendar(event("a", "Bal")))
    assert isinstance(found[0], Rejected) and titles(found) == ["Bal"]


def test_one_that_no_connector_knows_says_nothing() -> None:
    assert not said(Enclosed(Document(url="imaps://mail.example/INBOX#1", content=b"...")))
