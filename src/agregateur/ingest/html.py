"""Descriptions: hostile HTML or plain text in, safe HTML and its plain form out. The one place that meets nh3."""

from __future__ import annotations

import re
from collections import Counter
from html import escape

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

from agregateur.contract import Repair
from agregateur.ingest import simplehtml
from agregateur.ingest.characters import mended, unescaped, unslashed
from agregateur.text import printable

LIMIT = 100_000
"""Characters of a description that are read: nh3 is quadratic on nested tags."""
_DEEPEST = 100
"""Open elements at a time beyond which the text alone is kept: no editor writes that, and trees recurse."""
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "cite", "code", "dd", "del", "dl", "dt", "em", "h3", "h4", "h5", "h6",
    "hr", "i", "ins", "li", "ol", "p", "pre", "q", "s", "small", "strong", "sub", "sup", "table", "tbody", "td",
    "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_DROPPED_WITH_CONTENT = {
    "script", "style", "head", "title", "noscript", "template", "textarea", "select", "svg", "math", "object",
    "applet", "iframe", "noembed", "noframes", "xmp", "plaintext", "form", "button", "canvas", "video", "audio",
}  # fmt: skip
_LINK = re.compile(r"(?:https?://[^\s/?#@\\]+(?:[/?#]|$)|mailto:[^\s:/]+@|tel:[+\d(])", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
_LOOKS_LIKE_HTML = re.compile(
    r"<(?:p|br|a|div|b|i|em|strong|ul|ol|li|span|h[1-6]|table|html)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
_ANY_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*>")
_HEADINGS = re.compile(r"<(/?)h[12](?=[\s>/])", re.IGNORECASE)
_CLOSED_BY_THEMSELVES = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr",
    "p", "li", "dd", "dt", "td", "th", "tr", "tbody", "thead", "option",
}  # fmt: skip
_CSS = ParserConfig(css=CSS_PROFILES["strict"])


def is_markup(text: str) -> bool:
    """Does a text said to be plain hold HTML all the same (Google Calendar descriptions do)?"""
    return "<" in text and bool(_LOOKS_LIKE_HTML.search(text))


def sanitise(text: str, repairs: list[Repair] | None = None) -> str:
    """Safe HTML: allowed tags only, no class, style, image or frame, links http(s), mailto and tel with rel.

    At most `LIMIT` characters go in and come out. Applied to its own output it changes nothing.
    """
    notes = repairs if repairs is not None else []
    text = mended(text, notes, "description")
    if len(text) > LIMIT:
        notes.append(Repair(code="description_cut", detail=str(len(text))))
    room = LIMIT
    out = text[:room]
    while True:
        out = _clean(out, notes)
        if len(out) <= LIMIT:
            return out
        room //= 2
        out = text[:room]


def _clean(text: str, notes: list[Repair]) -> str:
    text = _HEADINGS.sub(r"<\1h3", printable(text))
    if text.count("<") > _DEEPEST and _depth(text) > _DEEPEST:
        notes.append(Repair(code="html_too_deep"))
        text = from_plain(unescaped(_ANY_TAG.sub(" ", text)))
    while True:
        out = printable(_CLEANER.clean(text)).strip()
        # A character reference may have brought a control character in: dropping it changed the text.
        if out == text or simplehtml.text_of(out) is not None:
            return out
        text = out


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "rel":
        return value  # Ours: it is in no list of attributes, nh3 adds it after.
    if name != "href":
        return None
    value = value.strip()
    if len(value) > 2000 or printable(value) != value or "\n" in value or "\t" in value:
        return None
    return value if _LINK.match(value) else None


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes={"a": {"href"}},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="nofollow noopener",
)


def _depth(text: str) -> int:
    """The most elements open at a time, as tags are written; those that HTML closes by itself set aside."""
    opened: Counter[str] = Counter()
    depth = deepest = 0
    for closing, written in _ANY_TAG.findall(text):
        name = written.lower()
        if name in _CLOSED_BY_THEMSELVES:
            continue
        if not closing:
            opened[name] += 1
            depth += 1
            deepest = max(deepest, depth)
        elif opened[name]:
            opened[name] -= 1
            depth -= 1
    return deepest


def to_text(safe: str) -> str:
    """The plain form of sanitised HTML: blocks on lines of their own, at most one blank line, ends trimmed."""
    if not safe:
        return ""
    if "<" not in safe and "&" not in safe:
        return printable(safe).strip()
    read = simplehtml.text_of(safe)
    return _tidy(get_text(safe, _CSS)) if read is None else read


def _tidy(text: str) -> str:
    lines = [line.rstrip() for line in printable(text).replace("\xa0", " ").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def from_plain(text: str) -> str:
    """Safe HTML of a plain text: escaped, paragraphs at blank lines, line breaks, http(s) addresses as links."""
    text = _tidy(text[:LIMIT])
    blocks = [block for block in re.split(r"\n\s*\n", text) if block.strip()]
    return "".join(f"<p>{'<br>'.join(map(_linked, block.strip().split(chr(10))))}</p>" for block in blocks)


def _linked(line: str) -> str:
    out, at = [], 0
    for match in _ADDRESS.finditer(line):
        address = match[0].rstrip(".,;:!?")
        # "(voir https://exemple.fr)" : a bracket that was not opened inside is not part of it.
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?")
        out.append(escape(line[at : match.start()], quote=False))
        safe = escape(address)
        out.append(f'<a href="{safe}">{safe}</a>' if len(address) <= 2000 else safe)
        at = match.start() + len(address)
    out.append(escape(line[at:], quote=False))
    return "".join(out)


def description(text: str | None, markup: bool, repairs: list[Repair]) -> tuple[str | None, str | None]:
    """(safe HTML, plain text) of a description; (None, None) when it says nothing."""
    if not text or not text.strip():
        return None, None
    text = unslashed(text)
    if markup or is_markup(text):
        safe = sanitise(text, repairs)
    else:
        said = printable(unescaped(mended(text, repairs, "description")))
        read = simplehtml.of_text(said)
        if read is not None and len(read[0]) <= LIMIT:
            return read
        safe = sanitise(from_plain(said), repairs)
    plain = to_text(safe)
    return (safe, plain) if plain else (None, None)
