"""The lower rungs of the ladder (see `locate`): what a place suggests by its venue, its words, or its point."""

from __future__ import annotations

import re

from agregateur.communes import address, everyday, homely, lands, near, phrases, short, table
from agregateur.communes.clues import ABROAD_KM, FAR_KM, GREAT_TOWN, WIDE, Clues
from agregateur.communes.rungs import FRANCE, TIMES, Rung, among, named, only
from agregateur.communes.short import words_of
from agregateur.communes.spelling import BIG_TOWN, misspelt, restored
from agregateur.communes.spelling import near as nearly
from agregateur.communes.venues import names_of, tells_town
from agregateur.communes.vocabulary import SAINTS
from agregateur.model import Located
from agregateur.text import fold

_OWN_WORDS = 2
"""Words of a venue's name that few others bear: "Halle aux Papillons", but not "Le Phare"."""
_LONG_ENOUGH = 7
"""Characters of a part of a line that may be a misspelt town: "Le Cadran" is not Cardan."""
_LONGER = 9
"""The same, of a part that others follow."""
_SLIPPED = 1000
"""Inhabitants of a town that a short word may misspell."""
_FEW = 100
"""Communes of an area in which a short word may misspell any of them (a group of communes has some thirty)."""
_FEWER_ELSEWHERE = 6
"""Letters of a word that may misspell any commune of a territory, when the source has no commune of its own."""
_CENTRE_KM = 1.0
"""A point this near to a commune's centre, and thrice as far from another's, is not in that other one."""
_BORDER_KM = 12.0
"""A point this near to a commune of ours may be in it although a foreign centre is nearer,"""
_LIKELIER = 2
"""if not more than so many times."""


def _venue(clues: Clues) -> Located | None:
    """What is known of the venue; of two communes that bear its name, the one in the source's territory."""
    for key, name in names_of(clues.place):
        codes = frozenset(code for one in clues.venues.get(key, ()) if (code := table.today(one)))
        for found in (codes, codes & clues.area, codes & clues.home):
            if len(found) == 1 and _credible(key, only(found), clues):
                # Whose own town is another may mean a namesake there, unless the name says the town.
                known = only(found)
                apart = clues.default not in {None, known} and not tells_town(key, known)
                home = {"home": clues.default} if apart else {}
                return clues.answer(known, "venue", 0.85 if len(codes) == 1 else 0.7, venue=name, **home)
    return None


def _credible(key: str, code: str, clues: Clues) -> bool:
    """May a venue of that name be the one known in `code`? Not "Le Phare", of one word, far from the source's own town
    or territory, nor "Église Saint-Roch" of one that has a town; nor when a point lies far away, or on the centre of
    another commune."""
    at_home = clues.likely(code) and (clues.default is not None or len(clues.area) <= WIDE)
    words = key.split()
    # "Champ de Mars": who has a town of its own has a place of that name at home.
    if clues.default is not None and not clues.likely(code) and not tells_town(key, code):
        return False
    if not at_home and (len(words) < _OWN_WORDS or everyday.is_common(key)):
        return False
    named_after = not SAINTS.isdisjoint(words) and not tells_town(key, code)
    if named_after and (not at_home or clues.default not in {None, code}):
        return False
    if clues.point is None:
        return True
    here = table.at(code)
    away = near.kilometres(*clues.point, here.lat, here.lon)
    close = near.nearest(*clues.point, 1, limit=_CENTRE_KM)
    return away <= FAR_KM and not (close and close[0][1] != code and close[0][0] * 3 < away)


def _postcode(clues: Clues) -> Located | None:
    """A postcode that serves one commune, or one of the territory; wholly outside, it says at least that."""
    served = clues.served
    if not served:
        return None
    for area, sure in ((served, 0.85), (clues.area, 0.7), (clues.home, 0.6)):
        if len(served & area) == 1:
            return clues.answer(only(served & area), "postcode", sure)
    told = _in_lines(clues, served, few=True)
    if told:
        return told
    found = among(served, clues)
    if found is None and not served & clues.ours:
        return Located(how="postcode", outside=True, sure=0.8, values=clues.seen())
    return found


