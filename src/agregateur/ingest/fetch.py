"""One address in, one document out, within limits: the only module that imports httpx.

httpx has no cap on size, times out per read, and takes a cut gzip stream for a complete body.
Here only its requests, responses and URLs are used, over an own transport (`network`): no cookies, no environment,
no automatic redirect, no kept connection, nothing inflated behind our back.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from ssl import SSLContext
from typing import Any
from urllib.parse import unquote, urlsplit

import httpcore
import httpx

from agregateur.contract import Document
from agregateur.errors import FetchError, Gone, HttpStatus, Incomplete, TooLarge
from agregateur.ingest import addresses
from agregateur.ingest.answers import (
    asked_wait,
    charset_of,
    inflated,
    is_challenge,
    media_type_of,
    retry_after,
    validator,
)
from agregateur.ingest.files import file_document
from agregateur.ingest.mailbox import Mailboxes
from agregateur.ingest.network import Budget, GuardedBackend
from agregateur.text import fold, mask_url

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_HEADER_BYTES = 1_000_000
"""What headers and framing may add to the body on the wire."""
_BEGINNING = 16_384
"""Bytes of a refusal that are looked at."""
_OURS = frozenset(
    {
        "accept-encoding",
        "connection",
        "content-length",
        "cookie",
        "host",
        "te",
        "transfer-encoding",
        "user-agent",
    }
)
"""Request headers that a connector may not set."""


class NotModified(BaseException):
    """The server says 304 to validators that we sent. Not an Exception: no connector may swallow it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchPolicy:
    """What one reading may do on the network. Made by the parent, carried into the reading child.

    `allow` holds `host:port` and `host:*` reachable although private; `max_bytes` counts once on the wire and once
    inflated; `deadline` is in seconds for one address with its redirects; `pace` in seconds between two requests to
    one host; `file` is the only file that a `file:` address may name; `etag` and `last_modified` are sent byte for
    byte with the first request.
    """

    user_agent: str = "agregateur"
    allow: frozenset[str] = frozenset()
    max_bytes: int = 20_000_000
    deadline: float = 30.0
    pace: float = 1.0
    max_requests: int = 1_000
    file: Path | None = None
    etag: str | None = None
    last_modified: str | None = None


