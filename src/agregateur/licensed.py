"""What of the store may be passed on: all that may be republished, or of records under some licences alone.

Licences such as ODbL are share-alike: what is drawn from records under several licences can be passed on under none of
them. Records stay apart in the store, so an event or an actor that several partners announce is merged again of those
that are wanted, as `ingest.matching.merge` does it for feeds. What a human set by hand is ours and stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from sqlalchemy import Connection

from agregateur.frozen import changed
from agregateur.ingest.corrections import corrected
from agregateur.ingest.matching.merge import Announced, SourceFacts, leaving
from agregateur.ingest.matching.merged_actors import merge_actors
from agregateur.model import Event, Item, Member
from agregateur.publish.leaving import Credit, item_may_leave, may_leave
from agregateur.publish.rights import licence_key, licence_of
from agregateur.store import decisions, directory, groups, lines
from agregateur.store.groups import Group
from agregateur.store.rows import chunks

_BATCH = 200
"""Events whose records are looked up together."""
Names = set[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an export may hold: records that may be republished, under any licence, or under `licences` (keys of
    `rights.licence_key`) when there are some."""

    licences: frozenset[str] = frozenset()

    @classmethod
    def of(cls, licences: Iterable[str]) -> Terms:
        """The terms of licences as somebody writes them."""
        return cls(frozenset(key for one in licences if (key := licence_key(one))))

    def allow(self, one: Member | Item, credits: Mapping[str, Credit]) -> bool:
        """Whether a record may be passed on."""
        if one.republication == "portail":
            return False
        return not self.licences or licence_key(licence_of(one, credits)) in self.licences


def credits(connection: Connection) -> dict[str, Credit]:
    """How every source that ever was is named, by id."""
    return {
        one.id: Credit(name=one.name, home=one.home, licence=one.licence)
        for one in directory.all_sources(connection)
    }


def events(connection: Connection, terms: Terms, named: Mapping[str, Credit]) -> Iterator[Event]:
    """Every event that may be passed on, by id, as it may leave. The connection must be a reader's."""
    settled, facts = decisions.in_force(connection), _facts(named)
    for batch in chunks(lines.all_leaving(connection), _BATCH):
        wanted = {one.id: _wanted(one.members, terms, named) for one in batch}
        mixed = [one.id for one in batch if 0 < len(wanted[one.id]) < len(one.members)]
        records = _records(connection, mixed)
        for one in batch:
            event: Event | None = one if wanted[one.id] else None
            if one.id in records:
                kept = _announced(records[one.id], wanted[one.id])
                event = leaving(one.id, kept, facts) if kept else None
                if event is not None:
                    event = corrected(event, settled.corrections(g.item for g in records[one.id]))
                    event = changed(event, created=one.created, updated=one.updated, sequence=one.sequence)
            if event is not None and (out := may_leave(event)) is not None:
                yield out


def simple(
    connection: Connection, kind: Literal["actor", "article"], terms: Terms, named: Mapping[str, Credit]
) -> Iterator[lines.Simple]:
    """Every actor or article that may be passed on, by id, as it may leave."""
    facts = _facts(named)
    for batch in chunks(lines.all_simple(connection, kind), _BATCH):
        members = {one.id: [m for m in one.members if m.republication != "portail"] for one in batch}
        wanted = {id: _wanted(found, terms, named) for id, found in members.items()}
        records = _records(
            connection, [id for id, found in wanted.items() if 0 < len(found) < len(members[id])]
        )
        for one in batch:
            item, insee = one.item, one.insee
            if not (wanted[one.id] if one.members else terms.allow(item, named)):
                continue
            if one.id in records:
                kept = _announced(records[one.id], wanted[one.id])
                if not kept:
                    continue
                item = merge_actors(kept, facts)
                insee = item.located.insee
            told = tuple(m for m in members[one.id] if (m.source, m.uid) in wanted[one.id])
            if (out := item_may_leave(item)) is not None:
                yield one._replace(item=out, insee=insee, members=told)


def _wanted(members: Iterable[Member], terms: Terms, named: Mapping[str, Credit]) -> Names:
    return {(m.source, m.uid) for m in members if terms.allow(m, named)}


def _records(connection: Connection, ids: Sequence[str]) -> dict[str, list[Group]]:
    """The groups of events or actors, by their ids."""
    found: dict[str, list[Group]] = {id: [] for id in ids}
    if ids:
        for group in groups.load(connection, groups.ids_of_events(connection, ids)).values():
            if group.canonical_id in found:
                found[group.canonical_id].append(group)
    return found


def _announced(records: Iterable[Group], wanted: Names) -> list[Announced]:
    # By name: the order in which a store gives its rows says nothing.
    kept = sorted((g for g in records if g.active and g.name in wanted), key=lambda g: g.name)
    return [Announced(group.item, group.missing_since) for group in kept]


def _facts(named: Mapping[str, Credit]) -> dict[str, SourceFacts]:
    return {id: SourceFacts(one.name, urlsplit(one.home or "").hostname or "") for id, one in named.items()}
