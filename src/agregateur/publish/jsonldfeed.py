"""The agenda as JSON-LD (W3C JSON-LD 1.1): a schema.org DataFeed of Events, each with when we first saw it and when it
last changed (https://schema.org/DataFeedItem)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from agregateur import text
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.items import Item, first_seen, items
from agregateur.publish.jsonld import CONTEXT, event_node


def jsonld(entries: Sequence[Entry], channel: Channel) -> bytes:
    """The feed as UTF-8 bytes, in the order of `entries`; events that may not leave are left out."""
    listed = list(items(entries, channel))
    changed = max((item.event.updated for item in listed if item.event.updated), default=None)
    feed = {
        "@context": CONTEXT,
        "@type": "DataFeed",
        "@id": text.one_line(channel.url),
        "name": text.one_line(channel.title),
        "description": text.one_line(channel.description),
        "url": channel.page,
        "inLanguage": channel.language,
        "dateModified": _moment(changed),
        "dataFeedElement": [_element(item, channel) for item in listed],
    }
    return json.dumps(_known(feed), ensure_ascii=False, separators=(",", ":")).encode()


def _element(item: Item, channel: Channel) -> dict[str, Any]:
    return _known(
        {
            "@type": "DataFeedItem",
            "dateCreated": _moment(first_seen(item, channel)),
            "dateModified": _moment(item.event.updated),
            "item": _event(item, channel),
        }
    )


def _event(item: Item, channel: Channel) -> dict[str, Any]:
    """The event as its own page states it, with the terms of those who announce it.

    `@id` is its permanent address; each of its dates (`subEvent`) happens at its place, unless it names another.
    """
    node: dict[str, Any] = event_node(
        item.event,
        base_url=channel.base_url,
        commune=item.commune,
        types=channel.types,
        credits=channel.credits,
    )
    node["@id"] = item.id
    node["url"] = item.page
    for date in node.get("subEvent", ()):
        if date.get("location") == node.get("location"):
            date.pop("location", None)
    cleaned: dict[str, Any] = _printable(_known(node))
    return cleaned


def _printable(value: Any) -> Any:
    """Partners' texts without control characters, wherever they stand."""
    if isinstance(value, str):
        return text.printable(value)
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else value


def _known(said: dict[str, Any]) -> dict[str, Any]:
    """`said` without what is not known."""
    return {key: value for key, value in said.items() if value not in (None, "")}


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else None
