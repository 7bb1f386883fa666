"""OPML lists, as feed readers export them: their addresses, made into stanzas (OPML 2.0, opml.org/spec2.opml).

The file comes from anywhere: no document type, hence no entity, is read, and size, depth and length are bounded.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.parsers import expat

from agregateur.config import Stanza
from agregateur.detecting.services import of_address
from agregateur.detecting.stanza import stanza, suggested_id
from agregateur.errors import ParseError
from agregateur.ingest import registry
from agregateur.text import one_line

MOST_BYTES = 5_000_000
MOST_OUTLINES = 5_000
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Outline:
    """One address of a list, its name, the site it belongs to, and the headings that it stands under."""

    url: str
    name: str
    home: str | None = None
    under: tuple[str, ...] = ()


def read_opml(path: Path) -> tuple[Outline, ...]:
    """The addresses of an OPML file, in its order. Raises ParseError (not_opml, doctype, too_large), OSError."""
    with path.open("rb") as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ParseError(f"{path}: larger than {MOST_BYTES} bytes", code="too_large")
    return outlines(content, str(path))


def outlines(content: bytes, shown: str) -> tuple[Outline, ...]:
    """The addresses of an OPML document; `shown` names it in errors. Raises ParseError."""
    reader = _Reader(shown)
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ParseError(f"{shown} is not an OPML list: {error}", code="not_opml") from None
    if not reader.is_opml:
        raise ParseError(f"{shown} is XML, but not an OPML list", code="not_opml")
    return tuple(reader.found)


class _Reader:
    def __init__(self, shown: str) -> None:
        self.found: list[Outline] = []
        self.is_opml = False
        self._shown, self._depth = shown, 0
        self._headings: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end

    def _doctype(self, *_: object) -> None:
        raise ParseError(
            f"{self._shown} declares a document type, which is not read: take the line out", code="doctype"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1:
            self.is_opml = tag.lower() == "opml"
        if self._depth > DEEPEST or len(self.found) >= MOST_OUTLINES:
            raise ParseError(
                f"{self._shown} holds more than {MOST_OUTLINES} addresses, or is nested deeper than {DEEPEST}",
                code="too_large",
            )
        if tag.lower() != "outline":
            return
        told = {name.lower(): one_line(value[:2_000]) for name, value in attributes.items()}
        name = told.get("text") or told.get("title") or ""
        if url := told.get("xmlurl") or (
            told.get("url") if told.get("type") in {"link", "include"} else None
        ):
            home = told.get("htmlurl") or None
            self.found.append(Outline(url, name, home, tuple(filter(None, self._headings))))
        self._headings.append(name)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag.lower() == "outline":
            self._headings.pop()


def stanzas(
    listed: Collection[Outline], held: Collection[Stanza], kinds: registry.Kinds | None = None
) -> list[str]:
    """YAML stanzas of the addresses that no source of `held` bears, each once; the kind where the address tells it."""
    known = {_bare(one.url) for one in held}
    taken = {one.id for one in held}
    made = []
    for outline in listed:
        leads = of_address(outline.url).leads
        url = leads[0].url if leads else outline.url
        if not _web(url) or not known.isdisjoint({_bare(url), _bare(outline.url)}):
            continue
        known |= {_bare(url), _bare(outline.url)}
        name = outline.name or (urlsplit(url).hostname or "")
        source_id = suggested_id(name, outline.home or url, taken)
        taken.add(source_id)
        kind = (leads[0].kind if leads else None) or registry.recognise(url, None, kinds)
        home = outline.home if outline.home and _web(outline.home) else None
        under = f"  # {' / '.join(outline.under)}\n" if outline.under else ""
        made.append(under + stanza(id=source_id, name=name, url=url, kind=kind, home=home).rstrip("\n"))
    return made


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"http", "https", "webcal", "webcals"} and bool(parts.hostname) and " " not in url
        )
    except ValueError:
        return False


def same(one: str, other: str) -> bool:
    """Whether both are ways of writing one address."""
    return _bare(one) == _bare(other)


def _bare(url: str) -> str:
    """What two ways of writing one address have in common."""
    return url.split("#", maxsplit=1)[0].partition("://")[2].removeprefix("www.").rstrip("/").lower()
