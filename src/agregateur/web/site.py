"""What every handler is given: the store, the configuration, the clock, and the way to a rendered page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from hashlib import blake2b
from importlib.metadata import PackageNotFoundError, version
from importlib.resources import files
from typing import Any, Protocol
from urllib.parse import urlencode

from babel.dates import format_timedelta
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

from agregateur import communes
from agregateur.config import Configuration
from agregateur.ingest.html import sanitise
from agregateur.publish import dates, leaving
from agregateur.publish.words import Lang
from agregateur.store.selection import LOCAL
from agregateur.web.french import at_place, of_place
from agregateur.web.i18n import LANGUAGES, say, translations

HTML = "text/html; charset=utf-8"


class Store(Protocol):
    """What pages need of `store.database.Database`."""

    def reader(self) -> AbstractContextManager[Connection]: ...


class WebSettings(Protocol):
    """What pages need of `config.Settings`."""

    @property
    def base_url(self) -> str: ...


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
    settings: WebSettings
    now: Callable[[], datetime]
    release: str = field(default_factory=_release)

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
        state.update(repr((self.release, self.settings.base_url, configuration.territory, named)).encode())
        return state.hexdigest()

    def url(self, path: str, language: Lang = "fr") -> str:
        """The whole address of a path, for feeds and canonical links."""
        return self.settings.base_url.rstrip("/") + local(path, language)

    @cached_property
    def _environments(self) -> Mapping[Lang, Environment]:
        return {one: _environment(one, self) for one in LANGUAGES}

    def page(
        self, request: Request, template: str, *, status: int = 200, max_age: int = 300, **context: Any
    ) -> Response:
        """The rendered page with a strong validator over its bytes; 304 when the visitor holds it already."""
        language: Lang = language_of(request)
        path = path_of(request)
        other: Lang = "en" if language == "fr" else "fr"
        query = f"?{request.url.query}" if request.url.query else ""
        body = self._environments[language].get_template(template).render(
            language=language,
            path=path,
            other_language=other,
            other_href=local(path, other) + query,
            canonical=self.url(path, language),
            **context,
        )  # fmt: skip
        content = body.encode("utf-8", "replace")
        headers: dict[str, str] = {"Content-Language": language}
        if status == 200:
            headers["Cache-Control"] = f"public, max-age={max_age}"
            headers["ETag"] = f'"{blake2b(content, digest_size=16).hexdigest()}"'
            if matches(request, headers["ETag"]):
                return Response(status_code=304, headers=headers)
        return Response(content, status, headers, HTML)


def matches(request: Request, etag: str) -> bool:
    """Whether If-None-Match names `etag` (weakly compared, RFC 9110 13.1.2)."""
    held = request.headers.get("if-none-match", "")
    return held.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in held.split(",")}


def quoted(*parts: str) -> str:
    """A strong validator: the digest of `parts`, in quotes."""
    return f'"{blake2b(chr(0).join(parts).encode("utf-8", "replace"), digest_size=16).hexdigest()}"'


def language_of(request: Request) -> Lang:
    """The language that the address says."""
    return "en" if request.url.path == "/en" or request.url.path.startswith("/en/") else "fr"


def path_of(request: Request) -> str:
    """The path without its language."""
    path = request.url.path
    return (path.removeprefix("/en") or "/") if language_of(request) == "en" else path


def local(path: str, language: Lang) -> str:
    """`path` (French form) in a language."""
    return path if language == "fr" else f"/en{path}"


def with_query(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """`path` with its query; commas stay readable."""
    query = urlencode(list(pairs), safe=",")
    return f"{path}?{query}" if query else path


def _environment(language: Lang, site: Site) -> Environment:
    environment = Environment(
        loader=PackageLoader("agregateur.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    catalogue = translations(language)
    plural = (lambda one, many, n: one if abs(n) < 2 else many) if language == "fr" else catalogue.ngettext
    environment.install_gettext_callables(catalogue.gettext, plural, newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(
        href=lambda path: local(path, language),
        commune_path=commune_path,
        commune=communes.commune,
        site_name=site.name,
        place_line=leaving.place_line,
        style=f"/static/style-{_static_digest()}.css",
    )
    environment.filters.update(
        say=lambda sentence, **values: say(language, sentence, **values),
        nb=unbreakable,
        day=lambda day, **how: unbreakable(dates.day_label(day, language, today=site.today(), **how)),
        tel=telephone,
        safe_html=safe_html,
        raw=Markup,
        of=lambda name: of_place(name, language),
        at=lambda name: at_place(name, language),
        ago=lambda moment: ago(moment, site.now(), language),
        local_day=lambda moment: dates.day_label(
            moment.astimezone(LOCAL).date(), language, today=site.today()
        ),
    )
    return environment


def commune_path(insee: str) -> str:
    """The canonical path of a commune's page."""
    found = communes.commune(insee)
    return f"/communes/{found.insee}-{found.slug}" if found else f"/communes/{insee}"


def unbreakable(text: str) -> str:
    """`text` with no-break spaces around the h of an hour, and curved apostrophes as everywhere on the pages."""
    out = (
        text.replace("'", "’")
        .replace(" h ", "\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}")
        .replace(" h–", "\N{NO-BREAK SPACE}h–")
    )
    return out[:-2] + "\N{NO-BREAK SPACE}h" if out.endswith(" h") else out


def telephone(number: str) -> str:
    """The target of a telephone link: digits and a leading plus, `04 92 00 00 00` gives `tel:0492000000`."""
    return "tel:" + "".join(
        c for n, c in enumerate(number.strip()) if c in "0123456789" or (c == "+" and not n)
    )


def safe_html(value: str | None) -> Markup:
    """A description. It was sanitised when it came in; a store restored from elsewhere may hold anything."""
    return Markup(sanitise(value or ""))  # noqa: S704


def ago(moment: datetime, now: datetime, language: Lang) -> str:
    """How long ago, as people say it: `il y a 3 heures`."""
    return format_timedelta(moment - now, add_direction=True, locale=language, threshold=1.2)


def _static_digest() -> str:
    return blake2b((files("agregateur.web") / "static" / "style.css").read_bytes(), digest_size=6).hexdigest()
