"""What a search found: plain values, of which `web/detected.py` makes sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from agregateur.contract import Kind, When
from agregateur.hushed import secrets_of
from agregateur.model import Note, Occurrence
from agregateur.text import mask_url

_KEYS = re.compile(r"key|token|secret|pass|auth|sign?$|signature|^pw$", re.I)


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One item as it would appear. `occurrence` is its next date, or its last when all are past; None for actors and
    articles. `category` is a code of the taxonomy, `how` how the commune was found (`model.Located`)."""

    title: str
    kind: Kind
    occurrence: Occurrence | None = None
    published: When | None = None
    status: str = "confirmed"
    venue: str | None = None
    commune: str | None = None
    insee: str | None = None
    how: str = "none"
    outside: bool = False
    category: str | None = None
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """What `count` of `of` items lack: no_place, no_commune, default_commune, no_end, no_description, no_image,
    no_category, outside."""

    code: str
    count: int
    of: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """How many items were read. `upcoming` and `past` are events; `partial`: the source goes on, only its beginning was
    read."""

    events: int = 0
    actors: int = 0
    articles: int = 0
    upcoming: int = 0
    past: int = 0
    refused: int = 0
    repaired: int = 0
    partial: bool = False

    @property
    def items(self) -> int:
        return self.events + self.actors + self.articles


@dataclass(frozen=True, kw_only=True, slots=True)
class Other:
    """Another address at which the same partner can probably be read; `url` may be shown; `name` is what the data call
    themselves when that is not what the partner is called."""

    kind: str
    url: str
    name: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was understood of what somebody pasted.

    When `kind` is set, something can be read: at `url` (which must not be shown: `shown_url` may), as the YAML `stanza`
    says. `shown` are the items to preview, soonest first. `notes` say what is worth knowing of it, or, when nothing can
    be read, why: the likeliest reason first; there is then always one.
    """

    kind: str | None = None
    label: str = ""
    url: str = field(default="", repr=False)
    shown_url: str = ""
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    id: str = ""
    name: str = ""
    home: str | None = None
    stanza: str = field(default="", repr=False)
    counts: Counts = Counts()
    shown: tuple[Shown, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[Note, ...] = ()
    others: tuple[Other, ...] = ()

    @property
    def readable(self) -> bool:
        return self.kind is not None


def is_keyed(url: str) -> bool:
    """Whether whoever knows the address may read what is not public: Google's `private-…`, a key in the query."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    asked = secrets_of(f"https://x.example/?{parts.query}", {})
    return (
        "/private-" in parts.path
        or bool(asked)
        or any(_KEYS.search(name) for name, _ in parse_qsl(parts.query))
    )


def shown_address(url: str) -> str:
    """`url` as it may be shown: as it is, but for one that holds something that looks like a secret."""
    masked = mask_url(url)
    if is_keyed(url) or urlsplit(masked).path != (urlsplit(url).path or urlsplit(masked).path):
        return masked
    return url
