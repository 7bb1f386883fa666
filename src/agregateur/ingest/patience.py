"""A server that asks to wait a moment in the midst of its pages is waited for; one that asks it at once is not.

Without this, a list of many pages would be read in part each time, up to the page at which the server has had enough.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from agregateur.contract import Document, Fetch
from agregateur.errors import HttpStatus

LONGEST = 30.0
"""Seconds that one wait may take: what the parent grants for one more address."""
TIMES = 10
"""Waits in one reading."""


def patient(fetch: Fetch, waiting: Callable[[], None], sleep: Callable[[float], None] = time.sleep) -> Fetch:
    """`fetch`, which after a first document waits as long as a 429 or 503 asks (Retry-After, RFC 9110 10.2.3) and asks
    again. `waiting` is called before each wait. What asks for longer, or too often, is raised as it came."""
    came = waited = 0

    def asking(url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        nonlocal came, waited
        while True:
            try:
                document = fetch(url, headers=headers, json=json)
            except HttpStatus as error:
                asked = error.values.get("wait")
                if not came or asked is None or asked > LONGEST or waited >= TIMES:
                    raise
                waited += 1
                waiting()
                # A second at least: some servers say 0.
                sleep(max(asked, 1.0))
            else:
                came += 1
                return document

    return asking
