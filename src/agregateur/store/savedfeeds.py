"""Saved feeds: a selection with a name, under an address that nobody can guess and that its owner alone can change.

Whoever gave the name is given two secrets: the `token` of the public address, and the `key` of the private link, of
which the store keeps a digest only.
"""

from __future__ import annotations

import hmac
from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sqlalchemy import Connection, func, insert, select, update

from agregateur.store import tables
from agregateur.store.asking import parse
from agregateur.store.selection import Selection

_SAVED = tables.core(tables.SavedFeed)
_LAST = select(func.count(), func.max(_SAVED.c.changed))
_SECRET_BYTES = 16
"""128 bits: not to be guessed, and short enough to be copied by hand."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Saved:
    """A saved feed. `words` are those of its selection, `language` the one it speaks unless its address says."""

    token: str
    name: str
    words: tuple[tuple[str, str], ...]
    language: str
    deleted: bool
    key_digest: str = field(repr=False)

    def selection(self) -> Selection:
        """The selection. Raises SelectionError when a word of it means nothing any more."""
        return parse(self.words)

    def opened_by(self, key: str) -> bool:
        """Whether `key` is that of its private link."""
        return hmac.compare_digest(self.key_digest, _digest(key))


def last_change(connection: Connection) -> str:
    """Another text after a saved feed was made, changed or deleted."""
    number, last = connection.execute(_LAST).one()
    return f"{number} {last}"


def make(
    connection: Connection, *, name: str, selection: Selection, language: str, now: datetime
) -> tuple[str, str]:
    """Saves a feed; gives its token and its key. `now` is aware."""
    token, key = _secret(), _secret()
    values = {"token": token, "key_digest": _digest(key), "created": now}
    connection.execute(insert(_SAVED), [{**values, **_told(name, selection, language, now)}])
    return token, key


def find(connection: Connection, token: str) -> Saved | None:
    """The feed of a token; None when it never was."""
    row = connection.execute(select(_SAVED).where(_SAVED.c.token == token)).one_or_none()
    if row is None:
        return None
    return Saved(
        token=row.token,
        name=row.name,
        words=tuple(parse_qsl(row.words)),
        language=row.language,
        deleted=row.deleted_at is not None,
        key_digest=row.key_digest,
    )


def change(
    connection: Connection, token: str, *, name: str, selection: Selection, language: str, now: datetime
) -> None:
    """Gives the feed another name or selection; its addresses stay."""
    told = _told(name, selection, language, now)
    connection.execute(update(_SAVED).where(_SAVED.c.token == token).values(told))


def delete(connection: Connection, token: str, now: datetime) -> None:
    """Forgets what the feed was, and remembers that it was."""
    nothing = {"name": "", "words": "", "changed": now, "deleted_at": now}
    connection.execute(update(_SAVED).where(_SAVED.c.token == token).values(nothing))


def _told(name: str, selection: Selection, language: str, now: datetime) -> dict[str, Any]:
    words = urlencode(selection.plain().query(), safe=",")
    return {"name": name, "words": words, "language": language, "changed": now}


def _secret() -> str:
    """26 lower-case letters and digits, of which no pair is mistaken for the other (RFC 4648 section 6)."""
    return b32encode(token_bytes(_SECRET_BYTES)).decode().rstrip("=").lower()


def _digest(key: str) -> str:
    return sha256(key.encode("utf-8", "replace")).hexdigest()
