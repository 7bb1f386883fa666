"""RSS 2.0 out, (https://www.rssboard.org/rss-specification).

One item an event, for the date it is listed for. The date stands in the title, because the readers of town halls
(WordPress' RSS block) show no other; `pubDate` is when we first saw the event, never its date, never the future; the
event's own dates are in the `ev:` elements (http://purl.org/rss/1.0/modules/event/).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from functools import lru_cache
from html import escape

from agregateur import text
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, closed, first_seen, item_title, items, words
from agregateur.publish.xml import Xml, element, modules, within, written


def rss(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out."""
    url = text.one_line(channel.url)
    head = [
        element("title", text.one_line(channel.title)),
        element("link", channel.page),
        element("description", text.one_line(channel.description or channel.title)),
        element("language", channel.language),
        element("atom:link", rel="self", type="application/rss+xml", href=url),
        element("generator", "agregateur"),
        element("ttl", "60"),
    ]
    listed = [within("item", _item(item, channel)) for item in items(entries, channel)]
    return written("rss", [within("channel", head + listed)], version="2.0")


def _item(item: Item, channel: Channel) -> list[Xml]:
    lang, given = channel.language, item.rights
    out = [
        element("title", item_title(item.event, item.occurrence, item.today, lang)),
        element("link", item.page),
        element("guid", item.id, isPermaLink="true"),
    ]
    if seen := first_seen(item, channel):
        out.append(element("pubDate", _moment(seen)))
    out += [element("category", channel.labels.get(code, code)) for code in item.event.categories]
    if names := given.names:
        out.append(element("dc:creator", names))
    out.append(element("dc:rights", given.terms(lang)))
    if given.link:
        out.append(element("atom:link", rel="via", href=given.link))
    out += [element("dc:source", url) for credit in given.credits if (url := credit.url)]
    if licence := given.licence_url:
        out.append(element("creativeCommons:license", licence))
    out.append(element("agregateur:republication", given.republication))
    out += modules(item)
    about = words(item, channel)
    # `description` is HTML to most readers: plain text must be escaped once more than XML does, and what stands on
    # lines of its own runs together. Quotes need no escape, and some readers show it.
    lines = filter(None, (about.lead, about.excerpt, about.credit))
    out.append(element("description", escape("\n".join(map(closed, lines)), quote=False)))
    out.append(element("content:encoded", about.html))
    return out


@lru_cache(maxsize=1024)
def _moment(moment: datetime) -> str:
    """RFC 822, as RSS wants it. Remembered: what one harvest brought was first seen at one moment."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)
