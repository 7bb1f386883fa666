"""The name of a town among the words of an announcement."""

from __future__ import annotations

from functools import lru_cache

from agregateur.communes import commune
from agregateur.ingest.matching.wording import words_of

_OF_TOWNS = ("oi", "ois", "oise", "ai", "ais", "aise", "ien", "ienne", "ain", "aine")
"""Endings of what is called after a town, its plural taken off."""
_NATION = frozenset({"francai", "francais", "francaise"})


@lru_cache(maxsize=4096)
def town_words(insee: str | None) -> frozenset[str]:
    """The telling words of a commune's name, by its INSEE code; none for no or an unknown code."""
    here = commune(insee) if insee else None
    return frozenset(words_of(here.nom)) if here else frozenset()


def demonym(word: str, town: frozenset[str]) -> bool:
    """Whether a word is the adjective of the town's name ("crestois", "millavoise"): it tells no more than the town."""
    return word.endswith(_OF_TOWNS) and any(
        len(name) >= 3 and word.startswith(name[:5]) and word not in _NATION for name in town - {word}
    )


def villages(town: frozenset[str], said: tuple[str, ...]) -> frozenset[str]:
    """The words of a name such as Abriès-Ristolas that are said: two villages joined may hold one feast each."""
    return town.intersection(said) if len(town) > 1 else frozenset()
