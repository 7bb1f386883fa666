"""The first box of the portal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.communes import search, within
from agregateur.config import Territory

ALPS = within(Territory(departements=("05",)))


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("05100", "Briançon"),
        ("0510", "Briançon"),
        ("05100 BRIANÇON Cedex", "Briançon"),
        ("briancon", "Briançon"),
        ("BRIA", "Briançon"),
        ("bri", "Briançon"),
        ("brianson", "Briançon"),
        ("st veran", "Saint-Véran"),
        ("st-ver", "Saint-Véran"),
        ("monetier", "Le Monêtier-les-Bains"),
        ("argentiere", "L'Argentière-la-Bessée"),
        ("rame", "La Roche-de-Rame"),
        ("gap 05", "Gap"),
        ("05 gap", "Gap"),
        ("Saint-Véran, Hautes-Alpes", "Saint-Véran"),
        ("05023", "Briançon"),
        ("superdevoluy", "Dévoluy"),
        ("abries", "Abriès-Ristolas"),
        ("Lyon 3e", "Lyon"),
    ],
)
def test_what_an_inhabitant_types(typed: str, first: str) -> None:
    found = search(typed, 8, first=ALPS)
    assert found and found[0].nom == first


def test_ours_come_first_then_the_largest() -> None:
    assert search("roche", 1, first=ALPS)[0].departement == "05"
    assert search("saint-denis", 1)[0].population > 100_000
    assert search("zzzzqq") == ()
    assert search("") == ()


@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    found = search(text, 5)
    assert len(found) <= 5 and len({one.insee for one in found}) == len(found)
