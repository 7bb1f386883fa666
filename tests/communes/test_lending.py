"""Whether a venue heard of in one more commune may change where others are."""

from __future__ import annotations

from agregateur.communes.lending import matters, may_mean
from agregateur.evaluation.geography import Area
from agregateur.model import Place

HERE = Area(departements=("05",))
PORTAL = Area(departements=("04", "05", "26"))
GAP, EMBRUN, MONTELIMAR, DIE, DIGNE = "05061", "05046", "26198", "26113", "04070"
SAINT_LAURENT = "74244"


def codes(*found: str) -> frozenset[str]:
    return frozenset(found)


def test_the_first_commune_of_a_name_matters_wherever_it_is() -> None:
    assert matters(frozenset(), codes(MONTELIMAR), PORTAL, HERE)
    assert matters(codes(MONTELIMAR), codes(MONTELIMAR, DIE), PORTAL, HERE), "it is no longer the only one"


def test_one_more_far_away_matters_to_nobody_who_has_one_at_home() -> None:
    assert not matters(codes(GAP, MONTELIMAR), codes(GAP, MONTELIMAR, DIE), PORTAL, HERE)
    assert not matters(codes(MONTELIMAR, DIE), codes(MONTELIMAR, DIE, DIGNE), PORTAL, HERE), (
        "nor where there is none"
    )


def test_one_more_at_home_matters() -> None:
    assert matters(codes(GAP, MONTELIMAR), codes(GAP, EMBRUN, MONTELIMAR), PORTAL, HERE)
    assert matters(codes(MONTELIMAR, DIE), codes(GAP, MONTELIMAR, DIE), PORTAL, HERE)


def test_a_place_may_mean_a_commune_by_its_postcode_or_a_name_that_others_bear() -> None:
    assert may_mean(Place(text="La Ruche, 26200"), MONTELIMAR)
    assert may_mean(Place(venue="La Ruche", city="St Laurent"), SAINT_LAURENT)
    assert not may_mean(Place(venue="La Ruche", city="Gap"), SAINT_LAURENT)
    assert not may_mean(Place(venue="La Ruche", city="Embrun"), EMBRUN), "no other commune is called so"
