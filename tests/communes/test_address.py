"""Lines of address as they stand in real calendars."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.communes import venue_key
from agregateur.communes.address import split
from agregateur.communes.everyday import is_online
from agregateur.communes.lands import country_code


@pytest.mark.parametrize(
    ("line", "venue", "street", "postcode", "city"),
    [
        (
            "Salle Dum'Art, 12 rue Pasteur, 05100 Briançon, France",
            "Salle Dum'Art",
            "12 rue Pasteur",
            "05100",
            "Briançon",
        ),
        ("Briançon", None, None, None, "Briançon"),
        ("26400 Grane", None, None, "26400", "Grane"),
        ("Gap 05000", None, None, "05000", "Gap"),
        ("Saint-Marcel-lès-Annonay, 07100", None, None, "07100", "Saint-Marcel-lès-Annonay"),
        ("Salle des fêtes - Guillestre", "Salle des fêtes", None, None, "Guillestre"),
        ("Salle du Vieux Colombier (Guillestre)", "Salle du Vieux Colombier", None, None, "Guillestre"),
        ("Briançon - Salle du Pré de Foire", "Salle du Pré de Foire", None, None, "Briançon"),
        (
            "Le Cadran\n5 place Jean Moulin\n05100 Briançon",
            "Le Cadran",
            "5 place Jean Moulin",
            "05100",
            "Briançon",
        ),
        ("MJC 35 rue Pasteur 05100 Briançon Cedex", "MJC", "35 rue Pasteur", "05100", "Briançon Cedex"),
        ("12, rue Pasteur, Briançon", None, "12, rue Pasteur", None, "Briançon"),
        ("12 rue Pasteur, 05100", None, "12 rue Pasteur", "05100", None),
        ("D17, 02600 Coeuvres-et-Valsery", None, "D17", "02600", "Coeuvres-et-Valsery"),
        ("Col du Lautaret (05480 Villar d'Arène)", "Col du Lautaret", None, "05480", "Villar d'Arène"),
        ("Parking, F-05100 Briançon", "Parking", None, "05100", "Briançon"),
        (
            "Théâtre, Briançon, Hautes-Alpes, Provence-Alpes-Côte d'Azur, France métropolitaine, 05100, France",
            "Théâtre",
            None,
            "05100",
            "Briançon",
        ),
        ("Pl. d'Armes, 05100 Briançon", None, "Pl. d'Armes", "05100", "Briançon"),
        # A town's name inside another name is not the town.
        ("Gare de Lyon", "Gare de Lyon", None, None, None),
        ("rue de Paris", None, "rue de Paris", None, None),
        ("Salle de Briançon", "Salle de Briançon", None, None, None),
        ("Place de Gap, Guillestre", None, "Place de Gap", None, "Guillestre"),
        ("", None, None, None, None),
    ],
)
def test_lines(
    line: str, venue: str | None, street: str | None, postcode: str | None, city: str | None
) -> None:
    read = split(line)
    assert (read.venue, read.street, read.postcode, read.city) == (venue, street, postcode, city)


def test_departements_and_countries_beside_a_town() -> None:
    assert split("Vesseaux, Ardèche").departement == "07"
    assert split("Guillestre (05)").departement == "05"
    assert split("Paris").city == "Paris"
    assert split("Oulx, Italie").country == "IT"
    assert split("Asheville High School, 419 McDowell St, Asheville, NC 28803, USA").country == "US"
    assert split("Civic Center, Windsor CA 95492").postcode is None
    assert split("NC").country is None
    assert (country_code("Suisse"), country_code("FRA"), country_code("Guadeloupe")) == ("CH", "FR", "FR")
    assert country_code("Saint-Martin") is None and country_code("Pays de Cocagne") is None


@pytest.mark.parametrize("line", ["En ligne", "ZOOM", "Visioconférence", "https://us02web.zoom.us/j/1"])
def test_rooms_on_the_net(line: str) -> None:
    assert is_online(line)
    assert venue_key(line) is None


def test_one_venue_has_one_key() -> None:
    assert venue_key("Théâtre La Passerelle") == venue_key("THÉÂTRE DE LA PASSERELLE") == "theatre passerelle"
    assert venue_key("Église St Marcellin") == venue_key("église Saint-Marcellin")
    assert venue_key("salle des fêtes de Guillestre") is not None


@pytest.mark.parametrize(
    "name",
    [
        "Salle des fêtes",
        "Mairie",
        "église Saint-Pierre",
        "Place Jean-Jaurès",
        "12 rue Pasteur",
        "Bar",
        "",
        "MJC",
        "Rue des Fleurs",
    ],
)
def test_what_every_town_has_is_no_venue(name: str) -> None:
    assert venue_key(name) is None


@given(st.text(max_size=120))
def test_any_line_is_taken_apart(line: str) -> None:
    read = split(line)
    for part in (read.venue, read.street, read.city):
        assert part is None or (part.strip() == part and "\n" not in part)


@pytest.mark.parametrize(
    ("line", "city"),
    [
        (
            "Salle des fêtes, Plouaret, Lannion, Côtes-d'Armor, Bretagne, France métropolitaine, 22420, France",
            "Plouaret",
        ),
        (
            "Le Bar, Lannion, Lannion, Côtes-d'Armor, Bretagne, France métropolitaine, 22300, France",
            "Lannion",
        ),
        ("Grand Angle, Voiron, Grenoble, Isère", "Voiron"),
        ("Foyer rural, Saales, Molsheim, Bas-Rhin, Grand Est, France", "Saales"),
        ("Grand Angle, Grenoble, Isère", "Grenoble"),
        ("Mairie, Curel, Sisteron, Alpes-de-Haute-Provence, France métropolitaine, 04200, France", "Curel"),
        ("Mairie, Sisteron, Alpes-de-Haute-Provence, 04200", "Sisteron"),
    ],
)
def test_the_seat_of_an_arrondissement_is_not_the_town_before_it(line: str, city: str) -> None:
    assert split(line).city == city
