"""The days of a selection in words, for the list of what was chosen and for the sentence that describes it."""

from __future__ import annotations

from datetime import date, timedelta

from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.store.selection import Selection
from agregateur.web.french import typographic
from agregateur.web.i18n import mark, say

PERIODS = {
    "aujourdhui": mark("aujourd’hui"),
    "demain": mark("demain"),
    "weekend": mark("ce week-end"),
    "semaine": mark("cette semaine"),
    "mois": mark("ce mois-ci"),
    "mois-prochain": mark("le mois prochain"),
}


def periods(selection: Selection, language: Lang) -> list[str]:
    """The named periods, in their order; a date lies in any of them."""
    return [say(language, sentence) for name, sentence in PERIODS.items() if name in selection.periode]


def span(selection: Selection, language: Lang, today: date) -> list[str]:
    """What `du`, `au` and `jours` say; a date lies in all of it. `today` is the local day.

    `les 30 prochains jours`, `du 12 au 14 décembre`, `en janvier 2027`, `à partir du samedi 12 décembre`, `jusqu’au
    15 janvier`.
    """
    first, last, count = selection.du, selection.au, selection.jours
    out = []
    if count and not first:
        next_days = mark("aujourd’hui") if count == 1 else mark("les %(count)s prochains jours")
        out.append(say(language, next_days, count=count))
    elif count and first:
        end = first + timedelta(days=count - 1)
        last = min(last, end) if last else end
    if first and last:
        out.append(_between(first, last, language, today))
    elif first:
        out.append(
            say(language, mark("à partir du %(day)s"), day=dates.day_label(first, language, today=today))
        )
    elif last:
        out.append(typographic(dates.until_label(last, today, language)))
    return out


def _between(first: date, last: date, language: Lang, today: date) -> str:
    if first == last:
        return say(language, mark("le %(day)s"), day=dates.day_label(first, language, today=today))
    whole_months = first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year
    if not whole_months:
        return dates.range_label(first, last, language, today=today)
    if (first.month, last.month) == (1, 12):
        return say(language, mark("en %(month)s"), month=first.year)
    year = f" {last.year}" if last.year != today.year else ""
    begins, ends = dates.month_name(first, language), dates.month_name(last, language) + year
    if first.month == last.month:
        return say(language, mark("en %(month)s"), month=ends)
    # Avril, août, octobre.
    joint = mark("d’%(first)s à %(last)s") if begins[0] in "ao" else mark("de %(first)s à %(last)s")
    return say(language, joint, first=begins, last=ends)
