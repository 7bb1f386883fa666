"""One line saying where ("Salle Dum'Art, 12 rue Pasteur, 05100 Briançon, France") taken apart, carefully.

Only what has the form of a part is taken for it: a town's name is read in a piece of its own or after a postcode,
never inside the name of a hall or a street ("rue de Paris", "Gare de Lyon").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agregateur.communes import areas, table
from agregateur.communes.everyday import ORDINARY, is_common
from agregateur.communes.lands import country_code, departement_named, departements_of, wider_places
from agregateur.communes.table import codes_named
from agregateur.text import fold, one_line, words

_SEPARATORS = re.compile(r"\s*(?:[,;|\n•·]|\s[-–—>/:]+\s|:\s|\.(?<=[^\W\d_]{4}\.)\s(?=[A-ZÀ-Ý]))\s*")
_LAST_IN_BRACKETS = re.compile(r"\(([^()\[\]]{2,60})\)\W*$")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]{2,60})[)\]]\s*")
# The two communes of Château-Chinon differ by it.
_NAME_IN_BRACKETS = re.compile(r"(?<=Chinon)\s*\((ville|campagne)\)", re.IGNORECASE)
_STREET_WORDS = (
    "rue|r\\.|avenue|av\\.?|ave|boulevard|bd\\.?|bld|blvd|place(?! forte)|pl\\.?|placette|chemin|ch\\.|che|route|rte"
    "|impasse|imp\\.?|allee|allees|quai|cours|square|montee|esplanade|faubourg|fbg|passage|sentier|traverse|ruelle|lotissement"
    "|lieu[- ]dit|rond[- ]point|promenade|mail|voie|hameau|parvis|draille|z\\.?a\\.?c?\\.?|z\\.?i\\.?|bp"
)
_NUMBER = r"\d{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?,?"
_STREET = re.compile(rf"^(?:{_NUMBER}\s+\S.*|(?:{_STREET_WORDS})\b(?![?\ufffd]\w).*|[dn]\s?\d{{1,4}})$")
_NUMBERED = re.compile(rf"^(?P<venue>\D.*?)\s+(?P<street>{_NUMBER}\s+(?:{_STREET_WORDS})\s.*)$")
_POSTCODE = re.compile(r"(?<![\w.])(?:F-?|FR-?)?(?P<code>(?:\d{2}\s\d{3}|\d{5}))(?![\w.])")
# "69OO4 LYON", typed with the letter.
_LETTER_O = re.compile(r"(?<!\w)(?=\d?[\dO]*O)\d[\dO]{4}(?= +[^\W\d_])")
# "Asheville, NC 28803", "NC, 28801", "Portland, Oregon 97232 US": five digits that are no French postcode.
_AMERICAN = re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\s*$|,\s*[A-Z]{2}\s*,\s*\d{5}\b|\b\d{5},?\s+USA?\b")
_TOWN_AND_NUMBER = re.compile(r"(?P<town>[^\W\d][^\d]+?)[ \-]+(?P<code>\d{2}|2[AB]|97\d)")
_NUMBER_AND_TOWN = re.compile(r"(?P<code>\d{2}|2[AB]|97\d)[ \-]+(?P<town>[^\W\d][^\d]+)")


# Of two letters, only these are read as a country at the end of a line: "NC" there is rarely New Caledonia.
_SHORT_IN_LINES = {"FR", "CH", "IT", "BE", "DE", "ES", "LU", "GB", "UK", "US"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """The parts of a line: each None when the line does not have it. `pieces` are all parts in order.

    `departement` is a code, read from a name or number written beside the town. `country` is an ISO 3166 code.
    `bracketed` is what stands in brackets at the end ("La Combe (Vars)").
    """

    venue: str | None = None
    street: str | None = None
    postcode: str | None = None
    city: str | None = None
    departement: str | None = None
    country: str | None = None
    bracketed: str | None = None
    pieces: tuple[str, ...] = ()


def split(line: str) -> Address:
    """The parts of one line of address (at most 500 characters of it are read). Never fails."""
    return _split(line[:500])


# "Chalon/Saône", "Villefranche / Saône".
_OVER = re.compile(
    r"(?P<town>[^\W\d_][^\W\d_'’ -]*(?:[ -][^\W\d_'’ -]+){0,3}) ?/ ?(?P<river>(?:l['’])?[^\W\d_]+)"
)


def _over(found: re.Match[str]) -> str:
    both = f"{found['town']} sur {found['river']}"
    return both if codes_named(both)[1] == "name" else found[0]


@lru_cache(maxsize=16384)
def _split(line: str) -> Address:
    line = _LETTER_O.sub(lambda found: re.sub("[oO]", "0", found[0]), line) if "O" in line else line
    line = _OVER.sub(_over, line) if "/" in line else line
    american = bool(_AMERICAN.search(line))
    bracketed = None
    if "(" in line or "[" in line:
        bracketed = _LAST_IN_BRACKETS.search(line)
        line = _BRACKETS.sub(r" , \1 , ", _NAME_IN_BRACKETS.sub(r"-\1", line))
    found = [piece for raw in _SEPARATORS.split(line) if (piece := one_line(raw).strip(" .,:"))]
    if found and found[-1].endswith((" FRANCE", " France")):
        rest = found[-1][:-6].rstrip()
        # "Vars FRANCE", "05100 Briançon France", but no "rue Anatole France".
        found[-1] = rest if codes_named(rest)[1] == "name" or _POSTCODE.search(rest) else found[-1]
    pieces = tuple(found)
    last = found[-1] if found else ""
    land = country_code(last) if len(last) > 2 or last in _SHORT_IN_LINES else None
    # Soudan (44), Suisse (57): whoever knows the territory tells which is meant.
    also_town = last if land not in (None, "FR") and codes_named(last)[1] == "name" else None
    if land and (land == "FR" or len(found) > 1 or also_town):
        found.pop()
    found = (
        [piece for piece in found if " ".join(words(piece)) not in wider_places()]
        if len(found) > 1
        else found
    )
    departement, pieces = _take_departement(found, pieces)
    if land not in (None, "FR") or (american and land is None):
        return Address(venue=found[0] if found else None, city=also_town, country=land or "US", pieces=pieces)
    if departement:
        found, pieces = _without_seat(found, pieces, departement)
    postcode, city = _take_postcode(found)
    if city is None:
        city, found = _named_town(found, table.codes_at(postcode) if postcode else None)
    venue, street = _venue_and_street(found)
    return Address(
        venue=venue, street=street, postcode=postcode, city=city, departement=departement,
        country=land, bracketed=bracketed[1] if bracketed else None, pieces=pieces,
    )  # fmt: skip


def _take_departement(found: list[str], pieces: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    """The département named beside the town, taken out of `found`; and the pieces, the town's without its number."""
    for at in range(len(found) - 1, 0, -1):
        departement = departement_named(found[at])
        # "Salle Nord, 14, rue Pasteur, Vars": the number of a house.
        housed = found[at].isdigit() and at + 1 < len(found) and is_street(found[at + 1])
        if departement and not housed:
            named = pieces.index(found.pop(at))
            # "Billac, Corrèze, Nouvelle-Aquitaine": not the town of Corrèze.
            if " ".join(words("".join(pieces[named + 1 : named + 2]))) in wider_places():
                pieces = (*pieces[:named], *pieces[named + 1 :])
            return departement, pieces
    for at, piece in enumerate(found):
        # "05 Gap", "Gap 05": the département, where the town lies in it.
        if not (piece[0].isdigit() or piece[-1].isdigit() or piece[-1] in "AB"):
            continue
        both = (_NUMBER_AND_TOWN if piece[0].isdigit() else _TOWN_AND_NUMBER).fullmatch(piece)
        code = departement_named(both["code"]) if both else None
        inside = _communes_of(code)
        kind = codes_named(both["town"], inside)[1] if both else ""
        if both and (kind == "name" or (kind == "old_name" and not is_common(both["town"]))):
            found[at] = both["town"]
            return code, tuple(both["town"] if one == piece else one for one in pieces)
    return None, pieces


