"""Titles and words of real-looking French agendas, and the category a librarian would give them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.ingest.categories import classify
from agregateur.taxonomy import taxonomy


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Concert de Noël à l'église Saint-Marcellin", ("musique",)),
        ("Chorale en concert à l'église", ("musique",)),
        ("Messe en si de Bach, concert", ("musique",)),
        ("Messe de Noël", ("culte",)),
        ("Bal folk avec orchestre", ("fetes",)),
        ("Thé dansant", ("fetes",)),
        ("Repas solidaire", ("solidarite",)),
        ("Repas de village", ("fetes",)),
        ("Stage de chant", ("ateliers",)),
        ("Concert de fin de stage", ("musique",)),
        ("Marché de Noël", ("marches",)),
        ("MARCHE DE NOEL", ("marches",)),
        ("Marché du mercredi", ("marches",)),
        ("Marche nordique", ("sport",)),
        ("Distribution AMAP", ("transition",)),
        ("Trail des Écrins", ("sport",)),
        ("Randonnée raquettes", ("nature",)),
        ("Atelier numérique", ("solidarite", "ateliers")),
        ("Atelier cuisine", ("ateliers",)),
        ("Repair Café", ("transition",)),
        ("Ciné-débat : Demain", ("cinema", "conferences")),
        ("L'heure du conte", ("conferences",)),
        ("Soirée contes au refuge", ("spectacles",)),
        ("Réunion publique sur l'eau", ("citoyennete",)),
        ("Conseil municipal", ("citoyennete",)),
        ("Réunion de campagne", ("politique",)),
        ("Portes ouvertes de la MJC", ("citoyennete",)),
        ("Portes ouvertes d'artistes", ("expositions",)),
        ("Visite guidée de la collégiale", ("patrimoine",)),
        ("Don du sang", ("solidarite",)),
        ("Permanence CAF", ("solidarite",)),
        ("Match d'impro", ("spectacles",)),
        ("Loto de l'école", ("fetes",)),
        ("Vide-grenier", ("marches",)),
        ("Assemblée générale du ski club", ("citoyennete", "sport")),
        ("Salle des fêtes : conférence", ("conferences",)),
        ("Jeudi bidouille", ("autre",)),
        ("Sortie en famille", ("autre",)),
        ("Festival", ("autre",)),
        ("Town Council Meeting", ("citoyennete",)),
        ("Weekly Meeting", ("autre",)),
        ("", ("autre",)),
    ],
)
def test_titles(title: str, codes: tuple[str, ...]) -> None:
    assert classify((), title) == codes


def test_the_partners_mapping_comes_first() -> None:
    mapping = {"Concerts & co": "musique", "ÉTÉ": "fetes"}
    assert classify(("concerts & CO",), "Visite guidée", mapping=mapping)[0] == "musique"
    assert classify(("été", "Sport"), "Tournoi", mapping=mapping) == ("fetes", "sport")


def test_words_then_title_then_venue_then_default() -> None:
    assert classify(("Concerts",), "Les Ogres du village") == ("musique",)
    assert classify(("Animation", "Culture"), "Yoga du mardi") == ("sport",)
    assert classify(("Spectacle",), "Concert de jazz") == ("musique", "spectacles")
    assert classify(("ASSOCIATION",), "Thé dansant")[0] == "fetes"
    assert classify((), "Les tontons", "Cinéma L'Éden") == ("cinema",)
    assert classify((), "Les tontons", None, default="musique") == ("musique",)
    assert classify((), "Les tontons", "Salle des fêtes") == ("autre",)


def test_our_own_labels_are_taken_as_they_are_and_in_their_order() -> None:
    told = ("Concerts et musique", "Théâtre, danse et spectacles", "Conférences, débats et livres")
    assert classify(told, "Cabaret : conférence et lecture") == ("musique", "spectacles", "conferences")
    assert classify(("Sport et bien-être",), "Conférence sur la course") == ("sport",)
    assert classify(("Autres rendez-vous",), "Yoga du mardi") == ("sport",)


@given(st.lists(st.text(max_size=30), max_size=5), st.text(max_size=80), st.none() | st.text(max_size=30))
def test_always_one_to_three_known_codes(words: list[str], title: str, venue: str | None) -> None:
    codes = classify(words, title, venue)
    assert 1 <= len(codes) <= 3 and len(set(codes)) == len(codes) and set(codes) <= taxonomy().keys()
