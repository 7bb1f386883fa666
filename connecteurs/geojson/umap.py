"""uMap: where its data are, what its settings say, and the marks in its texts.

Addresses: umap-project/umap, umap/urls.py; settings: umap/models.py (DataLayer.metadata) and umap/views.py (MapView);
marks and templates: docs/docs/help (text formatting), umap/static/umap/js/modules/utils.js.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from agregateur.connecting.values import at, text_of
from agregateur.errors import ParseError

_PAGE = re.compile(r"(?P<base>.*?)(?:/(?P<lang>[a-z]{2,3}(?:-[a-z]+)?))?/map/(?:[-\w]*_)?(?P<id>\d+)/?")
_DATA = re.compile(r".*/map/\d+/(?:geojson|download)/?|.*/datalayer/(?:\d+/)?[\w-]+/?")
_NUMBER = re.compile(r".*/map/(?:(?:[-\w]*_)?(?P<page>\d+)/?|(?P<data>\d+)/(?:geojson|download)/?)")
_SHORT = re.compile(r".*/m/\d+/?")
_PRIVATE = frozenset({0, 3, 9, 99})
"""Map.share_status: draft, private, blocked, deleted (umap/models.py)."""
_NO_LICENCE = re.compile(r"no licence|pas de licence|aucune|sans licence", re.I)
_UNNAMED = re.compile(r"(?:calque|layer|couche)\s*\d*", re.I)
_IMAGE = re.compile(r"\{\{\s*(?P<url>[^{}|\s]+)[^{}]*\}\}(?!\})")
_FRAME = re.compile(r"\{\{\{\s*(?P<url>[^{}|\s]+)[^{}]*\}\}\}")
_LINK = re.compile(r"\[\[(?P<url>[^\[\]|]+)(?:\|(?P<text>[^\[\]]*))?\]\]")
_MARKS = re.compile(r"^(?:#{1,6} +|-{3,}\s*$|\*{1,2} +)|\*\*|__", re.M)
# No slash in a name, so that the address of {{https://…}} is none; {{{photo}}} is the image that `photo` names.
_VARIABLE = re.compile(r"\{ *(?P<key>[^{}|/]+?)(?:\|(?P<other>[^{}]*))? *\}")
_HEADING = re.compile(r"^#{1,6} *\{ *(?:name|title)[^{}]*\} *$", re.M)
_USUAL_TEMPLATE = re.compile(r"\s*\{ *description *\}\s*")


def parts_of(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None


def is_map_page(url: str) -> bool:
    """Whether `url` is the page of a map (`/fr/map/nom_123`, `/m/123/`)."""
    parts = parts_of(url)
    return bool(
        parts
        and parts.scheme in {"http", "https"}
        and (_PAGE.fullmatch(parts.path) or _SHORT.fullmatch(parts.path))
    )


def is_data(url: str) -> bool:
    """Whether `url` is a map's settings, its export, or one of its layers."""
    parts = parts_of(url)
    return bool(parts and _DATA.fullmatch(parts.path))


def data_address(url: str) -> str:
    """Where the settings of the map at `url` are; `url` itself when it is no map's page.

    The short form (`/m/123/`) leads elsewhere, sometimes to another host: only its answer tells.
    """
    parts = parts_of(url)
    if parts is None or parts.scheme not in {"http", "https"}:
        return url
    page = _PAGE.fullmatch(parts.path)
    if page is None:
        return url
    path = f"{page['base']}/{page['lang'] or 'fr'}/map/{page['id']}/geojson/"
    return parts._replace(path=path, query="", fragment="").geturl()


def map_of(url: str) -> str | None:
    """What the addresses of one map have in common, its host and its number; None for any other address."""
    parts = parts_of(url)
    found = _NUMBER.fullmatch(parts.path) if parts else None
    return f"{parts.netloc} {found['page'] or found['data']}" if parts and found else None


