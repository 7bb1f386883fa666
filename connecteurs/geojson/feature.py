"""From features to records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from agregateur.connecting.headings import DATED, named
from agregateur.connecting.rows import Row
from agregateur.connecting.values import at, moment_of, text_of
from agregateur.connecting.written import Dates, Unread
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
        self.mapped = any(name in fields for name in ("start", "start_date"))

    def layer(self, features: Sequence[Any], told: umap.Told) -> Iterator[Said]:
        """What one layer says."""
        ids = Counter(_uid(one) for one in features if isinstance(one, Mapping))
        # Numbers from 0 on are places in a list (what exports write for want of an identifier), and name nothing.
        positions = len(features) > 1 and all(
            one.get("id") == n for n, one in enumerate(features) if isinstance(one, Mapping)
        )
        unsure = 0
        for feature in features:
            if not isinstance(feature, Mapping) or not isinstance(feature.get("properties"), Mapping | None):
                yield Rejected("", "not_a_feature", repr(feature)[:80])
                continue
            uid = "" if positions else _uid(feature)
            one = self._read(feature, uid, told, ids[uid] > 1)
            if isinstance(one, Record) and one.repairs and one.repairs[-1].code == "unsure_date":
                unsure += 1
                one = replace(one, repairs=one.repairs[:-1])
            yield one
        if unsure:
            yield Repair(code="unsure_date", detail=f"{told.name or 'date'} : {unsure}")

    def _read(self, feature: Mapping[str, Any], uid: str, told: umap.Told, shared: bool) -> Record | Rejected:
        stated: Mapping[str, Any] = feature.get("properties") or {}
        told = told.below(stated.get("_umap_options", stated.get("_storage")))
        osm = _is_osm(feature, stated)
        row = Row(stated, self._names(stated, osm), self.address)
        title = row.text("title") or (text_of(at(stated, told.label)) if told.label else None)
        if why := row.is_private():
            return Rejected(uid, "private", why[:80])
        if not title:
            return Rejected(uid, "no_title", uid or told.name or "")
        dates, unread = self._dates(row, osm)
        if dates is None and self.as_ == "event":
            return Rejected(uid, "no_start", title[:80])
        latitude, longitude = geometry.point(feature.get("geometry"), row.repairs)
        if "latitude" in self.fields or latitude is None:
            latitude, longitude = row.point()
        start = dates.first if dates else None
        if not uid or shared:
            place = (
                f"{latitude},{longitude}" if latitude is not None else row.text("city") or row.text("street")
            )
            apart = start.isoformat() if start else place or ""
            uid = identifier(f"{uid} {fold(title)}" if uid else f"{fold(title)}@{apart}")
        description, image, markup = self._description(row, stated, told, dates is None or unread)
        said = row.told()
        if osm:
            said |= _of_osm(stated, said)
        if dates is None:
            # The `statut` of an association is no event's.
            said["status"] = None
        layer = [told.category] if told.category else []
        said["categories"] = tuple(dict.fromkeys([*said["categories"], *layer]))
        said["image"] = said["image"] or web_address(self.address, image)
        return Record(
            uid=uid,
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

    def _dates(self, row: Row, osm: bool) -> tuple[Dates | None, tuple[Repair, ...]]:
        """The dates that a feature states for sure; a repair `unsure_date` when it may state one."""
        if self.as_ == "actor" or not row.says_when():
            return None, ()
        try:
            dates = row.dates(lambda month: None)
        except Unread as error:
            return None, (Repair(code=error.code, detail=row.date_words()[:60]),)
        hour = dates.timings or type(dates.start).__name__ == "datetime"
        if self.mapped or self.as_ == "event" or hour or any(row.raw(role) is not None for role in _SURE):
            return dates, ()
        # A day alone under `date` may be that of a visit, of an update, of a building.
        return None, (Repair(code="unsure_date", detail=row.date_words()[:60]),)

    def _description(
        self, row: Row, stated: Mapping[str, Any], told: umap.Told, with_hours: Any
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


def _uid(feature: Mapping[str, Any]) -> str:
    stated = feature.get("properties")
    stated = stated if isinstance(stated, Mapping) else {}
    named_so = (feature.get("id"), *(stated.get(key) for key in ("@id", "uuid", "uid", "identifiant", "id")))
    return identifier(next((text for one in named_so if (text := text_of(one))), ""))


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
