"""The words of an article as weak signs, and what tells a verb and a past."""

from __future__ import annotations

import pytest

from agregateur.ingest.prose import verbs, wording


def test_words_are_stems_without_days_and_months():
    found = wording.worded("concerts d'ete", "samedi 12 decembre, les musiciennes jouent")
    assert list(found) == sorted(found)
    assert {"~concer", "~musici", "~jouent"} <= set(found)
    assert found.count("~samedi") == found.count("~decemb") == 0


def test_weights_are_small_and_many():
    weights = wording.weights()
    assert len(weights) > 500
    assert all(name.startswith(wording.MARK) and abs(weight) < 2.5 for name, weight in weights.items())


@pytest.mark.parametrize(
    "said", ["les membres publient un livre", "on danse", "le club recrute", "il pleuvra"]
)
def test_a_clause_with_a_verb(said):
    assert verbs.has_verb(said)


@pytest.mark.parametrize("said", ["bal au foyer avec les parents", "soupe, crepes et accordeon", ""])
def test_a_clause_without_a_verb(said):
    assert not verbs.has_verb(said)


def test_what_tells_the_past():
    assert verbs.tells_past("vous avez ete nombreux")
    assert verbs.tells_past("les eleves dansaient")
    assert not verbs.tells_past("venez danser au foyer")
