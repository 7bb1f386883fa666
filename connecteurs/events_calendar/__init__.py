"""The Events Calendar: the REST API of this WordPress plug-in (`/wp-json/tribe/events/v1/events`).

Upcoming events, 50 a page. Told better here than in the same site's iCal export, whose UIDs change with the hours.
Format: the-events-calendar, src/Tribe/REST/V1/Endpoints/Archive_Event.php and src/Tribe/REST/V1/Post_Repository.php.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from agregateur.connecting.paging import Walk
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Repair, Said
from agregateur.errors import HttpStatus, ParseError
from agregateur.text import decode, is_web_page
from connecteurs.events_calendar.address import in_page, list_address, page_address, proposals
from connecteurs.events_calendar.document import events_of, is_event, more_after, total_of
from connecteurs.events_calendar.event import read
from connecteurs.events_calendar.locks import Locks


@dataclass(frozen=True, kw_only=True)
class EventsCalendar:
    """The events of the WordPress at `url`: its home page, its agenda's page, or the address of the API itself, whose
    filters (`categories`, `venue`, `start_date`…) are kept."""

    kind: ClassVar[str] = "events_calendar"
    label: ClassVar[str] = "The Events Calendar (WordPress)"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    facts: ClassVar[Facts] = Facts(
        richness=75,
        dates="day and hour in the site's time zone; each date of a series is an item",
        places="venue and postal address; a point where the site has one",
        deletions="absence from the list",
        stanza="""
- id: foyer-rural
  name: Foyer rural
  kind: events_calendar
  url: https://foyer.example/wp-json/tribe/events/v1/events
""",
    )

    url: str

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the site lists. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`, `not_json`,
        `not_an_agenda`, `paging_loop`, `pages_shifted`)."""
        yield from tell(self, self._walk(fetch), known)

    def _walk(self, fetch: Fetch) -> Iterator[Said]:
        address = list_address(self.url)
        document = fetch(page_address(address, 1) if address else self.url)
        if address is None and (root := in_page(_page(document), document.url)):
            address = root
            document = fetch(page_address(address, 1))
        locks = Locks(fetch, address)
        walk, before, totals, slid, number = Walk(), set[str](), set[int](), False, 1
        while True:
            value: Any = load_json(document)
            events = events_of(value)
            locked = locks.among(events)
            said = [read(event, address or self.url, locked) for event in events]
            # What names a page is what it holds: a cache may answer the same one whatever its number.
            walk.step([one.uid for one in said] or number)
            new = [one for one in said if one.uid not in before]
            before.update(one.uid for one in said if one.uid)
            slid = slid or len(new) < len(said)
            if (total := total_of(value)) is not None:
                totals.add(total)
            # The greatest: where one was taken away meanwhile, the first of the next page slid out of sight.
            walk.took(len(new), max(totals, default=None))
            yield from new
            if address is None or not more_after(value, number):
                break
            number += 1
            try:
                document = fetch(page_address(address, number))
            except HttpStatus as error:
                if error.values.get("status") != 404:
                    raise
                # Past the end (`event-archive-page-not-found`): the last event of the last page was taken away.
                slid = True
                break
        if address and not slid and len(totals) == 1 and walk.items < max(totals):
            # Every page told the same number, and none repeats another: the site counts what it shows to members only.
            yield Repair(code="items_hidden", detail=f"{max(totals) - walk.items} / {max(totals)}")
        else:
            walk.end()

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The API that a WordPress names in each of its pages, whether the plug-in is there or not: asking tells."""
        yield from proposals(page.source, page.url)

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The list, whichever form its address has (`/wp-json/…`, `?rest_route=/…`)."""
        yield re.sub(r"wp-json/|\?rest_route=(?:/|%2F)", "", list_address(url) or url)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            return 90 if "tribe/events/v1" in url and list_address(url) else 0
        try:
            value = load_json(document)
            events = events_of(value)
        except ParseError:
            return 0
        if events:
            return 95 if is_event(events[0]) else 0
        return 95 if "tribe/events/v1" in str(value.get("rest_url") if isinstance(value, dict) else "") else 0


def _page(document: Document) -> str:
    """The source of a web page; empty for any other document."""
    source, _ = decode(document.content, document.charset)
    return source if is_web_page(source) else ""
