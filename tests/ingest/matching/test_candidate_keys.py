"""Under which keys an event meets its likes, and how few they are."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest

from agregateur.communes import around, commune, mistakable
from agregateur.communes.table import codes
from agregateur.ingest.matching.candidate_keys import candidate_keys, home
from agregateur.ingest.matching.features import Features, features
from agregateur.ingest.matching.match import verdict
from agregateur.model import Item, Located, Place
from agregateur.store import keys
from tests.ingest import clusters
from tests.ingest.items import BRIANCON, EMBRUN, GAP, item

D = "2026-12-05"
DAY = date.fromisoformat(D).toordinal()


def meet(a: Item, b: Item) -> bool:
    return clusters.meet(candidate_keys(a, features(a)), candidate_keys(b, features(b)))


WEEKS = [f"2027-{month:02}-{day:02} 18:00" for month in range(1, 13) for day in (1, 8, 15, 22)]
MEETINGS = {
    "one commune, other titles": (
        item("a", "Une soirée à ne pas manquer", f"{D} 20:30"), item("b", "Fauré, Duruflé", f"{D} 20:00"),
    ),
    "a weekly series and one of its dates": (
        item("a", "Yoga doux", *WEEKS), item("b", "Yoga avec Léa", "2027-06-15 18:00"),
    ),
    "the postal town": (
        item("a", "Fête du pain au four banal", f"{D} 10:00", insee="05109"),
        item("b", "La fête du pain", f"{D} 10:00"),
    ),
    "a town that only the title names": (
        item("a", "Veillée à Embrun", f"{D} 20:00", insee=None), item("b", "Contes", f"{D} 20:00", insee=EMBRUN),
    ),
    "a town that only the text names": (
        replace(item("a", "Contes", f"{D} 20:00", insee=None), text="Salle des fêtes, 05200 Embrun. Entrée libre."),
        item("b", "Veillée", f"{D} 20:00", insee=EMBRUN),
    ),
    "exhibitions that begin on different days": (
        item("a", "Exposition : Aubier, gravures", D, days=60),
        item("b", "Aubier, gravures (exposition)", "2026-12-04", days=62),
    ),
    "two series of one weekday, half an hour apart": (
        item("a", "Marché du samedi", *[w.replace("18:00", "08:00") for w in WEEKS]),
        item("b", "Marché traditionnel", *[w.replace("18:00", "07:30") for w in WEEKS]),
    ),
    "a square that one tells as its address, without a town": (
        replace(item("a", "On court tous", f"{D} 15:00", insee=None), place=Place(street="Place Viète")),
        item("b", "Corrida de Noël", f"{D} 15:00", venue="Place Viète"),
    ),
    "no town, but a source that speaks of one département": (
        replace(item("a", "Nuit de la lecture à la Bfm", f"{D} 18:00"), located=Located(values={"among": ["05"]})),
        item("b", "Nuit de la lecture", f"{D} 18:00", insee=GAP, venue="Bfm centre-ville"),
    ),
    "no town, and a venue told with what is beside it": (
        item("a", "Saturne et la Lune", f"{D} 21:00", insee=None, venue="Col d'Aspin, parking"),
        item("b", "Nuit des étoiles", f"{D} 21:30", venue="Col d'Aspin"),
    ),
    "a large town, its square called two ways, an hour apart": (
        item("a", "Vide-grenier de l'APE Jules-Ferry", f"{D} 08:00", insee=GAP, venue="Place de la Capelle"),
        item("b", "Puces", f"{D} 07:00", insee=GAP, venue="La Capelle"),
    ),
    "a large town, the same hour": (
        item("a", "Concert", f"{D} 20:30", insee=GAP), item("b", "Duo Aubier", f"{D} 20:30", insee=GAP),
    ),
}  # fmt: skip


@pytest.mark.parametrize("pair", MEETINGS.values(), ids=MEETINGS)
def test_likes_meet(pair: tuple[Item, Item]) -> None:
    assert meet(*pair)


def test_a_dense_town_is_not_compared_whole() -> None:
    a = item("a", "Grand concert", f"{D} 20:30", insee=GAP)
    b = item("b", "Loto des pompiers", f"{D} 14:00", insee=GAP)
    assert not meet(a, b)
    assert meet(*(replace(one, located=replace(one.located, insee=BRIANCON)) for one in (a, b)))


def test_a_town_is_sought_by_the_word_that_is_its_own() -> None:
    """ "Saint" is in a thousand names, and no title is sought by it."""
    there = item("a", "Veillée", f"{D} 20:30", insee="05157")
    assert {key for key in candidate_keys(there, features(there)) if key.startswith("n")} == {
        f"n?|{DAY}|veran"
    }
    assert meet(there, item("b", "Contes à Saint-Véran", f"{D} 20:30", insee=None))


def test_keys_are_the_same_in_every_process() -> None:
    """Sets of words have another order in each: "Andert-et-Condon" has two words of one length."""
    script = (
        "from tests.ingest.matching.test_candidate_keys import item, candidate_keys, features\n"
        "one = item('a', 'Bal des pompiers', '2026-12-05 20:30', insee='01009', venue='MJC du lac')\n"
        "print(sorted(candidate_keys(one, features(one))))"
    )
    root = Path(__file__).parents[3]
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)])},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(said) == 1


def test_keys_stay_few() -> None:
    one = replace(
        item("a", "Les Voisins du dessus, chanson française", f"{D} 20:30", venue="MJC du Briançonnais"),
        place=Place(venue="MJC du Briançonnais", city="Briançon"),
    )
    assert len(candidate_keys(one, features(one))) <= 17
    weekly = item("a", "Yoga doux avec Léa", *WEEKS, venue="MJC du Briançonnais")
    assert len(candidate_keys(weekly, features(weekly))) <= 10 * len(WEEKS)


def test_what_only_distance_keeps_apart_would_never_be_one() -> None:
    """Whatever else is equal, and wherever the points lie."""
    chance = random.Random(7)
    apart = 0
    for here in chance.sample(sorted(codes()), 60):
        town = commune(here)
        assert town
        near = [code for _, code in around(town.lat, town.lon, 25.0)]
        spot = chance.uniform(-0.06, 0.06) + town.lat, chance.uniform(-0.08, 0.08) + town.lon
        told: list[Features] = []
        for insee in chance.sample(near, min(6, len(near))):
            other = commune(insee)
            assert other
            for city, point in ((None, None), (other.nom, spot), (town.nom, None), (None, spot)):
                one = item(
                    f"s{len(told)}",
                    "Aubier et Duruflé, duo de guitares",
                    f"{D} 20:10",
                    insee=insee,
                    hours=2.0,
                )
                lat, lon = point or (None, None)
                place = Place(venue="Le Cabestan", city=city, latitude=lat, longitude=lon)
                told.append(features(replace(one, place=place, url="https://x.example/duo")))
        for a, b in combinations(told, 2):
            one_home, other_home = home(a), home(b)
            if one_home and other_home and keys.place(other_home) not in keys.near(keys.place(one_home)):
                apart += 1
                assert verdict(a, b).outcome == "distinct"
    assert apart > 200


def test_every_commune_has_a_number_of_its_own() -> None:
    numbers = {keys.place(code) for code in codes()}
    assert len(numbers) == len(codes())
    assert min(numbers) > 0 and max(numbers) <= keys.WHERE
    for code in ("2A004", "2B033", "97411", "01001", "75056"):
        assert keys.near(keys.place(code)) == {keys.place(near) for near in mistakable(code)}


def test_mistaken_communes_are_so_both_ways() -> None:
    for code in random.Random(3).sample(sorted(codes()), 200):
        assert code in mistakable(code)
        assert all(code in mistakable(near) for near in mistakable(code))
