"""RSS 2.0 out, made with xml.etree: nothing is written by hand, so nothing can escape its element.

One item an event, for the date it is listed for. The date stands in the title, because the readers of town halls
(WordPress' RSS block) show no other; `pubDate` is when we first saw the event, never its date, never the future; the
event's own dates are in the `ev:` elements (http://purl.org/rss/1.0/modules/event/).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from agregateur import text
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, closed, first_seen, item_title, items, words
from agregateur.publish.xml import add, add_modules, written


def rss(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out."""
    root = ET.Element("rss", version="2.0")
    head = ET.SubElement(root, "channel")
    add(head, "title", text.one_line(channel.title))
    add(head, "link", channel.page)
    add(head, "description", text.one_line(channel.description or channel.title))
    add(head, "language", channel.language)
    add(head, "atom:link", "", rel="self", type="application/rss+xml", href=text.one_line(channel.url))
    add(head, "generator", "agregateur")
    add(head, "ttl", "60")
    for item in items(entries, channel):
        _item(ET.SubElement(head, "item"), item, channel)
    return written(root)


def _item(element: ET.Element, item: Item, channel: Channel) -> None:
    lang = channel.language
    add(element, "title", item_title(item.event, item.occurrence, item.today, lang))
    add(element, "link", item.page)
    add(element, "guid", item.id).set("isPermaLink", "true")
    if seen := first_seen(item, channel):
        add(element, "pubDate", format_datetime(seen.astimezone(UTC), usegmt=True))
    for code in item.event.categories:
        add(element, "category", channel.labels.get(code, code))
    if item.rights.names:
        add(element, "dc:creator", item.rights.names)
    add(element, "dc:rights", item.rights.terms(lang))
    if item.rights.link:
        add(element, "atom:link", "", rel="via", href=item.rights.link)
    for credit in item.rights.credits:
        if credit.url:
            add(element, "dc:source", credit.url)
    if item.rights.licence_url:
        add(element, "creativeCommons:license", item.rights.licence_url)
    add(element, "agregateur:republication", item.rights.republication)
    add_modules(element, item)
    about = words(item, channel)
    # `description` is HTML to most readers: plain text must be escaped once more than XML does, and what stands on
    # lines of its own runs together. Quotes need no escape, and some readers show it.
    lines = filter(None, (about.lead, about.excerpt, about.credit))
    add(element, "description", escape("\n".join(map(closed, lines)), quote=False))
    add(element, "content:encoded", about.html)
