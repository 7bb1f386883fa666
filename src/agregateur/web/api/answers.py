"""What the answers of the API have in common: their words, their headers, their validator, their form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from agregateur.store.selection import Selection
from agregateur.web import params
from agregateur.web.api.items import written
from agregateur.web.cors import OPEN
from agregateur.web.params import Asked
from agregateur.web.paths import with_query
from agregateur.web.site import Site, matches, quoted

PER_PAGE = 50
MOST = 200
"""Items a page: unless said, and at most."""
FOLLOWED = ("limite", "curseur", "langue", "updated_since")
MAX_AGE = 300
PAGED = ("limite", "curseur", "langue")
JSON = "application/json"


def asked(request: Request, *, selection: Sequence[str], words: tuple[str, ...] = PAGED) -> Asked:
    """The words of the address. Raises SelectionError."""
    return params.read(request.query_params.multi_items(), words=words, selection=tuple(selection), most=MOST)


def headers(etag: str, following: str | None = None) -> dict[str, str]:
    """Those of every answer that may be kept. `following` is the address of the next page (RFC 8288)."""
    out = {"ETag": etag, "Cache-Control": f"public, max-age={MAX_AGE}", **OPEN}
    return {**out, "Link": f'<{following}>; rel="next"'} if following else out


def validator(site: Site, request: Request, said: Asked, change: int) -> str:
    """The digest of all that an answer depends on: words, day, release and settings, and what changed."""
    return quoted(
        request.url.path,
        said.selection.canonical(),
        str((said.limite, said.curseur, said.own.get("updated_since"))),
        site.today().isoformat(),
        site.fingerprint,
        str(change),
    )


def unchanged(request: Request, etag: str) -> Response | None:
    """304 when the program holds the answer already."""
    return Response(status_code=304, headers=headers(etag)) if matches(request, etag) else None


def next_page(site: Site, path: str, selection: Selection, limit: int, **words: str) -> str:
    """The address of the page that comes after."""
    return site.url(with_query(path, [*selection.query(), ("limite", str(limit)), *words.items()]))


def page(items: Iterable[bytes], following: str | None, etag: str, **more: Any) -> Response:
    """`{"items": […], "next": url|null}`, and what a list says besides; the items are written already."""
    rest = written({"next": following, **more})
    content = b'{"items":[' + b",".join(items) + b"]," + rest[1:]
    return Response(content, 200, headers(etag, following), JSON)


def one(item: bytes, etag: str) -> Response:
    """One item alone."""
    return Response(item, 200, headers(etag), JSON)


def by_content(request: Request, items: Iterable[Any], following: str | None, **more: Any) -> Response:
    """A page of something that has no change number: its validator is the digest of what it says."""
    return told(request, written({"items": list(items), "next": following, **more}), following)


def told(request: Request, content: bytes, following: str | None = None) -> Response:
    """JSON that is written already, under the digest of what it says."""
    etag = quoted(content.decode())
    return unchanged(request, etag) or Response(content, 200, headers(etag, following), JSON)


def elsewhere(path: str) -> Response:
    """301 to the id of today, on this host."""
    body = {"error": "moved", "message": f"This id leads to {path} now.", "location": path}
    kept = {"Location": path, "Cache-Control": f"public, max-age={MAX_AGE}", **OPEN}
    return JSONResponse(body, 301, kept)
