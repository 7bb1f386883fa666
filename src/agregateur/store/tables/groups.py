"""What sources state, what cleaning made of it, and what matching keeps: by group, all records of one uid."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from agregateur.store.tables.columns import long_text


class UidGroup(SQLModel, table=True):
    """All records of one uid in one source: the unit of digest, expansion, matching and identity."""

    __table_args__ = (UniqueConstraint("source_id", "uid"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: str = Field(foreign_key="source.id")
    uid: str
    kind: str
    own_id: str = Field(unique=True)
    """The public id this group got when first stored: it resolves for ever."""
    canonical_id: str | None = Field(default=None, index=True)
    """The event, actor or article it belongs to now."""
    digest: str
    records: int = 1
    """How many records it holds."""
    last: str | None = None
    """Local date (ISO) of its last day; null when it has no end or no date. The shrink guard counts what is to come."""
    first_seen: datetime
    changed: datetime
    missing_since: datetime | None = None
    withdrawn_at: datetime | None = None
    expanded_until: datetime | None = Field(default=None, index=True)
    """For endless rules: the end of the window its dates were made for."""


class Record(SQLModel, table=True):
    """One record exactly as stated (`contract.Record` as JSON)."""

    group_id: int = Field(foreign_key="uidgroup.id", primary_key=True)
    recurrence_id: str = Field(default="", primary_key=True)
    stated: str = long_text(nullable=False)


class Cleaned(SQLModel, table=True):
    """What cleaning made of a group, and what matching keeps of it: read by group, and only when it is needed.

    Keys are stored as digests of 64 bits: one that two texts share costs a comparison more (candidates) or a name that
    lends nothing (venues), and a million groups are expected to share one in ten million times.
    """

    group_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 0
    """Of the features and keys: those of another version are made again from the item."""
    features: str | None = long_text()
    """What is compared of it (`matching.features`), as JSON; null for what never meets another: echoes, articles."""
    candidates: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Its candidate keys, eight bytes each."""
    asks: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Venues that may give it its commune, eight bytes each."""
    claims: str | None = None
    """The venues it gives its commune to, as counted in `venueclaim`: JSON, the INSEE code and the keys."""
    item: str = long_text(nullable=False)
    """The cleaned `model.Item`, as JSON."""


_CLUSTERED = {"sqlite_with_rowid": False}
"""SQLite keeps the rows in the order of their key, and nothing beside."""


class CandidateKey(SQLModel, table=True):
    """A cheap key under which groups may meet: day and commune, page address, carried identifier…"""

    __table_args__ = _CLUSTERED

    key: int = Field(primary_key=True, sa_type=BigInteger)
    group_id: int = Field(primary_key=True)


class VenueAsk(SQLModel, table=True):
    """A venue whose commune, once known, gives a group its own: its key, and those of what is asked of it (`keys`)."""

    __table_args__ = _CLUSTERED

    key: int = Field(primary_key=True, sa_type=BigInteger)
    group_id: int = Field(primary_key=True)


class VenueClaim(SQLModel, table=True):
    """How many groups say, by evidence of their own, that a venue lies in a commune."""

    __table_args__ = _CLUSTERED

    key: int = Field(primary_key=True, sa_type=BigInteger)
    insee: str = Field(primary_key=True)
    claims: int


class Pair(SQLModel, table=True):
    """A plausible pair of groups (`same` or `doubtful`), `low` < `high`; distinct ones are not kept."""

    low: int = Field(foreign_key="uidgroup.id", primary_key=True)
    high: int = Field(foreign_key="uidgroup.id", primary_key=True, index=True)
    verdict: str
    score: float
    evidence: str = long_text(nullable=False)
