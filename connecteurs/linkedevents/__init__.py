"""Linked Events, the events API of Helsinki, Espoo, Turku and others: `/v1/event/`, by pages; places on request.

Format: City-of-Helsinki/linkedevents, linkedevents/static/linked-events.yaml and events/api.py (EventSerializer).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from agregateur.connecting.checks import check_word
from agregateur.connecting.finding import trace
from agregateur.connecting.paging import Walk
from agregateur.connecting.telling import tell
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Page, Rejected, Repair, Said
from agregateur.errors import ParseError
from agregateur.text import url_path
from connecteurs.linkedevents.address import api_root, first_page, following
from connecteurs.linkedevents.document import items_of, kind_of, looks_like, next_of, total_of
from connecteurs.linkedevents.event import Reader
from connecteurs.linkedevents.place import actor, said
from connecteurs.linkedevents.related import Related

As = Literal["event", "actor"]

_API = re.compile(r"""https?://[^\s"'<>\\]+?/linkedevents(?:-\w+)?/v1/""")
_PROPOSED = 3


@dataclass(frozen=True, kw_only=True)
class LinkedEvents:
    """The events of the API at `url`: its root (`https://api.example/linkedevents/v1/`), or its list of events with
    filters, which are kept (`…/v1/event/?division=malmi&keyword=yso:p4354`)."""

    kind: ClassVar[str] = "linkedevents"
    label: ClassVar[str] = "Linked Events API"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "actor"})
    facts: ClassVar[Facts] = Facts(
        richness=80,
        dates="moments in UTC, or days; each date of a series is an event",
        places="point, street, postcode and town of a register of places",
        deletions="tombstones (show_deleted), and what was replaced",
        stanza="""
- id: evenements-helsinki
  name: Helsinki
  kind: linkedevents
  url: https://api.hel.fi/linkedevents/v1/event/?division=malmi
  licence: CC-BY-4.0
  timezone: Europe/Helsinki
""",
    )

    url: str
    as_: As = field(
        default="event",
        metadata={
            "about": "actor: read the register of places instead (/v1/place/), as actors of the directory"
        },
    )

    def __post_init__(self) -> None:
        check_word("as", self.as_, As)

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the API lists from today on, unless `url` says otherwise. Raises FetchError; ParseError (`empty`,
        `html_instead`, `truncated`, `not_json`, `not_linkedevents`, `too_many_items`, `paging_loop`,
        `pages_shifted`)."""
        yield from tell(self, self._said(fetch), known)

    def _said(self, fetch: Fetch) -> Iterator[Said]:
        address: str | None = first_page(self.url, self.as_)
        related = Related(fetch, api_root(self.url))
        reader = Reader(related, self.url)
        walk = Walk()
        while address is not None:
            walk.step(address)
            value = load_json(fetch(address))
            new = walk.fresh(items_of(value), _id)
            for item in new:
                yield from self._item(item, reader)
            walk.took(len(new), total_of(value))
            address = following(address, next_of(value))
        if related.unread:
            yield Repair(code="related_unread", detail=str(related.unread))
        walk.end()

    def _item(self, item: Any, reader: Reader) -> Iterator[Said]:
        what = kind_of(item)
        if what is None:
            yield Rejected("", "not_an_event", repr(item)[:80])
        elif self.as_ == "actor":
            yield actor(item, self.url) if what == "place" else _misplaced(item, "event_not_place")
        elif what == "place":
            yield _misplaced(item, "place_not_event")
        else:
            yield from reader.read(item)

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The Linked Events APIs that a page names: its scripts ask them for what it shows."""
        yield from list(dict.fromkeys(f"{found}event/" for found in _API.findall(page.source)))[:_PROPOSED]

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        path = url_path(url)
        named = 80 if re.search(r"/linkedevents[^/]*/v1(/|/event/?)?$", path) else 0
        if document is None:
            return named
        try:
            return looks_like(load_json(document))
        except ParseError:
            return 0


def _id(item: Any) -> str | None:
    return text_of(item.get("id")) if isinstance(item, dict) else None


def _misplaced(item: Mapping[str, Any], code: str) -> Rejected:
    return Rejected(text_of(item.get("id")) or "", code, (said(item.get("name")) or trace(item))[:80])
