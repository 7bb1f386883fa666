"""The agenda as a table: its columns, and CSV out (RFC 4180). One row an event, at the date it is listed for.

Dates and hours stand in columns of their own, in the local time of their place; further dates share one. The French
headings are those that our own reading of spreadsheets understands, hence what most people call these things.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from agregateur import taxonomy, text
from agregateur.model import Event, Occurrence
from agregateur.publish.dates import when_label
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.export import cell
from agregateur.publish.items import Item, items
from agregateur.publish.leaving import http_url, leaving_members, point_of, status_of, title_of

Kind = Literal["text", "long", "date", "time", "number", "link"]
Value = str | date | time | float | None
"""A `date` is a day (never a datetime), a `float` degrees."""
SEVERAL = " ; "
"""Between several values of a cell: the names of categories hold commas."""
SPREADSHEET = "tableur"
"""The word that asks for what French spreadsheets open by a double click: `;`, a decimal comma, a byte-order mark."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column: its headings, what its values are, how wide it is shown (characters), and its value for an item."""

    fr: str
    en: str
    kind: Kind = "text"
    width: int = 14
    value: Callable[[Item, Channel], Value]

    def heading(self, channel: Channel) -> str:
        return self.en if channel.language == "en" else self.fr


def rows(entries: Sequence[Entry], channel: Channel) -> Iterator[list[Value]]:
    """The values of each item, one a column, texts without control characters; '' and None are empty cells."""
    for item in items(entries, channel):
        yield [_fit(column.kind, column.value(item, channel)) for column in COLUMNS]


def as_csv(entries: Sequence[Entry], channel: Channel) -> bytes:
    """CSV in UTF-8 with a header: comma, CRLF, dates as YYYY-MM-DD, hours as HH:MM; see `SPREADSHEET`.

    A text that a spreadsheet would run as a formula is prefixed with `'`.
    """
    spreadsheet = channel.options.get(SPREADSHEET) == "oui"
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if spreadsheet else ",")
    writer.writerow(column.heading(channel) for column in COLUMNS)
    for row in rows(entries, channel):
        writer.writerow(_written(value, "," if spreadsheet else ".") for value in row)
    return out.getvalue().encode("utf-8-sig" if spreadsheet else "utf-8")


def _fit(kind: Kind, value: Value) -> Value:
    if not isinstance(value, str):
        return value
    return text.printable(value).strip() if kind == "long" else text.one_line(value)


def _written(value: Value, point: str) -> str | int | float:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", point)
    return cell(value)


# --- values ------------------------------------------------------------------------------------------------------


def _time(moment: date | datetime | None) -> time | None:
    return moment.time().replace(second=0, microsecond=0) if isinstance(moment, datetime) else None


def _last_day(o: Occurrence) -> date | None:
    """The last day, included; None when no end is stated."""
    if isinstance(o.end, datetime):
        return o.end.date()
    return max(o.day, o.end - timedelta(days=1)) if o.end else None


def _others(item: Item, _: Channel) -> str:
    """`2026-12-13 18:00 ; 2026-12-20 18:00`: the other dates, cancelled ones left out."""
    found = sorted(
        f"{o.start:%Y-%m-%d %H:%M}" if isinstance(o.start, datetime) else o.start.isoformat()
        for o in item.event.occurrences
        if o.start != item.occurrence.start and o.status != "cancelled"
    )
    return SEVERAL.join(found)


def _labels(facet: taxonomy.Facet, codes: Sequence[str], channel: Channel) -> str:
    known = taxonomy.facet(facet)
    return SEVERAL.join(known[code].text(channel.language) for code in codes if code in known)


def _coded(facet: taxonomy.Facet, code: str | None, channel: Channel) -> str:
    return _labels(facet, [code] if code else [], channel)


def _sold_out(item: Item, channel: Channel) -> str:
    return ("yes" if channel.language == "en" else "oui") if item.event.sold_out else ""


def _status(item: Item, channel: Channel) -> str:
    return _coded("statut", taxonomy.STATUS_CODES[status_of(item.event, item.occurrence)], channel)


def _degrees(event: Event, index: int) -> float | None:
    point = point_of(event.place)
    return float(point[index]) if point else None


def _categories(item: Item, channel: Channel) -> str:
    return SEVERAL.join(channel.labels.get(code, code) for code in item.event.categories)


def _uids(item: Item, _: Channel) -> str:
    """`mjc:noel-2026 ; office:F12`: source and what it calls the event, of each who announces it."""
    return SEVERAL.join(f"{m.source}:{m.uid}" for m in leaving_members(item.event))


def _updated(item: Item, _: Channel) -> str:
    updated = item.event.updated
    return updated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if updated else ""


