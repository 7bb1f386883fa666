"""One request out, one answer in, within a budget: the only module that imports httpx.

httpx has no cap on size, times out per read, and takes a cut gzip stream for a complete body.
Here only its requests, responses and URLs are used, over an own transport (`network`): no cookies, no environment,
no automatic redirect, no kept connection, nothing inflated behind our back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from ssl import SSLContext
from typing import Any

import httpcore
import httpx

from agregateur.errors import FetchError, Incomplete, TooLarge
from agregateur.ingest import addresses
from agregateur.ingest.answers import inflated
from agregateur.ingest.network import Budget, GuardedBackend


class Exchange:
    """What one reading sends over HTTP. `budget` bounds each request, `backend` makes its connections."""

    def __init__(self, budget: Budget, backend: GuardedBackend, tls: SSLContext | None = None) -> None:
        self._budget = budget
        self._backend = backend
        self._tls = tls
        self._pools: dict[str, httpcore.ConnectionPool] = {}

    def close(self) -> None:
        for pool in self._pools.values():
            pool.close()

    def send(self, address: addresses.Address, headers: Mapping[str, str], json: Any = None) -> Answer:
        """The answer of `address`, which was checked. `json` makes it a POST. Raises FetchError, AddressRefused."""
        request = _request(address, headers, json)
        try:
            answer = self._pool(address.scheme).handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(
                        scheme=request.url.raw_scheme,
                        host=request.url.raw_host,
                        port=request.url.port,
                        target=request.url.raw_path,
                    ),
                    headers=request.headers.raw,
                    content=request.stream,
                )
            )
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException) as exc:
            raise FetchError(
                f"{self._budget.url}: no usable answer: {_clean(exc)}",
                code="bad_answer",
                url=self._budget.url,
            ) from None
        response = httpx.Response(
            answer.status, headers=answer.headers, stream=_Body(answer), request=request
        )
        return Answer(response, self._budget.url)

    def _pool(self, scheme: str) -> httpcore.ConnectionPool:
        if scheme not in self._pools:
            tls = (self._tls or usual_tls()) if scheme == "https" else None
            self._pools[scheme] = httpcore.ConnectionPool(
                ssl_context=tls, network_backend=self._backend, max_keepalive_connections=0, retries=0
            )
        return self._pools[scheme]


class Answer:
    """What a server answered: status and headers, and a body that is read only when it is asked for. Close it."""

    def __init__(self, response: httpx.Response, shown: str) -> None:
        self.status = response.status_code
        asked = response.request.headers
        self.conditional = "if-none-match" in asked or "if-modified-since" in asked
        """Whether the request bore validators, so that a 304 means something."""
        self._response = response
        self._shown = shown

    def header(self, name: str) -> str | None:
        """The header's value; joined by commas when there are several."""
        value: str | None = self._response.headers.get(name)
        return value

    def body(self, limit: int) -> Iterator[bytes]:
        """The body, inflated. Raises TooLarge beyond `limit` bytes, Incomplete when it stops before its end."""
        length = self.header("content-length") or ""
        if length.isdigit() and int(length) > limit:
            raise TooLarge(
                f"{self._shown} announces {length} bytes, more than {limit}", url=self._shown, limit=limit
            )
        codings = self._response.headers.get_list("content-encoding", True)
        try:
            yield from inflated(self._response.iter_raw(), codings, limit, self._shown)
        except (httpcore.RemoteProtocolError, httpcore.ReadError) as exc:
            raise Incomplete(
                f"{self._shown}: the body stopped before its end: {_clean(exc)}", url=self._shown
            ) from None

    def close(self) -> None:
        self._response.close()


class _Body(httpx.SyncByteStream):
    """An httpcore answer's body as httpx takes it."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def warm() -> None:
    """Makes what the first request of a process makes: tables of URLs and headers (6 ms), trust in authorities."""
    usual_tls()
    address = addresses.check("https://portail.example/agenda?x=été")
    request = httpx.Request("GET", address.url, headers={"Connection": "close"})
    httpx.Response(200, headers=[(b"Content-Type", b"text/calendar")], request=request).headers.get("etag")


@cache
def usual_tls(protocol: str = "http/1.1") -> SSLContext:
    """The trust in certificate authorities, made once (70 ms): the fork server makes it for all its children.

    One for each protocol, which it names to servers: some refuse another than theirs (RFC 7301, ALPACA).
    """
    context = httpx.create_ssl_context()
    context.set_alpn_protocols([protocol])
    return context


def _request(address: addresses.Address, headers: Mapping[str, str], json: Any) -> httpx.Request:
    headers = {**headers, "Accept-Encoding": "gzip", "Connection": "close"}
    headers.setdefault("Accept", "*/*")
    try:
        request = httpx.Request("GET" if json is None else "POST", address.url, headers=headers, json=json)
    except (httpx.InvalidURL, ValueError):
        raise addresses.refused(address.url, "it is not a well-formed address") from None
    if (request.url.scheme, request.url.raw_host.decode(), request.url.port or 0) != (
        address.scheme, address.host, 0 if _default_port(address) else address.port,
    ):  # fmt: skip
        # Two parsers that disagree are how checks are passed (changedetection.io GHSA-rph4-96w6-q594).
        raise addresses.refused(address.url, "it can be read in two ways")
    return request


def _default_port(address: addresses.Address) -> bool:
    return address.port == (443 if address.scheme == "https" else 80)


def _clean(exc: Exception) -> str:
    return "".join(c for c in str(exc) if c.isprintable())[:200] or type(exc).__name__
