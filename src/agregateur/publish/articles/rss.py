"""Articles as RSS 2.0 (https://www.rssboard.org/rss-specification): `pubDate` is when the partner published."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import format_datetime
from html import escape

from agregateur import text
from agregateur.publish.articles.told import News, Told, told
from agregateur.publish.entries import Channel
from agregateur.publish.items import closed
from agregateur.publish.leaving import http_url
from agregateur.publish.xml import Xml, element, within, written


def rss(listed: Iterable[News], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `listed`."""
    head = [
        element("title", text.one_line(channel.title)),
        element("link", channel.page),
        element("description", text.one_line(channel.description or channel.title)),
        element("language", channel.language),
        element("atom:link", rel="self", type="application/rss+xml", href=text.one_line(channel.url)),
        element("generator", "agregateur"),
        element("ttl", "60"),
    ]
    items = [within("item", _item(one, channel)) for one in told(listed, channel)]
    return written("rss", [within("channel", head + items)], version="2.0")


def _item(one: Told, channel: Channel) -> list[Xml]:
    out = [
        element("title", one.title),
        element("link", one.link),
        # A page shows many: its anchor names the article, but leads to it only while it is among the first.
        element("guid", one.id, isPermaLink="false"),
        element("pubDate", format_datetime(one.published, usegmt=True)),
    ]
    out += [element("category", tag) for tag in one.tags]
    for credit in one.rights.credits:
        out.append(element("dc:creator", credit.name))
        if credit.home:
            out.append(element("source", credit.name, url=credit.home))
    out.append(element("dc:rights", one.rights.terms(channel.language)))
    if one.rights.licence_url:
        out.append(element("creativeCommons:license", one.rights.licence_url))
    out.append(element("agregateur:republication", one.rights.republication))
    if image := http_url(one.item.image):
        by = one.rights.image_credit
        about = [element("media:credit", by)] if by else []
        out.append(within("media:content", about, url=image, medium="image"))
    # `description` is HTML to most readers: plain text must be escaped once more than XML does, and what stands on
    # lines of its own runs together. Quotes need no escape, and some readers show it.
    lines = map(closed, filter(None, (one.excerpt, *one.lines)))
    out.append(element("description", escape("\n".join(lines), quote=False)))
    out.append(element("content:encoded", one.html))
    return out
