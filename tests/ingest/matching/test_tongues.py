"""Titles in another language than French."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.tongues import foreign
from agregateur.ingest.matching.wording import flat


@pytest.mark.parametrize(
    "title",
    [
        "Spaziergang durch die Altstadt",
        "A walk with the ranger",
        "Passeggiata nel bosco con gli asini",
        "Un abardaez evit ar vugale",
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
    ],
)
def test_french_and_names_are_not_taken_for_one(title: str) -> None:
    assert not foreign(flat(title))
