"""Where a web page says, or lets one guess, that its site can be read. Pure; run in the killable child.

Connectors that know a site's software propose its API (`Connector.propose`); the page's own links and frames, and the
habits of widespread software, make the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

import structlog

from agregateur.contract import Connector, Link, Page
from agregateur.detecting.page import Seen
from agregateur.detecting.services import of_address
from agregateur.ingest import registry
from agregateur.model import Note
from agregateur.text import fold

UNSTATED = 40
"""The richness of a connector that states no facts: somebody else's."""
_TYPES = {
    "text/calendar": 50,
    "application/rss+xml": 30,
    "application/atom+xml": 30,
    "application/rdf+xml": 30,
    "application/geo+json": 55,
}
_EACH = 3
"""Addresses of one expectation that are tried: a page of twenty events has an .ics for each."""
COMMENTS = re.compile(r"/comments/feed|[?&]feed=comments|/commentaires", re.I)
_AGENDA = re.compile(
    r"\b(agenda|calendrier|evenements?|programme|programmation|sorties|rendez-?vous|events?|calendar)\b"
)
_WIKI_CHANGES = re.compile(r"DerniersChangementsRSS")
"""Any page of a wiki that somebody corrects: no news."""
_TABLE = re.compile(r"\.(?:csv|xlsx?|ods)$", re.I)
_IDLE_FRAMES = re.compile(
    r"(?:^|\.)(?:youtube(?:-nocookie)?\.com|vimeo\.com|dailymotion\.com|googletagmanager\.com|recaptcha\.net|hcaptcha\.com"
    r"|doubleclick\.net|facebook\.com|twitter\.com|x\.com|soundcloud\.com|spotify\.com|calameo\.com|issuu\.com"
    r"|openstreetmap\.org|addtoany\.com)$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """An address that a page leads to. `expected` is how much it probably says (`Facts.richness`), `kind` the connector
    that proposed it, `page` whether it is one more web page to look at."""

    url: str
    expected: int
    kind: str | None = None
    service: str = ""
    page: bool = False


def richness(kind: str, kinds: registry.Kinds) -> int:
    """How much a kind of source says, 0 to 100."""
    facts = getattr(kinds[kind], "facts", None) if kind in kinds else None
    return int(getattr(facts, "richness", UNSTATED))


def offers(seen: Seen, kinds: registry.Kinds) -> list[Offer]:
    """What the page leads to, richest first, each address once."""
    # Links before proposals: of the calendars that a page links to, the shortest address is the site's own.
    found = [*_linked(seen.page, kinds), *_proposed(seen.page, kinds), *_usual(seen.page), *_pages(seen.page)]
    once: dict[str, Offer] = {}
    for offer in found:
        other = once.setdefault(offer.url, offer)
        richer = max(other, offer, key=lambda one: one.expected)
        once[offer.url] = replace(richer, page=offer.page or other.page)
    return sorted(once.values(), key=lambda offer: -offer.expected)


def _proposed(page: Page, kinds: registry.Kinds) -> Iterator[Offer]:
    texts = {link.url: link.text for link in page.links}
    for kind, connector in sorted(kinds.items()):
        for address in _proposals(connector, page)[:_EACH]:
            if re.match(r"https?://", address) and not _beside_the_point(address, texts.get(address, "")):
                yield Offer(url=address, expected=richness(kind, kinds), kind=kind)


def _proposals(connector: type[Connector], page: Page) -> list[str]:
    propose = getattr(connector, "propose", None)
    if propose is None:
        return []
    try:
        return [address for address in propose(page) if isinstance(address, str)]
    except Exception as exc:
        # Somebody else's recogniser, on a stranger's page: a crash of one is its "no".
        structlog.get_logger().warning("propose_failed", kind=connector.kind, detail=str(exc)[:300])
        return []


def _linked(page: Page, kinds: registry.Kinds) -> Iterator[Offer]:
    found: dict[int, list[Offer]] = {}
    for link in page.links:
        for offer in _behind(link, page, kinds):
            found.setdefault(offer.expected, []).append(offer)
    for several in found.values():
        # The shortest: the calendar of a site rather than those of its events.
        several.sort(key=lambda offer: (bool(COMMENTS.search(offer.url)), len(urlsplit(offer.url).path)))
        first = list(dict.fromkeys(several))
        # A feed of the agenda alone is not passed over for the many others of a site.
        named = [one for one in first[_EACH:] if _AGENDA.search(fold(one.url.replace("-", " ")))][:1]
        yield from [*first[: _EACH - len(named)], *named]


def _behind(link: Link, page: Page, kinds: registry.Kinds) -> Iterator[Offer]:
    understood = of_address(link.url)
    for lead in understood.leads:
        if lead.service and lead.kind:
            yield Offer(
                url=lead.url, expected=richness(lead.kind, kinds), kind=lead.kind, service=lead.service
            )
            return
    if understood.notes or "json+oembed" in link.type or "xml+oembed" in link.type:
        return
    kind = registry.recognise(link.url, None, kinds)
    if _beside_the_point(link.url, link.text):
        return
    if COMMENTS.search(link.url) or _WIKI_CHANGES.search(link.url):
        yield Offer(url=link.url, expected=5)
    elif kind is not None:
        yield Offer(url=link.url, expected=richness(kind, kinds), kind=kind)
    elif link.type in _TYPES and (link.rel != "" or link.type == "text/calendar"):
        yield Offer(url=link.url, expected=_TYPES[link.type])
    elif link.rel == "frame" and not _IDLE_FRAMES.search(urlsplit(link.url).hostname or ""):
        yield Offer(url=link.url, expected=48, page=True)


def _beside_the_point(address: str, text: str) -> bool:
    """Whether it is a table that is not called an agenda: a price list is a spreadsheet too."""
    path = urlsplit(address).path
    return bool(_TABLE.search(path)) and not _AGENDA.search(fold(f"{text} {path}"))


def beside(seen: Seen) -> Iterator[Note]:
    """What a page shows to people that nobody else can read, for when there is nothing else."""
    values = {"host": (urlsplit(seen.page.url).hostname or "").removeprefix("www.")}
    for link in seen.page.links:
        if any(note.code.endswith("_own_page") for note in of_address(link.url).notes):
            yield Note(code="linked_own_page", values=values)
        path = urlsplit(link.url).path
        if path.lower().endswith(".pdf") and _AGENDA.search(
            fold(f"{link.text} {re.sub(r'[-_./]+', ' ', path)}")
        ):
            yield Note(code="linked_pdf", values=values)


def _usual(page: Page) -> Iterator[Offer]:
    """Addresses at which widespread software offers a calendar or a feed when the page does not link to it."""
    source, generator = page.source, fold(page.metas.get("generator", ""))
    root = urljoin(page.url, "/")
    api = next((link.url for link in page.links if link.rel == "https://api.w.org/"), None)
    if api or "/wp-content/" in source:
        root = re.sub(r"(?:index\.php/)?(?:wp-json/?|\?rest_route=/?)$", "", api) if api else root
        if re.search(r"tribe-events|the-events-calendar|tribe_events", source):
            yield Offer(url=f"{root}events/?ical=1", expected=50)
        if re.search(r"modern-events-calendar|/plugins/mec|mec-events", source):
            yield Offer(url=f"{root}events/?mec-ical-feed=1", expected=50)
        if "/plugins/my-calendar" in source:
            yield Offer(url=f"{root}feed/my-calendar-ics/", expected=50)
        if "/plugins/events-manager" in source:
            yield Offer(url=f"{root}events.ics", expected=50)
        if "/plugins/event-organiser" in source:
            yield Offer(url=f"{root}feed/eo-events/", expected=50)
        yield Offer(url=f"{root}feed/", expected=29)
    if generator.startswith("spip") or "spip.php?" in source:
        yield Offer(url=f"{root}spip.php?page=ical", expected=49)
        yield Offer(url=f"{root}spip.php?page=backend", expected=29)
    if "squarespace.com" in source:
        yield Offer(url=f"{page.url.split('?')[0].split('#')[0]}?format=ical", expected=49)
        yield Offer(url=f"{page.url.split('?')[0].split('#')[0]}?format=rss", expected=29)
    if "demosphere" in source:
        yield Offer(url=f"{root}events.ics", expected=50)
    if generator.startswith("wix.com"):
        yield Offer(url=f"{root}blog-feed.xml", expected=28)
    if "jimdo" in generator or "jimdo" in source[:5_000]:
        yield Offer(url=f"{root}rss/blog", expected=28)
    if generator.startswith("joomla"):
        yield Offer(url=f"{root}?format=feed&type=rss", expected=28)
    if generator.startswith("drupal"):
        yield Offer(url=f"{root}rss.xml", expected=28)


def _pages(page: Page) -> Iterator[Offer]:
    """The site's own pages that are called its agenda: two at most."""
    host, here = urlsplit(page.url).netloc, page.url.split("#")[0].rstrip("/")
    found: dict[str, None] = {}
    for link in page.links:
        parts = urlsplit(link.url)
        if (
            parts.netloc != host
            or link.rel not in {"", "nofollow", "bookmark"}
            or re.search(r"\.\w{2,5}$", parts.path)
        ):
            continue
        address = link.url.split("#")[0]
        if address.rstrip("/") != here and _AGENDA.search(
            fold(f"{link.text} {parts.path.replace('-', ' ')}")
        ):
            found.setdefault(address)
    for address in sorted(found, key=len)[:2]:
        yield Offer(url=address, expected=25, page=True)
