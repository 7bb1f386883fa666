"""A selection described: a sentence for whoever receives it, and the short title that names its feed. Pure.

Concerts et ateliers à Briançon et communes voisines, pour les familles, les 30 prochains jours, sauf cultes
themes               places                           asked             days                     exceptions
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType

from agregateur import communes
from agregateur.frozen import changed
from agregateur.publish.words import Lang
from agregateur.store.selection import Around, Selection
from agregateur.taxonomy import taxonomy
from agregateur.text import one_line
from agregateur.web import chosen_days, french
from agregateur.web.described_words import asked, exceptions, named, shortened, some
from agregateur.web.french import Placed, listed
from agregateur.web.i18n import mark, say

EVENTS = mark("Rendez-vous")
NOBODY: Mapping[str, str] = MappingProxyType({})
MOST_PLACES = 12
"""Places that a sentence tells one by one."""
LONGEST_TITLE = 80
_LONGEST_HEADS = (50, 32)
"""Characters for the themes; the fewer ones where they leave too little room to the places."""
_DASH = " – "


def sentence(
    selection: Selection,
    language: Lang,
    *,
    today: date,
    site_name: str = "",
    structures: Mapping[str, str] = NOBODY,
    sources: Mapping[str, str] = NOBODY,
) -> str:
    """What `selection` holds, in one sentence without a full stop. `today` is the local day.

    `site_name` (the territory) ends it when no place is chosen. `structures` and `sources` are names by id; an id
    without a name stands for itself.
    """
    where = ", ".join(_where(selection, language))
    what = asked(selection, language, feminine=_feminine(selection), structures=structures, sources=sources)
    head = _capital(listed(_nouns(selection.categorie, language), language))
    if not head:
        head = say(language, EVENTS if what else mark("Tous les rendez-vous"))
    close = [where, *what] if where else what
    days = [
        listed(chosen_days.periods(selection, language), language),
        *chosen_days.span(selection, language, today),
    ]
    left_out = exceptions(
        selection,
        language,
        _nouns(selection.sauf_categorie, language),
        structures=structures,
        sources=sources,
    )
    told = ", ".join(filter(None, [" ".join([head, *close[:1]]), *close[1:], *days, *left_out]))
    return french.typographic(told if where or not site_name else told + _DASH + one_line(site_name))


def title(
    selection: Selection,
    language: Lang,
    *,
    site_name: str,
    structures: Mapping[str, str] = NOBODY,
    sources: Mapping[str, str] = NOBODY,
) -> str:
    """The name of its feed, at most `LONGEST_TITLE` characters: `Concerts et ateliers – Briançon`, `Agenda – Gap`.

    The same on every day: it tells neither days nor exceptions, and of the rest what it has room for.
    """
    agenda = say(language, mark("Agenda"))
    lists = [
        *_short_where(selection, language),
        (named(selection.structure, structures), []),
        (named(selection.source, sources), []),
    ]
    lists = [one for one in lists if one[0]] or [([one_line(site_name)], [])]
    nouns = _nouns(selection.categorie, language)
    themes = where = ""
    for most in _LONGEST_HEADS:
        themes = _capital(_fitting(nouns, most, language))
        where = _short(lists, LONGEST_TITLE - len(themes or agenda) - len(_DASH), language)
        if not where.endswith("…"):
            break
    told = head = themes or agenda
    what = asked(
        changed(selection, structure=(), source=()),
        language,
        feminine=_feminine(selection),
        structures=NOBODY,
        sources=NOBODY,
    )
    # "Fêtes et 3 autres, gratuits" would be said of the others.
    for phrase in what if themes == _capital(listed(nouns, language)) else []:
        longer = f"{told}, {phrase}" if told != head else f"{themes or say(language, EVENTS)} {phrase}"
        if len(longer) + len(_DASH) + len(where) <= LONGEST_TITLE:
            told = longer
    return french.typographic(f"{told}{_DASH}{where}")


# Themes -------------------------------------------------------------------------------------------------------------


def _nouns(codes: Sequence[str], language: Lang) -> list[str]:
    """The plural nouns of categories, in the order in which they are shown."""
    return [one.nouns[language] for code, one in taxonomy().items() if code in codes]


def _feminine(selection: Selection) -> bool:
    """Whether all nouns of the themes are feminine; "rendez-vous", said for none, is masculine."""
    known = taxonomy()
    return bool(selection.categorie) and all(known[code].feminine for code in selection.categorie)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# Places -------------------------------------------------------------------------------------------------------------


def _where(selection: Selection, language: Lang) -> list[str]:
    """One phrase a word: `à Gap et aux Orres`, `dans les Hautes-Alpes`, `à moins de 15 km d’Embrun`."""
    plain = selection.plain()
    towns = [french.commune_at(name, language) for name in _towns(plain.commune)]
    groups = [french.epci_at(group.nom, language) for code in plain.epci if (group := communes.epci(code))]
    lands = [
        french.departement_at(code, land.nom, language)
        for code in plain.departement
        if (land := communes.departement(code))
    ]
    out = []
    for places, others in (
        (towns, mark("%(count)s autres communes")),
        (groups, mark("%(count)s autres groupes de communes")),
        (lands, mark("%(count)s autres départements")),
    ):
        if places:
            beside = places is towns and plain.voisines
            out.append(_placed(places, others, language, beside=beside))
    if points := selection.around():
        names = [_point_name(point, language) for point in points]
        within = mark("à moins de %(km)s km %(of_place)s")
        near = some(names, language)
        out.append(say(language, within, km=selection.radius, of_place=near))
    return out


def _placed(places: list[Placed], others: str, language: Lang, *, beside: bool) -> str:
    most = MOST_PLACES if len(places) > MOST_PLACES + 1 else len(places)
    more = []
    if rest := len(places) - most:
        told = say(language, others, count=rest)
        more.append((told, say(language, mark("dans %(places)s"), places=told)))
    if beside:
        bare = mark("les communes voisines") if rest else mark("communes voisines")
        more.append((say(language, bare), say(language, mark("dans les communes voisines"))))
    return french.placed(places[:most], language, more=more)


def _towns(codes: Sequence[str]) -> list[str]:
    """The names of communes; `Saint-Denis (974)` where two of them bear the same."""
    found = [place for code in codes if (place := communes.commune(code))]
    bearers = Counter(place.nom for place in found)
    return [f"{place.nom} ({place.departement})" if bearers[place.nom] > 1 else place.nom for place in found]


def _point_name(point: Around, language: Lang) -> str:
    """`de Gap`, `du point 44.559, 6.079`."""
    place = communes.commune(point.commune) if point.commune else None
    if place:
        return french.of_name(place.nom, language)
    return say(language, mark("du point %(point)s"), point=f"{point.latitude:g}, {point.longitude:g}")


def around_names(selection: Selection, language: Lang) -> list[str]:
    """`15 km autour de Gap`, one for each point."""
    return [
        say(
            language,
            mark("%(km)s km autour %(of_place)s"),
            km=selection.radius,
            of_place=_point_name(point, language),
        )
        for point in selection.around()
    ]


def _short_where(selection: Selection, language: Lang) -> list[tuple[list[str], list[str]]]:
    """The places of each word without prepositions, and what ends their list."""
    plain = selection.plain()
    beside = [say(language, mark("communes voisines"))] if plain.voisines else []
    groups = [
        _capital(french.epci_name(group.nom)[1]) for code in plain.epci if (group := communes.epci(code))
    ]
    lands = [land.nom for code in plain.departement if (land := communes.departement(code))]
    return [
        (_towns(plain.commune), beside),
        (groups, []),
        (lands, []),
        (around_names(selection, language), []),
    ]


def _short(lists: Sequence[tuple[list[str], list[str]]], room: int, language: Lang) -> str:
    """The lists of names in at most `room` characters: the first one cut if it must be, others only if they fit.

    The neighbours go before a name is cut.
    """
    told = ""
    for names, more in lists:
        if not told:
            whole = _fitting(names, room, language, more=more)
            told = whole if len(whole) <= room else _cut(_fitting(names, room, language), room)
            continue
        left = room - len(told) - len(", ")
        if len(part := _fitting(names, left, language, more=more)) <= left:
            told += ", " + part
    return told


def _fitting(names: Sequence[str], room: int, language: Lang, *, more: Sequence[str] = ()) -> str:
    """As many names as `room` characters hold, and how many others there are; too long when not even one fits."""
    told = ""
    # Each name takes a letter, a comma and a blank at least.
    for most in range(min(len(names), room // 3 + 1), 0, -1):
        told = listed([*shortened(names, most, language), *more], language)
        if len(told) <= room:
            break
    return told


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else text[: room - 1].rstrip(" ,") + "…"
