"""The labelled situations are whole: readable, real places and hours, enough of them, and two halves apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime
from itertools import combinations
from typing import Any

import pytest

from agregateur.communes import codes_at, commune
from agregateur.contract import Record
from agregateur.evaluation.scenes import HALVES, Half, Scene, scenes
from agregateur.text import fold

FEWEST_PAIRS = 600
FEWEST_PAIRS_OF_A_HALF = 270
FEWEST_SCENES = 160
FEWEST_KINDS = 25


@pytest.fixture(scope="module", name="halves")
def _halves() -> dict[Half, list[Scene]]:
    return {half: scenes(half) for half in HALVES}


def pairs(scene: Scene) -> Counter[str]:
    return Counter("same" if a.event == b.event else "distinct" for a, b in combinations(scene.labels, 2))


def stated(scene: Scene) -> list[Record]:
    return [record for records in scene.records.values() for record in records]


def test_there_are_enough_pairs_of_enough_kinds_in_each_half(halves: dict[Half, list[Scene]]) -> None:
    counts = {half: sum((pairs(scene) for scene in found), Counter[str]()) for half, found in halves.items()}
    assert all(found.total() >= FEWEST_PAIRS_OF_A_HALF for found in counts.values())
    assert sum(found.total() for found in counts.values()) >= FEWEST_PAIRS
    assert sum(map(len, halves.values())) >= FEWEST_SCENES
    for half, found in halves.items():
        assert len({scene.kind for scene in found}) >= FEWEST_KINDS, half
        # Neither answer can be given to all: each is at least a third of the pairs.
        assert min(counts[half]["same"], counts[half]["distinct"]) * 3 >= counts[half].total(), half


def test_no_name_is_used_twice(halves: dict[Half, list[Scene]]) -> None:
    names = Counter(scene.name for found in halves.values() for scene in found)
    assert [name for name, count in names.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)
    stanzas = Counter(str(s["id"]) for found in halves.values() for scene in found for s in scene.stanzas)
    assert [name for name, count in stanzas.items() if count > 1] == []


def test_each_scene_says_why_and_holds_at_least_a_pair(halves: dict[Half, list[Scene]]) -> None:
    for found in halves.values():
        for scene in found:
            assert scene.why.strip(), scene.name
            assert pairs(scene).total(), scene.name


def test_the_halves_share_no_story(halves: dict[Half, list[Scene]]) -> None:
    """No title, page or sentence of the one half stands in the other, but for names of a whole kind of event."""
    said: dict[Half, dict[str, str]] = {}
    for half, found in halves.items():
        said[half] = {}
        for scene in found:
            for record in stated(scene):
                for text in (record.title, record.description or "", record.url or ""):
                    if len(fold(text).split()) >= 4:
                        said[half][fold(text)] = scene.name
    tuning, score = (said[half] for half in HALVES)
    assert {text: (tuning[text], score[text]) for text in tuning.keys() & score.keys()} == {}


def test_places_are_those_of_insee(halves: dict[Half, list[Scene]]) -> None:
    wrong = []
    for found in halves.values():
        for scene in found:
            for record in stated(scene):
                if record.insee and commune(record.insee) is None:
                    wrong.append((scene.name, record.insee))
                if record.postcode and not codes_at(record.postcode):
                    wrong.append((scene.name, record.postcode))
                if record.insee and record.postcode and record.insee not in codes_at(record.postcode):
                    wrong.append((scene.name, f"{record.insee} is not at {record.postcode}"))
            wrong += [(scene.name, home) for home in homes(scene) if commune(home) is None]
    assert wrong == []


def homes(scene: Scene) -> list[str]:
    defaults: list[dict[str, Any]] = [dict(stanza.get("default") or {}) for stanza in scene.stanzas]
    return [str(default["commune"]) for default in defaults if default.get("commune")]


def test_events_have_dates_in_order_and_actors_have_none(halves: dict[Half, list[Scene]]) -> None:
    for found in halves.values():
        for scene in found:
            for record in stated(scene):
                if record.kind == "actor":
                    assert record.start is None and not record.timings, (scene.name, record.uid)
                    continue
                spans = record.timings or ((record.start, record.end),)
                for start, end in spans:
                    assert start is not None, (scene.name, record.uid)
                    if end is not None:
                        assert isinstance(start, datetime) == isinstance(end, datetime), scene.name
                        assert start < end, (scene.name, record.uid)


def test_events_of_one_scene_never_state_the_same(
    halves: dict[Half, list[Scene]],
) -> None:
    """Nobody could tell apart two events told by one source in the same words, at the same hour and place."""
    for found in halves.values():
        for scene in found:
            events = {label.key: label.event for label in scene.labels}
            told: dict[tuple[object, ...], set[str]] = defaultdict(set)
            for source, records in scene.records.items():
                for record in records:
                    what = (record.title, record.description, record.start, record.timings)
                    where = (record.location, record.venue, record.street, record.postcode, record.city)
                    said = (source, *what, *where, record.latitude, record.online)
                    told[said].add(events[source, record.uid])
            assert [said for said, ones in told.items() if len(ones) > 1] == [], scene.name
