"""What stands in front of the application: whole answers held in memory, given while nothing changed.

    request ─► held, and the store's state is still the same? ─► the answer, or 304
                    └ no ─► one request to the application, with the validator held ─► 304: held for longer
                                                                                    └► 200: held instead

It is a cache as RFC 9111 has them, which knows of the application that an answer with a validator and `public` may be
held, and that it cannot change while the store's `state` does not, but for the passing of time (`HELD_SECONDS`). A
framework's route costs two to ten times the microseconds of this (reference/speed.md, F), and what many ask for at
once is made once.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agregateur.web.beside import beside

CHECKED_SECONDS = 0.05
"""How old the knowledge of the store's state may be: a harvest is seen this much later."""
LATE_SECONDS = 5.0
"""How long others go on with what is known while the store is slow to tell."""
HELD_SECONDS = 60.0
"""How long an answer is given without asking the application whether time has changed it (`en cours`, `terminé`)."""
MOST_BYTES = 64 << 20
"""What all answers held may weigh; the one asked for longest ago goes first."""
_SHARE = 8
"""No answer takes more than one part in so many."""
_OVERHEAD = 3_500
"""Bytes that an answer of ten headers takes beside its content (measured)."""
_WORTH_PACKING = 1400
"""Bytes that fit one packet are not made shorter."""
_KEPT_BY_304 = frozenset(
    (b"cache-control", b"content-location", b"etag", b"expires", b"vary", b"access-control-allow-origin")
)
"""RFC 9110, 15.4.5; and a browser reads the last of them of a 304 too (Fetch, 4.10)."""

_BREAKS = re.compile(rb"[\x00-\x08\x0a-\x1f\x7f]")
"""What may not stand in a header (RFC 9110, 5.5)."""
_NO_GZIP = re.compile(rb"gzip\s*;\s*q=0(?:\.0*)?\s*(?:,|$)", re.I)
"""It is named to be refused (RFC 9110, 12.4.2)."""

Headers = list[tuple[bytes, bytes]]
Key = tuple[bytes, bytes]


@dataclass(slots=True)
class _Form:
    """One way of giving an answer (as it is, or packed): the messages of a 200, and of a 304.

    `head` and `unchanged_head` are the same two as bytes of HTTP/1.1, without the empty line that ends them.
    """

    start: Message
    body: Message
    unchanged: Message
    head: bytes
    unchanged_head: bytes


@dataclass(slots=True)
class _Held:
    state: str
    until: float
    etag: bytes
    headers: Headers
    content: bytes
    plain: _Form
    named: int
    """Bytes of its address, which whoever asks may make long."""
    packed: _Form | None = None

    @property
    def weight(self) -> int:
        packed = len(self.packed.body["body"]) if self.packed else 0
        return len(self.content) + packed + self.named + _OVERHEAD


@dataclass(slots=True)
class _Said:
    """What the application answered."""

    status: int = 0
    headers: Headers = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)
    error: Exception | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))

    def header(self, name: bytes) -> bytes:
        return next((value for key, value in self.headers if key.lower() == name), b"")