def _bare_name(clues: Clues) -> Located | None:
    """The only words of a line, and whatever else may be a town's name."""
    if "candidates" in clues.notes or clues.elsewhere_stated:
        return None
    for name in (*clues.cities, *clues.loose_names) if clues.bare else ():
        found = named(name, clues, 0.8)
        # "Ville-Vieille" is Château-Ville-Vieille for who speaks of its territory, not Villevieille in the Gard.
        if found and (found.insee in clues.area or not phrases.in_line(name, clues.area).clear):
            return found
    # "Saint-Pierre", "Le Port": words of every town, but a town too when they end a line, or are all of it.
    last = clues.ending
    sayable = (
        (clues.default is None and len(clues.area) <= WIDE) or len(clues.pieces) > 1 or clues.departement
    )
    if last and sayable and table.codes_named(last, clues.area)[1] == "name":
        return named(last, clues, 0.6)
    return None


def _short_name(clues: Clues) -> Located | None:
    """ "Brive", "Le Cadran, La Seyne": the short name of a town, alone or last in a line."""
    if clues.elsewhere_stated or "candidates" in clues.notes:
        return None
    last = (clues.ending,) if clues.ending in clues.loose_names else ()
    for name in (*clues.cities, *clues.loose_names) if clues.bare else last:
        for area, sure in zip(clues.areas, (0.6, 0.5), strict=False):
            if (code := short.meant(name, area)) and clues.likely(code):
                return clues.answer(code, "name", sure, name_kind="nearly")
    if len(clues.area) > FRANCE:
        return None
    for name in (*clues.cities, *last):
        said = words_of(name)
        code = short.lesser_names(clues.area).get(said) if len(clues.pieces) > 1 else None
        code = code or short.last_words(clues.area).get(fold(name)) or short.abbreviated(name, clues.area)
        if code and clues.likely(code):
            return clues.answer(code, "name", 0.5, name_kind="nearly")
    # "Portail Coucou, Salon", but no "Salle des fêtes, Salon".
    told_apart = len(clues.pieces) > 1 and not any(map(everyday.is_generic, clues.pieces[1:]))
    code = short.ordinary_names(clues.area).get(fold(clues.ending)) if told_apart else None
    if code and clues.ending[:1].isupper() and clues.default in {None, code}:
        return clues.answer(code, "name", 0.4, name_kind="nearly")
    return None


def _name_in_line(clues: Clues) -> Located | None:
    """ "Foyer rural de Rambaud", "RDV à Chorges": a name of the territory within a part of a line."""
    if clues.elsewhere_stated or "candidates" in clues.notes:
        return None
    for area in clues.areas:
        found = _in_lines(clues, area)
        if found or "candidates" in clues.notes:
            return found
    return None


def _in_lines(clues: Clues, area: frozenset[str], *, few: bool = False) -> Located | None:
    """A commune of `area` named in a part of the lines; of `few` that a postcode serves, in whatever manner."""
    at, of, beside, called, hinted = set[str](), set[str](), set[str](), set[str](), set[str]()
    # Who says where it is at home, in a region of many départements, has a hall that bears a village's name.
    afar = clues.default is not None and not few and not area <= clues.area
    for piece in clues.pieces:
        read = phrases.in_line(piece, area)
        street = address.is_street(piece)
        at |= read.at
        of |= {
            code
            for code in read.of
            if few or clues.likely(code) or (_great(code) if afar else _told_apart(code)) or _is_seat(piece)
        }
        beside |= {
            code
            for code in read.beside
            if few or clues.likely(code) or (_great(code) if afar else not (street or homely.is_holy(code)))
        }
        called |= {
            code
            for code in read.called
            if few or (clues.likely(code) and (_great(code) or homely.is_beside(code, clues.default)))
        }
        hinted |= {code for code in read.hinted if few or clues.hinted(code)}
    for sure, codes in ((0.7, at), (0.65, of), (0.55, beside), (0.55, called), (0.5, hinted)):
        if len(codes) == 1:
            return clues.answer(codes.pop(), "name", sure, name_kind="in_line")
        if codes:
            clues.notes["candidates"] = sorted(table.at(code).nom for code in codes)[:10]
            return None
    return None


_SEATS = re.compile(
    r"(?:mairie|commune|ville|village|bourg|ecole|salle (?:des fetes|polyvalente|communale)|foyer rural) d"
)


def _is_seat(piece: str) -> bool:
    """Is it what a village has, and what is called after it alone: "Mairie de Glanon"?"""
    return bool(_SEATS.match(fold(piece)))


def _told_apart(code: str) -> bool:
    """Is it a town of some size, or one of a name of several words? No village is meant by "Château de Belleville"."""
    town = table.at(code)
    return town.population >= BIG_TOWN or len(words_of(town.nom)) > 2


def _great(code: str) -> bool:
    """Is it a town that is known everywhere?"""
    return table.at(code).population >= GREAT_TOWN


