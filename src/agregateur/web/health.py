"""`/healthz`: the process answers. `/readyz`: the store answers, and somebody keeps reading the sources."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from agregateur.store import directory
from agregateur.web.site import Site

LATE = timedelta(hours=1)
"""A source that waits for its reading longer than this means that nobody ticks."""


def healthz(site: Site, request: Request) -> Response:
    """200 as long as the process serves."""
    return PlainTextResponse("ok\n", headers={"Cache-Control": "no-store"})


def readyz(site: Site, request: Request) -> Response:
    """200 when the store answers, else 503. `late` says for how many seconds a source has been waiting."""
    try:
        with site.database.reader() as connection:
            last, due = directory.last_reading(connection), directory.next_due(connection)
    except SQLAlchemyError:
        return JSONResponse({"database": "unreachable"}, 503, {"Cache-Control": "no-store"})
    now = site.now()
    late = max(timedelta(), now - due) if due else timedelta()
    answer = {
        "database": "ok",
        "last_reading": last.isoformat() if last else None,
        "last_reading_age": round((now - last).total_seconds()) if last else None,
        "late": round(late.total_seconds()),
        "collecting": late <= LATE,
    }
    return JSONResponse(answer, 200, {"Cache-Control": "no-store"})
