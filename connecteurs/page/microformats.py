"""h-event, and its ancestor hCalendar (`class="vevent"`, which SPIP writes): things as schema.org would state them.

Read by extruct (mf2py), which the extra `pages` installs. http://microformats.org/wiki/h-event
"""

from __future__ import annotations

import re
from typing import Any

from agregateur.contract import Repair
from connecteurs.page.graph import Thing

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_EVENT = {
    "name": "name",
    "start": "startDate",
    "end": "endDate",
    "url": "url",
    "uid": "identifier",
    "category": "keywords",
    "organizer": "organizer",
    "photo": "image",
    "status": "eventStatus",
}
_ADDRESS = {
    "street-address": "streetAddress",
    "postal-code": "postalCode",
    "locality": "addressLocality",
    "country-name": "addressCountry",
}


def things(page: str, base: str, repairs: list[Repair]) -> list[Thing]:
    """The h-events of `page`; `repairs` tells when there are some that cannot be read."""
    try:
        # Half a second to import, for few pages.
        from extruct import MicroformatExtractor

        found = MicroformatExtractor().extract(_DECLARATION.sub("", page), base_url=base)
    except ImportError:
        repairs.append(Repair(code="microformats_unread", detail="extra `pages` is not installed"))
        return []
    except MemoryError:
        raise
    except Exception as error:
        # Somebody else's parser on a stranger's page (RecursionError, AssertionError, ParserRejectedMarkup…).
        repairs.append(Repair(code="microformats_unread", detail=type(error).__name__))
        return []
    return [_event(one["properties"]) for one in _events(found)]


def _events(items: list[Any]) -> list[dict[str, Any]]:
    pending, found = items[::-1], []
    while pending:
        item = pending.pop()
        if "h-event" in item.get("type", ()):
            found.append(item)
        pending += item.get("children", ())[::-1]
    return found


def _event(properties: dict[str, list[Any]]) -> Thing:
    thing: Thing = {"@type": ["Event"]}
    thing |= {
        ours: [_plain(one) for one in properties[name]] for name, ours in _EVENT.items() if name in properties
    }
    for name in ("content", "description", "summary"):
        if stated := properties.get(name):
            first = stated[0]
            thing["description"] = first.get("html") if isinstance(first, dict) else first
            break
    if stated := properties.get("location"):
        thing["location"] = [_place(one) for one in stated]
    return thing


def _place(value: Any) -> Any:
    if not isinstance(value, dict) or "properties" not in value:
        return _plain(value)
    stated = dict(value["properties"])
    for inner in (one for name in ("adr", "geo") for one in stated.get(name, ())):
        if isinstance(inner, dict):
            stated |= inner.get("properties", {})
    plain = {name: _plain(values[0]) for name, values in stated.items() if values}
    address = {ours: plain[name] for name, ours in _ADDRESS.items() if plain.get(name)}
    geo = {name: plain[name] for name in ("latitude", "longitude") if name in plain}
    return {
        "@type": ["Place"],
        "name": plain.get("name") if plain.get("name") not in address.values() else None,
        "address": {"@type": ["PostalAddress"], **address} if address else None,
        "geo": geo or None,
    }


def _plain(value: Any) -> Any:
    return value.get("value") if isinstance(value, dict) else value
