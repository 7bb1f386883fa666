"""What an item bears wherever it goes: credits, licence, how much of it may be repeated."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
import pytest

from agregateur.model import Contact, Event, Member, Place
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.jsonld import event_jsonld
from agregateur.publish.leaving import WORKS, Credit, may_leave
from agregateur.publish.rights import Rights, licence_key, licence_url, rights
from agregateur.publish.rss import rss
from tests.publish.test_ical import concert

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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CC-BY-SA-4.0", "cc by sa 4.0"),
        ("CC-BY-4.0", "http://www.creativecommons.org/licenses/by/4.0/deed.fr"),
        ("CC-BY-4.0", "https://creativecommons.org/licenses/by/4.0"),
        ("CC0", "https://creativecommons.org/publicdomain/zero/1.0/legalcode"),
        ("ODbL", "odc-odbl-1.0"),
        ("Licence Ouverte", "etalab-2.0"),
        ("Tous droits  réservés", "tous droits reserves"),
    ],
)
def test_one_licence_written_in_two_ways(one: str, other: str) -> None:
    assert licence_key(one) == licence_key(other)
    assert licence_key(one) != licence_key("CC-BY-3.0")


def test_no_licence_is_no_key() -> None:
    assert licence_key(None) is licence_key(" \n") is None


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


def test_formats_bear_them() -> None:
    borne = concert(
        title="Noël",
        image="https://mjc.example/i.jpg",
        image_credit="Jo",
        members=(MJC, OFFICE),
        provenance=FROM_MJC,
        url="https://mjc.example/1",
    )
    base, by_sa = "https://agenda.example", "https://creativecommons.org/licenses/by-sa/4.0/"
    found = json.loads(event_jsonld(borne, base_url=base, credits=CREDITS))
    assert found["image"][0]["creditText"] == "Jo" and found["image"][0]["license"] == by_sa
    assert [(w["url"], w.get("license"), w["publisher"]["name"]) for w in found["subjectOf"]] == [
        ("https://mjc.example/1", by_sa, "MJC du Briançonnais"),
        ("https://office.example/2", None, "Office de tourisme"),
    ]
    channel = Channel(
        title="x", page=base, url=base, base_url=base, now=datetime(2026, 11, 23, tzinfo=UTC), credits=CREDITS
    )
    body = rss([Entry(event=borne, occurrence=borne.occurrences[0])], channel).decode()
    assert f"<creativeCommons:license>{by_sa}</creativeCommons:license>" in body
    assert (
        "<dc:source>https://mjc.example/1</dc:source><dc:source>https://office.example/2</dc:source>" in body
    )
    assert "<agregateur:republication>complet</agregateur:republication>" in body
    assert f'<media:license type="text/html" href="{by_sa}">CC-BY-SA-4.0</media:license>' in body
    assert [entry.title for entry in feedparser.parse(body).entries] == ["sam. 12 déc., 20 h 30 – Noël"]
