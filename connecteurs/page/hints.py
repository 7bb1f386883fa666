"""What a page may hold, told in one pass over its characters: before a tree is made of it, or a library imported."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Each match takes its value in: no page can make the pattern look at a character twice.
_ATTRIBUTE = re.compile(
    r"""\b(class|itemtype|typeof)\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))""", re.I
)
_EVENT = re.compile(r"(?:Event|EventSeries|Festival|Hackathon|CourseInstance)(?![A-Za-z])", re.I)
_H_EVENT = frozenset(["h-event", "vevent"])
_START = frozenset(["dt-start", "dtstart"])


_TAG = re.compile(
    r"<(/?)(div|span|section|article|main|ul|ol|dl|table|form|fieldset|a|b|i|em|strong|font|center|svg|g)\b",
    re.I,
)
DEPTH = 5_000
"""Elements within elements; real pages have some dozens. A tree of 200,000 takes its parser two minutes."""


def is_too_deep(page: str) -> bool:
    """Whether elements are nested so deep that no tree is to be made of the page. Those whose end may be left out
    (`<p>`, `<li>`, HTML 13.1.2.4) do not count."""
    depth = 0
    for match in _TAG.finditer(page):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > DEPTH:
            return True
    return False


@dataclass
class Hints:
    """`things`: microdata or RDFa may state an event. `h_event`, `start`: there is an h-event, and a start in one."""

    things: bool = False
    h_event: bool = False
    start: bool = False


def hints_of(page: str) -> Hints:
    found = Hints()
    for match in _ATTRIBUTE.finditer(page):
        value = match[2] or match[3] or match[4] or ""
        if match[1].lower() != "class":
            found.things = found.things or _EVENT.search(value) is not None
        elif "event" in value or "start" in value:
            words = set(value.split())
            found.h_event = found.h_event or not words.isdisjoint(_H_EVENT)
            found.start = found.start or not words.isdisjoint(_START)
    return found
