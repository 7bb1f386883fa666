"""Apidae's query API: one parameter `query` that holds a JSON object, and answers of 200 objects at most."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from agregateur.connecting.keys import refused_key
from agregateur.connecting.paging import Walk
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Document, Fetch
from agregateur.errors import HttpStatus, ParseError
from agregateur.text import url_path

COUNT = 200
"""The most that one answer holds (API v002, `count`)."""
FIELDS = (
    "id", "type", "nom", "identifier", "state", "gestion", "informations", "presentation", "localisation",
    "prestations", "ouverture", "descriptionTarif", "reservation", "illustrations",
    "informationsActivite", "informationsCommerceEtService", "informationsDegustation",
    "informationsDomaineSkiable", "informationsEquipement", "informationsFeteEtManifestation",
    "informationsHebergementCollectif", "informationsHebergementLocatif", "informationsHotellerie",
    "informationsHotelleriePleinAir", "informationsPatrimoineCulturel", "informationsPatrimoineNaturel",
    "informationsRestauration", "informationsStructure", "informationsTerritoire",
)  # fmt: skip
"""What a record is made of (responseFields); contacts, who are persons, are not asked for."""
_KEY_WORDS = (
    "UNAUTHENT",
    "UNAUTHORI",
    "FORBIDDEN",
    "ACCESS_DENIED",
    "API_KEY",
    "APIKEY",
    "PROJET",
    "PROJECT",
)


def is_api(url: str) -> bool:
    return "/api/v002/" in url_path(url) + "/"


def answered(value: Any) -> bool:
    """Whether `value` is what the API answers, an error included."""
    return isinstance(value, dict) and (
        ("numFound" in value and "query" in value)
        or isinstance(value.get("objetsTouristiques"), list)
        or isinstance(value.get("errorType"), str)
    )


@dataclass(frozen=True)
class Query:
    """One search: `asked` and the key are put beside what the address says in its own `query`, if it has one."""

    url: str
    project: int | None
    key: str | None = field(repr=False)
    asked: dict[str, Any] = field(default_factory=dict)

    @property
    def walked(self) -> bool:
        """Whether other pages can be asked for; else `url` is a file."""
        return is_api(self.url)

    def address(self, first: int) -> str:
        parts = urlsplit(self.url)
        path = parts.path
        if path.rstrip("/").endswith("/api/v002"):
            path = f"{path.rstrip('/')}/recherche/list-objets-touristiques"
        query = {**self._stated(), **self.asked}
        if self.project is not None:
            query |= {"projetId": self.project, "apiKey": self.key}
        query.setdefault("responseFields", list(FIELDS))
        # Sorted by number, so that pages do not shift while they are read.
        query |= {"order": query.get("order", "IDENTIFIANT"), "asc": True, "first": first, "count": COUNT}
        text = json.dumps(query, ensure_ascii=False, separators=(",", ":"))
        return parts._replace(path=path, query=f"query={quote(text)}", fragment="").geturl()

    def _stated(self) -> dict[str, Any]:
        for text in parse_qs(urlsplit(self.url).query).get("query", [])[:1]:
            try:
                value = json.loads(text)
            except (ValueError, RecursionError):
                break
            if isinstance(value, dict):
                return value
        return {}

    def first(self, fetch: Fetch) -> Document:
        return self.page(fetch, 0) if self.walked else fetch(self.url)

    def page(self, fetch: Fetch, first: int) -> Document:
        try:
            return fetch(self.address(first))
        except HttpStatus as error:
            if error.values.get("status") in {400, 412, 422}:
                raise _refused("") from error
            raise refused_key(error, "key, for option project") from error


def pages(query: Query, value: Any, fetch: Fetch) -> Iterator[Any]:
    """The objects of the page `value` and of all that follow, each once.

    Raises FetchError, ParseError (`key_refused`, `query_refused`, `not_apidae`, `pages_shifted`, `pages_missing`).
    """
    walk, first = Walk(), 0
    while True:
        walk.step(first)
        listed, total = _page(value, query.key)
        new = walk.fresh(listed, lambda one: text_of(one.get("id")) if isinstance(one, dict) else None)
        yield from new
        walk.took(len(new), total)
        first += len(listed)
        if not listed or total is None or first >= total:
            break
        if not query.walked:
            raise ParseError(
                f"The document is one page of an answer: it holds {len(listed)} objects of {total}. "
                "Give the address of the API with the options project and key.",
                code="pages_missing",
                items=len(listed),
                total=total,
            )
        value = load_json(query.page(fetch, first))
    walk.end()


def _page(value: Any, key: str | None) -> tuple[list[Any], int | None]:
    if isinstance(value, dict) and isinstance(value.get("errorType"), str):
        message = f"{value['errorType']} {text_of(value.get('message')) or ''}"
        message = message.replace(key, "…") if key else message
        if any(word in value["errorType"].upper() for word in _KEY_WORDS):
            raise ParseError(
                "Apidae refuses the project or its key (options project and key): it answers "
                f"{value['errorType'][:60]!r}. Compare both with the page of the project in Apidae.",
                code="key_refused",
                option="key",
            )
        raise _refused(f" It answers: {message[:200]}")
    if not answered(value):
        raise ParseError("The answer is none of Apidae's.", code="not_apidae")
    # An answer without any object leaves the list out.
    listed, total = value.get("objetsTouristiques", []), value.get("numFound")
    if not isinstance(listed, list):
        raise ParseError("The answer lists no objects (objetsTouristiques).", code="not_apidae")
    return listed, total if isinstance(total, int) and not isinstance(total, bool) else None


def _refused(detail: str) -> ParseError:
    return ParseError(
        f"Apidae does not understand the query: see the options selections, territoires and criteria.{detail}",
        code="query_refused",
    )
