"""The rungs of the ladder (see `locate`): each answers from what a place says, or passes to the next."""

from __future__ import annotations

import re
from collections.abc import Callable

from agregateur.communes import address, names, near, phrases, short, table
from agregateur.communes.clues import ABROAD_KM, FAR_KM, Clues
from agregateur.communes.spelling import near as nearly
from agregateur.communes.venues import names_of
from agregateur.model import Located
from agregateur.text import fold

_LONG_ENOUGH = 7
"""Characters of a part of a line that may be a misspelt town: "Le Cadran" is not Cardan."""
_SLIPPED = 1000
"""Inhabitants of a town that a short word may misspell."""
_NEVER = 101.0
"""A similarity that no name reaches."""
_CENTRE_KM = 1.0
"""A point this near to a commune's centre, and thrice as far from another's, is not in that other one."""
_FRANCE = 5000
"""More communes than a région has: an area as wide does not tell a town from its namesakes."""
_TIMES = 5
"""How much larger a town is than all others of its postcode, or than a village of its name, to be meant."""
_BORDER_KM = 12.0
"""A point this near to a commune of ours may be in it although a foreign centre is nearer."""


def _insee(clues: Clues) -> Located | None:
    return clues.answer(clues.insee, "insee", 1.0) if clues.insee else None


def _abroad(clues: Clues) -> Located | None:
    """A foreign country, unless a French postcode and town say otherwise."""
    if clues.country in (None, "FR"):
        return None
    if any(table.codes_named(name, among=clues.served)[0] for name in clues.cities):
        return None
    town = clues.line.city
    if town and clues.country == clues.line.country and len(clues.ours) < _FRANCE:
        # Soudan (44), in a territory where it lies.
        found, kind = table.codes_named(town, among=clues.ours)
        if kind == "name" and len(found) == 1:
            return clues.answer(_only(found), "name", 0.7, name_kind=kind)
    return Located(how="none", outside=True, sure=0.9, values=clues.seen(country=clues.country))


def _postcode_name(clues: Clues) -> Located | None:
    """Postcode with the town it serves; else a name within the postcode's département (CEDEX, wrong postcode)."""
    for name in clues.cities if clues.postcode else ():
        found, kind = table.codes_named(name, among=clues.served)
        if len(found) == 1:
            sure = 0.98 if kind == "name" else 0.95
            return clues.answer(_only(found), "postcode_name", sure, name_kind=kind)
        found, kind = table.codes_named(name, among=clues.postcode_departement)
        if len(found) == 1:
            against = ["postcode_elsewhere"] if clues.served else []
            return clues.answer(_only(found), "postcode_name", 0.9, name_kind=kind, against=against)
    for name in clues.cities if clues.postcode else ():
        # A town of ours under a foreign postcode is no misspelling of a town there, though perhaps its short form.
        ours = any(len(table.codes_named(name, among=area)[0]) == 1 for area in clues.areas)
        code = nearly(name, clues.served, _NEVER if ours else 72.0, by_postcode=True)
        if not (code or ours):
            code = _single(phrases.in_line(name, clues.served).clear) if clues.served else None
            code = code or (None if clues.served else nearly(name, clues.postcode_departement, 85.0))
        if code:
            return clues.answer(code, "postcode_name", 0.85, name_kind="nearly")
    return None


def _clear_name(clues: Clues) -> Located | None:
    """A town stated as such, or as a part of a longer line: with its département, or in the territory."""
    if clues.bare:
        return None
    text = clues.place.text
    if text and not clues.postcode and "," not in text:
        # "La Salle, Guillestre" ends with the town; "Montgenèvre - Briançon" does not say which of the two.
        named = (table.codes_named(piece, clues.area) for piece in clues.loose_names)
        towns = frozenset(_only(codes) for codes, kind in named if kind == "name" and len(codes) == 1)
        if len(towns) > 1:
            return _among(towns, clues)
    for name in clues.cities:
        found = _named(name, clues, 0.9)
        if found:
            return found
    if "candidates" not in clues.notes and (found := _city_nearly(clues)):
        return found
    for name in clues.loose_names:
        found = _named(name, clues, 0.8)
        if found and not _contradicted(found, clues):
            return found
    return None


def _contradicted(found: Located, clues: Clues) -> bool:
    """Whether a word of a line leads far from where its postcode does: "Villeneuve 1400, 05240" is no Villeneuve."""
    if not clues.served or found.insee is None:
        return False
    return table.at(found.insee).departement not in {table.at(code).departement for code in clues.served}


def _bare_name(clues: Clues) -> Located | None:
    """The only words of a line, and whatever else may be a town's name."""
    if "candidates" in clues.notes:
        return None
    for name in (*clues.cities, *clues.loose_names) if clues.bare else ():
        found = _named(name, clues, 0.8)
        if found:
            return found
    # "Saint-Pierre", "Le Port": words of every town, but a town too when they end a line, or are all of it.
    last = clues.ending
    sayable = clues.default is None or len(clues.pieces) > 1 or clues.departement
    if last and sayable and table.codes_named(last, clues.area)[1] == "name":
        return _named(last, clues, 0.6)
    return None


