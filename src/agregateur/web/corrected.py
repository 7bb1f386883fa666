"""What a human set on an event, in words: names in place of codes, dates as people write them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import get_args

from agregateur import communes
from agregateur.publish import dates
from agregateur.publish.words import Lang
from agregateur.taxonomy import STATUS_CODES, Facet
from agregateur.text import read_when
from agregateur.web import labels
from agregateur.web.i18n import mark, say

FIELDS: Mapping[str, str] = {
    "title": mark("titre"),
    "description": mark("texte"),
    "status": mark("état"),
    "start": mark("début"),
    "end": mark("fin"),
    "place": mark("lieu"),
    "venue": mark("nom du lieu"),
    "street": mark("adresse"),
    "postcode": mark("code postal"),
    "city": mark("ville"),
    "point": mark("position sur la carte"),
    "insee": mark("commune"),
    "categories": mark("catégories"),
    "public": mark("public"),
    "acces": mark("accès"),
    "price": mark("prix"),
    "inscription": mark("inscription"),
    "accessibilite": mark("accessibilité"),
    "organizer": mark("organisateur"),
    "contact": mark("contact"),
    "url": mark("page"),
    "online": mark("adresse en ligne"),
    "image": mark("image"),
    "timezone": mark("fuseau horaire"),
}
"""Fields of an event, as people call them."""
_FACETS: Mapping[str, Facet] = {facet: facet for facet in get_args(Facet)}


def set_to(field: str, value: str, language: Lang) -> str:
    """`état : annulé`, `commune : Embrun (05046)`, `prix : vidé`, `titre : « Grand concert »`. `value` is as kept."""
    name = say(language, FIELDS.get(field, field))
    if not value:
        return say(language, mark("%(field)s : vidé"), field=name)
    told = _named(field, value, language)
    if told is None:
        return say(language, mark("%(field)s : « %(value)s »"), field=name, value=value)
    return say(language, mark("%(field)s : %(value)s"), field=name, value=told)


def _named(field: str, value: str, language: Lang) -> str | None:
    """A value that is a code, an INSEE code or a moment, in words; None for any other, and for what is not known."""
    if field in {"start", "end"}:
        return _moment(value, language)
    if field == "insee":
        here = communes.commune(value) or next(iter(communes.communes_named(value)), None)
        return f"{here.nom} ({here.insee})" if here else None
    codes = [code.strip() for code in value.split(",") if code.strip()]
    names: list[str | None]
    if field == "status":
        names = [labels.name("statut", STATUS_CODES.get(code, code), language) for code in codes]
    elif field == "categories":
        names = [labels.categories(language).get(code) for code in codes]
    elif facet := _FACETS.get(field):
        names = [labels.name(facet, code, language) for code in codes]
    else:
        return None
    return None if None in names else ", ".join(filter(None, names)).lower()


def _moment(value: str, language: Lang) -> str | None:
    when = read_when(value)
    if when is None:
        return None
    day = f"{dates.day_label(when, language)} {when.year}"
    return f"{day}, {dates.time_label(when, language)}" if isinstance(when, datetime) else day
