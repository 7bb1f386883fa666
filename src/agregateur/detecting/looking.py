"""The search itself: an address is read, its page looked at, what it leads to tried. Run in the killable child.

Nothing is fetched but through the `fetch` that is given, which is polite and safe; the number of requests and the time
are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

from agregateur.contract import Document, Fetch
from agregateur.detecting.naming import short
from agregateur.detecting.offers import COMMENTS, Offer, beside, offers, richness
from agregateur.detecting.page import Seen, is_page, seen
from agregateur.detecting.robots import Robots
from agregateur.detecting.services import Lead, hosted, of_address
from agregateur.detecting.told import of_document, of_error, of_page
from agregateur.errors import AgregateurError, ConfigError, FetchError
from agregateur.ingest import registry
from agregateur.ingest.messages import Candidate, Looked
from agregateur.model import Note
from agregateur.text import decode, fold, mask_url, one_line

REQUESTS = 12
"""In all, robots.txt included, redirects not."""
SECONDS = 75.0
"""After these no further address is asked for."""
ENOUGH = 4
"""Candidates found on pages, after which one looks no further."""
GIVEN = 3
"""Addresses of what was pasted that are asked for (an embed code may hold several calendars)."""
KEPT_BYTES = 25_000_000
"""Bytes of documents that are handed on, so that they are not asked for again."""
_ASIDE = re.compile(
    r"commentaires? (?:sur|pour)\b|comments? (?:on|for)\b|derniers changements\b|recent changes\b"
)
"""What feeds are called that hold no news of the site."""
LEAST = 5
"""The richness of such a feed: it is read when there is nothing else, and not offered beside anything."""
_PLAIN = frozenset({"unreachable", "certificate", "too_slow"})
"""Why a site may be had by `http:` alone."""
_CALENDAR = 50
"""The richness from which on the site's own agenda pages are not looked for."""


class _Enough(Exception):
    """The requests or the time are used up."""


