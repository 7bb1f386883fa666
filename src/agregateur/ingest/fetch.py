"""One address in, one document out: what one reading of one source may do on the network.

Waits between requests, counts them, follows redirects by its own rules, and judges answers; `exchange` sends.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from ssl import SSLContext
from typing import Any
from urllib.parse import unquote, urlsplit

from agregateur.contract import Document
from agregateur.errors import FetchError, Gone, HttpStatus, TooLarge
from agregateur.ingest import addresses
from agregateur.ingest.answers import (
    asked_wait,
    charset_of,
    is_challenge,
    media_type_of,
    retry_after,
    validator,
)
from agregateur.ingest.clear import InClear
from agregateur.ingest.exchange import Answer, Exchange, usual_tls
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
    all documents, `documents`, `bytes`, `requests`, and `final_url` of the first document. `secrets`: what the source's
    stanza keeps to itself, which is sent over https alone.
    """

    def __init__(
        self,
        policy: FetchPolicy,
        *,
        look: addresses.Resolver = addresses.look_up,
        tls: SSLContext | None = None,
        secrets: Iterable[str] = (),
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
        backend = GuardedBackend(self._budget, policy.allow, look)
        self._in_clear = InClear(secrets, policy.allow)
        self._exchange = Exchange(self._budget, backend, tls)
        self._mailboxes = Mailboxes(backend, self._budget, policy.allow, lambda: tls or usual_tls("imap"))

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._mailboxes.close()
        self._exchange.close()

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
            self._in_clear.check(start, address, extra, json)
            answer = self._send(address, extra, json)
            try:
                location = answer.header("location")
                if answer.status not in _REDIRECTS or location is None:
                    return self._document(address, answer)
                # The body of a redirect is never read (urllib3 CVE-2026-21441).
                target = addresses.follow(address, location, self.policy.allow)
                if json is not None and answer.status not in {307, 308}:
                    json = None
                elif json is not None and target.origin != address.origin:
                    raise addresses.refused(target.url, "a POST is not carried to another host")
                address = target
            finally:
                answer.close()
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

    def _send(self, address: addresses.Address, extra: dict[str, str], json: Any) -> Answer:
        self._count()
        validators = self._validators() if self.documents == 0 and json is None else {}
        headers = {**extra, **validators, "User-Agent": _sendable(self.policy.user_agent)}
        try:
            return self._exchange.send(address, headers, json)
        finally:
            self._last[address.host] = time.monotonic()

    def _validators(self) -> dict[str, str]:
        pairs = {"If-None-Match": self.policy.etag, "If-Modified-Since": self.policy.last_modified}
        return {name: value for name, stated in pairs.items() if (value := validator(stated))}

    def _document(self, address: addresses.Address, answer: Answer) -> Document:
        if answer.status == 304 and answer.conditional:
            # Believed only when we hold what it speaks of.
            raise NotModified
        if answer.status not in {200, 203}:
            raise self._refusal(answer)
        content = b"".join(answer.body(self.policy.max_bytes))
        if self.documents == 0:
            self.etag = validator(answer.header("etag"))
            self.last_modified = validator(answer.header("last-modified"))
        declared = answer.header("content-type") or ""
        return Document(
            url=address.url, content=content, media_type=media_type_of(declared), charset=charset_of(declared)
        )

    def _refusal(self, answer: Answer) -> FetchError:
        status, shown = answer.status, self._budget.url
        if status == 410:
            return Gone(f"{shown} is gone for good (410)", url=shown, status=status)
        values: dict[str, Any] = {}
        if status in {429, 503}:
            seconds = asked_wait(answer.header("retry-after"), datetime.now(UTC))
            if seconds is not None:
                values |= {"wait": seconds, "retry_after": retry_after(seconds)}
        if status in {403, 429, 503} and self._guarded(answer):
            values["challenge"] = True
        return HttpStatus(f"{shown} answered {status}", url=shown, status=status, **values)

    def _guarded(self, answer: Answer) -> bool:
        """Whether a guard against robots answers in the site's place (Cloudflare says so in a header)."""
        if (answer.header("cf-mitigated") or "").lower() == "challenge":
            return True
        beginning = b""
        try:
            for chunk in answer.body(self.policy.max_bytes):
                beginning += chunk
                if len(beginning) >= _BEGINNING:
                    break
        except FetchError:
            # What came of it is looked at all the same.
            return is_challenge(beginning)
        return is_challenge(beginning)


def _sendable(text: str) -> str:
    # A portal's name may have accents, a header may not (RFC 9110 5.5).
    plain = text if text.isascii() else fold(text)
    return "".join(c for c in plain if c.isascii() and c.isprintable())
