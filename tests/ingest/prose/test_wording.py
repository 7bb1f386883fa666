"""The words of an article as weak signs, and what tells a verb and a past."""

from __future__ import annotations

import pytest

from agregateur.ingest.prose import attending, phrasing, verbs, wording


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


def test_phrases_are_those_of_title_sentence_and_neighbours_without_dates():
    found = phrasing.phrases(
        "loto de mars", ("~loto",), "les pompiers organisent", "pompiers organisent ", " au foyer"
    )
    assert list(found) == sorted(set(found))
    assert {"~loto", "t:loto", "c:pompie", "g:pompie_organi", "g:^_les", "l:organi", "r:foyer"} <= set(found)
    assert not any("mars" in name for name in found)


def test_a_long_article_is_no_surer_than_a_short_one():
    few, many = [str(n) for n in range(phrasing.FEWEST)], [str(n) for n in range(4 * phrasing.FEWEST)]
    assert (
        phrasing.weight_of_each(few) == phrasing.weight_of_each(few[:3]) == 2 * phrasing.weight_of_each(many)
    )


def test_either_opinion_may_be_outvoted():
    for_it = [name for name, weight in weights() if weight > 0.3][:20]
    against = [name for name, weight in weights() if weight < -0.3][:20]
    signs = ["title_leads_2", "title_kind_2", "hour"]
    assert attending.odds(signs) > 0.0 > attending.agreed(signs, against)
    assert phrasing.odds(for_it[:5]) > 0.0 > attending.agreed(["serves", "practical", "unsigned"], for_it[:5])


def weights() -> list[tuple[str, float]]:
    return [(name, weight) for name, weight in phrasing.weights().items() if name != phrasing.BIAS]
