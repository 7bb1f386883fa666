"""The tables, as SQLModel classes. Hot paths use `core(Model)`, in batches.

    source ─< run ─< refusal          what is read, and the journal of each reading
    source ─< uidgroup ─< record      what sources state: one row a group (source, uid), one row a record as stated
    uidgroup ── cleaned               what cleaning made of a group, and what matching keeps of it
    uidgroup ─< candidatekey          cheap keys under which groups may meet (matching)
    uidgroup ─< venueask, venueclaim  names of venues and actors, so that a known place lends its commune
    uidgroup >< pair                  verdicts on pairs that are not plainly distinct
    event ─< occurrence, eventcategory, eventsource     the canonical events, and what feeds select them by
    actor ─< actorsource, actorcategory; article ─< articlecategory     the canonical actors and articles
    decision                          what humans settled
    savedfeed                         selections that were given a name
    communechange, meta               change numbers behind the validators; the store's own facts

Times are aware UTC. Structured values that are only read whole are JSON text made by `agregateur.model.to_json`.
"""

from __future__ import annotations

from agregateur.store.tables.canonical import (
    Actor,
    ActorCategory,
    ActorSource,
    Article,
    ArticleCategory,
    CommuneChange,
    Event,
    EventCategory,
    EventLeft,
    EventSource,
    Occurrence,
)
from agregateur.store.tables.columns import core
from agregateur.store.tables.groups import CandidateKey, Cleaned, Pair, Record, UidGroup, VenueAsk, VenueClaim
from agregateur.store.tables.own import Decision, Meta, SavedFeed
from agregateur.store.tables.sources import Refusal, Run, Source

__all__ = [
    "Actor",
    "ActorCategory",
    "ActorSource",
    "Article",
    "ArticleCategory",
    "CandidateKey",
    "Cleaned",
    "CommuneChange",
    "Decision",
    "Event",
    "EventCategory",
    "EventLeft",
    "EventSource",
    "Meta",
    "Occurrence",
    "Pair",
    "Record",
    "Refusal",
    "Run",
    "SavedFeed",
    "Source",
    "UidGroup",
    "VenueAsk",
    "VenueClaim",
    "core",
]
