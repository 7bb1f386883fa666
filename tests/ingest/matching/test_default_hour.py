"""20:00, which forms put when nobody fills in the hour, against another hour."""

from __future__ import annotations

import pytest

from agregateur.ingest.matching.features import features
from agregateur.ingest.matching.match import verdict
from tests.ingest.items import item

D = "2026-12-05"


@pytest.mark.parametrize(
    ("title", "hour", "outcome"),
    [
        ("Repair café", "14:00", "doubtful"),
        ("Le Roi nu", "17:00", "same"),
        # Given several times a day.
        ("Atelier d'écriture de nouvelles", "14:00", "compatible"),
        ("Visite contée de la vieille ville", "14:00", "doubtful"),
        ("Projection : Les Gens de l'île", "17:30", "doubtful"),
    ],
)
def test_the_hour_of_forms_is_no_hour(title: str, hour: str, outcome: str) -> None:
    a = item("portal", title, f"{D} 20:00", venue="La Cour des Arts")
    b = item("town", title, f"{D} {hour}", venue="La Cour des Arts")
    said = verdict(features(a), features(b))
    assert "default_hour" in {note.code for note in said.evidence}
    assert said.outcome == outcome


def test_an_hour_that_the_text_tells_is_meant() -> None:
    a = item("portal", "Repair café", f"{D} 20:00", text="Rendez-vous à 20h.", venue="La Cour des Arts")
    b = item("town", "Repair café", f"{D} 14:00", venue="La Cour des Arts")
    assert verdict(features(a), features(b)).outcome == "compatible"
