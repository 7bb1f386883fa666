"""A local mail server: as much of IMAP (RFC 3501, 9051) as reading a mailbox takes, over real sockets.

It answers as Dovecot does: literals for headers and bodies, quoted strings and NIL in structures, response codes. A
`fault` takes the place of the answer to one command, and ends the conversation.
"""

from __future__ import annotations

import base64
import email
import email.message
import re
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import Listening

Fault = Callable[[Callable[[bytes], None], str], None]
"""Given how to send, and the tag of the command, sends whatever it likes."""

_TLS = Path(__file__).parent / "ingest" / "tls"
_ARGUMENT = re.compile(rb'"((?:[^"\\]|\\.)*)"|(\([^)]*\)\]?\)?|[^ ]+)')


def serving_tls() -> ssl.SSLContext:
    """TLS for the name agenda.example."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_TLS / "certificate.pem", _TLS / "key.pem")
    return context


def trusting_tls() -> ssl.SSLContext:
    """What a client trusts to speak with agenda.example."""
    return ssl.create_default_context(cafile=_TLS / "certificate.pem")


@dataclass
class Box:
    """One mailbox: messages by UID, in the order in which they came, and the flags that were set on them."""

    validity: int = 1_700_000_000
    messages: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)

    def add(self, *messages: bytes) -> None:
        for message in messages:
            # As it comes over the wire: lines end with CRLF.
            content = re.sub(rb"\r?\n", b"\r\n", message)
            self.messages[max(self.messages, default=0) + 1] = content


class ImapServer(Listening):
    """A mail server. `commands` holds each command without its tag; passwords among them, so that a test can see what
    was sent in clear."""

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        starttls: ssl.SSLContext | None = None,
        capabilities: str = "IMAP4rev1 SASL-IR LITERAL+ ID AUTH=PLAIN",
        greeting: str = "* OK [CAPABILITY IMAP4rev1] Serveur prêt",
        faults: dict[str, Fault] | None = None,
    ) -> None:
        super().__init__()
        self.users = {"lettres@agenda.example": "motdepasse-très-secret"}
        self.boxes: dict[str, Box] = {"INBOX": Box()}
        self.capabilities, self.greeting = capabilities, greeting
        self.faults = faults or {}
        self.commands: list[str] = []
        self.in_clear: list[str] = []
        """Commands that came before any TLS."""
        self._tls, self._starttls = tls, starttls

    @property
    def box(self) -> Box:
        return self.boxes["INBOX"]

    def verbs(self) -> list[str]:
        """The first word of each command, or the first two of `UID …`."""
        return [re.match(r"(?:UID )?\S+", command)[0].upper() for command in self.commands]  # type: ignore[index]

    def _talk(self, plain: socket.socket) -> None:
        with suppress(OSError), plain:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            plain.settimeout(10)
            connection = self._tls.wrap_socket(plain, server_side=True) if self._tls else plain
            talk = _Talk(self, connection, secure=self._tls is not None)
            try:
                talk.run(self._starttls)
            finally:
                with suppress(OSError):
                    talk.connection.shutdown(socket.SHUT_RDWR)
                talk.connection.close()


class _Talk:
    """One conversation."""

    def __init__(self, server: ImapServer, connection: socket.socket, *, secure: bool) -> None:
        self.server, self.connection, self.secure = server, connection, secure
        self.received = b""
        self.box: Box | None = None
        self.user = ""
        self.writes = False

    def run(self, starttls: ssl.SSLContext | None) -> None:
        if fault := self.server.faults.get("GREETING"):
            fault(self.connection.sendall, "*")
            return
        self.say(self.server.greeting)
        while (line := self.line()) is not None:
            tag, _, command = line.partition(b" ")
            self.server.commands.append(command.decode("utf-8", "replace"))
            if not self.secure:
                self.server.in_clear.append(self.server.commands[-1])
            verb = self.server.verbs()[-1]
            if fault := self.server.faults.get(verb):
                fault(self.connection.sendall, tag.decode())
                return
            if verb == "STARTTLS" and starttls and not self.secure:
                self.say(f"{tag.decode()} OK Commencez")
                self.connection = starttls.wrap_socket(self.connection, server_side=True)
                self.secure = True
                continue
            if not self.answer(tag.decode(), verb, command, starttls is not None):
                return

    def line(self) -> bytes | None:
        while b"\r\n" not in self.received:
            try:
                data = self.connection.recv(65536)
            except OSError:
                return None
            if not data:
                return None
            self.received += data
        line, _, self.received = self.received.partition(b"\r\n")
        return line

    def say(self, text: str | bytes) -> None:
        self.connection.sendall((text.encode() if isinstance(text, str) else text) + b"\r\n")

    def answer(self, tag: str, verb: str, command: bytes, starttls: bool) -> bool:
        arguments = [re.sub(rb"\\(.)", rb"\1", a) or b for a, b in _ARGUMENT.findall(command)]
        match verb:
            case "CAPABILITY":
                more = " STARTTLS LOGINDISABLED" if starttls and not self.secure else ""
                self.say(f"* CAPABILITY {self.server.capabilities}{more}")
            case "NOOP":
                pass
            case "LOGOUT":
                self.say("* BYE Au revoir")
                self.say(f"{tag} OK Logout completed.")
                return False
            case "LOGIN":
                return self.log_in(tag, arguments[1].decode(), arguments[2].decode())
            case "AUTHENTICATE":
                self.say("+ ")
                _, user, password = base64.b64decode(self.line() or b"").decode().split("\0")
                return self.log_in(tag, user, password)
            case "EXAMINE" | "SELECT" if self.user:
                return self.select(tag, verb, _decoded(arguments[1]))
            case "FETCH" | "UID FETCH" if self.box is not None:
                self.fetch(verb == "UID FETCH", command)
            case _:
                self.say(f"{tag} BAD Error in IMAP command {command.decode('utf-8', 'replace')}")
                return True
        self.say(f"{tag} OK {verb} completed.")
        return True

    def log_in(self, tag: str, user: str, password: str) -> bool:
        if self.server.users.get(user) != password:
            # Some servers repeat what they were told.
            self.say(f"{tag} NO [AUTHENTICATIONFAILED] Authentication failed for {user} with {password}")
            return True
        self.user = user
        self.say(f"{tag} OK [CAPABILITY IMAP4rev1] Logged in")
        return True

    def select(self, tag: str, verb: str, name: str) -> bool:
        self.box = self.server.boxes.get("INBOX" if name.upper() == "INBOX" else name)
        if self.box is None:
            self.say(
                f"{tag} NO [NONEXISTENT] Mailbox doesn't exist: {name.encode('ascii', 'replace').decode()}"
            )
            return True
        self.writes = verb == "SELECT"
        self.say("* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)")
        self.say(f"* {len(self.box.messages)} EXISTS")
        self.say("* 0 RECENT")
        self.say(f"* OK [UIDVALIDITY {self.box.validity}] UIDs valid")
        self.say(f"* OK [UIDNEXT {max(self.box.messages, default=0) + 1}] Predicted next UID")
        access = "READ-WRITE" if self.writes else "READ-ONLY"
        self.say(f"{tag} OK [{access}] Examine completed (0.001 + 0.000 secs).")
        return True

    def fetch(self, by_uid: bool, command: bytes) -> None:
        assert self.box is not None
        found = re.search(rb"FETCH (\S+) \((.*)\)$", command)
        assert found
        wanted = found[2].decode()
        for number, (uid, content) in enumerate(list(self.box.messages.items()), start=1):
            if not _within(found[1].decode(), uid if by_uid else number, len(self.box.messages)):
                continue
            parts: list[bytes] = [f"UID {uid}".encode()] if by_uid or "UID" in wanted else []
            if "RFC822.SIZE" in wanted:
                parts.append(f"RFC822.SIZE {len(content)}".encode())
            if "BODYSTRUCTURE" in wanted:
                parts.append(b"BODYSTRUCTURE " + structure(email.message_from_bytes(content)))
            if fields := re.search(r"BODY(?:\.PEEK)?(\[HEADER\.FIELDS \(([^)]*)\)\])", wanted):
                header = b"".join(_chosen(content, fields[2].split())) + b"\r\n"
                parts.append(f"BODY{fields[1]} {{{len(header)}}}\r\n".encode() + header)
            if re.search(r"BODY(?:\.PEEK)?\[\]", wanted):
                parts.append(f"BODY[] {{{len(content)}}}\r\n".encode() + content)
            if self.writes or "BODY[" in wanted:
                self.box.flags.setdefault(uid, set()).add("\\Seen")
            self.say(f"* {number} FETCH (".encode() + b" ".join(parts) + b")")


def _within(numbers: str, number: int, last: int) -> bool:
    first, _, end = numbers.partition(":")
    ends = (int(first), last if end == "*" else int(end or first))
    return min(ends) <= number <= max(ends)


def _chosen(content: bytes, names: list[str]) -> Iterator[bytes]:
    head = re.split(rb"\r\n\r\n", content, maxsplit=1)[0] + b"\r\n"
    for one in re.findall(rb"[^\r\n]+\r\n(?:[ \t][^\r\n]*\r\n)*", head):
        if one.partition(b":")[0].decode("latin-1").upper() in names:
            yield one


def _decoded(name: bytes) -> str:
    """Modified UTF-7 (RFC 3501 5.1.3)."""
    return re.sub(
        r"&([^-]*)-",
        lambda m: base64.b64decode(m[1].replace(",", "/") + "===").decode("utf-16-be") if m[1] else "&",
        name.decode(),
    )


def structure(message: email.message.Message) -> bytes:
    """The BODYSTRUCTURE of a message (RFC 3501 7.4.2)."""
    payload = message.get_payload()
    if message.get_content_maintype() == "multipart" and isinstance(payload, list):
        parts = b"".join(structure(part) for part in payload)  # type: ignore[arg-type]
        return b"(" + parts + f' "{message.get_content_subtype()}" ("boundary" "x") NIL NIL NIL)'.encode()
    name = message.get_filename()
    # A name that no quoted string can hold comes as a literal.
    named = b"NIL"
    if name:
        raw = name.encode()
        named = f'("name" {{{len(raw)}}}\r\n'.encode() + raw + b")"
    main, sub = message.get_content_maintype(), message.get_content_subtype()
    return f'("{main}" "{sub}" '.encode() + named + b' NIL NIL "7bit" 100 10 NIL NIL NIL NIL)'
