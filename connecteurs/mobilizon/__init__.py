"""Mobilizon: the GraphQL API of an instance (`POST /api`), for a group, the surroundings of a place, or all it shows.

A group lists all its events, past ones too; an instance those to come, its own and those of the instances it follows.
Format: framasoft/mobilizon, lib/graphql/schema/event.ex, search.ex and actors/group.ex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from agregateur.connecting import activitypub
from agregateur.connecting.paging import Walk
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said, Withdrawn
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page
from connecteurs.mobilizon.address import group_of, groups_in, home_of, is_api, is_event_page, is_instance
from connecteurs.mobilizon.document import federated_id, is_mobilizons, listed
from connecteurs.mobilizon.event import read
from connecteurs.mobilizon.question import PER_PAGE, ask

_GEOHASH = re.compile(r"[0-9b-hjkmnp-z]{1,12}")


@dataclass(frozen=True, kw_only=True)
class Mobilizon:
    """The events of the group or instance at `url`: `https://instance.example/@group`, or the instance's home page."""

    kind: ClassVar[str] = "mobilizon"
    label: ClassVar[str] = "Mobilizon"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    facts: ClassVar[Facts] = Facts(
        richness=75,
        dates="exact moments, in the event's time zone",
        places="venue, postal address and point",
        deletions="absence from the list",
        stanza="""
- id: collectif-des-communs
  name: Collectif des communs
  kind: mobilizon
  url: https://mobilizon.example/@communs
""",
    )

    url: str
    location: str = field(
        default="",
        metadata={
            "about": "for an instance: only what is around a place, given as a geohash (`spum` is Gap and its "
            "surroundings); nothing is left out when it is empty"
        },
    )
    radius: int = field(default=50, metadata={"about": "how far around `location`, in kilometres"})

    def __post_init__(self) -> None:
        if self.location and not _GEOHASH.fullmatch(self.location):
            raise ValueError(f"option location: {self.location!r} is no geohash (spum…)")
        if self.radius < 1:
            raise ValueError("option radius: at least 1 kilometre")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the group or instance lists. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`,
        `not_json`, `not_an_agenda`, `query_refused`, `paging_loop`, `pages_shifted`)."""
        yield from tell(self, self._walk(fetch), known)

    def _walk(self, fetch: Fetch) -> Iterator[Said]:
        walk, before, most, number = Walk(), set[str](), 0, 1
        while True:
            value = load_json(self._page(fetch, number))
            if (objects := activitypub.objects_of(value)) is not None:
                yield from map(self._federated, objects)
                return
            events, total, fault = listed(value)
            if fault:
                yield Repair(code="answer_incomplete", detail=fault)
            said = [read(event, home_of(self.url)) for event in events]
            walk.step([one.uid for one in said] or number)
            new = [one for one in said if one.uid not in before]
            # The greatest total: where an event was taken away meanwhile, the first of the next page slid out of sight.
            most = max(most, total or 0)
            walk.took(len(new), most)
            before.update(one.uid for one in said if one.uid)
            yield from new
            more = len(events) >= PER_PAGE if total is None else walk.items < total
            if not (events and more and is_api(self.url)):
                break
            number += 1
        walk.end()

    def _page(self, fetch: Fetch, number: int) -> Document:
        if not is_api(self.url):
            return fetch(self.url)
        asked = ask(number, group=group_of(self.url), location=self.location, radius=self.radius)
        return fetch(f"{home_of(self.url)}/api", json=asked)

    def _federated(self, one: Mapping[str, Any]) -> Said:
        uid = federated_id(one)
        if "Tombstone" in activitypub.types_of(one):
            return Withdrawn(uid)
        return activitypub.read(one, uid, self.url)

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The group or instance whose page it is; elsewhere, the groups that it leads to."""
        yield from groups_in(page)
        if is_instance(page.source) and not is_event_page(page.url):
            yield page.url

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The group, else the instance."""
        yield f"{home_of(url)} {group_of(url) or ''}" if is_api(url) else url

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        """A page of an instance counts: its address is the one to give, and the API answers POST alone."""
        if document is None:
            return 0
        source, _ = decode(document.content, document.charset)
        if is_web_page(source):
            return 80 if is_instance(source) and not is_event_page(url) else 0
        try:
            value = load_json(document)
            objects = activitypub.objects_of(value)
            events = listed(value)[0] if objects is None else []
        except ParseError:
            return 0
        if objects is not None:
            return 90 if objects and is_mobilizons(value, objects) else 0
        return 95 if events and isinstance(events[0], Mapping) and "beginsOn" in events[0] else 0
