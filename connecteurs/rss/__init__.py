"""News feeds: RSS 0.9x, 1.0 and 2.0, and Atom, with the dates of the RSS event module (`ev:`) when there are any.

An item to which a module of the feed gives a certain start (`modules`) is an event, and so is one that Gancio wrote
(`gancio`); any other is an article:
`pubDate` says when something was written, never when it happens (Gancio, YesWiki and WordPress feeds alike). Dates in
the words of an article are for the core's cleaning to find, which reads `items` too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import ClassVar

from agregateur.connecting.checks import check_word
from agregateur.connecting.telling import tell
from agregateur.contract import (
    Document,
    Facts,
    Fetch,
    Kind,
    Listing,
    Record,
    Rejected,
    Repair,
    Said,
    Times,
)
from agregateur.text import decode, encode_when
from connecteurs.rss.document import feed_text, is_feed, parse
from connecteurs.rss.entry import Items, Reader
from connecteurs.rss.mend import count_items

# WordPress, SPIP, Drupal and static sites: /feed/, ?feed=rss2, ?page=backend, /rss.xml, /atom.xml, flux.rss…
_ADDRESS = re.compile(
    r"\.(rss|atom|rdf)([?#]|$)|/(feed|rss|atom)(\.xml)?/?([?#]|$)|[?&](feed=(rss2?|atom|rdf)|page=backend)([&#]|$)",
    re.I,
)
_ENTRY = re.compile(r"<(?:item|entry)[\s>]")
_LINK = re.compile(
    r"<link(?![^>]{0,300}\brel=[\"'](?!alternate))[^>]{0,300}\bhref=[\"']([^\"']+)"
    r"|<link>\s*(?:<!\[CDATA\[)?([^<\]]+)"
)
_BUILT = re.compile(rb"<lastBuildDate>[^<]{0,100}</lastBuildDate>")


@dataclass(frozen=True, kw_only=True)
class Rss:
    """The feed at `url`."""

    kind: ClassVar[str] = "rss"
    label: ClassVar[str] = "RSS or Atom feed"
    version: ClassVar[int] = 3
    listing: ClassVar[Listing] = "recent"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "article"})
    facts: ClassVar[Facts] = Facts(
        richness=30,
        dates="exact with the event module (`ev:`) or Gancio, else found in the words",
        places="seldom more than the words of the text",
        deletions="never: an item leaves the feed when newer ones come",
        stanza="""
- id: gap-sorties
  name: Gap Sorties
  kind: rss
  url: https://gap-sorties.example/feed/
  options: {items: events}
""",
    )

    url: str
    items: Items = field(
        default="auto",
        metadata={
            "about": "auto: an item with a certain start (ev:startdate, Gancio), or whose words surely announce a "
            "date, is an event, the others are articles; events: each announces one, so that a title beginning with "
            "[2026-12-05] and dates in words are believed more readily; articles: all are articles"
        },
    )
    times: Times = field(
        default="as-written",
        metadata={
            "about": "local: the hours of events, labelled +0000 or Z by mistake, are local ones (seen in a WordPress "
            "municipal theme)"
        },
    )

    def __post_init__(self) -> None:
        check_word("items", self.items, Items)
        check_word("times", self.times, Times)

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the feed at `url` states. Raises FetchError; ParseError (`empty`, `html_instead`, `doctype`,
        `not_feed`, `truncated`, `too_many_items`)."""
        document = fetch(self.url)
        text, repairs = feed_text(document)
        yield from repairs
        parsed = parse(text, document.url)
        lost = count_items(text) - len(parsed.entries)
        if lost > 0:
            yield Repair(code="items_unreadable", detail=str(lost))
        reader = Reader(self.items, self.times, parsed, document.url)
        newest: dict[str, Record] = {}
        dates: dict[str, dict[date, date | datetime | None]] = {}
        doubles = 0
        for entry in parsed.entries:
            record = reader.read(entry)
            if isinstance(record, Rejected):
                yield record
                continue
            other = newest.get(record.uid)
            told = dates.setdefault(record.uid, {})
            if record.start is not None and record.start not in told:
                told[record.start] = record.end
                # Items of one guid at several dates are the dates of one event (Modern Events Calendar).
                doubles += other is not None and len(told) == 1
            else:
                doubles += other is not None
            if other is None or _moment(record) > _moment(other):
                newest[record.uid] = record
        if doubles:
            yield Repair(code="duplicate_uid", detail=str(doubles))
        yield from tell(self, (_with_all(record, dates[uid]) for uid, record in newest.items()), known)

    @classmethod
    def steady(cls, content: bytes) -> bytes:
        """The document without the hour at which it was made."""
        return _BUILT.sub(b"", content)

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """What its entries lead to: RSS and Atom of one site say the same."""
        text = decode(document.content, document.charset)[0] if document is not None else ""
        for entry in _ENTRY.split(text)[1:]:
            if link := _LINK.search(entry, 0, 20_000):
                yield html.unescape(link[1] or link[2]).strip()

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            return 60 if _ADDRESS.search(url) else 0
        return 95 if is_feed(document) else 0


def _with_all(record: Record, dates: Mapping[date, date | datetime | None]) -> Record:
    if len(dates) < 2:
        return record
    ordered = sorted(dates.items(), key=lambda pair: encode_when(pair[0]))
    return replace(record, start=None, end=None, timings=tuple(ordered))


def _moment(record: Record) -> datetime:
    return record.updated or record.published or datetime.min.replace(tzinfo=UTC)
