"""Atom out (RFC 4287), with xml.etree: one entry an event, for the date it is listed for, as in our RSS.

The title says the date, since many readers show no other; the event's own dates are in the `ev:` elements. `updated`
is when the event was last changed, and the feed's that of its latest entry: the clock is never written, so that the
same feed is the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from agregateur import text
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, first_seen, item_title, items, words
from agregateur.publish.xml import add, add_modules, written

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""`updated` must be there (4.1.1, 4.1.2), also when nothing is known."""


def atom(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out."""
    # The vocabulary is declared as the default one: some readers look for elements without a prefix.
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", _LANG: channel.language})
    listed = list(items(entries, channel))
    add(root, "id", text.one_line(channel.url))
    add(root, "title", text.one_line(channel.title))
    if channel.description:
        add(root, "subtitle", text.one_line(channel.description))
    read_on = datetime.combine(channel.read_on, time(), UTC) if channel.read_on else _EPOCH
    add(root, "updated", _moment(max((_updated(item) for item in listed), default=read_on)))
    add(root, "link", "", rel="self", type="application/atom+xml", href=text.one_line(channel.url))
    _link(root, "alternate", channel.page, channel)
    author = ET.SubElement(root, "author")
    add(author, "name", urlsplit(channel.base_url).hostname or "agregateur")
    add(author, "uri", channel.base_url)
    add(root, "generator", "agregateur")
    for item in listed:
        _entry(ET.SubElement(root, "entry"), item, channel)
    return written(root)


def _entry(entry: ET.Element, item: Item, channel: Channel) -> None:
    lang, given = channel.language, item.rights
    add(entry, "id", item.id)
    add(entry, "title", item_title(item.event, item.occurrence, item.today, lang))
    add(entry, "updated", _moment(_updated(item)))
    if seen := first_seen(item, channel):
        add(entry, "published", _moment(seen))
    _link(entry, "alternate", item.page, channel)
    if given.link:
        add(entry, "link", "", rel="via", href=given.link)
    if given.licence_url:
        add(entry, "link", "", rel="license", href=given.licence_url)  # RFC 4946
    organizer = text.one_line(item.event.organizer or "")
    if organizer:
        add(ET.SubElement(entry, "author"), "name", organizer)
    for credit in given.credits:
        person = ET.SubElement(entry, "contributor" if organizer else "author")
        add(person, "name", credit.name)
        if uri := credit.home or credit.page:
            add(person, "uri", uri)
    for code in item.event.categories:
        scheme = f"{channel.base_url.rstrip('/')}/api/v1/categories"
        add(entry, "category", "", term=code, scheme=scheme, label=channel.labels.get(code, code))
    add(entry, "rights", given.terms(lang))
    add_modules(entry, item)
    about = words(item, channel)
    add(entry, "summary", "\n".join(filter(None, (about.lead, about.excerpt, about.credit))))
    add(entry, "content", about.html, type="html")


def _link(parent: ET.Element, rel: str, href: str, channel: Channel) -> None:
    add(parent, "link", "", rel=rel, type="text/html", hreflang=channel.language, href=href)


def _updated(item: Item) -> datetime:
    return item.event.updated or item.event.created or _EPOCH


def _moment(moment: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
