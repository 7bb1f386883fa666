"""The labelled prose dates: sound in themselves, apart in their halves, and read as well as before."""

from __future__ import annotations

from datetime import datetime

import pytest

from agregateur.evaluation import prose


def test_the_halves_share_no_text_and_hold_a_third_of_traps() -> None:
    tuning, score = prose.cases("tuning"), prose.cases("score")
    assert len(tuning) + len(score) >= 380
    names = [c.name for c in (*tuning, *score)]
    assert len(names) == len(set(names))
    assert not {(c.title, c.text) for c in tuning} & {(c.title, c.text) for c in score}
    for half in (tuning, score):
        assert 0.25 <= sum(not c.dated for c in half) / len(half) <= 0.6


def test_labels_say_dates_that_follow_their_publication() -> None:
    for case in (*prose.cases("tuning"), *prose.cases("score")):
        for start, end in case.timings:
            day = start.date() if isinstance(start, datetime) else start
            assert day >= case.published.date(), case.name
            assert end is None or (type(end) is type(start) and end > start), case.name


@pytest.mark.parametrize("half", ["tuning", "score"])
@pytest.mark.parametrize("believed", [False, True])
def test_the_score_does_not_fall(half: prose.Half, believed: bool) -> None:
    found = prose.score(half, believed=believed)
    assert found.exact + found.wrong + found.missed == found.dated
    assert found.found_exactly >= 0.95, found.worst
    # The notices for tuning are the hardest that could be thought of; a partner who announces nothing else has few.
    allowed = 0.0 if half == "score" else 0.1 if believed else 0.025
    assert found.invented_share <= allowed, found.worst
