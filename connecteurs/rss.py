"""News feeds: RSS 0.9x, 1.0 and 2.0, and Atom, with the dates of the RSS event module (`ev:`) when there are any.

An item with a certain `ev:startdate` is an event, any other an article: `pubDate` says when something was written,
never when it happens (shared by Gancio, YesWiki and WordPress feeds alike).
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, ClassVar, Literal, get_args
from urllib.parse import urljoin, urlsplit

import feedparser

from agregateur.contract import (
    Document,
    Fetch,
    Kind,
    Listing,
    Record,
    Rejected,
    Repair,
    Said,
    Unchanged,
    digest,
)
from agregateur.errors import ParseError
from agregateur.text import decode, fold, identifier, whole

MAX_ITEMS = 20_000
"""Items a document (design §8); 50,000 small ones cost feedparser 9 s and 124 MB (measured)."""

Items = Literal["auto", "events", "articles"]
Times = Literal["as-written", "local"]

_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*>", re.S | re.I)
_SUBSET = re.compile(r"<!DOCTYPE[^>]*\[", re.I)
_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]*:)?(?:rss|RDF|feed))(?=[\s/>])")
_PAGE = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.S | re.I)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_HIDDEN = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.S)
_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)[\s>]")
# Characters that XML 1.0 §2.2 forbids, bare or as references: one of them makes the whole document ill-formed.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
_EVENT_MODULE = re.compile(r"/modules/event/?$", re.I)
# feedparser forgets the text of an unknown element that bears attributes, such as a namespace bound on the spot.
_EVENT_ELEMENT = re.compile(
    r"<([A-Za-z_][\w.-]*:(?:startdate|enddate|location|organizer|type))\s[^<>]*?(/?)>"
)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]")
_BRACKETED = re.compile(r"^\s*\[(\d{4}-\d{2}-\d{2})\]")
_YEARS = range(1970, 2101)


@dataclass(frozen=True, kw_only=True)
class Rss:
    """A feed at `url`.

    Options:
    * `items` (default `auto`): `auto`, an item with a certain start (`ev:startdate`) is an event, the others articles;
      `events`, every item announces an event, so that a title beginning with `[2026-12-05]` (Gancio) is believed too;
      `articles`, all are articles.
    * `times` (default `as-written`): `local` for feeds that label their local times `+0000` or `Z` (seen in a WordPress
      municipal theme): the hours of `ev:` are then read in the source's time zone.
    """

    kind: ClassVar[str] = "rss"
    label: ClassVar[str] = "RSS or Atom feed"
    version: ClassVar[int] = 1
    listing: ClassVar[Listing] = "recent"
    single: ClassVar[bool] = True
    gives: ClassVar[frozenset[Kind]] = frozenset({"event", "article"})

    url: str
    items: Items = "auto"
    times: Times = "as-written"

    def __post_init__(self) -> None:
        for name, allowed in (("items", get_args(Items)), ("times", get_args(Times))):
            if getattr(self, name) not in allowed:
                raise ValueError(f"option {name}: one of {', '.join(allowed)}, not {getattr(self, name)!r}")

    def collect(self, fetch: Fetch, known: Mapping[str, str]) -> Iterator[Said]:
        """What the feed at `url` states. Raises FetchError; ParseError (`empty`, `html_instead`, `doctype`,
        `not_feed`, `truncated`, `too_many_items`)."""
        document = fetch(self.url)
        text, repairs = _feed_text(document)
        yield from repairs
        parsed = _parse(text, document.url)
        lost = len(_ITEM.findall(_HIDDEN.sub("", text))) - len(parsed.entries)
        if lost > 0:
            yield Repair(code="items_unreadable", detail=str(lost))
        reader = _Reader(self, parsed, document.url)
        newest: dict[str, Record] = {}
        doubles = 0
        for entry in parsed.entries:
            record = reader.read(entry)
            if isinstance(record, Rejected):
                yield record
                continue
            other = newest.get(record.uid)
            doubles += other is not None
            if other is None or _moment(record) > _moment(other):
                newest[record.uid] = record
        if doubles:
            yield Repair(code="duplicate_uid", detail=str(doubles))
        for uid, record in newest.items():
            # `updated` is LAST-MODIFIED by another name: some servers write the hour of the request there.
            mark = digest(self, repr(replace(record, updated=None)))
            yield Unchanged(uid) if known.get(uid) == mark else replace(record, digest=mark)

    @classmethod
    def recognise(cls, url: str, document: Document | None) -> int:
        if document is None:
            path = urlsplit(url).path.lower()
            return 60 if re.search(r"(\.(rss|atom|rdf)|/feed/?|/(rss|atom)(\.xml)?/?)$", path) else 0
        head, _ = decode(document.content[:65536], _declared(document))
        if _PAGE.match(head):
            return 0
        root = _find_root(head)
        return 95 if root else 0


def _declared(document: Document) -> str | None:
    """The charset of the XML declaration, else of the HTTP header: servers guess, publishers write."""
    inside = _DECLARED.search(document.content[:1024])
    return inside[1].decode("ascii") if inside else document.charset


def _find_root(text: str) -> re.Match[str] | None:
    """The start tag of the feed, past prolog and whatever a broken page printed before it."""
    position = 0
    while found := _PROLOG.match(text, position):
        position = found.end()
    return _ROOT.match(text, position) or _ROOT.search(text, position)


def _feed_text(document: Document) -> tuple[str, list[Repair]]:
    """The feed's element alone, from its start tag to its end tag, free of characters that XML forbids."""
    if not document.content.strip():
        raise ParseError("The document is empty.", code="empty")
    text, charset = decode(document.content, _declared(document))
    declared = (_declared(document) or charset).lower()
    root = _find_root(text)
    if _SUBSET.search(text, 0, root.start() if root else len(text)):
        raise ParseError("The feed carries a DOCTYPE with declarations, which is refused.", code="doctype")
    if _PAGE.match(_PROLOG.sub("", text[:2000], count=2)) or _PAGE.match(text):
        raise ParseError("The address answers a web page, not a feed.", code="html_instead")
    if root is None:
        code = "html_instead" if re.search(r"<html[\s>]", text, re.I) else "not_feed"
        raise ParseError("The document is neither RSS nor Atom.", code=code)
    closing = list(re.finditer(rf"</{re.escape(root[1])}\s*>", text))
    opening = text.find(">", root.end())
    if closing:
        end = closing[-1].end()
    elif opening > 0 and text[opening - 1] == "/":
        end = opening + 1
    else:
        raise ParseError(f"The feed is cut short: <{root[1]}> is never closed.", code="truncated")
    if len(_ITEM.findall(text)) > MAX_ITEMS:
        raise ParseError(f"The feed has more than {MAX_ITEMS} items.", code="too_many_items", limit=MAX_ITEMS)
    repairs = []
    if text[: root.start()].strip() and not _is_prolog(text[: root.start()]):
        repairs.append(Repair(code="text_before_feed", detail=text[: root.start()].strip()[:80]))
    if charset == "windows-1252" and not declared.startswith(
        ("windows-1252", "cp1252", "iso-8859-1", "latin")
    ):
        repairs.append(Repair(code="charset", detail=f"{declared}: windows-1252"))
    kept = text[root.start() : end]
    clean = _REFERENCE.sub(_allowed, _FORBIDDEN.sub("", kept))
    if clean != kept:
        repairs.append(Repair(code="forbidden_characters"))
    return _bind_prefixes(_EVENT_ELEMENT.sub(r"<\1\2>", clean), root[0]), repairs


