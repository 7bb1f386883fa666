"""What partners without a calendar program publish: a spreadsheet, a web page, an export of OpenAgenda, a uMap map."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from agregateur.examples.partner import Item, Partner, Span, Week

_PARIS = ZoneInfo("Europe/Paris")
_COLUMNS = (
    "Titre",
    "Date",
    "Début",
    "Fin",
    "Lieu",
    "Code postal",
    "Commune",
    "Description",
    "Tarif",
    "Identifiant",
)


def spreadsheet(partner: Partner, week: Week) -> bytes:
    """A CSV as a French office program saves it: semicolons, Windows-1252, days first."""
    out = io.StringIO()
    rows = csv.writer(out, delimiter=";", lineterminator="\r\n")
    rows.writerow(_COLUMNS)
    for item in partner.items:
        span = week.span(item.when or "s0 lun")
        hours = [
            f"{moment:%Hh%M}" if isinstance(moment, datetime) else "" for moment in (span.start, span.end)
        ]
        place, postcode, town = _place(item)
        text = week.tell(item.text).strip()
        price = item.extra.get("price", "")
        rows.writerow(
            [item.title, f"{span.start:%d/%m/%Y}", *hours, place, postcode, town, text, price, item.uid]
        )
    return out.getvalue().encode("cp1252")


def page(partner: Partner, week: Week) -> bytes:
    """A web page that states its events for search engines: schema.org in JSON-LD."""
    stated = [_schema(partner, item, week) for item in partner.items]
    listed = "".join(f"<li>{escape(item.title)}</li>" for item in partner.items)
    # `<` is written so that no text can end the script.
    script = json.dumps({"@context": "https://schema.org", "@graph": stated}, ensure_ascii=False, indent=1)
    script = script.replace("<", "\\u003c")
    return (
        f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>{escape(partner.name)}</title>\n'
        f'<script type="application/ld+json">\n{script}\n</script></head>\n'
        f"<body><h1>Programme</h1><ul>{listed}</ul></body></html>\n"
    ).encode()


def openagenda(partner: Partner, week: Week) -> bytes:
    """The public export of an agenda of OpenAgenda (`events.v2.json`)."""
    events = [_openagenda(partner, item, week) for item in partner.items]
    return json.dumps({"total": len(events), "events": events}, ensure_ascii=False, indent=1).encode()


def umap(partner: Partner, week: Week) -> bytes:
    """A map of uMap, saved whole (`.umap`): one layer."""
    features = [_feature(item, week) for item in partner.items]
    layer = {"type": "FeatureCollection", "features": features, "_umap_options": {"name": partner.about}}
    document = {"type": "umap", "uri": partner.site, "properties": {"name": partner.name}, "layers": [layer]}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


WRITERS: Mapping[str, Callable[[Partner, Week], bytes]] = {
    "tableur": spreadsheet,
    "jsonld": page,
    "openagenda": openagenda,
    "umap": umap,
}
"""By the manner that a template names."""


def _place(item: Item) -> tuple[str, str, str]:
    """(venue or street, postcode, town) of `Salle des fêtes, 05200 Embrun`."""
    before, _, town = (item.place or "").rpartition(", ")
    postcode, _, name = town.partition(" ")
    return before, postcode, name


def _stated(moment: date | datetime) -> str:
    return moment.replace(tzinfo=_PARIS).isoformat() if isinstance(moment, datetime) else moment.isoformat()


def _last(span: Span) -> date | datetime | None:
    """The end as formats other than iCalendar say it: an all-day one is the last day, inside."""
    return span.end - timedelta(days=1) if span.all_day and span.end is not None else span.end


def _schema(partner: Partner, item: Item, week: Week) -> dict[str, Any]:
    span = week.span(item.when or "s0 lun")
    place, postcode, town = _place(item)
    address = {
        "@type": "PostalAddress",
        "postalCode": postcode,
        "addressLocality": town,
        "addressCountry": "FR",
    }
    event: dict[str, Any] = {
        "@type": "TheaterEvent",
        "@id": item.url,
        "url": item.url,
        "name": item.title,
        "startDate": _stated(span.start),
        "location": {"@type": "Place", "name": place, "address": address},
        "description": week.tell(item.text).strip(),
        "organizer": {"@type": "Organization", "name": partner.name},
        "eventStatus": f"https://schema.org/{item.status or 'EventScheduled'}",
    }
    if (last := _last(span)) is not None:
        event["endDate"] = _stated(last)
    if price := item.extra.get("price"):
        event["offers"] = {"@type": "Offer", "price": price, "priceCurrency": "EUR"}
    return event


def _openagenda(partner: Partner, item: Item, week: Week) -> dict[str, Any]:
    span = week.span(item.when or "s0 lun")
    place, postcode, town = _place(item)
    latitude, longitude = item.geo or (None, None)
    end = span.end if span.end is not None else span.start
    return {
        "uid": int(item.uid),
        "slug": f"exemple-{item.uid}",
        "title": {"fr": item.title},
        "description": {"fr": week.tell(item.text).strip()},
        "keywords": {"fr": list(item.categories)},
        "conditions": {"fr": item.extra.get("price", "")},
        "timings": [{"begin": _stated(span.start), "end": _stated(end)}],
        "timezone": "Europe/Paris",
        "location": {
            "name": place, "address": item.place, "postalCode": postcode, "city": town, "countryCode": "FR",
            "latitude": latitude, "longitude": longitude,
        },
        "attendanceMode": 1,
        "status": 6 if item.status == "CANCELLED" else 1,
        "state": 2,
        "originAgenda": {"title": partner.name},
    }  # fmt: skip


def _feature(item: Item, week: Week) -> dict[str, Any]:
    latitude, longitude = item.geo or (0.0, 0.0)
    properties = {"name": item.title, "description": week.tell(item.text).strip(), "adresse": item.place}
    return {
        "type": "Feature",
        "properties": properties | ({"url": item.url} if item.url else {}),
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }
