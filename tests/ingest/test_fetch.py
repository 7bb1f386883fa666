"""The fetcher against honest servers: what they give, statuses, validators, pace, files, and what leaks."""

from __future__ import annotations

import gzip
import pickle
import socket
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from agregateur.contract import Document
from agregateur.errors import AddressRefused, FetchError, Gone, HttpStatus, TooLarge
from agregateur.ingest.fetch import Fetcher, NotModified
from tests.ingest.fetching import CALENDAR, QUICK, Serve, get, redirecting
from tests.servers import http, path_of

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
