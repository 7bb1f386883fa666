"""What the headers and the bytes of an answer mean: media type, charset, validators, Retry-After, gzip. Pure."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from agregateur.errors import FetchError, Incomplete, TooLarge

RETRY_FLOOR, RETRY_CEILING = 60, 86_400
"""Seconds: no server may make us hurry, nor silence a partner for more than a day."""

_MEDIA_TYPE = re.compile(r"\s*([a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80})\s*(?:;|$)")
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([a-z0-9_.:+-]{1,40})")
_STEP = 65_536
# Pages that ask a browser to prove itself: Cloudflare, Sucuri, DataDome, Imunify360, Anubis, o2switch's Tiger Protect.
_CHALLENGE = re.compile(
    rb"<title>\s*(?:just a moment|un instant(?:\.\.\.|\xe2\x80\xa6|&hellip;)|one moment, please|attention required! \| "
    rb"cloudflare|sucuri website firewall|making sure you(?:'|&#39;)re not a bot)|_cf_chl_opt|sucuri_cloudproxy_js"
    rb"|captcha-delivery\.com|imunify360|checking your browser before "
    rb"accessing|tiger protect",
    re.I,
)


def media_type_of(content_type: str) -> str | None:
    """`text/calendar` of `Text/Calendar; charset=UTF-8`; None when it is not of that form."""
    match = _MEDIA_TYPE.match(content_type.lower())
    return match[1] if match else None


def charset_of(content_type: str) -> str | None:
    """The declared charset in lower case, whatever it claims: `text.decode` believes only the known ones."""
    match = _CHARSET.search(content_type.lower())
    return match[1] if match else None


def validator(value: str | None) -> str | None:
    """An ETag or Last-Modified fit to be sent back byte for byte: printable ASCII of at most 1,000 characters."""
    if value and len(value) <= 1_000 and value.isascii() and value.isprintable():
        return value
    return None


def asked_wait(value: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After asks for, in seconds or as a date (RFC 9110 10.2.3); 0 for a date that is past."""
    value = (value or "").strip()
    if value.isascii() and value.isdigit():
        seconds = float(value[:12])
    else:
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, IndexError, TypeError, OverflowError):
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    return max(seconds, 0.0)


def retry_after(seconds: float) -> int:
    """When to ask again, of seconds that were asked for: within a minute and a day."""
    return int(min(max(seconds, RETRY_FLOOR), RETRY_CEILING))


def is_challenge(beginning: bytes) -> bool:
    """Whether the first bytes of a page are those of a guard against robots, which no reader of feeds passes."""
    return _CHALLENGE.search(beginning[:_STEP]) is not None


def inflated(chunks: Iterable[bytes], codings: Sequence[str], limit: int, shown: str) -> Iterator[bytes]:
    """The body behind `chunks`, at most `limit` bytes on the wire and as many inflated.

    Only gzip is asked for, so only gzip and identity are understood, and one coding at most (urllib3 CVE-2025-66418).
    Raises FetchError (`encoding`), TooLarge, or Incomplete when the gzip stream stops before its end.
    """
    codings = [c.strip().lower() for c in codings if c.strip().lower() not in {"", "identity"}]
    if len(codings) > 1 or any(c not in {"gzip", "x-gzip"} for c in codings):
        listed = ", ".join(codings)[:60]
        raise FetchError(
            f"{shown} is packed in a way that was not asked for ({listed})", code="encoding", url=shown
        )
    capped = _capped(chunks, limit, shown, "sends")
    yield from _capped(_gunzip(capped, shown), limit, shown, "unpacks to") if codings else capped


def _capped(chunks: Iterable[bytes], limit: int, shown: str, verb: str) -> Iterator[bytes]:
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > limit:
            raise TooLarge(f"{shown} {verb} more than {limit} bytes", url=shown, limit=limit)
        yield chunk


def _gunzip(chunks: Iterable[bytes], shown: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(wbits=31)
    for chunk in chunks:
        packed = chunk
        while packed:
            if inflater.eof:
                if not packed.startswith(b"\x1f"):
                    # Padding after a complete stream: browsers ignore it too.
                    break
                inflater = zlib.decompressobj(wbits=31)  # one more member (RFC 1952 2.2)
            try:
                yield inflater.decompress(packed, _STEP)
            except zlib.error:
                raise FetchError(
                    f"{shown} is not the gzip that it says", code="encoding", url=shown
                ) from None
            packed = inflater.unused_data if inflater.eof else inflater.unconsumed_tail
    if not inflater.eof:
        raise Incomplete(f"{shown}: the gzip stream stopped before its end", url=shown)
