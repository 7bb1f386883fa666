"""The kinds of sources there are, as Markdown: `docs/connecteurs.md` is made of what connectors say of themselves."""

from __future__ import annotations

import inspect
import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from agregateur.contract import Connector, Facts
from agregateur.ingest import registry

_HEAD = """\
# Kinds of sources

Made by `agregateur kinds --markdown` from what the connectors say of themselves; a test holds that it is up to date.

A partner seldom knows which of these it has: `agregateur detect ADDRESS` does, from its website's address alone. Of
several that one site offers, the richest is read first. Each stanza below is one to copy into `config/sources.yaml`;
the keys that all kinds share (`every`, `default`, `categories`, `exclude`…) are told in README.
"""
_GIVES = {"event": "events", "actor": "actors", "article": "articles"}
_LISTINGS = {
    "complete": "An item that is no longer listed is withdrawn, after two complete readings a day apart.",
    "recent": "An item that is no longer listed means nothing: it stays until its date.",
}


def table(kinds: registry.Kinds) -> list[tuple[str, str, str]]:
    """(kind, label, what it gives) of each, the richest first."""
    return [(kind, one.label, _gives(one)) for kind, one in _ordered(kinds)]


def markdown(kinds: registry.Kinds) -> str:
    """The whole page."""
    return "\n".join(_page(kinds)).rstrip("\n") + "\n"


def _page(kinds: registry.Kinds) -> Iterator[str]:
    yield _HEAD
    yield "| kind | what it is | gives | dates | places | deletions |"
    yield "|---|---|---|---|---|---|"
    for kind, one in _ordered(kinds):
        facts = _facts(one)
        told = (facts.dates, facts.places, facts.deletions) if facts else ("", "", "")
        yield f"| [`{kind}`](#{kind}) | " + " | ".join(map(_cell, (one.label, _gives(one), *told))) + " |"
    for kind, one in _ordered(kinds):
        yield from _kind(kind, one, kinds)


def _kind(kind: str, one: type[Connector], kinds: registry.Kinds) -> Iterator[str]:
    yield f"\n## {kind}\n"
    yield f"{one.label}. {_paragraph(inspect.getdoc(one) or '')}"
    yield f"\n{_LISTINGS[one.listing]}"
    if facts := _facts(one):
        yield f"\n```yaml\n{textwrap.dedent(facts.stanza).strip()}\n```"
    if options := registry.describe(kind, kinds):
        yield "\n| option | default | what it does |\n|---|---|---|"
        for option in options:
            default = "needed" if option.required else _default(option.default)
            yield f"| `{option.word}` | {default} | {_cell(option.about)} |"


def _ordered(kinds: registry.Kinds) -> list[tuple[str, type[Connector]]]:
    return sorted(kinds.items(), key=lambda pair: (-registry.richness(pair[1]), pair[0]))


def _facts(one: type[Connector]) -> Facts | None:
    found = getattr(one, "facts", None)
    return found if isinstance(found, Facts) else None


def _gives(one: type[Connector]) -> str:
    return ", ".join(words for kind, words in _GIVES.items() if kind in one.gives)


def _default(value: Any) -> str:
    if value is None or value in ("", (), [], {}):
        return "none"
    return f"`{value}`" if isinstance(value, str) else f"`{json.dumps(_plain(value), ensure_ascii=False)}`"


def _plain(value: Any) -> Any:
    return (
        dict(value)
        if isinstance(value, Mapping)
        else list(value)
        if isinstance(value, tuple | list | frozenset)
        else value
    )


def _paragraph(text: str) -> str:
    return re.sub(r"\s*\n\s*(?!\n)", " ", text.strip())


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