def _without_seat(
    found: list[str], pieces: tuple[str, ...], departement: str
) -> tuple[list[str], tuple[str, ...]]:
    """ "Voiron, Grenoble, Isère": without the seat of the arrondissement, which map services write after the town."""
    inside = _communes_of(departement)
    last = [at for at, piece in enumerate(found) if not piece.isdigit()][-2:]
    two = [found[at] for at in last]
    if len(two) < 2 or not all(may_be_town(one) and codes_named(one, inside)[1] == "name" for one in two):
        return found, pieces
    at = max(i for i, piece in enumerate(pieces) if piece == two[1])
    wider = "".join(pieces[at + 1 : at + 2])
    if departement_named(wider) != departement and " ".join(words(wider)) not in wider_places():
        return found, pieces
    return [*found[: last[1]], *found[last[1] + 1 :]], (*pieces[:at], *pieces[at + 1 :])


@lru_cache(maxsize=128)
def _communes_of(departement: str | None) -> frozenset[str]:
    return frozenset(areas.by_departement().get(departement, ())) if departement else frozenset()


def _take_postcode(found: list[str]) -> tuple[str | None, str | None]:
    """The last postcode and the town beside it, taken out of `found`."""
    at, match = next(
        ((at, match) for at in range(len(found) - 1, -1, -1) if (match := _last_postcode(found[at]))),
        (0, None),
    )
    if match is None:
        return None, None
    postcode = match["code"].replace(" ", "")
    before, after = found[at][: match.start()].strip(" ,-"), found[at][match.end() :].strip(" ,-")
    if after:
        found[at : at + 1] = [before] if before else []
        return postcode, after
    if before and not _STREET.match(fold(before)) and not _NUMBERED.match(fold(before)):
        del found[at]
        return postcode, before
    found[at : at + 1] = [before] if before else []
    served = table.codes_at(postcode)
    places = () if before else tuple(i for i in (at, at - 1) if 0 <= i < len(found))
    if places and not any(codes_named(found[i], served)[0] for i in places):
        # "Plouaret, Lannion, Côtes-d'Armor, Bretagne, 22420": the town, then that of its arrondissement.
        earlier = (i for i in range(at - 2, -1, -1) if may_be_town(found[i]))
        places = (*(i for i in earlier if codes_named(found[i], served)[1] == "name"), *places)
    for beside in places:
        if _is_town(found[beside], served):
            return postcode, found.pop(beside)
    return postcode, None


