"""RSS 2.0 out, made with xml.etree: nothing is written by hand, so nothing can escape its element.

One item an event, for the date it is listed for. The date stands in the title, because the readers of town halls
(WordPress' RSS block) show no other; `pubDate` is when we first saw the event, never its date, never the future; the
event's own dates are in the `ev:` elements (http://purl.org/rss/1.0/modules/event/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from agregateur import text
from agregateur.model import Event, Occurrence
from agregateur.publish.dates import when_label
from agregateur.publish.leaving import (
    Credit,
    credit_line,
    http_url,
    may_leave,
    page_url,
    partner_url,
    place_line,
    point_of,
    status_of,
    title_of,
)
from agregateur.publish.words import STATUS, WORDS, Lang, facts

_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
}
for _prefix, _uri in _NAMESPACES.items():
    ET.register_namespace(_prefix, _uri)

_EXCERPT = 300
"""Characters of the text that `description` quotes; `content:encoded` holds it whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FeedEntry:
    """An event and the date it is listed for. `commune` is the name of its commune, shown when the place has none."""

    event: Event
    occurrence: Occurrence
    commune: str | None = None


def rss(
    entries: Sequence[FeedEntry],
    *,
    title: str,
    description: str,
    link: str,
    self_url: str,
    base_url: str,
    now: datetime,
    language: Lang = "fr",
    credits: Mapping[str, Credit] | None = None,
    labels: Mapping[str, str] | None = None,
) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out.

    `link` is the page that shows the same, `self_url` the feed's own address, `base_url` that of the portal; `credits`
    names the sources by id, `labels` the category codes in `language`; `now` is aware. `guid` is the event's permanent
    address without its slug; an event listed for several dates adds `#YYYY-MM-DD` to each.
    """
    root = ET.Element("rss", version="2.0")
    channel = ET.SubElement(root, "channel")
    _add(channel, "title", text.one_line(title))
    _add(channel, "link", link)
    _add(channel, "description", text.one_line(description or title))
    _add(channel, "language", language)
    ET.SubElement(
        channel, _name("atom:link"), rel="self", type="application/rss+xml", href=text.one_line(self_url)
    )
    _add(channel, "generator", "agregateur")
    _add(channel, "ttl", "60")
    times = Counter(entry.event.id for entry in entries)
    for entry in entries:
        leaving = may_leave(entry.event)
        if leaving is None:
            continue
        anchor = f"#{entry.occurrence.day.isoformat()}" if times[leaving.id] > 1 else ""
        item = ET.SubElement(channel, "item")
        _item(item, leaving, entry, anchor, base_url.rstrip("/"), now, language, credits or {}, labels or {})
    body: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return body


def item_title(event: Event, occurrence: Occurrence, today: date, lang: Lang = "fr") -> str:
    """`sam. 12 déc., 20 h 30 – Concert`, or `sam. 12 déc. – Annulé : Concert`."""
    when = when_label(occurrence, lang, today=today, short=True, end=False)
    title = title_of(event, occurrence)
    status = status_of(event, occurrence)
    if status in {"cancelled", "postponed"}:
        title = f"{STATUS[lang][status]}{' : ' if lang == 'fr' else ': '}{title}"
    return f"{when} – {title}"


def _item(
    item: ET.Element,
    event: Event,
    entry: FeedEntry,
    anchor: str,
    base_url: str,
    now: datetime,
    lang: Lang,
    credits: Mapping[str, Credit],
    labels: Mapping[str, str],
) -> None:
    occurrence = entry.occurrence
    today = now.astimezone(event.zone).date()
    place = text.one_line(place_line(event.place, occurrence.venue)) or (entry.commune or "")
    when = when_label(occurrence, lang, today=today)
    credit = credit_line(event, credits, lang)
    _add(item, "title", item_title(event, occurrence, today, lang))
    _add(item, "link", page_url(base_url, event, lang) + anchor)
    _add(item, "guid", f"{base_url}/evenements/{event.id}{anchor}").set("isPermaLink", "true")
    if event.created:
        _add(item, "pubDate", format_datetime(min(event.created, now).astimezone(UTC), usegmt=True))
    for code in event.categories:
        _add(item, "category", labels.get(code, code))
    names = [
        credits[m.source].name for m in event.members if m.source in credits and m.republication != "portail"
    ]
    if names:
        _add(item, "dc:creator", ", ".join(dict.fromkeys(names)))
    _add(item, "ev:startdate", occurrence.start.isoformat())
    if occurrence.end:
        _add(item, "ev:enddate", occurrence.end.isoformat())
    if place:
        _add(item, "ev:location", place)
    if event.organizer:
        _add(item, "ev:organizer", event.organizer)
    if point := point_of(event.place):
        _add(item, "georss:point", f"{point[0]:.6f} {point[1]:.6f}")
    if image := http_url(event.image):
        media = ET.SubElement(item, _name("media:content"), url=image, medium="image")
        if event.image_credit:
            _add(media, "media:credit", event.image_credit)
    lead = ". ".join(part for part in (when, place) if part)
    # `description` is HTML to most readers: plain text must be escaped once more than XML does.
    _add(item, "description", escape("\n".join(filter(None, (lead, _excerpt(event.text), credit)))))
    _add(item, "content:encoded", _content(event, lead, credit, lang))


def _content(event: Event, lead: str, credit: str | None, lang: Lang) -> str:
    """The whole item as HTML; `event.description` was sanitised on the way in."""
    words = WORDS[lang]
    about = [escape(line) for line in facts(event, lang)]
    if event.organizer:
        about.append(escape(words["organizer"].format(event.organizer)))
    for key, url in (("online", http_url(event.online)), ("more", partner_url(event))):
        if url:
            about.append(words[key].format(f'<a href="{escape(url)}">{escape(url)}</a>'))
    if event.image and event.image_credit:
        about.append(escape(words["image_credit"].format(event.image_credit)))
    if credit:
        about.append(escape(credit))
    parts = [f"<p><strong>{escape(lead)}</strong></p>"]
    if image := http_url(event.image):
        parts.append(f'<p><img src="{escape(image)}" alt=""></p>')
    if event.description:
        parts.append(event.description)
    elif event.text:
        parts.append("<p>" + escape(event.text).replace("\n", "<br>") + "</p>")
    if about:
        parts.append("<p>" + "<br>".join(about) + "</p>")
    return "\n".join(parts)


def _excerpt(value: str | None) -> str | None:
    if not value:
        return None
    line = text.one_line(value)
    if len(line) <= _EXCERPT:
        return line
    return line[: _EXCERPT + 1].rsplit(" ", 1)[0][:_EXCERPT].rstrip(" ,;:.") + "…"


def _name(tag: str) -> str:
    prefix, _, local = tag.rpartition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}" if prefix else local


def _add(parent: ET.Element, tag: str, value: str) -> ET.Element:
    element = ET.SubElement(parent, _name(tag))
    element.text = text.printable(value)
    return element
