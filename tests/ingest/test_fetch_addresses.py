"""The fetcher against redirects, and names that lead somewhere else than they say."""

from __future__ import annotations

import socket
import ssl
from dataclasses import replace
from pathlib import Path
from ssl import SSLContext
from typing import Any

import pytest

from agregateur.errors import AddressRefused, FetchError, TooLarge, TooSlow
from agregateur.ingest import addresses
from agregateur.ingest.fetch import Fetcher
from tests.ingest.fetching import CALENDAR, QUICK, Serve, drip, get, redirecting
from tests.servers import RawServer, http, path_of

# --- redirects


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


def tls_server(serve: Serve, answer: Any) -> tuple[RawServer, SSLContext]:
    """A server for agenda.example by TLS, and what trusts it."""
    # The key pair in tls/ serves these tests alone.
    folder = Path(__file__).parent / "tls"
    serving = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    serving.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return serve(answer, tls=serving), ssl.create_default_context(cafile=str(folder / "certificate.pem"))


def test_tls_checks_the_name_although_the_socket_goes_to_a_literal(serve: Serve) -> None:
    server, trusting = tls_server(serve, http(CALENDAR))
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


@pytest.mark.parametrize(
    ("path", "target", "secrets", "code"),
    [
        ("/a.ics?token=canary8c41", "http://agenda.example/a.ics?token=canary8c41", (), "secret_in_clear"),
        ("/a.ics?token=canary8c41", "http://ailleurs.example/b?t=canary8c41", (), "secret_in_clear"),
        ("/private-5a1c9e07b24d/a.ics", "http://agenda.example/private-5a1c9e07b24d/", (), "secret_in_clear"),
        ("/canary8c41/a.ics", "http://agenda.example/canary8c41/a.ics", ("canary8c41",), "secret_in_clear"),
        # Nothing is secret in these: they are followed, into a network that is refused.
        ("/canary8c41/a.ics", "http://agenda.example/canary8c41/a.ics", (), "address_refused"),
        ("/a.ics?token=canary8c41", "http://agenda.example/public.ics", (), "address_refused"),
    ],
)
def test_no_redirect_takes_a_secret_out_of_https(
    serve: Serve, path: str, target: str, secrets: tuple[str, ...], code: str
) -> None:
    server, trusting = tls_server(serve, redirecting(target))
    policy = replace(QUICK, allow=frozenset({f"agenda.example:{server.port}"}))
    with (
        Fetcher(policy, look=lambda *_: ["127.0.0.1"], tls=trusting, secrets=secrets) as fetcher,
        pytest.raises(AddressRefused) as caught,
    ):
        fetcher(f"https://agenda.example:{server.port}{path}")
    assert caught.value.code == code


@pytest.mark.parametrize("where", ["address", "header", "body"])
def test_no_second_document_is_asked_for_with_a_secret_in_clear(serve: Serve, where: str) -> None:
    """An API by https: that names its next page by http: (a server behind a proxy often does)."""
    server, trusting = tls_server(serve, http(CALENDAR))
    policy = replace(QUICK, allow=frozenset({f"agenda.example:{server.port}"}))
    asked: dict[str, Any] = {
        "address": {},
        "header": {"headers": {"X-API-Key": "canary8c41"}},
        "body": {"json": {"apiKey": "canary8c41"}},
    }[where]
    with Fetcher(policy, look=lambda *_: ["127.0.0.1"], tls=trusting, secrets=["canary8c41"]) as fetcher:
        fetcher(f"https://agenda.example:{server.port}/", **asked)
        with pytest.raises(AddressRefused) as caught:
            fetcher("http://agenda.example/?" + ("k=canary8c41" if where == "address" else "page=2"), **asked)
    assert caught.value.code == "secret_in_clear"


def test_a_machine_of_the_operators_own_may_be_asked_in_clear(serve: Serve) -> None:
    plain = serve(http(CALENDAR))
    server, trusting = tls_server(serve, redirecting(f"{plain.url}/?token=canary8c41"))
    policy = replace(QUICK, allow=plain.allow | {f"agenda.example:{server.port}"})
    with Fetcher(policy, look=lambda *_: ["127.0.0.1"], tls=trusting) as fetcher:
        assert fetcher(f"https://agenda.example:{server.port}/?token=canary8c41").content == CALENDAR


def test_a_tls_handshake_that_never_ends(serve: Serve) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        policy = replace(QUICK, allow=frozenset({f"127.0.0.1:{port}"}), deadline=0.3)
        with Fetcher(policy) as fetcher, pytest.raises(TooSlow):
            fetcher(f"https://127.0.0.1:{port}/")
