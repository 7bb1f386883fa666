"""From the bytes of a document to its VEVENTs as logical lines (RFC 5545 3.1 and 3.6), without understanding them.

The document is cut up here so that each event can be parsed by itself, and most need not be parsed at all. What
calendar programs forgive is forgiven: any line ends, blank lines, junk around the calendar, several calendars in one
document, components left open, lines that are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from agregateur.contract import Document, Repair
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page

MAX_DEPTH = 16
"""Components within components; what lies deeper is left out (Text-JSCalendar's limit)."""
MAX_ZONES = 200
"""VTIMEZONEs kept, and observances of each (measured: 20,000 observances take a library 3.5 s and 100 MB)."""

VOLATILE = frozenset({"DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "CREATED"})
"""Properties that some servers write anew at each request; no part of a digest (nextcloud/server#58193)."""

# name *(";" parameter) ":" value, where a quoted parameter may hold any of the three marks.
# Possessive throughout: a hostile line must not make it backtrack.
_LINE = re.compile(r'([A-Za-z0-9-]++)[ \t]*+((?:;(?:[^":;]++|"[^"]*+")*+)*+):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';[ \t]*+([A-Za-z0-9-]++)[ \t]*+=((?:[^":;]++|"[^"]*+")*+)')
_PLACES = frozenset({"VVENUE", "VLOCATION"})


@dataclass(frozen=True, slots=True)
class Line:
    """One property: `name` in upper case, parameters by upper-case name and without quotes, the value as written."""

    name: str
    value: str
    text: str

    @property
    def parameters(self) -> dict[str, str]:
        match = _LINE.match(self.text)
        return (
            {n.upper(): v.replace('"', "").strip() for n, v in _PARAMETER.findall(match[2])} if match else {}
        )


@dataclass(slots=True)
class Component:
    """A component's own properties, and the parts of it that matter: VTIMEZONE's observances, an event's places."""

    name: str
    lines: list[Line] = field(default_factory=list)
    parts: list[Component] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The first value of a property as written, trimmed; '' when there is none."""
        return next((line.value.strip() for line in self.lines if line.name == name), "")

    def has(self, name: str) -> bool:
        return any(line.name == name for line in self.lines)

    def steady(self) -> str:
        """The component's text without its volatile properties."""
        own = [line.text for line in self.lines if line.name not in VOLATILE]
        return "\n".join([self.name, *own, *(part.steady() for part in self.parts)])


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its own properties, its time zones and places, and its events in their order."""

    head: Component
    zones: list[Component] = field(default_factory=list)
    places: list[Component] = field(default_factory=list)
    events: list[Component] = field(default_factory=list)

    def header(self) -> str:
        """What of the calendar bears on each event: its zones, its places, X-WR-TIMEZONE and METHOD."""
        own = [line.text for line in self.head.lines if line.name in {"X-WR-TIMEZONE", "METHOD"}]
        return "\n".join([*own, *(part.steady() for part in [*self.zones, *self.places])])


def split_line(text: str) -> Line | None:
    """A logical line as a property; None when it is none (no colon, or no name before it)."""
    match = _LINE.match(text)
    if match:
        return Line(match[1].upper(), match[3], text)
    # A quote that is never closed: the parameters are lost, the property is not.
    name, colon, value = text.partition(":")
    name = name.partition(";")[0].strip()
    if colon and re.fullmatch(r"[A-Za-z0-9-]+", name):
        return Line(name.upper(), value, f"{name}:{value}")
    return None


def logical_lines(document: Document, repairs: list[Repair]) -> Iterator[str]:
    """The unfolded lines of a document, as text.

    Bytes are unfolded before they are decoded, because folding at 75 bytes may cut a character in two; when they are
    not all UTF-8, each line is decoded by itself, so that one stray byte spoils no other line's accents.
    """
    content = document.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = decode(content)[0].encode("utf-8", "replace")
    joined: list[list[bytes]] = []
    for raw in content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"):
        if raw[:1] in {b" ", b"\t"} and joined:
            joined[-1].append(raw[1:])
        elif raw and not raw.isspace():
            joined.append([raw])
    lines = [b"".join(parts) for parts in joined]
    other: set[str] = set()
    for line in lines:
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            text, charset = decode(line, document.charset)
            other.add(charset)
        yield text.replace("\x00", "").strip("\ufeff").rstrip()
    repairs.extend(Repair(code="not_utf8", detail=charset) for charset in sorted(other))


def calendars(document: Document, repairs: list[Repair]) -> list[Calendar]:
    """The calendars of a document. Raises ParseError: `empty`, `html_instead`, `not_ical`, `truncated`."""
    found: list[Calendar] = []
    stack: list[Component] = []
    deeper = 0
    dropped = 0
    for text in logical_lines(document, repairs):
        line = split_line(text)
        word = line.value.strip().upper() if line and line.name in {"BEGIN", "END"} else ""
        if word == "VCALENDAR" and line and line.name == "BEGIN":
            stack, deeper = [Component("VCALENDAR")], 0
            found.append(Calendar(stack[0]))
        elif not found:
            # Junk before the calendar: a warning of the web server's language, a blank page's head.
            continue
        elif line is None:
            dropped += _in_event(stack)
        elif line.name == "BEGIN" and word == "VEVENT":
            # Events stand in nothing but a calendar: whatever is still open was never closed.
            if _in_event(stack):
                repairs.append(Repair(code="event_not_closed"))
            del stack[1:]
            deeper = 0
            _open(found[-1], stack, word)
        elif line.name == "BEGIN" and len(stack) >= MAX_DEPTH:
            deeper += 1
        elif line.name == "END" and deeper and word not in {"VEVENT", "VCALENDAR"}:
            deeper -= 1
        elif line.name == "BEGIN":
            _open(found[-1], stack, word)
        elif line.name == "END":
            deeper = 0
            _close(stack, word)
        elif stack and not deeper:
            _keep(stack[-1], line)
    if not found:
        raise _unlike(document)
    if stack:
        raise ParseError(
            f"{document.url} stops before END:VCALENDAR: it was cut on its way, and is read again later",
            code="truncated",
        )
    if dropped:
        repairs.append(Repair(code="line_without_colon", detail=str(dropped)))
    return found


def _in_event(stack: list[Component]) -> bool:
    return any(part.name == "VEVENT" for part in stack)


def _open(calendar: Calendar, stack: list[Component], name: str) -> None:
    """Opens a component, and keeps it where it is wanted; alarms, tasks and journals are passed over."""
    new = Component(name)
    inside = stack[-1].name if stack else ""
    if name == "VEVENT" and inside in {"VCALENDAR", ""}:
        calendar.events.append(new)
    elif name == "VTIMEZONE" and inside == "VCALENDAR" and len(calendar.zones) < MAX_ZONES:
        calendar.zones.append(new)
    elif name in _PLACES and inside in {"VCALENDAR", "VEVENT"}:
        (stack[-1].parts if inside == "VEVENT" else calendar.places).append(new)
    elif inside == "VTIMEZONE" and len(stack[-1].parts) < MAX_ZONES:
        stack[-1].parts.append(new)
    stack.append(new)


def _close(stack: list[Component], name: str) -> None:
    """Closes the innermost component of that name, and any left open in it; an END of nothing is passed over."""
    for n in range(len(stack) - 1, -1, -1):
        if stack[n].name == name:
            del stack[n:]
            return


def _keep(component: Component, line: Line) -> None:
    if component.name not in {"STANDARD", "DAYLIGHT", "VTIMEZONE"} or len(component.lines) < MAX_ZONES:
        component.lines.append(line)


def _unlike(document: Document) -> ParseError:
    """Why a document without BEGIN:VCALENDAR is none."""
    start = decode(document.content[:8192], document.charset)[0].strip("\ufeff\x00 \t\r\n")
    if not start:
        return ParseError(f"{document.url} answers an empty document instead of a calendar", code="empty")
    if is_web_page(start):
        return ParseError(
            f"{document.url} answers a web page instead of a calendar: it may ask to sign in, or the calendar may not "
            "be public; give the address of the iCal export",
            code="html_instead",
        )
    return ParseError(
        f"{document.url} is no iCalendar document: BEGIN:VCALENDAR is not in it", code="not_ical"
    )
