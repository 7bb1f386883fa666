"""One structure on several maps, and structures that only look alike."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from agregateur.ingest.matching.actors import actor_features, actor_keys
from agregateur.ingest.matching.actors_alike import actor_verdict
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.merge import Announced, SourceFacts
from agregateur.ingest.matching.merged_actors import merge_actors
from agregateur.model import Contact, Item, Located, Place
from tests.ingest.items import BRIANCON, EMBRUN, GAP


def actor(source: str, title: str, insee: str | None = GAP, **more: Any) -> Item:
    place = Place(**{k: more.pop(k) for k in ("street", "city", "latitude", "longitude") if k in more})
    contact = Contact(telephone=more.pop("telephone", None), email=more.pop("email", None))
    located = Located(insee=insee, how="name", sure=0.9) if insee else Located()
    return Item(
        source=source, uid=more.pop("uid", f"{title}@{source}"), kind="actor", title=title, place=place,
        contact=contact, located=located, **more,
    )  # fmt: skip


def judged(a: Item, b: Item, **more: bool) -> Verdict:
    return actor_verdict(actor_features(a), actor_features(b), **more)


SAME = {
    "one name, one town": (actor("carte", "Le Labo des Possibles"), actor("ot", "Labo des possibles")),
    "initials and the same telephone": (
        actor("carte", "MJC de Gap", telephone="04 92 00 00 01"),
        actor("ville", "Maison des jeunes et de la culture de Gap", telephone="+33 4 92 00 00 01"),
    ),
    "the association and its legal form, one site": (
        actor("carte", "Association Les Bricoleurs du dimanche", url="https://www.bricoleurs.example/"),
        actor("ville", "Les Bricoleurs du dimanche", url="http://bricoleurs.example"),
    ),
}
APART = {
    "two towns": (actor("a", "Foyer rural"), actor("b", "Foyer rural", EMBRUN)),
    "branches of one network in two towns, one site": (
        actor("a", "Secours populaire", url="https://secours.example/"),
        actor("b", "Secours populaire", BRIANCON, url="https://secours.example/"),
    ),
    "a federation and its local branch": (
        actor("a", "Fédération des foyers ruraux", url="https://foyers.example/"),
        actor("b", "Foyers ruraux de Gap", url="https://foyers.example/"),
    ),
    "two societies at one address": (
        actor("a", "Les Amis du livre", street="3 rue Carnot"),
        actor("b", "Judo club gapençais", street="3 rue Carnot"),
    ),
    "two schools that bear a number": (actor("a", "Groupe scolaire 1"), actor("b", "Groupe scolaire 2")),
    "one source, two entries": (actor("a", "Amap du lac", uid="1"), actor("a", "Amap du lac", uid="2")),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_same(pair: tuple[Item, Item]) -> None:
    assert judged(*pair).outcome == "same", judged(*pair)
    assert judged(*pair) == judged(*reversed(pair))
    a, b = pair
    assert actor_keys(a, actor_features(a)) & actor_keys(b, actor_features(b))


@pytest.mark.parametrize("pair", APART.values(), ids=APART)
def test_apart(pair: tuple[Item, Item]) -> None:
    assert judged(*pair).outcome == "distinct", judged(*pair)


def test_an_entry_exported_again_under_another_uid() -> None:
    a, b = (actor("carte", "Le Labo des Possibles", uid=uid) for uid in "12")
    assert judged(a, b, replaced=True).outcome == "same"


def test_merged_actors_fill_each_others_gaps() -> None:
    poor = actor("labo", "Le Labo des Possibles", text="Un atelier partagé, ouvert à tous.")
    rich = actor("carte", "LABO DES POSSIBLES", street="3 rue Carnot", latitude=44.56, longitude=6.08,
                 telephone="04 92 00 00 01", categories=("numerique",))  # fmt: skip
    facts = {"labo": SourceFacts("Le Labo des Possibles"), "carte": SourceFacts("La carte")}
    for announced in ([Announced(poor), Announced(rich)], [Announced(rich), Announced(poor)]):
        merged = merge_actors(announced, facts)
        assert (merged.source, merged.title) == ("labo", "Le Labo des Possibles"), "its own words first"
        assert merged.text and merged.place.street and merged.contact.telephone
        assert merged.categories == ("numerique",)


def test_who_is_no_longer_listed_does_not_speak() -> None:
    from datetime import UTC, datetime

    old = actor("labo", "Le Labo", text="Nous déménageons.")
    new = replace(actor("carte", "Le Labo des Possibles"), text=None)
    merged = merge_actors([Announced(old, datetime(2026, 11, 1, tzinfo=UTC)), Announced(new)], {})
    assert (merged.source, merged.text) == ("carte", None)
