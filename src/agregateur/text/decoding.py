"""From bytes to text, and whether a text is a web page."""

from __future__ import annotations

import re

_BEFORE_PAGE = re.compile(r"\s+|<!--.*?-->|<\?xml[^>]*>", re.S | re.I)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
# The declared charsets worth believing (Python codecs such as idna or zlib raise or inflate).
_CHARSETS = {
    "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "iso-8859-15", "windows-1252", "cp1252",
    "utf-16", "utf-16le", "utf-16be", "windows-1251", "iso-8859-2", "macintosh",
}  # fmt: skip


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text of `content` and the name of the charset used; never fails.

    Order: byte-order mark, UTF-8, the declared charset when it is a known text charset, Windows-1252.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace"), name
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    name = (declared or "").strip().strip("\"'").lower()
    if name in _CHARSETS and name not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        try:
            return content.decode("cp1252" if name in {"iso-8859-1", "latin-1", "latin1"} else name), name
        except UnicodeDecodeError:
            pass
    return content.decode("cp1252", "replace"), "windows-1252"


def is_web_page(text: str) -> bool:
    """Whether `text` begins as an HTML page does: what a sign-in or an error answers in place of data."""
    position = 0
    while found := _BEFORE_PAGE.match(text, position):
        position = found.end()
    return _PAGE.match(text, position) is not None
