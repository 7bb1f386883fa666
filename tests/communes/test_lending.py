"""Whether a venue heard of in one more commune may change where others are."""

from __future__ import annotations

from agregateur.communes import commune
from agregateur.communes.lending import homonyms, matters
from agregateur.evaluation.geography import Area

HERE = Area(departements=("05",))
PORTAL = Area(departements=("04", "05", "26"))
GAP, EMBRUN, MONTELIMAR, DIE, DIGNE = "05061", "05046", "26198", "26113", "04070"


def none(*codes: str) -> frozenset[str]:
    assert homonyms().isdisjoint(codes), "communes that share no name with another"
    return frozenset(codes)


def test_the_first_commune_of_a_name_matters_wherever_it_is() -> None:
    assert matters(frozenset(), none(MONTELIMAR), PORTAL, HERE)
    assert matters(none(MONTELIMAR), none(MONTELIMAR, DIE), PORTAL, HERE), "it is no longer the only one"


def test_one_more_far_away_matters_to_nobody_who_has_one_at_home() -> None:
    assert not matters(none(GAP, MONTELIMAR), none(GAP, MONTELIMAR, DIE), PORTAL, HERE)
    assert not matters(none(MONTELIMAR, DIE), none(MONTELIMAR, DIE, DIGNE), PORTAL, HERE), (
        "nor where there is none"
    )


def test_one_more_at_home_matters() -> None:
    assert matters(none(GAP, MONTELIMAR), none(GAP, EMBRUN, MONTELIMAR), PORTAL, HERE)
    assert matters(none(MONTELIMAR, DIE), none(GAP, MONTELIMAR, DIE), PORTAL, HERE)


def test_a_commune_that_shares_its_name_always_matters() -> None:
    """Its venue may tell it from its namesake."""
    shared = next(
        code for code in sorted(homonyms()) if (found := commune(code)) and found.departement == "59"
    )
    assert matters(none(MONTELIMAR, DIE), none(MONTELIMAR, DIE) | {shared}, PORTAL, HERE)
