"""What a page's address has chosen, in words: shown above the list, so that nobody takes a part for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from agregateur import communes
from agregateur.publish.words import Lang
from agregateur.store.selection import Selection
from agregateur.taxonomy import Facet
from agregateur.web import chosen_days, labels
from agregateur.web.described import NOBODY, around_names
from agregateur.web.described_words import MODES, NOT_LONG, NOT_REGULAR, named
from agregateur.web.french import quoted
from agregateur.web.i18n import mark, say

LONG = {True: mark("plus d’une semaine"), False: NOT_LONG}
REGULAR = {True: mark("rendez-vous réguliers"), False: NOT_REGULAR}
TABS = ("aujourdhui", "demain", "weekend")
"""Periods that a page shows as a tab."""


def chosen(
    selection: Selection,
    language: Lang,
    *,
    today: date,
    structures: Mapping[str, str] = NOBODY,
    sources: Mapping[str, str] = NOBODY,
) -> list[str]:
    """The choices of an address, the days last; empty when only the days of one tab are chosen, which shows them.

    `structures` and `sources` are names by id; an id without a name stands for itself.
    """
    names = labels.categories(language)
    out = [quoted(text, language) for text in selection.q]
    out += [names[code] for code in selection.categorie]
    places = (
        [communes.commune(code) for code in selection.commune],
        [communes.epci(code) for code in selection.epci],
        [communes.departement(code) for code in selection.departement],
    )
    out += [place.nom for kind in places for place in kind if place]
    out += _around(selection, language) + _facets(selection, language)
    out += named(selection.structure, structures) + named(selection.source, sources)
    left_out = [names[code] for code in selection.sauf_categorie]
    left_out += named(selection.sauf_structure, structures) + named(selection.sauf_source, sources)
    out += [say(language, mark("sauf %(what)s"), what=one) for one in left_out]
    in_a_tab = not (selection.du or selection.au) and (
        (selection.jours in {None, 7, 30} and not selection.periode)
        or (not selection.jours and selection.periode in {(name,) for name in TABS})
    )
    days = chosen_days.periods(selection, language) + chosen_days.span(selection, language, today)
    return out + (days if out or not in_a_tab else [])


def _around(selection: Selection, language: Lang) -> list[str]:
    beside = [say(language, mark("communes voisines"))] if selection.voisines else []
    return beside + around_names(selection, language)


def _facets(selection: Selection, language: Lang) -> list[str]:
    facets: tuple[tuple[Facet, tuple[str, ...]], ...] = (
        ("genre", selection.genre),
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
