"""Several messages in one document: the list of a mailbox that the core's `fetch` gives, and mbox files (RFC 4155)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from agregateur.contract import Document
from agregateur.errors import ParseError
from connecteurs.courriel.message import Header, is_message

_COUNT = re.compile(r"# (\d+) of \d+ messages\r?\n")
_MESSAGE = re.compile(r"imaps?://[^\s/]+/\S*;UIDVALIDITY=\d+/;UID=\d+", re.IGNORECASE)
_FROM = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]+\r?\n")
_QUOTED = re.compile(rb"(?m)^>(?=>*From )")


@dataclass(frozen=True)
class Entry:
    """One message of a mailbox, as its list tells it."""

    address: str
    header: Header
    holds: frozenset[str]
    """Kinds of parts that may hold an event or another message."""


def is_listing(document: Document) -> bool:
    return document.media_type == "text/uri-list" or bool(
        _COUNT.match(document.content[:80].decode("ascii", "replace"))
    )


def entries(document: Document) -> Iterator[Entry]:
    """The messages of a list (RFC 2483), as it orders them. Raises ParseError (`truncated`)."""
    text = document.content.decode("utf-8", "replace")
    count = _COUNT.match(text)
    found: list[Entry] = []
    fields: list[tuple[str, str]] = []
    for line in text[count.end() if count else 0 :].splitlines():
        if line.startswith("# "):
            name, _, value = line[2:].partition(":")
            fields.append((name, value))
        elif line.strip():
            header, fields = Header(fields), []
            if _MESSAGE.fullmatch(line):
                found.append(Entry(line, header, frozenset(header.raw("holds"))))
    if count is None or len(found) != int(count[1]) or not text.endswith("\n"):
        raise ParseError("The list of the mailbox is not whole.", code="truncated")
    yield from found


def is_of(address: str, mailbox: str) -> bool:
    """Whether a message's address is at the same mail server as a mailbox: the password is for no other."""
    return urlsplit(address).hostname == urlsplit(mailbox.strip()).hostname


def is_mbox(content: bytes) -> bool:
    first = _FROM.match(content[:1000])
    return first is not None and is_message(content[first.end() : first.end() + 65_536])


def messages(content: bytes) -> list[bytes]:
    """The messages of an mbox file, the last first."""
    begins = list(_FROM.finditer(content))
    ends = [one.start() for one in begins[1:]] + [len(content)]
    return [_QUOTED.sub(b"", content[one.end() : end]) for one, end in zip(begins, ends, strict=True)][::-1]
