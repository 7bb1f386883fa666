"""Descriptions so plain that their HTML and text can be read off, without a parser: nearly all of them.

What these functions answer is what nh3 and inscriptis make of the same text, at a tenth of the cost; where they are not
sure, they answer None, and the libraries decide. A property test compares both.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape

from agregateur.text import holds

# Letters, figures and signs of Europe, emoji, and blanks: nothing that a parser of HTML drops or reads in its own way,
# nor a sign of mojibake (Ã, Â, Å, U+FFFD; "â€" is asked for apart).
_ODD = re.compile(
    "[^\t\n -~\xa0-\xac\xae-\xc1\xc4\xc6-\u02ff\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u2027\u202f-\u205e"
    "\u2070-\u209c\u20a0-\u20bf\u2100-\u218b\u2190-\u27bf\u2900-\u2bff\ufe0f\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff]"
)
_ADDRESS = re.compile(r"https?://[^\s<>\"'`{}|\\^]+")
# A host that any parser of addresses takes for one, and nothing in the path that it would refuse.
_PLAIN_ADDRESS = re.compile(
    r"https?://(?![^/]*--)(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,6}[a-z]{2,20}(?::\d{1,4})?(?:[/?#][!#-&(-;=?-_a-z~]*)?",
    re.IGNORECASE,
)
# Blanks that are folded or dropped, within lines and around them; and more than one empty line.
_UNTIDY = ("  ", " \n", "\n ", "\t", "\u202f", "\n\n\n")
_TAG = re.compile(r"<([^<>]*)>")
_LINK = re.compile(r'a(?: href="[^"<>]*")? rel="nofollow noopener"')
# All that a serialiser escapes in a text; anything else is not its work.
_STRAY = re.compile(r"&(?!amp;|lt;|gt;|nbsp;)")
_INLINE = frozenset({"a", "b", "em", "i", "strong", "u"})
_BLOCKS = frozenset({"p", "h3", "h4", "h5", "h6"})


def of_text(text: str) -> tuple[str, str] | None:
    """(safe HTML, plain form) of a printable plain text; None when it needs the libraries.

    Paragraphs at blank lines, line breaks, http(s) addresses as links, as `html.from_plain`.
    """
    if _ODD.search(text) or "â€" in text:
        return None
    if "&" in text and unescape(text) != text:
        return None
    text = text.replace("\xa0", " ").strip()
    if not holds(text, _UNTIDY):
        # Nearly all: each line as it is. A fifth of the time that line by line takes.
        written = _written(text) if text else None
        if written is None:
            return None
        return "<p>" + written.replace("\n\n", "</p><p>").replace("\n", "<br>") + "</p>", text
    html: list[str] = []
    plain: list[str] = []
    before = "<p>"
    for stated in text.split("\n"):
        line = stated.rstrip()
        if not line:
            before = "</p><p>"
            continue
        if before == "</p><p>":
            line = line.lstrip()
            plain.append("")
        written = _written(line)
        if written is None:
            return None
        html += (before, written)
        plain.append(" ".join(line.split()))
        before = "<br>"
    return ("".join(html) + "</p>", "\n".join(plain)) if html else None


def _written(line: str) -> str | None:
    """A line, or several, as HTML, the addresses as links; None when one of them is not plain."""
    if "://" not in line:
        return escape(line, quote=False)
    out: list[str] = []
    at = 0
    for match in _ADDRESS.finditer(line):
        address = match[0].rstrip(".,;:!?")
        # "(voir https://exemple.fr)" : a bracket that was not opened inside is not part of it.
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(".,;:!?")
        if len(address) > 500 or not _PLAIN_ADDRESS.fullmatch(address):
            return None
        safe = escape(address)
        out += (
            escape(line[at : match.start()], quote=False),
            f'<a href="{safe}" rel="nofollow noopener">{safe}</a>',
        )
        at = match.start() + len(address)
    out.append(escape(line[at:], quote=False))
    return "".join(out)


@lru_cache(maxsize=8)
def text_of(safe: str) -> str | None:
    """The plain form of HTML that nh3 made, when it holds but paragraphs, headings, lines, links and emphasis.

    None when it holds anything else. When it does not, nh3 finds nothing more to change in it.
    """
    if _ODD.search(safe) or _STRAY.search(safe):
        return None
    parts = _TAG.split(safe)
    if safe.count("<") + safe.count(">") != len(parts) - 1:
        return None
    lines: list[str] = []
    here: list[str] = []
    opened: list[str] = []
    apart = True  # an empty line stands above, or nothing
    for at in range(0, len(parts), 2):
        here.append(parts[at])
        tag = parts[at + 1] if at + 1 < len(parts) else ""
        name = "a" if _LINK.fullmatch(tag) else tag.removeprefix("/")
        if name in _INLINE:
            if tag[0] == "/":
                if not opened or opened.pop() != name:
                    return None
            elif name in opened or tag == "a":
                return None
            else:
                opened.append(name)
            continue
        line = " ".join("".join(here).replace("&nbsp;", " ").split())
        here.clear()
        if line:
            lines.append(line)
            apart = False
        if tag == "br":
            if not line:
                lines.append("")
            continue
        if name in _BLOCKS and (opened == [name] if tag[0] == "/" else not opened):
            opened = [] if tag[0] == "/" else [name]
            if not apart:
                lines.append("")
                apart = True
        elif tag or opened:
            return None
    text = "\n".join(lines).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    # What looks like a character reference once read is read again by inscriptis.
    if "&" in text and unescape(text) != text:
        return None
    return re.sub(r"\n{3,}", "\n\n", text).strip()
