"""The sources file as a whole: every mistake is found at once, and named with its line and key."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel, ValidationError

from agregateur.config import codes
from agregateur.config.secrets import Filler, shown, shown_options
from agregateur.config.stanzas import Beside, FilePart, StanzaPart, TerritoryPart, listed, sentence
from agregateur.config.values import Configuration, Defaults, Stanza, Territory
from agregateur.config.yamlfile import Lines, Path_, parse
from agregateur.errors import ConfigError
from agregateur.hushed import mask, secrets_of

_Model = TypeVar("_Model", bound=BaseModel)


def load(
    path: Path,
    *,
    environ: Mapping[str, str] = os.environ,
    examples: bool = True,
    categories: Collection[str] | None = None,
    check_source: Callable[[Stanza], None] | None = None,
) -> Configuration:
    """Read and check the sources file.

    In: `path` of the YAML file; `environ` fills `${NAME}`; `examples` False leaves out the stanzas marked
    `example: true` (they are checked all the same); `categories` are the codes of the taxonomy (None: not checked);
    `check_source` is called with each sound stanza and raises ConfigError when it does not like its kind or options
    (`values["key"]` may name the key inside the stanza).
    Out: the configuration. Raises one ConfigError for all mistakes: its message has a line `file:line: key: what is
    wrong` for each, `values["problems"]` the same as dictionaries of `file`, `line`, `key` and `message`.
    """
    reading = _Reading(path, Beside(Filler(environ), categories), *_parsed(path))
    configuration = reading.read(check_source)
    if reading.problems:
        raise reading.error()
    if examples:
        return configuration
    kept = tuple(stanza for stanza in configuration.sources if not stanza.example)
    return replace(configuration, sources=kept)


def _parsed(path: Path) -> tuple[Any, Lines]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        text = f"{path}: no such file; write it, or name another with AGREGATEUR_CONFIG or --config"
        raise ConfigError(text, file=str(path), problems=[]) from None
    except OSError as wrong:
        raise ConfigError(f"{path}: cannot be read: {wrong.strerror}", file=str(path), problems=[]) from None
    raw, lines = parse(content, path)
    if not isinstance(raw, dict):
        what = "is empty" if raw is None else "does not hold keys and values"
        raise ConfigError(
            f"{path}: the file {what}; it holds `territory:` and `sources:`", file=str(path), problems=[]
        )
    return raw, lines


class _Reading:
    """One reading of one file: what is collected on the way."""

    def __init__(self, path: Path, beside: Beside, raw: Any, lines: Lines) -> None:
        self.problems: list[dict[str, Any]] = []
        self._path = path
        self._beside = beside
        self._raw = raw
        self._lines = lines
        self._warnings: list[str] = []

    def read(self, check_source: Callable[[Stanza], None] | None) -> Configuration:
        file = self._checked(FilePart, self._raw, ())
        # A mistake in the territory hides none in the stanzas.
        written = listed(self._raw.get("sources"))
        self._refuse_twice(written)
        stanzas = []
        for index, raw in enumerate(written):
            at = ("sources", index)
            part = self._checked(StanzaPart, raw, at)
            if part is None:
                continue
            stanza = self._stanza(part, at)
            if check_source is not None:
                self._ask(check_source, stanza, at)
            stanzas.append(stanza)
        clear = (secret for one in stanzas for secret in secrets_of(one.url, one.options))
        return Configuration(
            path=self._path,
            territory=_territory(file.territory) if file else Territory(),
            sources=tuple(stanzas),
            secrets=tuple(sorted({*self._beside.filler.secrets, *clear})),
            warnings=tuple(self._warnings),
        )

    def error(self) -> ConfigError:
        found = sorted(self.problems, key=lambda problem: problem["line"])
        return ConfigError("\n".join(_told(p) for p in found), file=str(self._path), problems=found)

    def _problem(self, at: Path_, message: str) -> dict[str, Any]:
        key = ".".join(str(part) for part in at)
        # A connector's or pydantic's sentence may repeat the value that was wrong.
        message = mask(message, self._beside.filler.secrets)
        return {"file": self._path.name, "line": self._lines.at(at), "key": key, "message": message}

    def _checked(self, model: type[_Model], raw: Any, at: Path_) -> _Model | None:
        try:
            return model.model_validate(raw, context=self._beside)
        except ValidationError as wrong:
            self.problems += [
                self._problem((*at, *error["loc"]), sentence(error, model)) for error in wrong.errors()
            ]
            return None

    def _refuse_twice(self, stanzas: Sequence[Any]) -> None:
        first: dict[str, int] = {}
        for index, raw in enumerate(stanzas):
            if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
                continue
            line = first.setdefault(raw["id"], index)
            if line != index:
                taken = self._lines.at(("sources", line, "id"))
                self.problems.append(
                    self._problem(
                        ("sources", index, "id"), f'"{raw["id"]}" is taken by the source on line {taken}'
                    )
                )

    def _stanza(self, part: StanzaPart, at: Path_) -> Stanza:
        doubt = codes.doubt(part.default.commune) if part.default.commune else None
        if doubt:
            self._warnings.append(_told(self._problem((*at, "default", "commune"), doubt)))
        return Stanza(
            id=part.id,
            name=part.name,
            url=self._address(part.url),
            shown_url=shown(part.url),
            kind=part.kind,
            home=part.home,
            licence=part.licence,
            republication=part.republication,
            every=part.every,
            timezone=part.timezone,
            territory=_territory(part.territory) if part.territory else None,
            default=Defaults(**part.default.model_dump()),
            categories=part.categories,
            exclude=part.exclude,
            include=part.include,
            options=self._beside.filler.fill_all(part.options),
            shown_options=shown_options(part.options),
            example=part.example,
            line=self._lines.at(at),
        )

    def _address(self, written: str) -> str:
        url = self._beside.filler.fill(written)
        if urlsplit(url).scheme != "file":
            return url
        return (self._path.parent / unquote(urlsplit(url).path)).resolve().as_uri()

    def _ask(self, check_source: Callable[[Stanza], None], stanza: Stanza, at: Path_) -> None:
        try:
            check_source(stanza)
        except ConfigError as wrong:
            key = str(wrong.values.get("key") or "")
            # A number is a place in a list.
            parts = (int(part) if part.isdigit() else part for part in filter(None, key.split(".")))
            self.problems.append(self._problem((*at, *parts), wrong.message))


def _territory(part: TerritoryPart) -> Territory:
    return Territory(**part.model_dump())


def _told(problem: Mapping[str, Any]) -> str:
    key = f"{problem['key']}: " if problem["key"] else ""
    return f"{problem['file']}:{problem['line']}: {key}{problem['message']}"
