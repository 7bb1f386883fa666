"""What a place says, read once: postcode, towns stated, pieces that may be a town, point, country."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from agregateur.communes import address, areas, everyday, lands, near, table
from agregateur.communes.short import ARTICLES
from agregateur.communes.spelling import BIG_TOWN
from agregateur.communes.vocabulary import SAINTS
from agregateur.model import Located, Place
from agregateur.text import words

FAR_KM = 25.0
"""A point this far from the centre of the commune found speaks against it (the largest reach of a mainland commune)."""
ABROAD_KM = 30.0
"""A point farther than this from every commune centre is not in France."""
WIDE = 1200
"""Communes of a territory (two départements) wherever in which a partner is as likely to meet."""
GREAT_TOWN = 20_000
"""Inhabitants of a town that is known by its name alone anywhere in France."""
AROUND_KM = 60.0
"""Farther than that from its own commune, a partner of a wide territory names a town clearly."""
# "Les Arcs 1800", "Orcières 1850": a ski resort by its height; "Prisces village".
_MORE_EXACTLY = re.compile(
    r"\s+(?:[12]\d[05]0|centre|village|bourg|centre[- ](?:ville|bourg)|chef-lieu|et (?:ses )?(?:environs|alentours))$",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Clues:
    """`home` are the communes of the portal's territory, `area` those of the source's; `venues` as `locate` takes them;
    `default` a code of today. `notes` gathers what rungs saw, `weighed` the communes that a known venue
    would have told apart."""

    place: Place
    home: frozenset[str]
    area: frozenset[str]
    venues: Mapping[str, Collection[str]]
    default: str | None
    notes: dict[str, Any] = field(default_factory=dict)
    weighed: set[str] = field(default_factory=set)

    @property
    def ours(self) -> frozenset[str]:
        return self.home if self.area is self.home else _both(self.home, self.area)

    @cached_property
    def areas(self) -> tuple[frozenset[str], ...]:
        """The source's territory, then the portal's."""
        return (self.area,) if self.area is self.home else (self.area, self.home)

    def hinted(self, code: str) -> bool:
        """Is it `likely`, or in a wide territory a town of some size or of a long name, for words that may make one?"""
        if self.default is not None or len(self.area) <= WIDE:
            return self.likely(code)
        return table.at(code).population >= BIG_TOWN or len(words(table.at(code).nom)) > 1

    def likely(self, code: str) -> bool:
        """Is a commune where one expects this source's events, so that a word may be taken for its name?

        Of a wide territory ("Place Francis Morand" and Morand, a village 500 km away) only what is near the source's
        own commune, or within its own territory, is.
        """
        if len(self.area) <= WIDE and code in self.area:
            return True
        if self.default is None:
            return code in self.area
        here, there = table.at(self.default), table.at(code)
        return near.kilometres(here.lat, here.lon, there.lat, there.lon) <= AROUND_KM

    @cached_property
    def line(self) -> address.Address:
        """What the one-line form says."""
        return address.split(self.place.text or "")

    @cached_property
    def street_line(self) -> address.Address:
        return address.split(self.place.street or "")

    @cached_property
    def city_line(self) -> address.Address:
        return address.split(self.place.city or "")

    @cached_property
    def insee(self) -> str | None:
        """Today's code for the stated one, unless that is a postcode written in its place."""
        stated = self.place.insee
        code = table.today(stated) if stated else None
        if code and stated and self.place.city:
            served = table.codes_at(stated)
            if (
                code not in table.codes_named(self.place.city)[0]
                and table.codes_named(self.place.city, served)[0]
            ):
                return None
        return code

    @property
    def online(self) -> bool:
        stated = [part for part in (self.place.text, self.place.venue) if part]
        finer = self.place.street or self.place.postcode or self.place.city or self.place.insee
        return bool(stated) and not finer and all(everyday.is_online(part) for part in stated)

    @cached_property
    def country(self) -> str | None:
        """The stated country, else that of a well-known town across the border."""
        return (
            lands.country_code(self.place.country)
            or self.line.country
            or lands.foreign(self.place.city or (self.line.pieces[-1] if self.line.pieces else ""))
        )

    @cached_property
    def postcode(self) -> str | None:
        """A French postcode, as stated or as read in a line; one written as INSEE code when there is no other."""
        for read in (self.place.postcode, self.place.city):
            if read and (code := address.split(read).postcode):
                return code
        code = self.street_line.postcode or self.line.postcode
        if code is None and self.place.insee and self.insee is None and table.codes_at(self.place.insee):
            return self.place.insee
        return code

    @cached_property
    def served(self) -> frozenset[str]:
        return table.codes_at(self.postcode or "")

    @cached_property
    def departement(self) -> str | None:
        return self.city_line.departement or self.line.departement

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """Names stated as the town: the field, else what stands beside a postcode in a line."""
        if self.place.city:
            if table.codes_named(self.place.city)[1] == "name":
                return (self.place.city,)
            return (self.city_line.city or self.city_line.venue or self.place.city,)
        found = (self.street_line.city, self.line.city if self.line.postcode else None)
        return tuple(name for name in found if name)

    @cached_property
    def elsewhere_stated(self) -> bool:
        """Is the town of a field, by that very name, a commune that is none of ours? Then no other word is the town."""
        if not self.place.city or self.place.city in self.line.pieces:
            return False
        return all(
            kind == "name" and not found & self.ours for found, kind in map(table.codes_named, self.cities)
        )

    @cached_property
    def bare(self) -> bool:
        """Is the town but the only word of a line ("Vars"), which may as well be a venue's name?"""
        return (
            self.place.text is not None
            and len(self.line.pieces) == 1
            and not (self.postcode or self.departement)
        )

    @cached_property
    def pieces(self) -> tuple[str, ...]:
        """Parts of the lines, last first (a French address ends with the town), without the country."""
        lines = (
            address.split(self.place.venue or "").pieces,
            self.street_line.pieces,
            () if self.line.country not in (None, "FR") else self.line.pieces,
        )
        return tuple(dict.fromkeys(piece for line in reversed(lines) for piece in reversed(line)))

    @cached_property
    def loose_names(self) -> tuple[str, ...]:
        """The pieces that may be a town's name. "05100 Briançon" is read elsewhere: one with digits names none."""
        pieces = (_bare(piece) for piece in self.pieces)
        return tuple(p for p in pieces if address.may_be_town(p) and not _numbered(p))

    @cached_property
    def ending(self) -> str:
        """The last part of the line in which a town would stand: no number, no département, no country."""
        return next((p for p in self.pieces if not _digits(p) and not _wider(p)), "")

    @cached_property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude; the other way round when only that lies in the territory; None for 0, 0."""
        lat, lon = self.place.latitude, self.place.longitude
        if lat is None or lon is None or not (-180 <= lat <= 180 and -180 <= lon <= 180):
            return None
        if abs(lat) < 0.01 and abs(lon) < 0.01:
            return None
        right_way = -90 <= lat <= 90
        if (right_way and near.inhabited(lat, lon)) or not -90 <= lon <= 90:
            return lat, lon
        if near.nearest(lon, lat, 1, among=self.ours, limit=ABROAD_KM):
            return lon, lat
        return (lat, lon) if right_way else None

    @cached_property
    def postcode_departement(self) -> frozenset[str]:
        """INSEE codes of the département that the postcode's first digits name."""
        named = lands.departements_of(self.postcode or "")
        return frozenset(code for one in named for code in areas.by_departement().get(one, ()))

    @cached_property
    def elsewhere(self) -> bool:
        """Does the place name a sizeable town that is not of the territory, or a town of the postcode's département?

        Who has a commune of its own means a quarter or a hall of it by "Saint-Martin" or "La Verrière", unless they are
        stated as the town; not so by "Marseille".
        """
        cities = () if self.bare else self.cities
        if self.notes.get("candidates") and (cities or self.default is None):
            return True
        stated = any(_sizeable(name, BIG_TOWN) for name in cities)
        return stated or any(map(self.known_afar, self.loose_names))

    def known_afar(self, name: str) -> bool:
        """Does a word lead to a town where one does not expect this source? One of some size; who has a town of its own
        means a hall or a quarter of it by the names that many bear."""
        if self.default is None:
            return _sizeable(name, BIG_TOWN)
        said = words(name)
        return (
            bool(said) and SAINTS.isdisjoint(said) and said[0] not in ARTICLES and _sizeable(name, GREAT_TOWN)
        )

    def seen(self, **more: Any) -> dict[str, Any]:
        values = {
            "postcode": self.postcode,
            "city": self.cities[0] if self.cities else None,
            "departement": self.departement,
            **self.notes,
            **more,
        }
        return {name: value for name, value in values.items() if value}

    def answer(self, insee: str, how: str, sure: float, **more: Any) -> Located:
        """`insee` found by `how`: weighed against the other clues."""
        against = []
        here = table.at(insee)
        if how != "insee" and self.insee not in (None, insee):
            against.append("insee_elsewhere")
        if self.postcode and how not in ("postcode_name", "postcode") and not self._postcode_fits(insee):
            against.append("postcode_elsewhere")
        if how in ("insee", "postcode", "venue", "coordinates") and self._named_elsewhere(insee):
            against.append("name_elsewhere")
        if how != "coordinates" and self.point and near.kilometres(*self.point, here.lat, here.lon) > FAR_KM:
            against.append("point_elsewhere")
        against.extend(code for code in more.pop("against", ()) if code not in against)
        for _ in against:
            sure *= 0.7
        return Located(
            insee=insee,
            how=how,
            sure=round(sure, 2),
            outside=insee not in self.home,
            values=self.seen(against=against, **more),
        )

    def _postcode_fits(self, insee: str) -> bool:
        return insee in (self.served or self.postcode_departement)

    def _named_elsewhere(self, insee: str) -> bool:
        return any((codes := table.codes_named(name)[0]) and insee not in codes for name in self.cities)


@lru_cache(maxsize=256)
def _both(home: frozenset[str], area: frozenset[str]) -> frozenset[str]:
    return home | area


def _sizeable(name: str, population: int) -> bool:
    """Is it the very name of a commune of so many inhabitants, wherever?"""
    found, kind = table.codes_named(name)
    return kind == "name" and any(table.at(code).population >= population for code in found)


def _wider(piece: str) -> bool:
    known = lands.departement_named(piece) or lands.country_code(piece)
    return known is not None or " ".join(words(piece)) in lands.wider_places()


def _bare(piece: str) -> str:
    """The piece without what says where in a town, unless it belongs to its name ("Coudekerque-Village")."""
    more = _MORE_EXACTLY.search(piece) if " " in piece else None
    return piece[: more.start()] if more and not table.codes_named(piece)[1] else piece


def _numbered(piece: str) -> bool:
    """Has it digits that are no part of a town's name ("St-Paul-3-Châteaux", "Lyon 3")?"""
    return _digits(piece) and table.codes_named(piece)[1] != "name"


def _digits(piece: str) -> bool:
    return any(character.isdigit() for character in piece)
