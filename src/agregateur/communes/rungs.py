"""The upper rungs of the ladder (see `locate`): each answers from what a place states, or passes to the next."""

from __future__ import annotations

from collections.abc import Callable

from agregateur.communes import areas, everyday, names, near, phrases, short, table
from agregateur.communes.clues import FAR_KM, WIDE, Clues
from agregateur.communes.spelling import near as nearly
from agregateur.communes.spelling import slip
from agregateur.communes.venues import names_of
from agregateur.communes.vocabulary import SAINTS
from agregateur.model import Located

NEVER = 101.0
"""A similarity that no name reaches."""
FRANCE = 5000
"""More communes than a région has: an area as wide does not tell a town from its namesakes."""
_OWN_WORDS = 3
"""Words of a name that nothing else bears."""
TIMES = 5
"""How much larger a town is than all others of its postcode to be meant."""
TWICE = 2
"""How much larger what a village was joined to has to be, to be meant by its name rather than the town called so."""


def _insee(clues: Clues) -> Located | None:
    return clues.answer(clues.insee, "insee", 1.0) if clues.insee else None


def _abroad(clues: Clues) -> Located | None:
    """A foreign country, unless a French postcode and town say otherwise."""
    if clues.country in (None, "FR"):
        return None
    if any(table.codes_named(name, among=clues.served)[0] for name in clues.cities):
        return None
    town = clues.line.city
    if town and clues.country == clues.line.country and (len(clues.ours) < FRANCE or clues.default):
        # Soudan (44), in a territory where it lies.
        found, kind = table.codes_named(town, among=clues.ours)
        found = frozenset(filter(clues.likely, found))
        if kind == "name" and len(found) == 1:
            return clues.answer(only(found), "name", 0.7, name_kind=kind)
    return Located(how="none", outside=True, sure=0.9, values=clues.seen(country=clues.country))


def _postcode_name(clues: Clues) -> Located | None:
    """Postcode with the town it serves; else a name within the postcode's département (CEDEX, wrong postcode)."""
    for name in clues.cities if clues.postcode else ():
        found, kind = table.codes_named(name, among=clues.served)
        if len(found) == 1:
            sure = 0.98 if kind == "name" else 0.95
            return clues.answer(only(found), "postcode_name", sure, name_kind=kind)
        found, kind = table.codes_named(name, among=clues.postcode_departement)
        if kind == "old_name" and (code := slip(name, clues.served)):
            # "69200 Véissieux" is Vénissieux, although a village was called so, under another postcode.
            return clues.answer(code, "postcode_name", 0.85, name_kind="nearly")
        if len(found) == 1:
            against = ["postcode_elsewhere"] if clues.served else []
            return clues.answer(only(found), "postcode_name", 0.9, name_kind=kind, against=against)
    for name in clues.cities if clues.postcode else ():
        # A town of ours under a foreign postcode is no misspelling of a town there, though perhaps its short form.
        ours = any(len(table.codes_named(name, among=area)[0]) == 1 for area in clues.areas)
        code = nearly(name, clues.served, NEVER if ours else 72.0, by_postcode=True)
        if not (code or ours):
            code = single(phrases.in_line(name, clues.served).clear) if clues.served else None
            code = code or phrases.at_an_end(name, clues.served)
            code = code or (None if clues.served else nearly(name, clues.postcode_departement, 85.0))
        if code:
            return clues.answer(code, "postcode_name", 0.85, name_kind="nearly")
    return None


def _clear_name(clues: Clues) -> Located | None:
    """A town stated as such, or as a part of a longer line: with its département, or in the territory."""
    if clues.bare:
        return None
    text, bracketed = clues.place.text, clues.line.bracketed
    if bracketed in clues.loose_names and table.codes_named(bracketed or "", clues.area)[1] == "name":
        # "La Combe (Vars)", were La Combe a commune too.
        found = named(bracketed or "", clues, 0.8)
        if found:
            return found
    if text and not clues.postcode and "," not in text:
        # "La Salle, Guillestre" ends with the town; "Montgenèvre - Briançon" does not say which of the two.
        said = (table.codes_named(piece, clues.area) for piece in clues.loose_names)
        towns = frozenset(only(codes) for codes, kind in said if kind == "name" and len(codes) == 1)
        if len(towns) > 1:
            return among(towns, clues)
    for name in clues.cities:
        found = named(name, clues, 0.9)
        if found:
            return found
    if "candidates" not in clues.notes and (found := _city_nearly(clues)):
        return found
    for name in () if clues.elsewhere_stated else clues.loose_names:
        found = named(name, clues, 0.8)
        if found and not _contradicted(found, clues) and not _a_hall(name, found, clues):
            return found
    return None


def _a_hall(name: str, found: Located, clues: Clues) -> bool:
    """May a part that others follow be a hall ("L'Arsenal, Berniin"), and no town of old in a wide territory? Not when
    what follows is what every town has ("Mainbressy, salle des fêtes")."""
    old = found.values.get("name_kind") == "old_name"
    return old and name != clues.ending and len(clues.area) > WIDE and not everyday.is_generic(clues.ending)


