"""The portal's own: facts about the store itself, what humans settled, and the feeds that they named."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from agregateur.store.tables.columns import long_text


class Meta(SQLModel, table=True):
    """Facts about the store itself: portal_name (end of our iCal UIDs), created, change, shown (events), rebuild."""

    key: str = Field(primary_key=True)
    value: str


class Decision(SQLModel, table=True):
    """What a human settled. Holds through every later run. `b_*` for same and distinct, `field`/`value` for set."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # same | distinct | hide | set
    a_source: str
    a_uid: str
    b_source: str | None = None
    b_uid: str | None = None
    field: str | None = None
    value: str | None = long_text()
    reason: str | None = None
    by: str | None = None
    at: datetime
    revoked_at: datetime | None = None


class SavedFeed(SQLModel, table=True):
    """A selection to which somebody gave a name, under an address that nobody can guess.

    `words` is the selection as the query of an address. A deleted one keeps its token alone, to be told from one that
    never was.
    """

    token: str = Field(primary_key=True)
    key_digest: str
    """SHA-256 (hex) of the key that its private link bears: the key itself is never kept."""
    name: str
    words: str = long_text(nullable=False, default="")
    language: str = "fr"
    created: datetime
    changed: datetime
    deleted_at: datetime | None = None
