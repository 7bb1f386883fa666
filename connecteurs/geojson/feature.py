"""From features to records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from agregateur.connecting.cells import Dates
from agregateur.connecting.finding import trace
from agregateur.connecting.headings import DATED, named
from agregateur.connecting.rows import Row, told_apart
from agregateur.connecting.unclear import unclear
from agregateur.connecting.values import at, moment_of, text_of
from agregateur.connecting.written import Unread
from agregateur.contract import Record, Rejected, Repair, Said
from agregateur.text import fold, identifier, web_address
from connecteurs.geojson import geometry, umap

OSM_KEYS = (
    "amenity",
    "shop",
    "leisure",
    "tourism",
    "office",
    "craft",
    "club",
    "sport",
    "healthcare",
    "historic",
    "social_facility",
)
"""Main keys of OpenStreetMap that say what a place is (wiki.openstreetmap.org, Map features)."""
_SURE = ("begin", "finish", "start_time", "end_time")


class Reader:
    """Turns the features of a map, layer after layer, into records."""

    def __init__(self, fields: Mapping[str, str], as_: str, address: str) -> None:
        self.fields = fields
        self.as_ = as_
        self.address = address
        self._unsure = 0
        self.mapped = any(name in fields for name in ("start", "start_date"))

    def layer(self, features: Sequence[Any], told: umap.Told) -> Iterator[Said]:
        """What one layer says."""
        ids = Counter(_uid(one) for one in features if isinstance(one, Mapping))
        # Numbers from 0 on are places in a list (what exports write for want of an identifier), and name nothing.
        positions = len(features) > 1 and all(
            one.get("id") == n for n, one in enumerate(features) if isinstance(one, Mapping)
        )
        self._unsure = 0
        found: list[tuple[Record, tuple[str, ...]] | Rejected] = []
        for feature in features:
            if isinstance(feature, Mapping) and isinstance(feature.get("properties"), Mapping | None):
                uid = "" if positions else _uid(feature)
                found.append(self._read(feature, uid, told, ids[uid] > 1))
            else:
                found.append(Rejected("", "not_a_feature", repr(feature)[:80]))
        uids = iter(told_apart([one[1] for one in found if not isinstance(one, Rejected)]))
        for one in found:
            yield one if isinstance(one, Rejected) else replace(one[0], uid=next(uids))
        if self._unsure:
            yield Repair(code="unsure_date", detail=f"{told.name or 'date'} : {self._unsure}")

    def _read(
        self, feature: Mapping[str, Any], uid: str, told: umap.Told, shared: bool
    ) -> tuple[Record, tuple[str, ...]] | Rejected:
        """A record, and its name with what tells it from others of that name. `shared`: several features bear `uid`."""
        stated: Mapping[str, Any] = feature.get("properties") or {}
        told = told.below(stated.get("_umap_options", stated.get("_storage")))
        osm = _is_osm(feature, stated)
        row = Row(stated, self._names(stated, osm), self.address)
        title = row.text("title") or _label(told.label, stated)
        if why := row.is_private():
            return Rejected(uid, "private", why[:80])
        if why := unclear(row):
            return Rejected(uid, "shown_unclear", f"{title or ''} {why}".strip()[:80])
        if not title:
            return Rejected(uid, "no_title", _trace(feature, stated, told, uid))
        dates, unread = self._dates(row)
        if dates is None and self.as_ == "event":
            return Rejected(uid, "no_start", title[:80])
        latitude, longitude = geometry.point(feature.get("geometry"), row.repairs)
        if "latitude" in self.fields or latitude is None:
            latitude, longitude = row.point()
        start = dates.first if dates else None
        point = f"{latitude},{longitude}" if latitude is not None else ""
        place = point or fold(row.text("city") or row.text("street") or "")
        if not uid or shared:
            # The day, and not the hour: one that moves by an hour is the same event.
            uid = f"{uid} {fold(title)}" if uid else f"{fold(title)}@{_day(start) if start else place}"
            place = place if start else ""
        else:
            place = ""
        description, image, markup = self._description(row, stated, told, dates is None)
        said = row.told()
        if osm:
            said |= _of_osm(stated, said)
        if dates is None:
            # The `statut` of an association is no event's.
            said["status"] = None
        layer = [told.category] if told.category else []
        said["categories"] = tuple(dict.fromkeys([*said["categories"], *layer]))
        said["image"] = said["image"] or web_address(self.address, image)
        record = Record(
            uid="",
            kind="event" if dates else "actor",
            title=title,
            description=description,
            markup=markup,
            start=dates.start if dates else None,
            end=dates.end if dates else None,
            timings=dates.timings if dates else (),
            latitude=latitude,
            longitude=longitude,
            updated=moment_of(stated.get("@timestamp", stated.get("updated_at"))),
            licence=told.licence,
            repairs=(*row.repairs, *(dates.repairs if dates else ()), *unread),
            **said,
        )
        return record, (uid, place, start.isoformat() if start else "")

    def _names(self, stated: Mapping[str, Any], osm: bool) -> dict[str, str]:
        names = named(stated, self.fields)
        if osm:
            # `start_date` of a church is its consecration, `type` of a relation its geometry.
            guessed = set(names) - {name for name in names if names[name] in self.fields.values()}
            names = {
                role: key
                for role, key in names.items()
                if role not in guessed & {*DATED, "category", "status"}
            }
        return names

    def _dates(self, row: Row) -> tuple[Dates | None, tuple[Repair, ...]]:
        """The dates that a feature states for sure; one that only may state some is counted in `_unsure`."""
        if self.as_ == "actor" or not row.says_when():
            return None, ()
        try:
            dates = row.dates(lambda month: None)
        except Unread as error:
            return None, (Repair(code=error.code, detail=row.date_words()[:60]),)
        hour = dates.timings or isinstance(dates.start, datetime)
        if self.mapped or self.as_ == "event" or hour or any(row.raw(role) is not None for role in _SURE):
            return dates, ()
        # A day alone under `date` may be that of a visit, of an update, of a building.
        self._unsure += 1
        return None, ()

    def _description(
        self, row: Row, stated: Mapping[str, Any], told: umap.Told, with_hours: bool
    ) -> tuple[str | None, str | None, bool]:
        hours = text_of(stated.get("opening_hours")) or (row.text("hours") if with_hours else None)
        more = f"Horaires : {hours}" if hours else None
        if "description" not in self.fields and (own := umap.filled(told.template, stated)):
            row = Row({"description": own}, {"description": "description"}, self.address)
        text, markup = row.description(more)
        if not text:
            return None, None, False
        text, image = umap.plain(text)
        return text or None, image, markup


def _trace(feature: Mapping[str, Any], stated: Mapping[str, Any], told: umap.Told, uid: str) -> str:
    """What finds a feature that bears no name: where it is on the map, its layer, what its properties say first."""
    at = geometry.point(feature.get("geometry"), [])
    point = f"{at[0]:.5f}, {at[1]:.5f}" if at[0] is not None else None
    return trace(None, uid, point, told.name or trace(stated))


def _day(start: date | datetime) -> str:
    return f"{start:%Y-%m-%d}"


def _uid(feature: Mapping[str, Any]) -> str:
    stated = feature.get("properties")
    stated = stated if isinstance(stated, Mapping) else {}
    named_so = (feature.get("id"), *(stated.get(key) for key in ("@id", "uuid", "uid", "identifiant", "id")))
    return identifier(next((text for one in named_so if (text := text_of(one))), ""))


def _label(key: str | None, stated: Mapping[str, Any]) -> str | None:
    """The name that a uMap layer takes from another property (`labelKey`), or makes of several."""
    if key and "{" in key:
        return umap.filled(key, stated)
    return text_of(at(stated, key)) if key else None


def _is_osm(feature: Mapping[str, Any], stated: Mapping[str, Any]) -> bool:
    return str(stated.get("@id", feature.get("id", ""))).startswith(("node/", "way/", "relation/"))


def _of_osm(stated: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """What OpenStreetMap's tags say otherwise: the number of a house, and what a place is."""
    number = text_of(stated.get("addr:housenumber"))
    line = "street" if said.get("street") else "location"
    street = said.get(line)
    words = [word for key in OSM_KEYS if (word := text_of(stated.get(key))) and word not in {"yes", "no"}]
    return {
        line: f"{number} {street}" if number and street else street,
        "categories": tuple(word.replace("_", " ") for value in words for word in value.split(";")),
    }
