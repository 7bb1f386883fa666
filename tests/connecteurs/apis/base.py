"""What a local server of an API must say of itself, so that the common suite (`test_paged`) can be run on it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from werkzeug import Request, Response

from agregateur.ingest.reading import Limits

MANY = int(os.environ.get("AGREGATEUR_TEST_ITEMS", "10000"))
"""Items of the tests of bounded memory. The figure to hold is 50,000 in the gigabyte of a reading child; they are that
many with AGREGATEUR_TEST_ITEMS=50000, which takes minutes, and else fewer in as much less room."""
USUAL = Limits()
ROOM = Limits(memory=MANY * (1 << 30) // 50_000)


@dataclass
class World:
    """What the server holds, and how it behaves.

    `items` is how many there are; `drift`: the server states as many more, or fewer, from the second page on, as when
    items are added or taken away meanwhile; `circle`: every page names the first one as the next.
    """

    items: int = 0
    drift: int = 0
    circle: bool = False
    asked: list[str] = field(default_factory=list)


class Api(Protocol):
    """One API. `respond` answers as the real one does, from its documentation: paging, errors and limits included."""

    kind: str
    page: int
    """Items in one page, as the connector asks for them."""
    options: Mapping[str, Any]
    """Of a sound stanza."""
    wrong_key: Mapping[str, Any] | None
    """Options whose key the server refuses; None for an API without keys."""
    states_total: bool
    """Whether its answers state how many items there are."""

    def url(self, base: str) -> str: ...

    def respond(self, request: Request, world: World) -> Response: ...


def answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """`value` as an API writes it."""
    body = json.dumps(value, ensure_ascii=False)
    return Response(body, status=status, headers=dict(headers or {}), content_type="application/json")
