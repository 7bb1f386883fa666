"""Which clusters are all that the other may be."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import Verdict
from agregateur.ingest.matching.match import verdict as judged
from agregateur.ingest.matching.unrivalled import (
    LEAST,
    MARGIN,
    MOST,
    enough,
    one_source_tells_two,
    two_subjects,
    unrivalled,
)
from agregateur.model import Item, Note
from tests.ingest.items import item

D = "2026-12-05 20:30"


Scores = dict[tuple[int, int], float]


def joined(scores: Scores, *, never: Scores | None = None) -> list[set[int]]:
    """The clusters of more than one record, each one at first; `never` may not be one, but come into question."""
    found = {i: {i} for ends in {**scores, **(never or {})} for i in ends}
    belongs = {i: i for i in found}
    told = {**scores, **(never or {})}

    def score(a: int, b: int) -> float:
        return max(told.get((min(x, y), max(x, y)), -9.0) for x in found[a] for y in found[b])

    def may_join(a: int, b: int) -> bool:
        pairs = [(min(x, y), max(x, y)) for x in found[a] for y in found[b]]
        return all(pair in scores for pair in pairs)

    for a, b in unrivalled(belongs, told, lambda root: ("", f"{root:03}"), score, may_join):
        found[a] |= found.pop(b)
        belongs.update(dict.fromkeys(found[a], a))
    return [members for members in found.values() if len(members) > 1]


def test_only_those_that_are_all_that_the_other_may_be() -> None:
    assert joined({(0, 1): 0.5}) == [{0, 1}]
    assert joined({(0, 1): 0.5, (1, 2): 0.5, (0, 2): 0.5}) == [{0, 1, 2}]
    assert joined({(0, 1): 0.5, (1, 2): 0.4}) == [], "which of the two is the one between?"
    assert joined({(0, 1): 0.5}, never={(1, 2): 0.4}) == []
    assert joined({(0, 1): 1.0, (2, 3): 0.5}) == [{0, 1}, {2, 3}]


def test_what_is_much_less_likely_is_no_rival() -> None:
    assert joined({(0, 1): 1.0}, never={(1, 2): 1.0 - MARGIN}) == [{0, 1}]
    assert joined({(0, 1): 1.0}, never={(1, 2): 1.1 - MARGIN}) == []


def test_a_crowd_that_resembles_itself_is_left_alone() -> None:
    assert joined({(0, i): 0.5 for i in range(1, MOST + 2)}) == []
    crowd = {(a, b): 0.5 for b in range(MOST + 2) for a in range(b)}
    assert joined(crowd) == []


def test_one_source_that_tells_two() -> None:
    assert one_source_tells_two([["mjc"], ["ot", "mjc"]])
    assert not one_source_tells_two([["mjc", "mjc"], ["ot"]])


def verdict(score: float, *against: Note) -> Verdict:
    return Verdict("doubtful", score, against)


START = Note(code="same_start", weight=3.0)


def test_what_speaks_for_two_is_heard() -> None:
    assert enough([verdict(-0.3, START, Note(code="title_far", weight=-3.3))])
    assert not enough([verdict(-0.6, START, Note(code="title_far", weight=-4.2))])
    assert not enough([verdict(1.1, Note(code="other_venue", weight=-1.8))])
    assert not enough([verdict(1.1, Note(code="sort_differs", weight=-3.2))])
    assert not enough([Verdict("distinct", 1.0, (START,))])
    assert not enough([verdict(0.1, START), verdict(3 * LEAST, START)])
    assert not enough([verdict(4.0, START), Verdict("compatible", 0.0, (Note(code="other_hour"),))])


def test_one_name_at_one_minute_may_be_told_of_two_places() -> None:
    hall = Note(code="other_venue", weight=-3.8)
    assert enough([verdict(0.5, START, hall, Note(code="title_close", weight=3.1))])
    assert not enough([verdict(0.5, START, hall, Note(code="title_partly", weight=1.4))])


def test_who_words_a_title_anew_is_like_most_of_the_others() -> None:
    far = Verdict("distinct", -3.6, (START, Note(code="title_far", weight=-3.3)))
    sure, likely = Verdict("same", 2.2, (START,)), verdict(1.1, START)
    assert enough([sure, far, likely])
    assert not enough([sure, far])
    assert not enough([likely, far, likely])


@pytest.mark.parametrize(
    ("a", "b", "two"),
    [
        (item("cine", "Ciné-club : Le Mépris", D), item("ot", "Ciné-club : Le Doulos", D), True),
        (item("cine", "La bergère des mélèzes", D), item("ot", "Le facteur de la vallée", D), True),
        (
            item("cine", "Ciné-club : Le Mépris", D, venue="Le Cosmo"),
            item("ot", "Film", D, venue="Le Cosmo"),
            False,
        ),
        (item("cine", "Ciné-club : Le Mépris", D), item("ot", "Film", D), True),
        (item("foot", "Loto", D), item("ville", "Grand loto", D), True),
        (item("foot", "Loto", D, venue="MJC"), item("ville", "Grand loto", D, venue="MJC"), False),
        (
            item("foot", "Loto", D, venue="MJC", teller="FC Briançon"),
            item("ecole", "Loto", D, venue="MJC", teller="Sou de l'école"),
            True,
        ),
    ],
)
def test_two_subjects(a: Item, b: Item, two: bool) -> None:
    x, y = features(a), features(b)
    assert two_subjects(x, y, judged(x, y)) is two
    assert two_subjects(y, x, judged(y, x)) is two
