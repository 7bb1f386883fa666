"""Articles as Atom (RFC 4287). The feed's `updated` is that of its latest entry, so that the same feed is the same
bytes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from agregateur import text
from agregateur.publish.articles.told import News, Told, told
from agregateur.publish.atom import VOCABULARY, person
from agregateur.publish.entries import Channel
from agregateur.publish.xml import Xml, element, within, written

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
"""`updated` must be there (4.1.1), also when there is no entry."""


def atom(listed: Iterable[News], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `listed`."""
    entries = list(told(listed, channel))
    url = text.one_line(channel.url)
    out = [element("id", url), element("title", text.one_line(channel.title))]
    if channel.description:
        out.append(element("subtitle", text.one_line(channel.description)))
    out += [
        element("updated", moment(max((one.news.updated for one in entries), default=_EPOCH))),
        element("link", rel="self", type="application/atom+xml", href=url),
        element("link", rel="alternate", type="text/html", hreflang=channel.language, href=channel.page),
        person("author", urlsplit(channel.base_url).hostname or "agregateur", channel.base_url),
        element("generator", "agregateur"),
    ]
    out += [within("entry", _entry(one, channel)) for one in entries]
    return written("feed", out, **{"xmlns": VOCABULARY, "xml:lang": channel.language})


def _entry(one: Told, channel: Channel) -> list[Xml]:
    out = [
        element("id", one.id),
        element("title", one.title),
        element("updated", moment(one.news.updated)),
        element("published", moment(one.published)),
        element("link", rel="alternate", type="text/html", href=one.link),
    ]
    if one.rights.licence_url:
        out.append(element("link", rel="license", href=one.rights.licence_url))  # RFC 4946
    out += [person("author", credit.name, credit.home) for credit in one.rights.credits]
    for code, label in zip((one.item.genre or "annonce", *one.item.categories), one.tags, strict=True):
        out.append(element("category", term=code, label=label))
    out.append(element("rights", one.rights.terms(channel.language)))
    out.append(element("summary", "\n".join(filter(None, (one.excerpt, *one.lines)))))
    out.append(element("content", one.html, type="html"))
    return out


def moment(when: datetime) -> str:
    """RFC 3339 in UTC, whole seconds."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
