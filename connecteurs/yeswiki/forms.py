"""The forms of a wiki: every wiki chooses its own fields; here is told which says what, and what the entries are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from agregateur.contract import Kind
from agregateur.text import fold

LISTS = {"liste", "checkbox", "radio", "list", "select"}
OF_ENTRIES = {"listefiche", "checkboxfiche", "radiofiche", "listefiches"}
_DATES = {"jour", "listedatedeb", "listedatefin", "date"}
_SHORT = {"texte", "text", "number", "url", "tel", "lien_internet", "lien_internet_bis", "titre"}
_NO_START = re.compile(
    r"\b(?:limite|cloture|naissance|publication|parution|creation|maj\b|fin\b|adhesion|inscription)"
)
_START = re.compile(r"\b(?:debut|evenement|evt|rencontre|atelier|quand|jour|date)")
_END = re.compile(r"\b(?:fin\b|jusqu)")
# Forms that collect answers, or that speak to the members: nobody's agenda.
_INTERNAL = re.compile(
    r"^benevol|\b(?:inscri|contact|sondage|enquete|questionnaire|adhesion|adherer|commande|reserv|newsletter"
    r"|commentaire|livre d.or|comptes?[- ]rendus?|test\b|bac a sable|facture|budget|vote|tache)"
)
_NEWS = re.compile(
    r"\b(?:actu|blog|news\b|nouvelle|article|billet|annonce|appel|breve|infos?\b|presse|journal|lettre|publication)"
)

ROLES: Mapping[str, tuple[tuple[str, ...], re.Pattern[str]]] = {
    "summary": (("bf_chapeau", "bf_resume"), re.compile(r"\b(?:resume|chapeau|chapo|accroche)\b")),
    "street": (
        ("bf_adresse", "bf_adresse1", "bf_rue"),
        re.compile(r"^(?:adresse(?! (?:url|mail|web|e-mail|du site))|rue)\b"),
    ),
    "postcode": (("bf_code_postal", "bf_codepostal", "bf_cp"), re.compile(r"\bcode postal\b")),
    "city": (("bf_ville", "bf_commune"), re.compile(r"^(?:ville|commune|village)\b")),
    "venue": (
        ("bf_lieu", "bf_nom_lieu", "bf_lieu_evenement", "bf_salle"),
        re.compile(r"^(?:nom du )?(?:lieu|salle)\b|^ou (?:\?|ca)"),
    ),
    "insee": (("bf_insee", "bf_code_insee"), re.compile(r"\binsee\b")),
    "telephone": (("bf_telephone", "bf_tel"), re.compile(r"\b(?:tel|telephone)\b")),
    "price": (
        ("bf_tarif", "bf_tarifs", "bf_prix", "bf_participation"),
        re.compile(r"\b(?:tarifs?|prix)\b|^participation"),
    ),
    "organizer": (
        ("bf_organisateur", "bf_organisatrice", "bf_structure"),
        re.compile(r"\b(?:organis\w+|porteu\w+|propose par)\b|^(?:nom de la )?structure"),
    ),
    "registration": ((), re.compile(r"\b(?:inscription|reservation|billetterie)\b")),
    "audience": ((), re.compile(r"\b(?:publics?|tranches? d.age)\b")),
    "accessibility": ((), re.compile(r"\b(?:accessib\w+|handicap)")),
    "nothing": (
        (),
        re.compile(r"\b(?:departement|region|territoire|canton|pays|annee|etat|statut|validation)\b"),
    ),
}
"""What a field means: the names it usually bears, and its label when it bears another (folded)."""


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a form. `name` is its key in entries; `options` the labels of a list by its values."""

    name: str
    type: str
    label: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    linked: str = ""
    short: str = ""
    syntax: str = ""
    hidden: bool = False
    latitude: str = ""
    longitude: str = ""

    @property
    def said(self) -> str:
        return fold(f"{self.name.removeprefix('bf_').replace('_', ' ')} {self.label}")

    @property
    def is_list(self) -> bool:
        return self.type in LISTS or self.type == "tags"

    @property
    def of_entries(self) -> bool:
        return self.type in OF_ENTRIES


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form, as far as the wiki tells it. Without fields (a saved file of entries), the usual names serve."""

    id: str = ""
    label: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def start(self) -> str:
        """The key of the date on which an event begins; the usual one when the form is not known."""
        dates = [one for one in self.fields if one.type in _DATES]
        named = [
            one.name for one in dates if one.name == "bf_date_debut_evenement" or one.type == "listedatedeb"
        ]
        likely = [
            one.name
            for one in dates
            if one.type != "listedatefin" and _START.search(one.said) and not _NO_START.search(one.said)
        ]
        usual = [] if self.fields else ["bf_date_debut_evenement"]
        return next(iter([*named, *likely, *usual]), "")

    @property
    def end(self) -> str:
        dates = [one for one in self.fields if one.type in _DATES and one.name != self.start]
        named = [
            one.name for one in dates if one.name == "bf_date_fin_evenement" or one.type == "listedatefin"
        ]
        likely = [one.name for one in dates if _END.search(one.said) and "limite" not in one.said]
        usual = [] if self.fields else ["bf_date_fin_evenement"]
        return next(iter([*named, *likely, *usual]), "")

    @property
    def kind(self) -> Kind:
        """What the entries are: events when they have dates, actors when they have an address, else articles."""
        if self.start:
            return "event"
        return "actor" if self.placed else "article"

    @property
    def placed(self) -> bool:
        return any(one.type in {"map", "carte_google"} for one in self.fields) or bool(
            self.keys("city") or self.keys("street")
        )

    @property
    def internal(self) -> bool:
        """Whether the form is not meant for the public, whatever its fields: read only when it is asked for."""
        return bool(_INTERNAL.search(fold(self.label)))

    @property
    def public(self) -> bool:
        """Whether the form looks like an agenda, a directory or news."""
        if self.internal:
            return False
        return bool(self.start or self.placed or _NEWS.search(fold(self.label)) or self.keys("summary"))

    def keys(self, role: str) -> tuple[str, ...]:
        """Keys of the short text fields that mean `role`, the usual names first."""
        usual, label = ROLES[role]
        texts = _SHORT | {"textelong", "textarea"} if role == "summary" else _SHORT
        plain = [one for one in self.fields if one.type in texts]
        return (
            *(one.name for name in usual for one in plain if one.name == name),
            *(one.name for one in plain if one.name not in usual and label.search(fold(one.label))),
        )

    def role_of(self, listed: Field) -> str:
        """What a list says; empty when its words are categories."""
        said = fold(listed.label) or fold(re.sub(r"([a-z])([A-Z])", r"\1 \2", listed.linked))
        roles = ("audience", "accessibility", "price", "city", "nothing")
        return next((role for role in roles if ROLES[role][1].search(said)), "")
