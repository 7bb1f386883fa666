"""Web pages that state their events for machines: schema.org Event in JSON-LD, microdata or RDFa Lite, and h-event.

A page of one event, a list of events, or a list and the page of each event. Formats: https://schema.org/Event,
http://microformats.org/wiki/h-event. The last resort for a partner without calendar or feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from agregateur.contract import Document, Facts, Fetch, Kind, Listing, Said
from agregateur.contract import Page as WebPage
from agregateur.text import decode, fold, is_web_page
from connecteurs.page import jsonld
from connecteurs.page.address import page_of, same_site
from connecteurs.page.graph import Graph, is_event
from connecteurs.page.hints import hints_of
from connecteurs.page.listing import MAX_DETAILS, Reading
from connecteurs.page.sheet import JSON, Sheet

_EVENT_WORD = re.compile(r"Event|Festival|Hackathon|CourseInstance", re.I)
_AGENDA = re.compile(
    r"\b(?:agendas?|evenements?|programmes?|programmation|sorties?|calendriers?|manifestations?|spectacles?|"
    r"concerts?|rendez-vous|que faire|events?)\b"
)
_PROPOSED = 5


@dataclass(frozen=True, kw_only=True)
class Page:
    """The events at `url`: the page of an event, or a page that lists events."""

    kind: ClassVar[str] = "page"
    label: ClassVar[str] = "web page with events (schema.org, h-event)"
    version: ClassVar[int] = 2
    # A page shows a month, or the next ten events: what is not on it may well take place.
    listing: ClassVar[Listing] = "recent"
    single: ClassVar[bool] = False
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    facts: ClassVar[Facts] = Facts(
        richness=40,
        dates="days or hours as the page states them, schedules as rules",
        places="postal address, sometimes a point",
        deletions="none; eventStatus tells what is cancelled",
        stanza="""
- id: theatre-la-passerelle
  name: Théâtre La Passerelle
  kind: page
  url: https://theatre.example/programmation/
  options: {details: "/spectacle/*"}
""",
    )

    url: str
    details: str | None = field(
        default=None,
        metadata={
            "about": "which links of the list lead to the pages of its events, each asked once (at most "
            f"{MAX_DETAILS}): a pattern of addresses with `*` (/agenda/*), or a CSS selector (.event a); `none`: ask "
            "no page but the list. By default, the pages that the events of the list name and that may say more; when "
            "the list states no event, the pages below its own address"
        },
    )

    def __post_init__(self) -> None:
        if self.details is None or self.details.startswith(("/", "http://", "https://")):
            return
        try:
            LexborHTMLParser("").css(self.details)
        except (SelectolaxError, ValueError):
            raise ValueError(
                f"option details: {self.details!r} is neither a pattern nor a CSS selector"
            ) from None

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the page at `url`, those that follow it and those of its events state. Raises FetchError; ParseError
        (`empty`, `no_structured_events`)."""
        yield from Reading(self, self.details, fetch, known).said()

    @classmethod
    def propose(cls, page: WebPage) -> Iterator[str]:
        """The page itself when it states events; then the pages of the site that are called agenda, programme…"""
        if _states_events(page.url, page.source):
            yield page.url
        proposed = {page_of(page.url)}
        for link in page.links:
            address = page_of(link.url)
            words = fold(
                f"{link.text} {re.sub(r'[/_.-]+', ' ', address.partition('://')[2].partition('/')[2])}"
            )
            named = link.rel != "frame" and not link.type and _AGENDA.search(words)
            if (
                named
                and len(proposed) <= _PROPOSED
                and same_site(address, page.url)
                and address not in proposed
            ):
                proposed.add(address)
                yield address

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            return 0
        text, _ = decode(document.content, document.charset)
        if is_web_page(text):
            return 60 if _states_events(url, text) else 50 if _names_pages(url, text) else 0
        # Events saved as a document of their own; other formats of JSON-LD have a vocabulary besides.
        return 55 if _lists_events(text) else 0


def _states_events(url: str, text: str) -> bool:
    """Is there an event in the page? Cheap questions first; the page of an h-event is not read for this."""
    if not _EVENT_WORD.search(text):
        return False
    if Graph(jsonld.values(text, [])).events:
        return True
    hints = hints_of(text)
    return (hints.h_event and hints.start) or (hints.things and bool(Sheet(url, text).attributed.events))


def _names_pages(url: str, text: str) -> bool:
    """Does it state a list whose items are pages of its own site, and say no more of them? Of events, perhaps: only the
    pages tell."""
    if "ItemList" not in text:
        return False
    listed = list(Graph(jsonld.values(text, [])).listed)
    return bool(listed) and all(same_site(address, url) for address in listed if "://" in address)


def _lists_events(text: str) -> bool:
    """Is it a JSON document of schema.org's events, and of nothing else?"""
    if not (JSON.match(text) and "schema.org" in text and "startDate" in text):
        return False
    roots = [
        one for value in jsonld.read(text, []) for one in (value if isinstance(value, list) else [value])
    ]
    return bool(roots) and all(
        isinstance(one, dict)
        and str(one.get("@context")).rstrip("/") in {"http://schema.org", "https://schema.org"}
        and is_event(one)
        and "name" in one
        for one in roots
    )
