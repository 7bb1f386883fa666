"""OpenActive: any feed of Realtime Paged Data Exchange (RPDE) 1.0, ordered by change numbers or by moments and ids.

Another portal of this software publishes one at `/agenda.rpde`, of any place and selection; providers of sports do for
each kind of thing: sessions, series, courses. Format: https://openactive.io/realtime-paged-data-exchange/ and
https://openactive.io/modelling-opportunity-data/.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from agregateur.connecting.paging import Walk
from agregateur.connecting.values import load_json, text_of
from agregateur.contract import (
    Document,
    Facts,
    Fetch,
    Kind,
    Listing,
    Page,
    Record,
    Said,
    Unchanged,
    Withdrawn,
    digester,
)
from agregateur.errors import ParseError
from agregateur.text import identifier, url_path
from connecteurs.openactive.document import items_of, looks_like, next_of
from connecteurs.openactive.event import read


@dataclass(frozen=True, kw_only=True)
class OpenActive:
    """The feed at `url`, from its first page to its last: `https://agenda.example/communes/05023/agenda.rpde` of
    another portal, or one of a provider's feeds (events, session series with their schedule, sessions)."""

    kind: ClassVar[str] = "openactive"
    label: ClassVar[str] = "OpenActive feed (RPDE), also of another portal"
    version: ClassVar[int] = 2
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    facts: ClassVar[Facts] = Facts(
        richness=90,
        dates="exact moments or days, one by one, or a schedule",
        places="venue, postal address and point; the commune's code from another portal",
        deletions="told at once by the feed, else absence from it",
        stanza="""
- id: agenda-voisin
  name: Agenda du territoire voisin
  kind: openactive
  url: https://agenda.example/departements/05/agenda.rpde
  republication: complet
""",
    )

    url: str

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """All that the feed holds. Raises FetchError; ParseError (`empty`, `html_instead`, `truncated`, `not_json`,
        `not_rpde`, `paging_loop`)."""
        mark_of = digester(self)
        for said in self._items(fetch):
            records = [one for one in said if isinstance(one, Record)]
            mark = mark_of(*map(repr, records))
            if records and known.get(records[0].uid) == mark:
                yield Unchanged(records[0].uid)
                continue
            for one in said:
                yield replace(one, digest=mark) if isinstance(one, Record) else one

    def _items(self, fetch: Fetch) -> Iterator[list[Said]]:
        """What is said of each item: the records of one event, or that it is no more."""
        address, walk = self.url, Walk()
        while True:
            walk.step(address)
            document = fetch(address)
            value = load_json(document)
            items = items_of(value)
            # What changes while it is read comes again, further on: its turn is the next reading.
            for item in walk.fresh(items, _id):
                yield list(self._item(item))
            following = next_of(value, document.url)
            if not items and following in {None, address, document.url, self.url}:
                return
            if following is None:
                raise ParseError("A page of the feed names no next page.", code="not_rpde")
            address = following

    def _item(self, item: Any) -> Iterator[Said]:
        if isinstance(item, Mapping) and item.get("state") == "deleted" and (uid := _id(item)):
            yield Withdrawn(uid)
        else:
            yield from read(item, _id(item), self.url)

    @classmethod
    def propose(cls, page: Page) -> Iterator[str]:
        """The feeds that a page links to."""
        yield from dict.fromkeys(link.url for link in page.links if url_path(link.url).endswith(".rpde"))

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            return 60 if url_path(url).endswith(".rpde") else 0
        try:
            return looks_like(load_json(document))
        except ParseError:
            return 0


def _id(item: Any) -> str | None:
    found = text_of(item.get("id")) if isinstance(item, Mapping) else None
    return identifier(found) if found else None
