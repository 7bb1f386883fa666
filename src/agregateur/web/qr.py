"""QR codes of our own addresses, for posters and screens; always shown beside the address in letters."""

from __future__ import annotations

import re
from io import BytesIO

import segno
from starlette.requests import Request
from starlette.responses import Response

from agregateur.store.asking import refused
from agregateur.web import params
from agregateur.web.paths import with_query
from agregateur.web.site import Site, matches, quoted

LONGEST = 700
"""Characters: longer ones make squares too fine for a phone held before a poster."""
MAX_AGE = 86_400
_PATH = re.compile(r"/(?!/)[!-\[\]-~]*")
"""Printable ASCII without a backslash, as addresses are once they are quoted (RFC 3986, 2)."""


def qr_path(path: str) -> str:
    """The address of the code of `path` (with its query), one of ours."""
    return with_query("/qr.svg", [("adresse", path)])


def qr_svg(address: str) -> bytes:
    """The code of `address` as SVG, black on white with the quiet zone of four modules (ISO/IEC 18004, 9.1).

    Fifteen percent of it may be torn or wet (error correction M).
    """
    out = BytesIO()
    code = segno.make(address, error="m", micro=False, boost_error=False)
    code.save(
        out,
        kind="svg",
        border=4,
        dark="#000",
        light="#fff",
        svgclass=None,
        lineclass=None,
        omitsize=True,
        nl=False,
    )
    return out.getvalue()


def qr(site: Site, request: Request) -> Response:
    """`/qr.svg?adresse=/communes/05023-briancon`: of our own pages alone. Raises SelectionError."""
    said = params.read(request.query_params.multi_items(), selection=(), words=("adresse",))
    path = said.own.get("adresse", "")
    if len(path) > LONGEST or not _PATH.fullmatch(path):
        message = f"adresse={path[:60]!r}: the path of one of our pages, such as /communes/05023-briancon."
        raise refused("adresse", path, message, ["/communes/05023-briancon"])
    address = site.url(path)
    headers = {"ETag": quoted("qr", address), "Cache-Control": f"public, max-age={MAX_AGE}"}
    if matches(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(qr_svg(address), 200, headers, "image/svg+xml")
