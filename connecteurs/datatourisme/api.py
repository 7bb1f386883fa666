"""DATAtourisme's API: pages of objects, each with the address of the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from agregateur.connecting.keys import refused_key
from agregateur.connecting.paging import Walk
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Document, Fetch
from agregateur.errors import HttpStatus, ParseError
from agregateur.text import url_path
from connecteurs.datatourisme.values import of

PAGE = 100
"""The most that the API serves since July 2026 (250 before)."""
_ENDS = ("catalog", "entertainmentAndEvent", "placeOfInterest", "product", "tour")
FIELDS = (
    "uuid", "uri", "identifier", "label", "type", "takesPlaceAt", "isLocatedAt", "hasDescription", "hasTheme",
    "hasMainRepresentation", "hasContact", "hasBeenCreatedBy", "offers", "lastUpdate", "lastUpdateDatatourisme",
    "isObsolete",
)  # fmt: skip


def is_api(url: str) -> bool:
    path = url_path(url).rstrip("/")
    return path.endswith("/v1") or path.endswith(tuple(f"/v1/{end}" for end in _ENDS))


def answered(value: Any) -> bool:
    """Whether `value` is what the API answers."""
    return (
        isinstance(value, dict)
        and isinstance(value.get("objects"), list)
        and isinstance(value.get("meta"), dict)
    )


@dataclass(frozen=True)
class Query:
    """One search; what the address itself asks for wins over the options."""

    url: str
    key: str | None = field(repr=False)
    insee: tuple[str, ...]
    departements: tuple[str, ...]
    filters: str
    actors: bool

    @property
    def walked(self) -> bool:
        """Whether other pages can be asked for; else `url` is a file or a flux."""
        return is_api(self.url)

    def first(self, fetch: Fetch) -> Document:
        if not self.walked:
            return fetch(self.url)
        asked = {
            "insee": ",".join(self.insee),
            "department": ",".join(self.departements),
            "filters": self.filters,
            "fields": ",".join(FIELDS),
            "lang": "fr,en",
            "page_size": str(PAGE),
            **dict(parse_qsl(urlsplit(self.url).query)),
        }
        return self.ask(fetch, [(name, said) for name, said in asked.items() if said])

    def ask(self, fetch: Fetch, asked: list[tuple[str, str]]) -> Document:
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        if path.endswith("/v1"):
            path += "/placeOfInterest" if self.actors else "/entertainmentAndEvent"
        address = parts._replace(path=path, query=urlencode(asked), fragment="").geturl()
        try:
            return fetch(address, headers={"X-API-Key": self.key} if self.key else None)
        except HttpStatus as error:
            if error.values.get("status") in {400, 422}:
                raise ParseError(
                    "DATAtourisme does not understand the query: see the options insee, departements and filters.",
                    code="query_refused",
                ) from error
            raise refused_key(error, "key") from error


def pages(query: Query, value: Any, fetch: Fetch) -> Iterator[Any]:
    """The objects of the page `value` and of all that follow, each once.

    The address of the next page is followed at the host of the first, and without the key that it may bear.
    Raises FetchError, ParseError (`not_datatourisme`, `key_refused`, `paging_loop`, `pages_shifted`, `pages_missing`).
    """
    walk = Walk()
    while True:
        if not answered(value):
            raise ParseError("The answer is none of DATAtourisme's.", code="not_datatourisme")
        meta = value["meta"]
        new = walk.fresh(value["objects"], lambda one: text_of(of(one, "uri") or of(one, "id")))
        yield from new
        walk.took(len(new), meta.get("total"))
        following = text_of(meta.get("next"))
        if not following:
            break
        if not query.walked:
            raise ParseError(
                "The document is one page of an answer; more follow. Give the address of the API with the option key.",
                code="pages_missing",
            )
        asked = [(name, said) for name, said in _asked(following) if name.lower() != "api_key"]
        walk.step(sorted(asked))
        value = load_json(query.ask(fetch, asked))
    walk.end()


def _asked(address: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(address).query)
    except ValueError:
        return []
