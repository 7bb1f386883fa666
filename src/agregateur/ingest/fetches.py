"""What a reading child hands to a connector as its `fetch`: the fetcher, each time wrapped in one more concern."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from agregateur.contract import Connector, Document, Fetch
from agregateur.errors import HttpStatus
from agregateur.ingest.fetch import Fetcher, NotModified
from agregateur.ingest.files import file_document
from agregateur.ingest.messages import Fetching
from agregateur.ingest.pipe import Pipe
from agregateur.text import mask_url


def announced(fetch: Fetch, pipe: Pipe) -> Fetch:
    """`fetch`, which tells the parent of each address before it is read: it grants the time for it."""

    def telling(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        pipe.flush()
        pipe.send(Fetching())
        return fetch(url, headers=headers, json=json)

    return telling


def given(fetch: Fetch, documents: Mapping[str, Document]) -> Fetch:
    """`fetch`, which answers once each of the `documents` that are already there."""
    left = dict(documents)

    def giving(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if json is None and not headers and url in left:
            return left.pop(url)
        return fetch(url, headers=headers, json=json)

    return giving


def holding(fetch: Fetch, document: Document, addresses: Collection[str]) -> Fetch:
    """`fetch`, which answers once with `document`, whichever of its `addresses` is asked for."""
    waiting = [document]

    def once(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if waiting and json is None and url in addresses:
            return waiting.pop()
        return fetch(url, headers=headers, json=json)

    return once


def from_file(path: Path, max_bytes: int) -> Fetch:
    """A fetch that knows no more than the file at `path`, whatever it is asked for first."""
    waiting = [path]

    def reading(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if not waiting:
            raise HttpStatus(
                f"{mask_url(url)}: not found, only one file is read", url=mask_url(url), status=404
            )
        return file_document(waiting.pop(), max_bytes)

    return reading


def stopping_if_same(
    fetch: Fetch, fetcher: Fetcher, connector: Connector, steady: list[str], before: Sequence[str]
) -> Fetch:
    """A fetch that ends the reading at a document that says what it said `before`: digests of its bytes, and of its
    steady bytes, which are left in `steady`. Steady are those that a server does not write anew at each request."""
    without = getattr(connector, "steady", None)

    def stopping(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        document = fetch(url, headers=headers, json=json)
        if before[:1] == [fetcher.digest()]:
            steady.extend(before[1:])
            raise NotModified
        if without is not None and not steady:
            steady.append(hashlib.blake2b(without(document.content), digest_size=16).hexdigest())
            if before[1:] == steady:
                raise NotModified
        return document

    return stopping
