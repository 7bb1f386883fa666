"""The labelled places: well made, and located well enough."""

from __future__ import annotations

import pytest

from agregateur.communes import commune
from agregateur.evaluation.places import Half, cases, score


def test_two_halves_of_one_kind() -> None:
    tuning, scored = cases("tuning"), cases("score")
    assert len(tuning) + len(scored) >= 450
    assert {one.situation for one in tuning} == {one.situation for one in scored}
    lines = [
        one.record.location for one in scored if one.record.location and one.record.location.count(" ") > 3
    ]
    assert not set(lines) & {one.record.location for one in tuning}


@pytest.mark.parametrize("half", ["tuning", "score"])
def test_truths_are_codes_of_today(half: Half) -> None:
    for case in cases(half):
        found = commune(case.insee) if case.insee else None
        assert case.insee is None or (found is not None and found.insee == case.insee)


@pytest.mark.parametrize(("half", "least"), [("tuning", 0.985), ("score", 0.98)])
def test_places_are_located(half: Half, least: float) -> None:
    found = score(half)
    assert found.cases == found.right + found.wrong + found.unanswered == len(cases(half))
    assert found.right / found.cases >= least, [
        (miss.case.record.location, miss.case.insee, miss.found) for miss in found.misses
    ]
    assert sum(all_ for _, all_ in found.situations.values()) == found.cases
