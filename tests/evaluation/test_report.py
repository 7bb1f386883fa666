"""What `agregateur eval` prints, and that no figure falls below its floor."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from agregateur.evaluation import report
from agregateur.evaluation.figures import Figure
from agregateur.evaluation.report import Part, Report, floors, run
from agregateur.evaluation.scenes import Half


@pytest.fixture(scope="module", name="whole")
def _whole() -> Report:
    return run(relink=False)


@pytest.mark.slow
def test_no_figure_falls_below_its_floor(whole: Report) -> None:
    assert not whole.below, "\n".join([*whole.below, "", *whole.lines()])


@pytest.mark.slow
def test_the_floor_holds_every_part_that_is_measured(whole: Report) -> None:
    named = {part.name: {figure.name for figure in part.figures} for part in whole.parts}
    assert floors().keys() == named.keys()
    assert all(floor.keys() <= named[part] and floor for part, floor in floors().items())
    assert {f"scenes, {half}" for half in get_args(Half)} < named.keys()


@pytest.mark.slow
def test_a_report_is_read_by_people_and_programs(whole: Report) -> None:
    plain = json.loads(json.dumps(whole.plain()))
    assert [part["name"] for part in plain["parts"]] == [part.name for part in whole.parts]
    lines = "\n".join(whole.lines())
    assert "pairs, precision" in lines and "by kind" in lines and "worst error" in lines


def test_a_figure_says_whether_it_is_met_from_either_side() -> None:
    assert Figure("recall", 0.97, 0.965, 0.975).verdict == "met"
    assert Figure("recall", 0.90, 0.965, 0.975).verdict == "missed"
    assert Figure("merged", 0.001, 0.005, 0.002, most=True).verdict == "reached"


def test_what_falls_below_the_floor_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "floors", lambda: {"a part": {"recall": 0.9, "merged": 0.01}})
    figures = (Figure("recall", 0.85, 0.9, 0.95), Figure("merged", 0.02, 0.005, 0.002, most=True))
    found = Report((Part("a part", "", figures),)).below
    assert found == [
        "a part: recall is 0.8500, the floor is 0.9000",
        "a part: merged is 0.0200, the floor is 0.0100",
    ]
