"""GoGoCarto maps: the public list of elements (`/api/elements.json`), full, compact or JSON-LD.

Elements are actors: who does what, and where. One that has a start, through the options `fields`, is an event.
Format: GoGoCarto, src/Biopen/GeoDirectoryBundle/Controller/APIController.php.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal
from urllib.parse import urljoin

from agregateur.connecting import fields as shared
from agregateur.connecting.checks import check_word
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said
from agregateur.errors import FetchError, ParseError
from agregateur.text import url_path
from connecteurs.gogocarto.document import (
    bears_numbers,
    elements,
    elements_address,
    has_place,
    taxonomy_address,
    taxonomy_names,
)
from connecteurs.gogocarto.element import Reader

As = Literal["actor", "event"]


@dataclass(frozen=True, kw_only=True)
class GoGoCarto:
    """The elements at `url`: `https://map.example/api/elements.json`, or the map's home page."""

    kind: ClassVar[str] = "gogocarto"
    label: ClassVar[str] = "GoGoCarto map"
    version: ClassVar[int] = 2
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
            "about": "address of the category tree, which names bare category numbers; found by itself "
            "(/api/taxonomy.json) where the map's own API is read"
        },
    )

    def __post_init__(self) -> None:
        shared.check_fields(self.fields)
        check_word("as", self.as_, As)

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the map at `url` lists. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`,
        `not_json`, `not_a_map`, `key_refused`, `too_many_items`)."""
        address = elements_address(self.url)
        listed = elements(_answer(fetch(address)))
        names: dict[str, str] = {}
        tree = urljoin(address, self.taxonomy) if self.taxonomy else taxonomy_address(address)
        if tree and (self.taxonomy or any(map(bears_numbers, listed))):
            try:
                names = taxonomy_names(load_json(fetch(tree)))
            except (FetchError, ParseError) as error:
                if self.taxonomy or error.values.get("status") not in {401, 403, 404}:
                    yield Repair(code="taxonomy_unread", detail=error.code)
        reader = Reader(self.fields, self.as_ == "event", names, address)
        yield from tell(self, map(reader.read, listed), known)

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The map that a page shows or embeds: its settings name the API, frames lead to it, GoGoCarto's own scripts
        tell that it is one itself."""
        if not re.search(r"gogocarto", page.source, re.I):
            return
        named = re.findall(r"[\"'](?:https?:)?//[^\"'\s<>]{1,200}/api/elements(?:\.json)?", page.source)
        found = [urljoin(page.url, address[1:]) for address in named]
        found += [
            elements_address(link.url)
            for link in page.links
            if link.rel == "frame" and "gogocarto" in link.url
        ]
        yield from dict.fromkeys([*found, elements_address(page.url)])

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


def _answer(document: Document) -> Any:
    """The value of the API's answer. A locked one says so in plain words (APIController::getElementsAction)."""
    if re.match(rb"\s*(?:You need to provide a token|The token you provided)", document.content):
        raise ParseError(
            "The map gives its elements only with a token (?token=…), which its users find under /api; "
            "this one has none, or a wrong one.",
            code="key_refused",
        )
    return load_json(document)
