"""The properties of one event by name. Values are read with icalendar's own functions.

Its `Component.from_ical` is not used: it walks each line character by character, ten times slower than all the rest
together (measured: 3,400 events a second), and resolves TZIDs by itself. The tests hold both readings side by side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from icalendar.parser import split_on_unescaped_comma
from icalendar.parser.property import unescape_backslash

from agregateur.text import one_line
from connecteurs.ical.component import Component, Line
from connecteurs.ical.dates import Reading

MAX_TEXT = 200_000
"""Characters of a description that are read (measured: HTML of 100 kB is the most that is cleaned in good time)."""
MAX_LINE = 5000
"""Characters of any other property (measured: splitting a list of 200,000 categories takes seconds)."""
MAX_WORDS = 1000
"""Characters of a property that names something: uid, title to compare, contact."""
_NONE: tuple[Line, ...] = ()
_LONG = frozenset({"DESCRIPTION", "STYLED-DESCRIPTION", "X-ALT-DESC"})


class Value(NamedTuple):
    """One value of a property: its text, unescaped (RFC 5545 3.3.11) and trimmed, and the line it stands on."""

    text: str
    line: Line

    def parameter(self, name: str) -> str:
        return self.line.parameters.get(name, "")


class Properties:
    """The properties of one event. What is longer than may be read is cut, and said."""

    def __init__(self, component: Component, reading: Reading) -> None:
        self._lines: dict[str, list[Line]] = {}
        found = self._lines
        for line in component.lines:
            if line[0] in found:
                found[line[0]].append(line)
            else:
                found[line[0]] = [line]
        if strays := component.strays:
            reading.mend("line_without_colon", str(strays))
        self._reading = reading

    def holds(self, names: Collection[str]) -> bool:
        """Whether any of these properties is there."""
        return not self._lines.keys().isdisjoint(names)

    def lines(self, name: str) -> Sequence[Line]:
        """The lines of a property, as written."""
        return self._lines.get(name, _NONE)

    def all(self, name: str) -> list[Value]:
        """The values of a property, in their order, but empty ones."""
        lines = self._lines.get(name)
        if not lines:
            return []
        return [Value(text, line) for line in lines if (text := unescaped(self._cut(line)).strip())]

    def chosen(self, name: str) -> Value | None:
        """The French one of several values (LANGUAGE), else the first."""
        values = self.all(name)
        if len(values) > 1:
            for value in values:
                if value.parameter("LANGUAGE").lower().startswith("fr"):
                    return value
        return values[0] if values else None

    def text(self, name: str) -> str:
        """The text of the chosen value; '' for none."""
        lines = self._lines.get(name)
        if lines is None:
            return ""
        if len(lines) == 1:
            line = lines[0]
            return unescaped(self._cut(line) if len(line.value) > MAX_LINE else line.value).strip()
        value = self.chosen(name)
        return value.text if value else ""

    def listed(self, name: str) -> Iterator[str]:
        """The items of comma lists (CATEGORIES), each on one line."""
        for line in self._lines.get(name, ()):
            value = self._cut(line)
            for item in split_on_unescaped_comma(value) if "\\" in value else value.split(","):
                if text := one_line(item):
                    yield text

    def _cut(self, line: Line) -> str:
        longest = MAX_TEXT if line.name in _LONG else MAX_LINE
        if len(line.value) > longest:
            self._reading.mend("text_cut", line.name)
        return line.value[:longest]


def unescaped(value: str) -> str:
    """A TEXT value without its escapes.

    Where no backslash stands beside another, each belongs to what follows it, and the order of reading does not matter:
    half the time of the library, which goes through them one by one.
    """
    if "\\" in value and "\\\\" not in value:
        value = value.replace("\\,", ",").replace("\\n", "\n")
    return str(unescape_backslash(value)) if "\\" in value else value


def raw_text(component: Component, names: list[str]) -> str:
    """The first of the properties that is there, unescaped, on one line; '' for none."""
    return next(
        (text for name in names if (text := one_line(unescaped(component.value(name)[:MAX_WORDS])))), ""
    )
