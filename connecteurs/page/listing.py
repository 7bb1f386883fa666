"""A page that lists events, the pages that follow it, and the page of each event.

A list page mostly says little of each event, or nothing that a machine can read, and the page of the event says all.
Each is asked once a reading, and only where it may add something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any
from urllib.parse import urlsplit

from agregateur.contract import Connector, Fetch, Record, Rejected, Repair, Said, Unchanged, digester
from agregateur.errors import AgregateurError, FetchError, Gone, ParseError
from agregateur.text import fold
from connecteurs.page.address import page_of, same_site
from connecteurs.page.sheet import Sheet, merged, no_events, sheet_of

MAX_PAGES = 50
"""Pages of one list: a calendar names a next month for ever."""
MAX_DETAILS = 200
"""Pages of events asked in one reading."""
TRIES = 5
"""Links followed on trust, and failures in a row, before a site is left in peace."""

_NEXT = 'link[rel~="next"][href], a[rel~="next"][href], a.next[href]'
_FILE = re.compile(r"\.(?!html?$|php$|aspx?$)[a-z0-9]{2,5}$", re.I)
_NO_EVENT = re.compile(
    r"/(?:page|tag|categor(?:y|ie)s?|feed|rss|ical|author|wp-[a-z]+|search|recherche|login|connexion|contact)(?:/|$)"
)
_DATED = frozenset(
    ["start", "end", "duration", "duration_exact", "rrule", "rdate", "exdate", "periods", "exrule", "timings"]
)


@dataclass
class Found:
    """What the pages of the list say."""

    records: list[Record] = field(default_factory=list)
    others: list[Rejected | Repair] = field(default_factory=list)
    pages: set[str] = field(default_factory=set)
    """The pages of the list itself."""
    links: dict[str, None] = field(default_factory=dict)
    """Pages that may be those of events, in order, each once."""
    fault: AgregateurError | None = None
    """Why the list ended before its end."""
    broken: list[Repair] = field(default_factory=list)
    """What was mended, or could not be."""


class Reading:
    """One reading of the list at `url`. `details`: which pages are those of events (None: see `chosen`)."""

    def __init__(self, connector: Connector, details: str | None, fetch: Fetch, known: Mapping[str, str]):
        self.fetch = fetch
        self.known = known
        self.details = details
        self.mark = digester(connector)
        self.url = connector.url

    def said(self) -> Iterator[Said]:
        found = self.pages()
        yield from found.others
        wanted = self.chosen(found)
        told: set[str] = set()
        refused = any(isinstance(one, Rejected) for one in found.others)
        for said in self.all(found, wanted):
            if isinstance(said, Record):
                if said.uid in told:
                    continue
                told.add(said.uid)
                mark = said.digest or self.mark(_bare(said))
                yield Unchanged(said.uid) if self.known.get(said.uid) == mark else replace(said, digest=mark)
            elif isinstance(said, Unchanged):
                if said.key not in told:
                    told.add(said.key)
                    yield said
            else:
                refused = True
                yield said
        if not told and not refused:
            raise found.fault or no_events(found.broken)
        if found.fault:
            raise found.fault

    def pages(self) -> Found:
        """The list's first page, and those after it that bring something new."""
        found, uids, address = Found(), set[str](), self.url
        found.pages.add(page_of(address))
        for number in range(MAX_PAGES):
            try:
                sheet = sheet_of(self.fetch(address), page_of(self.url))
                before = len(uids) + len(found.links)
                self.take(sheet, found, uids)
            except (FetchError, ParseError) as error:
                if not number:
                    raise
                if error.code != "no_structured_events":
                    found.fault = error
                break
            found.pages.add(sheet.url)
            if len(uids) + len(found.links) == before or (following := self.next_of(sheet)) is None:
                break
            if following in found.pages:
                found.others.append(Repair(code="paging_loop", detail=following[:200]))
                break
            address = following
        found.records = merged(found.records)
        return found

    def take(self, sheet: Sheet, found: Found, uids: set[str]) -> None:
        for one in sheet.said:
            if isinstance(one, Record):
                uids.add(one.uid)
                found.records.append(one)
            else:
                found.others.append(one)
        # Where nothing is read, the refusal of the whole tells why.
        found.others += [one for one in sheet.repairs if one.code != "bad_jsonld" or sheet.records]
        found.broken += sheet.repairs
        found.links |= dict.fromkeys(self.linked(sheet))

    def next_of(self, sheet: Sheet) -> str | None:
        """The page after `sheet` when it continues the list: blogs name the next article in the same way."""
        here = urlsplit(self.url).path.rstrip("/")
        for link in sheet.links(_NEXT):
            path = urlsplit(link).path.rstrip("/")
            base = re.sub(r"/page/\d+$", "", here)
            if same_site(link, sheet.url) and (path in (here, base) or path.startswith(f"{base}/page/")):
                return link
        return None

    def linked(self, sheet: Sheet) -> list[str]:
        """Links of the list that may lead to the pages of events: those that the option names, else those that it
        states as its items, else those below its own path."""
        if self.details == "none":
            return []
        if self.details and _is_pattern(self.details):
            shape = re.compile(".*".join(map(re.escape, self.details.split("*"))))
            links = [
                link
                for link in sheet.links("a[href]")
                if shape.fullmatch(link if self.details.startswith("http") else urlsplit(link).path)
            ]
        elif self.details:
            links = list(sheet.links(self.details))
        else:
            base = urlsplit(sheet.url).path.rstrip("/")
            below = (link for link in sheet.links("a[href]") if base and _is_below(base, link))
            links = sheet.listed or list(below)
        return [link for link in links if same_site(link, sheet.url)]

    def chosen(self, found: Found) -> dict[str, Record | None]:
        """The pages to ask, with the record of the list that each is about, if any.

        With the option, all that it names. Without, those that the list's own events name as theirs; when the list
        states no event, its links are tried.
        """
        if self.details == "none":
            return {}
        owners: dict[str, list[Record]] = {}
        for one in found.records:
            if one.url:
                owners.setdefault(page_of(one.url), []).append(one)
        own = {
            page: group[0]
            for page, group in owners.items()
            if len(group) == 1 and page not in found.pages and same_site(page, self.url)
        }
        wanted: dict[str, Record | None] = {}
        if self.details or not found.records:
            wanted = {
                link: own.get(link)
                for link in found.links
                if link not in found.pages and (link in own or link not in owners)
            }
        else:
            wanted = {page: one for page, one in own.items() if not _says_enough(one)}
        return dict(list(wanted.items())[:MAX_DETAILS])

    def all(self, found: Found, wanted: Mapping[str, Record | None]) -> Iterator[Said]:
        """What the list says and no page adds to, then what each page says."""
        owners = {one.uid for one in wanted.values() if one is not None}
        yield from (one for one in found.records if one.uid not in owners)
        asking = Asking(self.fetch, named=self.details is not None, known=bool(found.records))
        for page, one in wanted.items():
            # With the hour of its last change, what the list says tells whether the page says something else.
            dated = self.mark("list", _bare(one), str(one.updated)) if one and one.updated else None
            if one is not None and dated is not None and self.known.get(one.uid) == dated:
                yield Unchanged(one.uid)
                continue
            records, refused = asking.records(page)
            yield from refused
            if one is not None:
                said = _best(one, records)
                yield replace(_joined(one, said), digest=dated) if said else one
            else:
                yield from _about(page, records)
        found.fault = found.fault or asking.fault


