"""The settings of an installation: environment variables whose names begin with `AGREGATEUR_`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from agregateur.errors import ConfigError

PREFIX = "AGREGATEUR_"
_LEGAL = ("publisher", "publisher_address", "publisher_phone", "director", "hosting")
_PASSWORD = re.compile(r"(://[^:/@]*:).*(@)|([?&]password=)[^&]+()")


def _yes_or_no(value: Any) -> Any:
    return {"oui": True, "non": False}.get(value.lower(), value) if isinstance(value, str) else value


class Settings(BaseSettings):
    """What the operator sets by environment. An empty variable is one that is not set."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    database_url: str = Field(
        default="sqlite:///var/agregateur.sqlite",
        description="the store: sqlite:///file (relative to the working folder) or postgresql://user:password@host/name",
    )
    config: Path = Field(default=Path("config/sources.yaml"), description="the sources file")
    base_url: str = Field(
        default="http://127.0.0.1:8000", description="public address of the portal, as visitors type it"
    )
    contact: str | None = Field(
        default=None,
        description="mail or page told to the servers we read, in the User-Agent; else the public address",
    )
    fetch_allow: Annotated[frozenset[str], NoDecode] = Field(
        default=frozenset(),
        description="private host:port that may be read all the same, comma-separated; host:* for any port",
    )
    max_bytes: int = Field(
        default=20_000_000, ge=1_000, description="largest document, in bytes after decompression"
    )
    max_items: int = Field(default=20_000, ge=1, description="most items in one document")
    max_paged_items: int = Field(default=100_000, ge=1, description="most items over all pages of one source")
    host_pace: float = Field(
        default=1.0,
        ge=0,
        le=600,
        description="seconds between two requests to one host (none for those of AGREGATEUR_FETCH_ALLOW)",
    )
    fetch_seconds: float = Field(
        default=30.0, gt=0, le=600, description="longest time for one address, redirects included"
    )
    workers: int = Field(default=4, ge=1, le=64, description="sources read at once")
    tick_seconds: int = Field(
        default=20, ge=1, le=3_600, description="seconds between two looks for sources whose time has come"
    )
    examples: Annotated[bool, BeforeValidator(_yes_or_no)] = Field(
        default=True, description="read the sources marked as examples (yes or no)"
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="form of the log: console or json"
    )
    publisher: str | None = Field(default=None, description="legal notice: who publishes the portal")
    publisher_address: str | None = Field(
        default=None, description="legal notice: postal address of the publisher"
    )
    publisher_phone: str | None = Field(default=None, description="legal notice: telephone of the publisher")
    director: str | None = Field(default=None, description="legal notice: director of publication")
    hosting: str | None = Field(default=None, description="legal notice: name and address of the host")

    @field_validator("base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("write the whole address without query, as in https://agenda.example.org")
        return value.rstrip("/")

    @field_validator("contact", *_LEGAL)
    @classmethod
    def _one_line(cls, value: str | None) -> str | None:
        if value is not None and not value.isprintable():
            raise ValueError("write it on one line")
        return value

    @field_validator("fetch_allow", mode="before")
    @classmethod
    def _fetch_allow(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return frozenset(_allowed(part.strip()) for part in value.split(",") if part.strip())


def _allowed(text: str) -> str:
    host, colon, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]").lower()
    bare = not colon or not host or any(c in host for c in "/@* \t")
    if bare or not (port == "*" or (port.isascii() and port.isdigit() and 0 < int(port) < 65536)):
        raise ValueError(f'"{text}" is not host:port; write 127.0.0.1:8080 or calendrier.intra:*')
    return f"{host}:{port}"


def read_settings() -> Settings:
    """The settings of this process. Raises ConfigError naming each wrong variable."""
    try:
        return Settings()
    except ValidationError as wrong:
        problems = [
            {"key": _variable(str(error["loc"][0])), "message": _sentence(error["msg"])}
            for error in wrong.errors()
        ]
        text = "\n".join(f"{problem['key']}: {problem['message']}" for problem in problems)
        raise ConfigError(text, code="settings", problems=problems) from None


def settings_table(settings: Settings) -> list[tuple[str, str, str, str]]:
    """Rows (variable, value, default, meaning) of every setting, passwords masked."""
    return [
        (_variable(name), _shown(getattr(settings, name)), _shown(field.default), field.description or "")
        for name, field in Settings.model_fields.items()
    ]


def unknown_settings(environ: Mapping[str, str]) -> list[str]:
    """One warning for each `AGREGATEUR_…` variable that is no setting (a misspelling does nothing, silently)."""
    known = {_variable(name) for name in Settings.model_fields}
    out = []
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in known and not name.startswith(f"{PREFIX}TEST"):
            close = difflib.get_close_matches(name, known, 1)
            out.append(f"{name}: unknown setting" + (f"; did you mean {close[0]}?" if close else ""))
    return out


def legal_notice(settings: Settings) -> list[str | None]:
    """What the foot of each page tells, empty ones included."""
    return [getattr(settings, name) for name in _LEGAL]


def missing_legal(settings: Settings) -> list[str]:
    """The variables of the legal notice that are still empty."""
    return [_variable(name) for name in _LEGAL if not getattr(settings, name)]


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _PASSWORD.sub(r"\1\3…\2", str(value))


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")
