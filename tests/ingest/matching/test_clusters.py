"""What is gone keeps its place beside what it was one with, and joins no two that are not."""

from __future__ import annotations

from agregateur.ingest.matching.clusters import Link, clusters
from agregateur.ingest.matching.match import Verdict
from tests.ingest.clusters import events_of
from tests.ingest.items import item

NAMES = {1: ("mjc", "a"), 2: ("ot", "b"), 3: ("ville", "c"), 4: ("bib", "d")}


def same(score: float = 4.0, evidence: str = "[]") -> Link:
    return Link("same", score, evidence)


def found(links: dict[tuple[int, int], Link], gone: set[int], ids: set[int]) -> set[frozenset[int]]:
    names = {i: NAMES[i] for i in ids}
    made = clusters(names, links, None, lambda a, b: Verdict("compatible", 0.0, ()), gone)
    return {frozenset(cluster) for cluster in made}


def test_what_is_gone_bridges_no_two_that_are_current() -> None:
    links = {(1, 2): same(9.0), (2, 3): same(5.0)}
    assert found(links, set(), {1, 2, 3}) == {frozenset({1, 2, 3})}
    assert found(links, {2}, {1, 2, 3}) == {frozenset({1, 2}), frozenset({3})}


def test_what_is_gone_stays_with_its_own() -> None:
    links = {(1, 2): same(9.0), (2, 3): same(5.0), (1, 3): same(3.0)}
    assert found(links, {1}, {1, 2, 3}) == {frozenset({1, 2, 3})}
    assert found(links, {1, 2, 3}, {1, 2, 3}) == {frozenset({1, 2, 3})}, "all gone: they were one"


def test_the_gone_of_two_events_do_not_join_them() -> None:
    links = {(1, 2): same(9.0), (3, 4): same(9.0), (2, 4): same(9.5)}
    assert found(links, {2, 4}, {1, 2, 3, 4}) == {frozenset({1, 2}), frozenset({3, 4})}


def test_a_human_may_join_what_is_gone() -> None:
    links = {(1, 2): same(9.0), (2, 3): same(0.0, '[{"code": "decision"}]')}
    assert found(links, {2}, {1, 2, 3}) == {frozenset({2, 3}), frozenset({1})}


def test_several_that_call_it_one_thing_and_several_that_call_it_another() -> None:
    """Who words a title anew does so alone: a market that two tell is no music class that two others tell."""
    market, music = "Marché de Noël", "Éveil musical"
    told = [
        item(source, title, "2026-12-05 10:00", insee="05180", venue="Salle des fêtes")
        for source, title in (("foyers", market), ("portail", market), ("gancio", music), ("office", music))
    ]
    assert len(events_of([told[0], told[2]])) == 1
    assert len(events_of(told)) == 2
