"""Articles as RSS 2.0 (https://www.rssboard.org/rss-specification): `pubDate` is when the partner published."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from agregateur import text
from agregateur.publish.articles.told import News, Told, told
from agregateur.publish.entries import Channel
from agregateur.publish.items import closed
from agregateur.publish.leaving import http_url
from agregateur.publish.xml import add, name, written


def rss(listed: Iterable[News], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `listed`."""
    root = ET.Element("rss", version="2.0")
    head = ET.SubElement(root, "channel")
    add(head, "title", text.one_line(channel.title))
    add(head, "link", channel.page)
    add(head, "description", text.one_line(channel.description or channel.title))
    add(head, "language", channel.language)
    add(head, "atom:link", "", rel="self", type="application/rss+xml", href=text.one_line(channel.url))
    add(head, "generator", "agregateur")
    add(head, "ttl", "60")
    for one in told(listed, channel):
        _item(ET.SubElement(head, "item"), one, channel)
    return written(root)


def _item(item: ET.Element, one: Told, channel: Channel) -> None:
    add(item, "title", one.title)
    add(item, "link", one.link)
    # A page shows many: its anchor names the article, but leads to it only while it is among the first.
    add(item, "guid", one.id).set("isPermaLink", "false")
    add(item, "pubDate", format_datetime(one.published, usegmt=True))
    for tag in one.tags:
        add(item, "category", tag)
    for credit in one.rights.credits:
        add(item, "dc:creator", credit.name)
        if credit.home:
            add(item, "source", credit.name, url=credit.home)
    add(item, "dc:rights", one.rights.terms(channel.language))
    if one.rights.licence_url:
        add(item, "creativeCommons:license", one.rights.licence_url)
    add(item, "agregateur:republication", one.rights.republication)
    if image := http_url(one.item.image):
        media = ET.SubElement(item, name("media:content"), url=image, medium="image")
        if one.rights.image_credit:
            add(media, "media:credit", one.rights.image_credit)
    # `description` is HTML to most readers: plain text must be escaped once more than XML does, and what stands on
    # lines of its own runs together. Quotes need no escape, and some readers show it.
    lines = map(closed, filter(None, (one.excerpt, *one.lines)))
    add(item, "description", escape("\n".join(lines), quote=False))
    add(item, "content:encoded", one.html)
