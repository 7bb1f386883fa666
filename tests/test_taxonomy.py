"""The closed lists are whole, in both languages, and agree with one another."""

from __future__ import annotations

from typing import get_args

import pytest

from agregateur.model import Status
from agregateur.taxonomy import (
    OTHER,
    STATUS_CODES,
    Facet,
    facet,
    labels,
    neutral_phrases,
    schema_org,
    taxonomy,
)


def test_categories_are_those_of_the_public_addresses() -> None:
    assert list(taxonomy()) == [
        "musique", "spectacles", "cinema", "expositions", "patrimoine", "conferences", "fetes", "marches", "nature",
        "sport", "ateliers", "transition", "solidarite", "citoyennete", "politique", "culte", OTHER,
    ]  # fmt: skip
    assert [code for code, one in taxonomy().items() if one.discreet] == ["politique", "culte"]
    assert labels("fr")["fetes"] == "Fêtes, bals et jeux"
    assert labels("en")["fetes"] == "Festivities and games"


def test_every_category_but_other_has_words_and_a_type() -> None:
    for code, one in taxonomy().items():
        assert one.fr and one.en and one.schema_org.endswith("Event")
        assert bool(one.words) == (code != OTHER)
        assert set(one.words.values()) <= {1, 2, 3, 4}
    assert schema_org(("cinema", "musique")) == "ScreeningEvent"
    assert schema_org(()) == "Event"


@pytest.mark.parametrize(
    "word", ["festival", "animation", "sortie", "culture", "loisirs", "événement", "divers"]
)
def test_words_that_decide_nothing_are_in_no_list(word: str) -> None:
    assert not any(word in one.words for one in taxonomy().values())


@pytest.mark.parametrize("name", get_args(Facet))
def test_facets_are_labelled_in_both_languages(name: Facet) -> None:
    assert facet(name)
    assert all(one.text("fr") and one.text("en") and one.code == code for code, one in facet(name).items())


def test_statuses_have_their_public_word() -> None:
    assert set(STATUS_CODES) == set(get_args(Status))
    assert set(STATUS_CODES.values()) == set(facet("statut"))
    assert "salle des fêtes" in neutral_phrases()
