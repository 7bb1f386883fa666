"""Answers that scripts of other sites may read (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol).

Everything that is answered here is public and asked without a cookie, so that any origin may read it.
"""

from __future__ import annotations

from starlette.responses import Response

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Location, Retry-After",
}
"""On every such answer, whoever asks: a cache in between may give it to others."""
METHODS = ("GET", "HEAD", "OPTIONS")
_ASKED_FIRST = {
    **OPEN,
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Cache-Control, Content-Type",
    "Access-Control-Max-Age": "86400",
    "Cache-Control": "public, max-age=86400",
}


def preflight() -> Response:
    """204: what a browser asks before it sends a validator of its own (`If-None-Match` is no simple header)."""
    return Response(status_code=204, headers=_ASKED_FIRST)