class Search:
    """One search. `clock` gives seconds."""

    def __init__(self, fetch: Fetch, kinds: registry.Kinds, clock: Callable[[], float]) -> None:
        self._fetch, self._kinds, self._clock = fetch, kinds, clock
        self._until = clock() + SECONDS
        self._robots = Robots(self._asked)
        self._found: dict[str, Candidate] = {}
        self._held: dict[str, set[str]] = {}
        self._notes: dict[tuple[str, str], Note] = {}
        self._tried: set[str] = set()
        self._offers: list[Offer] = []
        self._name, self._home = "", ""
        self.requests = 0
        self._kept = KEPT_BYTES

    def look(self, leads: tuple[Lead, ...]) -> Looked:
        """What can be read at the addresses `leads`, and at what their pages lead to."""
        try:
            for lead in leads[:GIVEN]:
                self._given(lead)
            self._follow()
            self._ask_name(leads)
        except _Enough:
            self._note("stopped_early")
        order = sorted(self._found.values(), key=lambda one: (-one.richness, not one.given))
        return Looked(
            candidates=tuple(order),
            notes=tuple(self._notes.values()),
            name=self._name,
            home=self._home or None,
            requests=self.requests,
        )

    def _asked(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        if self.requests >= REQUESTS or self._clock() >= self._until:
            raise _Enough
        self.requests += 1
        return self._fetch(url, headers=headers, json=json)

    def _note(self, code: str | Note, **values: Any) -> None:
        note = code if isinstance(code, Note) else Note(code=code, values=values)
        self._notes.setdefault((note.code, str(note.values.get("host", ""))), note)

    # What was pasted

    def _given(self, lead: Lead) -> None:
        url = re.sub(r"^webcals?:", "https:", lead.url, flags=re.I)
        self._tried.add(url)
        try:
            document = self._asked(lead.url)
        except FetchError as error:
            if lead.bare and error.code in _PLAIN:
                self._given(replace(lead, url=f"http:{url.partition(':')[2]}", bare=False))
                return
            self._note(of_error(error, service=lead.service, url=lead.url))
            self._home_instead(lead, error)
            return
        moved = of_address(document.url)
        if not lead.service and urlsplit(document.url).netloc != urlsplit(url).netloc:
            # A short link: what it leads to may be a service's page.
            for note in moved.notes:
                self._note(note)
            others = [one for one in moved.leads if one.service and one.url not in self._tried]
            if moved.notes or others:
                for one in others[:GIVEN]:
                    self._given(one)
                return
        kind = registry.recognise(lead.url, document, self._kinds)
        if lead.kind is not None and is_page(document):
            # A page in the place of the data: a sign-in, whatever a connector would make of it.
            kind = None
        if kind is not None:
            self._add(Candidate(kind=kind, url=url, richness=0, service=lead.service, given=True), document)
        if is_page(document):
            self._page(document, lead.service, nothing=kind is None, pasted=lead.url)
        elif kind is None:
            self._note(of_document(document))
        elif hosted(document.url):
            return
        elif richness(kind, self._kinds) < _CALENDAR or re.search(r"[?&](?:outlook-)?ical=", document.url):
            self._offers.append(Offer(url=urljoin(document.url, "/"), expected=60, page=True))

    def _home_instead(self, lead: Lead, error: AgregateurError) -> None:
        """A page that is no more, on a site that may well be there."""
        status = error.values.get("status")
        inner = urlsplit(lead.url).path not in {"", "/"} and not hosted(lead.url)
        if not lead.service and status in {404, 410} and inner:
            self._offers.append(Offer(url=urljoin(lead.url, "/"), expected=60, page=True))

    # What pages lead to

    def _page(self, document: Document, service: str, *, nothing: bool = False, pasted: str = "") -> None:
        found = seen(document)
        self._name = self._name or found.title
        self._home = self._home or found.home
        # A name that is for sale leads to its seller's site: people know the name alone.
        note = of_page(found, service, pasted)
        if nothing and note is not None:
            self._note(note)
            if note.code in {"challenge", "parked"}:
                return
        if note is None and not service:
            for shown in beside(found):
                self._note(shown)
        self._offers += [self._with_signs(offer, found) for offer in offers(found, self._kinds)]

    def _with_signs(self, offer: Offer, found: Seen) -> Offer:
        wordpress = re.search(r"tribe-events|tribe_events|the-events-calendar", found.page.source)
        return replace(offer, service="wordpress") if wordpress and "/wp-json/" in offer.url else offer

    def _follow(self) -> None:
        while self._offers:
            self._offers.sort(key=lambda offer: -offer.expected)
            offer = self._offers.pop(0)
            best = max((one.richness for one in self._found.values()), default=0)
            discovered = [one for one in self._found.values() if not one.given]
            if offer.url in self._tried or len(discovered) >= ENOUGH:
                continue
            if offer.page and offer.expected < _CALENDAR <= best:
                continue
            held = self._held.get(offer.kind or "", set())
            if offer.kind and (data := self._data(offer.kind, offer.url, None)) and data <= held:
                continue
            self._tried.add(offer.url)
            self._try(offer)

    def _try(self, offer: Offer) -> None:
        try:
            verdict = self._robots.verdict(offer.url)
            if verdict != "yes":
                if not offer.page:
                    code = "robots" if verdict == "no" else "found_silent"
                    self._note(code, host=urlsplit(offer.url).hostname or "", url=mask_url(offer.url))
                return
            document = self._asked(offer.url)
        except FetchError as error:
            self._failed(offer, error)
            return
        kind = registry.recognise(offer.url, document, self._kinds)
        if kind is not None:
            candidate = Candidate(
                kind=kind, url=offer.url, richness=0, service=offer.service, page=self._home
            )
            self._add(candidate, document)
        elif not is_page(document) and self._by_address(offer):
            return
        if is_page(document):
            if offer.page:
                self._page(document, offer.service)
            elif kind is None and offer.service:
                self._note(of_error(_page_instead(offer.url), service=offer.service, url=offer.url))

    def _failed(self, offer: Offer, error: FetchError) -> None:
        status = error.values.get("status")
        if status in {400, 405, 406, 415, 422} and self._by_address(offer):
            return
        if offer.service == "wordpress" and (status in {401, 403, 404} or error.code == "http_status"):
            self._note("wordpress_rest_off", host=urlsplit(offer.url).hostname or "")
        elif offer.service or error.values.get("challenge"):
            self._note(of_error(error, service=offer.service, url=offer.url))

    def _by_address(self, offer: Offer) -> bool:
        """Keeps an address that its connector knows by its form, and asks otherwise than we did (a POST, a key)."""
        if offer.kind is None or offer.kind not in self._kinds:
            return False
        try:
            sure = self._kinds[offer.kind].recognise(offer.url, None)
        except Exception:
            # Somebody else's recogniser: a crash of one is its "no".
            return False
        if sure >= registry.SURE:
            candidate = Candidate(
                kind=offer.kind, url=offer.url, richness=0, service=offer.service, page=self._home
            )
            self._add(candidate, None)
        return sure >= registry.SURE

    def _add(self, candidate: Candidate, document: Document | None) -> None:
        try:
            registry.build(candidate.kind, candidate.url, candidate.options, self._kinds)
        except ConfigError as error:
            self._note(of_error(error, url=candidate.url))
            return
        data, held = self._data(candidate.kind, candidate.url, document), self._held.get(candidate.kind)
        if held is not None and data <= held:
            return
        self._held[candidate.kind] = data | (held or set())
        kept = document if document is not None and len(document.content) <= self._kept else None
        self._kept -= len(kept.content) if kept is not None else 0
        name = named(document) if document is not None else ""
        aside = bool(_ASIDE.match(fold(name)) or COMMENTS.search(candidate.url))
        rich = LEAST if aside else richness(candidate.kind, self._kinds)
        self._found.setdefault(candidate.url, replace(candidate, richness=rich, name=name, document=kept))

    def _data(self, kind: str, url: str, document: Document | None) -> set[str]:
        """Names of what is to be had at `url`, which two addresses of the same data have in common."""
        holds = getattr(self._kinds[kind], "holds", None)
        try:
            return {url} if holds is None else set(holds(url, document))
        except Exception:
            # Somebody else's recogniser: a crash of one is its "I do not know".
            return {url}

    def _ask_name(self, leads: tuple[Lead, ...]) -> None:
        """What the site calls itself, when nothing that was found does."""
        order = sorted(self._found.values(), key=lambda one: -one.richness)
        if not order or self._name or short(order[0].name):
            return
        pages = [lead.page for lead in leads if lead.page]
        if not pages and not hosted(order[0].url):
            pages = [urljoin(order[0].url, "/")]
        for page in pages[:1]:
            with suppress(FetchError):
                if page not in self._tried and self._robots.verdict(page) == "yes":
                    document = self._asked(page)
                    self._name = seen(document).title if is_page(document) else ""


def _page_instead(url: str) -> AgregateurError:
    return AgregateurError(f"{mask_url(url)} is a web page", code="html_instead")


_NAMES = (
    re.compile(r"^X-WR-CALNAME(?:;[^:\r\n]*)?:([^\r\n]{1,200})", re.M | re.I),
    re.compile(r"^NAME(?:;[^:\r\n]*)?:([^\r\n]{1,200})", re.M | re.I),
    re.compile(
        r"<(?:channel|feed)\b.{0,3000}?<title[^>]*>\s*(?:<!\[CDATA\[)?\s*([^<\]]{1,200})", re.S | re.I
    ),
)


def named(document: Document) -> str:
    """What a calendar or a feed calls itself; empty when it does not say."""
    beginning = decode(document.content[:16_384], document.charset)[0]
    for pattern in _NAMES:
        if found := pattern.search(beginning):
            return one_line(found[1].replace("\\,", ",").replace("\\;", ";"))
    return ""
