"""Where the records of a dataset are listed, whatever address of it was given.

Addresses: the page of the dataset (`/explore/dataset/ID/…`, or embedded), the API (`/api/explore/v2.1/catalog/datasets/
ID/records`, or its exports), and the former API (`/api/records/1.0/search/?dataset=ID`). Limits: at most 100 records a
page, and the first 10,000 of a list; an export has none (help.opendatasoft.com, Explore API v2.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

PAGE = 100
FARTHEST = 10_000
_PAGED = re.compile(r"/api/(?:explore/v2\.\d|v2)/(?:catalog|monitoring|shared)/datasets/([^/]+)(?:/.*)?")
_FORMER = re.compile(r"/api/records/1\.0/(?:search|download)/?")
_SHOWN = re.compile(r"(?:/[a-z]{2})?/explore/(?:embed/)?(?:dataset|assets)/([^/]+)(?:/.*)?")
_KEPT = {"where", "refine", "exclude", "order_by", "lang", "timezone"}
"""Not `select`: rows that lack columns could not be told from one another."""
_KEPT_BY_FORMER = re.compile(r"(?:q|dataset|lang|timezone|(?:refine|exclude)\..+|geofilter\..+)")


@dataclass(frozen=True, slots=True)
class Dataset:
    """The records of one dataset: `base` is where the portal stands, `former` says that the former API answers,
    `query` what the given address asks for, `key` the one written in it."""

    base: str
    id: str
    former: bool = False
    query: tuple[tuple[str, str], ...] = ()
    key: str = ""

    def page(self, offset: int) -> str:
        """The address of the 100 records behind `offset`."""
        if self.former:
            return self._at("/api/records/1.0/search/", ("rows", str(PAGE)), ("start", str(offset)))
        return self._at(f"{self._catalogue}/records", ("limit", str(PAGE)), ("offset", str(offset)))

    def whole(self) -> str:
        """The address of all records at once."""
        if self.former:
            return self._at("/api/records/1.0/download/", ("format", "json"))
        return self._at(f"{self._catalogue}/exports/json")

    def about(self) -> str:
        """The address of the dataset's description, which tells the types of its columns."""
        return f"{self.base}{self._catalogue}"

    def narrowed(self, clause: str) -> Dataset:
        """The same, of the records that fulfil `clause` too (ODSQL)."""
        where = [value for name, value in self.query if name == "where"]
        others = tuple(pair for pair in self.query if pair[0] != "where")
        told = " and ".join(f"({one})" for one in (*where, clause))
        return replace(self, query=(*others, ("where", told)))

    @property
    def _catalogue(self) -> str:
        return f"/api/explore/v2.1/catalog/datasets/{self.id}"

    def _at(self, path: str, *pairs: tuple[str, str]) -> str:
        query = urlencode([*self.query, *pairs])
        return f"{self.base}{path}?{query}" if query else f"{self.base}{path}"


def dataset_of(url: str) -> Dataset | None:
    """The dataset that an address is of; None for any other address, which is then read as a plain document."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query)
        host = parts.hostname
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    base = f"{parts.scheme}://{parts.netloc}"
    key = dict(pairs).get("apikey", "")
    if _FORMER.fullmatch(parts.path):
        id_ = dict(pairs).get("dataset", "")
        kept = tuple(pair for pair in pairs if _KEPT_BY_FORMER.fullmatch(pair[0]))
        return Dataset(base, id_, True, kept, key) if id_ else None
    if found := _PAGED.fullmatch(parts.path):
        return Dataset(base, found[1], False, tuple(pair for pair in pairs if pair[0] in _KEPT), key)
    if found := _SHOWN.fullmatch(parts.path):
        return Dataset(base, found[1], False, tuple(_asked_by_page(pairs)), key)
    return None


def _asked_by_page(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a page filters by, as the API asks for it: `refine.ville=Gap` is `refine=ville:"Gap"`, `q=jazz` a text that
    any column may hold."""
    asked: list[tuple[str, str]] = []
    for name, value in pairs:
        if name == "q" and value.strip():
            asked.append(("where", _literal(value)))
        elif name.startswith(("refine.", "exclude.")):
            how, _, column = name.partition(".")
            asked.append((how, f"{column}:{_literal(value)}"))
    return asked


def _literal(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def announces(dataset: Dataset) -> bool:
    """Whether the name of a dataset speaks of an agenda."""
    return bool(
        re.search(r"agenda|even[ei]?ment|event|manifestation|sortie|que-faire", unquote(dataset.id), re.I)
    )
