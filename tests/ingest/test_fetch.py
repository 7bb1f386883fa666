"""The fetcher against servers that are broken, hostile or merely honest: one test for each row of the threat tables."""

from __future__ import annotations

import gzip
import pickle
import select
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from agregateur.contract import Document
from agregateur.errors import AddressRefused, FetchError, Gone, HttpStatus, Incomplete, TooLarge, TooSlow
from agregateur.ingest import addresses
from agregateur.ingest.fetch import Fetcher, FetchPolicy, NotModified
from tests.servers import Answer, RawServer, http, path_of

QUICK = FetchPolicy(user_agent="essai (contact@exemple.fr)", deadline=5.0, pace=0.0, max_bytes=200_000)
CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
Serve = Callable[..., RawServer]


@pytest.fixture
def serve() -> Iterator[Serve]:
    with ExitStack() as stack:
        yield lambda answer, **options: stack.enter_context(RawServer(answer, **options))


def get(server: RawServer, path: str = "/", **changes: Any) -> Document:
    with Fetcher(replace(QUICK, allow=server.allow, **changes)) as fetcher:
        return fetcher(server.url + path)


def drip(first: bytes, piece: bytes, every: float = 0.05) -> Answer:
    def answer(connection: socket.socket, head: str) -> None:
        connection.sendall(first)
        ends = time.monotonic() + 30
        while time.monotonic() < ends and connection.fileno() >= 0:
            connection.sendall(piece)
            time.sleep(every)
            if not piece and select.select([connection], [], [], 0)[0]:
                return  # an answer that says nothing only notices here that the other end has gone
        if time.monotonic() >= ends:
            _DRIPPED.append(first)

    return answer


_DRIPPED: list[bytes] = []
"""The beginnings of answers that nobody hung up on until they ended by themselves."""


# --- what an honest server gives


def test_a_document_with_what_is_declared_about_it(serve: Serve) -> None:
    server = serve(http(CALENDAR, "Content-Type: Text/Calendar; charset=ISO-8859-1", 'ETag: "1"'))
    document = get(server, "/a.ics?x=é")
    assert document == Document(
        url=f"{server.url}/a.ics?x=é", content=CALENDAR, media_type="text/calendar", charset="iso-8859-1"
    )


def test_a_name_with_accents_is_sent_without(serve: Serve) -> None:
    server = serve(http(CALENDAR))
    get(server, user_agent="Agenda de l’été\r\nX: y")
    assert "User-Agent: agenda de l'eteX: y\r\n".lower() in server.heads[0].lower()


def test_the_request_is_honest_and_carries_nothing_else(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server = serve(http(CALENDAR, "Set-Cookie: a=b; Path=/"))
    with Fetcher(replace(QUICK, allow=server.allow)) as fetcher:
        for path in ("/one", "/two"):
            fetcher(server.url + path, headers={"Accept": "text/calendar"})
    for head in server.heads:
        lines = dict(line.split(": ", 1) for line in head.strip().split("\r\n")[1:])
        assert {name.lower(): value for name, value in lines.items()} == {
            "host": f"127.0.0.1:{server.port}",
            "accept": "text/calendar",
            "user-agent": "essai (contact@exemple.fr)",
            "accept-encoding": "gzip",
            "connection": "close",
        }


@pytest.mark.parametrize(
    "header",
    [{"Host": "b.example"}, {"Cookie": "a=b"}, {"X": "a\r\nY: b"}, {"Accept-Encoding": "br"}, {"X": "é"}],
)
def test_a_connector_may_not_forge_headers(serve: Serve, header: dict[str, str]) -> None:
    server = serve(http(CALENDAR))
    with Fetcher(replace(QUICK, allow=server.allow)) as fetcher, pytest.raises(FetchError):
        fetcher(server.url, headers=header)
    assert not server.heads


def test_gzip_is_inflated_and_chunks_are_joined(serve: Serve) -> None:
    packed = gzip.compress(CALENDAR * 50)
    chunked = (
        b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (packed[:9], packed[9:])) + b"0\r\n\r\n"
    )
    head = http(b"", "Content-Encoding: gzip", "Transfer-Encoding: chunked", length=False)
    assert get(serve(head + chunked)).content == CALENDAR * 50


def test_json_makes_a_post(serve: Serve) -> None:
    server = serve(http(b"{}", "Content-Type: application/json"))
    with Fetcher(replace(QUICK, allow=server.allow)) as fetcher:
        fetcher(server.url, json={"page": 1})
    assert server.heads[0].startswith("POST / HTTP/1.1")
    assert server.heads[0].endswith('{"page":1}')


