"""Wiki markup as text (YesWiki/yeswiki formatters/wakka.php): what is read stays, its marks go, and so does what is
struck out."""

from __future__ import annotations

import html
import re

_RAW = re.compile(r'""(.*?)""|%%(?:\([^)\n]*\))?(.*?)%%', re.S)
# Bounds, and classes that exclude what opens another: no text takes longer than its length allows.
_ACTION = re.compile(r"\{\{([^{}]{0,2000})\}\}")
_LINK = re.compile(r"\[\[([^\s\[\]]{1,500})(?:[ \t]+([^\[\]\n]{1,500}))?\]\]")
_MARKDOWN_LINK = re.compile(r"!?\[([^\[\]\n]{1,300})\]\(([^\[\]()\s]{1,500})(?:[ \t][^\[\]()\n]{0,200})?\)")
_TITLE = re.compile(r"^[ \t]*(={2,6})[ \t]*([^\n]*?)[ \t]*\1[ \t]*$", re.M)
_MARKDOWN_TITLE = re.compile(r"^#{1,6}[ \t]+(?=\S)", re.M)
# `//` is italics, but not within an address.
_MARKS = tuple(
    re.compile(rf"(?<![:\w/]){mark}(?=\S)([^\n]{{1,2000}}?)(?<=\S){mark}(?!\w)")
    for mark in (r"\*\*", "//", "__", "##", "££")
)
_STRUCK = re.compile(r"@@(?=\S)[^\n]{1,2000}?@@[ \t]*")
_HTML = re.compile(r"</?(?:p|br|div|ul|ol|li|strong|b|em|i|a|h[1-6]|span|table|img)\b[^<>]*>", re.I)


def is_html(text: str) -> bool:
    """Whether `text`, whose syntax its form does not tell, is HTML: it has tags, and not between doubled quotes, where
    wiki markup keeps them."""
    return '""' not in text and bool(_HTML.search(text))


def plain(text: str) -> str:
    """`text` without wiki marks. Links keep their words and, when they lead out of the wiki, their address; titles
    stand on lines of their own; actions (`{{…}}`) go, but for the words of a button."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = _RAW.sub(lambda found: _untagged(found[1]) if found[1] is not None else found[2].strip(), text)
    text = _ACTION.sub(_button, text)
    text = _LINK.sub(lambda found: _linked(found[1], found[2] or ""), text)
    text = _MARKDOWN_LINK.sub(lambda found: _linked(found[2], found[1]), text)
    text = _TITLE.sub(lambda found: f"\n{found[2]}\n", text)
    text = _MARKDOWN_TITLE.sub("", text)
    text = re.sub(r"^[ \t]*-{4,}[ \t]*$", "", text, flags=re.M)
    text = re.sub(r"(?<!-)---(?!-)", "\n", text)
    text = _STRUCK.sub("", text)
    for mark in _MARKS:
        text = mark.sub(r"\1", text)
    return re.sub(r"\n[ \t]*\n(?:[ \t]*\n)+", "\n\n", text).strip()


def _untagged(raw: str) -> str:
    broken = re.sub(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", "\n", raw, flags=re.I)
    return html.unescape(re.sub(r"<[^<>]{0,2000}>", "", broken))


def _button(found: re.Match[str]) -> str:
    words = dict(re.findall(r'(\w+)="([^"]*)"', found[1]))
    if not found[1].lstrip().startswith("button"):
        return ""
    return _linked(words.get("link", ""), words.get("text", ""))


def _linked(address: str, words: str) -> str:
    out = re.match(r"(?:https?://|mailto:)", address)
    shown = address.removeprefix("mailto:")
    if not words.strip():
        return shown
    return f"{words.strip()} ({shown})" if out and shown not in words else words.strip()
