"""What a request that writes must be: a small form of ours. No visitor has a session that others could borrow."""

from __future__ import annotations

from urllib.parse import parse_qsl

from starlette.requests import Request

from agregateur.web.problems import Problem

MOST_BYTES = 16_384
MOST_FIELDS = 400
_FORM = "application/x-www-form-urlencoded"


async def posted(request: Request) -> list[tuple[str, str]]:
    """The fields of a posted form. Raises Problem when it is none, too large, or sent from another site."""
    _from_here(request)
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        raise Problem(400, "form")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Problem(413, "form")
    try:
        return parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Problem(400, "form") from None


def _from_here(request: Request) -> None:
    """Refuses what a page of another site makes a browser send.

    Browsers say so themselves (Fetch Metadata; else `Origin`, RFC 6454 section 7, which is `null` from a page that
    hides its address, as our private links do). Programs say neither, and need not be kept away from what is public.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site != "same-origin":
            raise Problem(403, "form")
        return
    origin = request.headers.get("origin")
    if origin not in {None, "null"} and origin.partition("://")[2] != request.headers.get("host"):
        raise Problem(403, "form")
