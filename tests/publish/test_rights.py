"""What an item bears wherever it goes: credits, licence, how much of it may be repeated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agregateur.model import Contact, Event, Member, Place
from agregateur.publish.leaving import WORKS, Credit, may_leave
from agregateur.publish.rights import Rights, licence_url, rights

CREDITS = {
    "mjc": Credit(name="MJC du Briançonnais", home="https://mjc.example/", licence="CC-BY-SA-4.0"),
    "office": Credit(name="Office de tourisme", home="https://office.example/", licence=None),
    "carte": Credit(name="Carte partagée", home="javascript:alert(1)", licence="ODbL-1.0"),
    "secret": Credit(name="Secret", licence="CC0-1.0"),
}
MJC = Member(source="mjc", uid="1", url="https://mjc.example/1", republication="complet")
OFFICE = Member(source="office", uid="2", url="https://office.example/2", republication="signalement")
SECRET = Member(source="secret", uid="3", url="https://secret.example/3", republication="portail")
FROM_MJC = dict.fromkeys(("title", "description", "image", "url"), ("mjc", "1"))


def event(*members: Member, **more: Any) -> Event:
    said: dict[str, Any] = {
        "id": "noel",
        "title": "Noël",
        "text": "Chants.",
        "description": "<p>Chants.</p>",
        "image": "https://mjc.example/i.jpg",
        "image_credit": "Jo",
        "url": "https://mjc.example/1",
        "republication": "complet",
        "provenance": FROM_MJC,
    }
    return Event(members=members, **said | more)


def test_each_source_is_named_once_with_its_own_page_and_licence() -> None:
    again = Member(source="mjc", uid="4", url="https://mjc.example/4", republication="signalement")
    borne = rights(event(MJC, again, OFFICE, SECRET), CREDITS)
    assert [(c.source, c.name, c.page, c.licence, c.republication) for c in borne.credits] == [
        ("mjc", "MJC du Briançonnais", "https://mjc.example/1", "CC-BY-SA-4.0", "complet"),
        ("office", "Office de tourisme", "https://office.example/2", None, "signalement"),
    ]
    assert borne.link == "https://mjc.example/1"
    assert borne.image_credit == "Jo"
    assert borne.line() == "Sources : MJC du Briançonnais (CC-BY-SA-4.0), Office de tourisme"
    assert "Secret" not in borne.terms()


def test_the_licence_is_that_of_whoever_lent_the_words() -> None:
    assert rights(event(MJC, OFFICE), CREDITS).licence == "CC-BY-SA-4.0"
    mixed = {**FROM_MJC, "title": ("office", "2")}
    assert rights(event(MJC, OFFICE, provenance=mixed), CREDITS).licence is None, "each says its own"
    own = replace(MJC, licence="CC-BY-4.0")
    assert rights(event(own), CREDITS).licence == "CC-BY-4.0", "an item's own licence wins over its source's"
    by_hand = {"title": ("", "7"), "description": ("mjc", "1")}
    assert rights(event(MJC, OFFICE, provenance=by_hand), CREDITS).licence == "CC-BY-SA-4.0"


def test_a_share_alike_database_binds_facts_too() -> None:
    shared = Member(source="carte", uid="5", republication="complet")
    borne = rights(event(MJC, shared), CREDITS)
    assert borne.licence is None
    assert [c.licence for c in borne.credits] == ["CC-BY-SA-4.0", "ODbL-1.0"]
    assert borne.credits[1].url is None, "no address that is not one"


@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("CC-BY-SA-4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
        ("CC BY 3.0", "https://creativecommons.org/licenses/by/3.0/"),
        ("cc by-nc-nd 2.5", "https://creativecommons.org/licenses/by-nc-nd/2.5/"),
        ("CC BY-SA", None),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        ("Licence Ouverte 2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
        ("etalab-2.0", "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"),
        ("ODbL-1.0", "https://opendatacommons.org/licenses/odbl/1-0/"),
        ("https://mjc.example/licence", "https://mjc.example/licence"),
        ("javascript:alert(1)", None),
        ("Tous droits réservés", None),
        (None, None),
    ],
)
def test_licences_lead_to_their_text(stated: str | None, url: str | None) -> None:
    assert licence_url(stated) == url


def test_terms_say_what_may_be_done() -> None:
    assert rights(event(MJC), CREDITS).terms() == (
        "MJC du Briançonnais. Textes et images sous licence CC-BY-SA-4.0."
    )
    signalled = may_leave(event(OFFICE, republication="signalement", provenance={}))
    assert signalled is not None
    assert rights(signalled, CREDITS).terms("en") == (
        "Office de tourisme. Title, dates and place only: texts and images stay with their author."
    )
    assert rights(event(provenance={}), {}) == Rights(
        republication="complet", image_credit="Jo", link="https://mjc.example/1"
    )


def test_nothing_of_a_signalled_record_passes_the_last_door_but_facts() -> None:
    said = event(
        MJC,
        OFFICE,
        price="12 €",
        organizer="Office",
        online="https://visio.example/",
        contact=Contact(telephone="04 92 00 00 00"),
        place=Place(venue="Salle"),
        provenance={
            **FROM_MJC,
            **{name: ("office", "2") for name in WORKS if name not in FROM_MJC},
            "description": ("", "12"),
        },
    )
    out = may_leave(said)
    assert out is not None
    assert (out.price, out.organizer, out.online, out.contact) == (None, None, None, Contact())
    assert (out.text, out.image, out.place.venue) == ("Chants.", said.image, "Salle")


@pytest.mark.parametrize("field", ["title", "place"])
def test_an_event_that_speaks_with_a_hidden_record_does_not_leave(field: str) -> None:
    assert may_leave(event(MJC, SECRET, provenance={**FROM_MJC, field: ("secret", "3")})) is None
    kept = may_leave(event(MJC, SECRET, provenance={**FROM_MJC, "description": ("secret", "3")}))
    assert kept is not None and (kept.text, kept.description) == (None, None)
