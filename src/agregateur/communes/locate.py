"""Place -> commune, with evidence (design section 7).

A ladder: the first rung that answers gives the commune; what contradicts it lowers `sure`, and is named in
`values["against"]`. Rungs, strongest first:

    insee          a code stated by the source (old codes lead to today's)
    postcode_name  postcode and town's name agree, or name and the postcode's département
    name           a town's name, unique within the source's territory, else within the portal's
    postcode       a postcode that serves one commune (of the territory)
    venue          a venue or actor whose commune is known
    coordinates    the nearest commune centre (right for 77-85 % of points: shared/data README; weak near borders)
    default        what the operator says of the source

Pure: the same place, areas and venues give the same answer, whatever was located before.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agregateur.communes import address, near, table
from agregateur.communes.venues import names_of
from agregateur.model import Located, Place

_FAR_KM = 25.0
"""A point this far from the centre of the commune found speaks against it (the largest reach of a mainland commune)."""
_ABROAD_KM = 30.0
"""A point farther than this from every commune centre is not in France."""
_BORDER_KM = 12.0
_BIG_TOWN = 2000
"""A name borne by a commune this large, outside the territory, forbids the default: "Lyon" is not the source's town,
while "La Chapelle" may well be the hall next door."""


def locate(
    place: Place,
    *,
    portal: table.Area,
    source: table.Area | None = None,
    default: str | None = None,
    venues: Mapping[str, str | Collection[str]] | None = None,
    name: str | None = None,
    title: str | None = None,
    text: str | None = None,
) -> Located:
    """The commune of `place`.

    `portal` is the portal's territory, `source` the one the source speaks of (the portal's when None), `default` the
    source's own INSEE code, `venues` maps `venue_keys(place)` to the INSEE code, or codes, of those who claim the
    venue (`venue_claims`): of several, the one within the source's territory counts. Out: see `model.Located`;
    `values` may hold `postcode`, `city`, `departement`, `country`, `venue`, `km`, `name_kind` (name, article,
    old_name), `candidates` (names of communes that it may be) and `against` (codes: postcode_elsewhere,
    name_elsewhere, point_elsewhere, insee_elsewhere).
    """
    clues = _Clues(
        place=place,
        home=table.within(portal),
        area=table.within(source) if source is not None else table.within(portal),
        venues=venues or {},
        default=table.today(default) if default else None,
    )
    if clues.online:
        return Located(how="none", values={"online": True})
    for rung in (_insee, _abroad, _postcode_name, _name, _postcode, _venue, _coordinates, _default):
        found = rung(clues)
        if found is not None:
            return found
    return Located(how="none", values=clues.seen())


@dataclass(frozen=True, kw_only=True)
class _Clues:
    place: Place
    home: frozenset[str]
    area: frozenset[str]
    venues: Mapping[str, str | Collection[str]]
    default: str | None
    notes: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def line(self) -> address.Address:
        """What the one-line form says, read only when no finer field does."""
        return address.split(self.place.text or "")

    @cached_property
    def street_line(self) -> address.Address:
        return address.split(self.place.street or "")

    @property
    def online(self) -> bool:
        stated = [part for part in (self.place.text, self.place.venue) if part]
        finer = self.place.street or self.place.postcode or self.place.city or self.place.insee
        return bool(stated) and not finer and all(address.is_online(part) for part in stated)

    @cached_property
    def country(self) -> str | None:
        return address.country_code(self.place.country) or self.line.country

    @cached_property
    def postcode(self) -> str | None:
        """A French postcode, as stated or as read in a line."""
        for stated in (self.place.postcode, self.place.city, self.street_line.postcode, self.line.postcode):
            code = address.split(stated).postcode if stated else None
            if code:
                return code
        return None

    @cached_property
    def departement(self) -> str | None:
        city = address.split(self.place.city) if self.place.city else None
        return (city and city.departement) or self.line.departement

    @cached_property
    def cities(self) -> tuple[str, ...]:
        """Names stated as the town: the field, else what stands beside a postcode in a line."""
        if self.place.city:
            inner = address.split(self.place.city)
            return (inner.city or inner.venue or self.place.city,)
        found = (self.street_line.city, self.line.city if self.line.postcode else None)
        return tuple(name for name in found if name)

    @cached_property
    def loose_names(self) -> tuple[str, ...]:
        """Pieces of the lines that may be a town's name, last first (a French address ends with the town)."""
        pieces = [
            *address.split(self.place.venue or "").pieces,
            *self.street_line.pieces,
            *(() if self.line.country not in (None, "FR") else self.line.pieces),
        ]
        # "05100 Briançon" is read elsewhere: a piece with digits names no town.
        kept = [
            p for p in reversed(pieces) if not (address.is_street(p) or address.is_generic(p) or _digits(p))
        ]
        return tuple(dict.fromkeys(kept))

    @cached_property
    def point(self) -> tuple[float, float] | None:
        lat, lon = self.place.latitude, self.place.longitude
        if lat is None or lon is None or not (-90 <= lat <= 90 and -180 <= lon <= 180):
            return None
        # 0, 0 is how empty coordinates are written.
        return None if abs(lat) < 0.01 and abs(lon) < 0.01 else (lat, lon)

    def seen(self, **more: Any) -> dict[str, Any]:
        city = self.cities[0] if self.cities else None
        values = {
            "postcode": self.postcode,
            "city": city,
            "departement": self.departement,
            **self.notes,
            **more,
        }
        return {name: value for name, value in values.items() if value}

    def answer(self, insee: str, how: str, sure: float, **more: Any) -> Located:
        """`insee` found by `how`: weighed against the other clues."""
        against = []
        here = table.at(insee)
        if how != "insee" and self.place.insee and table.today(self.place.insee) not in (None, insee):
            against.append("insee_elsewhere")
        if self.postcode and how not in ("postcode_name", "postcode") and not self._postcode_fits(here):
            against.append("postcode_elsewhere")
        if how in ("insee", "postcode", "venue", "coordinates") and self._named_elsewhere(insee):
            against.append("name_elsewhere")
        if how != "coordinates" and self.point and near.kilometres(*self.point, here.lat, here.lon) > _FAR_KM:
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

    def _postcode_fits(self, here: table.Commune) -> bool:
        served = table.codes_at(self.postcode or "")
        return here.insee in (served or self.postcode_departement)

    @cached_property
    def postcode_departement(self) -> frozenset[str]:
        """INSEE codes of the département that the postcode's first digits name."""
        named = address.departements_of(self.postcode or "")
        return frozenset(code for one in named for code in table.by_departement().get(one, ()))

    def _named_elsewhere(self, insee: str) -> bool:
        return any((codes := table.codes_named(name)[0]) and insee not in codes for name in self.cities)


