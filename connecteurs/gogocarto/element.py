"""From GoGoCarto's elements to records."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from agregateur.contract import Record, Rejected, Repair
from agregateur.text import end_after, fold, identifier, read_when, web_address, whole

_TIME = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?(?::\d{2})?$")
_DAYS = {
    "Mo": "lundi",
    "Tu": "mardi",
    "We": "mercredi",
    "Th": "jeudi",
    "Fr": "vendredi",
    "Sa": "samedi",
    "Su": "dimanche",
}
_POSTAL = {
    "postcode": ("address.postalCode", "postalCode"),
    "city": ("address.addressLocality", "addressLocality"),
}


class Reader:
    """Turns elements into records."""

    def __init__(
        self, fields: Mapping[str, str], must_start: bool, names: Mapping[str, str], address: str
    ) -> None:
        self.fields = fields
        self.must_start = must_start
        self.names = names
        self.address = address

    def read(self, element: Any) -> Record | Rejected:
        if not isinstance(element, dict):
            return Rejected("", "not_an_element", repr(element)[:80])
        uid = identifier(_text(element.get("id", element.get("@id"))) or "")
        title = self.said(element, "title", "name")
        if not title:
            return Rejected(uid, "no_title", uid)
        # Biopen/GeoDirectoryBundle/Document/Element.php: isVisible() is status >= -1 (a change awaits moderation);
        # -2 and below are refused, deleted, or the waiting change itself.
        status = element.get("status")
        if isinstance(status, int) and status < -1:
            return Rejected(uid, "private", f"status {status}")
        repairs: list[Repair] = []
        start, end = self.dates(element, repairs)
        if start is None and self.must_start:
            return Rejected(uid, "no_start", title[:80])
        postcode, city = (self.said(element, ours, *theirs) for ours, theirs in _POSTAL.items())
        if not uid:
            uid = identifier(f"{fold(title)}@{postcode or city or start or ''}")
        latitude, longitude = self.point(element, repairs)
        image, links = self.pictures(element)
        return Record(
            uid=uid,
            kind="actor" if start is None else "event",
            title=title,
            description=self.description(element),
            start=start,
            end=end,
            updated=_day_start(element.get("updatedAt")),
            published=_day_start(element.get("createdAt")),
            location=self.said(element, "", "address.customFormatedAddress", "address.formatedAddress")
            or _text(element.get("address")),
            venue=self.said(element, "venue"),
            street=self.street(element),
            postcode=postcode,
            city=city,
            country=self.said(element, "", "address.addressCountry"),
            insee=self.said(element, "insee"),
            latitude=latitude,
            longitude=longitude,
            categories=self.categories(element),
            price=self.said(element, "price"),
            organizer=self.said(element, "organizer"),
            telephone=self.said(element, "", "telephone", "phone"),
            email=_email(element),
            url=self.web(self.said(element, "url", "website", "url", "siteWeb", "site_web")),
            links=links,
            image=image,
            repairs=tuple(repairs),
        )

    def raw(self, element: Mapping[str, Any], name: str) -> Any:
        key = self.fields.get(name)
        return None if key is None else _at(element, key)

    def said(self, element: Mapping[str, Any], name: str, *usual: str) -> str | None:
        """The text that the stanza maps to `name`, else the first of GoGoCarto's `usual` fields."""
        if name in self.fields:
            return _text(self.raw(element, name))
        return next((text for key in usual if (text := _text(_at(element, key)))), None)

    def description(self, element: Mapping[str, Any]) -> str | None:
        if "description" in self.fields:
            return self.said(element, "description")
        keys = ("abstract", "description", "descriptionMore", "commitment")
        parts = [_text(element.get(key)) for key in keys]
        parts.append(_opening(element.get("openHours")))
        parts.append(_text(element.get("openHoursMoreInfos")))
        return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None

    def street(self, element: Mapping[str, Any]) -> str | None:
        if "street" in self.fields:
            return self.said(element, "street")
        number = _text(_at(element, "address.streetNumber"))
        street = self.said(element, "", "address.streetAddress", "streetAddress")
        return f"{number} {street}" if number and street and not street.startswith(number) else street

    def categories(self, element: Mapping[str, Any]) -> tuple[str, ...]:
        """Names as stated, ids named by the taxonomy; an id that nothing names says nothing to anyone."""
        stated = self.raw(element, "category") if "category" in self.fields else None
        for key in ("categories", "categoriesFull", "optionValues", "taxonomy"):
            stated = element.get(key) if stated is None else stated
        words: list[str] = []
        for one in stated if isinstance(stated, list) else re.split(r"\s*[,;|]\s*", _text(stated) or ""):
            if isinstance(one, dict):
                word = _text(one.get("name")) or self.names.get(
                    _text(one.get("id", one.get("optionId"))) or ""
                )
            else:
                word = _text(one)
                word = self.names.get(word or "", word)
            if word and not word.isdigit():
                words.append(word)
        return tuple(dict.fromkeys(words))

    def point(self, element: Mapping[str, Any], repairs: list[Repair]) -> tuple[float | None, float | None]:
        mapped = "latitude" in self.fields and "longitude" in self.fields
        keys = (
            [(self.fields["latitude"], self.fields["longitude"])]
            if mapped
            else [
                ("geo.latitude", "geo.longitude"),
                ("latitude", "longitude"),
                ("lat", "lng"),
                ("lat", "long"),
            ]
        )
        for north, east in keys:
            latitude, longitude = _number(_at(element, north)), _number(_at(element, east))
            if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
                continue
            if -90 <= latitude <= 90 and -180 <= longitude <= 180:
                return latitude, longitude
            repairs.append(Repair(code="bad_point", detail=f"{latitude}, {longitude}"))
        return None, None

    def pictures(self, element: Mapping[str, Any]) -> tuple[str | None, tuple[str, ...]]:
        stated = [self.raw(element, "image")] if "image" in self.fields else []
        stated += [element.get("image"), element.get("images")]
        flat: list[Any] = []
        for value in stated:
            flat += value if isinstance(value, list) else [value]
        addresses = [
            value.get("url") or value.get("src") if isinstance(value, dict) else value for value in flat
        ]
        image = next((found for a in addresses if isinstance(a, str) and (found := self.web(a))), None)
        files = element.get("files")
        others = [self.web(f) for f in files if isinstance(f, str)] if isinstance(files, list) else []
        return image, tuple(dict.fromkeys(other for other in others if other))

    def web(self, address: str | None) -> str | None:
        """`address` made absolute; `www.example.fr` is taken for one."""
        if address and re.match(r"www\.[\w.-]+\.[a-z]{2,}(/|$)", address):
            address = f"https://{address}"
        return web_address(self.address, address)

    def dates(
        self, element: Mapping[str, Any], repairs: list[Repair]
    ) -> tuple[date | None, date | datetime | None]:
        """Start and end through `fields`; without a zone they float."""
        start = self.moment(element, "start", None, repairs)
        if start is None:
            return None, None
        first = start.date() if isinstance(start, datetime) else start
        stated = self.moment(element, "end", first, repairs)
        end = end_after(start, stated)
        if stated is not None and end is None and stated != first:
            repairs.append(Repair(code="bad_end", detail=stated.isoformat()))
        return start, end

    def moment(
        self, element: Mapping[str, Any], name: str, day: date | None, repairs: list[Repair]
    ) -> date | datetime | None:
        """`name`, or `name`_date with `name`_time; an hour alone (`end_time`) falls on `day`."""
        whole_value = self.raw(element, name)
        stated = whole_value if whole_value not in (None, "") else self.raw(element, f"{name}_date")
        found = _when(stated)
        if found is None and stated not in (None, ""):
            repairs.append(Repair(code=f"bad_{name}", detail=str(stated)[:40]))
        hour = self.raw(element, f"{name}_time")
        if isinstance(found, datetime) or hour in (None, ""):
            return found
        clock = _clock(hour)
        if clock is None:
            repairs.append(Repair(code=f"bad_{name}_time", detail=str(hour)[:40]))
            return found
        found = found or (day if stated in (None, "") else None)
        return datetime.combine(found, clock) if found else None


