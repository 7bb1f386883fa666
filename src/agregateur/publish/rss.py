"""RSS 2.0 out, made with xml.etree: nothing is written by hand, so nothing can escape its element.

One item an event, for the date it is listed for. The date stands in the title, because the readers of town halls
(WordPress' RSS block) show no other; `pubDate` is when we first saw the event, never its date, never the future; the
event's own dates are in the `ev:` elements (http://purl.org/rss/1.0/modules/event/).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from agregateur import text
from agregateur.model import Event
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import item_title, words
from agregateur.publish.leaving import http_url, may_leave, page_url, place_line, point_of
from agregateur.publish.xml import add, name, written


def rss(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out.

    `guid` is the event's permanent address without its slug; an event listed for several dates adds `#YYYY-MM-DD` to
    each.
    """
    root = ET.Element("rss", version="2.0")
    head = ET.SubElement(root, "channel")
    add(head, "title", text.one_line(channel.title))
    add(head, "link", channel.page)
    add(head, "description", text.one_line(channel.description or channel.title))
    add(head, "language", channel.language)
    add(head, "atom:link", "", rel="self", type="application/rss+xml", href=text.one_line(channel.url))
    add(head, "generator", "agregateur")
    add(head, "ttl", "60")
    times = Counter(entry.event.id for entry in entries)
    for entry in entries:
        leaving = may_leave(entry.event)
        if leaving is None:
            continue
        anchor = f"#{entry.occurrence.day.isoformat()}" if times[leaving.id] > 1 else ""
        _item(ET.SubElement(head, "item"), leaving, entry, anchor, channel)
    return written(root)


def _item(item: ET.Element, event: Event, entry: Entry, anchor: str, channel: Channel) -> None:
    occurrence, lang, base_url = entry.occurrence, channel.language, channel.base_url.rstrip("/")
    today = channel.now.astimezone(event.zone).date()
    place = text.one_line(place_line(event.place, occurrence.venue)) or (entry.commune or "")
    add(item, "title", item_title(event, occurrence, today, lang))
    add(item, "link", page_url(base_url, event, lang) + anchor)
    add(item, "guid", f"{base_url}/evenements/{event.id}{anchor}").set("isPermaLink", "true")
    if event.created:
        add(item, "pubDate", format_datetime(min(event.created, channel.now).astimezone(UTC), usegmt=True))
    for code in event.categories:
        add(item, "category", channel.labels.get(code, code))
    named = channel.credits
    names = [
        named[m.source].name for m in event.members if m.source in named and m.republication != "portail"
    ]
    if names:
        add(item, "dc:creator", ", ".join(dict.fromkeys(names)))
    add(item, "ev:startdate", occurrence.start.isoformat())
    if occurrence.end:
        add(item, "ev:enddate", occurrence.end.isoformat())
    if place:
        add(item, "ev:location", place)
    if event.organizer:
        add(item, "ev:organizer", event.organizer)
    if point := point_of(event.place):
        add(item, "georss:point", f"{point[0]:.6f} {point[1]:.6f}")
    if image := http_url(event.image):
        media = ET.SubElement(item, name("media:content"), url=image, medium="image")
        if event.image_credit:
            add(media, "media:credit", event.image_credit)
    about = words(event, entry, channel)
    # `description` is HTML to most readers: plain text must be escaped once more than XML does.
    add(item, "description", escape("\n".join(filter(None, (about.lead, about.excerpt, about.credit)))))
    add(item, "content:encoded", about.html)