class Fetcher:
    """The contract's `Fetch`, for one reading of one source. Close it, or use it as a context manager.

    After reading: `etag` and `last_modified` of the first document (for next time), `digest()` over the bodies of
    all documents, `documents`, `bytes`, `requests`, and `final_url` of the first document.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        look: addresses.Resolver = addresses.look_up,
        tls: SSLContext | None = None,
    ) -> None:
        self.policy = policy
        self.etag: str | None = None
        self.last_modified: str | None = None
        self.final_url: str | None = None
        self.bytes = 0
        self.requests = 0
        self.documents = 0
        self._digest = hashlib.blake2b(digest_size=16)
        self._budget = Budget()
        self._last: dict[str, float] = {}
        self._backend = GuardedBackend(self._budget, policy.allow, look)
        self._tls = tls
        self._pools: dict[str, httpcore.ConnectionPool] = {}
        self._mailboxes = Mailboxes(
            self._backend, self._budget, policy.allow, lambda: tls or usual_tls("imap")
        )

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._mailboxes.close()
        for pool in self._pools.values():
            pool.close()

    def digest(self) -> str:
        """Digest of all bodies so far, in the order read: 32 hexadecimal digits."""
        return self._digest.hexdigest()

    def __call__(self, url: str, *, headers: Mapping[str, str] | None = None, json: Any = None) -> Document:
        """Reads one address. `json` makes it a POST. Raises FetchError, or NotModified (first request only)."""
        first = self.documents == 0
        scheme = url[:8].partition(":")[0].lower()
        if scheme == "file":
            document = self._read_file(url)
        elif scheme in addresses.MAIL_PORTS:
            document = self._read_mail(url, dict(headers or {}))
        else:
            document = self._get(url, dict(headers or {}), json)
        if first:
            self.final_url = document.url
        self.documents += 1
        self.bytes += len(document.content)
        self._digest.update(len(document.content).to_bytes(8, "big"))
        self._digest.update(document.content)
        return document

    def _read_file(self, url: str) -> Document:
        path = Path(unquote(urlsplit(url).path))
        if self.policy.file is None or path.resolve() != self.policy.file.resolve():
            raise addresses.refused(url, "only the file that the operator's own stanza names is read")
        return file_document(path, self.policy.max_bytes)

    def _read_mail(self, url: str, extra: dict[str, str]) -> Document:
        host = addresses.check_mailbox(url, self.policy.allow).host
        self._wait(host)
        self._count()
        self._budget.start(mask_url(url), self.policy.deadline, self.policy.max_bytes + _HEADER_BYTES)
        try:
            return self._mailboxes.read(url, extra.get("Authorization"), self.policy.max_bytes)
        finally:
            self._last[host] = time.monotonic()

    def _get(self, url: str, extra: dict[str, str], json: Any) -> Document:
        for name, value in extra.items():
            if name.lower() in _OURS or not (name + value).isascii() or not (name + value).isprintable():
                raise FetchError(f"the request header {name!r} may not be sent", code="bad_header")
        address = addresses.check(url, self.policy.allow)
        self._wait(address.host)
        self._budget.start(mask_url(address.url), self.policy.deadline, self.policy.max_bytes + _HEADER_BYTES)
        start = address
        for _ in range(MAX_REDIRECTS + 1):
            if address.origin != start.origin:
                # What a connector says to one host (a key, perhaps) is not for another.
                extra = {}
            response = self._send(address, extra, json)
            try:
                if response.status_code not in _REDIRECTS or "location" not in response.headers:
                    return self._document(address, response)
                # The body of a redirect is never read (urllib3 CVE-2026-21441).
                target = addresses.follow(address, response.headers["location"], self.policy.allow)
                if json is not None and response.status_code not in {307, 308}:
                    json = None
                elif json is not None and target.origin != address.origin:
                    raise addresses.refused(target.url, "a POST is not carried to another host")
                address = target
            finally:
                response.close()
        raise TooLarge(
            f"{self._budget.url} redirects more than {MAX_REDIRECTS} times",
            code="too_many_redirects",
            url=self._budget.url,
        )

    def _wait(self, host: str) -> None:
        due = self._last.get(host, 0.0) + self.policy.pace
        if host in self._last and (wait := due - time.monotonic()) > 0:
            time.sleep(wait)

    def _count(self) -> None:
        self.requests += 1
        if self.requests > self.policy.max_requests:
            raise TooLarge(
                f"{self._budget.url} needs more than {self.policy.max_requests} requests",
                code="too_many_requests",
                url=self._budget.url,
            )

    def _send(self, address: addresses.Address, extra: dict[str, str], json: Any) -> httpx.Response:
        self._count()
        headers = {
            **extra,
            **(self._validators() if self.documents == 0 and json is None else {}),
            "User-Agent": _sendable(self.policy.user_agent),
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }
        headers.setdefault("Accept", "*/*")
        try:
            request = httpx.Request(
                "GET" if json is None else "POST", address.url, headers=headers, json=json
            )
        except (httpx.InvalidURL, ValueError):
            raise addresses.refused(address.url, "it is not a well-formed address") from None
        if (request.url.scheme, request.url.raw_host.decode(), request.url.port or 0) != (
            address.scheme, address.host, 0 if _default_port(address) else address.port,
        ):  # fmt: skip
            # Two parsers that disagree are how checks are passed (changedetection.io GHSA-rph4-96w6-q594).
            raise addresses.refused(address.url, "it can be read in two ways")
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
        finally:
            self._last[address.host] = time.monotonic()
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), request=request)

    def _pool(self, scheme: str) -> httpcore.ConnectionPool:
        if scheme not in self._pools:
            tls = (self._tls or usual_tls()) if scheme == "https" else None
            self._pools[scheme] = httpcore.ConnectionPool(
                ssl_context=tls, network_backend=self._backend, max_keepalive_connections=0, retries=0
            )
        return self._pools[scheme]

    def _validators(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.policy.etag, "If-Modified-Since": self.policy.last_modified}
        return {name: value for name, value in pairs.items() if validator(value)}  # type: ignore[misc]

    def _document(self, address: addresses.Address, response: httpx.Response) -> Document:
        status, asked = response.status_code, response.request.headers
        if status == 304 and ("if-none-match" in asked or "if-modified-since" in asked):
            # Believed only when we hold what it speaks of.
            raise NotModified
        if status not in {200, 203}:
            raise self._refusal(response)
        content = b"".join(self._body(response))
        if self.documents == 0:
            self.etag = validator(response.headers.get("etag"))
            self.last_modified = validator(response.headers.get("last-modified"))
        declared = response.headers.get("content-type", "")
        return Document(
            url=address.url, content=content, media_type=media_type_of(declared), charset=charset_of(declared)
        )

    def _refusal(self, response: httpx.Response) -> FetchError:
        status, shown = response.status_code, self._budget.url
        if status == 410:
            return Gone(f"{shown} is gone for good (410)", url=shown, status=status)
        values: dict[str, Any] = {}
        if status in {429, 503}:
            seconds = asked_wait(response.headers.get("retry-after"), datetime.now(UTC))
            if seconds is not None:
                values |= {"wait": seconds, "retry_after": retry_after(seconds)}
        if status in {403, 429, 503} and self._guarded(response):
            values["challenge"] = True
        return HttpStatus(f"{shown} answered {status}", url=shown, status=status, **values)

    def _guarded(self, response: httpx.Response) -> bool:
        """Whether a guard against robots answers in the site's place (Cloudflare says so in a header)."""
        if response.headers.get("cf-mitigated", "").lower() == "challenge":
            return True
        beginning = b""
        try:
            for chunk in self._body(response):
                beginning += chunk
                if len(beginning) >= _BEGINNING:
                    break
        except FetchError:
            # What came of it is looked at all the same.
            return is_challenge(beginning)
        return is_challenge(beginning)

    def _body(self, response: httpx.Response) -> Iterator[bytes]:
        shown, limit = self._budget.url, self.policy.max_bytes
        length = response.headers.get("content-length", "")
        if length.isdigit() and int(length) > limit:
            raise TooLarge(f"{shown} announces {length} bytes, more than {limit}", url=shown, limit=limit)
        try:
            yield from inflated(
                response.iter_raw(), response.headers.get_list("content-encoding", True), limit, shown
            )
        except (httpcore.RemoteProtocolError, httpcore.ReadError) as exc:
            raise Incomplete(f"{shown}: the body stopped before its end: {_clean(exc)}", url=shown) from None


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


def _sendable(text: str) -> str:
    # A portal's name may have accents, a header may not (RFC 9110 5.5).
    plain = text if text.isascii() else fold(text)
    return "".join(c for c in plain if c.isascii() and c.isprintable())


def _default_port(address: addresses.Address) -> bool:
    return address.port == (443 if address.scheme == "https" else 80)


def _clean(exc: Exception) -> str:
    return "".join(c for c in str(exc) if c.isprintable())[:200] or type(exc).__name__
