"""Articles as JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/); what it has no word for is in `_agregateur`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from agregateur import text
from agregateur.publish.articles.atom import moment
from agregateur.publish.articles.told import News, Told, told
from agregateur.publish.entries import Channel
from agregateur.publish.leaving import http_url


def jsonfeed(listed: Iterable[News], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `listed`."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": text.one_line(channel.title),
        "home_page_url": channel.page,
        "feed_url": text.one_line(channel.url),
        "description": text.one_line(channel.description) or None,
        "language": channel.language,
        "authors": [{"name": urlsplit(channel.base_url).hostname or "agregateur", "url": channel.base_url}],
    }
    items = [_item(one, channel) for one in told(listed, channel)]
    return json.dumps(_known(feed) | {"items": items}, ensure_ascii=False, separators=(",", ":")).encode()


def _item(one: Told, channel: Channel) -> dict[str, Any]:
    item, held = one.item, one.rights
    extension = {
        "about": f"{channel.base_url.rstrip('/')}/openapi.json",
        "id": one.news.id,
        "genre": item.genre,
        "echeance": item.echeance.isoformat() if item.echeance else None,
        "categories": item.categories,
        "insee": one.news.insee,
        "commune": one.news.commune,
        "republication": held.republication,
        "rights": held.terms(channel.language),
        "licence": held.licence,
        "image_credit": held.image_credit,
    }
    return _known(
        {
            "id": one.id,
            "url": one.link,
            "title": text.printable(one.title),
            "content_html": text.printable(one.html),
            "content_text": text.printable(one.plain),
            "summary": text.printable(one.excerpt or ""),
            "image": http_url(item.image),
            "date_published": moment(one.published),
            "date_modified": moment(one.news.updated),
            "authors": [_known({"name": c.name, "url": c.home}) for c in held.credits],
            "tags": one.tags,
            "language": text.one_line(item.language or ""),
            "_agregateur": _known(extension),
        }
    )


def _known(said: Mapping[str, Any]) -> dict[str, Any]:
    """`said` without what is not known."""
    return {key: value for key, value in said.items() if value not in (None, "", [], ())}
