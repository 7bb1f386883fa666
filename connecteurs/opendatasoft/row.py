"""From the rows of a town's own agenda to records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from html import escape
from typing import Any

from agregateur.connecting import openagenda
from agregateur.connecting.fields import Item
from agregateur.connecting.finding import trace
from agregateur.connecting.values import at, moment_of, number_of, text_of, texts_of, when_of
from agregateur.contract import Kind, Record, Rejected, Repair
from agregateur.text import fold, identifier, web_address
from connecteurs.opendatasoft import carried
from connecteurs.opendatasoft.columns import HOURS, PAIRS, POINTS, UIDS, fields_of, point_in

_YES = {"oui", "true", "1", "o", "yes", "vrai"}
_NO = {"non", "false", "0", "n", "no", "faux"}
_HTML = re.compile(r"</(?:p|div|ul|ol|strong|em|b|i|a|span|h\d)>|<br ?/?>", re.I)
_WORDS = ("title", "description", "venue", "street", "postcode", "city", "insee", "organizer", "price")
_HANDICAPS = {"pmr": "handicap moteur", "blind": "handicap visuel", "deaf": "handicap auditif"}


class Reader:
    """Turns rows into records; those of OpenAgenda's shape are `carried`'s matter."""

    def __init__(self, fields: Mapping[str, str], kind: Kind, address: str) -> None:
        self.fields = fields
        self.kind = kind
        self.address = address

    def read(self, row: Any) -> Record | Rejected:
        if not isinstance(row, Mapping):
            return Rejected("", "not_an_object", repr(row)[:80])
        if carried.shaped(row) and not {"start", "start_date"} & self.fields.keys():
            return self._mapped(carried.read(row), row)
        fields = fields_of(row, self.fields)
        item = Item(_days(row, fields), fields)
        title = item.said("title")
        uid = identifier(next((text for name in UIDS if (text := text_of(row.get(name)))), ""))
        if not title:
            return Rejected(uid, "no_title", trace(row) or uid)
        timings = _occurrences(row, item.repairs)
        start, end = item.dates()
        if start is None and not timings and self.kind == "event":
            return Rejected(uid, "no_start", title[:80])
        venue, postcode, city = item.said("venue"), item.said("postcode"), item.said("city")
        if not uid:
            uid = identifier(f"{fold(title)}@{start or ''}@{city or postcode or ''}")
        elif fields.get("start") == "date" and start is not None:
            # One row a date, all with the number of the whole (Nantes, `id_manif`).
            uid = identifier(f"{uid}@{start.isoformat()}")
        latitude, longitude = _point(row, item)
        description, markup = _description(row, item)
        return Record(
            uid=uid,
            kind=self.kind,
            title=title,
            description=description,
            markup=markup,
            summary=_summary(row, fields),
            start=None if timings else start,
            end=None if timings else end,
            timings=timings,
            status=_status(row),
            updated=moment_of(row.get("updated_at", row.get("date_maj", row.get("date_mise_a_jour")))),
            venue=venue,
            street=openagenda.street_of(item.said("street"), postcode, city, venue),
            postcode=postcode,
            city=city,
            insee=item.said("insee"),
            latitude=latitude,
            longitude=longitude,
            categories=item.listed("category"),
            audience=texts_of(
                row.get("audience", row.get("public", row.get("type_de_public"))), r"\s*[;|]\s*"
            ),
            age_min=number_of(row.get("age_min")),
            age_max=number_of(row.get("age_max")),
            accessibility=tuple(word for name, word in _HANDICAPS.items() if _flag(row.get(name))),
            price=item.said("price"),
            free=_flag(row.get("manifestation_gratuite", row.get("gratuit"))),
            organizer=item.said("organizer"),
            telephone=_first(
                row, "telephone", "tel", "reservation_telephone", "contact_phone", "lieu_telephone"
            ),
            email=_first(row, "email", "mail", "courriel", "reservation_email", "contact_mail"),
            url=self._web(item.said("url")),
            links=tuple(
                found
                for one in ("reservation_site_internet", "access_link", "contact_url", "address_url")
                if (found := self._web(text_of(row.get(one)))) and found != self._web(item.said("url"))
            ),
            image=self._image(item.raw("image")),
            image_credit=_first(row, "cover_credit", "credit_photo", "credits", "image_credit"),
            repairs=tuple(item.repairs),
        )

    def _mapped(self, said: Record | Rejected, row: Mapping[str, Any]) -> Record | Rejected:
        """A record of OpenAgenda's shape, with what the operator maps beside it (towns add columns of their own)."""
        item = Item(row, self.fields)
        told: dict[str, Any] = {
            word: text for word in _WORDS if word in self.fields and (text := item.said(word))
        }
        if not isinstance(said, Record) or not self.fields:
            return said
        return replace(
            said, **told, categories=tuple(dict.fromkeys([*item.listed("category"), *said.categories]))
        )

    def _web(self, address: str | None) -> str | None:
        return openagenda.address_of(address) or (
            web_address(self.address, address) if address and address.startswith("/") else None
        )

    def _image(self, value: Any) -> str | None:
        """An address, or a file of the portal's, `{"url", "filename", …}` (v2.1)."""
        return self._web(text_of(at(value, "url") if isinstance(value, Mapping) else value))


