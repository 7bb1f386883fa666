"""What the portal shows: events, actors and articles, and what feeds select them by."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from agregateur.store.tables.columns import long_text

_ORGANIZED = text("organizer_key IS NOT NULL")


class Event(SQLModel, table=True):
    """A canonical event. `data` is the whole `model.Event` as JSON; the other columns serve selection and rendering."""

    __table_args__ = (
        Index("ix_event_insee_change", "insee", "change"),
        Index("ix_event_created_id", "created", "id"),
        Index(
            "ix_event_organizer_key", "organizer_key", sqlite_where=_ORGANIZED, postgresql_where=_ORGANIZED
        ),
    )

    id: str = Field(primary_key=True)
    title: str = long_text(nullable=False)
    insee: str | None = None
    status: str
    first: str | None = None
    last: str | None = None
    """Local dates (ISO) of the first and last day; `last` is null for a rule without end."""
    acces: str | None = None
    public: str | None = None
    inscription: str | None = None
    accessibilite: str | None = None
    mode: str = "sur-place"
    latitude: float | None = None
    longitude: float | None = None
    organizer_key: str | None = None
    venue_key: str | None = None
    """These from `acces` on as `facets.of` makes them, for selections."""
    republication: str = "signalement"
    long: bool = False
    regular: bool = False
    missing: bool = False
    """No source announces it any more, but it is not withdrawn yet."""
    data: str = long_text(nullable=False)
    leaving: str | None = long_text()
    """The `model.Event` that may leave in feeds and API when it differs from `data` (republication); null = `data`.
    Nothing at all leaves of an event whose `republication` is `portail`."""
    digest: str
    """Digests joined by colons: what moves SEQUENCE (facts, dates as stated), and everything shown (moves `change`)."""
    ical: str = long_text(nullable=False, default="")
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

    # Each holds all that chooses an event by its days: no row is read for it.
    __table_args__ = (
        Index("ix_occurrence_start_event", "start", "event_id", "end"),
        Index("ix_occurrence_insee_start_event", "insee", "start", "event_id", "end"),
    )

    event_id: str = Field(foreign_key="event.id", primary_key=True)
    start: datetime = Field(primary_key=True)
    """UTC; for an all-day one, local midnight."""
    end: datetime
    """UTC, exclusive; equal to start when no end was stated."""
    all_day: bool = False
    day: str
    """Local date (ISO)."""
    status: str = "confirmed"
    insee: str | None = None


class EventLeft(SQLModel, table=True):
    """A commune that an event left, by the number of that change: who follows the commune is told (`store.changes`)."""

    __table_args__ = (Index("ix_eventleft_insee_change", "insee", "change"),)

    event_id: str = Field(foreign_key="event.id", primary_key=True)
    insee: str = Field(primary_key=True)
    change: int


class EventCategory(SQLModel, table=True):
    """The categories of an event."""

    event_id: str = Field(foreign_key="event.id", primary_key=True)
    code: str = Field(primary_key=True, index=True)


class EventSource(SQLModel, table=True):
    """The sources that announce an event now (missing and withdrawn records left out)."""

    event_id: str = Field(foreign_key="event.id", primary_key=True)
    source_id: str = Field(primary_key=True, index=True)


class Actor(SQLModel, table=True):
    """A canonical actor; `data` is its `model.Item` as JSON, merged from its entries."""

    id: str = Field(primary_key=True)
    name: str = long_text(nullable=False)
    insee: str | None = Field(default=None, index=True)
    source_id: str
    """The source of the entry that speaks for it."""
    data: str = long_text(nullable=False)
    members: str | None = long_text()
    """Its entries and why they are one, as JSON: {"members": [Member…], "reasons": [Note…]}; null for a single one."""
    republication: str = "signalement"
    updated: datetime
    change: int = Field(default=0, index=True)
    gone_at: datetime | None = None


class ActorSource(SQLModel, table=True):
    """The sources whose maps show an actor."""

    actor_id: str = Field(foreign_key="actor.id", primary_key=True)
    source_id: str = Field(primary_key=True, index=True)


class ActorCategory(SQLModel, table=True):
    """The categories of an actor."""

    actor_id: str = Field(foreign_key="actor.id", primary_key=True)
    code: str = Field(primary_key=True, index=True)


class Article(SQLModel, table=True):
    """A canonical article; `data` is its `model.Item` as JSON. `published` falls back on the day it was first seen."""

    __table_args__ = (Index("ix_article_genre_echeance", "genre", "echeance"),)

    id: str = Field(primary_key=True)
    title: str = long_text(nullable=False)
    insee: str | None = Field(default=None, index=True)
    source_id: str
    published: datetime = Field(index=True)
    genre: str = "annonce"
    echeance: str | None = None
    """Local date (ISO) of its deadline."""
    data: str = long_text(nullable=False)
    republication: str = "signalement"
    updated: datetime
    change: int = Field(default=0, index=True)
    gone_at: datetime | None = None


class ArticleCategory(SQLModel, table=True):
    """The categories of an article."""

    article_id: str = Field(foreign_key="article.id", primary_key=True)
    code: str = Field(primary_key=True, index=True)


class CommuneChange(SQLModel, table=True):
    """The greatest change number among a commune's events, those that left it included."""

    insee: str = Field(primary_key=True)
    change: int
