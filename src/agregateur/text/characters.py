"""Characters: what may enter a feed or a store, and identifiers made of any text."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache

# C0 and C1 controls but TAB and LF, lone surrogates, line and paragraph separators, non-characters: none may enter
# a feed (XML 1.0 §2.2), a PostgreSQL text, or an iCalendar line. Nor the marks that turn the direction of all that
# follows (CVE-2021-42574): one partner's title would turn its neighbours' line.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
# What `printable` changes, beside the form of letters: looked for first, in one pass, since it is rare.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
# What may be a long run of marks: every mark lies in this range, and few other letters of Europe do.
_MAYBE_MARKS = re.compile("[\u0300-\U0001e94f][\u0300-\U0001e94f]{30}")


def printable(value: str) -> str:
    """`value` without control characters, its line ends as LF, in NFC."""
    # All that is unfit is a control, a separator or no character, which `isprintable` says no to, as to any line end.
    if value.isprintable():
        if value.isascii():
            return value
    elif _UNFIT.search(value):
        value = _CONTROLS.sub("", _LINE_ENDS.sub("\n", value))
    return unicodedata.normalize("NFC", stream_safe(value))


def stream_safe(value: str) -> str:
    """`value` with at most 30 combining marks in a row (the Stream-Safe Text Format of UAX #15, §13).

    Normalising sorts each run of marks, in a time that grows with its square (measured: 400,000 marks, 70 s).
    """
    if len(value) < 1000 or value.isascii() or not _MAYBE_MARKS.search(value):
        return value
    return _marks().sub(r"\1", value)


@cache
def _marks() -> re.Pattern[str]:
    marks = "".join(c for c in map(chr, range(0x300, 0x1E950)) if unicodedata.combining(c))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def one_line(value: str) -> str:
    """`printable(value)` on one line, runs of white space (no-break ones too) folded to one blank, ends trimmed."""
    return " ".join(printable(value).split())


def whole(value: str) -> str:
    """`value` without NUL and lone surrogates, which neither UTF-8 nor PostgreSQL can hold; all else untouched."""
    return _UNSTORABLE.sub("", value)


def identifier(value: str) -> str:
    """`value` as a uid: one line, at most 300 characters (a PostgreSQL index entry ends at 2,704 bytes).

    A longer one keeps its beginning and gets a digest of the whole, so that two of them stay two.
    """
    value = "".join(filter(str.isprintable, one_line(value))).strip()
    if len(value) <= 300:
        return value
    return f"{value[:260]}…{hashlib.blake2b(value.encode(), digest_size=16).hexdigest()}"
