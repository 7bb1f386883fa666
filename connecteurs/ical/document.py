"""From the bytes of a document to its VEVENTs as logical lines (RFC 5545 3.1 and 3.6), without understanding them.

The document is cut up here so that each event can be parsed by itself, and most need not be parsed at all. What
calendar programs forgive is forgiven: any line ends, blank lines, junk around the calendar, several calendars in one
document, components left open, lines that are none.
"""

from __future__ import annotations

import re

from agregateur.contract import Document, Repair
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page
from connecteurs.ical.component import Calendar, Component, split_line

MAX_DEPTH = 16
"""Components within components; what lies deeper is left out (Text-JSCalendar's limit)."""
MAX_ZONES = 200
"""VTIMEZONEs kept, and observances of each (measured: 20,000 observances take a library 3.5 s and 100 MB)."""

# A line end that ends no logical line: that of a blank one, or before what goes on.
_FOLD = re.compile(rb"\n(?:[ \t]|(?=\n))")
# A line that is not as exporters write it, and an alarm, which no one reads.
_UNUSUAL = re.compile(r"\n(?![A-Z][A-Z0-9-]*+[:;])")
_ALARM = re.compile(r"\nBEGIN:VALARM(?:\n(?!BEGIN|END)[^\n]*+)*+\nEND:VALARM(?=\n|\Z)")

_END = "\nEND:VEVENT"
_MARKS = ("BEGIN", "END", "Begin", "End", "begin", "end")
_PLACES = frozenset({"VVENUE", "VLOCATION"})


def unfolded(document: Document) -> bytes:
    """The lines of a document, one logical line a line, a line end before the first; blank lines are left out.

    Bytes are unfolded before they are decoded, because folding at 75 bytes may cut a character in two.
    """
    content = document.content
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        content = decode(content)[0].encode("utf-8", "replace")
    content = b"\n" + content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\x00", b"")
    return _FOLD.sub(b"", content)


def _decoded(lines: bytes, charset: str | None, repairs: list[Repair]) -> str:
    """The text of lines: when they are not all UTF-8, each is decoded by itself, so that one stray byte spoils no other
    line's accents."""
    try:
        text = lines.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return text.replace("\ufeff", "") if "\ufeff" in text else text
    read = [decode(line, charset) for line in lines.split(b"\n")]
    other = sorted({charset for _, charset in read} - {"utf-8"})
    repairs.extend(Repair(code="not_utf8", detail=charset) for charset in other)
    return "\n".join(text.replace("\ufeff", "") for text, _ in read)


def calendars(document: Document, lines: bytes, repairs: list[Repair]) -> list[Calendar]:
    """The calendars of a document, by its `unfolded` lines. Raises ParseError: `empty`, `html_instead`, `not_ical`,
    `truncated`."""
    walk = Walk(repairs)
    head, *pieces = _decoded(lines, document.charset, repairs).split("\nBEGIN:VEVENT")
    walk.over(head)
    for piece in pieces:
        walk.event(piece)
    if not walk.found:
        raise _unlike(document)
    if walk.stack:
        raise ParseError(
            f"{document.url} stops before END:VCALENDAR: it was cut on its way, and is read again later",
            code="truncated",
        )
    return walk.found


class Walk:
    """One way through a document's lines, with the components that are open on it."""

    def __init__(self, repairs: list[Repair]) -> None:
        self.found: list[Calendar] = []
        self.stack: list[Component] = []
        self._deeper = 0
        self._repairs = repairs

    def event(self, piece: str) -> None:
        """Goes over what follows a BEGIN:VEVENT up to the next: in one step where all is as exporters write it.

        An event that stands in nothing but a calendar, in lines of usual names, needs no look at each of its lines.
        """
        at = len(piece) - len(_END) if piece.endswith(_END) else piece.find(f"{_END}\n")
        if at > 0 and len(self.stack) == 1 and not self._deeper and self.stack[0].name == "VCALENDAR":
            raw = piece[:at]
            if "\nBEGIN:VALARM" in raw:
                raw = _ALARM.sub("", raw)
            if raw[0] == "\n" and "\nBEGIN" not in raw and "\nEND" not in raw and not _UNUSUAL.search(raw):
                self.found[-1].events.append(Component("VEVENT", raw))
                if at + len(_END) < len(piece):
                    self.over(piece[at + len(_END) :])
                return
        self.over(f"BEGIN:VEVENT{piece}")

    def over(self, text: str) -> None:
        """Goes over lines one by one."""
        for line in filter(None, text.split("\n")):
            if not line.startswith(_MARKS):
                if self.stack and not self._deeper:
                    _keep(self.stack[-1], line)
                continue
            parted = split_line(line)
            word = parted.value.strip().upper() if parted and parted.name in {"BEGIN", "END"} else ""
            if parted is not None and word:
                self._mark(parted.name == "BEGIN", word)

    def _mark(self, begins: bool, word: str) -> None:
        if begins and word == "VCALENDAR":
            self.stack, self._deeper = [Component("VCALENDAR")], 0
            self.found.append(Calendar(self.stack[0]))
        elif not self.found:
            # Junk before the calendar: a warning of the web server's language, a blank page's head.
            return
        elif begins and word == "VEVENT":
            # Events stand in nothing but a calendar: whatever is still open was never closed.
            if any(part.name == "VEVENT" for part in self.stack):
                self._repairs.append(Repair(code="event_not_closed"))
            del self.stack[1:]
            self._deeper = 0
            _open(self.found[-1], self.stack, word)
        elif begins and len(self.stack) >= MAX_DEPTH:
            self._deeper += 1
        elif begins:
            _open(self.found[-1], self.stack, word)
        elif self._deeper and word not in {"VEVENT", "VCALENDAR"}:
            self._deeper -= 1
        else:
            self._deeper = 0
            _close(self.stack, word)


def _open(calendar: Calendar, stack: list[Component], name: str) -> None:
    """Opens a component, and keeps it where it is wanted; alarms, tasks and journals are passed over."""
    new = Component(name)
    inside = stack[-1].name if stack else ""
    if name == "VEVENT" and inside in {"VCALENDAR", ""}:
        calendar.events.append(new)
    elif name == "VTIMEZONE" and inside == "VCALENDAR" and len(calendar.zones) < MAX_ZONES:
        calendar.zones.append(new)
    elif name in _PLACES and inside == "VCALENDAR":
        calendar.places.append(new)
    elif (inside == "VTIMEZONE" or (inside == "VEVENT" and name in _PLACES)) and len(
        stack[-1].parts
    ) < MAX_ZONES:
        stack[-1].parts += (new,)
    stack.append(new)


def _close(stack: list[Component], name: str) -> None:
    """Closes the innermost component of that name, and any left open in it; an END of nothing is passed over."""
    for n in range(len(stack) - 1, -1, -1):
        if stack[n].name == name:
            del stack[n:]
            return


def _keep(component: Component, text: str) -> None:
    if component.name not in {"STANDARD", "DAYLIGHT", "VTIMEZONE"} or len(component.texts) < MAX_ZONES:
        component.texts.append(text)


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