def _piece_nearly(clues: Clues) -> Located | None:
    """The last part of a line, misspelt; another one, cut short."""
    if clues.elsewhere_stated or "candidates" in clues.notes:
        return None
    last = clues.ending
    if last in clues.loose_names and (len(clues.pieces) > 1 or clues.bare):
        code = nearly(last, clues.area, 90.0) if len(last) >= _LONG_ENOUGH else None
        name = table.at(code).nom if code else ""
        if code and clues.likely(code) and not _hall(last, code) and fold(last)[:1] == fold(name)[:1]:
            return clues.answer(code, "name", 0.5, name_kind="nearly")
    for name in clues.loose_names:
        if (code := short.meant(name, clues.area)) and clues.likely(code):
            return clues.answer(code, "name", 0.5, name_kind="nearly")
    return None


def _slip(name: str, clues: Clues) -> str | None:
    """The commune that a word of five or six letters is but for a slip ("Veyne"): a sizeable one, or one of few."""
    if " " in name or everyday.is_generic(name) or lands.is_wider(name):
        return None
    code = misspelt(name, clues.area)
    if code is None or fold(name)[:1] != fold(table.at(code).nom)[:1]:
        return None
    few = len(clues.area) <= _FEW or (len(name) >= _FEWER_ELSEWHERE and clues.default is None)
    return code if few or table.at(code).population >= _SLIPPED else None


def _whole_misspelt(clues: Clues) -> Located | None:
    """ "Villers-la-Monatgne", "Le Cube, Bucehlay": a whole part that is a town but for a slip, before a town's name is
    looked for in its words."""
    if clues.elsewhere_stated or "candidates" in clues.notes or not (len(clues.pieces) > 1 or clues.bare):
        return None
    last = clues.ending
    for piece in dict.fromkeys((last, clues.pieces[-1] if clues.pieces else "")):
        if piece not in clues.loose_names or everyday.is_generic(piece):
            continue
        long = len(piece) >= (_LONG_ENOUGH if piece == last else _LONGER)
        code = misspelt(piece, clues.area) if long else _slip(piece, clues) if piece == last else None
        code = code or restored(piece, clues.area)
        if code and clues.likely(code) and not _hall(piece, code):
            return clues.answer(code, "name", 0.5, name_kind="nearly")
    return None


def _hall(piece: str, code: str) -> bool:
    """A hall's name may hold a town's ("salle Salles-Arbuissonnas")."""
    word = piece.split(maxsplit=1)[0]
    return not address.may_be_town(word) and fold(word) != fold(re.split(r"[\s-]", table.at(code).nom)[0])


def _coordinates(clues: Clues) -> Located | None:
    if clues.point is None:
        return None
    close = near.likeliest(*clues.point, limit=ABROAD_KM)
    if not close:
        return Located(how="coordinates", outside=True, sure=0.8, values=clues.seen())
    weighed, km, code = close[0]
    # A source's own commune, then its territory, is likelier than a foreign one beside it.
    own = frozenset((clues.default,)) if clues.default else clues.ours
    for ours in (own, clues.ours):
        if code not in ours:
            inside = near.likeliest(*clues.point, among=ours, limit=_BORDER_KM)
            if inside and inside[0][0] <= _LIKELIER * weighed:
                return clues.answer(inside[0][2], "coordinates", 0.4, km=round(inside[0][1], 1))
    ratio = weighed / close[1][0] if len(close) > 1 and close[1][0] else 0.0
    return clues.answer(code, "coordinates", _sure(ratio), km=round(km, 1))


def _sure(ratio: float) -> float:
    """What the likeliest commune of a point is worth, when the next is `ratio` times as near by `near.reach`.

    Of the points by which `reach` was measured 98 % are right up to a ratio of 0.54 (less here: many points of feeds
    are wrong themselves), 76 % from there to 0.7, 67 % beyond.
    """
    return min(0.8, 1.15 - 0.65 * ratio)


def _main_town(clues: Clues) -> Located | None:
    """The town that a postcode is of, when the others it serves are villages and nothing else is said."""
    served = sorted(clues.served, key=lambda code: -table.at(code).population)
    inside = [table.at(code).population for code in served]
    if inside and inside[0] >= TIMES * sum(inside[1:]):
        return clues.answer(served[0], "postcode", 0.55)
    return None


GUESSED: tuple[Rung, ...] = (
    _venue,
    _postcode,
    _bare_name,
    _short_name,
    _whole_misspelt,
    _name_in_line,
    _piece_nearly,
    _coordinates,
    _main_town,
)