def _last_postcode(piece: str) -> re.Match[str] | None:
    found = None
    for match in _POSTCODE.finditer(piece):
        if departements_of(match["code"].replace(" ", "")):
            found = match
    return found


def _is_town(piece: str, served: frozenset[str]) -> bool:
    """Is it the name of a town beside its postcode (even "Four, 38080"), or elsewhere?"""
    if codes_named(piece, served)[1] == "name":
        return True
    return may_be_town(piece) and bool(codes_named(piece)[0])


def _named_town(pieces: list[str], among: frozenset[str] | None) -> tuple[str | None, list[str]]:
    """The last piece that is exactly the name of a commune of today (of `among`), not looking like a hall or street."""
    for at in range(len(pieces) - 1, -1, -1):
        piece = pieces[at]
        if may_be_town(piece) and codes_named(piece, among)[1] == "name":
            return piece, pieces[:at] + pieces[at + 1 :]
    return None, pieces


def _venue_and_street(pieces: list[str]) -> tuple[str | None, str | None]:
    venue: list[str] = []
    street: list[str] = []
    for at, piece in enumerate(pieces):
        both = _NUMBERED.match(fold(piece)) if len(fold(piece)) == len(piece) else None
        if both:
            venue.append(piece[: both.end("venue")])
            street.append(piece[both.start("street") :])
        elif is_street(piece) or (piece.isdigit() and at + 1 < len(pieces) and is_street(pieces[at + 1])):
            street.append(piece)
        else:
            venue.append(piece)
    return ", ".join(venue) or None, ", ".join(street) or None


@lru_cache(maxsize=8192)
def is_street(piece: str) -> bool:
    """Does it begin like a street, a road or a place-name with number ("12 bis rue", "Place", "D17")?"""
    return bool(_STREET.match(fold(piece)))


@lru_cache(maxsize=8192)
def may_be_town(piece: str) -> bool:
    """May a part of a line be a town's name? No street, and no ordinary word alone ("La Salle", "Le Port").

    Streets begin like a few towns: "Cours-de-Monségur", "Passage-d'Agen", joined by hyphens.
    """
    found = [word for word in words(piece) if word not in _LINKS]
    if len(found) <= 1 and (not found or found[0] in ORDINARY):
        return False
    return not is_street(piece) or ("-" in piece and " " not in piece and not piece[0].isdigit())


_LINKS = frozenset(("la", "le", "les", "l"))
