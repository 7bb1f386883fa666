"""From feedparser's entries to records."""

from __future__ import annotations

import hashlib
import re
from calendar import timegm
from collections import Counter
from datetime import UTC, date, datetime
from functools import partial
from html import unescape
from typing import Any, Literal

from agregateur.connecting.finding import trace
from agregateur.connecting.wordpress import is_locked
from agregateur.contract import Record, Rejected, Repair, Times
from agregateur.text import end_after, fold, identifier, retimed, web_address, whole
from connecteurs.rss import gancio
from connecteurs.rss.modules import Modules, Stated

Items = Literal["auto", "events", "articles"]

_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&#?\w{1,30};")
# What WordPress itself adds below each text of its feeds, in whatever its language file says.
_PUBLISHERS_LINE = re.compile(
    r"<p>\s*(?:L(?:’|'|&#8217;)article|Cet article|The post)\s+<a\b[^<>]*>[^<]*</a>\s+"
    r"(?:est apparu en premier sur|appeared first on)\s+<a\b[^<>]*>[^<]*</a>\s*\.?\s*</p>\s*\Z",
    re.I,
)
_TEXT_TYPES = {"text/html", "application/xhtml+xml", "text/plain"}


class Reader:
    """Turns feedparser's entries into records."""

    def __init__(self, items: Items, times: Times, parsed: Any, url: str) -> None:
        self.items = items
        self.times = times
        self.links = Counter(_get(entry, "link") for entry in parsed.entries if not _get(entry, "id"))
        self.language = _get(parsed.feed, "language")
        site = _get(parsed.feed, "link") or ""
        self.base = url if url.startswith(("http://", "https://")) else site
        self.modules = Modules(parsed.namespaces)

    def read(self, entry: Any) -> Record | Rejected:
        repairs: list[Repair] = []
        title = _get(entry, "title") or ""
        link = web_address(self.base, _get(entry, "link"))
        published, updated = (_aware(dict.get(entry, f"{name}_parsed")) for name in ("published", "updated"))
        long, short, markup, language = _texts(entry)
        start = end = None
        location = venue = None
        stated = self.modules.read(partial(_get, entry))
        if self.items != "articles":
            start, end = self.dates(stated, title, repairs)
            location = stated.location if stated and start is not None else None
            if stated is None and (written := gancio.read(title, long)):
                title, start, end, long = written.title, written.start, written.end, written.rest or None
                repairs, location, venue = [], written.location, written.venue
        if stated is not None and not stated.published:
            published = None
        uid = self.uid(entry, link, title, start or published or updated)
        if not uid or not (title or long):
            known = trace(None, title or link, str(published or updated or ""))
            # Of an item that holds nothing at all, its element is all that can be told.
            return Rejected(uid, "empty_item", known or trace(entry) or "<item/>")
        if is_locked(long, short):
            return Rejected(uid, "private", "password")
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
            location=location,
            venue=venue,
            organizer=(stated.organizer if stated else None) if event else _author(entry),
            price=stated.price if stated and event else None,
            latitude=latitude,
            longitude=longitude,
            categories=_categories(entry, stated.words if stated else ()),
            url=link,
            links=tuple(address for address in links if address != link),
            image=image,
            licence=_licence(entry),
            repairs=tuple(repairs),
        )

    def uid(self, entry: Any, link: str | None, title: str, when: date | None) -> str:
        """The guid, else the link unless items share it (some sites link each to one page), else when and title."""
        if guid := _get(entry, "id"):
            return identifier(guid)
        if link and self.links[_get(entry, "link")] == 1:
            return identifier(link)
        said = f"{when}\n{fold(title)}"
        return "title:" + hashlib.blake2b(said.encode(), digest_size=12).hexdigest() if title else ""

    def dates(
        self, stated: Stated | None, title: str, repairs: list[Repair]
    ) -> tuple[date | None, date | datetime | None]:
        """Start and end as stated by a module; a day named as the last one is inside, hence the day added."""
        start = self.retimed(stated.first) if stated else None
        if stated and start is None:
            repairs.append(Repair(code="bad_start", detail=stated.start[:40]))
        if start is None and self.items == "events" and (start := gancio.dated(title)):
            # The hour may stand in the text: whoever cleans looks for it.
            repairs.append(Repair(code="date_in_title"))
        if start is None or stated is None or not stated.end:
            return start, None
        end = end_after(start, self.retimed(stated.last))
        if end is None:
            repairs.append(Repair(code="bad_end", detail=stated.end[:40]))
        return start, end

    def retimed(self, moment: date | datetime | None) -> date | datetime | None:
        return None if moment is None else retimed(moment, self.times)

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
            (dict.get(image, "href") or dict.get(image, "url")) if isinstance(image, dict) else image
        )
        seen, attached = self.addresses(pictures), self.addresses(others)
        return (seen[0] if seen else None), attached

    def addresses(self, stated: list[Any]) -> list[str]:
        found = (web_address(self.base, one) for one in stated if isinstance(one, str))
        return list(dict.fromkeys(address for address in found if address))


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
    long, short = (
        _PUBLISHERS_LINE.sub("", whole(str(one.get("value") or ""))).strip() or None
        for one in (main, summary)
    )
    language = main.get("language") or (named.get("language") if isinstance(named, dict) else None)
    # RSS calls every description HTML; without a tag or an entity it is plain text, whose line ends count.
    markup = long is not None and str(main.get("type")) != "text/plain" and bool(_MARKUP.search(long))
    return long, (short if short != long else None), markup, language or _get(entry, "language")


def _author(entry: Any) -> str | None:
    """The author's name; an e-mail address is nobody's name."""
    name = dict.get(dict.get(entry, "author_detail") or {}, "name")
    return whole(name).strip() or None if isinstance(name, str) and "@" not in name else None


def _categories(entry: Any, more: tuple[str, ...]) -> tuple[str, ...]:
    # WordPress escapes its words twice: `<![CDATA[Bénévolat &amp; entraide]]>`.
    words = [
        unescape(whole(str(tag.get("label") or tag.get("term") or ""))).strip()
        for tag in _list(entry, "tags")
    ]
    return tuple(dict.fromkeys(word for word in (*words, *more) if word))


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
        return datetime.fromtimestamp(timegm(stamp), UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