def _named(name: str, clues: Clues, sure: float) -> Located | None:
    stated = sure >= 0.9
    if clues.departement:
        inside = frozenset(table.by_departement().get(clues.departement, ()))
        found, kind = table.codes_named(name, among=inside)
        if len(found) == 1:
            return clues.answer(_only(found), "name", sure if kind == "name" else sure - 0.1, name_kind=kind)
    for area, weight in ((clues.area, 1.0), (clues.home, 0.8)):
        found, kind = table.codes_named(name, among=area)
        if len(found) > 1:
            return _among(found, clues)
        if kind == "article" and not stated and clues.default is not None and _with_article(name):
            continue  # "Le Cassis" is no town of that name.
        usual = short.meant(name, area) if kind == "old_name" else None
        if usual and table.at(usual).population >= _TIMES * table.at(_only(found)).population:
            # A village was called "Beaumont" once; the town is called so every day.
            return clues.answer(usual, "name", sure * weight * 0.8, name_kind="nearly")
        if found:
            kind_weight = {"name": 1.0, "article": 0.95, "old_name": 0.9}[kind]
            homonyms = 0.95 if len(table.codes_named(name)[0]) > 1 else 1.0
            return clues.answer(_only(found), "name", sure * weight * kind_weight * homonyms, name_kind=kind)
    if stated and clues.point:
        # A name and a point far from our territory that agree need no territory.
        found, kind = table.codes_named(name)
        close = near.nearest(*clues.point, 1, among=found, limit=FAR_KM) if found else ()
        if close:
            return clues.answer(close[0][1], "name", 0.85, name_kind=kind, km=round(close[0][0], 1))
    return None


def _with_article(name: str) -> bool:
    strict, loose = names.parts(names.key(name))
    return strict != loose


def _among(candidates: frozenset[str], clues: Clues) -> Located | None:
    """One of several communes, told apart by the point, the venue or the default; else noted and left open."""
    if clues.point:
        close = near.nearest(*clues.point, 2, among=candidates, limit=FAR_KM)
        if close:
            ratio = close[0][0] / close[1][0] if len(close) > 1 and close[1][0] else 0.0
            return clues.answer(close[0][1], "coordinates", 0.8 - 0.4 * ratio, km=round(close[0][0], 1))
    lent = _lent(clues, candidates)
    if lent:
        return clues.answer(lent, "venue", 0.85)
    if clues.default in candidates:
        return clues.answer(clues.default or "", "default", 0.6)
    clues.notes.setdefault("candidates", sorted(table.at(code).nom for code in candidates)[:10])
    return None


def _postcode(clues: Clues) -> Located | None:
    """A postcode that serves one commune, or one of the territory; wholly outside, it says at least that."""
    served = clues.served
    if not served:
        return None
    for area, sure in ((served, 0.85), (clues.area, 0.7), (clues.home, 0.6)):
        if len(served & area) == 1:
            return clues.answer(_only(served & area), "postcode", sure)
    told = _in_lines(clues, served)
    if told:
        return told
    found = _among(served, clues)
    if found is None and not served & clues.ours:
        return Located(how="postcode", outside=True, sure=0.8, values=clues.seen())
    return found


def _venue(clues: Clues) -> Located | None:
    """What is known of the venue; of two communes that bear its name, the one in the source's territory."""
    for key, name in names_of(clues.place):
        codes = frozenset(code for one in clues.venues.get(key, ()) if (code := table.today(one)))
        for found in (codes, codes & clues.area, codes & clues.home):
            if len(found) == 1 and _credible(key, _only(found), clues):
                return clues.answer(_only(found), "venue", 0.85 if len(codes) == 1 else 0.7, venue=name)
    return None


def _credible(key: str, code: str, clues: Clues) -> bool:
    """May a venue of that name be the one known in `code`? Not "La Grange" of another town than the source's own, nor
    when a point lies far from there, or on the centre of another commune."""
    if clues.default not in (None, code) and not any(address.may_be_town(word) for word in key.split()):
        return False
    if clues.point is None:
        return True
    here = table.at(code)
    away = near.kilometres(*clues.point, here.lat, here.lon)
    close = near.nearest(*clues.point, 1, limit=_CENTRE_KM)
    return away <= FAR_KM and not (close and close[0][1] != code and close[0][0] * 3 < away)


def _lent(clues: Clues, among: frozenset[str]) -> str | None:
    for key, _ in names_of(clues.place):
        found = frozenset(clues.venues.get(key, ())) & among
        if len(found) == 1:
            return _only(found)
    return None


