"""Opendatasoft: the records of one dataset of a town's or a region's open-data portal, read as its agenda.

Datasets of OpenAgenda's shape (`evenements-publics-openagenda` and its like) are read by themselves; of others, the
usual French names of columns are known, and `fields` maps the rest. Format: help.opendatasoft.com, Explore API v2.1
and Search API v1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from agregateur.connecting import fields as shared
from agregateur.connecting.checks import check_word
from agregateur.connecting.keys import needed_key, refused_key
from agregateur.connecting.paging import Walk
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Said
from agregateur.errors import FetchError, HttpStatus, ParseError
from agregateur.text import decode, is_web_page
from connecteurs.opendatasoft import carried
from connecteurs.opendatasoft.address import FARTHEST, PAGE, Dataset, announces, dataset_of
from connecteurs.opendatasoft.columns import fields_of, titled_and_dated
from connecteurs.opendatasoft.document import Rows, enveloped, rows_in
from connecteurs.opendatasoft.row import Reader

As = Literal["event", "actor"]

_MANY = 1_000
"""Records beyond which only those of now and later are asked for: ten pages."""
_MOST = 100_000
_WIDGET = re.compile(
    r"""(?<![\w-])(?P<context>[\w-]{1,60})-domain=["'](?P<domain>[^"']+)["'][^>]*?(?P=context)-dataset=["'](?P<dataset>[^"']+)["']"""
)


@dataclass(frozen=True, kw_only=True)
class OpenDataSoft:
    """The dataset at `url`: its page on the portal, filters included, or its address in the API."""

    kind: ClassVar[str] = "opendatasoft"
    label: ClassVar[str] = "Opendatasoft open-data portal"
    version: ClassVar[int] = 2
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "actor"})
    facts: ClassVar[Facts] = Facts(
        richness=65,
        dates="every date one by one in datasets of OpenAgenda's; else a start and an end",
        places="venue, address and point; the commune's code where the dataset has it",
        deletions="absence from the dataset",
        stanza="""
- id: portail-agenda
  name: Agenda du département
  kind: opendatasoft
  url: https://data.example/explore/dataset/agenda/table/?refine.commune=Gap
