"""What is gone keeps its place beside what it was one with, and joins no two that are not."""

from __future__ import annotations

from itertools import combinations

from agregateur.ingest.matching.clusters import Link, clusters
from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import Verdict, verdict
from agregateur.model import Note
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


def test_one_under_a_new_uid_joins_what_it_joined_before() -> None:
    """A translation that was bridged to two others alone is so beside its predecessor, too."""
    far = Note(code="title_far", weight=-0.8)
    here = Note(code="same_start", weight=3.0)

    def judged(a: int, b: int) -> Verdict:
        return (
            Verdict("same", 9.0, (here,))
            if {a, b} in ({1, 2}, {3, 4})
            else Verdict("doubtful", 0.6, (here, far))
        )

    doubt = Link("doubtful", 0.6, "[]")
    told_again = same(9.0, '[{"code": "told_again"}]')
    links = {(1, 3): doubt, (1, 4): doubt, (3, 4): same(9.0)}
    names = {1: ("en", "new"), 2: ("en", "old"), 3: ("ot", "c"), 4: ("bib", "d")}
    before = clusters({i: names[i] for i in (1, 3, 4)}, links, None, judged)
    assert [sorted(one) for one in before] == [[1, 3, 4]]
    links |= {(1, 2): told_again, (2, 3): doubt, (2, 4): doubt}
    after = clusters(names, links, None, judged, {2})
    assert [sorted(one) for one in after] == [[1, 2, 3, 4]]


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


def test_what_a_source_said_before_it_reworded_it_tells_no_two_groups_apart() -> None:
    """A title changed under a new uid: who repeats the old words and who the new ones tell one thing."""
    told = {
        1: item("club", "Stage de poterie (argile)", "2026-12-05 14:00", uid="old", venue="MJC du Prorel"),
        2: item(
            "club", "Stage de poterie (porcelaine)", "2026-12-05 14:00", uid="new", venue="MJC du Prorel"
        ),
        3: item("ot", "Stage de poterie (argile)", "2026-12-05 14:00", uid="c", venue="MJC du Prorel"),
        4: item("ville", "Stage de poterie (porcelaine)", "2026-12-05 14:00", uid="d", venue="MJC du Prorel"),
    }
    seen = {i: features(one) for i, one in told.items()}

    def judged(a: int, b: int) -> Verdict:
        return verdict(seen[a], seen[b], replaced=1 in (a, b))

    pairs = {(a, b): judged(a, b) for a, b in combinations(told, 2)}
    links = {ends: same(one.score) for ends, one in pairs.items() if one.outcome == "same"}
    names = {i: (one.source, one.uid) for i, one in told.items()}
    now = [set(members) - {1} for members in clusters(names, links, seen, judged, {1})]
    assert {2, 3, 4} in now
    both = [set(members) for members in clusters(names, links, seen, judged)]
    assert {1, 3} in both and {2, 4} in both, "announced together they are two groups"
