"""Pairs are judged alike here and in another process, and little is opened for it."""

from __future__ import annotations

from itertools import combinations

import pytest

from agregateur import preparing
from agregateur.ingest import judging, workers
from agregateur.ingest.judging import Decided, Sketch, all_plausible, plausible
from agregateur.ingest.matching import comparing
from agregateur.ingest.matching.features import Features
from agregateur.ingest.sharing import Piece, Sharing, shared
from agregateur.model import Item
from tests.ingest.items import item

TITLES = (
    "Concert de l'harmonie",
    "Vide-greniers",
    "Animations",
    "La culture s'invite",
    'Bal "headline":true',
)


def _sketch(number: int, one: Item) -> Sketch:
    told = comparing.written(comparing.seen(one))
    return Sketch(number, one.kind, one.source, one.uid, False, told)


@pytest.fixture
def known() -> dict[int, Sketch]:
    told = [
        item(source, title, f"2026-12-{day:02} {hour}:00")
        for source, hour in (("mjc", 20), ("ot", 20), ("mairie", 18))
        for day, title in enumerate(TITLES, 1)
    ]
    return {n: _sketch(n, one) for n, one in enumerate(told, 1)}


def test_another_process_judges_the_same(known: dict[int, Sketch], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "cores", lambda: 2)
    monkeypatch.setattr(judging, "TOGETHER", 20)
    wanted = list(combinations(known, 2))
    decided: Decided = {frozenset((known[1].name, known[2].name)): "same"}
    with shared() as sharing:
        sharing.start(preparing.warm)
        there: list[Piece] = []
        monkeypatch.setattr(sharing, "hurry", there.extend)  # all is left to the helper
        found = all_plausible(wanted, known, decided, sharing)
    assert [piece.given[0] for piece in there] == [wanted[at : at + 20] for at in range(0, len(wanted), 20)]
    assert found == plausible(wanted, known, decided)
    assert (1, 2) in found and len(found) > len(TITLES)


def test_without_a_helper_they_are_judged_here(known: dict[int, Sketch]) -> None:
    wanted = set(combinations(known, 2))
    assert all_plausible(wanted, known, {}, Sharing()) == plausible(wanted, known, {})


def test_whether_a_title_is_a_headline_is_seen_unopened(known: dict[int, Sketch]) -> None:
    told = {one.headline for one in known.values()}
    assert told == {True, False}
    for one in known.values():
        assert "seen" not in vars(one)
        assert isinstance(one.seen, Features)
        assert one.headline is one.seen.headline
