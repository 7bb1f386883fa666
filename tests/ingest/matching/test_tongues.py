"""Titles in another language than French."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.tongues import abroad, foreign
from agregateur.ingest.matching.wording import flat


@pytest.mark.parametrize(
    "title",
    [
        "Spaziergang durch die Altstadt",
        "A walk with the ranger",
        "Passeggiata nel bosco con gli asini",
        "Un abardaez evit ar vugale",
        "Weinprobe",
        "Christmas market",
        "Adventskonzert in der Abteikirche",
    ],
)
def test_small_words_betray_another_language(title: str) -> None:
    assert foreign(flat(title))


@pytest.mark.parametrize(
    "title",
    [
        "Veillée aux flambeaux dans le vignoble",
        "Rock the Casbah",
        "Le cabaret of the Night et ses amis au bar",
        "Bal, buvette, repas",
        "Blind test",
        "Concerto",
        "La Mostra",
    ],
)
def test_french_and_names_are_not_taken_for_one(title: str) -> None:
    assert not foreign(flat(title))


def test_what_a_source_states_is_believed_of_what_is_not_french() -> None:
    assert foreign(flat("Fackeln und Lichter"), "de")
    assert not foreign(flat("Concert de l'harmonie"), "en")


@pytest.mark.parametrize(
    ("venue", "told"),
    [
        ("Abteikirche St. Peter", True),
        ("Tourist office", True),
        ("Salle des fêtes", False),
        ("Le Palace", False),
    ],
)
def test_a_place_told_in_another_language(venue: str, told: bool) -> None:
    assert abroad(flat(venue)) is told