def _insee(clues: _Clues) -> Located | None:
    code = table.today(clues.place.insee) if clues.place.insee else None
    return clues.answer(code, "insee", 1.0) if code else None


def _abroad(clues: _Clues) -> Located | None:
    """A foreign country, unless a French postcode and town say otherwise."""
    if clues.country in (None, "FR"):
        return None
    if clues.postcode and any(
        table.codes_named(name, among=table.codes_at(clues.postcode))[0] for name in clues.cities
    ):
        return None
    return Located(how="none", outside=True, sure=0.9, values=clues.seen(country=clues.country))


def _postcode_name(clues: _Clues) -> Located | None:
    """Postcode with the town it serves; else a name within the postcode's département (CEDEX, wrong postcode)."""
    for name in clues.cities if clues.postcode else ():
        served = table.codes_at(clues.postcode or "")
        found, kind = table.codes_named(name, among=served)
        if len(found) == 1:
            return clues.answer(
                _only(found), "postcode_name", 0.98 if kind == "name" else 0.95, name_kind=kind
            )
        found, kind = table.codes_named(name, among=clues.postcode_departement)
        if len(found) == 1:
            against = ["postcode_elsewhere"] if served else []
            return clues.answer(_only(found), "postcode_name", 0.9, name_kind=kind, against=against)
    return None


def _digits(piece: str) -> bool:
    return any(character.isdigit() for character in piece)


def _only(codes: frozenset[str]) -> str:
    (code,) = codes
    return code


def _name(clues: _Clues) -> Located | None:
    """A name that means one commune: with its département, within the source's territory, within the portal's."""
    for name in clues.cities:
        found = _named(name, clues, stated=True)
        if found:
            return found
    pieces = [one for one in (_named(name, clues, stated=False) for name in clues.loose_names) if one]
    towns = {one.insee for one in pieces}
    # "La Salle, Guillestre" ends with the town; "Montgenèvre - Briançon" does not say which of the two.
    if len(towns) > 1 and "," not in (clues.place.text or ""):
        clues.notes["candidates"] = sorted(table.at(code).nom for code in towns if code)
        return None
    return pieces[0] if pieces else None


