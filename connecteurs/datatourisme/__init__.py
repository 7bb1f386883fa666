"""DATAtourisme, the national base of tourism: its API, and the archives ("flux") that it prepares for publishers.

Format: api.datatourisme.fr/v1/openapi.yml, and the ontology www.datatourisme.fr/ontology/core. Read are: an answer
of the API, page by page; a flux, a ZIP of `index.json` and `objects/**.json`; objects in plain files (one, a list,
`@graph`). The API writes `label: {"@fr": …}`, files `rdfs:label: {"fr": […]}`: prefixes of names are looked past.

All of it is under Licence Ouverte 2.0, which every record states; it asks that the producer be named with the date of
the last change. Pictures have terms of their own, which are told with their credit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from agregateur.connecting.archive import Archive, is_archive
from agregateur.connecting.checks import check_communes, check_departements, check_word
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Rejected, Repair, Said
from agregateur.errors import ParseError
from connecteurs.datatourisme.api import Query, answered, is_api, pages
from connecteurs.datatourisme.document import archived, is_flux, is_ours, kind_of, objects_of
from connecteurs.datatourisme.item import Reader

As = Literal["event", "actor"]


@dataclass(frozen=True, kw_only=True)
class DataTourisme:
    """What DATAtourisme holds of a territory: its API, or a flux at `url`."""

    kind: ClassVar[str] = "datatourisme"
    label: ClassVar[str] = "DATAtourisme"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "actor"})
    facts: ClassVar[Facts] = Facts(
        richness=80,
        dates="periods, often with hours, local time; whole years are no dates",
        places="commune code, postal address and point",
        deletions="absence from the list, or marked as obsolete",
        stanza="""
- id: datatourisme-hautes-alpes
  name: DATAtourisme
  kind: datatourisme
  url: https://api.datatourisme.fr/v1/entertainmentAndEvent
  licence: Licence Ouverte 2.0
  republication: complet
  options: {key: "${DATATOURISME_KEY}", departements: ["05"]}
""",
    )

    url: str
    key: str | None = field(
        default=None, metadata={"about": "key of the API (X-API-Key); write it ${DATATOURISME_KEY}"}
    )
    insee: tuple[str, ...] = field(default=(), metadata={"about": "INSEE codes of communes to read"})
    departements: tuple[str, ...] = field(default=(), metadata={"about": "codes of départements to read"})
    filters: str = field(
        default="", metadata={"about": "more filters in the API's own words (type[in]=Concert,Festival)"}
    )
    as_: As = field(
        default="event",
        metadata={
            "about": "event: events alone are read; actor: everything else (places, products, tours), as actors"
        },
    )

    def __post_init__(self) -> None:
        check_word("as", self.as_, As)
        check_communes("insee", self.insee)
        check_departements("departements", self.departements)

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """The objects of the API, the flux or the file at `url`. Raises FetchError; ParseError (`empty`,
        `html_instead`, `truncated`, `not_json`, `not_datatourisme`, `key_refused`, `query_refused`, `too_many_items`,
        `paging_loop`, `pages_shifted`, `pages_missing`, `zip_damaged`, `zip_too_large`, `zip_refused`)."""
        query = Query(self.url, self.key, self.insee, self.departements, self.filters, self.as_ == "actor")
        document = query.first(fetch)
        if is_archive(document.content):
            objects, nodes = archived(Archive(document.content)), None
        else:
            value = load_json(document)
            if answered(value):
                objects, nodes = pages(query, value, fetch), None
            else:
                listed, nodes = objects_of(value)
                objects = iter(listed)
        yield from tell(self, self._read(objects, nodes), known)

    def _read(self, objects: Iterable[Any], nodes: Mapping[str, Any] | None) -> Iterator[Said]:
        reader = Reader(nodes or {})
        passed = 0
        for one in objects:
            if not isinstance(one, dict):
                yield one if isinstance(one, Rejected) else Rejected("", "not_an_object", repr(one)[:80])
                continue
            kind = kind_of(one)
            if kind is not None and kind != self.as_:
                passed += 1
                continue
            yield reader.read(one, kind)
        if passed:
            others = "places, products or tours" if self.as_ == "event" else "events"
            yield Repair(code="other_types", detail=f"{passed} {others}")

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        named = 90 if is_api(url) and "datatourisme" in url else 0
        if document is None:
            return named
        try:
            if is_archive(document.content):
                return 95 if is_flux(Archive(document.content).names) else 0
            value = load_json(document)
            if answered(value):
                return max(named, 90 if not value["objects"] or is_ours(value["objects"][0]) else 0)
            listed, _ = objects_of(value)
        except ParseError:
            return 0
        return 90 if is_ours(listed[0]) else named
