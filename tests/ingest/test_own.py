"""What is said of the place of an item that has no commune."""

from __future__ import annotations

from dataclasses import replace

from agregateur.config import Stanza
from agregateur.config.values import Territory
from agregateur.ingest.own import locator
from agregateur.model import Located, Place
from tests.ingest.items import item

FRANCE, VENDEE = Territory(), Territory(departements=("85",))
URL = "https://agenda.example/a.ics"


def located(place: Place, territory: Territory) -> Located:
    locate = locator(FRANCE, Stanza(id="agenda", name="Agenda", url=URL, shown_url=URL, territory=territory))
    return locate(replace(item("agenda", "Corrida", "2026-12-05 15:00", insee=None), place=place), {})


def test_what_has_no_commune_is_where_its_source_speaks_of() -> None:
    nowhere = Place(street="Place Viète")
    assert located(nowhere, Territory(departements=("85", "974"))).values["among"] == ["85", "97"]
    assert "among" not in located(nowhere, FRANCE).values, "all of France is nowhere"


def test_what_has_one_or_needs_none_is_not() -> None:
    assert "among" not in located(Place(city="Luçon"), VENDEE).values
    assert "among" not in located(Place(text="En ligne"), VENDEE).values
    assert "among" not in located(Place(city="Grenoble"), VENDEE).values, "elsewhere"
