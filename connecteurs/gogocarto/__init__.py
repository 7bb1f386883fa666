"""GoGoCarto maps: the public list of elements (`/api/elements.json`), full, compact or JSON-LD.

Elements are actors: who does what, and where. One that has a start, through the options `fields`, is an event.
Format: GoGoCarto, src/Biopen/GeoDirectoryBundle/Controller/APIController.php.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal, get_args
from urllib.parse import urljoin

from agregateur.connecting import fields as shared
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said
from agregateur.errors import FetchError, ParseError
from agregateur.text import url_path
from connecteurs.gogocarto.document import elements, elements_address, has_place, taxonomy_names
from connecteurs.gogocarto.element import Reader

As = Literal["actor", "event"]


@dataclass(frozen=True, kw_only=True)
class GoGoCarto:
    """The elements at `url`: `https://map.example/api/elements.json`, or the map's home page."""

    kind: ClassVar[str] = "gogocarto"
    label: ClassVar[str] = "GoGoCarto map"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"actor", "event"})
    facts: ClassVar[Facts] = Facts(
        richness=60,
        dates="none, but through `fields` (elements with a start are events)",
        places="point and postal address",
        deletions="absence from the list",
        stanza="""
- id: carte-des-initiatives
  name: Carte des initiatives
  kind: gogocarto
  url: https://carte.example/api/elements.json
  options: {taxonomy: /api/taxonomy.json}
""",
    )

    url: str
    fields: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"about": f"{shared.ABOUT}; an element that has a start is an event"},
    )
    as_: As = field(
        default="actor",
        metadata={"about": "what the elements are; with event, one without a start is refused"},
    )
    taxonomy: str | None = field(
        default=None,
        metadata={
            "about": "address of the category tree (/api/taxonomy.json), which names bare category numbers"
        },
    )

    def __post_init__(self) -> None:
        shared.check_fields(self.fields)
        if self.as_ not in get_args(As):
            raise ValueError(f"option as: actor or event, not {self.as_!r}")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the map at `url` lists. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`,
        `not_json`, `not_a_map`, `too_many_items`)."""
        address = elements_address(self.url)
        listed = elements(load_json(fetch(address)))
        names: dict[str, str] = {}
        if self.taxonomy:
            try:
                names = taxonomy_names(load_json(fetch(urljoin(address, self.taxonomy))))
            except (FetchError, ParseError) as error:
                yield Repair(code="taxonomy_unread", detail=error.code)
        reader = Reader(self.fields, self.as_ == "event", names, address)
        yield from tell(self, map(reader.read, listed), known)

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The map that a page shows or embeds: GoGoCarto's own scripts name it, frames lead to it."""
        if re.search(r"gogocarto", page.source, re.I):
            yield elements_address(page.url)
            for link in page.links:
                if link.rel == "frame" and "gogocarto" in link.url:
                    yield elements_address(link.url)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        path = url_path(url)
        named = 90 if re.search(r"/api/elements(\.json|\.jsonld|/|$)", path) else 0
        if document is None:
            return named
        try:
            value = load_json(document)
            first = elements(value)[:20]
        except ParseError:
            return 0
        if isinstance(value, dict) and str(value.get("ontology", "")).startswith("gogo"):
            return 95
        shaped = [one for one in first if isinstance(one, dict) and one.get("name") and has_place(one)]
        return max(named, 60) if shaped and len(shaped) == len(first) else named
