"""GoGoCarto maps: the public list of elements (`/api/elements.json`), full, compact or JSON-LD.

Elements are actors: who does what, and where. One that has a start, through the options `fields`, is an event.
Format: GoGoCarto, src/Biopen/GeoDirectoryBundle/Controller/APIController.php.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, ClassVar, Literal
from urllib.parse import urljoin, urlsplit

from agregateur.contract import (
    Document,
    Fetch,
    Kind,
    Listing,
    Record,
    Rejected,
    Repair,
    Said,
    Unchanged,
    digest,
)
from agregateur.errors import FetchError, ParseError
from agregateur.text import decode, fold, identifier, whole

MAX_ITEMS = 20_000
"""Elements a document (design §8)."""

FIELDS = frozenset(
    [
        "title",
        "description",
        "url",
        "image",
        "start",
        "end",
        "start_date",
        "start_time",
        "end_date",
        "end_time",
        "venue",
        "street",
        "postcode",
        "city",
        "insee",
        "latitude",
        "longitude",
        "organizer",
        "category",
        "price",
    ]
)
"""What `fields` may name (design §8)."""

_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body)\b", re.S | re.I)
_EPOCH_YEARS = range(1900, 2201)
# Positions of a compact element when the document brings no mapping (GoGoCartoJs web/data/elements-gogocompact.js).
_COMPACT = ("id", "name", "latitude", "longitude", "categories")
_DATE = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ T,]+(?:à\s*)?(\d{1,2})[:hH](\d{2})?(?::\d{2})?)?$"
)
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


@dataclass(frozen=True, kw_only=True)
class GoGoCarto:
    """The elements at `url`: `https://map.example/api/elements.json`, or the map's home page.

    Options:
    * `fields` (default none): the map's own fields, by our names (`title`, `description`, `url`, `image`, `start`,
      `end`, `start_date`, `start_time`, `end_date`, `end_time`, `venue`, `street`, `postcode`, `city`, `insee`,
      `latitude`, `longitude`, `organizer`, `category`, `price`); a dot goes one level down (`address.postalCode`).
      An element that has a start is an event.
    * `as` (default `actor`): what elements without a start are; with `event`, one without a date is refused.
    * `taxonomy` (default none): address of the category tree (`…/api/taxonomy.json`), which names bare category ids.
    """

    kind: ClassVar[str] = "gogocarto"
    label: ClassVar[str] = "GoGoCarto map"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"actor", "event"})

    url: str
    fields: Mapping[str, str] = field(default_factory=dict)
    as_: Literal["actor", "event"] = "actor"
    taxonomy: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.fields, dict):
            raise ValueError("option fields: a mapping of our names to the map's own")
        for name, key in self.fields.items():
            if name not in FIELDS:
                raise ValueError(f"option fields: {name!r} is unknown; one of {', '.join(sorted(FIELDS))}")
            if not isinstance(key, str) or not key:
                raise ValueError(f"option fields: {name} must name a field of the map, not {key!r}")
        if self.as_ not in ("actor", "event"):
            raise ValueError(f"option as: actor or event, not {self.as_!r}")
        if self.taxonomy is not None and not isinstance(self.taxonomy, str):
            raise ValueError("option taxonomy: an address")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the map at `url` lists. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`,
        `not_json`, `not_a_map`, `too_many_items`)."""
        address = elements_address(self.url)
        elements = _elements(_load(fetch(address)))
        names: dict[str, str] = {}
        if self.taxonomy:
            try:
                names = _taxonomy(_load(fetch(urljoin(address, self.taxonomy))))
            except (FetchError, ParseError) as error:
                yield Repair(code="taxonomy_unread", detail=error.code)
        reader = _Reader(self, names, address)
        seen: set[str] = set()
        for element in elements:
            said = reader.read(element)
            if isinstance(said, Rejected):
                yield said
            elif said.uid in seen:
                yield Rejected(said.uid, "duplicate_uid", said.title[:80])
            else:
                seen.add(said.uid)
                mark = digest(self, repr(replace(said, updated=None)))
                same = known.get(said.uid) == mark
                yield Unchanged(said.uid) if same else replace(said, digest=mark)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        path = urlsplit(url).path
        named = 90 if re.search(r"/api/elements(\.json|\.jsonld|/|$)", path) else 0
        if document is None:
            return named
        try:
            value = _load(document)
            elements = _elements(value)
        except ParseError:
            return 0
        if isinstance(value, dict) and str(value.get("ontology", "")).startswith("gogo"):
            return 95
        shaped = sum(
            1 for one in elements[:20] if isinstance(one, dict) and one.get("name") and _has_place(one)
        )
        return max(named, 60) if shaped and shaped == len(elements[:20]) else named


