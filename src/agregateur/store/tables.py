"""The tables, as SQLModel classes. Hot paths use `core(Model)`, in batches.

    source ─< run ─< refusal          what is read, and the journal of each reading
    source ─< uidgroup ─< record      what sources state: one row a group (source, uid), one row a record as stated
    uidgroup ── cleaned               what cleaning made of a group, and what matching keeps of it
    uidgroup ─< candidatekey          cheap keys under which groups may meet (matching)
    uidgroup ─< venueask, venueclaim  names of venues and actors, so that a known place lends its commune
    uidgroup >< pair                  verdicts on pairs that are not plainly distinct
    event ─< occurrence, eventcategory, eventsource     the canonical events, and what feeds select them by
    actor ─< actorsource; article     the canonical actors and articles
    decision                          what humans settled
    communechange, meta               change numbers behind the validators; the store's own facts

Times are aware UTC. Structured values that are only read whole are JSON text made by `agregateur.model.to_json`.
"""

from __future__ import annotations

from datetime import datetime
from typing import cast

from sqlalchemy import BigInteger, Column, Index, LargeBinary, Table, Text, UniqueConstraint, inspect, true
from sqlmodel import Field, SQLModel


def core(model: type[SQLModel]) -> Table:
    """The table of a model, for statements of SQLAlchemy Core."""
    return cast(Table, inspect(model).local_table)


def _long(*, nullable: bool = True, default: str | None = None) -> object:
    return Field(default=default, sa_column=Column(Text, nullable=nullable))


class Meta(SQLModel, table=True):
    """Facts about the store itself: portal_name (end of our iCal UIDs), created, change, shown (events), rebuild."""

    key: str = Field(primary_key=True)
    value: str


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
    config: str = _long(nullable=False, default="{}")  # type: ignore[assignment]
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
    error: str | None = _long()  # type: ignore[assignment]
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
    error: str | None = _long()  # type: ignore[assignment]
    repairs: str | None = _long()  # type: ignore[assignment]
    """Counts by repair code, as JSON."""
    looked_into: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Whether its document was; not when the server, or equal bytes, said that nothing had changed."""


class Refusal(SQLModel, table=True):
    """One item that a run could not use."""

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id", index=True)
    uid: str = _long(nullable=False, default="")  # type: ignore[assignment]
    code: str
    detail: str = _long(nullable=False, default="")  # type: ignore[assignment]


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
    stated: str = _long(nullable=False)  # type: ignore[assignment]


class Cleaned(SQLModel, table=True):
    """What cleaning made of a group, and what matching keeps of it: read by group, and only when it is needed.

    Keys are stored as digests of 64 bits: one that two texts share costs a comparison more (candidates) or a name that
    lends nothing (venues), and a million groups are expected to share one in ten million times.
    """

    group_id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    version: int = 0
    """Of the features and keys: those of another version are made again from the item."""
    features: str | None = _long()  # type: ignore[assignment]
    """What is compared of it (`matching.features`), as JSON; null for what never meets another: echoes, articles."""
    candidates: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Its candidate keys, eight bytes each."""
    asks: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    """Venues that may give it its commune, eight bytes each."""
    claims: str | None = None
    """The venues it gives its commune to, as counted in `venueclaim`: JSON, the INSEE code and the keys."""
    item: str = _long(nullable=False)  # type: ignore[assignment]
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
    evidence: str = _long(nullable=False)  # type: ignore[assignment]