def _contradicted(found: Located, clues: Clues) -> bool:
    """Whether a word of a line leads far from where its postcode does: "Villeneuve 1400, 05240" is no Villeneuve."""
    if not clues.served or found.insee is None:
        return False
    return table.at(found.insee).departement not in {table.at(code).departement for code in clues.served}


def _city_nearly(clues: Clues) -> Located | None:
    """A stated town of the source's territory cut short or misspelt, when no town elsewhere is meant."""
    for name in clues.cities:
        code = short.meant(name, clues.area) or nearly(name, clues.area, 82.0, shortest=4)
        # Of two slips, in the name and in the postcode, the nearest town is not the likely one.
        if code and (not clues.served or code in clues.served):
            return clues.answer(code, "name", 0.6, name_kind="nearly")
    return None


def named(name: str, clues: Clues, sure: float) -> Located | None:
    """The commune of that name where one expects it: in its département, the territories, or near the point.

    `sure` is what a name of today is worth, from 0.9 on of a town stated as such; None, with a note, when several are
    meant.
    """
    stated = sure >= 0.9
    if clues.departement:
        inside = frozenset(areas.by_departement().get(clues.departement, ()))
        found, kind = table.codes_named(name, among=inside)
        if len(found) == 1:
            return clues.answer(only(found), "name", sure if kind == "name" else sure - 0.1, name_kind=kind)
    for area, weight in ((clues.area, 1.0), (clues.home, 0.8)):
        found, kind = table.codes_named(name, among=area)
        if kind == "article" and not stated and clues.default is not None and _with_article(name):
            continue  # "Le Cassis" is no town of that name.
        near_home = frozenset(filter(clues.likely, found)) if clues.default else found
        found = near_home if near_home or not (stated or _unmistaken(name, kind, clues)) else found
        if len(found) > 1:
            return among(found, clues)
        usual = short.meant(name, area) if kind in ("old_name", "article") else None
        if found and usual and table.at(usual).population * TWICE >= table.at(only(found)).population:
            # A village was called "Beaumont" once; the town is called so every day.
            return clues.answer(usual, "name", sure * weight * 0.8, name_kind="nearly")
        if kind == "old_name" and found and short.outgrown(short.words_of(name), only(found), area):
            clues.notes.setdefault("candidates", [table.at(only(found)).nom])
            return None
        if found:
            kind_weight = {"name": 1.0, "article": 0.95, "old_name": 0.9}[kind]
            homonyms = 0.95 if len(table.codes_named(name)[0]) > 1 else 1.0
            return clues.answer(only(found), "name", sure * weight * kind_weight * homonyms, name_kind=kind)
    if stated and clues.point:
        # A name and a point far from our territory that agree need no territory.
        found, kind = table.codes_named(name)
        close = near.nearest(*clues.point, 1, among=found, limit=FAR_KM) if found else ()
        if close:
            return clues.answer(close[0][1], "name", 0.85, name_kind=kind, km=round(close[0][0], 1))
    return None


def _unmistaken(name: str, kind: str, clues: Clues) -> bool:
    """May a word mean a town where one does not expect this source? It ends a line ("Salle X, Grand"), is of several
    words ("Fain-lès-Moutiers"), or large."""
    ending = len(clues.pieces) > 1 and name == clues.ending
    said = short.words_of(name)
    own = len(said) >= _OWN_WORDS and said[0] not in SAINTS
    return kind == "name" and (ending or own or clues.known_afar(name))


def _with_article(name: str) -> bool:
    strict, loose = names.parts(names.key(name))
    return strict != loose


def among(candidates: frozenset[str], clues: Clues) -> Located | None:
    """One of several communes, told apart by the point, the venue or the default; else noted and left open."""
    if clues.point:
        close = near.likeliest(*clues.point, among=candidates, limit=FAR_KM)
        if close:
            ratio = close[0][0] / close[1][0] if len(close) > 1 and close[1][0] else 0.0
            return clues.answer(close[0][2], "coordinates", 0.8 - 0.4 * ratio, km=round(close[0][1], 1))
    clues.weighed.update(candidates)
    known = _lent(clues, candidates)
    if known:
        return clues.answer(known, "venue", 0.85)
    if clues.default in candidates:
        return clues.answer(clues.default or "", "default", 0.6)
    clues.notes.setdefault("candidates", sorted(table.at(code).nom for code in candidates)[:10])
    return None


def _lent(clues: Clues, among: frozenset[str]) -> str | None:
    for key, _ in names_of(clues.place):
        found = frozenset(clues.venues.get(key, ())) & among
        if len(found) == 1:
            return only(found)
    return None


def single(codes: frozenset[str]) -> str | None:
    """The code, when there is but one."""
    return only(codes) if len(codes) == 1 else None


def only(codes: frozenset[str]) -> str:
    """The code of a set of one. Raises ValueError for any other set."""
    (code,) = codes
    return code


Rung = Callable[[Clues], Located | None]
STATED: tuple[Rung, ...] = (_insee, _abroad, _postcode_name, _clear_name)
"""What a place states outright: no known venue says otherwise."""