def _bind_prefixes(text: str, root: str) -> str:
    """`text` with every prefix in use declared on its root: one unbound prefix makes expat refuse the document."""
    head = text[: text.find(">") + 1]
    used = set(_PREFIX.findall(_HIDDEN.sub("", text))) - {"xml", "xmlns"}
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}" not in head)
    bound = "".join(f' xmlns:{prefix}="{_SPACES.get(prefix, "urn:unbound:" + prefix)}"' for prefix in missing)
    return root + bound + text[len(root) :]


_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def _is_prolog(text: str) -> bool:
    return not _PROLOG.sub("", text).strip()


def _allowed(reference: re.Match[str]) -> str:
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) <= 8 else 0x110000
    return "" if number > 0x10FFFF or _FORBIDDEN.match(chr(number)) else reference[0]


def _parse(text: str, url: str) -> Any:
    """feedparser's reading of `text`. It gets a stream, never bytes or str, which it might take for a path."""
    stream = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text.encode())
    headers = {"content-type": "application/xml; charset=utf-8"}
    if url.startswith(("http://", "https://")):
        headers["content-location"] = url
    try:
        return feedparser.parse(
            stream, response_headers=headers, resolve_relative_uris=True, sanitize_html=False
        )
    except (
        Exception
    ) as error:  # the library's own faults over hostile bytes are of any type; the document is refused
        raise ParseError(f"The feed cannot be parsed ({type(error).__name__}).", code="not_feed") from error