def _days(row: Mapping[str, Any], fields: Mapping[str, str]) -> Mapping[str, Any]:
    """The row with its days as days: a column of days and hours holds a day as midnight UTC, which is the hour of no
    event. A start is taken for one when the end, if any, is one too."""
    names = [fields[word] for word in ("start", "start_date", "end", "end_date") if word in fields]
    stated = {name: when_of(at(row, name)) for name in names}
    moments = [one for one in stated.values() if isinstance(one, datetime)]
    if not moments or any(one.tzinfo is None or one.astimezone(UTC).time() != time() for one in moments):
        return row
    return {**row, **{name: one.date() for name, one in stated.items() if isinstance(one, datetime)}}


def _occurrences(row: Mapping[str, Any], repairs: list[Repair]) -> openagenda.Timings:
    """Dates listed one by one: `debut_fin;debut_fin` (Paris, `occurrences`), or `timings` as OpenAgenda writes them."""
    stated = row.get("timings")
    if isinstance(text := row.get("occurrences"), str):
        pairs = (one.partition("_") for one in text.split(";") if one.strip())
        stated = [{"begin": begin.strip(), "end": end.strip() or None} for begin, _, end in pairs]
    return openagenda.timings_of(stated, repairs)


def _description(row: Mapping[str, Any], item: Item) -> tuple[str | None, bool]:
    """The text, with the hours that are told in words beside it, and whether it is HTML."""
    told, hours = item.said("description"), _first(row, *HOURS)
    markup = bool(_HTML.search(told or ""))
    if markup and hours:
        hours = f"<p>{escape(hours)}</p>"
    return "\n\n".join(dict.fromkeys(part for part in (told, hours) if part)) or None, markup


def _summary(row: Mapping[str, Any], fields: Mapping[str, str]) -> str | None:
    short = ("descriptif_court", "description_courte", "lead_text", "chapo", "chapeau", "resume")
    return next(
        (text for name in short if name != fields.get("description") and (text := text_of(row.get(name)))),
        None,
    )


def _status(row: Mapping[str, Any]) -> str | None:
    if _flag(row.get("annule")):
        return "annulé"
    if _flag(row.get("reporte")):
        return "reporté"
    return _first(row, "statut", "statut_evenement")


def _flag(value: Any) -> bool | None:
    said = fold(str(value)).strip() if isinstance(value, bool | int | str) else ""
    return True if said in _YES else False if said in _NO else None


def _first(row: Mapping[str, Any], *names: str) -> str | None:
    return next((text for name in names if (text := text_of(row.get(name)))), None)


def _point(row: Mapping[str, Any], item: Item) -> tuple[float | None, float | None]:
    if "latitude" in item.fields and "longitude" in item.fields:
        return item.point()
    found = next((point for name in POINTS if (point := point_in(row.get(name)))), None)
    return found or item.point(*PAIRS)