def elements_address(url: str) -> str:
    """Where the elements of a map are listed: `url` itself, or `/api/elements.json` under a map's home page."""
    parts = urlsplit(url)
    if (
        parts.scheme not in {"http", "https"}
        or "/api/" in parts.path
        or parts.path.endswith((".json", ".jsonld"))
    ):
        return url
    base = re.sub(r"/(annuaire|carte|map)?/?$", "", parts.path)
    return parts._replace(path=f"{base}/api/elements.json", query="", fragment="").geturl()


def _has_place(element: Mapping[str, Any]) -> bool:
    geo = element.get("geo")
    return (isinstance(geo, dict) and "latitude" in geo) or ("latitude" in element and "longitude" in element)


def _load(document: Document) -> Any:
    text, _ = decode(document.content, document.charset)
    if not text.strip():
        raise ParseError("The document is empty.", code="empty")
    if _HTML.match(text):
        raise ParseError("The address answers a web page (a sign-in page?), not data.", code="html_instead")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        raise ParseError(
            f"The document is not JSON: {error.msg} (character {error.pos}).",
            code="truncated" if cut and text.lstrip()[0] in "[{" else "not_json",
        ) from error
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"The document is not usable JSON ({type(error).__name__}).", code="not_json"
        ) from error


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _elements(value: Any) -> list[Any]:
    """The list of elements in an envelope `{data: […]}`, a bare list, `{"@graph": […]}` or a single element."""
    listed: Any = value
    mapping: tuple[str, ...] | None = None
    if isinstance(value, dict):
        listed = value.get("data", value.get("@graph"))
        stated = value.get("mapping")
        if isinstance(stated, list) and all(isinstance(key, str) for key in stated):
            mapping = tuple(stated)
        if isinstance(listed, dict) and listed.get("name"):
            listed = [listed]
    if not isinstance(listed, list):
        message = value.get("error") or value.get("message") if isinstance(value, dict) else None
        detail = f": {str(message)[:80]}" if message else ""
        raise ParseError(f"The document lists no elements{detail}.", code="not_a_map")
    if len(listed) > MAX_ITEMS:
        raise ParseError(
            f"The map has more than {MAX_ITEMS} elements.", code="too_many_items", limit=MAX_ITEMS
        )
    return [
        dict(zip(mapping or _COMPACT, one, strict=False)) if isinstance(one, list) else one for one in listed
    ]


def _taxonomy(tree: Any) -> dict[str, str]:
    """Names by category id, from a tree of `options` and `subcategories` or a flat list of `{id, name}`."""
    names: dict[str, str] = {}
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, list):
            pending += node
        elif isinstance(node, dict):
            if node.get("id") is not None and isinstance(node.get("name"), str):
                names[str(node["id"])] = whole(node["name"]).strip()
            pending += [value for value in node.values() if isinstance(value, dict | list)]
    return names


