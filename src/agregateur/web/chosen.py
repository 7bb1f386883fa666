"""What a page's address has chosen, in words: shown above the list, so that nobody takes a part for the whole."""

from __future__ import annotations

from datetime import date, timedelta

from agregateur import communes
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.store.selection import Selection
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
TABS = ("aujourdhui", "demain", "weekend")
"""Periods that a page shows as a tab."""


def chosen(selection: Selection, language: Lang, *, today: date) -> list[str]:
    """The choices of an address, the days last; empty when only the days of one tab are chosen, which shows them."""
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
    out += selection.source
    in_a_tab = not (selection.du or selection.au) and (
        (selection.jours in {None, 7, 30} and not selection.periode)
        or (not selection.jours and selection.periode in {(name,) for name in TABS})
    )
    return out + (_days(selection, language, today) if out or not in_a_tab else [])


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