class Front:
    """ASGI application over `app`.

    `state` tells in one text all that the answers rest on beside time; it may wait for the store, and says None when it
    cannot tell: what is held is given on for a while. What a method other than GET and HEAD was granted
    may have changed something: all that is held is asked for again.
    """

    def __init__(self, app: ASGIApp, state: Callable[[], str | None], *, most: int = MOST_BYTES) -> None:
        self.app, self._most = app, most
        self._ask: Callable[[], str | None] = state
        self._held: OrderedDict[Key, _Held] = OrderedDict()
        self._weight = 0
        self._state = ""
        self._forms = 0
        self._checked = 0.0
        self._making: dict[Key, asyncio.Future[None]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"}:
            await self._passed(scope, receive, send)
            return
        now = time.monotonic()
        if now >= self._checked:
            # Taken at once, so that the others go on with what is known: a store that hangs does not hold up all.
            self._checked = now + LATE_SECONDS
            try:
                state: str | None = await beside(self._ask)
            finally:
                self._checked = now + CHECKED_SECONDS
            if state is not None:
                self._state = f"{state} {self._forms}"
        key = (scope["raw_path"], scope["query_string"])
        held = self._held.get(key)
        if held is None or held.state != self._state or held.until < now:
            held = await self._asked(key, scope, receive, send)
            if held is None:
                return
        else:
            self._held.move_to_end(key)
        await self._give(key, held, scope, send)

    def at_hand(self, path: bytes, query: bytes, asked: Headers) -> tuple[bytes, bytes] | None:
        """Head (without the empty line) and content of what answers a GET at once; None when it must be asked for.

        `asked` are the request's headers, names in small letters.
        """
        held = self._held.get((path, query))
        now = time.monotonic()
        if held is None or now >= self._checked or held.state != self._state or held.until < now:
            return None
        form, known = _wanted(held, asked)
        if form is None:
            return None
        self._held.move_to_end((path, query))
        return (form.unchanged_head, b"") if known else (form.head, form.body["body"])

    async def _passed(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            # Before whoever asked is told: they may look at once. Refused, a form changed nothing (nor does OPTIONS).
            if (
                message["type"] == "http.response.start"
                and message["status"] < 400
                and scope["method"] != "OPTIONS"
            ):
                self.doubt()
            await send(message)

        await self.app(scope, receive, watched if scope["type"] == "http" else send)

    def doubt(self) -> None:
        """All that is held is asked for again, with its validator."""
        self._forms += 1
        self._checked = 0.0

    async def _give(self, key: Key, held: _Held, scope: Scope, send: Send) -> None:
        form, known = _wanted(held, scope["headers"])
        if form is None:
            form = await self._pack(key, held)
        if known:
            await send(form.unchanged)
            await send(_NOTHING)
            return
        await send(form.start)
        await send(form.body if scope["method"] == "GET" else _NOTHING)

    async def _pack(self, key: Key, held: _Held) -> _Form:
        content = await beside(_packed, held.content)
        if held.packed is None:
            # Another form of an answer has another strong validator (RFC 9110, 8.8.3.3).
            etag = held.etag.removesuffix(b'"') + b'-gzip"'
            headers = [pair for pair in held.headers if pair[0] != b"etag"]
            held.packed = _form([*headers, (b"etag", etag), (b"content-encoding", b"gzip")], content)
            if self._held.get(key) is held:
                self._weight += len(content)
                self._make_room()
        return held.packed

    async def _asked(self, key: Key, scope: Scope, receive: Receive, send: Send) -> _Held | None:
        """What the application answers, held if it may be; None when it may not, and was sent on."""
        if (made := self._making.get(key)) is not None:
            await asyncio.shield(made)  # one who goes away does not take it from the others
            if (held := self._held.get(key)) is not None:
                return held
            await self.app(scope, receive, send)
            return None
        made = self._making[key] = asyncio.get_running_loop().create_future()
        state = self._state  # of before it is made: what changes meanwhile is met by the next one
        try:
            said = await self._said(key, scope, receive)
            held = self._kept(key, said, state)
        finally:
            del self._making[key]
            made.set_result(None)
        if held is None:
            await send({"type": "http.response.start", "status": said.status, "headers": said.headers})
            content = b"" if scope["method"] == "HEAD" else b"".join(said.parts)
            await send({"type": "http.response.body", "body": content})
        if said.error:
            raise said.error
        return held

    async def _said(self, key: Key, scope: Scope, receive: Receive) -> _Said:
        said = _Said()
        held = self._held.get(key)
        ours = (b"if-none-match", b"accept-encoding", b"range", b"if-range", b"if-modified-since")
        headers = [pair for pair in scope["headers"] if pair[0] not in ours]
        if held is not None:
            headers.append((b"if-none-match", held.etag))
        try:
            # HEAD answers what GET would (RFC 9110, 9.3.2): it is made once for both.
            await self.app({**scope, "headers": headers, "method": "GET"}, receive, said)
        except Exception as error:
            if not said.status:
                raise
            said.error = error  # the page that tells it was made; who called is told as well
        return said

    def _kept(self, key: Key, said: _Said, state: str) -> _Held | None:
        before = self._held.get(key)
        until = time.monotonic() + HELD_SECONDS
        if said.status == 304 and before is not None:
            before.state, before.until = state, until
            self._held.move_to_end(key)
            return before
        self._drop(key)
        etag = said.header(b"etag")
        content = b"".join(said.parts)
        if said.status != 200 or not etag or b"public" not in said.header(b"cache-control") or not content:
            return None
        if any(_BREAKS.search(part) for pair in said.headers for part in pair):
            return None
        headers = [pair for pair in said.headers if pair[0] != b"content-length"]
        headers.append((b"vary", b"Accept-Encoding"))
        held = _Held(state, until, etag, headers, content, _form(headers, content), sum(map(len, key)))
        if held.weight <= self._most // _SHARE:
            self._held[key] = held
            self._weight += held.weight
            self._make_room()
        return held

    def _make_room(self) -> None:
        while self._weight > self._most:
            _, held = self._held.popitem(last=False)
            self._weight -= held.weight

    def _drop(self, key: Key) -> None:
        if (held := self._held.pop(key, None)) is not None:
            self._weight -= held.weight


_NOTHING: Message = {"type": "http.response.body", "body": b""}


def _form(headers: Headers, content: bytes) -> _Form:
    whole = [*headers, (b"content-length", str(len(content)).encode())]
    kept = [pair for pair in headers if pair[0] in _KEPT_BY_304]
    return _Form(
        {"type": "http.response.start", "status": 200, "headers": whole},
        {"type": "http.response.body", "body": content},
        {"type": "http.response.start", "status": 304, "headers": kept},
        _lines(b"HTTP/1.1 200 OK", whole),
        _lines(b"HTTP/1.1 304 Not Modified", kept),
    )


def _packed(content: bytes) -> bytes:
    return gzip.compress(content, 6, mtime=0)


def _lines(status: bytes, headers: Headers) -> bytes:
    return b"".join(b"%s\r\n" % line for line in (status, *(b"%s: %s" % pair for pair in headers)))


def _wanted(held: _Held, asked: Headers) -> tuple[_Form | None, bool]:
    """The form asked for, None while it is not packed; and whether who asks has it already."""
    known = b""
    packable = False
    for name, value in asked:
        if name == b"if-none-match":
            known = value
        elif name == b"accept-encoding":
            packable = b"gzip" in value and not (b";" in value and _NO_GZIP.search(value))
    form = held.packed if packable and len(held.content) > _WORTH_PACKING else held.plain
    return form, bool(known) and _matches(known, held.etag)


def _matches(known: bytes, etag: bytes) -> bool:
    """If-None-Match, compared weakly (RFC 9110, 13.1.2); either form's validator is that of the answer held."""
    if known == etag or known.strip() == b"*":
        return True
    said = (tag.strip().removeprefix(b"W/").replace(b'-gzip"', b'"') for tag in known.split(b","))
    return etag in said
