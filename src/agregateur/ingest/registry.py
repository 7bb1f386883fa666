"""Which connectors there are, and how one is built from a stanza.

Connectors are found by the entry-point group `agregateur.connecteurs`, in any installed distribution, and by looking
into the package `connecteurs` beside the core when nothing is installed. The core never imports one by name.
"""

from __future__ import annotations

import dataclasses
import difflib
import importlib
import importlib.metadata
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_type_hints

import structlog
from pydantic import TypeAdapter, ValidationError

from agregateur.config.options import fault, stray_boolean
from agregateur.contract import Connector, Document, Facts
from agregateur.errors import ConfigError

GROUP = "agregateur.connecteurs"
PACKAGE = "connecteurs"
SURE = 50
"""The least score of `recognise` that counts as an answer (0 to 100)."""
USUAL_RICHNESS = 40

Kinds = Mapping[str, type[Connector]]


@dataclass(frozen=True, slots=True)
class Broken:
    """A connector that could not be loaded: its name, where it is declared, and the last line of the fault."""

    name: str
    origin: str
    detail: str


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a connector, as written in a stanza. `default` is None with `required`."""

    word: str
    type: str
    default: Any
    required: bool
    about: str = ""


def kinds() -> dict[str, type[Connector]]:
    """All connectors by the name they bear in YAML. Raises ConfigError when two bear one name."""
    return dict(_found()[0])


def broken() -> tuple[Broken, ...]:
    """The connectors that could not be loaded; the others work."""
    return _found()[1]


def forget() -> None:
    """Look again next time: for tests, and for whoever installs a connector while running."""
    _found.cache_clear()


@cache
def _found() -> tuple[dict[str, type[Connector]], tuple[Broken, ...]]:
    found: dict[str, type[Connector]] = {}
    faults: list[Broken] = []
    for name, origin, connector in _candidates():
        if isinstance(connector, str):
            faults.append(Broken(name, origin, connector))
            structlog.get_logger().warning("connector_broken", name=name, origin=origin, detail=connector)
            continue
        other = found.setdefault(connector.kind, connector)
        if other is not connector:
            raise ConfigError(
                f"two connectors are both called {connector.kind!r}: {_path(other)} and {_path(connector)}; "
                "uninstall one of them",
                code="two_connectors",
                key="kind",
                kind=connector.kind,
                connectors=[_path(other), _path(connector)],
            )
    return dict(sorted(found.items())), tuple(faults)


def _candidates() -> Iterator[tuple[str, str, type[Connector] | str]]:
    """(name, where declared, class or the fault's last line) of everything that claims to be a connector."""
    for entry in sorted(importlib.metadata.entry_points(group=GROUP), key=lambda e: (e.name, e.value)):
        origin = f"{entry.dist.name if entry.dist else '?'}: {entry.value}"
        try:
            connector = entry.load()
            yield entry.name, origin, connector if _is_connector(connector) else "it is not a connector class"
        except (Exception, SystemExit) as exc:
            # Somebody else's code, run at import: its fault must not take the other connectors down.
            yield entry.name, origin, _last_line(exc)
    for module_name in _modules_beside():
        origin = f"{PACKAGE}/: {module_name}"
        try:
            module = importlib.import_module(module_name)
        except (Exception, SystemExit) as exc:
            # As above.
            yield module_name.rpartition(".")[2], origin, _last_line(exc)
            continue
        for value in vars(module).values():
            if _is_connector(value) and f"{value.__module__}.".startswith(f"{module_name}."):
                yield value.kind, origin, value


def _modules_beside() -> list[str]:
    try:
        package = importlib.import_module(PACKAGE)
    except ModuleNotFoundError:
        root = Path(__file__).resolve().parents[3]
        if not (root / PACKAGE / "__init__.py").is_file():
            return []
        # Run from a clone with `src` alone on the path.
        sys.path.append(str(root))
        package = importlib.import_module(PACKAGE)
    names = (module.name for module in pkgutil.iter_modules(package.__path__))
    return sorted(f"{PACKAGE}.{name}" for name in names if not name.startswith("_"))


def _is_connector(value: Any) -> bool:
    return (
        isinstance(value, type)
        and dataclasses.is_dataclass(value)
        and isinstance(getattr(value, "kind", None), str)
        and all(hasattr(value, name) for name in ("label", "version", "listing", "single", "gives"))
        and callable(getattr(value, "collect", None))
        and callable(getattr(value, "recognise", None))
    )


def _path(connector: type) -> str:
    return f"{connector.__module__}:{connector.__qualname__}"


def _last_line(exc: BaseException) -> str:
    return f"{type(exc).__name__}: {exc}".strip().splitlines()[-1][:300]


def build(kind: str, url: str, options: Mapping[str, Any], known: Kinds | None = None) -> Connector:
    """The connector of a stanza. The YAML word `as` fills the field `as_`, and so on for words that Python keeps.

    `known` defaults to `kinds()`. Raises ConfigError, whose `values` hold `key`, for an unknown kind or a wrong,
    missing or unknown option.
    """
    known = kinds() if known is None else known
    if kind not in known:
        lost = next((b for b in broken() if b.name == kind), None)
        because = f"it could not be loaded ({lost.detail})" if lost else _suggest(kind, known)
        raise ConfigError(
            f"there is no connector {kind!r}: {because}",
            code="unknown_kind",
            key="kind",
            kind=kind,
            known=sorted(known),
        )
    connector = known[kind]
    fields = {_word(field): field.name for field in _options(connector)}
    for word in options:
        if word not in fields:
            raise ConfigError(
                f"connector {kind!r} has no option {word!r}: {_suggest(word, fields)}",
                code="unknown_option",
                key=f"options.{word}",
                kind=kind,
                known=sorted(fields),
            )
    values = {"url": url, **{fields[word]: value for word, value in options.items()}}
    wrong = stray_boolean(_hints(connector), values)
    try:
        made: Connector = adapter(connector).validate_python(values)
    except ValidationError as exc:
        wrong = wrong or fault(exc.errors(include_url=False, include_input=False), _hints(connector))
    if wrong:
        key, sentence = wrong
        raise ConfigError(f"connector {kind!r}, {key}: {sentence}", code="wrong_option", key=key, kind=kind)
    return made


@cache
def _hints(connector: type[Connector]) -> Mapping[str, Any]:
    return get_type_hints(connector)


@cache
def adapter(connector: type[Connector]) -> TypeAdapter[Any]:
    """What checks the options of a connector (5 ms to make)."""
    return TypeAdapter(connector)


def _options(connector: type[Connector]) -> list[dataclasses.Field[Any]]:
    fields: tuple[dataclasses.Field[Any], ...] = dataclasses.fields(connector)  # type: ignore[arg-type]
    return [field for field in fields if field.init and field.name != "url"]


def _word(field: dataclasses.Field[Any]) -> str:
    return field.name.rstrip("_")


def _suggest(word: str, known: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    listed = ", ".join(sorted(known)) or "none"
    return f"did you mean {near[0]!r}? (known: {listed})" if near else f"known are {listed}"


def recognise(url: str, document: Document | None, known: Kinds | None = None) -> str | None:
    """The kind that is surest of an address, or of its fetched document; None when none reaches `SURE`."""
    best: tuple[int, str] | None = None
    for kind, connector in sorted((kinds() if known is None else known).items()):
        try:
            score = connector.recognise(url, document)
        except Exception as exc:
            # Somebody else's recogniser, on hostile bytes: a crash of one is its "no".
            structlog.get_logger().warning("recogniser_failed", kind=kind, detail=_last_line(exc))
            continue
        if score >= SURE and (best is None or score > best[0]):
            best = (score, kind)
    return best[1] if best else None


def richness(connector: type[Connector]) -> int:
    """How much a kind of source can say, 0 to 100 (`Facts.richness`); `USUAL_RICHNESS` for one that does not tell."""
    facts = getattr(connector, "facts", None)
    return facts.richness if isinstance(facts, Facts) else USUAL_RICHNESS


def describe(kind: str, known: Kinds | None = None) -> list[Option]:
    """The options of a kind. Raises KeyError for an unknown one. `about` is the field's `metadata["about"]`."""
    connector = (kinds() if known is None else known)[kind]
    hints = _hints(connector)
    out = []
    for field in _options(connector):
        required = field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
        default = None if required else field.default
        if field.default_factory is not dataclasses.MISSING:
            default = field.default_factory()
        hint = hints[field.name]
        shown = hint.__name__ if isinstance(hint, type) and not hasattr(hint, "__args__") else str(hint)
        out.append(
            Option(
                _word(field), shown.replace("typing.", ""), default, required, field.metadata.get("about", "")
            )
        )
    return out
