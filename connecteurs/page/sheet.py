"""One page: the events stated in it, in whatever syntax, and its links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from agregateur.contract import Document, Record, Rejected, Repair
from agregateur.errors import ParseError
from agregateur.text import decode, fold, identifier, is_web_page, web_address
from connecteurs.page import attributes, jsonld, microformats
from connecteurs.page.address import page_of
from connecteurs.page.event import Reader
from connecteurs.page.graph import Graph
from connecteurs.page.hints import hints_of, is_too_deep

JSON = re.compile(r"\s*[\[{]")
_CLOSED = re.compile(r"</(?:html|body)\s*>", re.I)


@dataclass
class Sheet:
    """A page as it was fetched from `url`. `name` names what it states without a name of its own: an event must not
    change its name as it moves from the second page of a list to the first. `single`: it is the page of one event."""

    url: str
    text: str
    name: str = ""
    single: bool = False
    repairs: list[Repair] = field(default_factory=list)

    @cached_property
    def tree(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)

    @cached_property
    def base(self) -> str:
        """What relative addresses are relative to: `<base href>`, else the address of the page."""
        node = self.tree.css_first("base[href]") if "<base" in self.text.lower() else None
        return web_address(self.url, node.attributes.get("href") if node else None) or self.url

    @cached_property
    def graphs(self) -> list[Graph]:
        """What each syntax states. `repairs` is filled meanwhile."""
        if JSON.match(self.text):
            return [Graph(jsonld.read(self.text, self.repairs))]
        found = [Graph(jsonld.values(self.text, self.repairs))]
        hints = hints_of(self.text)
        if hints.things:
            found.append(self.attributed)
        if hints.h_event:
            found.append(Graph(microformats.things(self.text, self.base, self.repairs)))
        return found

    @property
    def attributed(self) -> Graph:
        """What microdata and RDFa state."""
        return Graph(attributes.things(self.tree, self.base))

    @cached_property
    def said(self) -> list[Record | Rejected]:
        """The events of the page, each once, though several syntaxes may state it: the first of them is believed."""
        said: list[Record | Rejected] = []
        told: set[tuple[str, date | None]] = set()
        for graph in self.graphs:
            reader = Reader(graph, self.url, self.name, alone=self.single and len(graph.events) == 1)
            here = [one for thing in graph.events for one in reader.read(thing)]
            said += [one for one in here if _mark(one) not in told]
            told |= {_mark(one) for one in here}
        return said

    @property
    def records(self) -> list[Record]:
        return [one for one in self.said if isinstance(one, Record)]

    @property
    def listed(self) -> list[str]:
        """The pages that the lists stated in this one name."""
        stated = (address for graph in self.graphs for address in graph.listed)
        return [page_of(found) for address in stated if (found := web_address(self.base, address))]

    def links(self, selector: str) -> Iterator[str]:
        """The pages that the elements matching `selector`, or the links within them, lead to. Raises ValueError for
        a selector that is none."""
        try:
            nodes = self.tree.css(selector)
        except (SelectolaxError, ValueError) as error:
            raise ValueError(str(error)) from None
        for node in nodes:
            for link in [node] if "href" in node.attributes else node.css("a[href]"):
                if address := web_address(self.base, link.attributes.get("href")):
                    yield page_of(address)


def sheet_of(document: Document, name: str, single: bool = False) -> Sheet:
    """The page in `document`; for `name` and `single`, see `Sheet`. Raises ParseError (`empty`, `too_deep`,
    `no_structured_events`)."""
    text, _ = decode(document.content, document.charset)
    if not text.strip():
        raise ParseError("The page is empty.", code="empty")
    if is_too_deep(text):
        raise ParseError("The elements of the page are nested too deeply to be read.", code="too_deep")
    sheet = Sheet(page_of(document.url), text, name, single)
    if is_web_page(text):
        if not _CLOSED.search(text):
            sheet.repairs.append(Repair(code="truncated", detail=sheet.url[:200]))
    elif not sheet.graphs or not any(graph.events for graph in sheet.graphs):
        raise no_events(sheet.repairs)
    return sheet


def no_events(repairs: Iterable[Repair] = ()) -> ParseError:
    bad = next((one.detail for one in repairs if one.code == "bad_jsonld"), None)
    return ParseError(
        "The page states no event that a machine can read (schema.org in JSON-LD, microdata or RDFa, or h-event)."
        + (f" It holds JSON-LD that is broken: {bad}." if bad else "")
        + " Look for a calendar to subscribe to (iCal) or a feed (RSS) on the site, and give its address.",
        code="no_structured_events",
    )


def merged(records: Iterable[Record]) -> list[Record]:
    """`records` with each uid once: several dates of one thing under one name are its dates, and several things that
    name themselves alike (each with the address of the list) are told apart by their day and title."""
    groups: dict[str, list[Record]] = {}
    for one in records:
        groups.setdefault(one.uid, []).append(one)
    found: list[Record] = []
    for uid, group in groups.items():
        titles: dict[str, list[Record]] = {}
        for one in group:
            titles.setdefault(fold(one.title), []).append(one)
        for title, same in titles.items():
            one = _dated(same)
            if len(titles) > 1:
                one = replace(one, uid=identifier(f"{uid}#{_day(one) or ''}-{title}"))
            found.append(one)
    return list({one.uid: one for one in reversed(found)}.values())[::-1]


def _dated(same: list[Record]) -> Record:
    first = same[0]
    if len(same) == 1 or any(one.rrule for one in same):
        return first
    dates = [pair for one in same for pair in (one.timings or ([(one.start, one.end)] if one.start else []))]
    told = tuple(dict.fromkeys(dates))
    if len(told) < 2:
        return first
    return replace(first, start=None, end=None, duration=None, timings=told)


def _mark(one: Record | Rejected) -> tuple[str, date | None]:
    return (fold(one.title), _day(one)) if isinstance(one, Record) else (f"{one.code} {one.detail}", None)


def _day(one: Record) -> date | None:
    start = one.start or (one.timings[0][0] if one.timings else None)
    return start.date() if isinstance(start, datetime) else start