def _at(element: Mapping[str, Any], key: str) -> Any:
    """The value at `key`: the key itself when there is one with dots in it, else one level down a dot."""
    if key in element:
        return element[key]
    value: Any = element
    for part in key.split("."):
        if not isinstance(value, dict):
            return None
        value = value.get(part)
    return value


def _text(value: Any) -> str | None:
    """A text or a number as text; nothing else is text. 'hidden' is what GoGoCarto writes for a private e-mail."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return whole(str(value)).strip() or None


def _number(value: Any) -> float | None:
    try:
        number = (
            float(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else math.nan
        )
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _email(element: Mapping[str, Any]) -> str | None:
    stated = _text(element.get("email"))
    return stated if stated and "@" in stated else None


def _when(value: Any) -> date | datetime | None:
    """A date as machines write it, `{"date": …}` (PHP), or Unix seconds; None when it is none of them."""
    if isinstance(value, dict):
        value = value.get("date")
    if isinstance(value, int) and not isinstance(value, bool):
        # 1973 to 2100: a smaller number is a year or a count.
        return datetime.fromtimestamp(value, UTC) if 100_000_000 < value < 4_102_444_800 else None
    return read_when(_text(value) or "")


def _clock(value: Any) -> time | None:
    found = _TIME.match((_text(value) or "").strip())
    try:
        return time(int(found[1]), int(found[2] or 0)) if found else None
    except ValueError:
        return None


def _day_start(value: Any) -> datetime | None:
    """`createdAt` and `updatedAt` as a moment: days are read as UTC, since they serve order only."""
    found = _when(value)
    if found is None:
        return None
    if not isinstance(found, datetime):
        found = datetime.combine(found, time())
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _opening(value: Any) -> str | None:
    """openHours `{"Mo": "09:00-12:00"}` as lines of French; the directory is read in French first."""
    if not isinstance(value, dict):
        return _text(value)
    lines = [f"{name} : {hours}" for day, name in _DAYS.items() if (hours := _text(value.get(day)))]
    return "\n".join(lines) or None
