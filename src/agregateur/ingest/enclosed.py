"""Documents within documents: a calendar attached to a mail is read by the connector that recognises it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from agregateur.contract import Document, Enclosed, Fetch, Rejected, Said
from agregateur.errors import FetchError, HttpStatus, ParseError
from agregateur.ingest import registry
from agregateur.text import mask_url, one_line


def with_enclosed(stated: Iterable[Said], known: Mapping[str, str], kinds: registry.Kinds) -> Iterator[Said]:
    """`stated`, with what each enclosed document says in its place; one that no connector knows says nothing.

    What is wrong with one is a `Rejected` of its own. Nothing is fetched for it: no address that stands in a stranger's
    mail is to be asked for. What it encloses in turn is left out.
    """
    for said in stated:
        if isinstance(said, Enclosed):
            yield from _within(said, known, kinds)
        else:
            yield said


def _within(said: Enclosed, known: Mapping[str, str], kinds: registry.Kinds) -> Iterator[Said]:
    document = said.document
    kind = said.kind or registry.recognise(document.url, document, kinds)
    if kind is None:
        return
    try:
        connector = registry.build(kind, document.url, {}, kinds)
        for one in connector.collect(_answering(document), known):
            if not isinstance(one, Enclosed):
                yield one
    except (ParseError, FetchError) as error:
        yield Rejected("", error.code, one_line(f"{mask_url(document.url)}: {error.message}")[:300])


def _answering(document: Document) -> Fetch:
    def answering(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if url == document.url:
            return document
        raise HttpStatus(f"{mask_url(url)}: not asked for", url=mask_url(url), status=404)

    return answering
