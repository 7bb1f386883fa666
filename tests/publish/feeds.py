"""A feed for the writers of `publish`, and what tests of all of them share."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from agregateur.model import Event
from agregateur.publish.entries import Channel, Entry
from agregateur.publish.leaving import Credit
from tests.publish.portal import BASE

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)
CREDITS = {"mjc": Credit(name="MJC <Briançon>", home="https://mjc.example/", licence="CC-BY-SA-4.0")}
LABELS = {"musique": "Concerts et musique"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def channel(ending: str = "rss", **more: Any) -> Channel:
    given: dict[str, Any] = {
        "title": "Agenda de Gap",
        "description": "Ce qui vient",
        "page": f"{BASE}/communes/05061-gap",
        "url": f"{BASE}/agenda.{ending}?a=1&b=2",
        "base_url": BASE,
        "now": NOW,
        "credits": CREDITS,
        "labels": LABELS,
    }
    return Channel(**(given | more))


def listed(*events: Entry | Event) -> list[Entry]:
    """Each event at its first date."""
    return [e if isinstance(e, Entry) else Entry(event=e, occurrence=e.occurrences[0]) for e in events]


def clean(body: str) -> bool:
    """Whether nothing in `body` is a control character or turns the direction of what follows."""
    return not _FORBIDDEN.search(body)
