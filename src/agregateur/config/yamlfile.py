"""YAML text -> plain values, each with the line it stands on.

Scalars are read as the core schema of YAML 1.2 (§10.3) reads them, not as YAML 1.1, where `no` and `on` are booleans,
`05` is the number 5 and `12:30` is 750: here these stay text. A key is always text, and is written once.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from agregateur.errors import ConfigError

Path_ = tuple[str | int, ...]

_STANDARD = "tag:yaml.org,2002:"
_PLAIN: tuple[tuple[re.Pattern[str], Any], ...] = (
    (re.compile(r"(null|Null|NULL|~|)"), lambda text: None),
    (re.compile(r"(true|True|TRUE|false|False|FALSE)"), lambda text: text.lower() == "true"),
    # No leading zero: 05 and 05100 are codes.
    (re.compile(r"-?(0|[1-9][0-9]{0,17})"), int),
    (re.compile(r"-?(0|[1-9][0-9]*)\.[0-9]+"), float),
)


class Lines:
    """Where each value of a file stands. `at` answers for the nearest enclosing value when it is not there itself."""

    def __init__(self) -> None:
        self._lines: dict[Path_, int] = {}

    def note(self, path: Path_, line: int) -> None:
        self._lines[path] = line

    def at(self, path: Path_) -> int:
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def parse(content: bytes, path: Path) -> tuple[Any, Lines]:
    """The value of the one document in `content`, and its lines. Raises ConfigError; `path` is for its sentence."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content.count(b"\n", 0, wrong.start) + 1
        raise _mistake(path, line, "the file is not UTF-8; save it as UTF-8") from None
    try:
        loader = yaml.SafeLoader(text)
        node = loader.get_single_node()
        builder = _Builder(loader, path)
        return (None if node is None else builder.build(node, (), ())), builder.lines
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        reason = wrong.problem or wrong.context or "unreadable"
        if "'\\t'" in reason:
            reason = "a tab; indent with blanks"
        raise _mistake(path, mark.line + 1 if mark else 1, f"not valid YAML: {reason}") from None
    except yaml.reader.ReaderError as wrong:
        line = text.count("\n", 0, wrong.position) + 1
        raise _mistake(path, line, f"not valid YAML: {wrong.reason}") from None
    except RecursionError:
        raise _mistake(path, 1, "not valid YAML: nested too deeply") from None


class _Builder:
    def __init__(self, loader: yaml.SafeLoader, path: Path) -> None:
        self._loader = loader
        self._path = path
        self.lines = Lines()

    def build(self, node: yaml.Node, path: Path_, inside: tuple[yaml.Node, ...]) -> Any:
        if node in inside:
            raise _mistake(self._path, _line(node), "an alias that contains itself")
        if isinstance(node, yaml.MappingNode) and node.tag == f"{_STANDARD}map":
            return self._mapping(node, path, (*inside, node))
        if isinstance(node, yaml.SequenceNode) and node.tag == f"{_STANDARD}seq":
            return self._sequence(node, path, (*inside, node))
        if (
            isinstance(node, yaml.ScalarNode)
            and node.tag.startswith(_STANDARD)
            and node.tag != f"{_STANDARD}binary"
        ):
            return _scalar(node)
        raise _mistake(self._path, _line(node), f"the tag {node.tag} is not used here; remove it")

    def _sequence(self, node: yaml.SequenceNode, path: Path_, inside: tuple[yaml.Node, ...]) -> list[Any]:
        out = []
        for index, child in enumerate(node.value):
            self.lines.note((*path, index), _line(child))
            out.append(self.build(child, (*path, index), inside))
        return out

    def _mapping(self, node: yaml.MappingNode, path: Path_, inside: tuple[yaml.Node, ...]) -> dict[str, Any]:
        seen: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _mistake(self._path, _line(key), "a key is a word, not a list or a mapping")
            if key.value in seen:
                where = ".".join(str(part) for part in (*path, key.value))
                raise _mistake(
                    self._path,
                    _line(key),
                    f"{where}: written twice, first on line {seen[key.value]}; keep one",
                )
            seen[key.value] = _line(key)
        self._loader.flatten_mapping(node)  # `<<: *shared`; what is written beside it wins
        out = {}
        for key, value in node.value:
            self.lines.note((*path, key.value), _line(key))
            out[str(key.value)] = self.build(value, (*path, key.value), inside)
        return out


def _scalar(node: yaml.ScalarNode) -> Any:
    if node.style is None:
        for pattern, make in _PLAIN:
            if pattern.fullmatch(node.value):
                return make(node.value)
    return str(node.value)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def _mistake(path: Path, line: int, message: str) -> ConfigError:
    text = f"{path.name}:{line}: {message}"
    problem = {"file": path.name, "line": line, "key": "", "message": message}
    return ConfigError(text, file=str(path), line=line, problems=[problem])