def _named(name: str, clues: _Clues, stated: bool) -> Located | None:
    sure = 0.9 if stated else 0.8
    if clues.departement:
        inside = frozenset(table.by_departement().get(clues.departement, ()))
        found, kind = table.codes_named(name, among=inside)
        if len(found) == 1 and (stated or kind == "name"):
            return clues.answer(_only(found), "name", sure, name_kind=kind)
    for area, weight in ((clues.area, 1.0), (clues.home, 0.8)):
        found, kind = table.codes_named(name, among=area)
        if len(found) > 1:
            return _among(found, clues)
        if found:
            kind_weight = {"name": 1.0, "article": 0.95, "old_name": 0.9}[kind]
            homonyms = 0.95 if len(table.codes_named(name)[0]) > 1 else 1.0
            return clues.answer(_only(found), "name", sure * weight * kind_weight * homonyms, name_kind=kind)
    return None


def _among(candidates: frozenset[str], clues: _Clues) -> Located | None:
    """One of several communes, told apart by the point; else noted and left open."""
    clues.notes.setdefault("candidates", sorted(table.at(code).nom for code in candidates)[:10])
    if clues.point:
        close = near.nearest(*clues.point, 2, among=candidates, limit=_FAR_KM)
        if close and (len(close) == 1 or close[0][0] * 1.5 < close[1][0]):
            return clues.answer(close[0][1], "coordinates", 0.8, km=round(close[0][0], 1))
    return None


def _postcode(clues: _Clues) -> Located | None:
    """A postcode that serves one commune, or one of the territory; wholly outside, it says at least that."""
    served = table.codes_at(clues.postcode or "")
    if not served:
        return None
    for area, sure in ((served, 0.85), (clues.area, 0.7), (clues.home, 0.6)):
        if len(served & area) == 1:
            return clues.answer(_only(served & area), "postcode", sure)
    if not served & (clues.home | clues.area):
        return Located(how="postcode", outside=True, sure=0.8, values=clues.seen())
    return _among(served, clues)


def _venue(clues: _Clues) -> Located | None:
    """What is known of the venue; of two communes that bear its name, the one in the source's territory."""
    for key, name in names_of(clues.place):
        known = clues.venues.get(key)
        stated = (known,) if isinstance(known, str) else known or ()
        codes = frozenset(code for one in stated if (code := table.today(one)))
        for found in (codes, codes & clues.area, codes & clues.home):
            if len(found) == 1:
                return clues.answer(_only(found), "venue", 0.85 if len(codes) == 1 else 0.7, venue=name)
    return None


def _coordinates(clues: _Clues) -> Located | None:
    if clues.point is None:
        return None
    close = near.nearest(*clues.point, 2, limit=_ABROAD_KM)
    if not close:
        return Located(how="coordinates", outside=True, sure=0.8, values=clues.seen())
    km, code = close[0]
    ours = clues.home | clues.area
    if code not in ours:
        inside = near.nearest(*clues.point, 1, among=ours, limit=_BORDER_KM)
        if inside and inside[0][0] <= 2 * km:
            return clues.answer(inside[0][1], "coordinates", 0.3, km=round(inside[0][0], 1))
    # Half-way between two centres the answer is a toss; on a centre it is nearly sure.
    ratio = km / close[1][0] if len(close) > 1 and close[1][0] else 0.0
    return clues.answer(code, "coordinates", 0.3 + 0.5 * (1 - ratio), km=round(km, 1))


def _default(clues: _Clues) -> Located | None:
    if clues.default is None or _named_far_away(clues):
        return None
    stated = clues.place != Place()
    return clues.answer(clues.default, "default", 0.4 if stated else 0.5)


def _named_far_away(clues: _Clues) -> bool:
    """Does the place name a sizeable town that is not of the territory, or have a postcode of elsewhere?"""
    for name in (*clues.cities, *clues.loose_names):
        found, kind = table.codes_named(name)
        if kind == "name" and any(table.at(code).population >= _BIG_TOWN for code in found):
            return True
    return bool(clues.notes.get("candidates"))
