"""`${NAME}` in the sources file: filled in from the environment, and masked wherever it might be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from agregateur.hushed import secrets_of
from agregateur.text import mask_url

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Filler:
    """Fills `${NAME}` from `environ`, and remembers the values it gave (`secrets`)."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.secrets: set[str] = set()

    def fill(self, text: str) -> str:
        """`text` with its references replaced. Raises ValueError naming the variable that is not set."""

        def value(match: re.Match[str]) -> str:
            name = match[1]
            if not _NAME.fullmatch(name):
                raise ValueError(f"{match[0]} is not the name of an environment variable; write ${{NAME}}")
            found = self._environ.get(name)
            if not found:
                raise ValueError(f"the environment variable {name} is not set; set it before starting")
            self.secrets.add(found)
            return found

        filled = _REFERENCE.sub(value, text)
        if "${" in _REFERENCE.sub("", text):
            raise ValueError("${ without its closing brace; write ${NAME}")
        return filled

    def fill_all(self, value: Any) -> Any:
        """`value` with every text inside it filled, however deep; keys stay as they are."""
        if isinstance(value, str):
            return self.fill(value)
        if isinstance(value, Mapping):
            return {key: self.fill_all(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.fill_all(inner) for inner in value]
        return value


def shown(url: str) -> str:
    """An address as written in the file, masked; a `${NAME}` in its path or query stays readable."""
    if url.startswith("file:"):
        return url
    masked = mask_url(url)
    address, mark, masked_query = masked.partition("?")
    if not mark or "${" not in url:
        return masked
    pairs = [pair for pair in urlsplit(url).query.split("&") if pair]
    kept = [
        pair if _REFERENCE.fullmatch(pair.partition("=")[2]) else hidden
        for pair, hidden in zip(pairs, masked_query.split("&"), strict=True)
    ]
    return f"{address}?{'&'.join(kept)}"


def shown_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Options as written in the file; a key written there in clear is masked."""
    clear = [one for one in secrets_of("", options) if not _REFERENCE.search(one)]
    return {name: "…" if value in clear else value for name, value in options.items()}
