"""What simple ways find, to tell how hard generated records are."""

from __future__ import annotations

from agregateur.evaluation import naive
from agregateur.evaluation.portal import Found
from agregateur.evaluation.scores import Key, Label

DAY = "2026-12-05T19:30:00Z"
TITLES: dict[Key, str] = {
    ("a", "1"): "Loto de l'école",
    ("b", "1"): "LOTO DE L’ÉCOLE !",
    ("c", "1"): "Grand loto de l'école, nombreux lots",
    ("a", "2"): "Loto de l'école",
    ("b", "2"): "Loto de l'école",
}
LABELS = [
    Label("a", "1", "e1", "generic", "r"),
    Label("b", "1", "e1", "generic", "r"),
    Label("c", "1", "e1", "generic", "r"),
    Label("a", "2", "e2", "generic", "r"),
    Label("b", "2", "e3", "generic", ""),
]


def said() -> dict[Key, Found]:
    places = {("a", "2"): "26058", ("b", "2"): None}
    # Half past eleven in the evening in UTC is the next day in Paris.
    days = {("b", "2"): "2026-12-04T23:30:00Z"}
    return {
        key: Found("-".join(key), places.get(key, "05061"), "event", frozenset({days.get(key, DAY)}))
        for key in TITLES
    }


def test_equal_titles_of_one_day_are_one_wherever_they_are() -> None:
    found = naive.by_title(LABELS, TITLES, said())
    assert (found.right, found.apart) == (1, 2)
    assert found.merged == 5, "a/1 and b/1 with a/2 and b/2, and those two"
    assert found.hard["generic"]["merged"] == 2


def test_like_titles_of_one_day_and_commune_are_one() -> None:
    found = naive.by_likeness(LABELS, TITLES, said())
    assert (found.right, found.apart, found.merged) == (3, 0, 0), "where no commune is known, nothing is"
