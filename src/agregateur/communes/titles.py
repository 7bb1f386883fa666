"""Communes that a title tells an event is in."""

from __future__ import annotations

import re
from functools import lru_cache

from agregateur.communes import address, everyday, table
from agregateur.communes.passage import at_a_place, named, read
from agregateur.communes.short import meant, words_of
from agregateur.communes.vocabulary import AT, HAPPENINGS, LEAVING, NOT_THERE, OF, PLACES
from agregateur.text import words as split_words


def in_title(title: str, area: frozenset[str], *, careful: bool = False) -> frozenset[str]:
    """Communes of `area` where an event of that title is: "Marché à Guillestre", "Gap - Conférence", "Foire de Vars".

    A journey ("Sortie à Embrun", "Bus pour Gap") tells nothing; nor, when one is `careful` because the source's own
    commune is known, does what a film or a talk is called ("Ciné : Un hiver à Briançon", "« Vivre à Gap »").
    """
    title = title[:300]
    if careful and _AGAINST.search(title):
        return _NONE
    if careful:
        title = _QUOTED.sub(" « » ", title)
        title = title[: told.end(1)] if (told := _ABOUT.match(title)) else title
    found = _in_title(title, area)
    return found if found or careful else _of_old(title, area)


def _of_old(title: str, area: frozenset[str]) -> frozenset[str]:
    """Communes of `area` whose old parts a title speaks of: "Le vieux Gap", "Gap médiéval", "Ruelles de Gap"."""
    # "Découverte du Gap médiéval": with an article that the name does not bear.
    line = read(_WITH_ARTICLE.sub("de ", _GUIDED.sub(" ", title)))
    words = line.folded
    if _OLD.isdisjoint(words) or not LEAVING.isdisjoint(words):
        return _NONE
    return frozenset(
        code
        for start, end, code in named(line, area)
        if line.capital[start]
        and (
            not _OLD.isdisjoint(words[max(0, start - 1) : start] + words[end : end + 1])
            or (words[max(0, start - 1)] in OF and not _OLD.isdisjoint(words[max(0, start - 4) : start]))
        )
    )


_WITH_ARTICLE = re.compile(r"\bdu (?=[A-ZÉÈÎ])")
_OLD = frozenset(
    split_words("""
    ancien ancienne historique historiques medieval medievale medievaux quartiers remparts rues ruelles vieil vieille
    vieux
    """)
)
_AGAINST = re.compile(
    r"(?<![\w-])(?:(?:FC|AS|US|ES|RC|SC|CS|JS|AC|UC|SO|HBC|BC|VB)[A-Z]{0,3}|[ÉE]quipe) ?[1-4A-C] [-–/] "
    r"|[-–/][^-–/]*\((?:[DRN]\d|U\d{1,2}|[Ss]eniors?|[Cc]oupe|[Cc]hampionnat)\b"
    r"|^\W*(?!(?:AG|AMAP|ATEL|BAL|BD|CAFE|CCAS|CINE|CLUB|CONF|EXPO|FETE|FOIRE|JEUX|JPO|LOTO|MJC|NOEL|QUIZ|RDV|SPORT|STAGE"
    r"|TEA|TRAIL|YOGA)\b)[A-Z]{2,5} ?[-–/] ?[A-ZÉÈ][a-zé][\w'’ -]*$"
)
"""A match named by its sides ("FCD 2 - Vatan (D1)", "JSB / Vatan"): the other's town is not where it is played at home;
but what is written in capitals may be what happens."""
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
_ABOUT = re.compile(
    r"(\W*(?:cin[ée]\w*|film|projection|documentaire|conf[ée]rence|expo\w*|r[ée]union|d[ée]bat|rencontre|lecture"
    r"|caf[ée]|causerie|th[ée][aâ]tre|spectacle|pr[ée]sentation|table ronde)\b[^:]*?)\s*:",
    re.IGNORECASE,
)
_PASSING = frozenset(
    split_words("""
    aller allons arrive arrivent conduit grandir habiter habitait mene meurt mort naitre nait ne nee part partent passe
    passent reviennent revient retour va venir vient vivait vivre vecu vie vont
    """)
)
"""Before "à X", these tell of what happened there, or will, and not where one meets."""


