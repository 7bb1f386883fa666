"""What a sources file says, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from agregateur.model import Republication


@dataclass(frozen=True, kw_only=True)
class Territory:
    """A set of communes: by département code, EPCI SIREN and INSEE code. Empty = everywhere."""

    name: str = ""
    departements: tuple[str, ...] = ()
    epcis: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Defaults:
    """What the operator knows of a source's items when they do not say it: INSEE code, category code, venue."""

    commune: str | None = None
    category: str | None = None
    venue: str | None = None


@dataclass(frozen=True, kw_only=True)
class Stanza:
    """One source of `config/sources.yaml`.

    `url` and `options` have their `${NAME}` filled in and must not be shown; `shown_url` is masked and
    `shown_options` are the options as written; `exclude` and `include` are words (`ingest/hiding.py`). A
    `file:` url is absolute. `line` is where the stanza begins.
    """

    id: str
    name: str
    url: str = field(repr=False)
    shown_url: str
    kind: str | None = None
    home: str | None = None
    licence: str | None = None
    republication: Republication = "signalement"
    every: timedelta = timedelta(hours=1)
    timezone: str = "Europe/Paris"
    territory: Territory | None = None
    default: Defaults = Defaults()
    categories: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict, repr=False)
    shown_options: Mapping[str, Any] = field(default_factory=dict)
    example: bool = False
    line: int = 0


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """The whole sources file, as read from `path`.

    `secrets`: the values that `${NAME}` took, and those that stanzas state in clear, for `mask`. `warnings`: sentences
    about what is allowed but odd.
    """

    path: Path
    territory: Territory
    sources: tuple[Stanza, ...]
    secrets: tuple[str, ...] = field(default=(), repr=False)
    warnings: tuple[str, ...] = ()
