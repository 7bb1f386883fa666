"""iCalendar (RFC 5545, 7986, 9073): calendars of every program that has one, and the .ics exports of web sites.

The document is cut into events (`document`), events into groups of one UID; a group whose text has not changed is
passed over unparsed, each other is read by itself (`event`), so that a bad one never takes its neighbours along.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from typing import ClassVar
from urllib.parse import parse_qsl, urlsplit

from agregateur.connecting.checks import check_word
from agregateur.connecting.finding import about
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
    Unchanged,
    When,
    digester,
)
from agregateur.errors import ParseError
from agregateur.text import decode, encode_when
from connecteurs.ical import zones
from connecteurs.ical.component import VOLATILE, Calendar
from connecteurs.ical.dates import Reading, Surroundings
from connecteurs.ical.document import calendars, unfolded
from connecteurs.ical.event import read
from connecteurs.ical.exporters import is_article
from connecteurs.ical.groups import Event, groups, steady, uid_of
from connecteurs.ical.unchanged import Parted

# Titles of calendars that are shared as free/busy only (Google, Outlook, Nextcloud; French and English): Outlook states
# each of its five states, with a doubt in brackets.
_STATE = (
    r"busy|occupe(?:e|\(e\))?|indisponible|non disponible|not available|unavailable|free(?:/busy)?|libre|disponible|"
    r"tentative|provisoire|away|absente?(?:\(e\))?(?: du bureau)?|out of office|hors du bureau|working elsewhere|"
    r"travail(?:le)? ailleurs|details hidden"
)
_BUSY = re.compile(rf"\W*(?:{_STATE})(?:\W+(?:{_STATE}))?\W*")
_HIDDEN = re.compile(
    r"\W*(?:busy|occupe(?:e|\(e\))?|indisponible|unavailable|out of office|absente?(?:\(e\))? du bureau)\W*"
)
_PUBLIC = frozenset({"", "PUBLIC", "DEFAULT", "NORMAL"})
_STAMPS = re.compile(VOLATILE.encode() + rb"(?:\n[ \t][^\n]*+)*+")
MAX_GROUP = 1000
"""Records of one uid (measured: 10,000 overrides of one event take a library more than a second)."""
_ADDRESSES = (
    (r"^webcals?:", 90),
    (r"//calendar\.google\.com/calendar/ical/", 95),
    (r"^[^?]*\.(?:ics|ical|ifb)(?:\?|$)", 85),
    (r"/remote\.php/dav/public-calendars/", 80),
    (r"/feed/(?:my-calendar-ics|ics)(?:[/?]|$)", 70),
)
_BEGIN = re.compile(r"(?:^|[\r\n])\s*BEGIN:VCALENDAR\s*(?:[\r\n]|$)", re.IGNORECASE)
_MAIL = re.compile(r"^(?:message-id|mime-version|content-type)[ \t]*:", re.IGNORECASE | re.MULTILINE)
_QUERIES = {
    "ical": "1",
    "mec-ical-feed": "1",
    "export": "",
    "outlook-ical": "1",
    "format": "ical",
    "page": "ical",
}


@dataclass(frozen=True, kw_only=True)
class ICal:
    """Reads the iCalendar document at `url` (`https:`, `webcal:`)."""

    kind: ClassVar[str] = "ical"
    label: ClassVar[str] = "iCalendar (.ics)"
    version: ClassVar[int] = 7
    listing: ClassVar[Listing] = "complete"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event"})
    facts: ClassVar[Facts] = Facts(
        richness=50,
        dates="exact, with rules of recurrence and single dates moved or cancelled",
        places="one line of text, sometimes a point",
        deletions="STATUS:CANCELLED at once, else absence from the calendar",
        stanza="""
- id: mjc-briancon
  name: MJC du Briançonnais
  kind: ical
  url: https://mjc.example/agenda.ics
  default: {commune: "05023", venue: MJC}
