"""What it changes that two announcements meet at one minute in one place."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.dates_alike import compare_dates
from agregateur.ingest.matching.features import Features, features
from agregateur.ingest.matching.match import pieces_of, verdict
from agregateur.ingest.matching.places_alike import compare_places
from agregateur.ingest.matching.slots import one_hall, slot
from agregateur.ingest.matching.venues_alike import roomy
from agregateur.model import Item
from tests.ingest.items import GAP, item

D = "2026-12-05"
HALL = "Salle Marcel-Pagnol"


def seen(one: Item, other: Item) -> tuple[Features, Features]:
    return features(one), features(other)


@pytest.mark.parametrize(
    ("one", "other", "where"),
    [
        (item("a", "Bal", f"{D} 20:00", venue=HALL), item("b", "Fête", f"{D} 20:00", venue=HALL), "hall"),
        (item("a", "Bal", f"{D} 20:00", venue=HALL), item("b", "Fête", f"{D} 20:00"), "town"),
        (item("a", "Bal", f"{D} 14:00", venue="Hippodrome"), item("b", "Soir à l'hippodrome", f"{D} 14:00"), "hall"),
        (item("a", "Bal", D, venue=HALL), item("b", "Fête", D, venue=HALL), "day"),
        (item("a", "Bal", D), item("b", "Fête", D), ""),
        (item("a", "Bal", f"{D} 20:00", venue=HALL), item("b", "Fête", f"{D} 20:15", venue=HALL), ""),
        (item("a", "Bal", f"{D} 20:00", venue=HALL), item("b", "Fête", f"{D} 20:00", venue="Le Cosmo"), ""),
        (item("a", "Bal", f"{D} 20:00"), item("b", "Fête", f"{D} 20:00", insee=GAP), ""),
    ],
)  # fmt: skip
def test_where_two_meet(one: Item, other: Item, where: str) -> None:
    a, b = seen(one, other)
    times = compare_dates(a, b)
    assert slot(times, compare_places(a, b, times.exact)) == where
    if where in {"hall", "town"}:
        assert one_hall(verdict(a, b).evidence) is (where == "hall")


def test_what_differs_weighs_less_at_one_minute() -> None:
    def pieces(hour: str, other_hour: str) -> set[str]:
        a, b = seen(
            item("a", "Gravure sur lino", f"{D} {hour}", venue=HALL),
            item("b", "Stage de gravure : le cuivre", f"{D} {other_hour}", venue=HALL),
        )
        return {key for key in pieces_of(a, b, compare_dates(a, b)) if key.startswith("title_partly")}

    assert pieces("14:00", "14:00") == {"title_partly/1/both/together"}
    assert pieces("14:00", "14:20") == {"title_partly/1/both"}


def test_houses_of_many_rooms() -> None:
    def at(venue: str | None) -> Features:
        return features(item("a", "Bal", f"{D} 20:00", venue=venue))

    assert roomy(at("MJC du Prorel"), at("MJC"))
    assert roomy(at(None), at("Maison des associations"))
    assert not roomy(at(HALL), at("MJC"))
    assert roomy(at("Théâtre du Prorel, salle B"), at("Théâtre du Prorel")), "who names a room has others"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Terrain de foot", "Stade"), ("Salle du conseil", "Mairie"), ("Hôtel de Ville", "Mairie"),
        ("Salle omnisports", "Complexe sportif"), ("Bd Gambetta", "Boulevard Gambetta"),
        ("Maison de retraite Les Tilleuls", "EHPAD Les Tilleuls"), ("Centre aquatique", "Piscine"),
    ],
)  # fmt: skip
def test_what_partners_call_one_kind_of_place(one: str, other: str) -> None:
    a, b = seen(item("a", "Bal", f"{D} 20:00", venue=one), item("b", "Bal", f"{D} 20:00", venue=other))
    assert a.venue == b.venue


def test_a_fair_lies_on_several_squares() -> None:
    def told(title: str, one: str, other: str) -> set[str]:
        a, b = seen(item("a", title, f"{D} 09:00", venue=one), item("b", title, f"{D} 09:00", venue=other))
        return {note.code for note in verdict(a, b).evidence}

    assert "other_venue" not in told("Marché de Noël", "Place Carnot", "Rue des Remparts")
    assert "other_venue" in told("Marché de Noël", "Place Carnot", "Salle Marcel-Pagnol")
    assert "other_venue" in told("Atelier macramé", "Place Carnot", "Rue des Remparts")


def test_two_plays_of_one_animal_on_one_day() -> None:
    def told(other: str, *starts: str) -> str:
        a, b = (item("a", "Les Noces du Renard bleu", starts[0]), item("b", other, starts[-1]))
        return verdict(*seen(a, b)).outcome

    assert told("Le Retour du Renard bleu", D, f"{D} 20:30") != "same"
    assert told("Le Dernier Renard bleu", D, f"{D} 20:30") != "same"
    assert told("Les Noces du Renard bleu – Cie Galets", D, f"{D} 20:30") == "same"
