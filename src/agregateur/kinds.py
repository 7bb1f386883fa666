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
the keys that all kinds share stand [at the end](#keys-of-every-source).
"""
_SHARED = {
    "id": "names the source for good: lower case letters, digits and hyphens (needed)",
    "name": "how its partner is called on the pages (needed)",
    "kind": "one of the kinds above; left out, it is recognised at each reading",
    "url": "what is read; a secret part is written `${NAME}` and taken from the environment (needed)",
    "home": "the partner's site, for its readers",
    "licence": "the licence of its texts and images, as its partner states it",
    "republication": "what may leave in our feeds and API: `complet` (all of it), `signalement` (date, place and link; "
    "the default) or `portail` (nothing: our pages alone)",
    "every": "how often it is read: `30m`, `2h`, `1d`; `1h` by default",
    "timezone": "of hours that name no zone; `Europe/Paris` by default",
    "territory": 'where its items may be, when that is not the portal\'s territory: `{departements: ["38"]}`, `epcis`, '
    "`communes`",
    "default": 'taken when an item does not say it: `{commune: "05046", venue: Médiathèque, category: musique}`',
    "categories": "the partner's own category words by our codes: `{Numérique: solidarite}`",
    "exclude": 'words that keep an item from the public: `["#interne"]`',
    "include": "only what bears one of these words is read",
    "options": "what the kind takes beside, as told in its section",
    "example": "`true` for invented partners, which can be left out as a whole",
}
"""What each key of a stanza means; a test holds that none is forgotten."""
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
    yield "\n## Keys of every source\n"
    yield "| key | what it says |\n|---|---|"
    for key, about in _SHARED.items():
        yield f"| `{key}` | {_cell(about)} |"


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
