"""Wide territories, towns elsewhere, and titles: where a word may not be taken for a town, and where it is one."""

from __future__ import annotations

import pytest

from agregateur.communes import locate
from agregateur.config import Territory
from agregateur.model import Place

FAR_AND_WIDE = Territory()
LODEVE, SEGONZAC, HERAULT = "34142", "16366", Territory(departements=("34",))


@pytest.mark.parametrize(
    "line",
    [
        "Place Francis Morand",
        "Grand Théâtre",
        "Place du Marché aux Choux",
        "Les Saulnières",
        "EHPAD Les Lilas",
        "Château de Belleville",
        "L'Étoile",
    ],
)
@pytest.mark.parametrize("source", [None, HERAULT, Territory(communes=(LODEVE,))])
def test_in_a_wide_territory_a_word_names_no_village_far_away(line: str, source: Territory | None) -> None:
    found = locate(Place(text=line), portal=FAR_AND_WIDE, source=source, default=LODEVE)
    assert (found.insee, found.how) == (LODEVE, "default")


@pytest.mark.parametrize(
    ("line", "insee"),
    [
        ("Salle des fêtes, Morand", "37160"),
        ("Salle des fêtes Guillestre", "05065"),
        ("Mairie d'Ambert", "63003"),
        ("RDV à Guillestre", "05065"),
        ("Carpentras", "84031"),
        ("12 rue de la Gare Clermont-l'Hérault", "34079"),
        ("Salle des fêtes, Soumont", "34306"),
    ],
)
def test_in_a_wide_territory_a_town_is_named_clearly(line: str, insee: str) -> None:
    assert locate(Place(text=line), portal=FAR_AND_WIDE, default=LODEVE).insee == insee


def test_a_town_of_a_field_that_lies_elsewhere_leaves_no_other() -> None:
    # L'Arsenal was a commune (today Roanne), La Grange is one in the Doubs.
    assert (
        locate(Place(venue="L'Arsenal", city="Jouy-le-Châtel"), portal=Territory(departements=("42",))).insee
        is None
    )
    assert (
        locate(Place(venue="La Grange", city="Grandvillars"), portal=Territory(departements=("25",))).insee
        is None
    )


def test_the_title_of_a_bare_venue() -> None:
    def told(title: str, departement: str, venue: str) -> str | None:
        portal = Territory(departements=(departement,))
        return locate(Place(text=venue), portal=portal, title=title).insee

    assert told("Planétarium de Vaulx-en-Velin : nuit des étoiles", "69", "Planétarium") == "69256"
    assert told("Die. Loto du basket", "26", "Salle polyvalente") == "26113"
    assert told("Club de Die : sortie", "26", "Salle polyvalente") is None
    assert told("St. Véran en musique", "05", "Salle polyvalente") is None
    assert (
        locate(Place(text="25 rue Chazière, 69OO4 LYON"), portal=Territory(departements=("69",))).insee
        == "69123"
    )


def test_a_house_is_called_after_no_short_name_far_away() -> None:
    # Belleville-sur-Loire (18) is 90 km from Lailly-en-Val.
    centre = Territory(departements=("18", "28", "36", "37", "41", "45"))
    found = locate(Place(text="Château de Belleville"), portal=centre, default="45179")
    assert (found.insee, found.how) == ("45179", "default")


@pytest.mark.parametrize("name", ["La Verrière", "Saint-Martin", "Villeneuve"])
def test_who_has_a_town_means_a_hall_of_it_by_a_name_that_many_bear(name: str) -> None:
    vosges = Territory(departements=("88",))
    for portal in (vosges, Territory()):
        found = locate(Place(text=name, city=name), portal=portal, source=vosges, default="88196")
        assert (found.insee, found.how) == ("88196", "default")
    # Stated as the town, beside a hall, it is one.
    assert locate(Place(venue="MJC", city=name), portal=vosges, default="88196").insee is None


def test_a_great_town_is_meant_whoever_names_it() -> None:
    vosges = Territory(departements=("88",))
    assert locate(Place(text="Marseille"), portal=vosges, default="88196").values["elsewhere"]
    assert (
        locate(Place(text="Marseille"), portal=Territory(), source=vosges, default="88196").insee == "13055"
    )


def test_a_hall_called_as_a_village_far_away_once_was() -> None:
    """No commune of the source's territory is called so, and one elsewhere was: its own town is meant."""
    many = Territory(departements=("02", "12", "21", "22", "28", "35", "44", "49", "56", "72", "86"))
    eure = Territory(departements=("28",))
    found = locate(Place(text="La Boissière"), portal=many, source=eure, default="28088")
    assert (found.insee, found.how) == ("28088", "default")
