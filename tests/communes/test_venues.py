"""What a place teaches of its venue, and what it learns from others."""

from __future__ import annotations

import pytest

from agregateur.communes import locate, venue_claims, venue_key, venue_keys
from agregateur.config import Territory
from agregateur.model import Place

ALPS = Territory(departements=("05",))


def claims(place: Place, actor: str | None = None) -> tuple[str, ...]:
    return venue_claims(place, locate(place, portal=ALPS), actor=actor)


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        (Place(text="Le Cadran, 05100 Briançon"), ("cadran",)),
        (Place(venue="Le Cadran", city="Briançon"), ("cadran",)),
        (Place(venue="Salle 2, MJC du Briançonnais", insee="05023"), ("salle 2 mjc brianconnais", "mjc brianconnais")),
        # Weak, contradicted or lent: nothing.
        (Place(venue="Le Cadran", latitude=44.899, longitude=6.643), ()),
        (Place(venue="Le Cadran", postcode="05100", city="Gap"), ()),
        (Place(venue="Le Cadran"), ()),
        # Names that every town has, rooms, and towns.
        (Place(text="Salle des fêtes, 05100 Briançon"), ()),
        (Place(venue="1er étage", postcode="05100", city="Briançon"), ()),
        (Place(venue="MJC, salon C", postcode="05100", city="Briançon"), ()),
        (Place(venue="MDA, petite salle", postcode="05100", city="Briançon"), ()),
        (Place(venue="Embrun", postcode="05100", city="Briançon"), ()),
    ],
)  # fmt: skip
def test_what_a_place_teaches(place: Place, keys: tuple[str, ...]) -> None:
    assert claims(place) == keys
    assert set(keys) <= set(venue_keys(place))


def test_a_lent_commune_is_never_lent_further() -> None:
    place = Place(venue="Théâtre La Passerelle")
    lent = locate(place, portal=ALPS, venues={"theatre passerelle": "05061"})
    assert (lent.insee, lent.how) == ("05061", "venue")
    assert venue_claims(place, lent) == ()


def test_an_actor_gives_its_own_house() -> None:
    place = Place(street="12 rue Pasteur", latitude=44.899, longitude=6.643)
    assert claims(place, actor="MJC-Centre social du Briançonnais") == ("mjc centre social brianconnais",)
    assert claims(place) == ()


def test_two_communes_that_claim_a_venue_are_told_apart_by_the_territory_alone() -> None:
    place = Place(venue="Le Cadran")
    both = {"cadran": ("05023", "05061")}
    assert locate(place, portal=ALPS, venues={"cadran": ("05023", "69123")}).insee == "05023"
    assert locate(place, portal=ALPS, venues=both).insee is None
    gap = Territory(communes=("05061",))
    assert locate(place, portal=ALPS, source=gap, venues=both).insee == "05061"


@pytest.mark.parametrize(
    "name",
    [
        "Le Central",
        "Cinéma Le Rex",
        "Foyer rural",
        "Salle Marcel Pagnol",
        "À préciser",
        "La Grange",
        "Plan d'eau",
    ],
)
def test_names_that_many_towns_have_lend_nothing(name: str) -> None:
    assert venue_key(name) is None
    assert claims(Place(venue=name, postcode="05100", city="Briançon")) == ()


def test_a_venue_of_one_word_is_lent_at_home_only() -> None:
    known = {"phare": "05023", "phare ecrins": "05023"}
    one, two = Place(text="Le Phare"), Place(text="Le Phare des Écrins")
    france, brest = Territory(), "29019"
    assert locate(one, portal=ALPS, venues=known).insee == "05023"
    assert locate(one, portal=ALPS, default="05061", venues=known).insee == "05023"
    assert locate(one, portal=france, default=brest, venues=known).insee == brest
    assert locate(one, portal=france, source=Territory(communes=(brest,)), venues=known).how == "default"
    assert locate(one, portal=france, venues=known).insee is None
    # Whoever has a town of its own, far away, may have a venue of that name there.
    assert locate(two, portal=france, default=brest, venues=known).insee == brest
    assert locate(two, portal=france, venues=known).insee == "05023"


def test_a_church_far_away_is_a_namesake() -> None:
    known = {"eglise saint barthelemy": "05023"}
    church = Place(text="Église Saint-Barthélemy")
    assert locate(church, portal=ALPS, venues=known).insee == "05023"
    assert locate(church, portal=Territory(), default="46225", venues=known).insee == "46225"
    assert locate(church, portal=ALPS, default="05061", venues=known).insee == "05061"


@pytest.mark.parametrize(
    "name", ["Intermarché", "Salle 2", "Niveau -1", "Amphithéâtre", "Église Saint-Martin"]
)
def test_brands_and_rooms_are_no_venues(name: str) -> None:
    assert venue_key(name) is None


def test_a_namesake_may_be_meant_where_the_name_does_not_say_the_town() -> None:
    """Who is at home elsewhere says so of a hall, unless its name holds the town."""
    gap = "05061"
    lent = locate(
        Place(text="Le Phare des Écrins"), portal=ALPS, default=gap, venues={"phare ecrins": "05023"}
    )
    assert (lent.insee, lent.values["home"]) == ("05023", gap)
    told = locate(
        Place(text="Salle des fêtes à Puy-Saint-Vincent"),
        portal=ALPS,
        default=gap,
        venues={"salle fetes puy saint vincent": "05110"},
    )
    assert (told.insee, told.how, "home" in told.values) == ("05110", "venue", False)
