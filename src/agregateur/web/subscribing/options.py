"""What the form of `/flux` offers, with what is chosen: values for its template. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import get_month_names

from agregateur import communes
from agregateur.config import Territory
from agregateur.publish.words import Lang
from agregateur.store.selection import RADIUS, Selection
from agregateur.taxonomy import Facet, facet
from agregateur.web import labels
from agregateur.web.i18n import mark, say
from agregateur.web.subscribing.form import DISCREET, RADII, Told, label, month

_PLACES = ("commune", "epci", "departement", "autour", "rayon", "voisines")
_DAYS = ("periode", "du", "au", "jours")
_HIDDEN = ("inscription", "statut", "mode", "longs", "regulier")
"""Words that the form keeps without offering them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One box to tick, or one line to choose."""

    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """Everything that the form shows. `hidden` are the words that it keeps as they are."""

    place: str
    extents: tuple[Choice, ...]
    radii: tuple[Choice, ...]
    whens: tuple[Choice, ...]
    categories: tuple[Choice, ...]
    without: tuple[Choice, ...]
    """The categories that may be left out: those that town halls leave out come first."""
    public: tuple[Choice, ...]
    prices: tuple[Choice, ...]
    access: tuple[Choice, ...]
    hidden: tuple[tuple[str, str], ...]
    first: date | None
    last: date | None


def of(told: Told, language: Lang, *, today: date, territory: Territory) -> Options:
    """The options of what is told. `today` is the local day; `territory` is the portal's."""
    chosen = told.selection.plain()
    names = labels.categories(language)
    kept = [*_HIDDEN]
    if told.extent == "garder":
        kept += _PLACES
    whens = _whens(chosen, language, today)
    if any(when.value == "garder" and when.chosen for when in whens):
        kept += _DAYS
    typed = any(when.value == "dates" and when.chosen for when in whens)
    return Options(
        place=label(told.here) if told.here else told.typed,
        extents=_extents(told, language, territory),
        radii=tuple(Choice(str(km), f"{km} km", km == (chosen.rayon or RADIUS)) for km in _radii(chosen)),
        whens=whens,
        categories=_choices(names, chosen.categorie),
        without=_choices(
            {**{code: names[code] for code in reversed(DISCREET)}, **names}, chosen.sauf_categorie
        ),
        public=_facet("public", chosen.public, language),
        prices=_facet("acces", chosen.acces, language),
        access=_facet("accessibilite", chosen.accessibilite, language),
        hidden=tuple((word, value) for word, value in chosen.query() if word in kept),
        first=chosen.du if typed else None,
        last=chosen.au if typed else None,
    )


def _choices(names: Mapping[str, str], chosen: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(code, name, code in chosen) for code, name in names.items())


def _facet(name: Facet, chosen: Sequence[str], language: Lang) -> tuple[Choice, ...]:
    return _choices({code: one.text(language) for code, one in facet(name).items()}, chosen)


def _radii(selection: Selection) -> tuple[int, ...]:
    own = selection.rayon or RADIUS
    return RADII if own in RADII else tuple(sorted((*RADII, own)))


def _extents(told: Told, language: Lang, territory: Territory) -> tuple[Choice, ...]:
    """How far around the commune: named once it is known."""
    here = told.here
    group = communes.epci(here.epci) if here and here.epci else None
    names = {
        "commune": say(language, mark("%(place)s seulement"), place=here.nom)
        if here
        else say(language, mark("La commune seulement")),
        "voisines": say(language, mark("%(place)s et les communes voisines"), place=here.nom)
        if here
        else say(language, mark("La commune et ses voisines")),
        "epci": say(language, mark("Toute l’intercommunalité : %(name)s"), name=group.nom)
        if group
        else say(language, mark("Toute l’intercommunalité")),
        "rayon": say(language, mark("Dans un rayon, à vol d’oiseau")),
        "departement": say(language, mark("Tout le département : %(name)s"), name=here.departement_nom)
        if here
        else say(language, mark("Tout le département")),
        "territoire": say(language, mark("Tout le territoire : %(name)s"), name=territory.name),
        "garder": say(language, mark("Comme maintenant")),
    }
    shown = {"commune", "voisines", "epci", "rayon", "territoire", told.extent}
    only = here is not None and territory.departements == (here.departement,) and not territory.communes
    if not only:
        shown.add("departement")
    if here is not None and group is None:
        shown -= {"epci"}
    return tuple(Choice(code, name, code == told.extent) for code, name in names.items() if code in shown)


def _whens(selection: Selection, language: Lang, today: date) -> tuple[Choice, ...]:
    """The days to choose from; a month is said by its name."""
    following = (today.replace(day=1) + timedelta(days=31)).replace(day=1)
    named = {
        "toutes": say(language, mark("Tout ce qui vient")),
        "weekend": say(language, mark("Ce week-end")),
        "semaine": say(language, mark("Cette semaine")),
        "mois": say(language, mark("Ce mois-ci : %(month)s"), month=_month(today, language, today)),
        "mois-prochain": say(
            language, mark("Le mois prochain : %(month)s"), month=_month(following, language, today)
        ),
    }
    span = (selection.du, selection.au)
    said = bool(selection.du or selection.au)
    current = ""
    if not selection.dated():
        current = "toutes"
    elif len(selection.periode) == 1 and selection.periode[0] in named and not said and not selection.jours:
        current = selection.periode[0]
    for _ in range(3):
        following = (following + timedelta(days=31)).replace(day=1)
        value = f"{following:%Y-%m}"
        name = _month(following, language, today)
        named[value] = name[:1].upper() + name[1:]
        if span == month(following.year, following.month) and not selection.periode and not selection.jours:
            current = value
    named["dates"] = say(language, mark("D’autres dates"))
    if not current:
        current = "dates" if said and not selection.periode and not selection.jours else "garder"
    if current == "garder":
        named["garder"] = say(language, mark("Comme maintenant"))
    return tuple(Choice(value, name, value == current) for value, name in named.items())


def _month(day: date, language: Lang, today: date) -> str:
    """`janvier 2027`; without the year when it is today's."""
    name = get_month_names("wide", "stand-alone", locale="en_GB" if language == "en" else "fr")[day.month]
    return f"{name} {day.year}" if day.year != today.year else str(name)
