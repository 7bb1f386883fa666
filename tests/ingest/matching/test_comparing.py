"""What matching keeps of an item can be written and read again, whatever the kind."""

from __future__ import annotations

from dataclasses import replace

from agregateur.ingest.matching import comparing
from agregateur.ingest.matching.actors import actor_features
from agregateur.ingest.matching.features import features
from agregateur.model import Contact, Item, Place
from tests.ingest.items import item

EVENT = item(
    "mjc", "Concert de Noël de l'harmonie", "2026-12-05 20:30", "2026-12-06", venue="MJC", city="Briançon"
)
ACTOR = Item(
    source="carte",
    uid="a1",
    kind="actor",
    title="MJC-Centre social du Briançonnais",
    place=Place(street="35 rue Pasteur", postcode="05100", city="Briançon"),
    contact=Contact(telephone="04 92 21 00 00", email="contact@mjc.example"),
    url="https://mjc.example/",
)


def test_features_come_back_as_they_were() -> None:
    assert comparing.read("event", comparing.written(features(EVENT))) == features(EVENT)
    assert comparing.read("actor", comparing.written(actor_features(ACTOR))) == actor_features(ACTOR)


def test_what_never_meets_another_has_none() -> None:
    assert comparing.seen(replace(ACTOR, kind="article")) is None
    assert comparing.seen(replace(EVENT, echo=True)) is None
    assert comparing.written(None) is None
