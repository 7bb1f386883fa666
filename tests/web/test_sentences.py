"""Every piece of evidence that weighs has a sentence, and its values fill it."""

from __future__ import annotations

from agregateur.ingest.matching import actors_alike, weights
from agregateur.model import Note
from agregateur.web.sentences import EVIDENCE, sentence


def test_every_weight_has_its_sentence() -> None:
    codes = {key.partition("/")[0] for key in (*weights.WEIGHTS, *actors_alike.WEIGHTS)} - {"actor_bias"}
    assert codes - EVIDENCE.keys() == set()


def test_what_a_later_release_wrote_is_told_as_such() -> None:
    assert "unheard_of" in sentence(Note(code="unheard_of"), "fr")
    assert "near_start" in sentence(Note(code="near_start", values={"hours": 1}), "en")
