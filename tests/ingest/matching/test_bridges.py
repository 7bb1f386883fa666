"""A third record that shows two to be one, and those that show nothing of the kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import verdict
from agregateur.model import Item
from tests.ingest.clusters import events_of
from tests.ingest.items import item

D = "2026-12-05"

BOTH_TITLES = [
    item("musee", "Blanc absolu. Peindre la neige", D, uid="1"),
    item("metro", "Exposition « Blanc absolu » au musée", D, uid="2", venue="Musée"),
    item("tele", "Peindre la neige (expo)", f"{D} 10:00", uid="3"),
    item("off", "« Blanc absolu, peindre la neige »", D, uid="4"),
]
BOTH_VENUES = [
    item("cie", "Le Songe d'une nuit", f"{D} 21:00", uid="1", venue="Parc du Fer, repli espace Beau-Rivage"),
    item("ville", "Plein air : Le Songe d'une nuit", f"{D} 21:00", uid="2", venue="Espace Beau-Rivage"),
    item("ot", "Le Songe sous les arbres", f"{D} 21:00", uid="3", venue="Parc du Fer"),
]
NO_VENUE = [
    item("mag", "Concert de Noël", f"{D} 18:00", uid="1"),
    item("nord", "Concert de Noël", f"{D} 18:00", uid="2", venue="Foyer Aubier"),
    item("sud", "Concert de Noël", f"{D} 18:00", uid="3", venue="Moulin Redon"),
]
FAR_HOURS = [
    item("town", "Rite : bal trad avec Castanha e Vinovèl", f"{D} 21:30", uid="1", venue="Place Jean-Ibanès"),
    item("portal", "Bal trad : Castanha e Vinovèl", f"{D} 20:00", uid="2"),
    item("office", "Festival Rite : bal traditionnel", f"{D} 21:30", uid="3", venue="Place Jean-Ibanès"),
]
TWO_GROUPS = [
    item("mag", "Stage de poterie Argiline", f"{D} 14:00", uid="1", venue="Moulin Redon"),
    item("nord", "Stage de poterie Argiline, 6-8 ans", f"{D} 14:00", uid="2", venue="Moulin Redon"),
    item("sud", "Stage de poterie Argiline, adultes", f"{D} 14:00", uid="3", venue="Moulin Redon"),
]


@pytest.mark.parametrize("told", [BOTH_TITLES, BOTH_VENUES, FAR_HOURS])
def test_one_record_may_hold_what_two_others_tell_apart(told: Sequence[Item]) -> None:
    assert verdict(features(told[1]), features(told[2])).outcome == "distinct"
    assert events_of(told[1:3]) == {frozenset({"2"}), frozenset({"3"})}
    for order in (told, told[::-1]):
        assert events_of(order) == {frozenset(one.uid for one in told)}


@pytest.mark.parametrize("told", [NO_VENUE, TWO_GROUPS])
def test_who_says_less_than_two_others_joins_them_not(told: Sequence[Item]) -> None:
    _, second, third = map(features, told)
    assert verdict(second, third).outcome == "distinct"
    assert all(not {"2", "3"} <= event for event in events_of(told))


def test_a_source_that_tells_a_feast_and_its_ball_has_told_two() -> None:
    feast = item("fest", "Festi'Maloya, 9e édition", D, days=3)
    ball = item("fest", "Festi'Maloya : bal des familles", "2026-12-07 15:00")
    assert verdict(features(feast), features(ball)).outcome == "distinct"
    again = replace(ball, uid="again", title=feast.title)
    assert verdict(features(feast), features(again)).outcome == "compatible", "one of its own dates"
