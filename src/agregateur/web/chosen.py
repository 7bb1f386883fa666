"""What a page's address has chosen, in words: shown above the list, so that nobody takes a part for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType

from agregateur import communes
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.store.selection import Selection
from agregateur.taxonomy import Facet
from agregateur.web import labels
from agregateur.web.i18n import mark, say

PERIODS = {
    "aujourdhui": mark("aujourd’hui"),
    "demain": mark("demain"),
    "weekend": mark("ce week-end"),
    "semaine": mark("cette semaine"),
    "mois": mark("ce mois-ci"),
    "mois-prochain": mark("le mois prochain"),
}
MODES = {"sur-place": mark("sur place"), "en-ligne": mark("en ligne")}
LONG = {True: mark("plus d’une semaine"), False: mark("sans ce qui dure plus d’une semaine")}
REGULAR = {True: mark("rendez-vous réguliers"), False: mark("sans les rendez-vous réguliers")}
NOBODY: Mapping[str, str] = MappingProxyType({})
TABS = ("aujourdhui", "demain", "weekend")
"""Periods that a page shows as a tab."""


def chosen(
    selection: Selection, language: Lang, *, today: date, structures: Mapping[str, str] = NOBODY
) -> list[str]:
    """The choices of an address, the days last; empty when only the days of one tab are chosen, which shows them.

    `structures` are the names of actors by their ids.
    """
    quoted = "“%s”" if language == "en" else "« %s »"
    names = labels.categories(language)
    out = [quoted % text for text in selection.q]
    out += [names[code] for code in selection.categorie]
    places = (
        [communes.commune(code) for code in selection.commune],
        [communes.epci(code) for code in selection.epci],
        [communes.departement(code) for code in selection.departement],
    )
    out += [place.nom for kind in places for place in kind if place]
    out += _around(selection, language) + _facets(selection, language)
    out += [structures.get(id, id) for id in selection.structure] + list(selection.source)
    left_out = [names[code] for code in selection.sauf_categorie]
    left_out += [structures.get(id, id) for id in selection.sauf_structure] + list(selection.sauf_source)
    out += [say(language, mark("sauf %(what)s"), what=one) for one in left_out]
    in_a_tab = not (selection.du or selection.au) and (
        (selection.jours in {None, 7, 30} and not selection.periode)
        or (not selection.jours and selection.periode in {(name,) for name in TABS})
    )
    return out + (_days(selection, language, today) if out or not in_a_tab else [])


def _around(selection: Selection, language: Lang) -> list[str]:
    out = [say(language, mark("communes voisines"))] if selection.voisines else []
    for point in selection.around():
        place = communes.commune(point.commune) if point.commune else None
        name = place.nom if place else f"{point.latitude:g}, {point.longitude:g}"
        out.append(say(language, mark("%(km)s km autour de %(place)s"), km=str(selection.radius), place=name))
    return out


def _facets(selection: Selection, language: Lang) -> list[str]:
    facets: tuple[tuple[Facet, tuple[str, ...]], ...] = (
        ("public", selection.public),
        ("acces", selection.acces),
        ("inscription", selection.inscription),
        ("accessibilite", selection.accessibilite),
        ("statut", selection.statut),
    )
    out = [name for facet, codes in facets for name in labels.names(facet, codes, language)]
    out += [say(language, MODES[code]) for code in selection.mode]
    for value, sentences in ((selection.longs, LONG), (selection.regulier, REGULAR)):
        if value is not None:
            out.append(say(language, sentences[value]))
    return out


def _days(selection: Selection, language: Lang, today: date) -> list[str]:
    out = [say(language, PERIODS[name]) for name in PERIODS if name in selection.periode]
    first, last = selection.du, selection.au
    if selection.jours:
        begin = first or today
        end = begin + timedelta(days=selection.jours - 1)
        first, last = begin, min(last, end) if last else end
    if first and last and first <= last:
        out.append(dates.range_label(first, last, language, today=today))
    elif first:
        out.append(say(language, "à partir du %(day)s", day=dates.day_label(first, language, today=today)))
    elif last:
        out.append(dates.until_label(last, today, language))
    return out