""",
    )

    url: str
    fields: Mapping[str, str] = field(
        default_factory=dict,
        metadata={"about": f"{shared.ABOUT}; usual French names are known without it"},
    )
    as_: As = field(
        default="event",
        metadata={"about": "what the records are; with event, one without a start is refused"},
    )
    key: str | None = field(
        default=None, metadata={"about": "an API key, for portals or datasets that are not open to all"}
    )

    def __post_init__(self) -> None:
        shared.check_fields(self.fields)
        check_word("as", self.as_, As)
        if self.key is not None and not re.fullmatch(r"[\x21-\x7e]+", self.key):
            raise ValueError("option key: must be the key alone, on one line")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the dataset at `url` holds. Raises FetchError; ParseError (`key_refused`, `key_needed`,
        `not_a_dataset`, `too_many_items`, `pages_shifted`, and those of `load_json`)."""
        yield from tell(self, self._said(fetch), known)

    def _said(self, fetch: Fetch) -> Iterator[Said]:
        dataset = dataset_of(self.url)
        if dataset is None:
            rows = rows_in(load_json(_get(fetch, self.url, self.key or "")))
            yield from self._walk([rows], self.url)
        else:
            yield from self._walk(self._pages(fetch, dataset), dataset.base)

    def _walk(self, pages: Iterable[Rows], address: str) -> Iterator[Said]:
        """The records of `pages`, each row once."""
        reader = Reader(self.fields, self.as_, address)
        walk = Walk()
        seen: set[int] = set()
        for page in pages:
            # A row that moves while the list is read comes twice; a dataset never holds one row twice.
            fresh = [row for row in page.rows if hash(repr(row)) not in seen]
            seen.update(hash(repr(row)) for row in fresh)
            yield from map(reader.read, fresh)
            walk.took(len(fresh), page.total)
            if not fresh:
                break
        walk.end()

    def _pages(self, fetch: Fetch, dataset: Dataset) -> Iterator[Rows]:
        key = self.key or dataset.key

        def read(address: str) -> Rows:
            return rows_in(load_json(_get(fetch, address, key)))

        page = read(dataset.page(0))
        total = page.total or 0
        if total > _MANY and not dataset.former and (clause := self._coming(fetch, dataset, key, page)):
            dataset = dataset.narrowed(clause)
            page = read(dataset.page(0))
            total = page.total or 0
        if total > _MOST:
            raise ParseError(
                f"The dataset holds {total} records. Filter them on its page by what is yours (a department, a town), "
                "and give the address that the page then has.",
                code="too_many_items",
                limit=_MOST,
            )
        if total > FARTHEST:
            yield Rows(read(dataset.whole()).rows, total)
            return
        yield page
        for offset in range(PAGE, FARTHEST, PAGE):
            if offset >= (page.total or 0):
                return
            page = read(dataset.page(offset))
            yield page

    def _coming(self, fetch: Fetch, dataset: Dataset, key: str, page: Rows) -> str | None:
        """What is not over, or was not 31 days ago, as ODSQL says it; None when no column is known to hold dates. The
        portal reads its own clock."""
        row = next((row for row in page.rows if isinstance(row, Mapping)), {})
        fields = fields_of(row, self.fields)
        start: str | None = fields.get("start") or fields.get("start_date")
        end: str | None = fields.get("end") or fields.get("end_date")
        if carried.shaped(row) and not {"start", "start_date"} & self.fields.keys():
            start, end = carried.START, carried.END
        try:
            types = column_types(load_json(_get(fetch, dataset.about(), key)))
        except (FetchError, ParseError):
            return None
        after = ">= now(days=-31)"
        if types.get(start or "") not in {"date", "datetime"}:
            return None
        if types.get(end or "") not in {"date", "datetime"}:
            return f"{start} {after}" if end is None else None
        return f"{end} {after} or ({end} is null and {start} {after})"

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The datasets that a page is of, shows in a frame or a widget, or links to, when their names speak of an
        agenda."""
        addresses = [page.url, *(link.url for link in page.links)]
        for found in _WIDGET.finditer(page.source):
            domain = found["domain"] if "." in found["domain"] else f"{found['domain']}.opendatasoft.com"
            addresses.append(
                f"https://{domain.removeprefix('https://').strip('/')}/explore/dataset/{found['dataset']}/"
            )
        for address in dict.fromkeys(addresses):
            dataset = dataset_of(address)
            if dataset and announces(dataset):
                yield dataset.page(0)

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The dataset and what is asked of it, of its page as of either API."""
        dataset = dataset_of(url)
        yield f"{dataset.base} {dataset.id} {sorted(dataset.query)}" if dataset else url

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        named = 0 if dataset_of(url) is None else 80
        if document is None:
            return named
        text, _ = decode(document.content, document.charset)
        if is_web_page(text):
            return named
        try:
            value = load_json(document)
            first = rows_in(value).rows[:20]
        except ParseError:
            return 0
        if not first:
            return max(named, 60) if enveloped(value) else 0
        if 2 * sum(map(carried.shaped, first)) > len(first):
            return 95
        if not enveloped(value):
            return 0
        return 90 if 2 * sum(titled_and_dated(row, {}) for row in first) > len(first) else max(named, 60)


def column_types(value: Any) -> dict[str, str]:
    """Types by column, from the description of a dataset, `{"fields": [{"name", "type"}]}`."""
    listed = value.get("fields") if isinstance(value, Mapping) else None
    return {
        one["name"]: one["type"]
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, Mapping) and isinstance(one.get("name"), str) and isinstance(one.get("type"), str)
    }


def _get(fetch: Fetch, address: str, key: str) -> Document:
    """Raises FetchError; ParseError (`key_refused`, `key_needed`)."""
    try:
        return fetch(address, headers={"Authorization": f"Apikey {key}"} if key else None)
    except HttpStatus as error:
        if key:
            raise refused_key(error, "key") from error
        raise needed_key(
            error,
            "This dataset is shown only to who has a key. Ask for one at the portal, and write it as the option "
            "key.",
        ) from error
