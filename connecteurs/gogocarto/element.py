"""From GoGoCarto's elements to records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from agregateur.connecting.fields import Item
from agregateur.connecting.finding import trace
from agregateur.connecting.values import moment_of, text_of
from agregateur.contract import Record, Rejected
from agregateur.text import fold, identifier, web_address

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
    "postcode": ("address.postalCode", "postalCode", "address.postcode", "postcode"),
    "city": ("address.addressLocality", "addressLocality", "address.city", "city"),
}
_POINTS = (
    ("geo.latitude", "geo.longitude"),
    ("latitude", "longitude"),
    ("lat", "lng"),
    ("lat", "long"),
)


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
        item = Item(element, self.fields)
        uid = identifier(text_of(element.get("id", element.get("@id"))) or "")
        title = item.said("title", "name", "title")
        if not title:
            postal = [item.said(ours, *theirs) for ours, theirs in _POSTAL.items()]
            return Rejected(uid, "no_title", trace(element, *postal) or uid)
        # Biopen/GeoDirectoryBundle/Document/Element.php: isVisible() is status >= -1 (a change awaits moderation);
        # -2 and below are refused, deleted, or the waiting change itself.
        status = element.get("status")
        if isinstance(status, int) and status < -1:
            return Rejected(uid, "private", f"status {status}")
        start, end = item.dates()
        if start is None and self.must_start:
            return Rejected(uid, "no_start", title[:80])
        postcode, city = (item.said(ours, *theirs) for ours, theirs in _POSTAL.items())
        if not uid:
            uid = identifier(f"{fold(title)}@{postcode or city or start or ''}")
        latitude, longitude = item.point(*_POINTS)
        image, links = self.pictures(item)
        return Record(
            uid=uid,
            kind="actor" if start is None else "event",
            title=title,
            description=description(item),
            start=start,
            end=end,
            updated=moment_of(element.get("updatedAt")),
            published=moment_of(element.get("createdAt")),
            location=item.said("", "address.customFormatedAddress", "address.formatedAddress", "address"),
            venue=item.said("venue"),
            street=street(item),
            postcode=postcode,
            city=city,
            country=item.said("", "address.addressCountry", "addressCountry"),
            insee=item.said("insee"),
            latitude=latitude,
            longitude=longitude,
            categories=self.categories(item),
            price=item.said("price"),
            organizer=item.said("organizer"),
            telephone=item.said("", "telephone", "phone"),
            email=_email(element),
            url=self.web(item.said("url", "website", "url", "siteWeb", "site_web")),
            links=links,
            image=image,
            repairs=tuple(item.repairs),
        )

    def categories(self, item: Item) -> tuple[str, ...]:
        """Names as stated, ids named by the taxonomy; an id that nothing names says nothing to anyone. Where the map
        states both, `categoriesFull` has the names."""
        stated = item.raw("category", "categoriesFull", "categories", "optionValues", "taxonomy")
        words: list[str] = []
        for one in stated if isinstance(stated, list) else re.split(r"\s*[,;|]\s*", text_of(stated) or ""):
            if isinstance(one, dict):
                word = text_of(one.get("name")) or self.names.get(
                    text_of(one.get("id", one.get("optionId"))) or ""
                )
            else:
                word = text_of(one)
                word = self.names.get(word or "", word)
            if word and not word.isdigit():
                words.append(word)
        return tuple(dict.fromkeys(words))

    def pictures(self, item: Item) -> tuple[str | None, tuple[str, ...]]:
        stated = [item.raw("image")] if "image" in item.fields else []
        stated += [item.value.get("image"), item.value.get("images")]
        flat: list[Any] = []
        for value in stated:
            flat += value if isinstance(value, list) else [value]
        addresses = [
            value.get("url") or value.get("src") if isinstance(value, dict) else value for value in flat
        ]
        image = next((found for a in addresses if isinstance(a, str) and (found := self.web(a))), None)
        files = item.value.get("files")
        others = [self.web(f) for f in files if isinstance(f, str)] if isinstance(files, list) else []
        return image, tuple(dict.fromkeys(other for other in others if other))

    def web(self, address: str | None) -> str | None:
        """`address` made absolute; `www.example.fr` is taken for one."""
        if address and re.match(r"www\.[\w.-]+\.[a-z]{2,}(/|$)", address):
            address = f"https://{address}"
        return web_address(self.address, address)


def description(item: Item) -> str | None:
    if "description" in item.fields:
        return item.said("description")
    keys = ("abstract", "description", "descriptionMore", "commitment")
    parts = [text_of(item.value.get(key)) for key in keys]
    parts.append(_opening(item.value.get("openHours")))
    parts += [text_of(item.value.get(key)) for key in ("openHoursString", "openHoursMoreInfos")]
    return "\n\n".join(dict.fromkeys(part for part in parts if part)) or None


def street(item: Item) -> str | None:
    if "street" in item.fields:
        return item.said("street")
    number = item.said("", "address.streetNumber")
    named = item.said("", "address.streetAddress", "streetAddress", "address.street", "street")
    return f"{number} {named}" if number and named and not named.startswith(number) else named


def _email(element: Mapping[str, Any]) -> str | None:
    # 'hidden' is what GoGoCarto writes for a private e-mail.
    stated = text_of(element.get("email"))
    return stated if stated and "@" in stated else None


def _opening(value: Any) -> str | None:
    """openHours `{"Mo": "09:00-12:00"}` as lines of French; the directory is read in French first."""
    if not isinstance(value, dict):
        return text_of(value)
    lines = [f"{name} : {hours}" for day, name in _DAYS.items() if (hours := text_of(value.get(day)))]
    return "\n".join(lines) or None
