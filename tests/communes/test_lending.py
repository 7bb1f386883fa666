"""Whom it concerns that a venue is heard of in one commune more."""

from __future__ import annotations

import random
from itertools import product

from agregateur.communes import communes_at, communes_named, locate, venue_keys, within
from agregateur.communes.lending import Listeners
from agregateur.evaluation.geography import Area
from agregateur.model import Place

HERE = Area(departements=("05",))
PORTAL = Area(departements=("04", "05", "26"))
GAP, EMBRUN, MONTELIMAR, DIE, DIGNE = "05061", "05046", "26198", "26113", "04070"
LISTENERS = Listeners(PORTAL, {"here": HERE, "there": Area(communes=(DIE,))})


def codes(*found: str) -> frozenset[str]:
    return frozenset(found)


def test_the_first_commune_of_a_name_concerns_everybody() -> None:
    assert LISTENERS.all(codes(), codes(MONTELIMAR))
    assert LISTENERS.all(codes(MONTELIMAR), codes(MONTELIMAR, DIE)), "it is no longer the only one"


def test_one_more_far_away_concerns_nobody_who_has_one_at_home() -> None:
    before = codes(GAP, MONTELIMAR)
    for more in (DIE, DIGNE):
        assert not LISTENERS.all(before, before | {more})
        assert "here" not in LISTENERS.sources(before, before | {more})


def test_one_more_at_home_concerns_who_knew_none_or_one_there() -> None:
    assert LISTENERS.sources(codes(GAP, MONTELIMAR), codes(GAP, EMBRUN, MONTELIMAR)) == ["here"]
    assert LISTENERS.sources(codes(MONTELIMAR, DIGNE), codes(GAP, MONTELIMAR, DIGNE)) == ["here"]
    assert LISTENERS.sources(codes(GAP, MONTELIMAR), codes(GAP, MONTELIMAR, DIE)) == ["there"]
    three = codes(GAP, EMBRUN, "05023")
    assert LISTENERS.sources(three, three | {"05070"}) == []


def test_nobody_else_is_located_otherwise() -> None:
    """Whatever a place says, a venue that moves changes its commune only where that is said to concern it."""
    chance = random.Random(5)
    towns = [c.insee for c in communes_at("05100") + communes_at("26400") + communes_named("Saint-Laurent")]
    towns += [*codes(GAP, EMBRUN, MONTELIMAR, DIE, DIGNE), *chance.sample(sorted(within(PORTAL)), 12)]
    venue = "Médiathèque La Ruche"
    places = [
        Place(text=text, venue=name, postcode=postcode, city=city)
        for name, text, (postcode, city) in product(
            (venue, None),
            (None, f"{venue}, 26400", f"{venue} - Crest - Die", f"Annexe, {venue}"),
            ((None, None), ("05100", None), (None, "Saint-Laurent"), (None, "Die"), ("26400", "Allex")),
        )
    ]
    moved = concerned = 0
    for _ in range(400):
        before = frozenset(chance.sample(towns, chance.choice((0, 1, 2, 2, 3, 5))))
        after = before ^ {chance.choice(towns)}
        place = chance.choice(places)
        source, area, default = chance.choice(
            [
                ("here", HERE, None),
                ("here", HERE, GAP),
                ("there", Area(communes=(DIE,)), None),
                ("all", None, None),
            ]
        )
        weighed: set[str] = set()
        known = {"portal": PORTAL, "source": area, "default": default, "weighing": weighed.update}
        was, now = (
            locate(place, venues=dict.fromkeys(venue_keys(place), sorted(found)), **known)  # type: ignore[arg-type]
            for found in (before, after)
        )
        told = LISTENERS.all(before, after) or source in LISTENERS.sources(before, after)
        told = told or not weighed.isdisjoint(before ^ after)
        assert told or was == now, (place, source, before, after)
        moved, concerned = moved + (was != now), concerned + told
    assert 20 < moved <= concerned < 350
