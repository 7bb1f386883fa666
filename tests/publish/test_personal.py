"""People's own contacts in an event: on our pages, not in what leaves, and not for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from agregateur.model import Contact, Event, Occurrence, Place, to_json
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import items, words
from agregateur.publish.leaving import may_leave
from agregateur.publish.personal import (
    GONE,
    MARK,
    forgotten,
    is_past,
    linked,
    public_contact,
    without_personal,
)
from tests.publish.strategies import events
from tests.publish.test_ical import concert

NUMBER = "06 12 34 56 78"
MAIL = "marie.dupont@orange.fr"


def told(event: Event) -> Event:
    """`event` with a number in every text that a partner may write."""
    dates = tuple(replace(o, title=f"Séance {NUMBER}", venue=MAIL) for o in event.occurrences)
    return replace(
        event,
        title=f"Stage {NUMBER}",
        text=f"Appeler {NUMBER} ou {MAIL}",
        description=f"<p>Appeler <b>{NUMBER}</b> ou {MAIL}</p>",
        organizer=f"Marie {NUMBER}",
        price=f"10 €, réserver au {NUMBER}",
        image="https://mjc.example/i.jpg",
        image_credit=f"Marie {MAIL}",
        place=Place(venue=f"Chez Marie {NUMBER}", street=f"Rue, {MAIL}", text=NUMBER),
        occurrences=dates,
        contact=Contact(telephone=NUMBER, email=MAIL),
        republication="complet",
    )


@settings(max_examples=20)
@given(events())
def test_no_field_of_what_leaves_holds_them(event: Event) -> None:
    out = may_leave(without_personal(told(event)))
    assert out is not None
    written = to_json(out)
    assert NUMBER not in written and MAIL not in written
    assert MARK in out.title and MARK in (out.description or "")


@settings(max_examples=20)
@given(events(), st.sampled_from([NUMBER, MAIL]))
def test_nothing_holds_them_once_forgotten(event: Event, secret: str) -> None:
    out = forgotten(told(event))
    assert secret not in to_json(out) and out.contact == Contact()
    assert forgotten(out) is out
    assert GONE in (out.text or "")


def test_an_event_without_them_is_the_same_object() -> None:
    event = concert()
    assert without_personal(event) is event
    assert forgotten(event) is event


def test_a_landline_and_the_address_of_a_role_may_leave() -> None:
    role = Contact(telephone="04 92 21 00 00", email="contact@mjc.example")
    assert public_contact(role) == role
    assert public_contact(Contact(telephone=NUMBER, email=MAIL)) == Contact()


def test_they_are_kept_for_31_days_after_the_last_date() -> None:
    event = concert(last=date(2026, 12, 12))
    assert not is_past(event, date(2027, 1, 12))
    assert is_past(event, date(2027, 1, 13))
    assert not is_past(concert(last=None, endless=True), date(2030, 1, 1))


def test_the_mark_leads_to_our_page() -> None:
    page = "https://agenda.example/evenements/k3v9-noel"
    link = f'<a href="{page}">{MARK}</a>'
    told = f'<p>{MARK}</p><a href="https://x.fr/">{MARK}</a>'
    assert linked(told, page) == f'<p>{link}</p><a href="https://x.fr/">{MARK}</a>'
    event = without_personal(concert(description=f"<p>Appeler {NUMBER}</p>"))
    channel = Channel(
        title="x",
        page="x",
        url="x",
        base_url="https://agenda.example",
        now=datetime(2026, 11, 23, tzinfo=UTC),
    )
    day = Occurrence(start=date(2026, 12, 12), end=date(2026, 12, 12) + timedelta(days=1))
    [item] = items([Entry(event=event, occurrence=day)], channel)
    assert f'evenements/k3v9-concert-de-noel">{MARK}</a>' in words(item, channel).html
