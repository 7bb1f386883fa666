"""The addresses that a door of `/flux` gives: one a format, each with what it is for. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from agregateur.publish.words import Lang
from agregateur.web.formats import FORMATS
from agregateur.web.i18n import mark, say
from agregateur.web.site import Site
from agregateur.web.wanted import Wanted

NAMES = {
    "telephone": mark("Sur mon téléphone"),
    "site": mark("Sur notre site"),
    "bulletin": mark("Dans notre bulletin"),
    "autres": mark("Autres formats"),
}
ABOUT = {
    "telephone": mark("dans l’agenda d’un téléphone ou d’un ordinateur"),
    "site": mark("WordPress, SPIP, Joomla… ou un cadre à coller"),
    "bulletin": mark("un texte du mois à relire, à cocher et à copier"),
    "autres": mark("tableur, carte, lecteur d’actualités, programme"),
}
FIRST = {"telephone": ("ics",), "site": ("rss", "ics"), "bulletin": ("xlsx", "csv", "txt")}
"""The formats of a door, the most useful first; a door that is not here gives all of them."""
FORMS: dict[str, tuple[str, str]] = {
    "ics": (mark("Agenda (iCalendar)"), mark("pour l’agenda d’un téléphone, d’un ordinateur ou d’un site")),
    "rss": (mark("Rendez-vous (RSS)"), mark("pour un site ou un lecteur d’actualités")),
    "atom": (mark("Rendez-vous (Atom)"), mark("la même chose, dans un format plus strict")),
    "json": (mark("JSON Feed"), mark("pour un site fait sur mesure ou un lecteur d’actualités")),
    "geojson": (mark("Carte (GeoJSON)"), mark("pour une carte : uMap, QGIS, Leaflet")),
    "csv": (mark("Tableur (CSV)"), mark("pour LibreOffice, Excel ou Google Sheets")),
    "xlsx": (mark("Classeur Excel"), mark("à ouvrir tel quel dans Excel ou LibreOffice")),
    "jsonld": (mark("Données liées (JSON-LD)"), mark("pour un programme qui connaît schema.org")),
    "txt": (mark("Texte"), mark("à coller dans un bulletin, une lettre ou un message")),
}
_FEW = mark("30 rendez-vous au plus")
_SOON = mark("30 rendez-vous au plus, des 60 prochains jours")
FEWER: dict[str, tuple[str, str]] = {
    "rss": (_FEW, _SOON),
    "atom": (_FEW, _SOON),
    "json": (_FEW, _SOON),
    "txt": ("", mark("les 30 prochains jours")),
}
"""Formats that hold less than what the page counts: when days were chosen, and when none were."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Address:
    """One address to copy. `id` names it within a page, `media` is its type without parameters."""

    id: str
    name: str
    about: str
    url: str
    media: str

    @property
    def webcal(self) -> str:
        """The same for the programs of Apple."""
        return "webcal://" + self.url.partition("://")[2]


def addresses(site: Site, wanted: Wanted, endings: Iterable[str], language: Lang) -> tuple[Address, ...]:
    """The addresses of what is wanted in each format of `endings` that this portal writes."""
    return tuple(_address(site, wanted, ending, language) for ending in endings if ending in FORMATS)


def ordered(door: str) -> tuple[str, ...]:
    """The endings of the formats that a door gives, in its order."""
    return FIRST.get(door) or tuple(ending for ending in FORMS if ending in FORMATS) + tuple(
        ending for ending in FORMATS if ending not in FORMS
    )


def _address(site: Site, wanted: Wanted, ending: str, language: Lang) -> Address:
    name, about = FORMS.get(ending, (FORMATS[ending].name, ""))
    whole, ahead = FEWER.get(ending, ("", ""))
    options = {word: value for word, value in wanted.options.items() if word in FORMATS[ending].choices}
    told = say(language, about) if about else ""
    if fewer := whole if wanted.selection.dated() else ahead:
        told += f" ({say(language, fewer)})"
    return Address(
        id=ending,
        name=say(language, name),
        about=told,
        url=site.url(replace(wanted, format=ending, options=options).address()),
        media=FORMATS[ending].media.partition(";")[0],
    )