def _when(item: Item, channel: Channel) -> str:
    return when_label(item.occurrence, channel.language, today=item.today)


COLUMNS: Sequence[Column] = (
    Column(fr="Titre", en="Title", width=40, value=lambda i, _: title_of(i.event, i.occurrence)),
    Column(fr="Date de début", en="Start date", kind="date", value=lambda i, _: i.occurrence.day),
    Column(fr="Heure de début", en="Start time", kind="time", value=lambda i, _: _time(i.occurrence.start)),
    Column(fr="Date de fin", en="End date", kind="date", value=lambda i, _: _last_day(i.occurrence)),
    Column(fr="Heure de fin", en="End time", kind="time", value=lambda i, _: _time(i.occurrence.end)),
    Column(fr="En toutes lettres", en="In words", width=32, value=_when),
    Column(fr="Autres dates", en="Other dates", width=20, value=_others),
    Column(fr="Statut", en="Status", value=_status),
    Column(fr="Complet", en="Sold out", width=9, value=_sold_out),
    Column(fr="Lieu", en="Venue", width=26, value=lambda i, _: i.occurrence.venue or i.event.place.venue),
    Column(fr="Adresse", en="Address", width=26, value=lambda i, _: i.event.place.street),
    Column(fr="Code postal", en="Postcode", width=11, value=lambda i, _: i.event.place.postcode),
    Column(fr="Commune", en="Commune", width=20, value=lambda i, _: i.commune or i.event.place.city),
    Column(fr="Code INSEE", en="INSEE code", width=11, value=lambda i, _: i.event.insee),
    Column(fr="Lieu tel qu’annoncé", en="Place as announced", width=30, value=lambda i, _: i.place),
    Column(fr="Latitude", en="Latitude", kind="number", width=11, value=lambda i, _: _degrees(i.event, 0)),
    Column(fr="Longitude", en="Longitude", kind="number", width=11, value=lambda i, _: _degrees(i.event, 1)),
    Column(fr="Catégories", en="Categories", width=26, value=_categories),
    Column(fr="Codes des catégories", en="Category codes", value=lambda i, _: ", ".join(i.event.categories)),
    Column(fr="Public", en="Audience", value=lambda i, c: _labels("public", i.event.public, c)),
    Column(fr="Accès", en="Access", value=lambda i, c: _coded("acces", i.event.acces, c)),
    Column(fr="Tarif", en="Price", width=20, value=lambda i, _: i.event.price),
    Column(
        fr="Modalités d’inscription",
        en="Booking",
        value=lambda i, c: _coded("inscription", i.event.inscription, c),
    ),
    Column(
        fr="Accessibilité",
        en="Accessibility",
        value=lambda i, c: _labels("accessibilite", i.event.accessibilite, c),
    ),
    Column(fr="Description", en="Description", kind="long", width=60, value=lambda i, _: i.event.text),
    Column(fr="Organisateur", en="Organizer", width=26, value=lambda i, _: i.event.organizer),
    Column(fr="Téléphone", en="Telephone", value=lambda i, _: i.event.contact.telephone),
    Column(fr="Courriel", en="E-mail", width=24, value=lambda i, _: i.event.contact.email),
    Column(
        fr="Lien visio", en="Online at", kind="link", width=20, value=lambda i, _: http_url(i.event.online)
    ),
    Column(fr="Lien", en="Page", kind="link", width=30, value=lambda i, _: i.page),
    Column(
        fr="Page du partenaire", en="Partner’s page", kind="link", width=30, value=lambda i, _: i.rights.link
    ),
    Column(fr="Image", en="Image", kind="link", width=20, value=lambda i, _: http_url(i.event.image)),
    Column(fr="Crédit de l’image", en="Image credit", value=lambda i, _: i.rights.image_credit),
    Column(fr="Crédit", en="Credit", width=30, value=lambda i, _: i.rights.names),
    Column(fr="Licence", en="Licence", value=lambda i, _: i.rights.licence),
    Column(fr="Republication", en="Republication", value=lambda i, _: i.rights.republication),
    Column(
        fr="Conditions de reprise", en="Terms of use", width=40, value=lambda i, c: i.rights.terms(c.language)
    ),
    Column(fr="Identifiant", en="ID", value=lambda i, _: i.event.id),
    Column(fr="Identifiants des partenaires", en="Partners’ ids", width=26, value=_uids),
    Column(fr="Fuseau horaire", en="Time zone", value=lambda i, _: i.event.timezone),
    Column(fr="Modifié le", en="Changed", width=20, value=_updated),
)
"""The columns in their order. New ones go where people expect them: programs find theirs by its heading."""
