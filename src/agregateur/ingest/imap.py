"""imaplib over the guarded sockets of HTTP: what is connected to was checked, every wait draws on one deadline, and no
server sends more than was allowed. Nothing is ever changed: EXAMINE, BODY.PEEK, and no other command."""

from __future__ import annotations

import base64
import imaplib
import re
from ssl import SSLContext
from typing import Any

import httpcore

from agregateur.errors import FetchError, Incomplete, TooLarge
from agregateur.ingest.network import Budget

_LONGEST_LINE = 1_000_000
_AT_ONCE = 65_536
# RFC 5530: the server is in trouble, not the password.
_TROUBLE = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|CONTACTADMIN)", re.IGNORECASE)


class Client(imaplib.IMAP4):
    """One conversation, begun by the server's greeting. `longest`: bytes that one literal may hold.

    Raises FetchError, and imaplib's own errors and ValueError for what a server should not say.
    """

    def __init__(self, stream: httpcore.NetworkStream, budget: Budget, longest: int) -> None:
        self._stream, self._budget, self.longest = stream, budget, longest
        self._received = bytearray()
        super().__init__("")

    # What imaplib lets its heirs say otherwise.

    def open(self, host: str = "", port: int = 143, timeout: float | None = None) -> None:
        """The stream is open already."""

    def read(self, size: int) -> bytes:
        if size > self.longest:
            raise TooLarge(
                f"{self._budget.url} announces {size} bytes, more than {self.longest}",
                url=self._budget.url,
                limit=self.longest,
            )
        while len(self._received) < size:
            self._receive()
        return self._taken(size)

    def readline(self) -> bytes:
        looked = 0
        while (end := self._received.find(b"\n", looked)) < 0:
            looked = len(self._received)
            if looked > _LONGEST_LINE:
                raise TooLarge(f"{self._budget.url} sends a line without end", url=self._budget.url)
            self._receive()
        return self._taken(end + 1)

    def send(self, data: Any) -> None:
        try:
            self._stream.write(bytes(data))
        except httpcore.WriteError as exc:
            raise self._cut(exc) from None

    def shutdown(self) -> None:
        self._stream.close()

    def _receive(self) -> None:
        try:
            data = self._stream.read(_AT_ONCE)
        except httpcore.ReadError as exc:
            raise self._cut(exc) from None
        if not data:
            raise self._cut("the server hung up")
        self._received += data

    def _taken(self, size: int) -> bytes:
        data = bytes(self._received[:size])
        del self._received[:size]
        return data

    def _cut(self, why: object) -> Incomplete:
        return Incomplete(f"{self._budget.url}: the conversation stopped midway: {why}", url=self._budget.url)

    # What a reading asks for.

    def offers(self) -> set[bytes]:
        """What the server says that it can do, in upper case."""
        _, told = self.capability()
        return set(b" ".join(one for one in told if one).upper().split())

    def secure(self, context: SSLContext, host: str) -> None:
        """STARTTLS. What the server said before is forgotten, what it sent along with its answer is refused: anyone on
        the way could have written it (CVE-2011-0411 and its kin)."""
        answer, _ = self.xatom("STARTTLS")
        if answer != "OK" or self._received:
            raise self.not_secure()
        self.untagged_responses.clear()
        self._stream = self._stream.start_tls(context, server_hostname=host)

    def not_secure(self) -> FetchError:
        return FetchError(
            f"{self._budget.url}: the mail server offers no secure connection, so no password is sent to it; "
            "write imaps:// if it has one on port 993",
            code="not_secure",
            url=self._budget.url,
        )

    def log_in(self, user: str, password: str) -> None:
        """AUTHENTICATE PLAIN (in UTF-8, RFC 4616), else LOGIN. What the server answers is not repeated: it may hold
        what it was told. Raises FetchError (`login_refused`, `login_not_offered`, `mail_unavailable`)."""
        offered, shown = self.offers(), self._budget.url
        plain = b"AUTH=PLAIN" in offered
        if not plain and (b"LOGINDISABLED" in offered or not (user + password).isascii()):
            raise FetchError(
                f"{shown}: the mail server takes no password (it may want OAuth): use a mailbox elsewhere, "
                "to which this one forwards",
                code="login_not_offered",
                url=shown,
            )
        try:
            if plain:
                self.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            else:
                self.login(quoted(user), password)
        except imaplib.IMAP4.error as exc:
            if isinstance(exc, self.abort) or _TROUBLE.search(str(exc)):
                raise FetchError(
                    f"{shown}: the mail server lets nobody in for now; it is asked again later",
                    code="mail_unavailable",
                    url=shown,
                ) from None
            raise FetchError(
                f"{shown}: the mail server refuses the user name or the password (options user and password). "
                "Many providers want a password of its own for each application, made on their site",
                code="login_refused",
                url=shown,
            ) from None


def quoted(text: str) -> str:
    """`text` as a quoted string (RFC 3501 4.3), letters beyond ASCII in modified UTF-7 (5.1.3)."""

    def coded(found: re.Match[str]) -> str:
        letters = base64.b64encode(found[0].encode("utf-16-be")).decode().rstrip("=")
        return f"&{letters.replace('/', ',')}-"

    text = re.sub(r"[^\x20-\x7e]+", coded, text.replace("&", "&-"))
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
