"""Local servers that answer byte for byte what a test wants, polite or not."""

from __future__ import annotations

import re
import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

Answer = Callable[[socket.socket, str], None]
"""Given the connection and the head of the request, sends whatever it likes."""


class Listening:
    """A server on the loopback, one thread a connection, which `_talk` closes when it has ended."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.connections = 0
        self.closing = threading.Event()
        self._listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
        self.host = host
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._serve, daemon=True)]

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closing.set()
        with suppress(OSError):
            # Wakes the thread that waits in accept().
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _serve(self) -> None:
        while not self.closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._talk, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _talk(self, plain: socket.socket) -> None:
        raise NotImplementedError


class RawServer(Listening):
    """Gives each request to `answer`. `heads` holds each request."""

    def __init__(
        self,
        answer: Answer | bytes,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        super().__init__(host, port)
        self._answer = (
            (lambda connection, _: connection.sendall(answer)) if isinstance(answer, bytes) else answer
        )
        self._tls = tls
        self.heads: list[str] = []

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def allow(self) -> frozenset[str]:
        return frozenset({f"{self.host}:{self.port}"})

    def _talk(self, plain: socket.socket) -> None:
        with suppress(OSError), plain:
            plain.settimeout(10)
            if self._tls is None:
                self._exchange(plain)
                return
            with self._tls.wrap_socket(plain, server_side=True, do_handshake_on_connect=False) as secure:
                secure.do_handshake()
                self._exchange(secure)

    def _exchange(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            received = connection.recv(65536)
            if not received:
                return
            head += received
        wanted = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        while wanted and len(head) < head.index(b"\r\n\r\n") + 4 + int(wanted[1]):
            head += connection.recv(65536)
        self.heads.append(head.decode("latin-1"))
        self._answer(connection, self.heads[-1])
        with suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        while not self.closing.is_set() and connection.recv(65536):
            pass


def http(body: bytes = b"", *headers: str, status: str = "200 OK", length: bool = True) -> bytes:
    """A whole HTTP answer."""
    lines = [f"HTTP/1.1 {status}", *headers]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def path_of(head: str) -> str:
    return head.split(" ", 2)[1]
