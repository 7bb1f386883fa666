"""The query of an address, read once: tracking words dropped, the surface's own words taken, the rest a selection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sqlalchemy import Connection

from agregateur.publish.words import Lang
from agregateur.store import directory, structures
from agregateur.store.asking import ASKED, parse, refused
from agregateur.store.selection import Selection

# What mail tools, social networks and WordPress add to a link.
_TRACKING = re.compile(r"(?:utm|mc|mtm|pk|at)_.*|fbclid|gclid|xtor|_|ver", re.I)

SORTS = ("date", "nouveaute")
NO_CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Asked:
    """A parsed query. `page` counts from 1; `langue` is None when the address does not say."""

    selection: Selection
    limite: int | None = None
    page: int = 1
    curseur: str | None = None
    langue: Lang | None = None
    tri: str = "date"
    lieu: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    """The words of `choices` that the address says otherwise than by default."""
    own: Mapping[str, str] = field(default_factory=dict)
    """The surface's own words as written, once each."""


def read(
    query: Iterable[tuple[str, str]],
    *,
    words: tuple[str, ...] = (),
    choices: Mapping[str, tuple[str, ...]] = NO_CHOICES,
    selection: tuple[str, ...] = ASKED,
    scope: tuple[str, str] | None = None,
    forgiving: bool = False,
    most: int = 100,
) -> Asked:
    """The query of an address that takes the `selection` words and its own `words`; `most` bounds `limite`.

    `choices` are more words of its own, each with the values it takes, the default first.
    `forgiving` lets an empty value pass (a form sends its empty fields); on a feed it would silently widen the answer.
    Raises SelectionError.
    """
    chosen: list[tuple[str, str]] = []
    own: dict[str, str] = {}
    words = (*words, *choices)
    allowed = (*selection, *words)
    for word, value in query:
        if tracking(word):
            continue
        if forgiving and not value.strip():
            continue
        if word in words:
            if word in own and own[word] != value:
                raise refused(word, value, f"{word} takes one value only.", code="one")
            own[word] = value.strip()
        elif word in selection:
            chosen.append((word, value))
        else:
            raise refused(
                word,
                value,
                f"the word {word!r} is not known here; allowed: {', '.join(allowed)}.",
                allowed,
                "word",
            )
    return Asked(
        selection=parse(chosen, scope=scope, words=selection),
        limite=_number("limite", own["limite"], most) if "limite" in own else None,
        page=_number("page", own["page"], 1000) if "page" in own else 1,
        curseur=own.get("curseur"),
        langue=_language(own),
        tri=_choice("tri", own.get("tri", "date"), SORTS),
        lieu=own.get("lieu"),
        options={
            word: own[word]
            for word, values in choices.items()
            if word in own and _choice(word, own[word], values) != values[0]
        },
        own=own,
    )


def tracking(word: str) -> bool:
    """Whether a word was added by others to follow readers: it is ignored, never refused."""
    return _TRACKING.fullmatch(word) is not None


def check_known(connection: Connection, selection: Selection) -> None:
    """Raises SelectionError when the selection names a source or a structure that the store never had."""
    for word in ("source", "sauf_source"):
        if unknown := directory.unknown_sources(connection, getattr(selection, word)):
            known = [source.id for source in directory.sources(connection)]
            message = f"{word}={unknown[0]!r} is not known; allowed: {', '.join(known)}."
            raise refused(word, unknown[0], message, known)
    for word in ("structure", "sauf_structure"):
        if unknown := structures.unknown(connection, getattr(selection, word)):
            message = f"{word}={unknown[0]!r}: no structure has this identifier; see /acteurs."
            raise refused(word, unknown[0], message)


def _language(own: Mapping[str, str]) -> Lang | None:
    if "langue" not in own:
        return None
    return "en" if _choice("langue", own["langue"], ("fr", "en")) == "en" else "fr"


def _choice(word: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise refused(word, value, f"{word}={value!r} is not known; allowed: {', '.join(allowed)}.", allowed)
    return value


def _number(word: str, value: str, most: int) -> int:
    if not (value.isascii() and value.isdigit() and len(value) <= 6 and 1 <= int(value) <= most):
        raise refused(word, value, f"{word}={value!r}: write a number from 1 to {most}.", [f"1-{most}"])
    return int(value)