class _Reader:
    """Turns elements into records."""

    def __init__(self, connector: GoGoCarto, names: Mapping[str, str], address: str) -> None:
        self.connector = connector
        self.names = names
        self.address = address

    def read(self, element: Any) -> Record | Rejected:
        if not isinstance(element, dict):
            return Rejected("", "not_an_element", repr(element)[:80])
        uid = identifier(_text(element.get("id") or element.get("@id")) or "")
        title = self.said(element, "title", "name")
        if not title:
            return Rejected(uid, "no_title", uid)
        # GoGoCarto ElementStatus: negative values are deleted, refused or awaiting moderation.
        status = element.get("status")
        if isinstance(status, int) and status < 0:
            return Rejected(uid, "private", f"status {status}")
        repairs: list[Repair] = []
        start, end = self.dates(element, repairs)
        if start is None and self.connector.as_ == "event":
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
        key = self.connector.fields.get(name)
        return None if key is None else _at(element, key)

    def said(self, element: Mapping[str, Any], name: str, *usual: str) -> str | None:
        """The text that the stanza maps to `name`, else the first of GoGoCarto's `usual` fields."""
        if name in self.connector.fields:
            return _text(self.raw(element, name))
        return next((text for key in usual if (text := _text(_at(element, key)))), None)

    def description(self, element: Mapping[str, Any]) -> str | None:
        if "description" in self.connector.fields:
            return self.said(element, "description")
        keys = ("abstract", "description", "descriptionMore", "commitment")
        parts = [_text(element.get(key)) for key in keys]
        parts.append(_opening(element.get("openHours")))
        parts.append(_text(element.get("openHoursMoreInfos")))
        return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None

    def street(self, element: Mapping[str, Any]) -> str | None:
        if "street" in self.connector.fields:
            return self.said(element, "street")
        number = _text(_at(element, "address.streetNumber"))
        street = self.said(element, "", "address.streetAddress", "streetAddress")
        return f"{number} {street}" if number and street and not street.startswith(number) else street

    def categories(self, element: Mapping[str, Any]) -> tuple[str, ...]:
        """Names as stated, ids named by the taxonomy; an id that nothing names says nothing to anyone."""
        stated = self.raw(element, "category") if "category" in self.connector.fields else None
        for key in ("categories", "categoriesFull", "optionValues", "taxonomy"):
            stated = element.get(key) if stated is None else stated
        words: list[str] = []
        for one in stated if isinstance(stated, list) else re.split(r"\s*[,;|]\s*", _text(stated) or ""):
            if isinstance(one, dict):
                word = _text(one.get("name")) or self.names.get(_text(one.get("id")) or "")
            else:
                word = _text(one)
                word = self.names.get(word or "", word)
            if word and not word.isdigit():
                words.append(word)
        return tuple(dict.fromkeys(words))

    def point(self, element: Mapping[str, Any], repairs: list[Repair]) -> tuple[float | None, float | None]:
        mapped = "latitude" in self.connector.fields and "longitude" in self.connector.fields
        keys = (
            [(self.connector.fields["latitude"], self.connector.fields["longitude"])]
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
        stated = [self.raw(element, "image")] if "image" in self.connector.fields else []
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
        """`address` made absolute; None unless it leads to the web. `www.example.fr` is taken for an address."""
        if not address:
            return None
        if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", address) and "://" not in address:
            address = f"https://{address}"
        try:
            absolute = urljoin(self.address, address.strip())
            return absolute if urlsplit(absolute).scheme in {"http", "https"} else None
        except ValueError:
            return None

    def dates(
        self, element: Mapping[str, Any], repairs: list[Repair]
    ) -> tuple[date | None, date | datetime | None]:
        """Start and end through `fields`; without a zone they float. A last day (date only) is inside: hence a day more."""
        start = self.moment(element, "start", None, repairs)
        if start is None:
            return None, None
        first = start.date() if isinstance(start, datetime) else start
        end = self.moment(element, "end", first, repairs)
        if end is None:
            return start, None
        if not isinstance(start, datetime):
            last = end.date() if isinstance(end, datetime) else end
            if last >= start:
                return start, last + timedelta(days=1)
        elif isinstance(end, datetime):
            if (end.tzinfo is None) == (start.tzinfo is None) and end >= start:
                return start, end
        elif end == first:
            return start, None
        repairs.append(Repair(code="bad_end", detail=end.isoformat()))
        return start, None

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


_POSTAL = {
    "postcode": ("address.postalCode", "postalCode"),
    "city": ("address.addressLocality", "addressLocality"),
}


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
    """ISO 8601, `d/m/Y` (with an hour or not), or Unix seconds; None when it is none of them or out of reason."""
    try:
        if isinstance(value, dict):
            return _when(value.get("date"))
        if isinstance(value, int) and not isinstance(value, bool) and value > 100_000_000:
            return datetime.fromtimestamp(value, UTC)
        text = (_text(value) or "").strip()
        found: date | datetime
        if match := _DATE.match(text):
            found = date(int(match[3]), int(match[2]), int(match[1]))
            if match[4]:
                found = datetime.combine(found, time(int(match[4]), int(match[5] or 0)))
        elif re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            found = date.fromisoformat(text)
        elif re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
            found = datetime.fromisoformat(text)
        else:
            return None
        return found if found.year in _EPOCH_YEARS else None
    except (ValueError, OverflowError, OSError):
        return None


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