def test_ipv6(serve: Serve) -> None:
    server = serve(http(CALENDAR), host="::1")
    assert get(server).content == CALENDAR


# --- bodies that are too large, too slow, or cut short


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
    assert not _DRIPPED


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

    with pytest.raises(Incomplete):
        get(serve(reset))


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
    assert not _DRIPPED, "it was heard to its end"
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


# --- redirects


def redirecting(target: str, status: str = "302 Found") -> bytes:
    return http(b"never read", f"Location: {target}", status=status)


def test_redirects_are_followed_and_the_last_address_is_told(serve: Serve) -> None:
    def answer(connection: socket.socket, head: str) -> None:
        step = int(path_of(head)[1:])
        connection.sendall(http(CALENDAR) if step == 5 else redirecting(f"{step + 1}"))

    server = serve(answer)
    assert get(server, "/0").url == f"{server.url}/5"


@pytest.mark.parametrize(
    "status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"]
)
def test_a_redirect_loop_ends(serve: Serve, status: str) -> None:
    server = serve(redirecting("/", status))
    with pytest.raises(TooLarge) as caught:
        get(server)
    assert caught.value.code == "too_many_redirects"
    assert server.connections == 6


def test_the_body_of_a_redirect_is_never_read(serve: Serve) -> None:
    def answer(connection: socket.socket, head: str) -> None:
        if path_of(head) == "/fine":
            connection.sendall(http(CALENDAR))
        else:
            drip(http(b"", "Location: /fine", status="302 Found", length=False), b"x" * 65_536, every=0)(
                connection, head
            )

    assert get(serve(answer)).content == CALENDAR


@pytest.mark.parametrize(
    "notation",
    ["127.0.0.1", "2130706433", "0x7f000001", "0177.1", "127.1", "localhost", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
     "[::127.0.0.1]", "127.0.0.1.", "１２７.0.0.1", "[64:ff9b::127.0.0.1]"],
)  # fmt: skip
@pytest.mark.parametrize("hop", ["http://{}:{}/canary", "//{}:{}/canary"])
def test_a_redirect_inward_never_reaches_the_canary(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, notation: str, hop: str
) -> None:
    canary = serve(http(b"secret of the inner network"))
    # An inner service on a port that is open to all: only where it is may save it.
    monkeypatch.setattr(addresses, "PORTS", addresses.PORTS | {canary.port})
    server = serve(redirecting(hop.format(notation, canary.port)))
    with pytest.raises(FetchError) as caught:
        get(server)
    assert caught.value.code in {"address_refused", "unresolved"}
    assert canary.connections == 0


