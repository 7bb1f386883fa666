"""What passes between the reading child and its parent: plain values that pickle.

The child sends `Ready`, then `Begun`, `Fetching`, `Same`, lists of other words and `Packed` groups as they come, and
one `Ended`. It may ask once for the digests that the store holds (`Wanted`): the parent answers with a JSON object.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from agregateur.contract import Document, Listing, Record
from agregateur.errors import AgregateurError
from agregateur.ingest import registry
from agregateur.ingest.confine import Limits
from agregateur.ingest.fetch import FetchPolicy
from agregateur.ingest.hiding import EVERYTHING, Words
from agregateur.model import Note

Window = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One source to read. `kinds` are the connectors to choose from; `path` makes it a reading of a local file; `given`
    are documents that were fetched a moment ago, and are not asked for again."""

    kind: str | None
    url: str
    options: Mapping[str, Any]
    zone: str
    window: Window
    policy: FetchPolicy
    holds: bool
    """Whether the store may hold something of this source."""
    body_digest: str | None
    max_items: int
    max_items_paged: int
    limits: Limits
    kinds: registry.Kinds
    path: Path | None = None
    words: Words = EVERYTHING
    given: Mapping[str, Document] = field(default_factory=dict)
    """By the address at which they were asked for."""
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Again:
    """Stored groups whose dates are to be made again: (key, records)."""

    groups: tuple[tuple[str, tuple[Record, ...]], ...]
    zone: str
    window: Window
    limits: Limits


@dataclass(frozen=True, slots=True)
class Ready:
    """The child runs, within its limits: its time counts from now."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The connector is chosen."""

    kind: str
    listing: Listing


@dataclass(frozen=True, slots=True)
class Fetching:
    """An address is about to be read, which may take as long as the policy allows."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The document has changed: the child waits for the digests that the store holds."""


@dataclass(frozen=True, slots=True)
class Same:
    """Keys of groups that are unchanged."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """Groups, pickled as a list, to be opened by whoever needs them."""

    count: int
    content: bytes

    def to_bytes(self) -> bytes:
        return PACKED + self.count.to_bytes(4, "big") + self.content

    @classmethod
    def from_bytes(cls, data: bytes) -> Packed:
        return cls(int.from_bytes(data[1:5], "big"), data[5:])


PACKED = b"g"
"""First byte of packed groups on the pipe; a pickle begins with another."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """How it went."""

    error: AgregateurError | None = None
    not_modified: bool = False
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    final_url: str | None = None
    bytes: int = 0
    requests: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """An address at which a connector probably reads something.

    `richness` is that of `contract.Facts`; `given`: it is what was pasted, or follows from it, rather than found on a
    page; `name` is what the document calls itself; `page` the web page that led there; `document` what was fetched.
    """

    kind: str
    url: str
    options: Mapping[str, Any] = field(default_factory=dict)
    richness: int
    service: str = ""
    given: bool = False
    name: str = ""
    page: str | None = None
    document: Document | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Looked:
    """What was found behind what somebody pasted, richest first, and what stood in the way."""

    candidates: tuple[Candidate, ...] = ()
    notes: tuple[Note, ...] = ()
    name: str = ""
    """What the site calls itself."""
    home: str | None = None
    """The address of the page that was looked at."""
    requests: int = 0