class Asking:
    """Asks for the pages of events, each once, and leaves a site in peace that fails again and again.

    `named`: the option names the pages; `known`: the list's events do. Else they are asked on trust. `fault`: why some
    could not be read.
    """

    def __init__(self, fetch: Fetch, named: bool, known: bool) -> None:
        self.fetch = fetch
        self.named = named
        self.trusted = named or known
        self.fault: AgregateurError | None = None
        self._failures = 0
        self._fruitless = 0

    def records(self, page: str) -> tuple[list[Record], list[Rejected]]:
        """The events on `page`, and why there are none. Nothing is asked any more when that is in vain."""
        if self._failures >= TRIES or (self._fruitless >= TRIES and not self.trusted):
            return [], []
        try:
            sheet = sheet_of(self.fetch(page), page, single=True)
        except FetchError as error:
            status = error.values.get("status")
            if isinstance(error, Gone) or status == 404:
                # The list leads astray: the site is well, and asking again changes nothing.
                self._failures, self._fruitless = 0, self._fruitless + 1
            else:
                self.fault = self.fault or error
                self._failures = TRIES if error.values.get("retry_after") is not None else self._failures + 1
            return [], [Rejected(page, "detail_unread", str(status or error.code))] if self.trusted else []
        except ParseError as error:
            self._failures, self._fruitless = 0, self._fruitless + 1
            return [], [Rejected(page, error.code, page[:200])] if self.named else []
        self._failures = 0
        records, refused = merged(sheet.records), [one for one in sheet.said if isinstance(one, Rejected)]
        if records:
            self.trusted = True
            return records, []
        self._fruitless += 1
        if self.named and not refused:
            refused = [Rejected(page, "no_structured_events", page[:200])]
        return [], refused


def _is_pattern(details: str) -> bool:
    return details.startswith(("/", "http://", "https://"))


def _is_below(base: str, link: str) -> bool:
    path = urlsplit(link).path
    rest = path.removeprefix(f"{base}/")
    return (
        rest != path and bool(rest.strip("/")) and not _FILE.search(path) and not _NO_EVENT.search(f"/{rest}")
    )


def _says_enough(one: Record) -> bool:
    """Does the list itself say when, where and what?"""
    return bool(one.description and (one.venue or one.street or one.city or one.location or one.online))


def _bare(record: Record) -> str:
    return repr(replace(record, updated=None, sequence=None, digest=None))


def _best(one: Record, records: list[Record]) -> Record | None:
    """Of the events on the page of `one`, the one that it is about."""
    named = [other for other in records if fold(other.title) == fold(one.title)]
    return next(iter(named), records[0] if len(records) == 1 else None)


def _about(page: str, records: list[Record]) -> list[Record]:
    """Of the events on `page`, those that it is about: it may list others beside."""
    return [one for one in records if one.url and page_of(one.url) == page] or records


def _joined(listed: Record, said: Record) -> Record:
    """What the page of an event says, and where it says nothing, what the list says. The name is that of the list."""
    changes: dict[str, Any] = {"uid": listed.uid}
    if len(listed.timings) > max(1, len(said.timings)):
        changes |= {name: getattr(listed, name) for name in _DATED}
    for one in fields(Record):
        if one.name not in _DATED and getattr(said, one.name) in (None, "", ()):
            changes[one.name] = getattr(listed, one.name)
    return replace(said, **changes)