@lru_cache(maxsize=4096)
def _in_title(title: str, area: frozenset[str]) -> frozenset[str]:
    guided = _GUIDED.search(title) is not None
    line = read(_GUIDED.sub(" ", title))
    words = line.folded
    pieces = [piece.strip() for piece in _PIECES.split(title)]
    if set(words) & LEAVING:
        # "Viviers - départ de la randonnée" is there, "Voyage : Viviers" is not.
        return _heading(pieces, area) if not set(read(pieces[0]).folded) & LEAVING else frozenset()
    alone = frozenset(
        code
        for piece in pieces
        if len(pieces) > 1 and piece and address.may_be_town(piece)
        for code in one(table.codes_named(piece, area), ("name",)) or _once(piece, area)
    )
    houses = frozenset(code for piece in pieces[:-1] if (code := _house(piece, area)) is not None)
    if houses and not alone:
        return houses
    alone = alone or _heading(pieces, area)
    at: set[str] = set()
    of: set[str] = set()
    others: set[str] = set()
    left = -1
    for start, end, code in named(line, area):
        if not any(line.capital[start:end]):
            continue
        heads = start == 0 or line.before[start].strip() not in ("", "-", "'", "’")
        if not (heads and words[end : end + 1] and words[end] in OF):
            # "Don du sang" is not in Don.
            others.add(code)
        before = words[start - 1] if start else ""
        if before == "a" and left == start - 1:
            return alone  # "Balade de Crest à Die" is a way.
        left = end if before in OF else -1
        if before in AT:
            if start < 2 or words[start - 2] not in _PASSING:
                at.add(code)
        elif before in OF and at_a_place(words[: start - 1]):
            at.add(code)
        elif before in OF:
            if guided or set(words[: start - 1]) & HAPPENINGS or words[0] in ("mairie", "commune"):
                of.add(code)
        elif start == 0 and words[end : end + 2] == ("en", "fete"):
            of.add(code)
    # "Gap - Embrun" says two.
    return alone | others if alone else frozenset(at or of)


# "Die. Loto du basket", but no "St. Véran".
_PIECES = re.compile(r"\s[-–—|/@]+\s|[:()\[\],|]|(?<=\w\w\w)\.\s")
_GROUPS = frozenset(
    ("association", "club", "comite", "amicale", "college", "ecole", "lycee", "office", "marche")
)
"""Of what a town has, those that go elsewhere to play, sing or march."""


_GUIDED = re.compile(
    r"visites?(?= (?:guid[ée]|comment[ée]|cont[ée]|th[ée][aâ]tralis[ée]|insolite|nocturne|libre))",
    re.IGNORECASE,
)
"""What is no journey, although one visits."""


def _heading(pieces: list[str], area: frozenset[str]) -> frozenset[str]:
    """The commune of `area` whose name, were it short, is all that stands before the rest: "LORIOL : loto"."""
    first = pieces[0]
    if len(pieces) < 2 or not first[:1].isupper() or not address.may_be_town(first):
        return _NONE
    short_name = meant(first, area)
    return one(table.codes_named(first, area), ("name",)) or (
        frozenset((short_name,)) if short_name else _NONE
    )


def _once(piece: str, area: frozenset[str]) -> frozenset[str]:
    """The commune of `area` that a part of a title is the former name of ("Loto - Mainbressy")."""
    codes = one(table.codes_named(piece, area), ("old_name",))
    called = any(
        row[0] and row[1][:1].isupper() and words_of(row[1]) == words_of(piece)
        for code in codes
        for row in table.old_rows_of(code)
    )
    return (
        codes
        if called and piece[:1].isupper() and len(piece) >= _LONG and not everyday.is_common(piece)
        else _NONE
    )


_LONG = 5
_NONE = frozenset[str]()


def _house(piece: str, area: frozenset[str]) -> str | None:
    """ "Planétarium de Vaulx-en-Velin": the commune of a title's part that is the name of a house."""
    line = read(piece)
    words = line.folded
    if not words or words[0] not in PLACES - _GROUPS or len(words) > _SHORT:
        return None
    for start, end, code in named(line, area):
        if start > 1 and end == len(words) and words[start - 1] in OF and line.capital[start]:
            return None if set(words[:start]) & (NOT_THERE | _GROUPS) else code
    return None


_SHORT = 9
"""Words of a part of a title that is a name."""


def one(named: tuple[frozenset[str], str], kinds: tuple[str, ...]) -> frozenset[str]:
    """The code of a name that is one commune's, and of one of these kinds; else none."""
    codes, kind = named
    return codes if len(codes) == 1 and kind in kinds else frozenset()
