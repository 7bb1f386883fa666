"""From the bytes of a document to feedparser's entries: what is refused, what is mended, what is handed on."""

from __future__ import annotations

import io
import re
from typing import Any

import feedparser

from agregateur.contract import Document, Repair
from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page
from connecteurs.rss.mend import count_items, mend

MAX_ITEMS = 100_000
"""A bound before parsing: 50,000 small items cost feedparser 9 s and 124 MB (measured). The core's cap is lower."""

_PROLOG = re.compile(r"\s+|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^\[>]*>", re.S | re.I)
_SUBSET = re.compile(r"<!DOCTYPE[^>\[]{0,300}\[", re.I)
_ROOT = re.compile(r"<((?:[A-Za-z_][\w.-]*:)?(?:rss|RDF|feed))(?=[\s/>])")
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# Charsets whose bytes read as Windows-1252 are as declared (WHATWG Encoding §4.2).
_LATIN = ("windows-1252", "cp1252", "iso-8859-1", "latin")


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
    """The feed's element alone, from its start tag to its end tag, mended so that expat reads it."""
    if not document.content.strip():
        raise ParseError("The document is empty.", code="empty")
    text, charset = decode(document.content, declared(document))
    stated = (declared(document) or charset).lower()
    root = find_root(text)
    if _SUBSET.search(text, 0, root.start() if root else len(text)):
        raise ParseError("The feed carries a DOCTYPE with declarations, which is refused.", code="doctype")
    if is_web_page(text):
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
    if _PROLOG.sub("", text[: root.start()]):
        repairs.append(Repair(code="text_before_feed", detail=text[: root.start()].strip()[:80]))
    if charset == "windows-1252" and not stated.startswith(_LATIN):
        repairs.append(Repair(code="charset", detail=f"{stated}: windows-1252"))
    mended, changed = mend(text[root.start() : end], root[1])
    if changed:
        repairs.append(Repair(code="not_well_formed"))
    return mended, repairs


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
    except Exception as error:
        # The library's own faults over hostile bytes are of any type; the document is refused, nothing else.
        raise ParseError(f"The feed cannot be parsed ({type(error).__name__}).", code="not_feed") from error


def is_feed(document: Document) -> bool:
    """Whether the beginning of `document` is that of a feed."""
    head, _ = decode(document.content[:65536], declared(document))
    return not is_web_page(head) and find_root(head) is not None
