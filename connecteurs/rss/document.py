"""From the bytes of a document to feedparser's entries: what is refused, what is mended, what is handed on."""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from agregateur.contract import Document, Repair
from agregateur.errors import ParseError
from agregateur.text import decode

MAX_ITEMS = 20_000
"""Items a document (design §8); 50,000 small ones cost feedparser 9 s and 124 MB (measured)."""

_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*>", re.S | re.I)
_SUBSET = re.compile(r"<!DOCTYPE[^>]*\[", re.I)
_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]*:)?(?:rss|RDF|feed))(?=[\s/>])")
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.S | re.I
)
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_HIDDEN = re.compile(r"<!\[CDATA\[.*?\]\]>|<!--.*?-->", re.S)
_ITEM = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?(?:item|entry)[\s>]")
# Characters that XML 1.0 §2.2 forbids, bare or as references: one of them makes the whole document ill-formed.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));")
# feedparser forgets the text of an unknown element that bears attributes, such as a namespace bound on the spot.
_EVENT_ELEMENT = re.compile(
    r"<([A-Za-z_][\w.-]*:(?:startdate|enddate|location|organizer|type))\s[^<>]*?(/?)>"
)
_PREFIX = re.compile(r"</?([A-Za-z_][\w.-]*):[A-Za-z_]")


def declared(document: Document) -> str | None:
    """The charset of the XML declaration, else of the HTTP header: servers guess, publishers write."""
    inside = _DECLARED.search(document.content[:1024])
    return inside[1].decode("ascii") if inside else document.charset


def find_root(text: str) -> re.Match[str] | None:
    """The start tag of the feed, past prolog and whatever a broken page printed before it."""
    position = 0
    while found := _PROLOG.match(text, position):
        position = found.end()
    return _ROOT.match(text, position) or _ROOT.search(text, position)


def feed_text(document: Document) -> tuple[str, list[Repair]]:
    """The feed's element alone, from its start tag to its end tag, free of characters that XML forbids."""
    if not document.content.strip():
        raise ParseError("The document is empty.", code="empty")
    text, charset = decode(document.content, declared(document))
    stated = (declared(document) or charset).lower()
    root = find_root(text)
    if _SUBSET.search(text, 0, root.start() if root else len(text)):
        raise ParseError("The feed carries a DOCTYPE with declarations, which is refused.", code="doctype")
    if _PAGE.match(text):
        raise ParseError("The address answers a web page, not a feed.", code="html_instead")
    if root is None:
        code = "html_instead" if re.search(r"<html[\s>]", text, re.I) else "not_feed"
        raise ParseError("The document is neither RSS nor Atom.", code=code)
    closing = list(re.finditer(rf"</{re.escape(root[1])}\s*>", text))
    opening = text.find(">", root.end())
    if closing:
        end = closing[-1].end()
    elif opening > 0 and text[opening - 1] == "/":
        end = opening + 1
    else:
        raise ParseError(f"The feed is cut short: <{root[1]}> is never closed.", code="truncated")
    if count_items(text) > MAX_ITEMS:
        raise ParseError(f"The feed has more than {MAX_ITEMS} items.", code="too_many_items", limit=MAX_ITEMS)
    repairs = []
    if text[: root.start()].strip() and not _is_prolog(text[: root.start()]):
        repairs.append(Repair(code="text_before_feed", detail=text[: root.start()].strip()[:80]))
    if charset == "windows-1252" and not stated.startswith(("windows-1252", "cp1252", "iso-8859-1", "latin")):
        repairs.append(Repair(code="charset", detail=f"{stated}: windows-1252"))
    kept = text[root.start() : end]
    clean = _REFERENCE.sub(_allowed, _FORBIDDEN.sub("", kept))
    if clean != kept:
        repairs.append(Repair(code="forbidden_characters"))
    return _bind_prefixes(_EVENT_ELEMENT.sub(r"<\1\2>", clean), root[0]), repairs


def _bind_prefixes(text: str, root: str) -> str:
    """`text` with every prefix in use declared on its root: one unbound prefix makes expat refuse the document."""
    head = text[: text.find(">") + 1]
    used = set(_PREFIX.findall(_HIDDEN.sub("", text))) - {"xml", "xmlns"}
    missing = sorted(prefix for prefix in used if f"xmlns:{prefix}" not in head)
    bound = "".join(f' xmlns:{prefix}="{_SPACES.get(prefix, "urn:unbound:" + prefix)}"' for prefix in missing)
    return root + bound + text[len(root) :]


_SPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ev": "http://purl.org/rss/1.0/modules/event/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
    "georss": "http://www.georss.org/georss",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}


def _is_prolog(text: str) -> bool:
    return not _PROLOG.sub("", text).strip()


def _allowed(reference: re.Match[str]) -> str:
    digits, base = (reference[1], 16) if reference[1] else (reference[2], 10)
    number = int(digits, base) if len(digits) <= 8 else 0x110000
    return "" if number > 0x10FFFF or _FORBIDDEN.match(chr(number)) else reference[0]


def parse(text: str, url: str) -> Any:
    """feedparser's reading of `text`. It gets a stream, never bytes or str, which it might take for a path."""
    stream = io.BytesIO(b'<?xml version="1.0" encoding="utf-8"?>' + text.encode())
    headers = {"content-type": "application/xml; charset=utf-8"}
    if url.startswith(("http://", "https://")):
        headers["content-location"] = url
    try:
        return feedparser.parse(
            stream, response_headers=headers, resolve_relative_uris=True, sanitize_html=False
        )
    except (
        Exception
    ) as error:  # the library's own faults over hostile bytes are of any type; the document is refused
        raise ParseError(f"The feed cannot be parsed ({type(error).__name__}).", code="not_feed") from error


def is_feed(document: Document) -> bool:
    """Whether the beginning of `document` is that of a feed."""
    head, _ = decode(document.content[:65536], declared(document))
    return not _PAGE.match(head) and find_root(head) is not None


def count_items(text: str) -> int:
    """Items as the text shows them, whatever a parser makes of it."""
    return len(_ITEM.findall(_HIDDEN.sub("", text)))
