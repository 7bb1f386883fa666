"""Answers that are held, written to real connections: the same bytes, in order, no faster than they are read."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from starlette.types import Message, Receive, Scope, Send

from agregateur.cli.serving import server
from agregateur.web.front import Front

CONTENT = b"BEGIN:VCALENDAR\r\n" + bytes(range(256)) * 400
ETAG = b'"un"'
GET = b"GET /a?b=1 HTTP/1.1\r\nHost: x\r\n\r\n"
OTHER = b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"


@dataclass
class Served:
    """A portal of two pages on a port: one that may be held, one that waits and may not."""

    port: int = 0
    asked: list[str] = field(default_factory=list)
    at_hand: int = 0

    def __post_init__(self) -> None:
        served = self

        class Counted(Front):
            def at_hand(
                self, path: bytes, query: bytes, asked: list[tuple[bytes, bytes]]
            ) -> tuple[bytes, bytes] | None:
                found = super().at_hand(path, query, asked)
                served.at_hand += found is not None
                return found

        self.front = Counted(self.app, lambda: "1")

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        self.asked.append(f"{scope['method']} {scope['path']}")
        content = CONTENT if scope["path"] == "/a" else b"slow"
        headers = [(b"content-type", b"text/calendar"), (b"content-length", b"%d" % len(content))]
        if scope["path"] == "/a":
            headers += [(b"etag", ETAG), (b"cache-control", b"public, max-age=900")]
        start: Message = {"type": "http.response.start", "status": 200, "headers": headers}
        await send(start)
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else content})

    def connected(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setattr("agregateur.web.front.CHECKED_SECONDS", 60)
    made = Served()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made.port = listening.getsockname()[1]
        running = server(made.front)
        running.config.lifespan = "off"
        thread = threading.Thread(target=running.run, args=([listening],), daemon=True)
        thread.start()
        yield made
        running.should_exit = True
        thread.join(10)


def answers(connection: socket.socket, count: int, *, head: bool = False) -> list[tuple[bytes, bytes]]:
    """(head without its date, content) of so many answers."""
    out: list[tuple[bytes, bytes]] = []
    held = b""
    while len(out) < count:
        while b"\r\n\r\n" not in held:
            held += _more(connection)
        top, _, held = held.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", top)
        size = int(length[1]) if length and not head else 0
        while len(held) < size:
            held += _more(connection)
        assert len(re.findall(rb"\r\ndate: [A-Z][a-z]{2}, ", top)) == 1
        out.append((re.sub(rb"\r\ndate: [^\r]*", b"", top), held[:size]))
        held = held[size:]
    assert held == b""
    return out


def _more(connection: socket.socket) -> bytes:
    got = connection.recv(1 << 16)
    assert got, "the connection ended"
    return got


def asked(served: Served, request: bytes, *, head: bool = False) -> tuple[bytes, bytes]:
    with served.connected() as connection:
        connection.sendall(request)
        ((top, content),) = answers(connection, 1, head=head)
    return b"\r\n".join(sorted(top.split(b"\r\n"))), content


def test_what_is_held_is_the_same_to_the_byte(served: Served) -> None:
    first = asked(served, GET)
    assert first[1] == CONTENT
    assert served.at_hand == 0
    assert asked(served, GET) == first
    assert (served.asked, served.at_hand) == (["GET /a"], 1)


def test_a_validator_is_answered_without_content(served: Served) -> None:
    known = GET.replace(b"Host", b"IF-None-Match: " + ETAG + b"\r\nHost")
    before = asked(served, known)
    assert before[0].startswith(b"HTTP/1.1 304 Not Modified\r\n")
    assert before[1] == b""
    assert b"etag: " + ETAG in before[0]
    assert asked(served, known) == before
    assert served.at_hand == 1


@pytest.mark.parametrize(
    "request_",
    [
        GET.replace(b"GET", b"HEAD"),
        GET.replace(b"HTTP/1.1", b"HTTP/1.0"),
        GET.replace(b"Host", b"Connection: close\r\nHost"),
        GET.replace(b"Host", b"Connection: Upgrade\r\nUpgrade: h2c\r\nHost"),
    ],
    ids=["HEAD", "1.0", "close", "upgrade"],
)
def test_what_is_not_plain_goes_its_usual_way(served: Served, request_: bytes) -> None:
    asked(served, GET)
    top, content = asked(served, request_, head=request_.startswith(b"HEAD"))
    assert b"HTTP/1.1 200 OK" in top
    assert content == (b"" if request_.startswith(b"HEAD") else CONTENT)
    assert served.at_hand == 0


def test_answers_leave_in_the_order_of_their_requests(served: Served) -> None:
    asked(served, GET)
    with_body = GET.replace(b"Host", b"Content-Length: 5\r\nHost") + b"hello"
    in_parts = GET.replace(b"Host", b"Transfer-Encoding: chunked\r\nHost") + b"3\r\nabc\r\n0\r\n\r\n"
    sent = [GET, OTHER, GET, with_body, OTHER, in_parts, GET]
    with served.connected() as connection:
        connection.sendall(b"".join(sent))
        contents = [content for _, content in answers(connection, len(sent))]
        assert contents == [b"slow" if one is OTHER else CONTENT for one in sent]
        for one in sent:  # and one after the other, on the same connection
            connection.sendall(one)
            assert answers(connection, 1)[0][1] == (b"slow" if one is OTHER else CONTENT)
    assert served.at_hand > len(sent) // 2


def test_who_asks_without_reading_does_not_fill_memory(served: Served) -> None:
    asked(served, GET)
    count = 2_000
    with served.connected() as connection:
        connection.sendall(GET * count)
        for _ in range(20):  # the server is one loop: what it could write to the other one, it has by now
            asked(served, OTHER)
        # What the kernel takes (4 MB on either side) and one buffer of the server, not 200 MB.
        assert served.at_hand < 200
        assert {content for _, content in answers(connection, count)} == {CONTENT}


def test_garbage_ends_its_own_connection(served: Served) -> None:
    asked(served, GET)
    with served.connected() as connection:
        connection.sendall(GET + b"\x00garbage\r\n\r\n")
        received = b""
        while more := connection.recv(1 << 16):
            received += more
    assert received.count(b"HTTP/1.1 200 OK") == 1
    assert b"HTTP/1.1 400 Bad Request" in received
    assert asked(served, GET)[1] == CONTENT


def test_what_breaks_a_head_is_not_held(served: Served) -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        served.asked.append("hostile")
        headers = [(b"etag", ETAG), (b"cache-control", b"public"), (b"x-name", b"a\r\nSet-Cookie: x=1")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"x"})

    served.front.app = app
    for _ in range(2):
        with served.connected() as connection:
            connection.sendall(GET)
            assert b"Set-Cookie" not in connection.recv(1 << 16)
    assert served.at_hand == 0
