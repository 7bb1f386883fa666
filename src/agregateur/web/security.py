"""Headers on every answer, and HEAD without a body.

Pages run no script, so their policy allows none. `/widget` alone may be framed, by anybody, and runs one script of ours
that tells its height; `/ecran` runs one that asks whether we answer.
"""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_RULES = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def _policy(**more: str) -> str:
    """The Content-Security-Policy with other rules (`script_src="'self'"`)."""
    rules = _RULES | {name.replace("_", "-"): value for name, value in more.items()}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


POLICY = _policy()
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_FRAMED: Mapping[str, str] = {
    **{name: value for name, value in HEADERS.items() if name != "X-Frame-Options"},
    "Content-Security-Policy": _policy(script_src="'self'", frame_ancestors="*"),
}
_SCREEN: Mapping[str, str] = {
    **HEADERS,
    "Content-Security-Policy": _policy(script_src="'self'", connect_src="'self'"),
}
PRIVATE: Mapping[str, str] = {
    **HEADERS,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
"""Of private links, whatever is answered there: kept by nobody, found by nobody, told to nobody."""
_PRIVATE_PART = "/modifier/"
DATA: Mapping[str, str] = {
    name: HEADERS[name] for name in ("Content-Security-Policy", "X-Content-Type-Options")
}
"""Of feeds and answers for programs: the others tell a browser how to treat a document that it shows, and to send one
of them costs as much as to look the answer up."""
_DATA_TYPES = (
    "text/calendar",
    "application/rss+xml",
    "application/atom+xml",
    "application/json",
    "application/feed+json",
)
OF_PATH: Mapping[str, Mapping[str, str]] = {
    f"{prefix}{path}": headers
    for prefix in ("", "/en")
    for path, headers in (("/widget", _FRAMED), ("/ecran", _SCREEN))
}
"""The headers of the paths that differ: whatever is answered there, a mistake told as well."""


class Safe:
    """ASGI middleware. An answer that says a header itself keeps its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        bare = scope["method"] == "HEAD"
        given = OF_PATH.get(scope["path"]) or (PRIVATE if _PRIVATE_PART in scope["path"] else HEADERS)

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message.setdefault("headers", []))
                data = headers.get("content-type", "").startswith(_DATA_TYPES)
                for name, value in (DATA if data else given).items():
                    headers.setdefault(name, value)
            elif bare and message["type"] == "http.response.body":
                message = _without_body(message)
            await send(message)

        await self.app(scope, receive, safe)


def _without_body(message: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {**message, "body": b""}
