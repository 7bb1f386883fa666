"""Titles and short texts as a reader should see them: entities read, mojibake mended, one line, no markup."""

from __future__ import annotations

import html
import re

import ftfy

from agregateur.contract import Repair
from agregateur.text import holds, one_line, printable

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});")
_TAG = re.compile(
    r"</?(?:a|abbr|b|big|br|center|div|em|font|h[1-6]|hr|i|img|li|ol|p|script|small|span|strong|style|sub|sup|u|ul)"
    r"\b[^<>]{0,500}>",
    re.IGNORECASE,
)
# Not "C:\\nouveau": a path begins with a letter and a colon.
_AMPERSANDS = re.compile(r"&(?:amp;|AMP;|#0{0,5}38;|#[xX]0{0,4}26;)+")
_SLASHED = re.compile(r"(?<!:)\\(?:(?:r\\)?[nN]|([,;]))")
# Any but letters, signs and blanks in which there is nothing to mend, to read or to drop; "â€" is asked for apart.
_ODD = re.compile(
    "[^\t\n -%'-;=-\\[\\]-~\xa0-\xac\xae-\xc1\xc4\xc6-\u017f\u2010-\u2027\u202f-\u205e\u20a0-\u20bf]"
)
# What UTF-8 read as Windows-1252 or Latin-1 leaves behind. Only then is ftfy worth its cost (about 1 ms a page).
_MOJIBAKE = ("Ã", "Â", "â€", "â\x80", "Å“", "Å\x93", "�")


def mended(text: str, repairs: list[Repair], field: str) -> str:
    """`text` with mojibake undone, where there are signs of it; a repair is noted when something changed.

    Called before control characters are dropped: those of C1 are part of the evidence ("Ã\\x89" is "É").
    """
    if text.isascii() or not holds(text, _MOJIBAKE):
        return text
    fixed = ftfy.fix_encoding(text)
    if fixed != text:
        repairs.append(Repair(code="mojibake", detail=field))
    return fixed


def unescaped(text: str) -> str:
    """`text` with character references read, also those escaped twice or more (`&amp;#039;` gives `'`)."""
    while "&" in text:
        # At once what each turn would shorten by one: a megabyte of "amp;" took a minute, and time by the square.
        once = _ENTITY.sub(lambda match: html.unescape(match[0]), _AMPERSANDS.sub("&", text))
        if once == text:
            break
        text = once
    return text


def unslashed(text: str) -> str:
    """`text` without the backslashes of an iCalendar text that was escaped twice (RFC 5545 3.3.11): "\\n", "\\,"."""
    while "\\" in text:
        once = _SLASHED.sub(lambda match: match[1] or "\n", text)
        if once == text:
            break
        text = once
    return text


def short(text: str | None, repairs: list[Repair], field: str, limit: int = 500) -> str:
    """A one-line text: entities read, mojibake mended, tags and control characters dropped, at most `limit` long.

    Cut at a word with "…". '' for None.
    """
    if not text:
        return ""
    if len(text) <= limit and not _ODD.search(text) and not ("â" in text and holds(text, _MOJIBAKE)):
        return " ".join(text.split())
    text = text[: limit * 20]
    while True:
        # Mending and dropping tags can each bring the other's work to light; every turn makes the text shorter.
        before = text
        text = printable(mended(unescaped(unslashed(text)), repairs, field))
        text = one_line(_TAG.sub(" ", text)) if "<" in text else " ".join(text.split())
        if text == before or len(text) >= len(before):
            break
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip() + "…"


def optional(text: str | None, repairs: list[Repair], field: str, limit: int = 500) -> str | None:
    """`short`, or None when nothing is left."""
    return short(text, repairs, field, limit) or None