@dataclass(frozen=True, slots=True)
class Told:
    """What the settings of a map or a layer say of the features below."""

    name: str | None = None
    template: str | None = None
    label: str | None = None
    licence: str | None = None
    remote: str | None = None

    def below(self, settings: Any) -> Told:
        """These, with what the `settings` of a layer or a feature say instead."""
        if not isinstance(settings, Mapping):
            return self
        remote = text_of(at(settings, "remoteData.url"))
        return Told(
            name=text_of(settings.get("name")) or self.name,
            template=text_of(settings.get("popupContentTemplate")) or self.template,
            label=text_of(settings.get("labelKey")) or self.label,
            licence=self.licence,
            remote=remote or self.remote,
        )

    @property
    def category(self) -> str | None:
        """The name that somebody gave to the layer."""
        return self.name if self.name and not _UNNAMED.fullmatch(self.name) else None


def of_map(value: Any) -> Told:
    """What a map says of all its layers. Raises ParseError (`private_map`) for one that is not shared."""
    if at(value, "properties.permissions.share_status") in _PRIVATE:
        raise private()
    stated = at(value, "properties.licence")
    licence = None
    if isinstance(stated, Mapping) and not _NO_LICENCE.search(str(stated.get("name"))):
        licence = text_of(stated.get("url")) or text_of(stated.get("name"))
    properties = at(value, "properties")
    told = Told().below(properties)
    return Told(template=told.template, label=told.label, licence=licence)


def private() -> ParseError:
    return ParseError(
        "The map is not public: its owner must share it with everyone, or with anyone who has the link.",
        code="private_map",
    )


def layers_of(value: Any, address: str) -> list[tuple[Any, str]]:
    """(settings, address) of the layers of a map whose settings are `value`, found at `address`."""
    listed = at(value, "properties.datalayers")
    number = text_of(at(value, "properties.umap_id"))
    parts = parts_of(address)
    page = re.fullmatch(
        r"(?P<base>.*?)(?:/(?P<lang>[a-z]{2,3}(?:-[a-z]+)?))?/map/(?P<id>\d+)/.*", parts.path if parts else ""
    )
    number = number or (page["id"] if page else None)
    base, lang = (page["base"], page["lang"] or "fr") if page else ("", "fr")
    found: list[tuple[Any, str]] = []
    for one in listed if isinstance(listed, list) else []:
        key = text_of(one.get("id")) if isinstance(one, Mapping) else None
        if number and key and re.fullmatch(r"[\w-]+", key):
            found.append((one, urljoin(address, f"{base}/{lang}/datalayer/{number}/{key}/")))
    return found


def plain(text: str) -> tuple[str, str | None]:
    """A text without uMap's marks, and the first image in it."""
    text = _FRAME.sub(lambda m: m["url"], text)
    image = found["url"] if (found := _IMAGE.search(text)) else None
    text = _IMAGE.sub("", text)
    text = _LINK.sub(lambda m: f"{m['text']} ({m['url']})" if m["text"] else m["url"], text)
    text = re.sub(r"\n{3,}", "\n\n", _MARKS.sub("", text))
    return text.strip(), image


def filled(template: str | None, properties: Mapping[str, Any]) -> str | None:
    """What a map's own template for a point says of these `properties`, without the name at its head; None when the
    map has none of its own. A line whose variables are all empty says nothing."""
    if not template or _USUAL_TEMPLATE.fullmatch(body := _HEADING.sub("", template)):
        return None
    lines = []
    for line in body.splitlines():
        values: list[str] = []

        def value(found: re.Match[str], values: list[str] = values) -> str:
            said = text_of(at(properties, found["key"].strip()))
            if said is None and (other := (found["other"] or "").strip()):
                said = other.strip('"') if other.startswith('"') else text_of(at(properties, other))
            values.append(said or "")
            return said or ""

        written = _VARIABLE.sub(value, line)
        if not values or any(values):
            lines.append(written)
    return "\n".join(lines).strip() or None
