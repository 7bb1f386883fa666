"""The guard over addresses: what is refused as text, and what is refused for where it leads."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.errors import AddressRefused, FetchError
from agregateur.ingest.addresses import check, is_public, resolve


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "source:file:///etc/passwd", "ftp://a.example/x", "gopher://a.example/", "//a.example/x",
        "a.example/agenda.ics", "http:///agenda.ics", "http://", "javascript:alert(1)", "data:text/calendar,BEGIN", "",
        "http://user@a.example/", "http://user:secret@a.example/", "http://a.example:80@127.0.0.1/",
        "http://a.example\\@127.0.0.1/", "http:\\\\a.example/", "http://a.example/\r\nX: y", "http://a.example/\x00",
        "http://a.example/\u2028", "http://a%2eexample/", "http://[fe80::1%25eth0]/", "http://[::1", "http://[nonsense]/",
        "http://a..example/", f"http://{'a' * 64}.example/", f"http://{'a.' * 130}example/", "http://-/", "http://a b/",
        "http://a.example:0/", "http://a.example:22/", "http://a.example:65536/", "http://a.example:99999999999/",
        "http://a.example:+80/", "http://a.example:８０/", f"http://a.example/{'x' * 2_000}", "https://a.example:6379/",
    ],
)  # fmt: skip
def test_what_is_not_a_plain_web_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        check(url)


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://a.example/agenda.ics", "https://a.example/agenda.ics"),
        ("  HTTPS://A.Example:443/x?y=%C3%A9#part ", "https://a.example/x?y=%C3%A9"),
        ("http://a.example", "http://a.example/"),
        ("http://a.example:8080/x", "http://a.example:8080/x"),
        ("webcal://a.example/x.ics", "https://a.example/x.ics"),
        ("webcals://a.example/x.ics", "https://a.example/x.ics"),
        ("webcal://a.example:80/x.ics", "http://a.example/x.ics"),
        ("https://fête.example/x", "https://xn--fte-fma.example/x"),
        ("http://[2A00::0001]/x", "http://[2a00::1]/x"),
        ("https://a.example/x@y:z", "https://a.example/x@y:z"),
    ],
)
def test_a_plain_address_is_read_in_one_way(url: str, read: str) -> None:
    assert check(url).url == read


def test_an_allowed_host_may_have_any_port_and_plain_webcal() -> None:
    allow = frozenset({"127.0.0.1:8123", "localhost:*", "::1:99"})
    assert check("webcal://127.0.0.1:8123/x", allow).url == "http://127.0.0.1:8123/x"
    assert check("http://localhost:1/", allow).port == 1
    assert check("http://[::1]:99/", allow).host == "::1"
    for other in ("http://127.0.0.1:8124/", "http://[::1]:98/", "http://localhost.example:1/"):
        with pytest.raises(AddressRefused):
            check(other, allow)


# One or more of each range of RFC 6890 and its updates, and every way to write an IPv4 address inside an IPv6 one.
NOT_PUBLIC = """
0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 192.0.0.8 192.0.2.1
192.88.99.1 192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
:: ::1 ::127.0.0.1 ::169.254.169.254 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1
::ffff:0:169.254.169.254 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2001:20::1
2002:7f00:1:: 2002:a9fe:a9fe:: 3fff::1 5f00::1 fc00::1 fd00::1 fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1
nonsense 127.1 2130706433
"""


@pytest.mark.parametrize("literal", NOT_PUBLIC.split())
def test_networks_that_are_not_the_internet(literal: str) -> None:
    assert not is_public(literal)


@pytest.mark.parametrize("literal", ["93.184.215.14", "2606:2800:21f:cb07::1", "::ffff:93.184.215.14"])
def test_public_addresses(literal: str) -> None:
    assert is_public(literal)


@given(st.ip_addresses(v=4))
def test_a_private_address_stays_private_inside_ipv6(ip: ipaddress.IPv4Address) -> None:
    assert is_public(f"::ffff:{ip}") == is_public(str(ip))
    assert not is_public(f"64:ff9b::{ip}")
    assert not is_public(f"::{ip}")


def test_one_private_answer_refuses_the_whole_name() -> None:
    with pytest.raises(AddressRefused):
        resolve("a.example", 443, frozenset(), lambda *_: ["93.184.215.14", "10.0.0.1"])


def test_a_name_without_answer_is_not_tried() -> None:
    def silent(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    def empty(host: str, port: int) -> list[str]:
        return []

    for look in (silent, empty):
        with pytest.raises(FetchError) as caught:
            resolve("a.example", 443, frozenset(), look)
        assert caught.value.code == "unresolved"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost"])
def test_every_notation_of_the_loopback_is_judged_by_where_it_leads(host: str) -> None:
    with pytest.raises(AddressRefused):
        resolve(host, 80, frozenset())


def test_the_allow_list_is_for_one_host_and_port_not_a_switch() -> None:
    allow = frozenset({"a.example:8123"})

    def private(host: str, port: int) -> list[str]:
        return ["127.0.0.1"]

    assert resolve("a.example", 8123, allow, private) == ["127.0.0.1"]
    for host, port in (("a.example", 8124), ("b.example", 8123)):
        with pytest.raises(AddressRefused):
            resolve(host, port, allow, private)


def test_a_refusal_shows_no_secret() -> None:
    with pytest.raises(AddressRefused) as caught:
        check("https://jean:motdepasse@a.example/private-abc/x?token=secret")
    assert not {"jean", "motdepasse", "private-abc", "secret"} & set(
        str(caught.value).replace("/", " ").replace(":", " ").replace("=", " ").replace("@", " ").split()
    )
