"""What every handler is given: the store, the configuration, the clock, and the way to a rendered page."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes
from agregateur.config import Configuration, Settings, legal_notice, missing_legal
from agregateur.publish.words import Lang
from agregateur.store import read, savedfeeds
from agregateur.store.days import LOCAL
from agregateur.web.freshness import Announced, Readings
from agregateur.web.lines import Lines
from agregateur.web.pace import Pace
from agregateur.web.paths import language_of, local, path_of, with_query
from agregateur.web.rendering import environment
from agregateur.web.texts import Texts

HTML = "text/html; charset=utf-8"
STEP = timedelta(minutes=5)
"""How often what is over leaves the lists."""


class Store(Protocol):
    """What pages need of `store.database.Database`."""

    def reader(self) -> AbstractContextManager[Connection]: ...

    def writer(self) -> AbstractContextManager[Connection]: ...


def _release() -> str:
    try:
        return version("agregateur")
    except PackageNotFoundError:
        return "0"


@dataclass(frozen=True)
class Site:
    """One portal. `now` gives the present, aware; everything below takes what it needs from here."""

    database: Store
    configuration: Configuration
    settings: Settings
    now: Callable[[], datetime]
    release: str = field(default_factory=_release)
    readings: Readings = field(default_factory=Readings)
    announced: Announced = field(default_factory=Announced)
    lines: Lines = field(default_factory=Lines)
    texts: Mapping[Lang, Texts] = field(default_factory=lambda: {"fr": Texts(), "en": Texts()})
    pace: Pace = field(default_factory=Pace)

    def today(self) -> date:
        """The local day."""
        return self.now().astimezone(LOCAL).date()

    @cached_property
    def territory(self) -> frozenset[str]:
        """INSEE codes of the portal's territory."""
        return communes.within(self.configuration.territory)

    @property
    def name(self) -> str:
        return self.configuration.territory.name

    @cached_property
    def fingerprint(self) -> str:
        """What the form of every answer depends on beside the store: release, addresses, territory, sources."""
        state = blake2b(digest_size=8)
        configuration = self.configuration
        named = [(s.id, s.name, s.home, s.licence, s.republication, s.example) for s in configuration.sources]
        said = (self.settings.base_url, *legal_notice(self.settings))
        state.update(repr((self.release, said, configuration.territory, named)).encode())
        return state.hexdigest()

    def moment(self) -> datetime:
        """The present as lists of what is to come know it: it moves on by `STEP`, so that a validator can say it."""
        seconds = int(self.now().timestamp())
        return datetime.fromtimestamp(seconds - seconds % int(STEP.total_seconds()), LOCAL)

    def state(self) -> str | None:
        """All that answers rest on beside the hour: the day, the change number, saved feeds, what was read when.

        None when the store does not answer.
        """
        try:
            with self.database.reader() as connection:
                change = read.change_number(connection, None)
                told = self.readings.at(connection, self.now()).told()
                saved = savedfeeds.last_change(connection)
        except SQLAlchemyError:
            return None
        return f"{self.today().isoformat()} {change} {saved} {told}"

    def url(self, path: str, language: Lang = "fr") -> str:
        """The whole address of a path, for feeds and canonical links."""
        return self.settings.base_url.rstrip("/") + local(path, language)

    def oembed(self, page: str) -> str:
        """Where to ask for the frame of a page, whole: WordPress takes the address of such a link as it stands."""
        return self.url(with_query("/oembed", [("url", page), ("format", "json")]))

    def validator(self, request: Request, connection: Connection, watched: Collection[str] | None) -> str:
        """Of a page that shows events of the communes `watched` (None: of all) and the hour; reads no event."""
        return quoted(
            request.url.path,
            request.url.query,
            self.moment().isoformat(),
            self.fingerprint,
            str(read.change_number(connection, watched)),
        )

    def unchanged(self, request: Request, etag: str, *, max_age: int = 300) -> Response | None:
        """304 when the visitor holds the page of this validator."""
        if not matches(request, etag):
            return None
        return Response(status_code=304, headers=_lasting(language_of(request), etag, max_age))

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        max_age: int = 300,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        **context: Any,
    ) -> Response:
        """The rendered page with a strong validator, over its bytes by itself; 304 when the visitor holds it already.

        `headers` are the page's own; one that says `no-store` has no validator.
        """
        language: Lang = language_of(request)
        path = path_of(request)
        other: Lang = "en" if language == "fr" else "fr"
        query = f"?{request.url.query}" if request.url.query else ""
        now = self.now()
        body = environment(language).get_template(template).render(
            site_name=self.name,
            legal=self.settings,
            missing_legal=missing_legal(self.settings),
            now=now,
            today=now.astimezone(LOCAL).date(),
            language=language,
            path=path,
            other_language=other,
            other_href=local(path, other) + query,
            canonical=self.url(path, language),
            here=self.url(path, language) + query,
            oembed=self.oembed,
            **{"receive_href": local("/flux", language), **context},
        )  # fmt: skip
        content = body.encode("utf-8", "replace")
        if status != 200 or (headers and "Cache-Control" in headers):
            return Response(content, status, {"Content-Language": language, **(headers or {})}, HTML)
        etag = etag or f'"{blake2b(content, digest_size=16).hexdigest()}"'
        if unchanged := self.unchanged(request, etag, max_age=max_age):
            return unchanged
        return Response(content, status, {**_lasting(language, etag, max_age), **(headers or {})}, HTML)


def _lasting(language: Lang, etag: str, max_age: int) -> dict[str, str]:
    return {"Content-Language": language, "Cache-Control": f"public, max-age={max_age}", "ETag": etag}


def matches(request: Request, etag: str) -> bool:
    """Whether If-None-Match names `etag` (weakly compared, RFC 9110 13.1.2)."""
    held = request.headers.get("if-none-match", "")
    return held.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in held.split(",")}


def quoted(*parts: str) -> str:
    """A strong validator: the digest of `parts`, in quotes."""
    return f'"{blake2b(chr(0).join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()}"'