def test_a_redirect_to_the_inner_ipv6_network(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    canary = serve(http(b"secret"), host="::1")
    monkeypatch.setattr(addresses, "PORTS", addresses.PORTS | {canary.port})
    with pytest.raises(AddressRefused):
        get(serve(redirecting(f"http://[::1]:{canary.port}/")))
    assert canary.connections == 0


@pytest.mark.parametrize(
    "target",
    ["file:///etc/passwd", "ftp://a.example/", "http://user:pw@a.example/", "http://a.example:22/",
     "http:\\\\a.example", "javascript:alert(1)", "http://a.example/\tx", "http://169.254.169.254/latest/meta-data/", "http://[fd00::1]/"],
)  # fmt: skip
def test_each_hop_passes_the_whole_check(serve: Serve, target: str) -> None:
    with pytest.raises(AddressRefused):
        get(serve(redirecting(target)))


def test_headers_and_posts_stay_with_their_host(serve: Serve) -> None:
    other = serve(http(CALENDAR))
    server = serve(redirecting(f"{other.url}/"))
    allow = server.allow | other.allow
    with Fetcher(replace(QUICK, allow=allow)) as fetcher:
        fetcher(server.url, headers={"X-Api-Key": "secret"})
    assert "secret" in server.heads[0]
    assert "secret" not in other.heads[0]
    server = serve(redirecting(f"{other.url}/", "307 Temporary Redirect"))
    with Fetcher(replace(QUICK, allow=allow | server.allow)) as fetcher, pytest.raises(AddressRefused):
        fetcher(server.url, json={"key": "secret"})
    assert len(other.heads) == 1


# --- names that lead somewhere else than they say


def test_the_socket_goes_to_the_literal_that_was_judged(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve(http(CALENDAR))
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    connected: list[Any] = []
    really = socket.create_connection

    def connect(address: tuple[str, int], *rest: Any) -> socket.socket:
        connected.append(address)
        return really(("127.0.0.1", server.port), *rest)

    monkeypatch.setattr("agregateur.ingest.network.socket.create_connection", connect)
    with Fetcher(QUICK, look=lambda *_: answers.pop(0)) as fetcher:
        assert fetcher("http://rebind.example/").content == CALENDAR
        with pytest.raises(AddressRefused):
            fetcher("http://rebind.example/")
    assert connected == [("93.184.215.14", 80)]


@pytest.mark.parametrize(
    "answers", [["93.184.215.14", "127.0.0.1"], ["127.0.0.1"], ["::1"], ["::ffff:10.0.0.1"]]
)
def test_no_connection_is_tried_when_any_answer_is_private(
    answers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "agregateur.ingest.network.socket.create_connection", lambda *_: pytest.fail("a connection was tried")
    )
    with Fetcher(QUICK, look=lambda *_: answers) as fetcher, pytest.raises(AddressRefused):
        fetcher("https://mixed.example/")


def test_local_sockets_are_refused() -> None:
    from agregateur.ingest.network import Budget, GuardedBackend

    with pytest.raises(AddressRefused):
        GuardedBackend(Budget(), frozenset()).connect_unix_socket("/run/docker.sock")


def test_tls_checks_the_name_although_the_socket_goes_to_a_literal(serve: Serve) -> None:
    # The key pair in tls/ serves these tests alone.
    folder = Path(__file__).parent / "tls"
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    trusting = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
    server = serve(http(CALENDAR), tls=serving)
    allow = frozenset({f"agenda.example:{server.port}", f"other.example:{server.port}"})
    policy = replace(QUICK, allow=allow)
    with Fetcher(policy, look=lambda *_: ["127.0.0.1"], tls=trusting) as fetcher:
        assert fetcher(f"https://agenda.example:{server.port}/").content == CALENDAR
        with pytest.raises(FetchError) as caught:
            fetcher(f"https://other.example:{server.port}/")
        assert caught.value.code == "certificate"
    with Fetcher(policy, look=lambda *_: ["127.0.0.1"]) as fetcher, pytest.raises(FetchError) as caught:
        fetcher(f"https://agenda.example:{server.port}/")
    assert caught.value.code == "certificate"
    assert len(server.heads) == 1


def test_a_tls_handshake_that_never_ends(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        policy = replace(QUICK, allow=frozenset({f"127.0.0.1:{port}"}), deadline=0.3)
        with Fetcher(policy) as fetcher, pytest.raises(TooSlow):
            fetcher(f"https://127.0.0.1:{port}/")


# --- statuses, validators, pace


def test_gone(serve: Serve) -> None:
    with pytest.raises(Gone):
        get(serve(http(CALENDAR, status="410 Gone")))


@pytest.mark.parametrize(
    "status", ["404 Not Found", "500 Oops", "204 No Content", "206 Partial Content", "300 Many"]
)
def test_other_statuses_carry_no_document(serve: Serve, status: str) -> None:
    answer = http(status=status, length=False) if status.startswith("204") else http(CALENDAR, status=status)
    with pytest.raises(HttpStatus) as caught:
        get(serve(answer))
    assert caught.value.values["status"] == int(status[:3])
    assert "retry_after" not in caught.value.values


@pytest.mark.parametrize("status", ["429 Too Many Requests", "503 Unavailable"])
@pytest.mark.parametrize(("header", "seconds"), [("1", 60), ("7200", 7200), ("99999999", 86_400)])
def test_a_server_may_ask_for_patience(serve: Serve, status: str, header: str, seconds: int) -> None:
    with pytest.raises(HttpStatus) as caught:
        get(serve(http(b"", f"Retry-After: {header}", status=status)))
    assert caught.value.values["retry_after"] == seconds


def conditional(connection: socket.socket, head: str) -> None:
    fresh = 'if-none-match: w/"é1"' not in head.lower() and 'if-none-match: w/"a-1"' not in head.lower()
    validators = ('ETag: W/"a-1"', "Last-Modified: Sun, 22 Nov 2026 10:00:00 GMT")
    connection.sendall(
        http(CALENDAR, *validators) if fresh else http(status="304 Not Modified", length=False)
    )


def test_validators_go_back_byte_for_byte_and_304_is_a_signal(serve: Serve) -> None:
    server = serve(conditional)
    policy = replace(QUICK, allow=server.allow)
    with Fetcher(policy) as first:
        first(server.url)
        first(server.url + "/second")
    assert (first.etag, first.last_modified) == ('W/"a-1"', "Sun, 22 Nov 2026 10:00:00 GMT")
    with Fetcher(replace(policy, etag=first.etag, last_modified=first.last_modified)) as again:
        try:
            again(server.url)
        except Exception:
            pytest.fail("a connector could have swallowed the 304")
        except NotModified:
            pass
    assert "if-modified-since: sun, 22 nov 2026 10:00:00 gmt" in server.heads[-1].lower()
    assert not any("if-none-match" in head.lower() for head in server.heads[:2])


def test_only_the_first_request_carries_validators(serve: Serve) -> None:
    server = serve(http(CALENDAR))
    with Fetcher(replace(QUICK, allow=server.allow, etag='"x"')) as fetcher:
        fetcher(server.url)
        fetcher(server.url + "/page2")
    assert ["if-none-match" in head.lower() for head in server.heads] == [True, False]


def test_a_304_that_answers_no_validator_is_no_document(serve: Serve) -> None:
    server = serve(http(status="304 Not Modified", length=False))
    for policy in (QUICK, replace(QUICK, etag='"é"', last_modified="a\r\nb")):
        with Fetcher(replace(policy, allow=server.allow)) as fetcher, pytest.raises(HttpStatus):
            fetcher(server.url)


def test_one_digest_for_all_bodies(serve: Serve) -> None:
    server = serve(lambda connection, head: connection.sendall(http(path_of(head).encode())))

    def digest(*paths: str) -> str:
        with Fetcher(replace(QUICK, allow=server.allow)) as fetcher:
            for path in paths:
                fetcher(server.url + path)
            return fetcher.digest()

    assert digest("/a", "/b") == digest("/a", "/b")
    assert len({digest("/a", "/b"), digest("/b", "/a"), digest("/a"), digest("/a/b")}) == 4


def test_requests_to_one_host_keep_their_distance(serve: Serve) -> None:
    times: list[float] = []

    def answer(connection: socket.socket, head: str) -> None:
        times.append(time.monotonic())
        connection.sendall(http(CALENDAR))

    server = serve(answer)
    with Fetcher(replace(QUICK, allow=server.allow, pace=0.2)) as fetcher:
        for page in range(3):
            fetcher(f"{server.url}/{page}")
    assert all(later - earlier > 0.18 for earlier, later in pairwise(times))


def test_requests_are_counted(serve: Serve) -> None:
    server = serve(http(CALENDAR))
    with Fetcher(replace(QUICK, allow=server.allow, max_requests=2)) as fetcher:
        fetcher(server.url)
        fetcher(server.url)
        with pytest.raises(TooLarge) as caught:
            fetcher(server.url)
    assert caught.value.code == "too_many_requests"


# --- files, and what leaks


def test_only_the_operators_own_file_is_read(tmp_path: Path) -> None:
    mine, other = tmp_path / "à moi.ics", tmp_path / "other.ics"
    mine.write_bytes(CALENDAR)
    other.write_bytes(b"secret")
    (tmp_path / "link.ics").symlink_to(other)
    with Fetcher(replace(QUICK, file=mine)) as fetcher:
        assert fetcher(mine.as_uri()).content == CALENDAR
        for path in (other, tmp_path / "link.ics", Path("/etc/passwd"), tmp_path / "no" / ".." / "other.ics"):
            with pytest.raises(AddressRefused):
                fetcher(f"file://{path}")
    with Fetcher(QUICK) as fetcher, pytest.raises(AddressRefused):
        fetcher(mine.as_uri())


def test_a_file_bears_the_same_caps(tmp_path: Path) -> None:
    long = tmp_path / "long.ics"
    long.write_bytes(b"x" * 200_001)
    for path, error in ((long, TooLarge), (tmp_path / "none.ics", FetchError), (tmp_path, FetchError)):
        with Fetcher(replace(QUICK, file=path)) as fetcher, pytest.raises(error):
            fetcher(path.as_uri())


@pytest.mark.parametrize(
    "answer",
    [http(status="404 No"), http(status="410 Gone"), b"garbage\r\n\r\n", http(b"x", "Content-Length: 9", length=False),
     http(b"x", "Content-Encoding: br"), redirecting("http://10.0.0.1/private-abc123/x?token=secret"),
     redirecting("/private-abc123/x?token=secret")],
)  # fmt: skip
def test_no_error_shows_the_secret_in_an_address(serve: Serve, answer: bytes) -> None:
    with pytest.raises(FetchError) as caught:
        get(serve(answer), "/private-abc123/basic.ics?token=secret")
    shown = f"{caught.value} {caught.value.values} {pickle.loads(pickle.dumps(caught.value))}"
    assert "secret" not in shown
    assert "abc123" not in shown