""",
    )

    url: str
    times: Times = field(
        default="as-written",
        metadata={
            "about": "local: hours written in UTC (Z) are local ones by mistake; utc: hours written under a zone, "
            "or none, are UTC ones; shifted: hours under a zone were moved by its offset once too often"
        },
    )

    def __post_init__(self) -> None:
        if not self.url.strip():
            raise ValueError("url: give the address of the calendar")
        check_word("times", self.times, Times)

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """The groups of the document, in its order. Raises ParseError when it is no calendar, or says only 'busy'."""
        document = fetch(re.sub(r"^webcals?:", "https:", self.url, flags=re.IGNORECASE))
        digest = digester(self)
        parted, found, events, repairs = self._parted(document, known, digest)
        if all(_BUSY.fullmatch(event.title) for event in events) and (events or parted.same):
            around = Surroundings(found[0], self.times)
            if all(_BUSY.fullmatch(Event(component, around).title) for component in parted.events()):
                raise ParseError(
                    f"{document.url} says only when its owner is busy: share the calendar with all its details",
                    code="busy_only",
                )
        yield from repairs
        yield from map(Unchanged, parted.same)
        headers = {id(calendar): digest(calendar.header()) for calendar in found}
        of_one = {calendar: digester(self, header) for calendar, header in headers.items()}
        for uid, group, more in groups(events):
            if len(group) == 1:
                mark = of_one[id(group[0].around.calendar)](steady(group[0]))
            else:
                around_all = sorted({headers[id(event.around.calendar)] for event in group})
                mark = digest(*around_all, *sorted(steady(event) for event in group))
            if known.get(uid) == mark:
                yield Unchanged(uid)
            else:
                yield from _said(uid, group, more, mark)

    def _parted(
        self, document: Document, known: Mapping[str, str], digest: Callable[..., str]
    ) -> tuple[Parted, list[Calendar], list[Event], list[Repair]]:
        """What of a document is known, then the calendars of all else, its events, and what was mended."""
        lines = unfolded(document)
        parted = Parted.of(document, lines, known, lambda calendar: digester(self, digest(calendar.header())))
        while True:
            repairs: list[Repair] = []
            found = calendars(document, parted.rest, repairs)
            events = [
                Event(component, around)
                for around in (Surroundings(calendar, self.times) for calendar in found)
                for component in around.calendar.events
            ]
            if not parted.same:
                return parted, found, events, repairs
            # What is new may belong to what is not, and may bear on all events.
            shared = parted.same.keys() & set(map(uid_of, events))
            if len(found) != 1 or found[0].header() != parted.header:
                parted = Parted(lines)
            elif shared:
                for uid in shared:
                    del parted.same[uid]
            else:
                return parted, found, events, repairs

    @classmethod
    def steady(cls, content: bytes) -> bytes:
        """The document without the stamps that some servers write anew at each request."""
        return _STAMPS.sub(b"", content)

    @classmethod
    def warm(cls) -> None:
        """Makes the tables that every reading needs (of zones: 12 ms), once for all reading children."""
        zones.by_name("(UTC+01:00) Paris")
        event = "BEGIN:VEVENT\nUID:x\nSUMMARY:x\nDTSTART;TZID=Europe/Paris:20261205T203000\nEND:VEVENT\n"
        document = Document(url="", content=f"BEGIN:VCALENDAR\n{event}END:VCALENDAR".encode())
        list(cls(url="x").collect(lambda *_, **__: document, {}))

    @classmethod
    def holds(cls, url: str, document: Document | None) -> Iterator[str]:
        """The identifiers of its events: the calendar of one event holds nothing that the site's does not."""
        text = decode(document.content, document.charset)[0] if document is not None else ""
        yield from re.findall(r"^UID[^:\r\n]{0,100}:([^\r\n]{1,300})", text, re.M | re.I)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        """A document decides by its bytes; an address alone is a hint."""
        if document is not None:
            begin = _BEGIN.search(start := decode(document.content[:8192])[0])
            # A mail may hold a calendar.
            return 0 if begin is None or _MAIL.search(start, 0, begin.start()) else 100
        best = max(
            (sure for pattern, sure in _ADDRESSES if re.search(pattern, url.strip(), re.IGNORECASE)),
            default=0,
        )
        try:
            query = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))
        except ValueError:
            return best
        asks = any(
            name in query and query[name].lower() in {value, "true"} for name, value in _QUERIES.items()
        )
        return max(best, 70 if asks else 0)


# Reading -----------------------------------------------------------------------------------------------------------


def _said(uid: str, group: Sequence[Event], more: list[Repair], mark: str) -> Iterator[Record | Rejected]:
    """The records of one group, or why it is refused."""
    hidden = list(map(_private, group))
    if any(hidden) and any(event.is_master for event in compress(group, hidden)):
        yield Rejected(uid, "private")
        return
    if len(group) > MAX_GROUP:
        yield Rejected(uid, "overrides_too_many", about(group[0].title, len(group)))
        return
    records: list[Record] = []
    withheld: list[When] = []
    if all(map(_article, group)):
        yield Rejected(uid, "article_not_event", group[0].title[:80])
        return
    for event, secret in zip(group, hidden, strict=True):
        reading = Reading(event.around, uid, [] if records else list(more))
        if secret:
            # One date of a public series that is private: that date is not told.
            withheld += [] if event.rid is None else [event.rid]
            continue
        try:
            record = read(event.component, reading, event.rid, mark)
        except (
            Exception
        ) as error:  # The isolation of one event: a library may raise anything on a stranger's bytes.
            yield Rejected(uid, "unreadable", about(event.title, f"{type(error).__name__}: {error}"))
            continue
        if record.start is None and record.recurrence_id is None:
            yield Rejected(uid, "no_start", record.title[:80])
        elif not record.title and not record.description and record.recurrence_id is None:
            yield Rejected(uid, "no_title", encode_when(record.start) if record.start else "")
        else:
            records.append(record)
    if any(hidden) and not records:
        yield Rejected(uid, "private")
    named = next((record for record in records if record.title or record.description), None)
    if records and named is None:
        when = records[0].recurrence_id or records[0].start
        yield Rejected(uid, "no_title", encode_when(when) if when else "")
        return
    for record in records:
        if withheld and record.recurrence_id is None:
            yield replace(record, exdate=(*record.exdate, *withheld))
        elif named and not record.title and not record.description:
            # An override that names nothing is shown under its series' name by every calendar program.
            inherited = None if named.title else named.description
            yield replace(record, title=named.title, description=inherited)
        else:
            yield record


def _article(event: Event) -> bool:
    if event.around.exporter != "spip":
        return False
    return is_article(event.component.value("UID"), event.start, event.component.value("DTSTAMP"))


def _private(event: Event) -> bool:
    """CLASS that is not public; a word that is not known counts as private (RFC 5545 3.8.1.3). Or nothing told but that
    its owner is busy: so Google writes a private event of a public calendar."""
    return event.component.value("CLASS").upper() not in _PUBLIC or bool(_HIDDEN.fullmatch(event.title))
