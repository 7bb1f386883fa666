"""Communes that a text names beside a house, whatever announces it."""

from __future__ import annotations

import pytest

from agregateur.communes import within
from agregateur.communes.spots import spots
from agregateur.config import Territory

ALPS = within(Territory(departements=("05",)))
CHORGES, EMBRUN, GAP = "05040", "05046", "05061"


@pytest.mark.parametrize(
    "text",
    [
        # The house, then its town.
        "Un bal pour tous. Salle polyvalente, Chorges.",
        "Kiosque du jardin / Chorges",
        "Église Saint-Victor (Chorges), entrée libre.",
        "Halle aux grains – Chorges",
        "Ancienne gare, 2e étage, Chorges.",
        "Foyer rural, Les Bernards, Chorges.",
        "Médiathèque de Chorges.",
        "On se voit à la salle du conseil de Chorges à 18h30.",
        "Rassemblement devant l'ancienne école, Chorges",
        "Salle Carrée à Chorges le 4 mars",
        "Rendez-vous au menhir de Chorges à 14h.",
        "RDV L'Atlas, Chorges.",
        "Place du Puits, 4 montée des Roches, 05230 Chorges.",
        # The town, then the house.
        "Cap sur Chorges : place du marché !",
        "La fanfare sera à Chorges (place de la Fontaine).",
        "05230 Chorges, Boulodrome",
        "Chorges - Stade des Oliviers",
        # A name of its own.
        "Le Bocal, Chorges.",
        # Behind what one asks, and whom.
        "Réservations au 06 12 34 56 78. Chorges, salle polyvalente.",
        "Inscriptions : bal@danse.example - Salle polyvalente, Chorges",
        # Others are named: where somebody is from, who invites, whose town has no house here.
        "Le chœur de Gap, gymnase de Chorges, 20h.",
        "Le trio, venu de Gap, jouera à l'église de Chorges.",
        "Soirée portée par la MJC de Gap. Place du village, Chorges.",
        "Au programme : mairie de Gap, 1900. Salle des fêtes, Chorges.",
    ],
)
def test_a_house_beside_a_town(text: str) -> None:
    assert spots(text, ALPS) == {CHORGES}


@pytest.mark.parametrize(
    "text",
    [
        "Réservation à l'office de tourisme de Chorges.",
        "Billetterie : Maison de la presse, Chorges",
        "Contact : mairie de Chorges, 2 place du Fort",
        "La médiathèque de Chorges prête ses livres.",
        "Organisé par le Foyer rural de Chorges.",
        "Prochain rendez-vous : salle des fêtes, Chorges.",
        "Avec le directeur du musée de Chorges.",
        "Créé au théâtre de Chorges en 2019.",
        "En cas de pluie : gymnase de Chorges.",
        "Navettes depuis la gare de Chorges.",
        "Contre Chorges, au stade.",
        "La salle des fêtes de Chorges est fermée.",
        "Les Cousines, Chorges",
        "Paul Reynaud, Chorges",
        "Bonne humeur à Chorges.",
        "Harmonie de Chorges : place au rythme",
        "Rendez-vous avec la chorale de Chorges.",
        "Départ au parking du col de Chorges.",
        "École de la route de Chorges.",
    ],
)
def test_what_a_text_says_of_something_else(text: str) -> None:
    assert spots(text, ALPS) == frozenset()


def test_the_stops_of_a_tour_are_all_told() -> None:
    text = "Le 5 à la salle des fêtes de Chorges, le 6 à la médiathèque d'Embrun.\nGap, place aux Herbes"
    assert spots(text, ALPS) == {CHORGES, EMBRUN, GAP}