def _name_in_line(clues: Clues) -> Located | None:
    """ "Foyer rural de Rambaud", "RDV à Chorges": a name of the territory within a part of a line."""
    if "candidates" in clues.notes:
        return None
    for area in clues.areas:
        found = _in_lines(clues, area)
        if found or "candidates" in clues.notes:
            return found
    return None


def _in_lines(clues: Clues, area: frozenset[str]) -> Located | None:
    read = [phrases.in_line(piece, area) for piece in clues.pieces]
    manners = (
        (0.7, [one.at for one in read]),
        (0.65, [one.of for one in read]),
        (0.55, [one.beside for one in read]),
    )
    for sure, found in manners:
        codes: frozenset[str] = frozenset().union(*found)
        if len(codes) == 1:
            return clues.answer(_only(codes), "name", sure, name_kind="in_line")
        if codes:
            clues.notes["candidates"] = sorted(table.at(code).nom for code in codes)[:10]
            return None
    return None


def _city_nearly(clues: Clues) -> Located | None:
    """A stated town of the source's territory cut short or misspelt, when no town elsewhere is meant."""
    for name in clues.cities:
        code = short.meant(name, clues.area) or nearly(name, clues.area, 82.0)
        if code:
            return clues.answer(code, "name", 0.6, name_kind="nearly")
    return None


def _short_name(clues: Clues) -> Located | None:
    """ "Brive", "Le Cadran, La Seyne": the short name of a town, alone or last in a line."""
    if "candidates" in clues.notes:
        return None
    last = (clues.ending,) if clues.ending in clues.loose_names else ()
    for name in (*clues.cities, *clues.loose_names) if clues.bare else last:
        for area, sure in zip(clues.areas, (0.6, 0.5), strict=False):
            if code := short.meant(name, area):
                return clues.answer(code, "name", sure, name_kind="nearly")
    return None


def _piece_nearly(clues: Clues) -> Located | None:
    """The last part of a line, misspelt; another one, cut short."""
    if "candidates" in clues.notes:
        return None
    last = clues.ending
    if last in clues.loose_names and (len(clues.pieces) > 1 or clues.bare):
        code = nearly(last, clues.area, 90.0) if len(last) >= _LONG_ENOUGH else _slip(last, clues.area)
        # A hall's name may hold a town's ("salle Salles-Arbuissonnas").
        word, name = last.split()[0], table.at(code).nom if code else ""
        hall = not address.may_be_town(word) and fold(word) != fold(re.split(r"[\s-]", name)[0])
        if code and not hall and fold(last)[:1] == fold(name)[:1]:
            return clues.answer(code, "name", 0.5, name_kind="nearly")
    for name in clues.loose_names:
        if code := short.meant(name, clues.area):
            return clues.answer(code, "name", 0.5, name_kind="nearly")
    return None


def _slip(name: str, area: frozenset[str]) -> str | None:
    """The sizeable commune that a word of five or six letters is but for a slip: "Veyne", "Embrum"."""
    if " " in name or address.is_generic(name) or address.is_wider(name) or table.codes_named(name)[0]:
        return None
    code = nearly(name, area, _NEVER)
    return code if code and table.at(code).population >= _SLIPPED else None


def _coordinates(clues: Clues) -> Located | None:
    if clues.point is None:
        return None
    close = near.nearest(*clues.point, 2, limit=ABROAD_KM)
    if not close:
        return Located(how="coordinates", outside=True, sure=0.8, values=clues.seen())
    km, code = close[0]
    ours = clues.ours
    if code not in ours:
        inside = near.nearest(*clues.point, 1, among=ours, limit=_BORDER_KM)
        if inside and inside[0][0] <= 2 * km:
            return clues.answer(inside[0][1], "coordinates", 0.3, km=round(inside[0][0], 1))
    # Half-way between two centres the answer is a toss; on a centre it is nearly sure.
    ratio = km / close[1][0] if len(close) > 1 and close[1][0] else 0.0
    return clues.answer(code, "coordinates", 0.3 + 0.5 * (1 - ratio), km=round(km, 1))


def _main_town(clues: Clues) -> Located | None:
    """The town that a postcode is of, when the others it serves are villages and nothing else is said."""
    served = sorted(clues.served, key=lambda code: -table.at(code).population)
    inside = [table.at(code).population for code in served]
    if inside and inside[0] >= _TIMES * sum(inside[1:]):
        return clues.answer(served[0], "postcode", 0.55)
    return None


def _single(codes: frozenset[str]) -> str | None:
    return _only(codes) if len(codes) == 1 else None


def _only(codes: frozenset[str]) -> str:
    (code,) = codes
    return code


Rung = Callable[[Clues], Located | None]
STATED: tuple[Rung, ...] = (_insee, _abroad, _postcode_name, _clear_name)
"""What a place states outright: no known venue says otherwise."""
GUESSED: tuple[Rung, ...] = (
    _venue,
    _postcode,
    _bare_name,
    _short_name,
    _name_in_line,
    _piece_nearly,
    _coordinates,
    _main_town,
)
