"""Mailboxes over IMAP (RFC 3501, 9051), as documents: the list of the newest messages, and each message.

    imaps://host/INBOX                          the list: text/uri-list (RFC 2483), newest first
    imaps://host/INBOX;UIDVALIDITY=7/;UID=42    one message: message/rfc822, byte for byte

Addresses are those of RFC 5092. The list begins with a line `# 2 of 12 messages`; before each address it has, as
comments, what tells whether a message is worth fetching: some fields of its header, and a line `# Holds: text/calendar`
for each kind of part that may matter. So mail that is nobody's business is not even fetched.
"""

from __future__ import annotations

import base64
import imaplib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from agregateur.contract import Document
from agregateur.errors import FetchError, HttpStatus, Incomplete, TooLarge
from agregateur.ingest import addresses
from agregateur.ingest.imap import Client, quoted
from agregateur.ingest.network import Budget, GuardedBackend
from agregateur.text import one_line

NEWEST = 500
"""Messages that the list of a mailbox holds at most."""
_GOODBYE_SECONDS = 2.0
_FIELDS = "MESSAGE-ID FROM TO CC LIST-ID LIST-UNSUBSCRIBE LIST-POST PRECEDENCE AUTO-SUBMITTED IN-REPLY-TO X-SPAM-FLAG"
"""What the list repeats of a message's header."""
_LONGEST_FIELD = 2_000
# How a BODYSTRUCTURE names the parts that may hold an event or a newsletter (RFC 3501 7.4.2).
_HOLDS = {
    "text/calendar": re.compile(rb'"text" "calendar"|\.ics"|"application" "ics"', re.IGNORECASE),
    "message/rfc822": re.compile(rb'"message" "rfc822"', re.IGNORECASE),
    "application/ms-tnef": re.compile(rb'"ms-tnef"|"winmail\.dat"', re.IGNORECASE),
}
_NUMBERS = re.compile(r";UIDVALIDITY=(\d{1,10})/;UID=(\d{1,10})$", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_UID = re.compile(rb"\bUID (\d{1,10})\b", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b", re.IGNORECASE)
_BODY = re.compile(rb"\bBODY\[[^\]]*\] \{\d+\}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Place:
    """What an address names: a mailbox, and one of its messages or none."""

    server: addresses.Address
    mailbox: str
    numbers: tuple[int, int] | None
    """UIDVALIDITY and UID."""

    @classmethod
    def of(cls, url: str, allow: frozenset[str]) -> _Place:
        server = addresses.check_mailbox(url, allow)
        path = urlsplit(server.url).path.removeprefix("/")
        found = _NUMBERS.search(path)
        path = path[: found.start()] if found else path
        mailbox = unquote(path) or "INBOX"
        if ";" in path or _CONTROL.search(mailbox):
            raise addresses.refused(url, "it names no mailbox, nor a message by UIDVALIDITY and UID")
        return cls(server, mailbox, (int(found[1]), int(found[2])) if found else None)

    def message(self, validity: int, uid: int) -> str:
        parts = urlsplit(self.server.url)
        return f"{parts.scheme}://{parts.netloc}/{quote(self.mailbox)};UIDVALIDITY={validity}/;UID={uid}"


class Mailboxes:
    """The mailboxes that one reading asks for: one connection, kept from one message to the next."""

    def __init__(
        self, backend: GuardedBackend, budget: Budget, allow: frozenset[str], tls: Callable[[], SSLContext]
    ) -> None:
        self._backend, self._budget, self._allow, self._tls = backend, budget, allow, tls
        self._client: Client | None = None
        self._open: tuple[Any, ...] = ()
        """Server, user, password and mailbox of the connection."""
        self._messages, self._validity = 0, 0

    def close(self) -> None:
        """Say goodbye, without waiting for long."""
        if self._client is not None:
            self._budget.start("", _GOODBYE_SECONDS, 10_000)
            with suppress(imaplib.IMAP4.error, FetchError, ValueError):
                self._client.logout()
        self._drop()

    def read(self, url: str, authorization: str | None, max_bytes: int) -> Document:
        """The list of a mailbox, or one message. `authorization`: `Basic …` (RFC 7617), in UTF-8.

        Raises FetchError (`login_needed`, `login_refused`, `login_not_offered`, `not_secure`, `mailbox_missing`,
        `mailbox_changed`, `mail_unavailable`, `bad_answer`), HttpStatus 404 for a message that is no longer there.
        """
        place = _Place.of(url, self._allow)
        user, password = self._credentials(authorization)
        try:
            client = self._connected(place, user, password, max_bytes)
            if place.numbers is None:
                content = "".join(f"{line}\r\n" for line in self._list(client, place)).encode()
                return Document(url=place.server.url, content=content, media_type="text/uri-list")
            size, message = self._message(client, *place.numbers, max_bytes)
        except BaseException as exc:
            # The conversation may be amid an answer.
            goodbye = self._client.untagged_responses.get("BYE") if self._client is not None else None
            self._drop()
            if isinstance(exc, (imaplib.IMAP4.error, ValueError, Incomplete)):
                raise self._unusable(exc, goodbye, password) from None
            raise
        shown = self._budget.url
        if size > max_bytes:
            raise TooLarge(f"{shown} has {size} bytes, more than {max_bytes}", url=shown, limit=max_bytes)
        if message is None:
            raise HttpStatus(f"{shown}: the message is no longer there", url=shown, status=404)
        return Document(url=place.server.url, content=message, media_type="message/rfc822")

    def _credentials(self, authorization: str | None) -> tuple[str, str]:
        scheme, _, coded = (authorization or "").partition(" ")
        try:
            user, _, password = base64.b64decode(coded, validate=True).decode().partition(":")
        except ValueError:
            user = password = ""
        if scheme != "Basic" or not user or not password or _CONTROL.search(user + password):
            raise FetchError(
                f"{self._budget.url}: a mailbox is read with a user name and a password (options user and password)",
                code="login_needed",
                url=self._budget.url,
            )
        return user, password

    def _connected(self, place: _Place, user: str, password: str, longest: int) -> Client:
        wanted = (place.server.origin, user, password, place.mailbox)
        if self._client is not None and self._open == wanted:
            return self._client
        self._drop()
        server = place.server
        stream = self._backend.connect_tcp(server.host, server.port)
        if server.scheme == "imaps":
            stream = stream.start_tls(self._tls(), server_hostname=server.host)
        self._client = client = Client(stream, self._budget, longest)
        if server.scheme == "imap":
            if b"STARTTLS" in client.offers():
                client.secure(self._tls(), server.host)
            elif not addresses.allowed(server.host, server.port, self._allow):
                raise client.not_secure()
        client.log_in(user, password)
        answer, told = client.select(quoted(place.mailbox), readonly=True)
        if answer != "OK":
            raise FetchError(
                f"{self._budget.url}: there is no such mailbox, or the user may not read it; "
                "write its name as the server does, as in imaps://host/INBOX",
                code="mailbox_missing",
                url=self._budget.url,
            )
        self._messages = int(told[0] or 0)
        self._validity = int(client.response("UIDVALIDITY")[1][0] or 0)
        self._open = wanted
        return client

    def _drop(self) -> None:
        if self._client is not None:
            self._client.shutdown()
        self._client, self._open = None, ()

    def _list(self, client: Client, place: _Place) -> Iterator[str]:
        """The lines of the list."""
        told: list[Any] = []
        if self._messages:
            first = max(1, self._messages - NEWEST + 1)
            told = client.fetch(f"{first}:*", f"(UID BODYSTRUCTURE BODY.PEEK[HEADER.FIELDS ({_FIELDS})])")[1]
        found: dict[int, list[str]] = {}
        for text, header in _answers(told):
            if uid := _UID.search(text):
                held = (f"Holds: {kind}" for kind, named in _HOLDS.items() if named.search(text))
                found[int(uid[1])] = [*_fields(header or b""), *held]
        yield f"# {len(found)} of {self._messages} messages"
        for number in sorted(found, reverse=True):
            yield from (f"# {line}" for line in found[number])
            yield place.message(self._validity, number)

    def _message(self, client: Client, validity: int, uid: int, max_bytes: int) -> tuple[int, bytes | None]:
        """Size and bytes of a message; no bytes when it is too large, or gone."""
        if validity != self._validity:
            raise FetchError(
                f"{self._budget.url}: the server numbered its messages anew; they are listed again later",
                code="mailbox_changed",
                url=self._budget.url,
            )
        for text, _ in _answers(client.uid("FETCH", str(uid), "(UID RFC822.SIZE)")[1]):
            size, named = _SIZE.search(text), _UID.search(text)
            if size and named and int(named[1]) == uid and int(size[1]) > max_bytes:
                return int(size[1]), None
        for text, body in _answers(client.uid("FETCH", str(uid), "(UID BODY.PEEK[])")[1]):
            named = _UID.search(text)
            if named and int(named[1]) == uid:
                return len(body or b""), body or b""
        return 0, None

    def _unusable(self, exc: Exception, goodbye: Sequence[Any] | None, password: str) -> FetchError:
        shown, words = self._budget.url, str(exc)
        if goodbye or words.startswith("b'* BYE"):
            last = goodbye[-1].decode("utf-8", "replace") if goodbye else words[8:]
            return FetchError(
                f"{shown}: the mail server ended the conversation: {_words(last, password)}",
                code="mail_unavailable",
                url=shown,
            )
        if isinstance(exc, FetchError):
            return exc
        return FetchError(
            f"{shown}: no usable answer: {_words(words, password)}", code="bad_answer", url=shown
        )


def _words(said: str, password: str) -> str:
    """What a server said, short, without what it was told."""
    return one_line(said).replace(password, "…")[:120]


def _answers(told: Sequence[Any]) -> Iterator[tuple[bytes, bytes | None]]:
    """What imaplib gives of each FETCH answer: its text, and the literal of its BODY[…]."""
    text, body = b"", None
    for piece in told:
        if isinstance(piece, tuple):
            text += piece[0]
            if _BODY.search(piece[0]):
                body = piece[1]
            else:
                # A name within a BODYSTRUCTURE, as a literal.
                text += b'"' + piece[1][:200] + b'"'
        elif piece is not None:
            yield text + piece, body
            text, body = b"", None


def _fields(header: bytes) -> Iterator[str]:
    """The fields of a header, one line each."""
    for line in re.sub(rb"\r?\n(?=[ \t])", b"", header).splitlines():
        if field := one_line(line.decode("utf-8", "replace"))[:_LONGEST_FIELD]:
            yield field