class Decision(SQLModel, table=True):
    """What a human settled. Holds through every later run. `b_*` for same and distinct, `field`/`value` for set."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # same | distinct | hide | set
    a_source: str
    a_uid: str
    b_source: str | None = None
    b_uid: str | None = None
    field: str | None = None
    value: str | None = _long()  # type: ignore[assignment]
    reason: str | None = None
    by: str | None = None
    at: datetime
    revoked_at: datetime | None = None


class Event(SQLModel, table=True):
    """A canonical event. `data` is the whole `model.Event` as JSON; the other columns serve selection and rendering."""

    __table_args__ = (Index("ix_event_insee_change", "insee", "change"),)

    id: str = Field(primary_key=True)
    title: str = _long(nullable=False)  # type: ignore[assignment]
    insee: str | None = None
    status: str
    first: str | None = None
    last: str | None = None
    """Local dates (ISO) of the first and last day; `last` is null for a rule without end."""
    acces: str | None = None
    republication: str = "signalement"
    long: bool = False
    regular: bool = False
    missing: bool = False
    """No source announces it any more, but it is not withdrawn yet."""
    data: str = _long(nullable=False)  # type: ignore[assignment]
    leaving: str | None = _long()  # type: ignore[assignment]
    """The `model.Event` that may leave in feeds and API when it differs from `data` (republication); null = `data`.
    Nothing at all leaves of an event whose `republication` is `portail`."""
    digest: str
    """Digests joined by colons: what moves SEQUENCE (facts, dates as stated), and everything shown (moves `change`)."""
    ical: str = _long(nullable=False, default="")  # type: ignore[assignment]
    """The VEVENT text, CRLF and folded."""
    render_version: int = 0
    sequence: int = 0
    created: datetime
    updated: datetime
    change: int = Field(default=0, index=True)
    gone_at: datetime | None = None
    """A tombstone: withdrawn everywhere, merged into another (see uidgroup.canonical_id), or hidden."""


class Occurrence(SQLModel, table=True):
    """One dated happening within the stored window."""

    __table_args__ = (Index("ix_occurrence_insee_start", "insee", "start"),)

    event_id: str = Field(foreign_key="event.id", primary_key=True)
    start: datetime = Field(primary_key=True, index=True)
    """UTC; for an all-day one, local midnight."""
    end: datetime
    """UTC, exclusive; equal to start when no end was stated."""
    all_day: bool = False
    day: str
    """Local date (ISO)."""
    status: str = "confirmed"
    insee: str | None = None


class EventCategory(SQLModel, table=True):
    event_id: str = Field(foreign_key="event.id", primary_key=True)
    code: str = Field(primary_key=True, index=True)


class EventSource(SQLModel, table=True):
    """The sources that announce an event now (missing and withdrawn records left out)."""

    event_id: str = Field(foreign_key="event.id", primary_key=True)
    source_id: str = Field(primary_key=True, index=True)


class Actor(SQLModel, table=True):
    """A canonical actor; `data` is its `model.Item` as JSON, merged from its entries."""

    id: str = Field(primary_key=True)
    name: str = _long(nullable=False)  # type: ignore[assignment]
    insee: str | None = Field(default=None, index=True)
    source_id: str
    """The source of the entry that speaks for it."""
    data: str = _long(nullable=False)  # type: ignore[assignment]
    members: str | None = _long()  # type: ignore[assignment]
    """Its entries and why they are one, as JSON: {"members": [Member…], "reasons": [Note…]}; null for a single one."""
    updated: datetime
    change: int = 0
    gone_at: datetime | None = None


class ActorSource(SQLModel, table=True):
    """The sources whose maps show an actor."""

    actor_id: str = Field(foreign_key="actor.id", primary_key=True)
    source_id: str = Field(primary_key=True, index=True)


class Article(SQLModel, table=True):
    """A canonical article; `data` is its `model.Item` as JSON. `published` falls back on the day it was first seen."""

    id: str = Field(primary_key=True)
    title: str = _long(nullable=False)  # type: ignore[assignment]
    insee: str | None = Field(default=None, index=True)
    source_id: str
    published: datetime = Field(index=True)
    data: str = _long(nullable=False)  # type: ignore[assignment]
    updated: datetime
    change: int = 0
    gone_at: datetime | None = None


class CommuneChange(SQLModel, table=True):
    """The greatest change number among a commune's events, those that left it included."""

    insee: str = Field(primary_key=True)
    change: int
