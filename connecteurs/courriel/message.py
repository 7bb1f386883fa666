"""One message (RFC 5322, MIME) taken apart: its header in plain words, its texts, its calendars, its messages.

The standard library's parser is asked for as little as it can do on hostile bytes: words of headers are decoded here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.errors import CloseBoundaryNotFoundDefect, HeaderParseError, StartBoundaryNotFoundDefect
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from agregateur.errors import ParseError
from agregateur.text import decode, is_web_page, one_line

MAX_LINES = 400_000
"""A message of 20 MB in base64 has 270,000."""
MAX_PARTS = 1_000
MAX_DEPTH = 20
_FIELD = re.compile(rb"[!-9;-~]{1,70}[ \t]*:")
_HEADER_END = re.compile(rb"\r?\n\r?\n")
# Fields that a message has, and hardly anything else that is written as `Name: value`.
_USUAL = frozenset({
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"mime-version", b"received", b"return-path",
    b"delivered-to", b"list-id", b"list-unsubscribe", b"dkim-signature", b"x-original-to", b"reply-to",
})  # fmt: skip
_CUT = (CloseBoundaryNotFoundDefect, StartBoundaryNotFoundDefect)
# A line that ends with a blank goes on in the next one (RFC 3676), but for the mark of a signature.
_FLOWED = re.compile(r"(?m)(?<!^--) \n(?![>\n])")
_METHOD = re.compile(rb"^METHOD:[ \t]*(\w+)", re.IGNORECASE | re.MULTILINE)


class Header:
    """The fields of a message, decoded. Names in any case."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields = [(name.lower().strip(), _unfolded(value)) for name, value in fields]

    def raw(self, name: str) -> list[str]:
        return [value for other, value in self._fields if other == name]

    def said(self, name: str) -> str:
        """The first value, its encoded words read (RFC 2047); empty when there is none."""
        return next((words(value) for value in self.raw(name)), "")

    def has(self, *names: str) -> bool:
        return any(value.strip() for name in names for value in self.raw(name))

    def addresses(self, *names: str) -> list[tuple[str, str]]:
        """(name, address in lower case) of fields that hold addresses."""
        found = getaddresses([value for name in names for value in self.raw(name)])
        return [(words(name), one_line(address).lower()) for name, address in found if "@" in address]


@dataclass(frozen=True)
class Calendar:
    """An attached calendar, as it came. `method`: what it asks for (RFC 5546), in upper case."""

    content: bytes
    charset: str | None
    method: str


@dataclass
class Mail:
    """What a message holds. `inner`: messages that it forwards; `cut`: its end is missing."""

    header: Header
    kind: str
    html: list[str] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    calendars: list[Calendar] = field(default_factory=list)
    inner: list[Message] = field(default_factory=list)
    winmail: bool = False
    cut: bool = False
    parts: int = 0


def is_message(content: bytes) -> bool:
    """Whether a document begins as a message does: with fields, three of them usual ones."""
    found: set[bytes] = set()
    for line in content[:65_536].split(b"\n"):
        if not line.strip():
            break
        if line[:1] not in b" \t":
            if not _FIELD.match(line):
                return False
            found.add(line.partition(b":")[0].strip().lower())
    return len(found & _USUAL) >= 3


def read(content: bytes) -> Mail:
    """The message of these bytes. Raises ParseError (`empty`, `html_instead`, `not_mail`, `truncated`,
    `too_many_parts`)."""
    if not content.strip():
        raise ParseError("The message is empty.", code="empty")
    if not is_message(content):
        if is_web_page(decode(content[:65_536])[0]):
            raise ParseError("The address answers a web page, not a message.", code="html_instead")
        raise ParseError("The document is not an e-mail message.", code="not_mail")
    if not _HEADER_END.search(content):
        raise ParseError("The message stops amid its header.", code="truncated")
    if content.count(b"\n") > MAX_LINES or content.count(b"\n--") > 4 * MAX_PARTS:
        raise ParseError("The message has too many lines or parts.", code="too_many_parts")
    try:
        return taken_apart(BytesParser().parsebytes(content))
    except RecursionError:
        raise ParseError("The message has too many parts within parts.", code="too_many_parts") from None


def taken_apart(message: Message) -> Mail:
    """What a parsed message holds. Raises ParseError (`too_many_parts`)."""
    mail = Mail(Header(list(message.raw_items())), message.get_content_type())
    _take(message, mail, 0)
    return mail


def _take(part: Message, mail: Mail, depth: int) -> None:
    mail.parts += 1
    if mail.parts > MAX_PARTS or depth > MAX_DEPTH:
        raise ParseError("The message has too many parts.", code="too_many_parts")
    mail.cut = mail.cut or any(isinstance(defect, _CUT) for defect in part.defects)
    kind, payload = part.get_content_type(), part.get_payload()
    if isinstance(payload, list):
        for one in payload:
            if not isinstance(one, Message):
                continue
            if kind == "message/rfc822":
                mail.inner.append(one)
            elif part.get_content_maintype() == "multipart":
                _take(one, mail, depth + 1)
        return
    name = (part.get_filename() or "").lower()
    charset = part.get_content_charset()
    if kind in {"text/calendar", "application/ics"} or name.endswith(".ics"):
        content = part.get_payload(decode=True)
        if isinstance(content, bytes) and content.strip():
            stated = _METHOD.search(content)
            method = stated[1].decode() if stated else str(part.get_param("method") or "")
            mail.calendars.append(Calendar(content, charset, method.upper()))
    elif kind == "application/ms-tnef" or name == "winmail.dat":
        mail.winmail = True
    elif kind in {"text/html", "text/plain"} and part.get_content_disposition() != "attachment":
        content = part.get_payload(decode=True)
        said = decode(content, charset)[0].replace("\r\n", "\n") if isinstance(content, bytes) else ""
        if part.get_param("format") == "flowed":
            said = _FLOWED.sub("" if part.get_param("delsp") == "yes" else " ", said)
        if said.strip():
            (mail.html if kind == "text/html" else mail.text).append(said)


def words(raw: str) -> str:
    """A field's value with its encoded words (RFC 2047) read, on one line. Bytes that no header should hold are taken
    for UTF-8, else for Windows-1252."""
    try:
        pieces = list(_pieces(raw))
    except (HeaderParseError, ValueError):
        pieces = [raw]
    return one_line("".join(pieces))


def _pieces(raw: str) -> Iterator[str]:
    raw = decode(raw.encode("utf-8", "surrogateescape"))[0]
    for said, charset in decode_header(raw) if "=?" in raw else [(raw, None)]:
        if isinstance(said, str):
            yield said
        elif charset is None:
            yield said.decode("raw-unicode-escape")
        else:
            yield decode(said, charset)[0]


def _unfolded(value: object) -> str:
    return re.sub(r"\r?\n(?=[ \t])", "", str(value)).strip()
