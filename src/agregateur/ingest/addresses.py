"""Which addresses may be fetched: judged as text, then again by what the name resolves to.

Addresses come from strangers. `check` looks at the text alone; `resolve` answers the literal addresses that may be
connected to, or refuses. Both fail closed: what cannot be judged is refused. Nothing here opens a connection but the
name look-up that `resolve` is given.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from agregateur.errors import AddressRefused, FetchError
from agregateur.text import mask_url

Resolver = Callable[[str, int], list[str]]
"""(host, port) -> literal IP addresses. Raises OSError when the name is not known."""

MAX_LENGTH = 2_000
PORTS = frozenset({80, 443, 8080, 8443})
MAIL_PORTS = {"imap": 143, "imaps": 993}
_WEB = frozenset({"http", "https", "webcal", "webcals"})

# `is_global` calls several of these global (measured: 64:ff9b::/96, ::/96, fec0::/10, 192.88.99.0/24, 3fff::/20,
# ::ffff:0:a.b.c.d); the ranges are those of the IANA special-purpose registries (RFC 6890 and its updates).
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2002::/16",
        "3fff::/20", "5f00::/16", "fec0::/10",
    )
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*\.?")


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that passed the look at its text. `host` is in ASCII and lower case, without brackets."""

    url: str
    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> tuple[str, str, int]:
        return (self.scheme, self.host, self.port)


def refused(url: str, why: str, **values: Any) -> AddressRefused:
    """The error that says why `url` (shown masked) is not fetched."""
    return AddressRefused(f"address refused: {mask_url(url)}: {why}", url=mask_url(url), why=why, **values)


def allowed(host: str, port: int, allow: Iterable[str]) -> bool:
    """Whether the operator's list of `host:port` and `host:*` names this very host and port, as written."""
    return f"{host}:{port}" in allow or f"{host}:*" in allow


def check(url: str, allow: frozenset[str] = frozenset()) -> Address:
    """The address behind `url` as written, `webcal:` made into `https:` (`http:` for a host of `allow`).

    Raises AddressRefused for anything but a plain http(s) address: user names, backslashes, control characters,
    odd hosts, ports other than 80, 443, 8080, 8443, more than 2,000 characters.
    """
    parts, host, port_text = _parted(url, _WEB, "only http, https and webcal addresses are read")
    scheme = parts.scheme
    if scheme.startswith("webcal"):
        plain = port_text == "80" or allowed(host, int(port_text or 80), allow)
        scheme = "http" if plain else "https"
    port = int(port_text) if port_text else (443 if scheme == "https" else 80)
    if port not in PORTS and not allowed(host, port, allow):
        raise refused(url, f"port {port} is not one of {', '.join(map(str, sorted(PORTS)))}")
    netloc = f"[{host}]" if ":" in host else host
    if port != (443 if scheme == "https" else 80):
        netloc += f":{port}"
    return Address(urlunsplit((scheme, netloc, parts.path or "/", parts.query, "")), scheme, host, port)


def check_mailbox(url: str, allow: frozenset[str] = frozenset()) -> Address:
    """The mailbox address (RFC 5092) behind `url` as written: `imaps:`, or `imap:`, which is to be made secure.

    Raises AddressRefused as `check` does; the ports are 993 and 143.
    """
    parts, host, port_text = _parted(url, MAIL_PORTS, "only imap and imaps addresses are mailboxes")
    if parts.query or parts.fragment:
        raise refused(url, "the address of a mailbox ends with its name, or with a message's number")
    port = int(port_text or MAIL_PORTS[parts.scheme])
    if port not in MAIL_PORTS.values() and not allowed(host, port, allow):
        raise refused(url, f"port {port} is not one of 143, 993")
    return Address(url.strip(" \t\r\n"), parts.scheme, host, port)


def _parted(url: str, schemes: Container[str], only: str) -> tuple[SplitResult, str, str]:
    """The parts of an address whose scheme is one of `schemes` (`only` says so), its host, and its port as written."""
    url = url.strip(" \t\r\n")
    if len(url) > MAX_LENGTH:
        raise refused(url[:100], f"longer than {MAX_LENGTH} characters")
    if _CONTROL.search(url):
        raise refused("", "it holds control characters")
    if "\\" in url:
        # Two URL parsers may disagree on what a backslash means (changedetection.io GHSA-rph4-96w6-q594).
        raise refused(url, "it holds a backslash")
    try:
        parts = urlsplit(url)
        host_text = parts.hostname or ""
    except ValueError:
        raise refused(url, "it is not a well-formed address") from None
    if parts.scheme not in schemes:
        raise refused(url, only)
    if "@" in parts.netloc:
        raise refused(url, "it holds a user name or password")
    return parts, _ascii_host(host_text, url), _port_text(parts.netloc, url)


def follow(base: Address, location: str, allow: frozenset[str] = frozenset()) -> Address:
    """The address that a redirect of `base` leads to, checked like any other. Raises AddressRefused."""
    if _CONTROL.search(location):
        # urljoin would drop TAB and line ends, and so hide what was meant.
        raise refused("", "a redirect holds control characters")
    try:
        joined = urljoin(base.url, location.strip())
    except ValueError:
        raise refused("", "a redirect is not a well-formed address") from None
    return check(joined, allow)


def _port_text(netloc: str, url: str) -> str:
    # The text is judged, not the number: httpx reads `:0` as the default port.
    match = re.fullmatch(r"(?:\[[^\]]*\]|[^:\[\]]*)(?::([0-9]{0,5}))?", netloc)
    if not match:
        raise refused(url, "its port is not a number")
    port = match[1] or ""
    if port and not 0 < int(port) < 65536:
        raise refused(url, "its port does not exist")
    return port


def _ascii_host(host: str, url: str) -> str:
    if not host or "%" in host:
        raise refused(url, "it names no usable host")
    if ":" in host:
        try:
            return IPv6Address(host).compressed
        except ValueError:
            raise refused(url, "its host is not an IPv6 address") from None
    try:
        # IDNA as the resolver wants it; also refuses empty labels and those of more than 63 characters.
        text = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise refused(url, "its host name is not valid") from None
    if len(text) > 253 or not _HOST.fullmatch(text):
        raise refused(url, "its host name is not valid")
    return text


def is_public(literal: str) -> bool:
    """Whether an IP address is one of the open Internet. An IPv4 address mapped into IPv6 is judged as itself."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(literal.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    if not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_link_local:
        return False
    return not any(ip.version == network.version and ip in network for network in _NOT_PUBLIC)


def look_up(host: str, port: int) -> list[str]:
    """The system's answer for `host`: literal addresses, in the order in which they should be tried."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def resolve(host: str, port: int, allow: frozenset[str], look: Resolver = look_up) -> list[str]:
    """The literal addresses of `host` that may be connected to.

    Raises FetchError (`unresolved`) when the name gives no answer, AddressRefused when *any* answer is not public (a
    name that answers one public and one private address is how a guard is rebound), unless the operator's list
    names host and port.
    """
    shown = f"//{host}:{port}"
    try:
        literals = look(host, port)
    except (OSError, UnicodeError):
        literals = []
    if not literals:
        raise FetchError(
            f"the host name {host} is not known (or the network is down)", code="unresolved", url=shown
        )
    if not allowed(host, port, allow) and not all(is_public(literal) for literal in literals):
        raise refused(shown, "it leads to a private or reserved network", host=host)
    return literals
