"""Maps in GeoJSON (RFC 7946): uMap with its layers, exports of OpenStreetMap, and files of a partner's own.

A uMap map is read from its page, its settings (`/map/ID/geojson/`), its export (`.umap`) or one layer. Features are
actors; one that states when it begins is an event. The names of properties are free: usual French ones are understood
(`agregateur.connecting.headings`), others are told by the option `fields`.
Format: datatracker.ietf.org/doc/html/rfc7946; uMap: github.com/umap-project/umap (umap/urls.py, umap/views.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from agregateur.connecting import fields as shared
from agregateur.connecting.checks import check_word
from agregateur.connecting.telling import tell
from agregateur.connecting.values import at, text_of
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said
from agregateur.errors import FetchError, Gone, HttpStatus, ParseError
from agregateur.text import decode, is_web_page, mask_url
from connecteurs.geojson import umap
from connecteurs.geojson.document import features_of, is_overpass, load, shape_of
from connecteurs.geojson.feature import Reader

As = Literal["auto", "actor", "event"]
_OF_OTHERS = ("id_fiche", "bf_titre")
"""Properties that name another software of ours as the maker: YesWiki, whose own connector says more."""
_PASSING = frozenset({403, 404, 410, 500})
"""Answers that concern one layer; any other says that the server is to be left alone."""


@dataclass(frozen=True, kw_only=True)
class GeoJson:
    """The features at `url`: a uMap map's page, settings, export or layer, or a GeoJSON document."""

    kind: ClassVar[str] = "geojson"
    label: ClassVar[str] = "uMap or GeoJSON map"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"actor", "event"})
    facts: ClassVar[Facts] = Facts(
        richness=55,
        dates="from properties named so (debut, date et heure), or through `fields`",
        places="point of each feature, address when there are properties for it",
        deletions="absence from its layer",
        stanza="""
- id: carte-des-lieux
  name: Carte des lieux
  kind: geojson
  url: https://umap.openstreetmap.fr/fr/map/carte-des-lieux_123456
  options: {fields: {city: commune, url: site_internet}}
""",
    )

    url: str
    fields: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "about": f"{shared.ABOUT}; what is not mapped is read from properties with usual names; "
            "a feature that has a start is an event"
        },
    )
    as_: As = field(
        default="auto",
        metadata={
            "about": "what features are: auto (events when they state a beginning, else actors), actor, or event "
            "(one without a start is refused; a property called date is believed)"
        },
    )

    def __post_init__(self) -> None:
        shared.check_fields(self.fields)
        check_word("as", self.as_, As)

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the map at `url` shows, layer after layer. A layer that fails is told, the others are read, and its
        error raised at the end. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`, `not_json`,
        `not_a_map`, `private_map`, `too_many_items`)."""
        yield from tell(self, self._said(fetch), known)

    def _said(self, fetch: Fetch) -> Iterator[Said]:
        address = umap.data_address(self.url)
        document = _public(fetch, address)
        if umap.is_map_page(document.url) and is_web_page(decode(document.content, document.charset)[0]):
            # The short address, led on to the map's page.
            address = umap.data_address(document.url)
            document = _public(fetch, address)
        value, faults = load(document)
        yield from faults
        reader = Reader(self.fields, self.as_, address)
        match shape_of(value):
            case "export":
                told = umap.of_map(value)
                for layer in value["layers"]:
                    yield from self._layer(fetch, reader, layer, told, address)
            case "map":
                yield from self._layers(fetch, reader, value, document.url)
            case _:
                yield from self._layer(fetch, reader, value, umap.Told(), address)

    def _layers(self, fetch: Fetch, reader: Reader, value: Any, address: str) -> Iterator[Said]:
        told = umap.of_map(value)
        failed: FetchError | ParseError | None = None
        for settings, place in umap.layers_of(value, address):
            of_layer = told.below(settings)
            if of_layer.remote:
                yield from self._remote(fetch, reader, of_layer, settings, address)
                continue
            try:
                layer, faults = load(_public(fetch, place))
                yield from faults
                yield from self._layer(fetch, reader, layer, of_layer, address)
            except (HttpStatus, Gone, ParseError) as error:
                if isinstance(error, HttpStatus) and error.values.get("status") not in _PASSING:
                    raise
                failed = failed or error
                yield Repair(
                    code="layer_unread", detail=f"{of_layer.name or mask_url(place)} : {error.code}"[:120]
                )
        if failed:
            raise failed

    def _layer(
        self, fetch: Fetch, reader: Reader, value: Any, told: umap.Told, address: str
    ) -> Iterator[Said]:
        if isinstance(value, Mapping):
            for key in ("properties", "_storage", "_umap_options"):
                if value.get("type") == "FeatureCollection":
                    told = told.below(value.get(key))
            if told.remote and not value.get("features"):
                yield from self._remote(
                    fetch, reader, told, value.get("properties") or value.get("_umap_options"), address
                )
                return
            projection = text_of(at(value, "crs.properties.name")) or ""
            if projection and not re.search(r"CRS:?84|4326", projection):
                yield Repair(code="projected_points", detail=projection[:80])
        yield from reader.layer(features_of(value), told)

    def _remote(
        self, fetch: Fetch, reader: Reader, told: umap.Told, settings: Any, address: str
    ) -> Iterator[Said]:
        """A layer whose data are elsewhere: read when they are GeoJSON on the map's own host, else named."""
        place = told.remote or ""
        here, there = umap.parts_of(address), umap.parts_of(place)
        form = text_of(at(settings, "remoteData.format")) or "geojson"
        same = here and there and (here.scheme, here.netloc) == (there.scheme, there.netloc)
        if not same or "{" in place or form not in {"geojson", "osm"}:
            yield Repair(code="remote_layer", detail=f"{told.name or ''} : {mask_url(place)}"[:200])
            return
        value, faults = load(fetch(place))
        yield from faults
        yield from reader.layer(
            features_of(value), umap.Told(told.name, told.template, told.label, told.licence)
        )

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The uMap maps that a page shows or names, and the GeoJSON it links to."""
        if umap.is_map_page(page.url) and re.search(r"umap", page.source, re.I):
            yield umap.data_address(page.url)
        for link in sorted(page.links, key=lambda one: one.rel != "frame"):
            if umap.is_map_page(link.url) and "umap" in link.url:
                yield umap.data_address(link.url)
            elif re.search(r"\.(geojson|umap)(\?|$)", link.url) or "geo+json" in link.type:
                yield link.url

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The map, of its page as of its settings and in any language."""
        yield umap.map_of(url) or url

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        parts = umap.parts_of(url)
        host = (parts.hostname or "") if parts else ""
        page = umap.is_map_page(url)
        of_umap = page or umap.is_data(url)
        if document is None:
            if of_umap and re.search(r"umap|osmfr", host):
                return 90
            return 60 if re.search(r"\.(geojson|geojsonl|umap)$", parts.path if parts else "") else 0
        try:
            value, _ = load(document)
        except ParseError:
            text = decode(document.content[:200_000], document.charset)[0] if page else ""
            return 85 if is_web_page(text) and re.search(r"umap", text, re.I) else 0
        match shape_of(value):
            case "export" | "map":
                return 95
            case "features":
                first = features_of(value)[:20]
                of_others = [one for one in first if any(at(one, f"properties.{key}") for key in _OF_OTHERS)]
                return 40 if of_others else 65 if is_overpass(value) else 75
        return 0


def _public(fetch: Fetch, address: str) -> Document:
    """The document at `address`. Raises ParseError (`private_map`) for a uMap map that is not shared."""
    try:
        return fetch(address)
    except HttpStatus as error:
        if error.values.get("status") == 403 and umap.is_data(address):
            raise umap.private() from error
        raise
