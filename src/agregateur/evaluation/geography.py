"""Where generated events happen: real communes around a centre, with invented venues."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from agregateur.communes import codes_named, commune, kilometres, nearest, within
from agregateur.communes.table import at, columns, old_rows
from agregateur.evaluation.vocabulary import Vocabulary, capital

_CENTRES = ("05061", "26362", "63113", "35238", "21231", "31555", "67482", "37261", "87085", "73065")
"""Where a territory may begin, one a seed: Gap, Valence, Clermont, Rennes, Dijon, Toulouse, Strasbourg, Tours…"""
_HALLS = (
    "Salle des fêtes", "Salle polyvalente", "Mairie", "Église {saint}", "Gymnase", "Foyer rural", "Place de la Mairie",
    "Médiathèque", "Salle communale", "École", "Stade", "Bibliothèque municipale", "Centre culturel",
    "Maison du temps libre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Area:
    """A territory as `communes.within` takes one."""

    departements: tuple[str, ...] = ()
    epcis: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Venue:
    """A place where things happen. `spellings` are the ways partners write it, the first its usual name."""

    spellings: tuple[str, ...]
    street: str
    lat: float
    lon: float
    common: bool
    """Every commune has one of that name."""
    near: bool
    """So near the middle of its commune, and so far from that of any other, that its point alone tells the commune."""


@dataclass(frozen=True, slots=True)
class Town:
    """One commune: its names of the past, the larger town of its postcode, and its venues."""

    insee: str
    name: str
    postcode: str
    departement: str
    lat: float
    lon: float
    old: tuple[str, ...]
    postal: str
    alone: bool
    """Its name is borne by no other commune of its département, today or in the past."""
    venues: tuple[Venue, ...]


@dataclass(frozen=True, slots=True)
class Country:
    """The communes of a territory in order of distance from its centre; `weights` cumulate their share of events."""

    towns: tuple[Town, ...]
    weights: tuple[float, ...]

    @property
    def departements(self) -> tuple[str, ...]:
        return tuple(sorted({town.departement for town in self.towns}))


def country(count: int, seed: int, words: Vocabulary) -> Country:
    """The `count` communes nearest to the seed's centre (metropolitan France)."""
    centre = at(_CENTRES[seed % len(_CENTRES)])
    narrow = math.cos(math.radians(centre.lat))
    found = sorted(
        ((float(lat) - centre.lat) ** 2 + ((float(lon) - centre.lon) * narrow) ** 2, insee)
        for insee, lat, lon in columns(0, 6, 7)
        if insee < "97"
    )
    towns = tuple(_town(insee, seed, words) for _, insee in found[:count])
    people = [at(town.insee).population for town in towns]
    return Country(towns, tuple(accumulate(30 + number**0.65 for number in people)))


def _town(insee: str, seed: int, words: Vocabulary) -> Town:
    found = at(insee)
    chance = Random(f"{seed} {insee}")  # noqa: S311 - reproducible data, no secret
    postcode = found.codes_postaux[0] if found.codes_postaux else ""
    among = within(Area(departements=(found.departement,)))
    return Town(
        insee=insee,
        name=found.nom,
        postcode=postcode,
        departement=found.departement,
        lat=found.lat,
        lon=found.lon,
        old=tuple(name for name in _old_names().get(insee, ()) if codes_named(name, among)[0] == {insee}),
        postal=_postal(postcode, insee),
        alone=codes_named(found.nom, among)[0] == {insee} and found.nom not in _all_old_names(),
        venues=tuple(_venues(found.lat, found.lon, found.population, found.nom, chance, words)),
    )


@cache
def _old_names() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, name, today, _, _ in old_rows():
        now = commune(today)
        if now and not name.isupper() and name != now.nom:
            found.setdefault(today, []).append(name)
    return found


@cache
def _all_old_names() -> frozenset[str]:
    return frozenset(row[1] for row in old_rows())


@cache
def _largest() -> dict[str, tuple[int, str, str]]:
    found: dict[str, tuple[int, str, str]] = {}
    for insee, name, postcodes, people in columns(0, 1, 4, 5):
        for postcode in postcodes.split("|"):
            found[postcode] = max(found.get(postcode, (0, "", "")), (int(people or 0), name, insee))
    return found


def _postal(postcode: str, insee: str) -> str:
    """The largest commune of that postcode, if it is another."""
    _, name, largest = _largest().get(postcode, (0, "", insee))
    return name if largest != insee else ""


def _venues(
    lat: float, lon: float, people: int, town: str, chance: Random, words: Vocabulary
) -> Sequence[Venue]:
    halls = [words.fill(hall, chance) for hall in _HALLS[: 3 + min(11, int(people**0.3))]]
    spelt = {hall: _common_spellings(hall, town) for hall in halls}
    for _ in range(2 + min(14, int(people**0.32))):
        kind, nickname = (
            chance.choice(words.lists["collectif"]),
            capital(chance.choice(words.lists["surnom"])),
        )
        name = f"{kind} {nickname}"
        spelt[name] = (name, nickname, f"{kind} « {nickname} »", f"{nickname} ({kind})", name.upper())
    reach = next((km for km, _ in nearest(lat, lon, 2)[1:]), 10.0) / 3
    found = []
    for name, spellings in spelt.items():
        street = f"{chance.randrange(1, 90)} {chance.choice(words.lists['rue'])}"
        there = round(lat + chance.gauss(0, 0.004), 5), round(lon + chance.gauss(0, 0.005), 5)
        near = kilometres(lat, lon, *there) < reach
        found.append(Venue(spellings, street, *there, name in halls, near))
    return found


def _common_spellings(name: str, town: str) -> tuple[str, ...]:
    return (name, f"{name} de {town}", name.upper(), name.lower(), f"{name} – {town}")
