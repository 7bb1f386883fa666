"""What a calendar is made of: components, each with its logical lines, which are properties once they are asked for."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from types import MappingProxyType
from typing import NamedTuple, cast

from connecteurs.ical.exporters import exporter

_NAMES = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "CREATED")
VOLATILE = rf"\n(?:{'|'.join(_NAMES)})[:;][^\n]*+"
"""A line of a property that some servers write anew at each request; no part of a digest (nextcloud/server#58193)."""
_VOLATILE = re.compile(VOLATILE)
_VOLATILE_STARTS = tuple(name + mark for name in _NAMES for mark in ":;")
# All lines of a component's raw text at once; less than all where a quote is not closed.
_USUAL = re.compile(r'\n([A-Z0-9-]++)((?:;(?:[^":;\n]++|"[^"\n]*+")*+)*+):([^\n]*+)')
# name *(";" parameter) ":" value, where a quoted parameter may hold any of the three marks.
# Possessive throughout: a hostile line must not make it backtrack.
_LINE = re.compile(r'([A-Za-z0-9-]++)[ \t]*+((?:;(?:[^":;]++|"[^"]*+")*+)*+):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';[ \t]*+([A-Za-z0-9-]++)[ \t]*+=((?:[^":;]++|"[^"]*+")*+)')


class Line(NamedTuple):
    """One property: `name` in upper case, its parameters as written (each with the ";" before it), and the value."""

    name: str
    stated: str
    value: str

    @property
    def parameters(self) -> Mapping[str, str]:
        """Parameters by upper-case name, without quotes; `^n`, `^'` and `^^` are read (RFC 6868)."""
        return _parameters(self.stated) if self.stated else _NONE


_line = cast("Callable[[tuple[str, str, str]], Line]", partial(tuple.__new__, Line))
"""A Line of its three parts, at a third of the cost of naming them."""
_NONE: Mapping[str, str] = MappingProxyType({})


@lru_cache(maxsize=1024)
def _parameters(stated: str) -> Mapping[str, str]:
    # A calendar writes the same few zones and organisers again and again.
    found = {name.upper(): value.replace('"', "").strip() for name, value in _PARAMETER.findall(stated)}
    if "^" in stated:
        found = {n: v.replace("^n", " ").replace("^'", '"').replace("^^", "^") for n, v in found.items()}
    return MappingProxyType(found)


class Component:
    """A component's own lines, and the parts of it that matter: VTIMEZONE's observances, an event's places.

    `raw` is its text as exporters write it: a line end before each line, each a name in upper case, ":" or ";", and
    more. Lines are taken apart when they are first asked for: most events are unchanged, and never are.
    """

    __slots__ = ("_lines", "_raw", "_texts", "name", "parts")

    def __init__(self, name: str, raw: str | None = None) -> None:
        self.name = name
        self.parts: tuple[Component, ...] = ()
        self._raw = raw
        self._texts: list[str] | None = None
        self._lines: list[Line] | None = None

    @property
    def texts(self) -> list[str]:
        """Its logical lines."""
        if self._texts is None:
            self._texts = self._raw.split("\n")[1:] if self._raw is not None else []
        return self._texts

    @property
    def lines(self) -> list[Line]:
        """Its properties; what is none (no colon, or no name before it) is left out."""
        if self._lines is None:
            if self._raw is not None:
                self._lines = list(map(_line, _USUAL.findall(self._raw)))
                if len(self._lines) == self._raw.count("\n"):
                    return self._lines
            self._lines = [line for line in map(split_line, self.texts) if line is not None]
        return self._lines

    @property
    def strays(self) -> int:
        """How many of its lines are no property."""
        own = self.lines
        return (len(self.texts) if self._raw is None else self._raw.count("\n")) - len(own)

    def value(self, name: str) -> str:
        """The first value of a property as written, trimmed; '' when there is none."""
        if self._raw is not None:
            at = self._raw.find("\n" + name)
            if at < 0:
                return ""
            colon = at + 1 + len(name)
            if self._raw[colon] == ":":
                end = self._raw.find("\n", colon)
                return (self._raw[colon + 1 :] if end < 0 else self._raw[colon + 1 : end]).strip()
        for text in self.texts:
            if text[: len(name)].upper() == name:
                line = split_line(text)
                if line is not None and line.name == name:
                    return line.value.strip()
        return ""

    def has(self, name: str) -> bool:
        if self._raw is not None:
            mark = "\n" + name
            return mark in self._raw and (mark + ":" in self._raw or mark + ";" in self._raw)
        return any(
            text[: len(name)].upper() == name and text[len(name) : len(name) + 1] in {":", ";", " ", "\t"}
            for text in self.texts
        )

    def steady(self) -> str:
        """The component's text without its volatile properties."""
        if self._raw is not None:
            return self.name + _VOLATILE.sub("", self._raw)
        own = [text for text in self.texts if not text.startswith(_VOLATILE_STARTS)]
        return "\n".join([self.name, *own, *(part.steady() for part in self.parts)])


@dataclass(slots=True)
class Calendar:
    """One VCALENDAR: its own properties, its time zones and places, and its events in their order."""

    head: Component
    zones: list[Component] = field(default_factory=list)
    places: list[Component] = field(default_factory=list)
    events: list[Component] = field(default_factory=list)

    def header(self) -> str:
        """What of the calendar bears on each event: its exporter, zones, places, X-WR-TIMEZONE and METHOD."""
        own = [self.head.value(name) for name in ("X-WR-TIMEZONE", "METHOD")]
        own.append(exporter(self.head.value("PRODID")))
        return "\n".join([*own, *(part.steady() for part in [*self.zones, *self.places])])


def split_line(text: str) -> Line | None:
    """A logical line as a property; None when it is none (no colon, or no name before it)."""
    match = _LINE.match(text)
    if match:
        return Line(match[1].upper(), match[2], match[3])
    # A quote that is never closed: the parameters are lost, the property is not.
    name, colon, value = text.partition(":")
    name = name.partition(";")[0].strip()
    if colon and re.fullmatch(r"[A-Za-z0-9-]+", name):
        return Line(name.upper(), "", value)
    return None
