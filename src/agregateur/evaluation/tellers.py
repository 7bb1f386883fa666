"""Who publishes in a generated territory: associations and town halls, tourist offices, agendas that repeat them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from agregateur.evaluation.geography import Country, Town
from agregateur.evaluation.vocabulary import Vocabulary, weighted
from agregateur.text import slug


@dataclass(frozen=True, slots=True)
class Teller:
    """One source and its habits. Habits are shares between 0 and 1, or names of styles that `telling` knows."""

    id: str
    name: str
    host: str
    """Host name of its site."""
    kind: str
    role: str
    """own (tells its own events), office (an area's tourist office), agenda (of a département), platform (all)."""
    departements: tuple[str, ...]
    commune: str | None
    """The stanza's default, for a source that never writes its town."""
    clock: str
    """How it writes hours: zone, utc, floating, windows, or prose (a feed of news without a field for dates)."""
    uids: str
    """bare, uuid, host, google, dated."""
    places: tuple[tuple[float, str], ...]
    titles: str
    """plain, upper, unaccented, town_suffix, kind_prefix, cut."""
    rewrites: float
    describes: float
    all_day: float
    shifts: float
    no_end: float
    series: str
    """rule, dates, listed."""
    first_uid: int

    def stanza(self) -> dict[str, Any]:
        """Its lines in the sources file, without the address."""
        found: dict[str, Any] = {
            "id": self.id, "name": self.name, "kind": self.kind, "home": f"https://{self.host}/",
            "republication": "complet", "territory": {"departements": list(self.departements)},
        }  # fmt: skip
        if self.commune:
            found["default"] = {"commune": self.commune}
        return found


@dataclass(frozen=True, slots=True)
class Press:
    """All tellers, and who may tell what happens in a town."""

    own: tuple[Teller, ...]
    offices: tuple[Teller, ...]
    agendas: tuple[Teller, ...]
    platforms: tuple[Teller, ...]
    rank: dict[str, int]
    """The place of a commune in the territory, 0 to len - 1."""

    @property
    def all(self) -> tuple[Teller, ...]:
        return (*self.own, *self.offices, *self.agendas, *self.platforms)

    def of(self, town: Town) -> tuple[Sequence[Teller], Teller, Teller, Teller]:
        """Its own sources, its office, its agenda, its platform."""
        at, towns = self.rank[town.insee], len(self.rank)

        def one(tellers: Sequence[Teller]) -> Teller:
            return tellers[at * len(tellers) // towns]

        each = max(1, len(self.own) // towns)
        first = at * len(self.own) // towns
        return self.own[first : first + each], one(self.offices), one(self.agendas), one(self.platforms)


_FULL = ((5.0, "full"), (2.0, "venue_city"), (1.0, "postcode"))
_OFFICE = (
    (6.0, "full"),
    (1.5, "venue_city"),
    (1.0, "postal"),
    (0.8, "old"),
    (0.7, "coordinates"),
    (0.3, "host"),
)
_SHORT = ((4.0, "venue_city"), (2.0, "city"), (1.5, "full"), (1.0, "venue"))
_LOOSE = (
    (3.0, "city"),
    (2.0, "venue_city"),
    (1.5, "upper"),
    (1.0, "postal"),
    (1.0, "parenthesis"),
    (0.6, "host"),
    (0.4, "point"),
)
_HOME = ((5.0, "venue"), (2.0, "full"), (1.0, "street"), (0.5, "nothing"))
"""A small structure with one commune: its stanza says which."""


def press(place: Country, count: int, words: Vocabulary, chance: Random) -> Press:
    """`count` sources or so, for the towns of `place`."""
    towns = _by_area(place)
    offices = max(1, round(count * 0.16))
    agendas = max(1, round(count * 0.06))
    platforms = max(1, round(count * 0.03))
    own = max(2, count - offices - agendas - platforms)
    rank = {town.insee: i for i, town in enumerate(towns)}

    def share(i: int, of: int) -> Sequence[Town]:
        first, last = i * len(towns) // of, (i + 1) * len(towns) // of
        return towns[first : max(last, first + 1)]

    return Press(
        tuple(_own(i, share(i, own), words, chance) for i in range(own)),
        tuple(_office(i, share(i, offices), chance) for i in range(offices)),
        tuple(_agenda(i, share(i, agendas), chance) for i in range(agendas)),
        tuple(_platform(i, share(i, platforms), chance) for i in range(platforms)),
        rank,
    )


def _by_area(place: Country) -> list[Town]:
    """Towns so ordered that neighbours stand together: strips of a quarter of a degree, walked up and down."""

    def key(town: Town) -> tuple[int, float]:
        strip = math.floor(town.lat * 4)
        return strip, town.lon if strip % 2 else -town.lon

    return sorted(place.towns, key=key)


def _departements(towns: Sequence[Town]) -> tuple[str, ...]:
    return tuple(sorted({town.departement for town in towns}))


def _own(i: int, towns: Sequence[Town], words: Vocabulary, chance: Random) -> Teller:
    kind, nickname = chance.choice(words.lists["collectif"]), chance.choice(words.lists["surnom"])
    name = f"{kind} {nickname}" if chance.random() < 0.7 else f"Commune de {towns[0].name}"
    single = len(towns) == 1 and chance.random() < 0.5
    channel = weighted(chance, ((0.86, "ical"), (0.06, "rss"), (0.04, "prose"), (0.04, "gogocarto")))
    clock = weighted(chance, ((6, "zone"), (2, "utc"), (1, "floating"), (0.5, "windows")))
    return Teller(
        id=f"{slug(name)[:40]}-{i}",
        name=name,
        host=f"{slug(nickname)}{i}.example",
        kind="rss" if channel == "prose" else channel,
        role="own",
        departements=_departements(towns),
        commune=towns[0].insee if single else None,
        clock="prose" if channel == "prose" else clock,
        uids=weighted(chance, ((3, "google"), (3, "host"), (2, "bare"), (2, "uuid"), (1, "dated"))),
        places=_HOME if single else _SHORT if chance.random() < 0.4 else _FULL,
        titles=weighted(chance, ((8, "plain"), (1, "upper"), (1, "kind_prefix"))),
        rewrites=0.4,
        describes=0.75,
        all_day=0.03,
        shifts=0.0,
        no_end=0.15,
        series=weighted(chance, ((7, "rule"), (2, "listed"), (1, "dates"))),
        first_uid=chance.randrange(1, 400),
    )


def _office(i: int, towns: Sequence[Town], chance: Random) -> Teller:
    return Teller(
        id=f"office-{i}",
        name=f"Office de tourisme de {towns[len(towns) // 2].name}",
        host=f"tourisme{i}.example",
        kind="ical",
        role="office",
        departements=_departements(towns),
        commune=None,
        clock=weighted(chance, ((5, "zone"), (3, "utc"), (1, "floating"))),
        uids=weighted(chance, ((4, "bare"), (2, "dated"), (2, "uuid"))),
        places=_OFFICE,
        titles=weighted(chance, ((4, "plain"), (2, "upper"), (2, "town_suffix"), (3, "kind_prefix"))),
        rewrites=0.5,
        describes=0.8,
        all_day=0.08,
        shifts=0.1,
        no_end=0.3,
        series=weighted(chance, ((3, "rule"), (5, "dates"), (3, "listed"))),
        first_uid=chance.randrange(1, 400),
    )


def _agenda(i: int, towns: Sequence[Town], chance: Random) -> Teller:
    return Teller(
        id=f"agenda-{i}",
        name=f"L'agenda de la vallée {i + 1}",
        host=f"agenda{i}.example",
        kind="ical",
        role="agenda",
        departements=_departements(towns),
        commune=None,
        clock=weighted(chance, ((3, "utc"), (3, "zone"))),
        uids=weighted(chance, ((4, "bare"), (3, "host"))),
        places=_LOOSE if chance.random() < 0.4 else _OFFICE,
        titles=weighted(
            chance, ((4, "plain"), (2, "town_suffix"), (2, "cut"), (1, "unaccented"), (2, "kind_prefix"))
        ),
        rewrites=0.45,
        describes=0.65,
        all_day=0.12,
        shifts=0.12,
        no_end=0.4,
        series=weighted(chance, ((5, "dates"), (2, "listed"), (2, "rule"))),
        first_uid=chance.randrange(1, 400),
    )


def _platform(i: int, towns: Sequence[Town], chance: Random) -> Teller:
    return Teller(
        id=f"plateforme-{i}",
        name=f"Agenda participatif {i + 1}",
        host=f"participatif{i}.example",
        kind=weighted(chance, ((2, "ical"), (1, "rss"))),
        role="platform",
        departements=_departements(towns),
        commune=None,
        clock="utc",
        uids="uuid",
        places=_LOOSE,
        titles=weighted(chance, ((4, "plain"), (2, "unaccented"), (2, "cut"))),
        rewrites=0.4,
        describes=0.6,
        all_day=0.1,
        shifts=0.15,
        no_end=0.5,
        series="dates",
        first_uid=chance.randrange(1, 400),
    )
