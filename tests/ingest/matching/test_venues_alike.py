"""What the names of two venues say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import verdict
from agregateur.ingest.matching.venues_alike import likeness
from agregateur.model import Item, Located
from tests.ingest.items import EMBRUN, GAP, item

D = "2026-12-05"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mascarin colimacon", "mascarin jardin botanique"),
        ("theatre antique", "theatre romain"),
        ("salle communale", "salle fete"),
        ("gymnase municipal", "gymnase jacque prevert"),
    ],
)
def test_names_that_may_be_of_one_house(one: str, other: str) -> None:
    assert likeness(one, other) >= 65


@pytest.mark.parametrize(
    ("one", "other"),
    [("eglise", "gymnase"), ("commanderie", "salle edgar faure"), ("theatre colette", "theatre zola")],
)
def test_names_of_two_houses(one: str, other: str) -> None:
    assert likeness(one, other) < 65


def said(title: str, one: str, other: str) -> set[str]:
    a = item("a", title, f"{D} 10:00", venue=one)
    b = item("b", title, f"{D} 10:00", venue=other)
    return {n.code for n in verdict(features(a), features(b)).evidence if n.weight and n.weight <= -1.5}


def test_a_visit_sets_out_from_elsewhere() -> None:
    assert "other_venue" not in said("Visite guidée de la crypte", "Le Clos Gontran", "Place Carnot")
    assert "other_venue" in said("Messe solennelle", "Le Clos Gontran", "Prieuré de Salagon")


def test_two_town_halls_tell_of_two_feasts() -> None:
    def told(source: str, insee: str) -> Item:
        feast = item(source, "Fête de l'abolition de l'esclavage", f"{D} 10:00", venue="Front de mer")
        return replace(feast, located=Located(insee=insee, how="default", sure=0.4))

    assert verdict(features(told("a", GAP)), features(told("b", EMBRUN))).outcome == "distinct"
