"""The closed lists of the agenda (categories, public, access…), read from `taxonomie.yaml` beside this module.

Codes are stable; labels are for display. Everything here is data: adding a word to a category is one line there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

import yaml

Facet = Literal["public", "acces", "inscription", "accessibilite", "statut", "genre"]
Genre = Literal["annonce", "appel", "benevolat", "emploi", "echange", "pratique", "publication"]
"""Of an article."""
Language = Literal["fr", "en"]

OTHER = "autre"
"""The code of what could not be classified."""

STATUS_CODES: Mapping[str, str] = MappingProxyType(
    {
        "confirmed": "prevu",
        "tentative": "a-confirmer",
        "postponed": "reporte",
        "rescheduled": "deplace",
        "moved-online": "en-ligne",
        "cancelled": "annule",
    }
)
"""`model.Status` -> the public's word for it in the selection (`statut=`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """A code with its labels."""

    code: str
    fr: str
    en: str

    def text(self, language: Language = "fr") -> str:
        return self.en if language == "en" else self.fr


@dataclass(frozen=True, kw_only=True, slots=True)
class Category(Label):
    """A category. `schema_org` is the type of its events; `discreet` ones are offered only when present.

    `words` maps a phrase as written in the file to its weight (1 to 4); `unless` are phrases that set it aside;
    `venues` are words of venues that hint at it. `nouns` are the plurals that a sentence says for it, by language
    ("concerts"); `feminine` is the gender of the French one.
    """

    nouns: Mapping[Language, str]
    feminine: bool
    schema_org: str
    discreet: bool = False
    words: Mapping[str, int]
    unless: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()


@cache
def _file() -> Mapping[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = (files("agregateur") / "taxonomie.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.load(text, Loader=loader)  # noqa: S506 - a safe loader, the C one when it is built
    return loaded


@cache
def taxonomy() -> Mapping[str, Category]:
    """All categories by code, in the order of display; `autre` is the last."""
    return MappingProxyType(
        {
            one["code"]: Category(
                code=one["code"],
                fr=one["fr"],
                en=one["en"],
                nouns=MappingProxyType({"fr": one["noms"]["fr"], "en": one["noms"]["en"]}),
                feminine=one["noms"]["genre"] == "f",
                schema_org=one["schema"],
                discreet=one.get("discreet", False),
                words=MappingProxyType({str(w): weight for weight, ws in one["mots"].items() for w in ws}),
                unless=tuple(one.get("sauf", ())),
                venues=tuple(one.get("lieux", ())),
            )
            for one in _file()["categories"]
        }
    )


@cache
def neutral_phrases() -> tuple[str, ...]:
    """Phrases that decide nothing although a word inside them would ("salle des fêtes")."""
    return tuple(_file()["neutres"])


@cache
def facet(name: Facet) -> Mapping[str, Label]:
    """The codes of another closed list, in order, with their labels."""
    return MappingProxyType(
        {code: Label(code=code, fr=labels["fr"], en=labels["en"]) for code, labels in _file()[name].items()}
    )


@cache
def genre_words() -> tuple[Mapping[Genre, Mapping[str, int]], tuple[str, ...]]:
    """Genre of an article -> its phrases with their weights (1 to 4); and the phrases that decide nothing."""
    told = dict(_file()["genres"])
    neutral = tuple(told.pop("neutres"))
    return {name: {str(w): n for n, ws in lists.items() for w in ws} for name, lists in told.items()}, neutral


@cache
def labels(language: Language = "fr") -> Mapping[str, str]:
    """Category code -> label, in order."""
    return MappingProxyType({code: one.text(language) for code, one in taxonomy().items()})


def schema_org(categories: tuple[str, ...]) -> str:
    """The schema.org type of an event of these categories (the first, main one decides)."""
    found = taxonomy().get(categories[0]) if categories else None
    return found.schema_org if found else "Event"
