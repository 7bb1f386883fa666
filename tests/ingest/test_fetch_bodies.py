"""The fetcher against bodies that are too large, too slow, or cut short."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from dataclasses import replace

import pytest

from agregateur.errors import FetchError, Incomplete, TooLarge, TooSlow
from agregateur.ingest.fetch import Fetcher
from tests.ingest.fetching import CALENDAR, DRIPPED, QUICK, Serve, drip, get
from tests.servers import Answer, http


def test_a_gzip_bomb_is_stopped(serve: Serve) -> None:
    deflater = zlib.compressobj(9, wbits=31)
    bomb = b"".join([deflater.compress(bytes(1_000_000)) for _ in range(100)]) + deflater.flush()
    with pytest.raises(TooLarge):
        get(serve(http(bomb, "Content-Encoding: gzip")))


@pytest.mark.parametrize(
    "headers", [["Content-Encoding: gzip, gzip"], ["Content-Encoding: gzip", "Content-Encoding: gzip"]]
)
def test_gzip_in_gzip_is_refused(serve: Serve, headers: list[str]) -> None:
    with pytest.raises(FetchError, match="not asked for"):
        get(serve(http(gzip.compress(gzip.compress(CALENDAR)), *headers)))


def test_an_endless_body_is_stopped(serve: Serve) -> None:
    with pytest.raises(TooLarge):
        get(serve(drip(http(length=False), b"x" * 65_536, every=0)))


def test_a_body_announced_too_long_is_not_read(serve: Serve) -> None:
    with pytest.raises(TooLarge):
        get(serve(drip(http(b"", "Content-Length: 300000", length=False), b"")))
    assert not DRIPPED


@pytest.mark.parametrize(
    "answer",
    [
        http(CALENDAR[:-5], f"Content-Length: {len(CALENDAR)}", length=False),
        http(gzip.compress(CALENDAR)[:-9], "Content-Encoding: gzip"),
        http(gzip.compress(CALENDAR)[:-1], "Content-Encoding: gzip", length=False),
        http(b"5\r\nBEGIN\r\n", "Transfer-Encoding: chunked", length=False),
        http(b"5\r\nBEG", "Transfer-Encoding: chunked", length=False),
        http(b"zz\r\nBEGIN\r\n0\r\n\r\n", "Transfer-Encoding: chunked", length=False),
    ],
    ids=["length", "gzip", "gzip-without-length", "no-last-chunk", "half-a-chunk", "no-chunk-at-all"],
)
def test_a_body_cut_short_is_never_taken_for_whole(serve: Serve, answer: bytes) -> None:
    with pytest.raises(Incomplete):
        get(serve(answer))


def test_a_connection_reset_amid_the_body(serve: Serve) -> None:
    def reset(connection: socket.socket, head: str) -> None:
        connection.sendall(http(CALENDAR, "Content-Length: 5000", length=False))
        time.sleep(0.05)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()

    # Who reads slowly meets the reset before the headers: no usable answer rather than half of one.
    with pytest.raises(FetchError) as caught:
        get(serve(reset))
    assert caught.value.code in {Incomplete.code, "bad_answer"}


@pytest.mark.parametrize(
    "answer",
    [
        drip(http(length=False), b"x"),
        drip(http(b"", "Transfer-Encoding: chunked", length=False), b"1\r\nx\r\n"),
        drip(b"HTTP/1.1 200 OK\r\n", b"X"),
        drip(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        drip(b"", b"HTTP/1.1 100 Continue\r\n\r\n", every=0.001),
        drip(b"", b"", every=0.1),
        drip(
            http(b"", "Content-Encoding: gzip", length=False) + gzip.compress(b"")[:10],
            b"\x00\x00\x00\xff\xff",
        ),
    ],
    ids=["body", "chunks", "headers", "103", "100", "silence", "gzip"],
)
def test_the_total_time_is_limited_however_the_bytes_drip(serve: Serve, answer: Answer) -> None:
    with pytest.raises((TooSlow, TooLarge)) as caught:
        get(serve(answer), deadline=0.5)
    assert not DRIPPED, "it was heard to its end"
    assert isinstance(caught.value, TooSlow) or "100" in str(caught.value)


def test_redirects_share_one_deadline(serve: Serve) -> None:
    def slow(connection: socket.socket, head: str) -> None:
        time.sleep(0.3)
        connection.sendall(http(b"", "Location: /again", status="302 Found"))

    with pytest.raises(TooSlow):
        get(serve(slow), deadline=0.5)


def test_a_resolver_that_hangs_does_not_hold_the_reading() -> None:
    released = threading.Event()
    answered = threading.Event()

    def hangs(host: str, port: int) -> list[str]:
        released.wait(60)
        answered.set()
        return ["127.0.0.1"]

    with Fetcher(replace(QUICK, deadline=0.2), look=hangs) as fetcher, pytest.raises(TooSlow):
        fetcher("http://a.example/")
    assert not answered.is_set()
    released.set()


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with (
        Fetcher(replace(QUICK, allow=frozenset({f"127.0.0.1:{port}"}))) as fetcher,
        pytest.raises(FetchError) as caught,
    ):
        fetcher(f"http://127.0.0.1:{port}/")
    assert caught.value.code == "unreachable"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 40_000 + b"\r\n",
        b"SSH-2.0-OpenSSH_9\r\n\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nBEGIN!",
        b"HTTP/1.1 200 OK\r\nBad\x00Header: 1\r\n\r\n",
    ],
    ids=["long-header", "many-headers", "not-http", "nothing", "two-lengths", "nul"],
)
def test_what_is_no_answer_is_an_error_of_the_source(serve: Serve, answer: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        get(serve(answer))
    assert caught.value.code == "bad_answer"
