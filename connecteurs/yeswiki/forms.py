"""The forms of a wiki: which field says what, what their lists mean, and what their entries are.

Every wiki chooses its own fields. A form states them twice: `template`, the rows its author wrote
(`type***name***label…`, FormManager::parseTemplate), and `prepared`, what YesWiki makes of them (the fields'
jsonSerialize): names of properties, labels, the options of lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agregateur.connecting.values import text_of
from agregateur.contract import Kind
from agregateur.text import fold

_LISTS = {"liste", "checkbox", "radio", "list", "select"}
_OF_ENTRIES = {"listefiche", "checkboxfiche", "radiofiche", "listefiches"}
_DATES = {"jour", "listedatedeb", "listedatefin", "date"}
_SHORT = {"texte", "text", "number", "url", "tel", "lien_internet", "lien_internet_bis", "titre"}
_NO_START = re.compile(
    r"\b(?:limite|cloture|naissance|publication|parution|creation|maj|fin|adhesion|inscription)"
)
_START = re.compile(r"\b(?:debut|evenement|evt|rencontre|atelier|quand|jour|date)")
_END = re.compile(r"\b(?:fin|jusqu)")
# Forms that collect answers, or that speak to the members: nobody's agenda.
_INTERNAL = re.compile(
    r"\b(?:inscri|contact|sondage|enquete|questionnaire|adhesion|adherer|benevol|commande|reserv|newsletter|commentaire"
    r"|livre d.or|comptes?[- ]rendus?|test\b|bac a sable|facture|budget|vote|tache)"
)
_NEWS = re.compile(
    r"\b(?:actu|blog|news\b|nouvelle|article|billet|annonce|breve|info|presse|journal|lettre|publication)"
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
    syntax: str = ""
    hidden: bool = False
    latitude: str = ""
    longitude: str = ""

    @property
    def said(self) -> str:
        return fold(f"{self.name.removeprefix('bf_').replace('_', ' ')} {self.label}")

    @property
    def is_list(self) -> bool:
        return self.type in _LISTS or self.type == "tags"

    @property
    def of_entries(self) -> bool:
        return self.type in _OF_ENTRIES


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
    def public(self) -> bool:
        """Whether the form looks like an agenda, a directory or news."""
        said = fold(self.label)
        if _INTERNAL.search(said):
            return False
        return bool(self.start or self.placed or _NEWS.search(said) or self.keys("summary"))

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


def form_of(value: Mapping[str, Any]) -> Form:
    """A form as its wiki states it."""
    rows = list(_rows(value))
    prepared = value.get("prepared")
    stated = list(prepared.values()) if isinstance(prepared, dict) else prepared
    fields: dict[str, Field] = {one.name: one for one in rows}
    for one in stated if isinstance(stated, list) else []:
        made = _prepared(one) if isinstance(one, dict) else None
        if made is None:
            continue
        row = next((r for r in rows if r.name == made.name or (r.linked and r.linked == made.linked)), None)
        if row is not None:
            fields.pop(row.name, None)
            made = replace(
                made,
                syntax=made.syntax or row.syntax,
                hidden=made.hidden or row.hidden,
                type=row.type or made.type,
            )
        fields[made.name] = made
    return Form(
        id=text_of(value.get("bn_id_nature")) or "",
        label=text_of(value.get("bn_label_nature")) or "",
        fields=tuple(fields.values()),
    )


def with_lists(form: Form, lists: Mapping[str, Mapping[str, str]]) -> Form:
    """`form` with the labels of `lists` where its own lists have none."""
    return replace(
        form,
        fields=tuple(
            replace(one, options=lists.get(one.linked, {})) if one.is_list and not one.options else one
            for one in form.fields
        ),
    )


def lists_of(value: Any) -> dict[str, dict[str, str]]:
    """Labels by list: `{ListeX: {label: {id: label}}}`, or since 2024 `{ListeX: {nodes: [{id, label, children}]}}`."""
    found: dict[str, dict[str, str]] = {}
    for name, one in value.items() if isinstance(value, dict) else ():
        if isinstance(one, dict):
            found[str(name)] = _labels(one.get("label")) or dict(_nodes(one.get("nodes")))
    return found


def _rows(value: Mapping[str, Any]) -> Iterator[Field]:
    template = value.get("template")
    if isinstance(template, list):
        rows: Iterable[Any] = template
    else:
        raw = text_of(value.get("bn_template")) or ""
        rows = [line.split("***") for line in raw.splitlines() if not line.lstrip().startswith("#")]
    for row in rows:
        if not isinstance(row, list) or len(row) < 3:
            continue
        cells = [text_of(cell) or "" for cell in row] + [""] * 16
        kind, name = cells[0], cells[1]
        if kind in _LISTS | _OF_ENTRIES:
            key = f"{kind}{name}{cells[6]}"
        elif kind in {"image", "fichier"}:
            key = f"{kind}{name}"
        else:
            key = (
                "bf_titre" if kind == "titre" else "geolocation" if kind in {"map", "carte_google"} else name
            )
        form_only = kind.startswith("champs_mail") and cells[6] == "form"
        placed = kind in {"map", "carte_google"}
        yield Field(
            name=key,
            type=kind,
            label=cells[2],
            linked=name if kind in _LISTS | _OF_ENTRIES else "",
            syntax=cells[7] if kind == "textelong" else "",
            hidden=form_only or not _open(cells[11]) or kind == "mot_de_passe",
            latitude=name if placed else "",
            longitude=cells[2] if placed else "",
        )


def _prepared(value: Mapping[str, Any]) -> Field | None:
    name = text_of(value.get("propertyname")) or text_of(value.get("id"))
    if not name:
        return None
    values = value.get("values")
    return Field(
        name=name,
        type=text_of(value.get("type")) or "",
        label=text_of(value.get("label")) or "",
        options=_labels(value.get("options"))
        or _labels(values.get("label") if isinstance(values, dict) else None),
        linked=text_of(value.get("linkedObjectName")) or "",
        syntax=text_of(value.get("syntax")) or "",
        hidden=value.get("showContactForm") == "form" or not _open(text_of(value.get("read_acl")) or ""),
        latitude=text_of(value.get("latitudeField")) or "",
        longitude=text_of(value.get("longitudeField")) or "",
    )


def _open(acl: str) -> bool:
    """Whether everybody may read (`*`, or nothing said): `+`, `%`, `@group` and names say who may."""
    return acl.strip() in {"", "*"}


def _labels(value: Any) -> dict[str, str]:
    """Labels by value. In a list with levels, a label is written after those above it: `Culture ➤ Théâtre`."""
    if isinstance(value, list):
        value = dict(enumerate(value))
    if not isinstance(value, dict):
        return {}
    words = {str(key): (text_of(one) or "").rpartition("➤")[2].strip() for key, one in value.items()}
    return {key: word for key, word in words.items() if word}


def _nodes(value: Any) -> Iterator[tuple[str, str]]:
    pending = [value]
    while pending:
        for node in nodes if isinstance(nodes := pending.pop(), list) else []:
            if isinstance(node, dict):
                key, label = text_of(node.get("id")), text_of(node.get("label"))
                if key and label:
                    yield key, label
                pending.append(node.get("children"))
