"""Atom out (RFC 4287): one entry an event, for the date it is listed for, as in our RSS.

The title says the date, since many readers show no other; the event's own dates are in the `ev:` elements. `updated`
is when the event was last changed, and the feed's that of its latest entry: the clock is never written, so that the
same feed is the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import lru_cache
from urllib.parse import urlsplit

from agregateur import text
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, first_seen, item_title, items, words
from agregateur.publish.xml import Xml, element, modules, within, written

VOCABULARY = "http://www.w3.org/2005/Atom"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""`updated` must be there (4.1.1, 4.1.2), also when nothing is known."""


def atom(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out."""
    listed = list(items(entries, channel))
    url = text.one_line(channel.url)
    out = [element("id", url), element("title", text.one_line(channel.title))]
    if channel.description:
        out.append(element("subtitle", text.one_line(channel.description)))
    read_on = datetime.combine(channel.read_on, time(), UTC) if channel.read_on else _EPOCH
    out += [
        element("updated", _moment(max((_updated(item) for item in listed), default=read_on))),
        element("link", rel="self", type="application/atom+xml", href=url),
        _page(channel.page, channel),
        person("author", urlsplit(channel.base_url).hostname or "agregateur", channel.base_url),
        element("generator", "agregateur"),
    ]
    out += [within("entry", _entry(item, channel)) for item in listed]
    # The vocabulary is declared as the default one: some readers look for elements without a prefix.
    return written("feed", out, **{"xmlns": VOCABULARY, "xml:lang": channel.language})


def person(role: str, name: str, uri: str | None = None) -> Xml:
    """A person construct (3.2): `role` is author or contributor."""
    return within(role, [element("name", name), *([element("uri", uri)] if uri else [])])


def _entry(item: Item, channel: Channel) -> list[Xml]:
    lang, given = channel.language, item.rights
    out = [
        element("id", item.id),
        element("title", item_title(item.event, item.occurrence, item.today, lang)),
        element("updated", _moment(_updated(item))),
    ]
    if seen := first_seen(item, channel):
        out.append(element("published", _moment(seen)))
    out.append(_page(item.page, channel))
    if given.link:
        out.append(element("link", rel="via", href=given.link))
    if licence := given.licence_url:
        out.append(element("link", rel="license", href=licence))  # RFC 4946
    organizer = text.one_line(item.event.organizer or "")
    if organizer:
        out.append(person("author", organizer))
    role = "contributor" if organizer else "author"
    out += [person(role, credit.name, credit.home or credit.page) for credit in given.credits]
    scheme = f"{channel.base_url.rstrip('/')}/api/v1/categories"
    for code in item.event.categories:
        out.append(element("category", term=code, scheme=scheme, label=channel.labels.get(code, code)))
    out.append(element("rights", given.terms(lang)))
    out += modules(item)
    about = words(item, channel)
    out.append(element("summary", "\n".join(filter(None, (about.lead, about.excerpt, about.credit)))))
    out.append(element("content", about.html, type="html"))
    return out


def _page(href: str, channel: Channel) -> Xml:
    return element("link", rel="alternate", type="text/html", hreflang=channel.language, href=href)


def _updated(item: Item) -> datetime:
    return item.event.updated or item.event.created or _EPOCH


@lru_cache(maxsize=1024)
def _moment(moment: datetime) -> str:
    """RFC 3339 in UTC, whole seconds. Remembered: what one harvest brought was seen at one moment."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
