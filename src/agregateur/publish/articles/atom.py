"""Articles as Atom (RFC 4287). The feed's `updated` is that of its latest entry, so that the same feed is the same
bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from agregateur import text
from agregateur.publish.articles.told import News, Told, told
from agregateur.publish.entries import Channel
from agregateur.publish.xml import add, written

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""`updated` must be there (4.1.1), also when there is no entry."""


def atom(listed: Iterable[News], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `listed`."""
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", _LANG: channel.language})
    entries = list(told(listed, channel))
    add(root, "id", text.one_line(channel.url))
    add(root, "title", text.one_line(channel.title))
    if channel.description:
        add(root, "subtitle", text.one_line(channel.description))
    add(root, "updated", moment(max((one.news.updated for one in entries), default=_EPOCH)))
    add(root, "link", "", rel="self", type="application/atom+xml", href=text.one_line(channel.url))
    add(root, "link", "", rel="alternate", type="text/html", hreflang=channel.language, href=channel.page)
    author = ET.SubElement(root, "author")
    add(author, "name", urlsplit(channel.base_url).hostname or "agregateur")
    add(author, "uri", channel.base_url)
    add(root, "generator", "agregateur")
    for one in entries:
        _entry(ET.SubElement(root, "entry"), one, channel)
    return written(root)


def _entry(entry: ET.Element, one: Told, channel: Channel) -> None:
    add(entry, "id", one.id)
    add(entry, "title", one.title)
    add(entry, "updated", moment(one.news.updated))
    add(entry, "published", moment(one.published))
    add(entry, "link", "", rel="alternate", type="text/html", href=one.link)
    if one.rights.licence_url:
        add(entry, "link", "", rel="license", href=one.rights.licence_url)  # RFC 4946
    for credit in one.rights.credits:
        person = ET.SubElement(entry, "author")
        add(person, "name", credit.name)
        if credit.home:
            add(person, "uri", credit.home)
    for code, label in zip((one.item.genre or "annonce", *one.item.categories), one.tags, strict=True):
        add(entry, "category", "", term=code, label=label)
    add(entry, "rights", one.rights.terms(channel.language))
    add(entry, "summary", "\n".join(filter(None, (one.excerpt, *one.lines))))
    add(entry, "content", one.html, type="html")


def moment(when: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