def _moment(record: Record) -> datetime:
    return record.updated or record.published or datetime.min.replace(tzinfo=UTC)


class _Reader:
    """Turns feedparser's entries into records."""

    def __init__(self, connector: Rss, parsed: Any, url: str) -> None:
        self.connector = connector
        self.language = _get(parsed.feed, "language")
        site = _get(parsed.feed, "link") or ""
        self.base = url if url.startswith(("http://", "https://")) else site
        spaces = dict(parsed.namespaces)
        self.prefixes = ["ev", *(p for p, uri in spaces.items() if p and _EVENT_MODULE.search(str(uri)))]

    def read(self, entry: Any) -> Record | Rejected:
        repairs: list[Repair] = []
        title = _get(entry, "title") or ""
        link = self.web(_get(entry, "link"))
        published, updated = (_aware(dict.get(entry, f"{name}_parsed")) for name in ("published", "updated"))
        long, short, markup, language = _texts(entry)
        start = end = None
        if self.connector.items != "articles":
            start, end = self.dates(entry, title, repairs)
        uid = identifier(_get(entry, "id") or link or "")
        if not uid and title:
            said = f"{published or updated or start}\n{fold(title)}"
            uid = "title:" + hashlib.blake2b(said.encode(), digest_size=12).hexdigest()
        if not uid or not (title or long):
            return Rejected(uid, "empty_item", (title or link or "")[:80])
        image, links = self.media(entry)
        event = start is not None
        latitude, longitude = _point(entry)
        return Record(
            uid=uid,
            kind="event" if event else "article",
            title=title,
            description=long,
            markup=markup,
            summary=short,
            language=(language or self.language or "").replace("_", "-") or None,
            start=start,
            end=end,
            published=published,
            updated=updated,
            location=self.event_field(entry, "location") if event else None,
            organizer=self.event_field(entry, "organizer") if event else _author(entry),
            latitude=latitude,
            longitude=longitude,
            categories=_categories(entry, self.event_field(entry, "type")),
            url=link,
            links=tuple(address for address in links if address != link),
            image=image,
            licence=_licence(entry),
            repairs=tuple(repairs),
        )

    def event_field(self, entry: Any, name: str) -> str | None:
        for prefix in self.prefixes:
            if value := _get(entry, f"{prefix}_{name}"):
                return value
        return None

    def dates(
        self, entry: Any, title: str, repairs: list[Repair]
    ) -> tuple[date | None, date | datetime | None]:
        """Start and end as stated by `ev:`; a day named as the last one (date only) is inside, hence the day added."""
        stated = self.event_field(entry, "startdate")
        start = self.when(stated)
        if stated and start is None:
            repairs.append(Repair(code="bad_start", detail=stated[:40]))
        if start is None and self.connector.items == "events" and (found := _BRACKETED.match(title)):
            start = self.when(found[1])
        stated = self.event_field(entry, "enddate")
        if start is None or not stated:
            return start, None
        end = self.when(stated)
        if isinstance(start, datetime):
            if isinstance(end, datetime) and (end.tzinfo is None) == (start.tzinfo is None) and end >= start:
                return start, end
        elif end is not None:
            last = end.date() if isinstance(end, datetime) else end
            if last >= start:
                return start, last + timedelta(days=1)
        repairs.append(Repair(code="bad_end", detail=stated[:40]))
        return start, None

    def when(self, stated: str | None) -> date | datetime | None:
        """A W3C date (RSS event module) or an RFC 822 one; without a zone it floats. None when it is neither."""
        text = (stated or "").strip()
        try:
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
                day = date.fromisoformat(text)
                return day if day.year in _YEARS else None
            if re.match(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}", text):
                moment = datetime.fromisoformat(text)
            else:
                moment = parsedate_to_datetime(text)
            utc = moment.utcoffset() == timedelta(0)
        except (ValueError, TypeError, OverflowError, IndexError):
            return None
        if moment.year not in _YEARS:
            return None
        return moment.replace(tzinfo=None) if utc and self.connector.times == "local" else moment

    def web(self, address: str | None) -> str | None:
        """`address` made absolute; None unless it leads to the web."""
        if not address:
            return None
        try:
            absolute = urljoin(self.base, address.strip())
            return absolute if urlsplit(absolute).scheme in {"http", "https"} else None
        except ValueError:
            return None

    def media(self, entry: Any) -> tuple[str | None, list[str]]:
        """The item's picture, and its other attachments."""
        pictures: list[str | None] = []
        others: list[str | None] = []
        for media in _list(entry, "media_content"):
            kind = f"{media.get('medium') or media.get('type') or 'image'}"
            (pictures if kind.startswith("image") else others).append(media.get("url"))
        pictures += [media.get("url") for media in _list(entry, "media_thumbnail")]
        for link in _list(entry, "links"):
            if link.get("rel") in {"enclosure", "related", "via"}:
                picture = link["rel"] == "enclosure" and str(link.get("type")).startswith("image/")
                (pictures if picture else others).append(link.get("href"))
        enclosure = dict.get(entry, "enc_enclosure")
        if isinstance(enclosure, dict) and str(enclosure.get("type")).startswith("image/"):
            pictures.append(enclosure.get("resource") or enclosure.get("rdf:resource"))
        image = dict.get(entry, "image")
        pictures.append(
            dict.get(image, "href") or dict.get(image, "url") if isinstance(image, dict) else image
        )
        seen = [found for address in pictures if isinstance(address, str) and (found := self.web(address))]
        attached = [found for address in others if isinstance(address, str) and (found := self.web(address))]
        return (seen[0] if seen else None), list(dict.fromkeys(attached))


