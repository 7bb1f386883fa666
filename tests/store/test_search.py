"""The words by which things are found."""

from __future__ import annotations

import pytest

from agregateur.store import search, stems


@pytest.mark.parametrize(
    "said",
    [
        "fête FÊTES fetes",
        "loto lotos",
        "vélo Vélos",
        "photo photos",
        "jeu jeux",
        "eau eaux",
        "cheval chevaux",
        "marché marchés",
        "atelier ateliers",
    ],
)
def test_accents_capitals_and_plurals_are_one_word(said: str) -> None:
    assert len(stems.tokens(said)) == 1


def test_different_words_stay_apart() -> None:
    assert len(stems.tokens("loto lotion bal balade vélo velours bus but")) == 8


def test_small_words_are_asked_only_when_alone() -> None:
    assert search.asked("les fêtes de l'été") == search.asked("fête été")
    assert search.asked("le") == ["le"]
    assert search.asked("* % -") == []
