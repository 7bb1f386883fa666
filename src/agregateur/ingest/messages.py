"""What passes between the reading child and its parent: plain values that pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from agregateur.contract import Listing, Record
from agregateur.errors import AgregateurError
from agregateur.ingest import registry
from agregateur.ingest.confine import Limits
from agregateur.ingest.fetch import FetchPolicy

Window = tuple[datetime, datetime]


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One source to read. `kinds` are the connectors to choose from; `path` makes it a reading of a local file."""

    kind: str | None
    url: str
    options: Mapping[str, Any]
    zone: str
    window: Window
    policy: FetchPolicy
    known: Mapping[str, str]
    body_digest: str | None
    max_items: int
    max_items_paged: int
    limits: Limits
    kinds: registry.Kinds
    path: Path | None = None


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
