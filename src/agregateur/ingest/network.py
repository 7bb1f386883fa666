"""The sockets under the fetcher: connect only to what was checked, within one total budget of time and bytes.

httpx and httpcore time out per read: a byte every half second, slow headers and endless 1xx answers pass any such
limit for ever (measured). Here every connect, handshake, read and write draws on one deadline.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import httpcore

from agregateur.errors import AgregateurError, FetchError, TooLarge, TooSlow
from agregateur.ingest import addresses

CONNECT_SECONDS = 10.0
"""For one literal address, so that a dead IPv6 route leaves time for IPv4."""


@dataclass(slots=True)
class Budget:
    """What is left for one address, redirects included: shared by every socket that serves it."""

    url: str = ""
    """Masked, for messages."""
    seconds: float = 30.0
    bytes_left: int = 0
    ends: float = field(default=0.0)
    """On the monotonic clock."""

    def start(self, url: str, seconds: float, wire_bytes: int) -> None:
        self.url, self.seconds, self.bytes_left = url, seconds, wire_bytes
        self.ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left. Raises TooSlow when there are none."""
        left = self.ends - time.monotonic()
        if left <= 0:
            raise self.too_slow()
        return left

    def too_slow(self) -> TooSlow:
        return TooSlow(
            f"{self.url} did not answer wholly within {self.seconds:g} s", url=self.url, seconds=self.seconds
        )

    def spend(self, count: int) -> None:
        """Count `count` bytes that came over the wire. Raises TooLarge when they are too many."""
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise TooLarge(f"{self.url} sends more bytes than the limit allows", url=self.url)


def broken(budget: Budget, what: str, exc: OSError) -> FetchError:
    detail = exc.strerror or type(exc).__name__
    if isinstance(exc, ssl.SSLCertVerificationError):
        return FetchError(
            f"{budget.url}: the certificate is not valid: {exc.verify_message}",
            code="certificate",
            url=budget.url,
        )
    return FetchError(f"{budget.url}: {what}: {detail}", code="unreachable", url=budget.url, detail=detail)


class GuardedStream(httpcore.NetworkStream):
    """A socket whose every wait ends with the budget."""

    def __init__(self, sock: socket.socket, budget: Budget) -> None:
        self._sock = sock
        self._budget = budget

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        self._sock.settimeout(self._budget.left())
        try:
            data = self._sock.recv(max_bytes)
        except TimeoutError:
            raise self._budget.too_slow() from None
        except OSError as exc:
            raise httpcore.ReadError(exc.strerror or type(exc).__name__) from None
        self._budget.spend(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            while buffer:
                self._sock.settimeout(self._budget.left())
                buffer = buffer[self._sock.send(buffer) :]
        except TimeoutError:
            raise self._budget.too_slow() from None
        except OSError as exc:
            raise httpcore.WriteError(exc.strerror or type(exc).__name__) from None

    def close(self) -> None:
        self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._sock.settimeout(self._budget.left())
        try:
            return GuardedStream(
                ssl_context.wrap_socket(self._sock, server_hostname=server_hostname), self._budget
            )
        except TimeoutError:
            self._sock.close()
            raise self._budget.too_slow() from None
        except OSError as exc:
            self._sock.close()
            raise broken(self._budget, "no secure connection", exc) from None


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves once, refuses what is not public, and connects to the very literal that was judged."""

    def __init__(
        self, budget: Budget, allow: frozenset[str], look: addresses.Resolver = addresses.look_up
    ) -> None:
        self._budget = budget
        self._allow = allow
        self._look = look

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        literals = self._within(lambda: addresses.resolve(host, port, self._allow, self._look))
        for position, literal in enumerate(literals, start=1):
            last = position == len(literals)
            left = self._budget.left()
            try:
                sock = socket.create_connection((literal, port), left if last else min(left, CONNECT_SECONDS))
            except OSError as exc:
                if not last:
                    continue
                self._budget.left()
                raise broken(self._budget, "no connection", exc) from None
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return GuardedStream(sock, self._budget)
        raise AssertionError("resolve() answered no address")

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        raise addresses.refused(path, "local sockets are never read")

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def _within(self, ask: Callable[[], list[str]]) -> list[str]:
        # getaddrinfo takes no timeout, and a dead resolver holds it for much longer than our deadline.
        answers: queue.SimpleQueue[list[str] | AgregateurError] = queue.SimpleQueue()

        def work() -> None:
            try:
                answers.put(ask())
            except AgregateurError as exc:
                answers.put(exc)

        threading.Thread(target=work, daemon=True, name="look-up").start()
        try:
            answer = answers.get(timeout=self._budget.left())
        except queue.Empty:
            raise self._budget.too_slow() from None
        if isinstance(answer, AgregateurError):
            raise answer
        return answer
