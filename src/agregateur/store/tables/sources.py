"""What is read: the sources, and the journal of their readings."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import true
from sqlmodel import Field, SQLModel

from agregateur.store.tables.columns import long_text


class Source(SQLModel, table=True):
    """A source, as configured, and the durable state of its reading. `url` is always the masked one."""

    id: str = Field(primary_key=True)
    name: str
    kind: str | None = None
    url: str
    home: str | None = None
    licence: str | None = None
    republication: str = "signalement"
    origin: str = "file"  # file | web
    example: bool = False
    commune: str | None = None
    config: str = long_text(nullable=False, default="{}")
    """The stanza, without its secrets, as JSON."""
    settings_digest: str | None = None
    """Digest of what cleaning depends on: when it changes, the stored records are cleaned again."""
    retired_at: datetime | None = None
    created: datetime
    etag: str | None = None
    last_modified: str | None = None
    body_digest: str | None = None
    """Digest of all documents of the last complete reading."""
    next_at: datetime | None = Field(default=None, index=True)
    last_run_at: datetime | None = None
    last_read_at: datetime | None = None
    """Last time the source answered with a complete reading (changed or not)."""
    failures: int = 0
    outcome: str | None = None
    error: str | None = long_text()
    """Code and values of the last error, as JSON."""
    suspicious_digest: str | None = None
    suspicious_since: datetime | None = None
    suspicious_count: int = 0
    expanded_until: datetime | None = None


class Run(SQLModel, table=True):
    """The journal: one reading of one source."""

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(foreign_key="source.id", index=True)
    started: datetime
    seconds: float = 0.0
    outcome: str
    received: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    rejected: int = 0
    error: str | None = long_text()
    repairs: str | None = long_text()
    """Counts by repair code, as JSON."""
    looked_into: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Whether its document was; not when the server, or equal bytes, said that nothing had changed."""


class Refusal(SQLModel, table=True):
    """One item that a run could not use."""

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    uid: str = long_text(nullable=False, default="")
    code: str
    detail: str = long_text(nullable=False, default="")
