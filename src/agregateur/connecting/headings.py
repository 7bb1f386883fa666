"""What French partners call their columns and properties, by our words: for spreadsheets, and maps with free fields.

A name is compared without accents, case, signs and what stands in brackets: `Date de début (jj/mm/aaaa) *` is
`date de debut`. Only names that say one thing alone are here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from agregateur.text import words

USUAL: Mapping[str, tuple[str, ...]] = {
    "title": (
        "titre", "intitule", "nom evenement", "evenement", "event", "event name", "manifestation", "animation",
        "spectacle", "activite", "nom", "name", "title", "libelle", "denomination", "raison sociale", "objet",
        "subject", "summary", "nom structure", "nom association", "nom de la structure",
        "nom de l association", "nom de l organisme",
    ),
    "date": ("date", "dates", "date s", "jour", "jours", "quand", "date et heure", "date heure", "date horaire"),
    "begin": (
        "date debut", "date de debut", "debut", "date et heure de debut", "date heure debut", "date debut evenement",
        "start", "start date", "startdate", "date start", "dtstart", "commence le", "du",
    ),
    "finish": (
        "date fin", "date de fin", "fin", "date et heure de fin", "date heure fin", "date fin evenement", "end",
        "end date", "enddate", "date end", "dtend", "finit le", "jusqu au", "au",
    ),
    "start_time": (
        "heure de debut", "heure debut", "horaire de debut", "horaire debut", "start time", "heure", "a quelle heure",
    ),
    "end_time": ("heure de fin", "heure fin", "horaire de fin", "horaire fin", "end time"),
    "hours": ("horaires", "horaire", "heures", "creneau", "creneaux", "creneau horaire"),
    "venue": ("nom du lieu", "lieu", "lieux", "endroit", "ou", "location", "venue", "place"),
    "room": ("salle", "nom de la salle", "salles"),
    "street": (
        "adresse", "rue", "voie", "adresse postale", "numero et voie", "adresse 1", "address", "street", "addr street",
        "contact street", "adresse complete",
    ),
    "postcode": ("code postal", "cp", "codepostal", "code post", "postcode", "postal code", "zip", "addr postcode",
        "contact postcode"),
    "city": ("commune", "ville", "localite", "nom commune", "nom de la commune", "municipalite", "city", "town",
        "addr city", "contact city"),
    "departement": ("departement", "dept", "dep", "code departement", "numero departement"),
    "insee": ("code insee", "insee", "code commune", "code commune insee", "code insee commune", "codeinsee",
        "citycode", "insee com"),
    "country": ("pays", "country", "addr country"),
    "latitude": ("latitude", "lat", "geo latitude", "geo lat", "gps latitude", "y lat", "ylat"),
    "longitude": ("longitude", "lon", "lng", "long", "geo longitude", "geo lon", "gps longitude", "x long", "xlong"),
    "point": ("coordonnees gps", "coordonnees", "gps", "geolocalisation", "geo point 2d", "geo point", "lat lon",
        "latitude longitude"),
    "description": ("description", "descriptif", "texte", "text", "contenu", "details", "detail", "presentation",
        "informations", "infos", "description longue"),
    "summary": ("resume", "accroche", "chapo", "description courte", "sous titre"),
    "price": ("tarif", "tarifs", "prix", "tarif s", "prix d entree", "participation", "price", "cout"),
    "organizer": ("organisateur", "organisateurs", "organisatrice", "structure organisatrice", "organise par",
        "structure", "association", "organisme", "porteur", "organizer", "organisateur trice"),
    "email": ("courriel", "mail", "email", "e mail", "adresse mail", "adresse email", "adresse e mail",
        "mail de contact", "email de contact", "courriel de contact", "contact email", "contact mail"),
    "telephone": ("telephone", "tel", "numero de telephone", "telephone de contact", "tel contact", "portable",
        "phone", "contact phone", "contact telephone"),
    "contact": ("contact", "contacts"),
    "url": ("lien", "site", "site web", "site internet", "url", "lien internet", "lien web", "page web", "web",
        "en savoir plus", "lien vers", "lien d information", "website", "contact website", "lien1", "lien 1",
        "site lien", "lien site"),
    "registration": ("inscription", "inscriptions", "reservation", "reservations", "billetterie",
        "lien d inscription", "lien inscription", "lien de reservation", "lien billetterie"),
    "online": ("lien visio", "visio", "lien de visioconference", "visioconference"),
    "image": ("image", "photo", "visuel", "affiche", "illustration", "url image", "lien image", "url de l image",
        "lien affiche"),
    "category": ("categorie", "categories", "type", "theme", "thematique", "thematiques", "rubrique", "genre",
        "domaine", "type activite", "category", "categorie type"),
    "audience": ("public", "publics", "public vise", "public cible", "public concerne", "pour qui"),
    "status": ("statut", "status"),
    "shown": ("publier", "a publier", "publie", "diffuser", "a diffuser", "visible"),
    "hidden": ("prive", "private", "ne pas publier", "brouillon"),
    "id": ("id", "uid", "uuid", "identifiant", "identifiant unique"),
}  # fmt: skip
"""Our words, and the names usual for each, likeliest first."""

_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|\*")
_OF_WHAT = re.compile(
    r" (?:de l |du |de la |d un |d )?(?:evenement|manifestation|activite|animation|action|atelier|rendez vous|rdv"
    r"|lieu|event)s?$"
)
_EXTRA = re.compile(r" (?:obligatoire|facultatif|facultative|optionnel|optionnelle|si possible)$")


@lru_cache(maxsize=4096)
def bare(heading: str) -> str:
    """`heading` as names are compared: folded words, without brackets."""
    return _EXTRA.sub("", " ".join(words(_ASIDE.sub(" ", heading))))


_BY_NAME = {name: role for role, names in USUAL.items() for name in names}


@lru_cache(maxsize=4096)
def role_of(heading: str) -> str | None:
    """Our word for a heading; None when it says nothing for sure."""
    name = bare(heading)
    return _BY_NAME.get(name) or _BY_NAME.get(_OF_WHAT.sub("", name))


@lru_cache(maxsize=1024)
def _guessed(headings: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, tuple[int, str]] = {}
    for heading in headings:
        if role := role_of(heading):
            name = bare(heading)
            names = USUAL[role]
            rank = names.index(name) if name in names else len(names)
            if role not in found or rank < found[role][0]:
                found[role] = (rank, heading)
    return {role: heading for role, (_, heading) in found.items()}


_MAPPED = {"start": "begin", "start_date": "begin", "end": "finish", "end_date": "finish"}
DATED = ("date", "begin", "finish", "start_time", "end_time", "hours")
"""The words that say when."""


def named(headings: Iterable[str], fields: Mapping[str, str]) -> dict[str, str]:
    """The partner's names by ours: those of the option `fields`, and the usual ones for what it does not map.

    Dates are guessed all together or not at all: beside a mapped start, a column called `Date` may be another one.
    """
    taken = set(fields.values())
    found = dict(_guessed(tuple(heading for heading in headings if heading not in taken)))
    if any(name in fields for name in ("start", "start_date")):
        for role in DATED:
            found.pop(role, None)
    return found | {_MAPPED.get(name, name): key for name, key in fields.items()}


def looks_like_headings(cells: Sequence[str]) -> int:
    """How many of a row's cells are headings that we know, each for something else."""
    return len({role for cell in cells if len(cell) <= 60 and (role := role_of(cell))})
