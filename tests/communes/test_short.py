"""Short names of towns, and what they may not be taken for."""

from __future__ import annotations

import pytest

from agregateur.communes import locate, within
from agregateur.communes.short import meant
from agregateur.config import Territory
from agregateur.model import Place


@pytest.mark.parametrize(
    ("name", "departement", "code"),
    [
        ("CHÂLONS", "51", "51108"),
        ("Fos", "13", "13039"),
        ("La Ciotat", "13", None),  # Its whole name.
        ("St Nom", "78", "78571"),
        # Five times larger than the others that begin so.
        ("Bagnères", "65", "65059"),
        ("Bagnoles", "61", "61483"),
        ("Saint-Étienne", "05", None),
        ("Aspres", "05", "05010"),
        ("Monêtier", "05", None),  # Le Monêtier-les-Bains, or Monêtier-Allemont.
        # A larger town elsewhere is meant, or a thing that every town has.
        ("Valence", "32", None),
        ("Chartres", "35", None),
        ("Saint-Joseph", "38", None),
        ("Rochefort", "30", "30217"),
        ("Bourg", "01", None),
        ("Port", "11", None),
        ("Château", "72", None),
        ("La Petite", "88", None),
        ("La Grande", "88", None),
        ("Saint", "05", None),
        ("Le Fos", "13", None),
        ("", "13", None),
    ],
)
def test_a_short_name(name: str, departement: str, code: str | None) -> None:
    assert meant(name, within(Territory(departements=(departement,)))) == code


def test_what_begins_the_one_name_of_two_communes_means_neither() -> None:
    """Fontaine-Notre-Dame (02) and Fontaine-Notre-Dame (59): which was looked at depended on the order of a set."""
    everywhere = within(Territory())
    assert meant("Fontaine Notre", everywhere) is None
    assert meant("Fontaine Notre", within(Territory(departements=("59",)))) == "59244"


@pytest.mark.parametrize(
    ("departement", "line", "insee"),
    [
        ("40", "Le Rex, Hossegor", "40304"),
        ("66", "Salle des fêtes, Palalda", "66003"),
        ("26", "Salle Mitterrand, Bg de Péage", "26057"),
        ("73", "Théâtre, St Jean de Mnne", "73248"),
        ("66", "Salle Novelty, Banyuls", "66016"),
        ("59", "Espace Jean-Vilar, Coudekerque", "59155"),
        ("13", "Portail Coucou, Salon", "13103"),
        ("13", "Salle des fêtes, Salon", None),
        ("26", "Salle des fêtes de Beaumont les V.", None),
        ("31", "Les Capucins, Cazères-sur-Garonne", "31135"),
        ("67", "Le Vaisseau, Neudorf", "67482"),
        ("37", "La Halle, Pocé", "37185"),
        ("26", "L'Odyssée, St Marcel", "26313"),
        ("67", "Espace Django, Strasbourg-Neuhof", "67482"),
    ],
)
def test_a_town_is_known_by_a_part_of_its_name(departement: str, line: str, insee: str | None) -> None:
    found = locate(Place(text=line), portal=Territory(departements=(departement,)))
    assert found.insee == insee
