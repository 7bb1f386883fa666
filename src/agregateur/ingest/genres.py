"""Partner's category words, title and text of an article -> its genre: news, a call, volunteering, a job…

The words that decide are data (`genres` in `taxonomie.yaml`). A category says what an article is, its title nearly
always; its text speaks of many things beside, so that it weighs least and decides alone only when it says so twice.
What is not sure is an `annonce`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from agregateur.ingest.prose.vocabulary import singular
from agregateur.taxonomy import Genre, genre_words
from agregateur.text import words as folded

NEWS: Genre = "annonce"
"""The genre of what is none of the others, or could be two of them."""
_CATEGORY, _TITLE, _TEXT = 3, 2, 1
"""How much a phrase weighs in each."""
_ENOUGH, _ALONE = 6, 8
"""Least score: a word that helps (2) as a category, one that says so (3) in the title; of the text alone, two plain
phrases (4)."""
_MAX_TITLE, _MAX_TEXT = 300, 1500
"""Characters looked at: an article says in its first lines what it is."""
_MAX_WORDS = 20
"""Categories looked at."""


def genre(categories: Sequence[str], title: str, text: str | None) -> Genre:
    """The genre of an article: `categories` are the partner's category words, `title` and `text` plain.

    A phrase counts once, where it weighs most. Two genres that both have enough must differ by half.
    """
    parts = [(word[:_MAX_TITLE], _CATEGORY) for word in categories[:_MAX_WORDS]]
    parts += [(title[:_MAX_TITLE], _TITLE), ((text or "")[:_MAX_TEXT], _TEXT)]
    said: dict[tuple[Genre, str], int] = {}
    headed: set[Genre] = set()
    for part, factor in parts:
        for name, phrase, weight in _phrases(part):
            said.setdefault((name, phrase), weight * factor)
            if factor != _TEXT:
                headed.add(name)
    scores: dict[Genre, int] = {}
    for (name, _), weight in said.items():
        scores[name] = scores.get(name, 0) + weight
    ranked = sorted(scores.items(), key=lambda one: -one[1])
    if not ranked or ranked[0][1] < (_ENOUGH if ranked[0][0] in headed else _ALONE):
        return NEWS
    doubtful = len(ranked) > 1 and ranked[1][1] * 3 > ranked[0][1] * 2
    return NEWS if doubtful else ranked[0][0]


def _phrases(value: str) -> Iterator[tuple[Genre, str, int]]:
    """(genre, phrase, weight) of the known phrases of a text, the longest at each place; no word is read twice."""
    said = _words(value)
    at = 0
    known = _known()
    while at < len(said):
        for phrase, name, weight in known.get(said[at], ()):
            if said[at : at + len(phrase)] == phrase:
                if name is not None:
                    yield name, " ".join(phrase), weight
                at += len(phrase)
                break
        else:
            at += 1


def _words(value: str) -> list[str]:
    return [singular(word) for word in folded(value)]


@cache
def _known() -> Mapping[str, Sequence[tuple[list[str], Genre | None, int]]]:
    """First word -> (words, genre, weight) of phrases that begin with it, the longest first; genre None: no matter."""
    found: dict[str, list[tuple[list[str], Genre | None, int]]] = {}
    for phrase, name, weight in _told():
        said = _words(phrase)
        found.setdefault(said[0], []).append((said, name, weight))
    for phrases in found.values():
        phrases.sort(key=lambda one: -len(one[0]))
    return found


def _told() -> Iterable[tuple[str, Genre | None, int]]:
    listed, neutral = genre_words()
    yield from ((phrase, None, 0) for phrase in neutral)
    for name, phrases in listed.items():
        yield from ((phrase, name, weight) for phrase, weight in phrases.items())