def _get(entry: Any, name: str) -> str | None:
    """A text of the entry. `dict.get` passes by feedparser's fallbacks from one key to another."""
    value = dict.get(entry, name)
    return whole(value).strip() or None if isinstance(value, str) else None


def _list(entry: Any, name: str) -> list[dict[str, Any]]:
    value = dict.get(entry, name)
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(entry: Any) -> tuple[str | None, str | None, bool, str | None]:
    """Long text, short text, whether the long one is markup, and the language: the content wins over the summary."""
    detail = dict.get(entry, "summary_detail")
    summary = (
        detail if isinstance(detail, dict) else {"value": dict.get(entry, "summary"), "type": "text/html"}
    )
    named = dict.get(entry, "title_detail")
    contents = [c for c in _list(entry, "content") if str(c.get("type")) in _TEXT_TYPES and c.get("value")]
    main = max(contents, key=lambda c: len(c["value"]), default=summary)
    long = whole(str(main.get("value") or "")).strip() or None
    short = whole(str(summary.get("value") or "")).strip() or None
    language = main.get("language") or (named.get("language") if isinstance(named, dict) else None)
    # RSS calls every description HTML; without a tag or an entity it is plain text, whose line ends count.
    markup = long is not None and str(main.get("type")) != "text/plain" and bool(_MARKUP.search(long))
    return long, (short if short != long else None), markup, language or _get(entry, "language")


_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&#?\w{1,30};")
_TEXT_TYPES = {"text/html", "application/xhtml+xml", "text/plain"}


def _author(entry: Any) -> str | None:
    """The author's name; an e-mail address is nobody's name."""
    name = dict.get(dict.get(entry, "author_detail") or {}, "name")
    return whole(name).strip() or None if isinstance(name, str) and "@" not in name else None


def _categories(entry: Any, kind: str | None) -> tuple[str, ...]:
    words = [whole(str(tag.get("label") or tag.get("term") or "")).strip() for tag in _list(entry, "tags")]
    return tuple(dict.fromkeys(word for word in (*words, kind or "") if word))


def _licence(entry: Any) -> str | None:
    links = [link.get("href") for link in _list(entry, "links") if link.get("rel") == "license"]
    return next((str(link) for link in links if link), None)


def _point(entry: Any) -> tuple[float | None, float | None]:
    """Latitude and longitude of a georss point or of W3C geo; other shapes are not points."""
    where = dict.get(entry, "where")
    pair: Any = None
    if isinstance(where, dict) and dict.get(where, "type") == "Point":
        longitude, latitude = (*dict.get(where, "coordinates", ()), None, None)[:2]
        pair = (latitude, longitude)
    elif _get(entry, "geo_lat") and _get(entry, "geo_long"):
        pair = (_get(entry, "geo_lat"), _get(entry, "geo_long"))
    try:
        latitude, longitude = float(pair[0]), float(pair[1])
    except (TypeError, ValueError):
        return None, None
    inside = -90 <= latitude <= 90 and -180 <= longitude <= 180
    return (latitude, longitude) if inside else (None, None)


def _aware(stamp: Any) -> datetime | None:
    """feedparser's struct_time, which is UTC, as an aware datetime."""
    try:
        moment = datetime(*map(int, stamp[:6])).replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return None
    return moment if moment.year in _YEARS else None
