"""GoGoCarto maps: the public list of elements (`/api/elements.json`), full, compact or JSON-LD.

Elements are actors: who does what, and where. One that has a start, through the options `fields`, is an event.
Format: GoGoCarto, src/Biopen/GeoDirectoryBundle/Controller/APIController.php.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar, Literal, get_args
from urllib.parse import urljoin

from agregateur.contract import (
    Document,
    Fetch,
    Kind,
    Listing,
    Rejected,
    Repair,
    Said,
    Unchanged,
    digest,
)
from agregateur.errors import FetchError, ParseError
from agregateur.text import url_path
from connecteurs.gogocarto.document import elements, elements_address, has_place, load, taxonomy_names
from connecteurs.gogocarto.element import Reader

As = Literal["actor", "event"]
FIELDS = frozenset(
    {
        *("title", "description", "url", "image", "category", "price", "organizer"),
        *("start", "start_date", "start_time", "end", "end_date", "end_time"),
        *("venue", "street", "postcode", "city", "insee", "latitude", "longitude"),
    }
)
"""What `fields` may name."""


@dataclass(frozen=True, kw_only=True)
class GoGoCarto:
    """The elements at `url`: `https://map.example/api/elements.json`, or the map's home page."""

    kind: ClassVar[str] = "gogocarto"
    label: ClassVar[str] = "GoGoCarto map"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"actor", "event"})

    url: str
    fields: Mapping[str, str] = field(
        default_factory=dict,
        metadata={
            "about": "the map's own fields by our names (start, end, venue, price…); a dot goes one level down "
            "(address.postalCode); an element that has a start is an event"
        },
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
        for name, key in self.fields.items():
            if name not in FIELDS:
                raise ValueError(f"option fields: {name!r} is unknown; one of {', '.join(sorted(FIELDS))}")
            if not key.strip():
                raise ValueError(f"option fields: {name} must name a field of the map")
        if self.as_ not in get_args(As):
            raise ValueError(f"option as: actor or event, not {self.as_!r}")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the map at `url` lists. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`,
        `not_json`, `not_a_map`, `too_many_items`)."""
        address = elements_address(self.url)
        listed = elements(load(fetch(address)))
        names: dict[str, str] = {}
        if self.taxonomy:
            try:
                names = taxonomy_names(load(fetch(urljoin(address, self.taxonomy))))
            except (FetchError, ParseError) as error:
                yield Repair(code="taxonomy_unread", detail=error.code)
        reader = Reader(self.fields, self.as_ == "event", names, address)
        seen: set[str] = set()
        for element in listed:
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
        path = url_path(url)
        named = 90 if re.search(r"/api/elements(\.json|\.jsonld|/|$)", path) else 0
        if document is None:
            return named
        try:
            value = load(document)
            first = elements(value)[:20]
        except ParseError:
            return 0
        if isinstance(value, dict) and str(value.get("ontology", "")).startswith("gogo"):
            return 95
        shaped = [one for one in first if isinstance(one, dict) and one.get("name") and has_place(one)]
        return max(named, 60) if shaped and len(shaped) == len(first) else named
