"""Gancio: the public list of an instance (`/api/events`), of a tag, a place or a collection of it.

The list says all but the texts, which the export has (`/api/export/json`): two requests, each for the whole, since
pages by `max` and `page` are ordered by the hour alone, and events of one hour may slip between two of them.
Format: lesion/gancio, server/api/controller/event.js (`select`), export.js and place.js.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from agregateur.connecting import activitypub
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said, Withdrawn
from agregateur.errors import FetchError, Gone, ParseError, TooLarge
from connecteurs.gancio.address import export_address, list_address, proposals
from connecteurs.gancio.document import events_of, federated_id, is_event, texts
from connecteurs.gancio.event import read


@dataclass(frozen=True, kw_only=True)
class Gancio:
    """The events of the instance at `url`: its home page, its `/api/events` (the filters `tags` and `places` are kept),
    one of its feeds, or the page of one of its tags, places or collections."""

    kind: ClassVar[str] = "gancio"
    label: ClassVar[str] = "Gancio"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    facts: ClassVar[Facts] = Facts(
        richness=70,
        dates="exact moments; each date of a series is an item",
        places="name and address of the place, with its point",
        deletions="absence from the list",
        stanza="""
- id: agenda-partage
  name: Agenda partagé
  kind: gancio
  url: https://gancio.example/
""",
    )

    url: str

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the instance lists. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`, `not_json`,
        `not_an_agenda`)."""
        yield from tell(self, self._read(fetch), known)

    def _read(self, fetch: Fetch) -> Iterator[Said]:
        address = list_address(self.url)
        value = load_json(fetch(address))
        if (objects := activitypub.objects_of(value)) is not None:
            yield from map(self._federated, objects)
            return
        events = events_of(value)
        told: dict[str, str] = {}
        if export := export_address(address) if any(map(_untold, events)) else None:
            try:
                told = texts(load_json(fetch(export)))
            except (FetchError, ParseError) as error:
                if not _absent(error):
                    raise
                yield Repair(code="descriptions_unread", detail=error.code)
        for event in events:
            yield read(event, told, address)

    def _federated(self, one: Mapping[str, Any]) -> Said:
        uid = federated_id(one)
        return (
            Withdrawn(uid)
            if "Tombstone" in activitypub.types_of(one)
            else activitypub.read(one, uid, self.url)
        )

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The instance that a page belongs to, or shows with Gancio's own widget (`<gancio-events baseurl=…>`)."""
        yield from proposals(page)

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The list, of any address of the instance or of one of its parts."""
        yield list_address(url)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            # The address is no more than likely: other sites have an /api/events.
            return 0
        try:
            value = load_json(document)
            objects = activitypub.objects_of(value)
            events = events_of(value) if objects is None else []
        except ParseError:
            return 0
        if objects:
            return 90 if all("/federation/m/" in str(one.get("id")) for one in objects) else 0
        return 95 if events and is_event(events[0]) else 0


def _untold(event: Any) -> bool:
    return isinstance(event, Mapping) and "description" not in event


def _absent(error: FetchError | ParseError) -> bool:
    """Whether an instance has no export that can be read: tomorrow will be the same. Of any other fault it may be
    better, and an event that loses its text for a day would change twice."""
    return isinstance(error, ParseError | Gone | TooLarge) or error.values.get("status") in {
        401,
        403,
        404,
        405,
    }
