"""Scores of small cases worked out by hand."""

from __future__ import annotations

import pytest

from agregateur.evaluation.portal import Found
from agregateur.evaluation.scores import Label, communes, pairs, starts


def label(source: str, uid: str, event: str, **more: str) -> Label:
    return Label(source=source, uid=uid, event=event, kind=more.pop("kind", "plain"), **more)


def said(**events: str) -> dict[tuple[str, str], Found]:
    return {(key[0], key[1:]): Found(event, "05061", "event", frozenset()) for key, event in events.items()}


def test_pairs_across_sources_and_false_ones_anywhere() -> None:
    labels = [label("a", "1", "x"), label("b", "1", "x"), label("c", "1", "x"), label("c", "2", "y")]
    score = pairs(labels, said(a1="e", b1="e", c1="f", c2="f"))
    assert (score.right, score.apart, score.merged) == (1, 2, 1)
    assert score.precision == 0.5
    assert score.recall == pytest.approx(1 / 3)
    assert (score.once, score.several) == (0, 1)


def test_repeats_of_one_source_ask_for_no_pair_of_their_own() -> None:
    labels = [label("a", "1", "x"), label("a", "2", "x"), label("b", "1", "x")]
    score = pairs(labels, said(a1="e", a2="f", b1="e"))
    assert (score.right, score.apart) == (1, 1)


def test_what_the_store_does_not_hold_is_an_event_of_its_own() -> None:
    labels = [label("a", "1", "x"), label("b", "1", "x"), label("c", "1", "y")]
    score = pairs(labels, {})
    assert (score.right, score.apart, score.merged) == (0, 1, 0)


def test_hard_pairs_count_by_kind_and_worst_errors_come_one_a_kind() -> None:
    labels = [
        label("a", "1", "x", kind="two_rooms", rivals="r"),
        label("b", "2", "y", kind="two_rooms", rivals="r"),
        label("a", "3", "z", kind="tour", rivals="s"),
        label("b", "3", "z", kind="tour", rivals="s"),
    ]
    score = pairs(labels, said(a1="e", b2="e", a3="g", b3="h"))
    assert score.hard["two_rooms"] == {"asked": 1, "merged": 1}
    assert score.hard_merged == 1.0
    assert [(m.merged, m.kind) for m in score.worst(2)] == [(True, "two_rooms"), (False, "tour")]


def test_communes_count_only_where_the_record_says_one() -> None:
    labels = [label("a", "1", "x", insee="05061"), label("b", "1", "x", insee="05023"), label("c", "1", "y")]
    score = communes(labels, said(a1="e", b1="e", c1="f"))
    assert (score.asked, score.right, score.unanswered) == (2, 1, 0)
    assert [answer for _, answer in score.wrong_ones] == ["05061"]


def test_starts_are_compared_as_sets_within_the_days_asked() -> None:
    right = [frozenset({"2026-12-05T19:30:00Z"}), frozenset({"2026-12-12", "2026-12-12T09:00:00Z"})]
    exact = frozenset({"2026-12-05T19:30:00Z", "2026-12-12", "2027-09-01"})
    doubled = exact | {"2026-12-05T19:00:00Z"}
    score = starts(
        {"x": right, "y": right, "z": right}, {"x": exact, "y": doubled}, "2026-11-23", "2027-05-01"
    )
    assert (score.asked, score.exact) == (2, 1)
    assert score.wrong_ones == (("y", ("2026-12-05T19:00:00Z",), ()),)
